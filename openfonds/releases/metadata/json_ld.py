"""schema.org Dataset as JSON-LD, for search engines and for whoever makes a page of the dataset."""

from typing import Any

from openfonds.releases.metadata import statements
from openfonds.releases.metadata.files import PARQUET
from openfonds.releases.metadata.release_facts import KEYWORDS, PROGRAM, ReleaseFacts
from openfonds.schema import column_docs


def json_ld(facts: ReleaseFacts) -> dict[str, Any]:
    """The description."""
    licence = facts.licence
    fields = {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "@id": facts.identifier,
        "identifier": [
            x for x in (facts.doi and f"https://doi.org/{facts.doi}", facts.identifier) if x
        ],
        "name": facts.title,
        "description": facts.summary,
        "url": facts.base_url,
        "version": str(facts.version),
        "datePublished": facts.as_of.isoformat(),
        "inLanguage": list(facts.languages),
        "keywords": list(KEYWORDS),
        "isAccessibleForFree": True,
        "license": (licence.url or licence.name) if licence else None,
        "temporalCoverage": "{:04d}/{:04d}".format(*facts.decades) if facts.decades else None,
        "creator": _organisation(facts),
        "publisher": _organisation(facts),
        "measurementTechnique": [*facts.engines, PROGRAM],
        "variableMeasured": [
            {
                "@type": "PropertyValue",
                "name": name,
                "description": f"{doc} ({statements.who_says_so(name)})",
            }
            for name, doc in _main_columns(facts)
        ],
        "distribution": [
            {
                "@type": "DataDownload",
                "name": file.path,
                "contentUrl": facts.url_of(file.path),
                "encodingFormat": PARQUET,
                "contentSize": f"{file.n_bytes} B",
                "sha256": file.sha256,
            }
            for file in facts.files
        ],
    }
    return {key: value for key, value in fields.items() if value not in (None, "", [])}


def _main_columns(facts: ReleaseFacts) -> list[tuple[str, str]]:
    return [(name, doc) for name, _, doc in column_docs(facts.nouns[0][1])]


def _organisation(facts: ReleaseFacts) -> dict[str, Any] | None:
    if not facts.keeper:
        return None
    reach = {"email": facts.email} if facts.email else {}
    contact = {"@type": "ContactPoint", "contactType": "takedown and questions", **reach}
    return {
        "@type": "Organization",
        "name": facts.keeper,
        **({"contactPoint": contact} if reach else {}),
    }
