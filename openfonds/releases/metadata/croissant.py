"""croissant.json: what tools of machine learning read of a dataset (Croissant 1.1, RAI 1.0).

Provenance is PROV-O and the conditions of use are ODRL below schema.org's usageInfo, both as the
specification recommends. A hub writes a croissant of its own and ignores this one; hence the card
links to it.
"""

from typing import Any

from openfonds.releases.metadata import statements
from openfonds.releases.metadata.croissant_records import distribution, record_sets
from openfonds.releases.metadata.release_facts import KEYWORDS, PROGRAM, ReleaseFacts
from openfonds.releases.metadata.statements import who_says_so

CROISSANT = "http://mlcommons.org/croissant/1.1"
RAI = "http://mlcommons.org/croissant/RAI/1.0"
# Appendix 1 of the specification, in the form that mlcroissant 1.1.1 writes, which reads
# `annotation`, `excludes` and the rest through the prefix cr; then the other vocabularies.
CONTEXT: dict[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "arrayShape": "cr:arrayShape",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "containedIn": "cr:containedIn",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "description": {"@container": "@language"},
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileProperty": "cr:fileProperty",
    "fileObject": "cr:fileObject",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isArray": "cr:isArray",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "name": {"@container": "@language"},
    "parentField": "cr:parentField",
    "path": "cr:path",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
    "cc": "http://creativecommons.org/ns#",
    "odrl": "http://www.w3.org/ns/odrl/2/",
    "prov": "http://www.w3.org/ns/prov#",
}


def croissant(facts: ReleaseFacts) -> dict[str, Any]:
    """The document. Required properties that nobody has stated are left out."""
    keeper = {"@type": "Organization", "name": facts.keeper} if facts.keeper else None
    fields = {
        "@context": CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": [CROISSANT, RAI],
        "name": facts.title,
        "description": facts.summary,
        "url": facts.base_url,
        "version": str(facts.version),
        "datePublished": facts.as_of.isoformat(),
        "license": (facts.licence.url or facts.licence.name) if facts.licence else None,
        "creator": keeper,
        "publisher": keeper,
        "inLanguage": list(facts.languages),
        "keywords": list(KEYWORDS),
        "isLiveDataset": False,
        "citeAs": _citation(facts),
        "usageInfo": _conditions(facts),
        **_provenance(facts),
        **_responsible_ai(facts),
        "distribution": distribution(facts),
        "recordSet": record_sets(facts),
    }
    return {key: value for key, value in fields.items() if value not in (None, "", [])}


def _citation(facts: ReleaseFacts) -> str:
    author = facts.keeper or facts.collection.name
    title = facts.title.rstrip(". ")
    return f"{author}. {title}. Version {facts.version}, {facts.as_of.year}. {PROGRAM}."


def _conditions(facts: ReleaseFacts) -> list[dict[str, Any]]:
    """The licence of the dataset, and the rights statements of the works in it."""
    found: list[dict[str, Any]] = []
    if facts.licence and facts.licence.permissions:
        duties = [{"@type": "odrl:Duty", "odrl:action": {"@id": d}} for d in facts.licence.duties]
        found.append(
            {
                "@type": ["CreativeWork", "odrl:Policy"],
                "name": f"Licence of the dataset: {facts.licence.name}",
                "url": facts.licence.url,
                "odrl:permission": [
                    {
                        "@type": "odrl:Permission",
                        "odrl:action": {"@id": action},
                        **({"odrl:duty": duties} if duties else {}),
                    }
                    for action in facts.licence.permissions
                ],
                **_prohibitions(facts.licence.prohibitions),
            }
        )
    found += [
        {
            "@type": "CreativeWork",
            "name": f"Rights statement of {n:,} items, given in the column rights_uri",
            "url": uri,
        }
        for uri, n in facts.statistics.rights
        if uri
    ]
    return found


def _prohibitions(actions: tuple[str, ...]) -> dict[str, Any]:
    if not actions:
        return {}
    found = [{"@type": "odrl:Prohibition", "odrl:action": {"@id": action}} for action in actions]
    return {"odrl:prohibition": found}


def _provenance(facts: ReleaseFacts) -> dict[str, Any]:
    software = [{"@type": "prov:SoftwareAgent", "prov:label": PROGRAM}]
    readers = [{"@type": "prov:SoftwareAgent", "prov:label": e} for e in facts.engines]
    keeper = f" of {facts.keeper}" if facts.keeper else ""
    activities = (
        ("Reading", statements.collection_process(facts), [*software, *readers]),
        ("Cleaning", " ".join(statements.processing()), software),
        ("Deciding", statements.decisions(facts), software),
    )
    return {
        "prov:wasDerivedFrom": {
            "@type": "prov:Entity",
            "prov:label": f"Files and inventory{keeper}; SHA-256 of each source file in the column"
            " source_sha256",
        },
        "prov:wasGeneratedBy": [
            {
                "@type": "prov:Activity",
                "prov:label": label,
                "dct:description": text,
                "prov:wasAssociatedWith": agents,
            }
            for label, text, agents in activities
        ],
        **(
            {"prov:wasAttributedTo": {"@type": "prov:Organization", "prov:label": facts.keeper}}
            if facts.keeper
            else {}
        ),
    }


def _responsible_ai(facts: ReleaseFacts) -> dict[str, Any]:
    numbers = facts.statistics
    missing = [f"{c.reason} ({c.ground})" for c in numbers.closed]
    return {
        "rai:dataCollection": statements.collection_process(facts),
        "rai:dataCollectionType": ["Secondary Data Analysis", "Software Collection"],
        "rai:dataCollectionRawData": "Files and inventories of the archive; they are not part"
        " of the dataset.",
        "rai:dataCollectionMissingData": "Items are missing for these reasons, counted in the"
        f" config withheld: {'; '.join(missing)}."
        if missing
        else "No item is counted in the config withheld.",
        "rai:dataPreprocessingProtocol": list(statements.processing()),
        "rai:dataAnnotationProtocol": [
            statements.decisions(facts),
            f"Columns ending in _gen: {who_says_so('x_gen')}; in _src: {who_says_so('x_src')}.",
        ],
        "rai:machineAnnotationTools": [PROGRAM, *facts.engines],
        "rai:dataUseCases": list(statements.USE_CASES),
        "rai:dataLimitations": [
            *statements.limitations(facts.statistics),
            *(f"Not meant for: {use}." for use in statements.OUT_OF_SCOPE),
        ],
        "rai:dataBiases": list(statements.biases()),
        "rai:personalSensitiveInformation": list(statements.personal_information(facts)),
        "rai:dataReleaseMaintenancePlan": statements.maintenance_plan(facts),
    }
