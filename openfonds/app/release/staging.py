"""What a release holds besides its rows: card, changes, checkpoint of the ledger, account."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from catalog import database as db
from catalog import decisions
from catalog.checkpoints import sign_current
from catalog.keys import load_keys
from catalog.releases import Release
from openfonds.app.installation import Installation
from openfonds.app.release.clear import Clearance
from openfonds.collection import Collection
from openfonds.errors import AccountingError, ReleaseRefused, TransientError
from openfonds.ledger.account import CARD, MANIFEST, NOTE
from openfonds.ledger.keys import public_key_pem
from openfonds.releases.account import Entry, write_account
from openfonds.releases.card import dataset_card
from openfonds.releases.card_metadata import validate_card
from openfonds.releases.changes import COUNTS_FILE, changes_json
from openfonds.releases.manifest import write_manifest
from openfonds.releases.metadata.card_facts import card_facts
from openfonds.releases.metadata.files import PUBLIC_KEY
from openfonds.releases.metadata.release_facts import PublishedVersion, ReleaseFacts
from openfonds.releases.metadata.write import metadata_paths, write_metadata
from openfonds.releases.parquet import ShardFile
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
) -> tuple[ShardFile, ShardFile]:
    """Write all that a release has besides its rows; `history` begins with this one.

    The account comes before the descriptions, which name it, and the list of files last of all:
    nothing may be written below `staged` afterwards.

    Returns:
        The account of the release, and the list of all its files (`openfonds.ledger.account`).

    Raises:
        ReleaseRefused: when the card does not hold against the local rules of the hub.
        TransientError: when something was decided in the meantime.
        AccountingError: when an item is neither in the dataset nor accounted for.
    """
    this = history[0]
    _stage_policies(at, collection, staged)
    (staged / "CHANGELOG.md").write_text(_changelog(history), encoding="utf-8")
    (staged / COUNTS_FILE).write_text(
        changes_json([(one.version, one.as_of.isoformat(), one.counts) for one in history]),
        encoding="utf-8",
    )
    _stage_checkpoint(at, staged)
    name = f"{this.repo_id}@{Version.parse(this.version).tag}"
    account = write_account(staged, name, _entries(at, collection, clearance))
    if account.passed != statistics.documents:
        raise AccountingError(
            f"{account.passed} items are open and were not refused, but {statistics.documents} are"
            " in the dataset; nothing was published"
        )
    refused = sum(n for _, n in clearance.refusals)
    facts = _facts(collection, statistics, history, refused)
    _stage_card(facts, staged)
    write_metadata(facts, staged)
    return account.file, write_manifest(staged, (*this.files, account.file))


def _stage_checkpoint(at: Installation, staged: Path) -> None:
    (staged / NOTE).parent.mkdir()
    with db.writing(at.engine) as connection:
        keys = load_keys(at.storage.annex, connection)
        note = sign_current(connection, keys, at.storage.audit)
        (staged / NOTE).write_text(note, encoding="utf-8")
        (staged / PUBLIC_KEY).write_bytes(public_key_pem(keys.signing_pem))


def _stage_card(facts: ReleaseFacts, staged: Path) -> None:
    """The card, which links to what is there and to what comes after it."""
    present = {p.relative_to(staged).as_posix() for p in staged.rglob("*") if p.is_file()}
    files = sorted(present | {MANIFEST, *metadata_paths(facts)})
    card = dataset_card(card_facts(facts, tuple(files)))
    if problems := validate_card(card, files):
        raise ReleaseRefused(f"the card does not hold: {'; '.join(problems)}")
    (staged / CARD).write_text(card, encoding="utf-8")


def _facts(
    collection: Collection, statistics: Statistics, history: Sequence[Release], refused: int
) -> ReleaseFacts:
    this = history[0]
    return ReleaseFacts(
        collection=collection,
        repo_id=this.repo_id,
        version=Version.parse(this.version),
        as_of=this.as_of,
        files=tuple(file for file in this.files if file.path.startswith("data/")),
        statistics=statistics,
        packs=tuple(pack.rpartition(":")[0] for pack in this.packs),
        history=tuple(
            PublishedVersion(Version.parse(one.version), one.as_of, one.diff) for one in history
        ),
        refused=refused,
    )


def _entries(at: Installation, collection: Collection, clearance: Clearance) -> Iterator[Entry]:
    """What became of each item, in the ledger to which the release was proved."""
    for recorded in decisions.current(at.engine, collection.name):
        if recorded.seq >= clearance.ledger_size:
            raise TransientError(
                "something was decided while the release was made; nothing was published: run the"
                " same command again"
            )
        decision = recorded.decision
        if decision.unit == "item":
            refusal = clearance.refused.get(decision.decision_id)
            yield decision.decision_id, decision.outcome, refusal


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
            f"The law was applied as of {release.as_of}. Rows of documents and pages:"
            f" {diff.came} came, {diff.changed} changed, {diff.went} went.",
            "",
        ]
    return "\n".join(parts)
