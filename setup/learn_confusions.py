"""Count openfonds/correction/confusions.tsv: what Tesseract reads for what stands on the paper.

    python -m setup.learn_confusions OUT --folds DIR [--readings FOLDER]

Needs OPENFONDS_TEST_DATA and Tesseract; three minutes of one core, or seconds with --readings, a
folder in which the readings are kept. The Russian books are read by models that have not seen them
(DIR from `python -m setup.train_rus_civil DIR --folds`): the confusions of a model on the pages
that it learned from are not those that it makes on others.
"""

import argparse
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np

from benchmarks.error_rate import folded
from benchmarks.page_readings import Reading, readings
from openfonds.cleaning.clean import clean_page
from openfonds.correction.confusions import CYRILLIC, LATIN, MIN_COUNT, Counted
from openfonds.languages.scripts import script_of

_LETTERS = re.compile(r"[^\W\d_]*")
MAX_SIDE = 2
# Where more of a word is wrong than this, the alignment says nothing of its letters.
MAX_WRONG = 0.5
HEAD = """\
# What Tesseract 5.3 read for what stood on the paper, in words of small letters: script, meant,
# read, how often, and how often `meant` stood there. Counted by
#   python -m setup.learn_confusions OUT --folds DIR
# on 24 books of 1752-1801 (mary-lev/historical-ocr-analysis, MIT; read by rus_civil trained on the
# other half of them) and on typescripts of 1936-1958 in cs, da, de, en, fr, sk
# (FloChiff/ehri-dataset and HTR-United/tapuscorpus, CC BY 4.0).
"""


def main() -> None:
    """Count, and write the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("out", type=Path)
    parser.add_argument("--folds", type=Path, required=True)
    parser.add_argument("--readings", type=Path)
    options = parser.parse_args()
    counted = Tally(readings(options.folds, options.readings)).counted()
    rows = (
        f"{one.script}\t{one.meant}\t{one.read}\t{one.count}\t{one.total}\n"
        for one in counted
        if one.count >= MIN_COUNT
    )
    options.out.write_text(HEAD + "".join(rows), encoding="utf-8")


class Tally:
    """Counts of confusions; those of pages can be added."""

    def __init__(self, pages: Iterable[Reading] = ()) -> None:
        self._seen: Counter[tuple[str, str, str]] = Counter()
        self._stood: Counter[tuple[str, str]] = Counter()
        for page in pages:
            self._add_page(page)

    def add(self, other: "Tally") -> None:
        """Add what was counted elsewhere."""
        self._seen.update(other._seen)
        self._stood.update(other._stood)

    def counted(self) -> list[Counted]:
        """All confusions, in the order of script, meant and read."""
        return [
            Counted(script, meant, as_read, count, self._stood[script, meant])
            for (script, meant, as_read), count in sorted(self._seen.items())
        ]

    def _add_page(self, page: Reading) -> None:
        for pairs in word_pairs(clean_page(page.truth)[0], clean_page(page.text)[0]):
            meant = "".join(a for a, _ in pairs)
            script = script_of(meant[0]) if meant else None
            if script not in (CYRILLIC, LATIN) or not _is_plain(meant, script):
                continue
            for size in range(MAX_SIDE + 1):
                self._stood.update(
                    (script, meant[i : i + size]) for i in range(len(meant) - size + 1)
                )
            as_read = "".join(b for _, b in pairs)
            wrong = sum(a != b for a, b in pairs)
            if _is_plain(as_read, script) and wrong <= MAX_WRONG * len(meant):
                self._seen.update((script, *run) for run in _runs(pairs))


def _is_plain(word: str, script: str) -> bool:
    return word.islower() and all(script_of(char) == script for char in word)


def _runs(pairs: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """What differs, each stretch as one confusion, if it is short enough."""
    meant = read = ""
    for a, b in [*pairs, ("", "")]:
        if a != b:
            meant, read = meant + a, read + b
        else:
            if (meant or read) and len(meant) <= MAX_SIDE and len(read) <= MAX_SIDE:
                yield meant, read
            meant = read = ""


def word_pairs(truth: str, text: str) -> Iterator[list[tuple[str, str]]]:
    """For each word of the text, without the signs around it: (character meant, character read)."""
    word: list[tuple[str, str]] = []
    for a, b in [*aligned(folded(truth), folded(text)), (" ", " ")]:
        if " " in (a, b):
            while word and not (word[0][0] + word[0][1]).isalpha():
                word.pop(0)
            while word and not (word[-1][0] + word[-1][1]).isalpha():
                word.pop()
            if word and a == b:
                yield word
            word = []
        else:
            word.append((a, b))


def aligned(truth: str, text: str) -> list[tuple[str, str]]:
    """The two texts, character by character, with "" where one has nothing (Levenshtein)."""
    ours, theirs = (np.array([ord(c) for c in one], dtype=np.int64) for one in (truth, text))
    steps = np.arange(len(text) + 1)
    table = np.zeros((len(truth) + 1, len(text) + 1), dtype=np.int32)
    table[0] = steps
    for i in range(1, len(truth) + 1):
        best = np.minimum(table[i - 1, 1:] + 1, table[i - 1, :-1] + (theirs != ours[i - 1]))
        new = np.concatenate(([i], best))
        table[i] = np.minimum.accumulate(new - steps) + steps
    i, j = len(truth), len(text)
    found = []
    while i or j:
        if i and j and table[i, j] == table[i - 1, j - 1] + (truth[i - 1] != text[j - 1]):
            i, j = i - 1, j - 1
            found.append((truth[i], text[j]))
        elif j and table[i, j] == table[i, j - 1] + 1:
            j -= 1
            found.append(("", text[j]))
        else:
            i -= 1
            found.append((truth[i], ""))
    return found[::-1]


if __name__ == "__main__":
    main()
