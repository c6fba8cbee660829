"""Cleaning: whether every raw page comes back, what it does to cuts and margins, how fast it is.

    python -m benchmarks.cleaning [--megabytes 10 100] [--skip-pages]

Reads A, B and D under OPENFONDS_TEST_DATA (default ../shared/data): transcriptions, ALTO and PAGE
files, text layers of PDFs, office papers, and what 14 engines read; the files of one folder are
the pages of one item. Text for the other measures is E/rusdracor-tei (212 plays in modern
spelling), wrapped to lines of 60 characters and pages of 35 lines. Nothing was fitted to either.
Word lists are those of the installed models of Tesseract. One core.
"""

import argparse
import gzip
import json
import os
import random
import re
import resource
import textwrap
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from unittest.mock import patch

import pypdfium2

from extractors.reading.document import read_document_page
from extractors.reading.ocr_file import read_ocr_file
from extractors.reading.tesseract import probe
from openfonds.cleaning.clean import clean_page
from openfonds.cleaning.item import clean_item
from openfonds.cleaning.margins import margins
from openfonds.edits import undo
from openfonds.encodings import decode_text
from openfonds.errors import OpenfondsError, ToolMissing
from openfonds.languages.dictionaries import Dictionaries
from openfonds.model import PageSource, PageText, ReadStatus
from openfonds.settings import Limits

DATA = Path(os.environ.get("OPENFONDS_TEST_DATA") or Path(__file__).parents[2] / "shared" / "data")
LINE_CHARS, PAGE_LINES = 60, 35
OFFICE = {".docx": "docx", ".odt": "odt", ".rtf": "rtf", ".html": "html", ".htm": "html"}
VOWELS = "аеёиоуыэюя"
SEED = 6


def dictionaries() -> Dictionaries:
    """Those of this machine."""
    try:
        return Dictionaries(probe().tessdata)
    except ToolMissing:
        return Dictionaries(None)


def page_of(number: int, text: str) -> PageText:
    """A page that holds this text."""
    return PageText(
        *("benchmark", number, ReadStatus.READ, None, text, (), None, None, None, None),
        *("text-file", "utf-8", ""),
    )


def real_items() -> Iterator[tuple[str, list[str]]]:
    """The texts of A, B and D by folder: (kind of file, pages)."""
    for part in ("A", "B"):
        folders = [p for p in sorted((DATA / part).rglob("*")) if p.is_dir()]
        for folder in folders:
            by_kind: dict[str, list[str]] = {}
            for file in sorted(p for p in folder.iterdir() if p.is_file()):
                for kind, text in _texts_of(file):
                    by_kind.setdefault(kind, []).append(text)
            for kind, texts in sorted(by_kind.items()):
                yield f"{part} {kind}", texts
    readings: dict[str, list[str]] = {}
    for file in sorted((DATA / "D/ru-18c-ocr-hypotheses").glob("*.json")):
        for engine, read in sorted(json.loads(file.read_text())["hypotheses"].items()):
            lines = read.get("lines") or []
            text = "\n".join(line.get("extracted_text") or "" for line in lines)
            readings.setdefault(engine, []).append(text)
    yield from (("D engines", texts) for _, texts in sorted(readings.items()))


def _texts_of(file: Path) -> list[tuple[str, str]]:
    kind = OFFICE.get(file.suffix.lower())
    source = PageSource(1, file.name, 0, kind or "text")
    try:
        if file.suffix == ".xml":
            return [("xml", read_ocr_file(file, "benchmark", source, Limits()).text)]
        if file.suffix in (".txt", ".tsv", ".csv"):
            return [("txt", page) for page in decode_text(file.read_bytes())[0].split("\f")]
        if file.suffix == ".pdf":
            leaves = pypdfium2.PdfDocument(file)
            return [("pdf", leaf.get_textpage().get_text_bounded()) for leaf in leaves]
        if kind:
            return [(kind, read_document_page(file, "benchmark", source, Limits()).text)]
    except (OpenfondsError, pypdfium2.PdfiumError, ValueError):
        return []  # broken on purpose, or no text
    return []


def measure_pages(words: Dictionaries) -> None:
    """Round trip and idempotence of every page, and what was done to it."""
    seen: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    lost: Counter[str] = Counter()
    for kind, texts in real_items():
        pages = clean_item([page_of(i, text) for i, text in enumerate(texts, 1)], words)
        again = clean_item([page_of(p.number, p.text) for p in pages], words)
        for text, page, twice in zip(texts, pages, again, strict=True):
            seen[kind] += 1
            lost["raw text not rebuilt"] += undo(page.text, page.edits) != text
            lost["changed by cleaning again"] += twice.text != page.text
            reasons.update(r for edit in page.edits for r in edit.reason.split("+"))
    print(f"pages: {sum(seen.values())} {dict(sorted(seen.items()))}")
    print(
        f"  not rebuilt {lost['raw text not rebuilt']}, changed by cleaning them again"
        f" {lost['changed by cleaning again']}"
    )
    print(f"  edits by reason: {dict(reasons.most_common())}")


def plays() -> Iterator[list[str]]:
    """The plays as paragraphs."""
    for file in sorted((DATA / "E/rusdracor-tei").glob("*.gz")):
        body = gzip.decompress(file.read_bytes()).decode()
        body = body[body.index("<body") :]
        body = re.sub(r"</(?:p|l|speaker|stage|head)>", "\n", body)
        paragraphs = re.sub(r"<[^>]+>", "", body).split("\n")
        yield [" ".join(p.split()) for p in paragraphs if p.strip()]


def pages_of(paragraphs: Sequence[str]) -> list[str]:
    """Wrapped to lines and pages."""
    lines = [line for p in paragraphs for line in textwrap.wrap(p, LINE_CHARS)]
    return ["\n".join(lines[i : i + PAGE_LINES]) for i in range(0, len(lines), PAGE_LINES)]


def measure_cuts(words: Dictionaries) -> None:
    """Words and compounds of the plays, cut at a syllable or at their hyphen, and mended."""
    source = random.Random(SEED)
    whole = Counter(
        w for p in plays() for line in p for w in re.findall(r"\b[а-яё]{6,}\b(?!-)", line)
    )
    compounds = Counter(
        w for p in plays() for line in p for w in re.findall(r"\b[а-яё]{2,}-[а-яё]{2,}\b", line)
    )
    cut = []
    for word in sorted(whole):
        places = [
            i
            for i in range(2, len(word) - 1)
            if word[i - 1] in VOWELS and any(c in VOWELS for c in word[i:]) and word[i] not in "ьъй"
        ]
        if places:
            at = source.choice(places)
            cut.append((f"{word[:at]}-\n{word[at:]}", word))
    cut = source.sample(cut, min(20_000, len(cut)))
    kept = [(word.replace("-", "-\n"), word) for word in sorted(compounds)]
    for name, cases in (("words", cut), ("compounds", kept)):
        for label, known in (("with the word list", words.of("rus")), ("without", None)):
            wrong = sum(clean_page(raw, known, "rus")[0] != word for raw, word in cases)
            print(f"cut {name}: {len(cases)} forms, {label} {wrong / len(cases):.2%} wrong")


def measure_margins() -> None:
    """Running heads, page numbers and sheet marks added to the plays, and taken out again."""
    source = random.Random(SEED)
    for noise in (0.0, 0.05, 0.10):
        counts: Counter[str] = Counter()
        for number, paragraphs in enumerate(plays()):
            bodies = pages_of(paragraphs)
            if len(bodies) < 10:
                continue
            added = [_printed(body, i, number, source, noise) for i, body in enumerate(bodies)]
            texts = [text for text, _, _ in added]
            for (text, n_top, n_bottom), found in zip(added, margins(texts), strict=True):
                top, bottom = _taken(text, found)
                counts["added"] += n_top + n_bottom
                counts["found"] += min(top, n_top) + min(bottom, n_bottom)
                counts["false"] += max(top - n_top, 0) + max(bottom - n_bottom, 0)
            for body, found in zip(bodies, margins(bodies), strict=True):
                counts["pages"] += 1
                counts["false without any"] += sum(_taken(body, found))
        found_ratio = counts["found"] / counts["added"]
        print(
            f"margins, {noise:.0%} of their letters misread: {found_ratio:.1%}"
            f" of {counts['added']} lines found; text lines taken for margins:"
            f" {counts['false']} on {counts['pages']} pages with them,"
            f" {counts['false without any']} on the same pages without"
        )


def _printed(
    body: str, i: int, number: int, source: random.Random, noise: float
) -> tuple[str, int, int]:
    heads = (f"Пьесы и сцены {i + 3}", f"{i + 3} Собраніе сочиненій") if number % 2 else ("", "")
    head = _misread(heads[i % 2], source, noise)
    foot = [] if number % 2 else [f"— {i + 3} —"]
    if i % 16 == 0:
        foot.append(f"Часть II. {i // 16 + 1}")
    elif i % 16 == 2:
        foot.append(f"{i // 16 + 1}*")
    text = "\n".join([*filter(None, [head]), body, *(_misread(f, source, noise) for f in foot)])
    return text, bool(head), len(foot)


def _misread(line: str, source: random.Random, noise: float) -> str:
    letters = "абвгдежзийклмнопрстуфхцчшщьыэюя"
    return "".join(
        source.choice(letters) if c.isalpha() and source.random() < noise else c for c in line
    )


def _taken(text: str, found: Sequence[tuple[int, int, str, str]]) -> tuple[int, int]:
    """How many lines were taken from the top and the bottom."""
    top = sum(text[a:b].strip("\n").count("\n") + 1 for a, b, _, _ in found if a < len(text) / 2)
    bottom = sum(
        text[a:b].strip("\n").count("\n") + 1 for a, b, _, _ in found if a >= len(text) / 2
    )
    return top, bottom


def measure_speed(words: Dictionaries, megabytes: int) -> None:
    """MB of UTF-8 a second: cleaning alone, and with the language told."""
    items = [[page_of(i, t) for i, t in enumerate(pages_of(p), 1)] for p in plays()]
    sizes = [sum(len(page.text.encode()) for page in item) for item in items]
    clean_item(items[0], words)  # the word lists and models are read once
    item = "openfonds.cleaning.item"
    with patch(f"{item}.identify", lambda _: ("rus", 1.0)):
        with (
            patch(f"{item}.orthography", _untold),
            patch(f"{item}.main_script", _untold),
        ):
            print(_speed("cleaning alone", items, sizes, words, megabytes))
        print(_speed("with script and spelling told", items, sizes, words, megabytes))
    if megabytes <= 10:
        print(_speed("with the language told, too", items, sizes, words, megabytes))


def _untold(*_: object, **__: object) -> None:
    return None


def _speed(
    name: str, items: list[list[PageText]], sizes: list[int], words: Dictionaries, megabytes: int
) -> str:
    done = turn = 0
    start = time.process_time()
    while done < megabytes * 1_000_000:
        clean_item(items[turn % len(items)], words)
        done += sizes[turn % len(items)]
        turn += 1
    seconds = time.process_time() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return f"{name}: {done / 1e6:.0f} MB, {done / 1e6 / seconds:.2f} MB a second, peak {peak} MB"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=int, nargs="*", default=[10])
    parser.add_argument("--skip-pages", action="store_true")
    asked = parser.parse_args()
    words = dictionaries()
    if not asked.skip_pages:
        measure_pages(words)
        measure_cuts(words)
        measure_margins()
    for megabytes in asked.megabytes:
        measure_speed(words, megabytes)


if __name__ == "__main__":
    main()
