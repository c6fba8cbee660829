"""ro-crate-metadata.json: the release as a research object (RO-Crate 1.2)."""

from collections.abc import Sequence
from typing import Any

from openfonds import __version__
from openfonds.releases.metadata import statements
from openfonds.releases.metadata.files import PARQUET, about, media_type
from openfonds.releases.metadata.release_facts import KEYWORDS, PROGRAM, ReleaseFacts

CONTEXT = "https://w3id.org/ro/crate/1.2/context"
SPECIFICATION = "https://w3id.org/ro/crate/1.2"
FILE_NAME = "ro-crate-metadata.json"


def ro_crate(facts: ReleaseFacts, others: Sequence[str]) -> dict[str, Any]:
    """The crate.

    Args:
        others: paths of the other files of the release. They have no digests here, because a
            signed checkpoint differs between installations.
    """
    known = {file.path for file in facts.files}
    listed = sorted(set(others) - known - {FILE_NAME})
    keeper = {"@id": "#keeper"} if facts.keeper else None
    licence = facts.licence
    root = {
        "@id": "./",
        "@type": "Dataset",
        "name": facts.title,
        "description": facts.summary,
        "identifier": f"https://doi.org/{facts.doi}" if facts.doi else facts.identifier,
        "version": str(facts.version),
        "datePublished": facts.as_of.isoformat(),
        "license": _licence_reference(facts),
        "keywords": list(KEYWORDS),
        "inLanguage": list(facts.languages),
        "publisher": keeper,
        "author": keeper,
        "mentions": [{"@id": "#creation"}],
        "hasPart": [{"@id": path} for path in [*(f.path for f in facts.files), *listed]],
    }
    graph: list[dict[str, Any]] = [
        {
            "@id": FILE_NAME,
            "@type": "CreativeWork",
            "conformsTo": {"@id": SPECIFICATION},
            "about": {"@id": "./"},
        },
        {key: value for key, value in root.items() if value not in (None, [])},
        *(
            {
                "@id": file.path,
                "@type": "File",
                "name": file.path,
                "encodingFormat": PARQUET,
                "contentSize": str(file.n_bytes),
                "sha256": file.sha256,
                "description": f"{file.rows:,} rows.",
            }
            for file in facts.files
        ),
        *(_other(path) for path in listed),
        *_creation(facts),
    ]
    if facts.keeper:
        graph.append({"@id": "#keeper", "@type": "Organization", "name": facts.keeper})
    if licence and licence.url:
        graph.append({"@id": licence.url, "@type": "CreativeWork", "name": licence.name})
    return {"@context": CONTEXT, "@graph": graph}


def _licence_reference(facts: ReleaseFacts) -> dict[str, str] | str:
    """RO-Crate demands a licence; where there is none, it says so in words."""
    licence = facts.licence
    if licence is None:
        return "The archive has not named a licence."
    return {"@id": licence.url} if licence.url else licence.name


def _other(path: str) -> dict[str, Any]:
    fields = {
        "@id": path,
        "@type": "File",
        "name": path,
        "encodingFormat": media_type(path),
        "description": about(path),
    }
    return {key: value for key, value in fields.items() if value}


def _creation(facts: ReleaseFacts) -> list[dict[str, Any]]:
    """What made the data: one action by one program, and the programs that it used."""
    engines = [
        {"@id": f"#engine-{number}", "@type": "SoftwareApplication", "name": engine}
        for number, engine in enumerate(facts.engines, start=1)
    ]
    return [
        {
            "@id": "#creation",
            "@type": "CreateAction",
            "name": f"Reading, cleaning, deciding and publishing by {PROGRAM}",
            "description": f"{statements.collection_process(facts)} {statements.decisions(facts)}",
            "instrument": [{"@id": "#openfonds"}, *({"@id": e["@id"]} for e in engines)],
            "result": [{"@id": "./"}],
        },
        {
            "@id": "#openfonds",
            "@type": "SoftwareApplication",
            "name": "openfonds",
            "softwareVersion": __version__,
        },
        *engines,
    ]
