"""The rows of a made-up holding, for the benchmarks of releases, and how they are written.

Words of a vocabulary drawn by Zipf's law, as many as pages of a town's papers have, in Russian,
Tatar and German, of 1850 to 1930. The ids are digests, so the new rows of a year lie anywhere
among its old ones. The same seed gives the same rows.
"""

import dataclasses
import hashlib
import random
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from openfonds.app.release.plan import LONG_COLUMNS
from openfonds.model import Edit, Word
from openfonds.releases.parquet import Cutting, ShardFile, write_config
from openfonds.releases.records import (
    DOCUMENT_ORDER,
    PAGE_ORDER,
    DocumentRecord,
    PageRecord,
)
from openfonds.schema import to_table

YEARS = range(1850, 1931)
SHARES = {"deu": 0.1, "rus": 0.7, "tat": 0.2}  # sorted, as the rows are
SCRIPTS = {"deu": "Latn", "rus": "Cyrl", "tat": "Cyrl"}
SYLLABLES = {
    "deu": "ge be ver an auf stadt ge mein de rat ord nung ver wal tung straß en kir che schul"
    " leh rer bür ger meis ter kauf mann haus bau amt schrei ben zeit ung ant rag be schluß",
    "rus": "го ро до ской у пра ва по ста но вле ни е мо сто ва я цер ков ный при ход ку пец"
    " кре стья нин во лость гу бер на тор зе мля у езд ный ве до мо сть про ше ни е жур нал",
    "tat": "шә һәр ка ра ры мәк тәп у ку чы ке ше ләр авыл җир та тар ча га зе та бә ла лар"
    " йорт хал кы эш лә ре ел лык ба за ры мәч ет му лла ки тап бе лән ө чен",
}
VOCABULARY = 20_000
WORDS_A_LINE = 9


@dataclasses.dataclass(frozen=True, slots=True, order=True)
class Item:
    """One item of the made-up holding; sorts as the rows do."""

    language: str
    year: int
    id: str
    number: int


def items_of(n: int, seed: int) -> list[Item]:
    """`n` items, in the order of the rows; three times as many of the last year as of the first."""
    draw = random.Random(seed)
    weights = [1 + 2 * (year - YEARS[0]) / len(YEARS) for year in YEARS]
    languages = draw.choices(list(SHARES), list(SHARES.values()), k=n)
    years = draw.choices(YEARS, weights, k=n)
    return sorted(
        item_of(language, year, number, seed)
        for number, (language, year) in enumerate(zip(languages, years, strict=True))
    )


def item_of(language: str, year: int, number: int, seed: int) -> Item:
    """The item of that number; its id is a digest."""
    return Item(language, year, hashlib.sha256(b"%d/%d" % (seed, number)).hexdigest()[:32], number)


def items_for(mb: float, seed: int, configs: Sequence[str] = ("documents", "pages")) -> list[Item]:
    """As many items as have rows of about `mb` MB of Arrow in these configs together."""
    few = items_of(150, seed)
    tables = {
        "documents": to_table(DocumentRecord, map(document_of, few)),
        "pages": to_table(PageRecord, (page for item in few for page in pages_of(item))),
    }
    each = sum(tables[config].nbytes for config in configs) / len(few)
    return items_of(round(mb * 1e6 / each), seed)


@cache
def _vocabulary(language: str) -> tuple[list[str], NDArray[np.int64], NDArray[np.float64]]:
    """Words, their lengths, and their summed probabilities."""
    draw, syllables = random.Random(language), SYLLABLES[language].split()
    known: dict[str, None] = {}
    while len(known) < VOCABULARY:
        known["".join(draw.choices(syllables, k=draw.choice((1, 2, 2, 3, 3, 4))))] = None
    frequencies = 1 / (np.arange(VOCABULARY) + 2.7)
    lengths = np.array([len(word) for word in known])
    return list(known), lengths, np.cumsum(frequencies) / frequencies.sum()


def _words(item: Item) -> tuple[np.random.Generator, list[NDArray[np.int64]]]:
    """The words of each page, by number, and the source of further chance for this item."""
    draw = np.random.default_rng(int(item.id[:16], 16))
    chances = _vocabulary(item.language)[2]
    lengths = np.clip(draw.lognormal(5.3, 0.5, min(30, draw.geometric(0.3))), 15, 900)
    return draw, [np.searchsorted(chances, draw.random(int(n))) for n in lengths]


def _text(item: Item, numbers: NDArray[np.int64]) -> str:
    words = _vocabulary(item.language)[0]
    return " ".join([words[n] for n in numbers.tolist()])


def document_of(item: Item) -> DocumentRecord:
    """The row of an item."""
    draw, pages = _words(item)
    text = "\f".join(_text(item, page) for page in pages)
    is_old = item.language == "rus" and item.year < 1918
    confidence = round(float(draw.normal(88, 5)), 2)
    return DocumentRecord(
        id=item.id,
        reference_code=_code(item),
        repository="Муниципальный архив",
        series_src=f"Опись {item.number % 40 + 1}",
        title_src=_text(item, pages[0][:6]).capitalize(),
        creator_src="Городская управа",
        creator_type_src="municipal_body",
        author_src=None,
        material_src="archival",
        date_src=str(item.year),
        year_start=item.year,
        year_end=item.year,
        language_src=None,
        language_gen=item.language,
        language_score_gen=round(float(draw.beta(30, 1)), 3),
        script_gen=SCRIPTS[item.language],
        orthography_gen="pre-reform" if is_old else None,
        text=text,
        text_modern_gen=text.replace("ъ", "") if is_old else None,
        n_pages=len(pages),
        n_pages_blank=0,
        n_pages_handwriting=0,
        n_chars=len(text),
        n_words=len(text.split()),
        ocr_engine="tesseract 5.3.0",
        ocr_confidence=confidence,
        ocr_confidence_p10=round(confidence * 0.7, 2),
        estimated_cer_gen=round(float(draw.beta(1, 20)), 4),
        **_signals(draw),
        duplicate_cluster_gen=None,
        duplicate_representative_gen=True,
        rights_uri="https://creativecommons.org/publicdomain/mark/1.0/",
        licence="CC0-1.0",
        decision_id=_digest(item, "decision")[:32],
        legal_basis=("125-ФЗ, ст. 24", "ГК РФ, ст. 1259(6)"),
        decision_checked_on=date(2026, 1, 1),
        redactions=(),
        source_sha256=tuple(_digest(item, n) for n in range(1, len(pages) + 1)),
    )


def pages_of(item: Item) -> Iterator[PageRecord]:
    """The rows of its pages."""
    draw, pages = _words(item)
    _, lengths, _ = _vocabulary(item.language)
    for number, page in enumerate(pages, start=1):
        text = _text(item, page)
        n = len(page)
        line = np.arange(n) // WORDS_A_LINE
        width = lengths[page] * 21 + draw.integers(-6, 7, n)
        ends = np.cumsum(width + 18)
        left = 180 + ends - width - 18
        left -= (ends - width - 18)[line * WORDS_A_LINE]
        top = 200 + 58 * line + draw.integers(-4, 5, n)
        height = 38 + draw.integers(-5, 6, n)
        sure = np.round(np.clip(100 - draw.gamma(1.5, 5, n), 0, 97), 2)
        boxes = (a.tolist() for a in (left, top, width, height, sure))
        breaks = [len(" ".join(text.split(" ")[:k])) for k in range(4 * WORDS_A_LINE, n, 90)]
        yield PageRecord(
            id=f"{item.id}#{number}",
            document_id=item.id,
            reference_code=_code(item),
            page=number,
            year_end=item.year,
            document_language_gen=item.language,
            language_gen=item.language,
            language_score_gen=round(float(draw.beta(30, 1)), 3),
            script_gen=SCRIPTS[item.language],
            orthography_gen=None,
            text=text,
            n_chars=len(text),
            n_words=len(text.split()),
            text_raw=text,
            edits=tuple(Edit(at, 1, "\n", "whitespace") for at in breaks),
            words=tuple(map(Word, text.split(" "), *boxes)),
            status="read",
            content_gen="print",
            width_px=2480,
            height_px=3508,
            ink_ratio=round(float(draw.beta(5, 50)), 4),
            ocr_engine="tesseract 5.3.0",
            ocr_model="rus",
            ocr_confidence=round(float(sure.mean()), 2),
            ocr_confidence_p10=round(float(np.percentile(sure, 10)), 2),
            estimated_cer_gen=round(1 - float(sure.mean()) / 100, 4) / 2,
            **_signals(draw),
            duplicate_cluster_gen=None,
            duplicate_representative_gen=True,
            decision_id=_digest(item, "decision")[:32],
            source_sha256=_digest(item, number),
        )


def _signals(draw: np.random.Generator) -> dict[str, float]:
    return {
        "quality_garbage_ratio_gen": round(float(draw.beta(1, 30)), 4),
        "quality_lexicon_ratio_gen": round(float(draw.beta(20, 3)), 4),
        "quality_main_language_ratio_gen": 1.0,
        "quality_repetition_ratio_gen": round(float(draw.beta(1, 60)), 4),
        "quality_compression_ratio_gen": round(0.4 + float(draw.beta(5, 20)), 4),
        "quality_score_gen": round(float(draw.beta(40, 2)), 4),
    }


def _code(item: Item) -> str:
    return f"Ф. 98 Оп. {item.number % 40 + 1} Д. {item.number // 40 + 1}"


def _digest(item: Item, what: object) -> str:
    return hashlib.sha256(f"{item.id}/{what}".encode()).hexdigest()


def write_dataset(
    folder: Path,
    items: Iterable[Item],
    cutting: Cutting | None = None,
    configs: Sequence[str] = ("documents", "pages"),
    *,
    is_wider: bool = False,
    keep: bool = True,
) -> list[ShardFile]:
    """Write the rows of the items; `is_wider` gives every row one more column.

    With `keep` the rows stay in memory, for the next time.
    """
    listed = list(items)
    make = rows_of if keep else rows_of.__wrapped__
    shards = []
    for config, noun, order in (
        ("documents", DocumentRecord, DOCUMENT_ORDER),
        ("pages", PageRecord, PAGE_ORDER),
    ):
        rows = (row for item in listed for row in make(item, config))
        if config in configs:
            shards += write_config(
                folder,
                config,
                WIDER[noun] if is_wider else noun,
                map(_wider, rows) if is_wider else rows,
                sort_keys=order,
                long_columns=LONG_COLUMNS,
                cutting=cutting,
            )
    return shards


@cache
def rows_of(item: Item, config: str) -> tuple[DocumentRecord | PageRecord, ...]:
    """The rows of an item in a config; kept, for they are made slower than written."""
    return (document_of(item),) if config == "documents" else tuple(pages_of(item))


def _with_genre(noun: type) -> type:
    fields = [
        (f.name, f.type, dataclasses.field(metadata=f.metadata)) for f in dataclasses.fields(noun)
    ]
    return dataclasses.make_dataclass(f"Wider{noun.__name__}", [*fields, ("genre_gen", str)])


WIDER = {noun: _with_genre(noun) for noun in (DocumentRecord, PageRecord)}
GENRES = ("letter", "decree", "minutes", "petition", "register")


def _wider(row: DocumentRecord | PageRecord) -> object:
    genre = GENRES[int(row.id[:8], 16) % len(GENRES)]
    return WIDER[type(row)](*(getattr(row, f.name) for f in dataclasses.fields(row)), genre)


CUTTING = re.compile(r"(?:(\d+)r)?(?:(\d+)-(\d+)/(\d+))?")


def cutting_of(text: str) -> Cutting:
    """A cutting by its name: "now" is the default, the rest is said in release_updates.py."""
    found = CUTTING.fullmatch("" if text == "now" else text)
    if found is None:
        raise SystemExit(f"{text}: a cutting is now, 1000r, 128-256/16 or 1000r128-256/16")
    rows, least, most, groups = (int(part) if part else None for part in found.groups())
    cutting = Cutting()
    if rows:
        cutting = dataclasses.replace(
            cutting, rows_per_group=rows, min_rows=rows // 4, max_rows=4 * rows
        )
    if least and most and groups:
        cutting = dataclasses.replace(
            cutting,
            min_file_bytes=least << 20,
            max_file_bytes=most << 20,
            groups_per_file=groups,
        )
    return cutting
