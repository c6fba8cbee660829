"""What a release holds besides its Parquet files: card, changes, checkpoint of the ledger."""

from collections.abc import Sequence
from pathlib import Path

from catalog import database as db
from catalog.checkpoints import sign_current
from catalog.keys import load_keys
from catalog.releases import Release
from openfonds.app.clear import Clearance
from openfonds.app.installation import Installation
from openfonds.collection import Collection
from openfonds.errors import ReleaseRefused
from openfonds.ledger.keys import public_key_pem
from openfonds.releases.card import CardConfig, CardFacts, dataset_card
from openfonds.releases.card_metadata import validate_card
from openfonds.releases.records import DocumentRecord, PageRecord, WithheldRecord
from openfonds.releases.statistics import Statistics
from openfonds.releases.versions import Version
from openfonds.restrictions.packs import pack_bytes


def stage_metadata(
    at: Installation,
    collection: Collection,
    clearance: Clearance,
    statistics: Statistics,
    staged: Path,
    history: Sequence[Release],
) -> None:
    """Write README.md, CHANGELOG.md and ledger/ beside the data; `history` begins with this one.

    Raises:
        ReleaseRefused: when the card does not hold against the local rules of the hub.
    """
    this = history[0]
    closed = len(statistics.closed)
    pages = statistics.page_rows
    card = dataset_card(
        CardFacts(
            collection=collection,
            repo_id=this.repo_id,
            version=Version.parse(this.version),
            as_of=this.as_of,
            configs=(
                CardConfig("documents", DocumentRecord, statistics.documents),
                CardConfig("pages", PageRecord, pages),
                CardConfig("withheld", WithheldRecord, closed),
            ),
            statistics=statistics,
            packs=tuple(pack.rpartition(":")[0] for pack in clearance.law.policy.packs),
        )
    )
    _stage_policies(at, collection, staged)
    files = [p.relative_to(staged).as_posix() for p in staged.rglob("*") if p.is_file()]
    if problems := validate_card(card, files):
        raise ReleaseRefused(f"the card does not hold: {'; '.join(problems)}")
    (staged / "README.md").write_text(card)
    (staged / "CHANGELOG.md").write_text(_changelog(history))
    ledger = staged / "ledger"
    ledger.mkdir()
    with db.writing(at.engine) as connection:
        keys = load_keys(at.storage.annex, connection)
        note = sign_current(connection, keys, at.storage.audit)
        (ledger / "checkpoint.txt").write_text(note)
        (ledger / "public_key.pem").write_bytes(public_key_pem(keys.signing_pem))


def _stage_policies(at: Installation, collection: Collection, staged: Path) -> None:
    """The packs by which was decided go out with the data: law that anybody can read."""
    for jurisdiction in dict.fromkeys(collection.policies):
        folder = staged / "policies" / jurisdiction
        folder.mkdir(parents=True)
        for name, data in pack_bytes(at.policies, jurisdiction):
            (folder / name).write_bytes(data)


def _changelog(history: Sequence[Release]) -> str:
    """What became of the rows, version by version, the newest first."""
    parts = ["# Changes", "", "MAJOR: rows went or changed. MINOR: rows came. PATCH: metadata.", ""]
    for release in history:
        diff = release.diff
        parts += [
            f"## {release.version}",
            "",
            f"The law was applied as of {release.as_of}. Rows of all configs:"
            f" {diff.came} came, {diff.changed} changed, {diff.went} went.",
            "",
        ]
    return "\n".join(parts)
