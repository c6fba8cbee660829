"""Write every description of a release into its folder."""

from pathlib import Path

from openfonds.ledger.account import MANIFEST
from openfonds.releases.metadata.croissant import croissant
from openfonds.releases.metadata.datacite import datacite
from openfonds.releases.metadata.datasheet import datasheet
from openfonds.releases.metadata.dcat import dcat
from openfonds.releases.metadata.json_ld import json_ld
from openfonds.releases.metadata.json_text import json_text
from openfonds.releases.metadata.passport import passport_files
from openfonds.releases.metadata.plots import plots_of
from openfonds.releases.metadata.premis import premis
from openfonds.releases.metadata.release_facts import ReleaseFacts
from openfonds.releases.metadata.ro_crate import FILE_NAME as RO_CRATE
from openfonds.releases.metadata.ro_crate import ro_crate


def metadata_files(facts: ReleaseFacts) -> dict[str, str]:
    """Paths and texts of all descriptions but the crate, which lists what lies in the folder.

    The same facts give the same bytes.
    """
    return {
        "DATASHEET.md": datasheet(facts),
        "croissant.json": json_text(croissant(facts)),
        "metadata/datacite.xml": datacite(facts),
        "metadata/dataset.jsonld": json_text(json_ld(facts)),
        "metadata/dcat.jsonld": json_text(dcat(facts)),
        "metadata/premis.xml": premis(facts),
        **passport_files(facts),
        **{plot.path: plot.svg for plot in plots_of(facts.statistics)},
    }


def metadata_paths(facts: ReleaseFacts) -> tuple[str, ...]:
    """Where `write_metadata` writes, sorted: the card links to these before they are there."""
    return tuple(sorted((*metadata_files(facts), RO_CRATE)))


def write_metadata(facts: ReleaseFacts, staged: Path) -> list[str]:
    """Write them below `staged`, when all is there but `releases.manifest`, the last of all.

    The crate lists every file, that one too.

    Returns:
        The paths that were written, sorted.
    """
    written = metadata_files(facts)
    for path, text in written.items():
        target = staged / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8", newline="\n")
    present = [p.relative_to(staged).as_posix() for p in staged.rglob("*") if p.is_file()]
    crate = json_text(ro_crate(facts, [*present, MANIFEST]))
    (staged / RO_CRATE).write_text(crate, encoding="utf-8", newline="\n")
    return sorted((*written, RO_CRATE))
