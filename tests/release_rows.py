"""Made-up rows of a release, for tests."""

import dataclasses
import typing
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from openfonds.collection import Collection
from openfonds.digests import digest_of
from openfonds.model import Edit, Word
from openfonds.releases.card import CardConfig, CardFacts, dataset_card
from openfonds.releases.parquet import ShardFile, row_order, write_config
from openfonds.releases.records import DocumentRecord, PageRecord, WithheldRecord
from openfonds.releases.statistics import ReleaseStatistics
from openfonds.releases.versions import Version

T = TypeVar("T")

LONG_COLUMNS = frozenset({"text", "text_raw", "text_modern_gen", "edits", "words"})
DOCUMENT_ORDER = ("language_gen", "year_end", "id")
PAGE_ORDER = ("year_end", "document_id", "page")
WITHHELD_ORDER = ("reason", "ground", "opens_year")
COLLECTION = Collection(
    name="decrees",
    title="Указы | Decrees",
    description="Decrees of a small town.",
    repository="Муниципальный архив",
    contact="archive@example.org",
    licence="CC0-1.0",
)
_BY_TYPE: dict[Any, Any] = {str: "x", int: 1, float: 0.5, bool: True, date: date(2026, 1, 1)}


def _filled(noun: type[T], **values: Any) -> T:
    """A row with something in every field that is not given."""
    for name, hint in typing.get_type_hints(noun).items():
        optional = type(None) in typing.get_args(hint)
        empty: Any = None if optional else ()
        values.setdefault(name, _BY_TYPE.get(hint, empty))
    return noun(**values)


def document(number: int, **values: Any) -> DocumentRecord:
    defaults = {
        "id": digest_of(["decrees", number])[:32],
        "reference_code": f"Ф. 1 Оп. 1 Д. {number}",
        "repository": COLLECTION.repository,
        "title_src": "О мостах",
        "year_start": 1900 + number % 20,
        "year_end": 1900 + number % 20,
        "language_gen": "rus",
        "text": f"Указъ номер {number}\fо мостахъ",
        "n_pages": 2,
        "n_chars": 30,
        "ocr_engine": "tesseract 5.3.0",
        "ocr_confidence": 90.0,
        "rights_uri": "https://creativecommons.org/publicdomain/mark/1.0/",
        "legal_basis": ("125-ФЗ, ст. 24", "ГК РФ, ст. 1259(6)"),
        "source_sha256": ("0" * 64,),
    }
    return _filled(DocumentRecord, **{**defaults, **values})


def page(of: DocumentRecord, number: int, **values: Any) -> PageRecord:
    defaults = {
        "id": f"{of.id}#{number}",
        "document_id": of.id,
        "reference_code": of.reference_code,
        "page": number,
        "year_end": of.year_end,
        "language_gen": of.language_gen,
        "text": "Указъ",
        "n_chars": len(values.get("text", "Указъ")),
        "text_raw": "У\u00adказъ",
        "edits": (Edit(1, 0, "\u00ad", "hyphen"),),
        "words": (Word("Указъ", 10, 20, 90, 30, 91.5), Word("о", 110, 20, 9, 30, None)),
        "status": "read",
    }
    return _filled(PageRecord, **{**defaults, **values})


def withheld(reason: str, ground: str, opens_year: int | None, extent: str) -> WithheldRecord:
    return WithheldRecord(reason, ground, opens_year, extent)


def pages_of(documents: Iterable[DocumentRecord]) -> Iterator[PageRecord]:
    return (page(d, n) for d in documents for n in (1, 2))


def stage_release(folder: Path, version: str, n_documents: int) -> list[ShardFile]:
    """A whole release in a folder; returns its Parquet files."""
    documents = sorted(map(document, range(n_documents)), key=row_order(DOCUMENT_ORDER))
    pages = sorted(pages_of(documents), key=row_order(PAGE_ORDER))
    sheet = [
        withheld("in review", "none", None, "<10"),
        withheld("withheld by law", "privacy", 2031, "24"),
    ]
    shards = [
        *_write(folder, "documents", DocumentRecord, documents, DOCUMENT_ORDER),
        *_write(folder, "pages", PageRecord, pages, PAGE_ORDER),
        *_write(folder, "withheld", WithheldRecord, sheet, WITHHELD_ORDER),
    ]
    counts = ReleaseStatistics()
    rows: list[DocumentRecord | PageRecord | WithheldRecord] = [*documents, *pages, *sheet]
    for record in rows:
        counts.add(record)
    card = dataset_card(card_facts(counts, version=version))
    (folder / "README.md").write_text(card, encoding="utf-8")
    (folder / "CHANGELOG.md").write_text(f"## {version}\n", encoding="utf-8")
    return shards


def card_facts(counts: ReleaseStatistics, version: str = "1.0.0", **values: Any) -> CardFacts:
    numbers = counts.statistics()
    facts = CardFacts(
        collection=COLLECTION,
        repo_id="archive/decrees",
        version=Version.parse(version),
        as_of=date(2026, 1, 1),
        configs=(
            CardConfig("documents", DocumentRecord, numbers.documents),
            CardConfig("pages", PageRecord, numbers.page_rows),
            CardConfig("withheld", WithheldRecord, len(numbers.closed)),
        ),
        statistics=numbers,
    )
    return dataclasses.replace(facts, **values)


def _write(
    folder: Path, config: str, noun: type, rows: Iterable[Any], order: tuple[str, ...]
) -> list[ShardFile]:
    return write_config(folder, config, noun, rows, sort_keys=order, long_columns=LONG_COLUMNS)
