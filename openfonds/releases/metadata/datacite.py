"""metadata/datacite.xml: the record to register a DOI with (DataCite Metadata Schema 4.6).

A DOI is given by whoever deposits the dataset. Until there is one, the identifier is left out,
and the record is complete but for it. ":unkn" is DataCite's own code for what is not known
(appendix 3 of the schema).
"""

from typing import Any

from openfonds.releases.metadata import statements
from openfonds.releases.metadata.files import PARQUET
from openfonds.releases.metadata.release_facts import KEYWORDS, PROGRAM, ReleaseFacts
from openfonds.releases.metadata.xml_text import Node, node, xml_text

NAMESPACE = "http://datacite.org/schema/kernel-4"
LOCATION = f"{NAMESPACE} https://schema.datacite.org/meta/kernel-4.6/metadata.xsd"
UNKNOWN = ":unkn"


def datacite_record(facts: ReleaseFacts) -> dict[str, Any]:
    """The record as DataCite's JSON has it, from which the XML is written."""
    licence = facts.licence
    rights: list[dict[str, str]] = []
    if licence:
        rights = [{"rights": licence.name}]
        if licence.url:
            rights[0] |= {
                "rightsUri": licence.url,
                "rightsIdentifier": licence.name,
                "rightsIdentifierScheme": "SPDX",
                "schemeUri": "https://spdx.org/licenses/",
            }
    descriptions = [
        {"description": facts.summary, "descriptionType": "Abstract"},
        {"description": _methods(facts), "descriptionType": "Methods"},
        {
            "description": " ".join(statements.limitations(facts.statistics)),
            "descriptionType": "TechnicalInfo",
        },
    ]
    record: dict[str, Any] = {
        "schemaVersion": NAMESPACE,
        **({"doi": facts.doi} if facts.doi else {}),
        "creators": [{"name": facts.keeper or UNKNOWN, "nameType": "Organizational"}],
        "titles": [{"title": facts.title}],
        "publisher": {"name": facts.keeper or UNKNOWN},
        "publicationYear": str(facts.as_of.year),
        "subjects": [{"subject": word} for word in KEYWORDS],
        "dates": [
            {
                "date": facts.as_of.isoformat(),
                "dateType": "Valid",
                "dateInformation": "the day for which the law was applied",
            }
        ],
        "language": facts.languages[0] if facts.languages else "",
        "types": {"resourceTypeGeneral": "Dataset", "resourceType": "Text corpus"},
        "alternateIdentifiers": [
            {"alternateIdentifier": facts.identifier, "alternateIdentifierType": "URN"}
        ],
        "sizes": [
            f"{sum(f.n_bytes for f in facts.files)} bytes",
            f"{facts.statistics.documents} items",
        ],
        "formats": [PARQUET],
        "version": str(facts.version),
        "rightsList": rights,
        "descriptions": descriptions,
    }
    return {key: value for key, value in record.items() if value not in ("", [])}


def datacite(facts: ReleaseFacts) -> str:
    """The XML document."""
    r = datacite_record(facts)
    parts: list[Node | None] = [
        node("identifier", r["doi"], identifierType="DOI") if "doi" in r else None,
        node("creators", *(_named("creator", c) for c in r["creators"])),
        node("titles", *(node("title", t["title"]) for t in r["titles"])),
        node("publisher", r["publisher"]["name"]),
        node("publicationYear", r["publicationYear"]),
        node("resourceType", r["types"]["resourceType"], resourceTypeGeneral="Dataset"),
        node("subjects", *(node("subject", s["subject"]) for s in r["subjects"])),
        node("dates", *(_date(d) for d in r["dates"])),
        node("language", r["language"]) if "language" in r else None,
        node(
            "alternateIdentifiers",
            *(
                node(
                    "alternateIdentifier",
                    a["alternateIdentifier"],
                    alternateIdentifierType=a["alternateIdentifierType"],
                )
                for a in r["alternateIdentifiers"]
            ),
        ),
        node("sizes", *(node("size", s) for s in r["sizes"])),
        node("formats", *(node("format", f) for f in r["formats"])),
        node("version", r["version"]),
        _rights(r),
        node(
            "descriptions",
            *(
                node("description", d["description"], descriptionType=d["descriptionType"])
                for d in r["descriptions"]
            ),
        ),
    ]
    root = node("resource", *parts, xsi__schemaLocation=LOCATION)
    return xml_text(root, {"": NAMESPACE, "xsi": "http://www.w3.org/2001/XMLSchema-instance"})


def _methods(facts: ReleaseFacts) -> str:
    steps = " ".join(statements.processing())
    return (
        f"{statements.collection_process(facts)} {steps} {statements.decisions(facts)} {PROGRAM}."
    )


def _named(tag: str, person: dict[str, str]) -> Node:
    return node(tag, node(f"{tag}Name", person["name"], nameType=person["nameType"]))


def _date(value: dict[str, str]) -> Node:
    return node(
        "date", value["date"], dateType=value["dateType"], dateInformation=value["dateInformation"]
    )


def _rights(record: dict[str, Any]) -> Node | None:
    if "rightsList" not in record:
        return None
    names = {"rightsUri": "rightsURI", "schemeUri": "schemeURI"}
    return node(
        "rightsList",
        *(
            node(
                "rights", r["rights"], **{names.get(k, k): v for k, v in r.items() if k != "rights"}
            )
            for r in record["rightsList"]
        ),
    )
