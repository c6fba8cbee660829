"""How much of a text says again what it said before: stuck recognition, invented text, forms."""

import re
import zlib
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

import numpy as np

N_GRAM = 5  # words; shorter ones come back in any honest page
LONGEST_WORD = 40  # what is longer is cut into pieces, so that a loop without blanks is seen
PIECE = 8
_MULTIPLIER = 0x5851F42D4C957F2D  # Knuth's for 64 bits: grams that differ, differ in their sums
COMPRESSION_LEVEL = 6  # of zlib
# A line without so many letters is a number, a rule, an initial: it may come back.
MIN_LETTERS = 5
_LETTERS = re.compile(rf"(?:[^\W\d_][\W\d_]*){{{MIN_LETTERS}}}")


def repetition_ratio(text: str) -> float:
    """The share of characters in repeated lines or repeated runs of N_GRAM words, 0-1.

    What stands there for the first time is not repeated. Case counts for nothing. Linear in the
    length of the text.

    >>> repetition_ratio("слушали доклад управы о мостах " * 4)
    0.75
    """
    text = text.lower()
    words = text.split()
    lengths = list(map(len, words))
    is_text = max(lengths, default=0) <= LONGEST_WORD
    starts = _may_repeat(words) if is_text else None
    if starts == []:
        return _by_lines(text, sum(lengths))  # as most pages: far faster
    words = []
    again: list[bool] = []
    lines: set[str] = set()
    for line in text.splitlines():
        tokens = line.split()
        if len(line) > LONGEST_WORD and max(map(len, tokens), default=0) > LONGEST_WORD:
            tokens = [piece for token in tokens for piece in _pieces(token)]
        folded = " ".join(tokens)
        is_again = folded in lines
        # Most lines begin with a word of five letters or so: these need no search.
        is_plain = len(folded) >= MIN_LETTERS and folded[:MIN_LETTERS].isalpha()
        if not is_again and (is_plain or _LETTERS.search(folded)):
            lines.add(folded)
        words += tokens
        again += [is_again] * len(tokens)
    seen: set[tuple[str, ...]] = set()
    for start in _may_repeat(words) if starts is None else starts:
        gram = tuple(words[start : start + N_GRAM])
        if gram in seen:
            again[start : start + N_GRAM] = [True] * N_GRAM
        seen.add(gram)
    if True not in again:
        return 0.0
    total = sum(map(len, words))
    repeated = sum(len(word) for word, is_again in zip(words, again, strict=True) if is_again)
    return round(repeated / total, 4) if total else 0.0


def _by_lines(text: str, total: int) -> float:
    """The share in repeated lines alone."""
    lines = list(map(" ".join, map(str.split, text.splitlines())))
    if len(set(lines)) == len(lines):
        return 0.0
    repeated = sum(
        (n - 1) * (len(line) - line.count(" "))
        for line, n in Counter(lines).items()
        if n > 1 and _LETTERS.search(line)
    )
    return round(repeated / total, 4) if total else 0.0


def _may_repeat(words: Sequence[str]) -> list[int]:
    """Where runs of N_GRAM words begin that may come back: all that do, and hardly ever another.

    By the hashes of the words, which differ from process to process; the answer of
    `repetition_ratio` does not.
    """
    if len(words) <= N_GRAM:
        return []
    hashes = np.fromiter(map(hash, words), np.int64, len(words))
    n_grams = len(words) - N_GRAM + 1
    grams = hashes[:n_grams].copy()
    for k in range(1, N_GRAM):
        grams *= _MULTIPLIER
        grams += hashes[k : k + n_grams]
    ordered = np.sort(grams)
    is_same = ordered[1:] == ordered[:-1]
    if not is_same.any():
        return []
    found: list[int] = np.flatnonzero(np.isin(grams, ordered[1:][is_same])).tolist()
    return found


def compression_ratio(text: str) -> float | None:
    """Bytes of UTF-8 after zlib by those before it; None for an empty text.

    Prose of a page has about 0.4-0.6, what goes round in circles far less; short texts, which have
    nothing to repeat, up to more than 1.
    """
    data = text.encode()
    return round(len(zlib.compress(data, COMPRESSION_LEVEL)) / len(data), 4) if data else None


def _pieces(token: str) -> list[str]:
    if len(token) <= LONGEST_WORD:
        return [token]
    cuts = [*range(0, len(token), PIECE), len(token)]
    return [token[start:end] for start, end in pairwise(cuts)]
