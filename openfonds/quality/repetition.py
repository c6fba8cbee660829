"""How much of a text says again what it said before: stuck recognition, invented text, forms."""

import zlib
from itertools import pairwise

N_GRAM = 5  # words; shorter ones come back in any honest page
MIN_LINE_LETTERS = 5  # a shorter line is a number, a rule, an initial
LONGEST_WORD = 40  # what is longer is cut into pieces, so that a loop without blanks is seen
PIECE = 8
COMPRESSION_LEVEL = 6  # of zlib


def repetition_ratio(text: str) -> float:
    """The share of characters in repeated lines or repeated runs of N_GRAM words, 0-1.

    What stands there for the first time is not repeated. Case counts for nothing. Linear in the
    length of the text.

    >>> repetition_ratio("слушали доклад управы о мостах " * 4)
    0.7742
    """
    words: list[str] = []
    in_line: list[bool] = []
    lines: set[str] = set()
    for line in text.lower().splitlines():
        tokens = [piece for token in line.split() for piece in _pieces(token)]
        folded = " ".join(tokens)
        is_again = folded in lines
        if sum(map(str.isalpha, folded)) >= MIN_LINE_LETTERS:
            lines.add(folded)
        words += tokens
        in_line += [is_again] * len(tokens)
    again = in_line
    seen: set[tuple[str, ...]] = set()
    for start in range(len(words) - N_GRAM + 1):
        gram = tuple(words[start : start + N_GRAM])
        if gram in seen:
            again[start : start + N_GRAM] = [True] * N_GRAM
        seen.add(gram)
    total = sum(map(len, words))
    repeated = sum(len(word) for word, is_again in zip(words, again, strict=True) if is_again)
    return round(repeated / total, 4) if total else 0.0


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
