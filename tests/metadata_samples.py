"""A made-up release and its facts, for tests of the descriptions."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from openfonds.releases.metadata.release_facts import PublishedVersion, ReleaseFacts
from openfonds.releases.parquet import Cutting, ShardFile, row_order, write_config
from openfonds.releases.records import (
    DOCUMENT_ORDER,
    WITHHELD_ORDER,
    DocumentRecord,
    PageRecord,
    Span,
    WithheldRecord,
)
from openfonds.releases.statistics import ReleaseStatistics, Statistics
from openfonds.releases.versions import RowDiff, Version
from tests.release_rows import (
    COLLECTION,
    LONG_COLUMNS,
    PAGE_ORDER,
    document,
    pages_of,
    withheld,
)

AS_OF = date(2026, 11, 22)
HISTORY = (
    PublishedVersion(Version(1, 1, 0), AS_OF, RowDiff(came=6, kept=12)),
    PublishedVersion(Version(1, 0, 0), date(2026, 10, 1), RowDiff(came=12)),
)
ONE_ROW_A_FILE = Cutting(rows_per_group=1, min_rows=1, min_file_bytes=1, max_file_bytes=1)
# What an archive may really have written, and what someone may write to do harm.
HOSTILE = replace(
    COLLECTION,
    title='=1+1 </script> "x" & <b>|\n---\nlicense: mit\x00\x0b]]>',
    description="+cmd|' /C calc'!A0\n\n```\n# [a](javascript:b) <!-- \u2028 --> ]]> \x1b",
    repository='@SUM(1) <archive attr="1"> & Co.',
    contact="Tel. +7 <a@b.ru>",
    licence="CC-BY-4.0' OR <1>",
)
_DOCUMENTS = tuple(
    document(
        n,
        year_end=1890 + 10 * (n % 3) if n else None,
        language_gen=("rus", "tat", None)[n % 3],
        ocr_confidence=None if n == 1 else 70.0 + n,
        orthography_gen="pre-reform" if n == 2 else "modern",
        redactions=(Span(1, 2, "pii.snils"),) if n == 3 else (),
    )
    for n in range(6)
)
_SHEET = (
    withheld("failed", "none", None, "<10"),
    withheld("withheld by law", "copyright", 2040, "112"),
    withheld("withheld by law", "law on access", 2031, "24"),
    withheld("withheld by law", "law on access", 2036, "<10"),
)


def statistics() -> Statistics:
    """The numbers of the release below."""
    counts = ReleaseStatistics()
    rows: list[DocumentRecord | PageRecord | WithheldRecord] = [
        *_DOCUMENTS,
        *pages_of(_DOCUMENTS),
        *_SHEET,
    ]
    for row in rows:
        counts.add(row)
    return counts.statistics()


def release_facts(**values: Any) -> ReleaseFacts:
    """Facts of a release whose files are not written."""
    files = tuple(
        ShardFile(f"data/{config}/{config}-00000.parquet", f"{n}" * 64, 1000 + n, rows)
        for n, (config, rows) in enumerate([("documents", 6), ("pages", 12), ("withheld", 4)])
    )
    facts = ReleaseFacts(
        collection=COLLECTION,
        repo_id="archive/decrees",
        version=Version(1, 1, 0),
        as_of=AS_OF,
        files=files,
        statistics=statistics(),
        packs=("ru@2026.11.0",),
        history=HISTORY,
    )
    return replace(facts, **values)


def stage(folder: Path, cutting: Cutting | None = None, **values: Any) -> ReleaseFacts:
    """Write the Parquet files of the release; the facts are those of the files."""
    documents = sorted(_DOCUMENTS, key=row_order(DOCUMENT_ORDER))
    pages = sorted(pages_of(documents), key=row_order(PAGE_ORDER))
    files: list[ShardFile] = []
    for config, noun, rows, order in (
        ("documents", DocumentRecord, documents, DOCUMENT_ORDER),
        ("pages", PageRecord, pages, PAGE_ORDER),
        ("withheld", WithheldRecord, list(_SHEET), WITHHELD_ORDER),
    ):
        files += write_config(
            folder,
            config,
            noun,
            rows,
            sort_keys=order,
            long_columns=LONG_COLUMNS,
            cutting=cutting,
        )
    return release_facts(files=tuple(files), **values)
