"""What an engine reads for what was meant, and how often: P(read | meant) by letters.

The table confusions.tsv was counted on pages with a ground truth, which the models that read them
had not seen; its first lines say by which command. A confusion takes at most two letters on
either side: ц read as п, ш read as щ, ы read as ьі, a letter lost, a letter too many.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from openfonds.correction.shapes import ALIKE_RATE, alike

TABLE = Path(__file__).with_name("confusions.tsv")
CYRILLIC, LATIN = "Cyrl", "Latn"

# What was seen once may be an accident of one page.
MIN_COUNT = 2
# A word is taken for another by one confusion, a long one by two; of pairs, the likeliest.
LETTERS_FOR_TWO = 6
MAX_PAIRED = 24
MAX_LETTERS = 30


@dataclass(frozen=True, slots=True)
class Counted:
    """How often `meant` was read as `read`, of the `total` times that it stood on the paper."""

    script: str
    meant: str
    read: str
    count: int
    total: int


class _Change(NamedTuple):
    """Put `meant` for the letters from `start` to `end`; `log_p` of the confusion behind it."""

    start: int
    end: int
    meant: str
    log_p: float


Pair = tuple[str, str]  # meant, read


class Confusions:
    """The confusions of one script, with P(read | meant) for each.

    >>> cyrillic = Confusions({("т", "ш"): 0.01})
    >>> [meant for meant, _ in cyrillic.meant_by("шо")]
    ['то']
    """

    def __init__(self, rates: Mapping[Pair, float]) -> None:
        self._rates = dict(rates)
        by_read: dict[str, list[tuple[str, float]]] = defaultdict(list)
        for (meant, read), rate in sorted(rates.items()):
            by_read[read].append((meant, math.log(rate)))
        self._by_read: Mapping[str, list[tuple[str, float]]] = dict(by_read)

    def with_rates(self, rates: Mapping[Pair, float]) -> "Confusions":
        """The same confusions, some of them more frequent."""
        return Confusions({**self._rates, **rates})

    def meant_by_one(self, word: str) -> Iterator[tuple[str, Pair]]:
        """What may have been meant by a word with one confusion, and which."""
        if len(word) <= MAX_LETTERS:
            for change in self._changes(word):
                yield _changed(word, change), (change.meant, word[change.start : change.end])

    def __bool__(self) -> bool:
        return bool(self._by_read)

    def meant_by(self, word: str) -> Iterator[tuple[str, float]]:
        """What may have been meant by a word, and log P(read | meant); each word once or twice.

        Nothing for words of more than MAX_LETTERS letters.
        """
        if len(word) > MAX_LETTERS:
            return
        changes = list(self._changes(word))
        for change in changes:
            yield _changed(word, change), change.log_p
        if len(word) < LETTERS_FOR_TWO:
            return
        likeliest = sorted(changes, key=lambda change: -change.log_p)[:MAX_PAIRED]
        likeliest.sort()
        for number, first in enumerate(likeliest):
            for second in likeliest[number + 1 :]:
                # Not side by side: that would be one confusion of more letters.
                if second.start > first.end:
                    both = _changed(_changed(word, second), first)
                    yield both, first.log_p + second.log_p

    def _changes(self, word: str) -> Iterator[_Change]:
        for start in range(len(word) + 1):
            for length in (0, 1, 2):
                end = start + length
                if end <= len(word):
                    for meant, log_p in self._by_read.get(word[start:end], ()):
                        yield _Change(start, end, meant, log_p)


def _changed(word: str, change: _Change) -> str:
    return word[: change.start] + change.meant + word[change.end :]


def read_table(path: Path = TABLE) -> Iterator[Counted]:
    """The rows of a table of confusions.

    Raises:
        ValueError: if a row does not have five columns, or a count is no number.
    """
    with path.open(encoding="utf-8") as stream:
        for line in stream:
            if not line.startswith("#"):
                script, meant, read, count, total = line.rstrip("\n").split("\t")
                yield Counted(script, meant, read, int(count), int(total))


def confusions(script: str, counted: Iterable[Counted]) -> Confusions:
    """The counted confusions of a script, and those of letters that look alike in it."""
    rates = dict.fromkeys(alike(script), ALIKE_RATE)
    for one in counted:
        if one.script == script and one.count >= MIN_COUNT and one.total and one.read != one.meant:
            # Half a count is left to what was never seen.
            pair, rate = (one.meant, one.read), (one.count - 0.5) / one.total
            rates[pair] = max(rate, rates.get(pair, 0.0))
    return Confusions(rates)


@lru_cache(maxsize=2)
def confusions_of(script: str) -> Confusions:
    """The confusions of a script that come with openfonds."""
    return confusions(script, read_table())
