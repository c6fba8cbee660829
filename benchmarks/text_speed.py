"""Cleaning, language and quality together: MB of UTF-8 a second of one core, by part, and memory.

    python -m benchmarks.text_speed [--megabytes 10 100] [--parts] [--stream 10 100 1000]

What a page costs between reading and publishing: `clean_item` as the `clean` step calls it, then
`page_signals` and `item_signals` as the clearing of open items does. Text is E/rusdracor-tei under
OPENFONDS_TEST_DATA (default ../shared/data): the plays as items, wrapped to lines of 60 characters
and pages of 2,000, over again with other page breaks where there are too few. Then the ground truth
of A/ehri-typescripts (Czech, Danish, English, German, Slovak), which is small and goes round many
times, so that its words are all known after the first.

With --stream the plays go through without end, and speed and peak are told whenever so many
megabytes are done; a letter in a hundred is another one, so that words that never stood there keep
coming. All models and word lists that are installed are read before.

Models and word lists are read before the time runs. Time is that of the processor, not of the
clock, which others on the machine slow down more. Peak is VmHWM after the run (Linux); give several
sizes to see whether it grows. With --parts each function is timed apart, which costs some itself.
"""

import argparse
import random
import textwrap
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any
from unittest.mock import patch

from benchmarks.cleaning import DATA, LINE_CHARS, dictionaries, page_of, plays
from extractors.reading.ocr_file import read_ocr_file
from openfonds.cleaning.item import clean_item
from openfonds.languages.dictionaries import Dictionaries
from openfonds.languages.identify import _by_trigrams, answers
from openfonds.model import PageSource, PageText
from openfonds.quality.signals import item_signals, page_signals
from openfonds.settings import Limits

LATIN_MEGABYTES = 2
PAGE_CHARS = 2000
SHIFT = 7  # lines that page breaks move by, every time round
PARTS = {
    "openfonds.cleaning.item": ("identify", "orthography", "main_script", "corrections"),
    "openfonds.quality.signals": (
        "garbage_and_coverage",
        "main_language_ratio",
        "repetition_ratio",
        "compression_ratio",
    ),
}

_ALPHABET = "абвгдежзийклмнопрстуфхцчшщъыьэюя"

Items = Iterator[list[PageText]]


def play_items() -> Items:
    """The plays, one an item, without end."""
    turn = 0
    while True:
        for paragraphs in plays():
            pages = _pages(paragraphs, SHIFT * turn)
            yield [page_of(number, text) for number, text in enumerate(pages, 1)]
        turn += 1


def _pages(paragraphs: list[str], first: int) -> Iterator[str]:
    """The text in pages of PAGE_CHARS, from a line on."""
    page: list[str] = []
    n_chars = 0
    for line in [line for p in paragraphs for line in textwrap.wrap(p, LINE_CHARS)][first:]:
        page.append(line)
        n_chars += len(line) + 1
        if n_chars >= PAGE_CHARS:
            yield "\n".join(page)
            page, n_chars = [], 0
    if page:
        yield "\n".join(page)


def typescript_items() -> Items:
    """The typescripts, a language an item, without end."""
    items = []
    for folder in sorted((DATA / "A/ehri-typescripts").iterdir()):
        texts = []
        for file in sorted(folder.glob("*.xml")):
            source = PageSource(1, file.name, 0, "text")
            texts.append(read_ocr_file(file, "benchmark", source, Limits()).text)
        items.append([page_of(number, text) for number, text in enumerate(texts, 1)])
    while True:
        yield from items


def process(item: list[PageText], words: Dictionaries, spent: Counter[str]) -> None:
    """Everything that an item goes through."""
    start = time.process_time()
    cleaned = clean_item(item, words)
    done = time.process_time()
    item_signals([page_signals(p, c, words) for p, c in zip(item, cleaned, strict=True)])
    spent["clean_item"] += done - start
    spent["signals"] += time.process_time() - done


def run(items: Items, words: Dictionaries, megabytes: float) -> tuple[float, int, Counter[str]]:
    """Megabytes and pages that were processed, and the seconds by part."""
    spent: Counter[str] = Counter()
    done = n_pages = 0
    for item in items:
        process(item, words, spent)
        done += sum(len(page.text.encode()) for page in item)
        n_pages += len(item)
        if done >= megabytes * 1e6:
            break
    return done / 1e6, n_pages, spent


def stream(items: Items, words: Dictionaries, megabytes: Sequence[float]) -> None:
    """Speed and peak after each of so many megabytes, of texts that are never the same."""
    source, done = random.Random(1), 0
    spent: Counter[str] = Counter()
    ahead = sorted(megabytes)
    for item in items:
        pages = [replace(page, text=_misread(page.text, source)) for page in item]
        process(pages, words, spent)
        done += sum(len(page.text.encode()) for page in pages)
        while ahead and done >= ahead[0] * 1e6:
            speed = done / 1e6 / sum(spent.values())
            print(
                f"misread plays: {ahead.pop(0):g} MB, {speed:.2f} MB a second, peak {_peak()}",
                flush=True,
            )
        if not ahead:
            return


def read_all_models(words: Dictionaries) -> None:
    """All that a misread page may ask for: else they come whenever one is taken for Latin, say."""
    for language in sorted(answers()):
        words.of(language)
    for letters in ("слово", "verbum", "λόγος"):
        _by_trigrams(letters)


def _misread(text: str, source: random.Random) -> str:
    chars = list(text)
    for _ in range(len(chars) // 100):
        place = int(source.random() * len(chars))
        if chars[place].isalpha():
            chars[place] = _ALPHABET[int(source.random() * len(_ALPHABET))]
    return "".join(chars)


def _peak() -> str:
    return next(
        line.split(":")[1].strip()
        for line in Path("/proc/self/status").read_text().splitlines()
        if line.startswith("VmHWM")
    )


def _timed(name: str, function: Callable[..., Any], spent: Counter[str]) -> Callable[..., Any]:
    def timed(*given: Any, **named: Any) -> Any:
        start = time.process_time()
        made = function(*given, **named)
        made = list(made) if isinstance(made, Iterator) else made
        spent[name] += time.process_time() - start
        return made

    return timed


def _report(name: str, items: Items, words: Dictionaries, megabytes: float) -> None:
    size, n_pages, spent = run(items, words, megabytes)
    seconds = sum(spent.values())
    print(
        f"{name}: {size:.1f} MB, {n_pages} pages, {size / seconds:.2f} MB a second together"
        f" (clean_item {size / spent['clean_item']:.2f}, signals {size / spent['signals']:.2f}),"
        f" peak {_peak()}",
        flush=True,
    )


def _report_parts(name: str, items: Items, words: Dictionaries, megabytes: float) -> None:
    parts: Counter[str] = Counter()
    with ExitStack() as patched:
        for module, functions in PARTS.items():
            for function in functions:
                timed = _timed(function, getattr(import_module(module), function), parts)
                patched.enter_context(patch(f"{module}.{function}", timed))
        _, n_pages, spent = run(items, words, megabytes)
    print(f"{name}, microseconds a page:")
    for part, seconds in {**spent, **parts}.items():
        print(f"  {part}: {seconds / n_pages * 1e6:.0f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=float, nargs="*", default=[10])
    parser.add_argument("--parts", action="store_true")
    parser.add_argument("--stream", type=float, nargs="*", default=[])
    asked = parser.parse_args()
    words = dictionaries()
    for items in (play_items, typescript_items):
        run(items(), words, 0.01)  # models and word lists are read once
    if asked.stream:
        read_all_models(words)
        stream(play_items(), words, asked.stream)
        return
    for megabytes in asked.megabytes:
        _report("plays", play_items(), words, megabytes)
    _report("typescripts", typescript_items(), words, LATIN_MEGABYTES)
    if asked.parts:
        _report_parts("plays", play_items(), words, asked.megabytes[0])
        _report_parts("typescripts", typescript_items(), words, LATIN_MEGABYTES)


if __name__ == "__main__":
    main()
