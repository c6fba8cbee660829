"""No digest of a text lets anybody try what is left out of it."""

import hashlib
from typing import Any

import pytest

from openfonds.languages.dictionaries import Dictionaries
from openfonds.model import PageClean, PageSource, PageText, ReadStatus, SourceFile
from openfonds.releases.assemble import OpenItem, document_record, page_records, signals_of
from openfonds.releases.records import Span
from tests.item_samples import item
from tests.release_rows import COLLECTION

FILES = tuple(SourceFile(name, hashlib.sha256(name.encode()).hexdigest(), 1) for name in ("a", "b"))
MASK = {1: (Span(0, 3, "x"),)}


def digests(kind: str, **closed: Any) -> tuple[list[str], list[str]]:
    """Of the document and of its three pages: two of file a, one of file b."""
    sources = tuple(PageSource(n, "ab"[n == 3], n - 1, kind) for n in (1, 2, 3))
    held = item(files=FILES, pages=sources)
    read = [
        PageText("k", n, ReadStatus.READ, None, "т", (), None, None, None, None, "e", "1", "")
        for n in (1, 2, 3)
    ]
    clean = [PageClean("k", n, "т", (), None, None, None, None) for n in (1, 2, 3)]
    decision: Any = type("Decided", (), {"rights_uri": "", "decision_id": "d", "as_of": None})
    opened = OpenItem(held, decision, (), read, clean, **closed)
    signals = signals_of(opened, Dictionaries(None))
    document = document_record(opened, COLLECTION, signals)
    found = [page.source_sha256 for page in page_records(opened, document, signals)]
    return list(document.source_sha256), found


A, B = (file.sha256 for file in FILES)


@pytest.mark.parametrize("kind", ["text", "alto", "a form to come"])
@pytest.mark.parametrize(
    "closed", [{"spans": MASK}, {"withheld": frozenset({1})}], ids=["masked", "withheld"]
)
def test_a_text_of_which_a_part_is_closed_has_no_digest(kind: str, closed: Any) -> None:
    assert digests(kind, **closed) == (["", B], ["", "", B])


@pytest.mark.parametrize("kind", ["image", "pdf"])
def test_a_picture_keeps_its_digest(kind: str) -> None:
    assert digests(kind, spans=MASK, withheld=frozenset({2})) == ([A, B], [A, A, B])


def test_a_text_that_is_open_as_a_whole_keeps_its_digest() -> None:
    assert digests("text") == ([A, B], [A, A, B])
