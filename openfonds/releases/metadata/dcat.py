"""dcat.jsonld: the record for data portals (DCAT-AP 3.0.0), JSON-LD that needs nothing fetched."""

import re
from typing import Any
from urllib.parse import quote

from openfonds.releases.metadata import statements
from openfonds.releases.metadata.files import PARQUET
from openfonds.releases.metadata.release_facts import KEYWORDS, ReleaseFacts

CONTEXT: dict[str, Any] = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "spdx": "http://spdx.org/rdf/terms#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
# Tables of the Publications Office of the EU, which DCAT-AP prescribes (chapter 11).
AUTHORITY = "http://publications.europa.eu/resource/authority"
MEDIA_TYPES = "https://www.iana.org/assignments/media-types"
_CODE = re.compile(r"[a-z]{3}", re.ASCII)


def dcat(facts: ReleaseFacts) -> dict[str, Any]:
    """One dcat:Dataset with a distribution a Parquet file."""
    fields: dict[str, Any] = {
        "@context": CONTEXT,
        "@id": facts.identifier,
        "@type": "dcat:Dataset",
        "dct:title": _text(facts.title),
        "dct:description": _text(facts.summary),
        "dct:identifier": facts.doi or facts.identifier,
        "dcat:version": str(facts.version),
        "dct:issued": _day(facts),
        "dct:modified": _day(facts),
        "dct:accessRights": _authority("access-right/PUBLIC", "dct:RightsStatement"),
        "dcat:theme": _authority("data-theme/EDUC", None),
        "dct:language": [
            _authority(f"language/{code.upper()}", "dct:LinguisticSystem")
            for code in facts.languages
            if _CODE.fullmatch(code)
        ],
        "dcat:keyword": [_text(word, "en") for word in KEYWORDS],
        "dct:temporal": _period(facts),
        "dct:publisher": _agent(facts),
        "dcat:contactPoint": _contact(facts),
        "dcat:landingPage": _page(facts),
        "dct:provenance": {
            "@type": "dct:ProvenanceStatement",
            "rdfs:label": _text(
                f"{statements.collection_process(facts)} {statements.decisions(facts)}", "en"
            ),
        },
        "dcat:distribution": _distributions(facts),
    }
    return {key: value for key, value in fields.items() if value not in (None, [])}


def _distributions(facts: ReleaseFacts) -> list[dict[str, Any]]:
    licence = facts.licence
    terms: dict[str, Any] = {}
    if licence and licence.url:
        terms = {"dct:license": {"@id": licence.url, "@type": "dct:LicenseDocument"}}
    elif licence:
        terms = {"dct:license": {"@type": "dct:LicenseDocument", "rdfs:label": licence.name}}
    return [
        {
            "@type": "dcat:Distribution",
            "dct:title": file.path,
            "dcat:accessURL": {"@id": facts.base_url or facts.url_of(file.path)},
            "dcat:downloadURL": {"@id": facts.url_of(file.path)},
            "dcat:mediaType": {"@id": f"{MEDIA_TYPES}/{PARQUET}", "@type": "dct:MediaType"},
            "dcat:byteSize": {"@value": str(file.n_bytes), "@type": "xsd:nonNegativeInteger"},
            "spdx:checksum": {
                "@type": "spdx:Checksum",
                "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"},
                "spdx:checksumValue": {"@value": file.sha256, "@type": "xsd:hexBinary"},
            },
            **terms,
        }
        for file in facts.files
    ]


def _text(value: str, language: str = "") -> dict[str, str] | str:
    return {"@value": value, "@language": language} if language else value


def _day(facts: ReleaseFacts) -> dict[str, str]:
    return {"@value": facts.as_of.isoformat(), "@type": "xsd:date"}


def _authority(path: str, kind: str | None) -> dict[str, str]:
    return {"@id": f"{AUTHORITY}/{path}", **({"@type": kind} if kind else {})}


def _period(facts: ReleaseFacts) -> dict[str, Any] | None:
    if facts.decades is None:
        return None
    first, last = (f"{year:04d}" for year in facts.decades)
    return {
        "@type": "dct:PeriodOfTime",
        "dcat:startDate": {"@value": first, "@type": "xsd:gYear"},
        "dcat:endDate": {"@value": last, "@type": "xsd:gYear"},
    }


def _agent(facts: ReleaseFacts) -> dict[str, Any] | None:
    return {"@type": "foaf:Agent", "foaf:name": _text(facts.keeper)} if facts.keeper else None


def _contact(facts: ReleaseFacts) -> dict[str, Any] | None:
    if not facts.contact:
        return None
    reach: dict[str, Any] = (
        {"vcard:hasEmail": {"@id": f"mailto:{quote(facts.email, safe='@+')}"}}
        if facts.email
        else {"vcard:note": facts.contact}
    )
    return {"@type": "vcard:Kind", "vcard:fn": facts.keeper or facts.title, **reach}


def _page(facts: ReleaseFacts) -> dict[str, str] | None:
    return {"@id": facts.base_url, "@type": "foaf:Document"} if facts.base_url else None
