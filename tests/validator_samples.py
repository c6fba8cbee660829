"""Made-up releases for the validators, which a test may break."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from openfonds.model import Edit, Word
from openfonds.releases.parquet import row_order, write_config
from openfonds.releases.records import (
    DOCUMENT_ORDER,
    PAGE_ORDER,
    WITHDRAWN_ORDER,
    WITHHELD_ORDER,
    DocumentRecord,
    PageRecord,
    WithdrawnRecord,
    WithheldRecord,
)
from tests.release_rows import LONG_COLUMNS, document, page, withheld

AS_OF = date(2026, 1, 1)
DIGEST = "a" * 64
CANARY = "КАНАРЕЙКА"
SHEET = [withheld("in review", "none", None, "<10"), withheld("failed", "none", 2031, "24")]
STONES = [WithdrawnRecord("b" * 64, "pages", date(2025, 5, 1), "2.0.0", "replaced")]
NOUNS = {
    "documents": DocumentRecord,
    "pages": PageRecord,
    "withheld": WithheldRecord,
    "withdrawn": WithdrawnRecord,
}
ORDERS = {
    "documents": DOCUMENT_ORDER,
    "pages": PAGE_ORDER,
    "withheld": WITHHELD_ORDER,
    "withdrawn": WITHDRAWN_ORDER,
}


@dataclass
class Rows:
    """The rows of a release, which a test may break."""

    documents: list[DocumentRecord] = field(default_factory=list)
    pages: list[PageRecord] = field(default_factory=list)
    withheld: list[WithheldRecord] = field(default_factory=lambda: list(SHEET))
    withdrawn: list[WithdrawnRecord] = field(default_factory=lambda: list(STONES))

    def stage(self, folder: Path) -> Path:
        for config, noun in NOUNS.items():
            rows = sorted(getattr(self, config), key=row_order(ORDERS[config]))
            write_config(
                folder,
                config,
                noun,
                rows,
                sort_keys=ORDERS[config],
                long_columns=LONG_COLUMNS,
            )
        return folder


def good_rows(numbers: Iterable[int], n_pages: int = 2) -> Rows:
    rows = Rows()
    for number in numbers:
        one, its_pages = item(number, n_pages)
        rows.documents.append(one)
        rows.pages += its_pages
    return rows


def item(number: int, n_pages: int = 2) -> tuple[DocumentRecord, list[PageRecord]]:
    text = "\f".join(f"{CANARY} {number}" for _ in range(n_pages))
    one = document(
        number,
        title_src=CANARY,
        creator_src=CANARY,
        series_src=CANARY,
        author_src=CANARY,
        date_src=CANARY,
        material_src=CANARY,
        text=text,
        text_modern_gen=text,
        n_pages=n_pages,
        n_chars=len(text),
        script_gen="Cyrl",
        orthography_gen="pre-reform",
        language_score_gen=0.75,
        licence="CC0-1.0",
        decision_id=DIGEST,
        decision_checked_on=AS_OF,
        source_sha256=(DIGEST,),
    )
    its_pages = [
        page(
            one,
            n,
            text=f"{CANARY} {number}",
            text_raw=f"{CANARY}  {number}",
            edits=(Edit(len(CANARY), 0, " ", "whitespace"),),
            words=(Word(CANARY, 10, 10, 100, 20, 91.5), Word(str(number), 120, 10, 9, 20, None)),
            width_px=1000,
            height_px=1000,
            document_language_gen=one.language_gen,
            script_gen="Cyrl",
            orthography_gen="pre-reform",
            decision_id=DIGEST,
            source_sha256=DIGEST,
        )
        for n in range(1, n_pages + 1)
    ]
    return one, its_pages


def problem_of(suite: str, law: str, *rows: str) -> str:
    count = f"{len(rows)} row{'s' if len(rows) > 1 else ''}"
    return f'{suite}: "{law}" does not hold for {count}: {", ".join(rows)}'


def assert_harmless(docs: Path) -> None:
    pages = sorted(docs.glob("*"))
    assert docs / "index.html" in pages
    for one in pages:
        text = one.read_text(encoding="utf-8")
        assert CANARY not in text, one.name
        assert not re.search(r"https?://|//[a-z]|src=|<script|<link|url\(|@import|/work|Traceback",
                             text), one.name  # fmt: skip
        for target in re.findall(r'href="([^"]+)"', text):
            assert (docs / target).is_file(), f"{one.name} leads to {target}"
