"""Made-up releases with their ledger, and what a forger may do to the files of one."""

import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from openfonds.ledger.account import CARD, NOTE, Audited, check_release
from openfonds.ledger.export import write_export
from openfonds.ledger.keys import new_signing_key, public_key_pem
from openfonds.ledger.records import PUBLIC_REASONS, Kind, LedgerRecord, Unit
from openfonds.model import Outcome
from openfonds.releases.account import Entry, write_account
from openfonds.releases.card_metadata import front_matter
from openfonds.releases.manifest import write_manifest
from openfonds.releases.parquet import write_config
from openfonds.releases.records import DocumentRecord, PageRecord, WithheldRecord
from openfonds.releases.withheld import BY_LAW, REASONS
from tests.ledger_samples import chain_of, draft, hex_digest, signed
from tests.release_rows import document, page

NAME = "openfonds/decrees@v1.2.0"
NOUNS = {"documents": DocumentRecord, "pages": PageRecord, "withheld": WithheldRecord}
SIGNING_KEY = new_signing_key()
DOCUMENTS = "data/documents/documents-00000.parquet"
PAGES = "data/pages/pages-00000.parquet"
WITHHELD = "data/withheld/withheld-00000.parquet"
A_WITHHELD = hex_digest("decision 5")  # the decision of an item of `items`
Row = dict[str, Any]
Change = Callable[[list[Row]], list[Row]]


@dataclass(frozen=True)
class Item:
    """One item of a made-up collection."""

    number: int
    outcome: Outcome = Outcome.OPEN
    refusal: str | None = None
    year: int | None = None  # of the next check
    supersedes: str | None = None
    reference: int | None = None  # the item it is about, where that is another number
    effect: str = "publish"

    @property
    def decision_id(self) -> str:
        return hex_digest(f"decision {self.number}")

    @property
    def entry(self) -> Entry:
        return self.decision_id, self.outcome, self.refusal

    def record(self) -> LedgerRecord:
        number = self.number if self.reference is None else self.reference
        return replace(
            draft(self.number),
            item_ref=hex_digest(f"reference {number}"),
            outcome=self.outcome,
            effect=self.effect if self.outcome is Outcome.OPEN else "none",
            public_reason=PUBLIC_REASONS[self.outcome],
            next_check_year=self.year,
            supersedes=self.supersedes,
        )


def items() -> list[Item]:
    """Three in the dataset, two that the gate refused, groups of one, three and twelve."""
    return [
        *(Item(n) for n in range(3)),
        Item(3, refusal="gate.page_unread"),
        Item(4, refusal="gate.not_open", effect="mediated"),
        *(Item(n, Outcome.WITHHELD, year=2031) for n in range(5, 17)),
        *(Item(n, Outcome.WITHHELD, year=2040) for n in range(17, 20)),
        Item(20, Outcome.REVIEW),
        Item(21, Outcome.SUSPENDED),
        Item(22, Outcome.FAILED),
        Item(23, Outcome.DUPLICATE, reference=1),
    ]


def release_record(digest: str | None, name: str = NAME) -> LedgerRecord:
    """What the ledger says of a release."""
    return replace(
        draft(0),
        kind=Kind.RELEASE,
        decision_id="c0ffee" * 6,
        item_ref=None,
        item_version=None,
        unit=Unit.COLLECTION,
        input_digest=digest,
        publication_ref=f"{name}:{'c0ffee' * 6}",
        annex_commitment=None,
    )


@dataclass(frozen=True)
class Sample:
    """A release and an exported ledger in two folders."""

    release: Path
    ledger: Path

    def check(self, **options: Any) -> Audited:
        return check_release(self.release, self.ledger, **options)

    def export(self, drafts: Sequence[LedgerRecord], checkpoint: int) -> str:
        """Write the ledger anew; returns the note over its first `checkpoint` records."""
        shutil.rmtree(self.ledger, ignore_errors=True)
        lines = chain_of(drafts)
        sizes = sorted({checkpoint, len(lines)})
        notes = [signed(lines, size, SIGNING_KEY) for size in sizes]
        write_export(self.ledger, lines, notes, public_key_pem(SIGNING_KEY), SIGNING_KEY)
        return notes[0]

    def change_rows(self, path: str, change: Change) -> None:
        """Rewrite a Parquet file with other rows."""
        change_rows(self.release / path, change)

    def relist(self) -> str:
        """Make the list of files fit, as any forger would; returns its digest."""
        return write_manifest(self.release).sha256


def change_rows(path: Path, change: Change) -> None:
    """Rewrite a Parquet file with other rows."""
    table = pq.read_table(path)
    path.chmod(0o644)
    pq.write_table(pa.Table.from_pylist(change(table.to_pylist()), schema=table.schema), path)


def sheet_of(made: Iterable[Item]) -> list[WithheldRecord]:
    """The withdrawal sheet of some items."""
    counts: dict[tuple[str, int | None], int] = {}
    for item in made:
        if item.outcome is not Outcome.OPEN:
            key = REASONS[item.outcome], item.year
            counts[key] = counts.get(key, 0) + 1
    return [
        WithheldRecord(reason, BY_LAW if year else "none", year, str(n) if n >= 10 else "<10")
        for (reason, year), n in counts.items()
    ]


def card_of(n: int, others: Mapping[str, int]) -> str:
    """As much of a card as is looked at: `n` documents, and the rows of other configs."""
    rows = {"documents": n, **others}
    named = [name for name in rows if rows[name]] or ["documents"]
    head = front_matter(
        title="x",
        licence="unknown",
        languages=(),
        configs=named,
        default_config=named[0],
        n_documents=n,
    )
    counted = "".join(f"| `{name}` | {rows[name]} | x |\n" for name in rows)
    return f"{head}\n{counted}| open |  | {n} |\n"


def build(
    folder: Path,
    *,
    made: Sequence[Item] | None = None,
    before: Sequence[LedgerRecord] = (),
    after: Sequence[LedgerRecord] = (),
    account: Sequence[Entry] | None = None,
    name: str = NAME,
) -> Sample:
    """A release of these items, and the ledger with its record.

    `before` stands in the ledger before the decisions, `after` behind the record of the release;
    `account` is what the account says, where that is not the truth.
    """
    made = items() if made is None else made
    sample = Sample(folder / "release", folder / "ledger")
    shown = [i for i in made if i.outcome is Outcome.OPEN and i.refusal is None]
    documents = [document(i.number, decision_id=i.decision_id) for i in shown]
    pages = [
        page(d, n, decision_id=d.decision_id) for d in documents for n in range(1, d.n_pages + 1)
    ]
    options: Any = {"sort_keys": (), "long_columns": frozenset()}
    sample.release.mkdir(parents=True)
    for config, rows in (("documents", documents), ("pages", pages), ("withheld", sheet_of(made))):
        write_config(sample.release, config, NOUNS[config], rows, **options)
    (sample.release / CARD).write_text(
        card_of(len(documents), {"pages": len(pages), "withheld": len(sheet_of(made))})
    )
    drafts = [*before, *(item.record() for item in made)]
    write_account(sample.release, name, [i.entry for i in made] if account is None else account)
    note = sample.export(drafts, len(drafts))
    (sample.release / NOTE).write_text(note)
    (sample.release / "ledger/public_key.pem").write_bytes(public_key_pem(SIGNING_KEY))
    digest = sample.relist()
    sample.export([*drafts, release_record(digest, name), *after], len(drafts))
    return sample


def record_anew(sample: Sample, digest: str, made: list[Item] | None = None) -> None:
    """What an archive would do that lies from the beginning."""
    drafts = [item.record() for item in made or items()]
    sample.export([*drafts, release_record(digest)], len(drafts))


def deleted(rows: list[Row]) -> list[Row]:
    return rows[:-1]


def with_value(name: str, value: object, at: int = 0) -> Change:
    def change(rows: list[Row]) -> list[Row]:
        return [{**row, name: value} if n == at else row for n, row in enumerate(rows)]

    return change
