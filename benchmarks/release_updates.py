"""How much of a dataset has other bytes after an update: as chunks, and as whole files.

    python benchmarks/release_updates.py [--mb 300] [--seed 1] [--cuttings now 128-256/16]

A dataset (documents and pages, about --mb of Arrow together) is written with `write_config`, and
written again after each change. "chunks" is what a store of content-defined chunks (gear hash,
64 KiB on average, 8 to 128 KiB: the sizes of Xet) would have to take in, in percent of the new
version; "files" is what a static hub copies: all files with another digest. A cutting is the
least and the greatest size of a file in MiB and `groups_per_file`; "now" is the default. Takes
about eight times --mb of memory.

The rows are made up: words of a vocabulary drawn by Zipf's law, as many as pages of a town's
papers have, in Russian, Tatar and German, of 1850 to 1930. The ids are digests, so the new rows
of a year lie anywhere among its old ones.
"""

import argparse
import dataclasses
import hashlib
import random
import sys
import tempfile
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).parents[1]))

from openfonds.app.release_plan import LONG_COLUMNS
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
CHUNK_BYTES, LEAST_CHUNK, MOST_CHUNK = 64 << 10, 8 << 10, 128 << 10
GEAR = np.random.default_rng(64).integers(0, 1 << 64, 256, np.uint64)
WINDOW = 64  # a gear hash of 64 bits forgets what is longer ago


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
        _item(language, year, number, seed)
        for number, (language, year) in enumerate(zip(languages, years, strict=True))
    )


def _item(language: str, year: int, number: int, seed: int) -> Item:
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
        n_chars=len(text),
        ocr_engine="tesseract 5.3.0",
        ocr_confidence=confidence,
        ocr_confidence_p10=round(confidence * 0.7, 2),
        quality_garbage_ratio_gen=round(float(draw.beta(1, 30)), 4),
        duplicate_cluster_gen=None,
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
            text_raw=text,
            edits=tuple(Edit(at, 1, "\n", "whitespace") for at in breaks),
            words=tuple(map(Word, text.split(" "), *boxes)),
            status="read",
            width_px=2480,
            height_px=3508,
            ink_ratio=round(float(draw.beta(5, 50)), 4),
            ocr_engine="tesseract 5.3.0",
            ocr_model="rus",
            ocr_confidence=round(float(sure.mean()), 2),
            decision_id=_digest(item, "decision")[:32],
            source_sha256=_digest(item, number),
        )


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


def chunks_of(path: Path) -> Iterator[bytes]:
    """The content-defined chunks of a file, by a gear hash."""
    data = path.read_bytes()
    begin = 0
    for cut in _cuts(np.frombuffer(data, np.uint8)):
        while cut - begin > MOST_CHUNK:
            yield data[begin : begin + MOST_CHUNK]
            begin += MOST_CHUNK
        if cut - begin >= LEAST_CHUNK or cut == len(data):
            yield data[begin:cut]
            begin = cut


def _cuts(data: NDArray[np.uint8]) -> Iterator[int]:
    """Where the hash of the last 64 bytes ends in 16 zeros, and the end of the data."""
    block = 4 << 20
    for begin in range(0, len(data), block):
        first = max(0, begin - WINDOW)
        hashes = GEAR[data[first : begin + block]]
        shift = 1
        while shift < WINDOW:  # the hash of 2n bytes from two of n
            doubled = hashes.copy()
            doubled[shift:] += hashes[:-shift] << np.uint64(shift)
            hashes, shift = doubled, 2 * shift
        zeros = np.uint64((CHUNK_BYTES - 1) << 48)  # the high bits depend on all 64 bytes
        found = np.flatnonzero((hashes[begin - first :] & zeros) == 0)
        yield from (found + begin + 1).tolist()
    yield len(data)


@dataclasses.dataclass(frozen=True, slots=True)
class Written:
    """A version on the disk: bytes of each digest."""

    files: dict[str, int]
    chunks: dict[bytes, int]


def written(
    items: Sequence[Item], config: str, cutting: Cutting, *, is_wider: bool = False
) -> Written:
    chunks: dict[bytes, int] = {}
    with tempfile.TemporaryDirectory() as folder:
        shards = write_dataset(Path(folder), items, cutting, (config,), is_wider=is_wider)
        for shard in shards:
            for chunk in chunks_of(Path(folder) / shard.path):
                chunks[hashlib.blake2b(chunk, digest_size=16).digest()] = len(chunk)
    return Written({s.sha256: s.n_bytes for s in shards}, chunks)


def updates_of(items: list[Item], seed: int) -> Iterator[tuple[str, list[Item], bool]]:
    """Name, items of the version after, and whether there is one more column."""
    draw = random.Random(seed + 1)
    n = max(1, len(items) // 100)
    numbers = range(len(items), len(items) + n)
    languages = draw.choices(list(SHARES), list(SHARES.values()), k=n)
    year = [_item(*one, seed) for one in zip(languages, [YEARS[-1] + 1] * n, numbers, strict=True)]
    yield "+1 %: the year after the last", sorted([*items, *year]), False
    years = draw.choices(range(1905, 1915), k=n)
    series = [_item("rus", *one, seed) for one in zip(years, numbers, strict=True)]
    yield "+1 %: Russian, of ten years", sorted([*items, *series]), False
    anywhere = [item for item in items_of(len(items) + n, seed + 2) if item.number >= len(items)]
    yield "+1 %: of all years", sorted([*items, *anywhere]), False
    ten = set(draw.sample(items, 10))
    yield "10 items down, anywhere", [item for item in items if item not in ten], False
    one = next(i for i in draw.sample(items, len(items)) if document_of(i).n_pages == 10)
    yield "1 item of 10 pages down", [item for item in items if item != one], False
    yield "one column added to all rows", items, True


def percent_new(after: dict[str, int] | dict[bytes, int], before: Collection[object]) -> float:
    return 100 * sum(n for d, n in after.items() if d not in before) / sum(after.values())


def cutting_of(text: str) -> Cutting:
    if text == "now":
        return Cutting()
    sizes, _, groups = text.partition("/")
    least, most = (int(size) << 20 for size in sizes.split("-"))
    return Cutting(min_file_bytes=least, max_file_bytes=most, groups_per_file=int(groups))


def main() -> None:
    parser = argparse.ArgumentParser(description="Bytes that an update changes.")
    parser.add_argument("--mb", type=float, default=300, help="of Arrow, in each config")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--configs", nargs="+", default=["documents", "pages"])
    parser.add_argument("--cuttings", nargs="+", default=["now"], metavar="MIN-MAX/GROUPS")
    options = parser.parse_args()
    for config in options.configs:
        items = items_for(options.mb, options.seed, (config,))
        for name in options.cuttings:
            compare(items, config, name, options.seed)
        rows_of.cache_clear()


def compare(items: list[Item], config: str, name: str, seed: int) -> None:
    cutting = cutting_of(name)
    before = written(items, config, cutting)
    sizes = [n / 2**20 for n in before.files.values()]
    print(
        f"\n{config} of {len(items)} items, cutting {name}: {sum(sizes):.1f} MiB in {len(sizes)}"
        f" files of {min(sizes):.0f} to {max(sizes):.0f} MiB"
    )
    print(f"{'percent with other bytes':34}{'chunks':>8}{'files':>8}")
    for change, changed, is_wider in updates_of(items, seed):
        after = written(changed, config, cutting, is_wider=is_wider)
        chunks = percent_new(after.chunks, before.chunks)
        print(f"{change:34}{chunks:8.2f}{percent_new(after.files, before.files):8.1f}", flush=True)


if __name__ == "__main__":
    main()
