"""A sketch of a text: about a kilobyte by which its copies are found, also badly read ones.

One-permutation MinHash (Li, Owen and Zhang, "One permutation hashing", NIPS 2012): each shingle
is hashed once, the range of the hash is cut into bins, and the least hash of each bin is kept. So
the cost does not grow with the number of hashes. Of what is only compared, eight bits are kept
(Li and Koenig, "b-bit minwise hashing", WWW 2010). Empty bins stay empty and are not counted.

Shingles are of letters, not of words: at one wrong letter in five hardly a word survives, still
less five of them in a row. The letters are folded first: case, blanks, punctuation, accents, the
letters given up in 1918 and look-alikes make no difference (`fold_letters`).
"""

import hashlib
from collections.abc import Iterable, Sequence
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from openfonds.restrictions.passages import Letters, fold_letters

SKETCH_VERSION = "1"  # raise it when the same text may give another sketch
LONG, SHORT = 10, 5  # letters of a shingle
LONG_BINS, SHORT_BINS = 512, 256
BANDS = 128  # keys to look candidates up: the least long shingle of four bins in a row
ID_BYTES = 32
TEXTS_AT_ONCE, AT_ONCE = 256, 1 << 16  # texts, characters

Hashes = NDArray[np.uint64]
Sketches = NDArray[np.void]

SKETCH = np.dtype(
    [
        ("id", f"S{ID_BYTES}"),  # of the document
        ("page", "<u4"),  # 0 for the whole document
        ("letters", "<u4"),
        ("digest", "<u8", 2),  # of all letters
        ("bands", "<u4", BANDS),  # 0 where there is no shingle
        ("long", "u1", LONG_BINS),  # the same
        ("short", "u1", SHORT_BINS),  # the same
    ]
)

_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)
_SQUARE = np.uint64(0x9E3779B97F4A7C15**2 % 2**64)
_FIFTH = np.uint64(0x9E3779B97F4A7C15**5 % 2**64)
_MIXERS = (np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))  # of splitmix64
_NONE = np.uint64(2**64 - 1)  # the least hash where there is none
_LOW = np.uint64(2**32 - 1)


def sketch_texts(rows: Iterable[tuple[str, int, str]]) -> Sketches:
    """The sketches of texts: (id of the document, number of the page or 0, text).

    >>> one, other = sketch_texts([("a", 0, "Слушали: о мостахъ."), ("b", 0, "слушали о мостах")])
    >>> (one["digest"] == other["digest"]).all()
    np.True_
    """
    every = iter(rows)
    made = [np.empty(0, SKETCH)]
    while some := list(islice(every, TEXTS_AT_ONCE)):
        made.append(_sketches(some))
    return np.concatenate(made)


def _sketches(rows: Sequence[tuple[str, int, str]]) -> Sketches:
    made = np.zeros(len(rows), SKETCH)
    long = np.full((len(rows), LONG_BINS), _NONE)
    short = np.full((len(rows), SHORT_BINS), _NONE)
    for i, (row_id, page, text) in enumerate(rows):
        made["id"][i], made["page"][i] = row_id.encode(), page
        digest = hashlib.blake2b(digest_size=16)
        some = np.empty(0, np.uint32)
        for begin in range(0, len(text), AT_ONCE):
            letters = fold_letters([text[begin : begin + AT_ONCE]])
            made["letters"][i] += len(letters)
            digest.update(letters.astype("<u4", copy=False).tobytes())
            some = np.concatenate((some[-(LONG - 1) :], letters))  # with shingles across
            for hashes, least in zip(_shingles(some), (long[i], short[i]), strict=True):
                shift = np.uint64(65 - len(least).bit_length())
                np.minimum.at(least, (hashes >> shift).view(np.int64), hashes)
        made["digest"][i] = np.frombuffer(digest.digest(), "<u8")
    made["long"], made["short"] = _eight_bits(long), _eight_bits(short)
    keys = long.reshape(len(rows), BANDS, -1).min(axis=2)
    made["bands"] = np.where(keys == _NONE, 0, keys & _LOW | 1)
    return made


def _eight_bits(least: Hashes) -> NDArray[np.uint8]:
    return np.where(least == _NONE, 0, least % np.uint64(255) + 1).astype(np.uint8)


def _shingles(letters: Letters) -> tuple[Hashes, Hashes]:
    """The hashes of all long and all short shingles: polynomials, put together from halves."""
    one = letters.astype(np.uint64)
    n_short, n_long = len(one) - SHORT + 1, len(one) - LONG + 1
    if n_short <= 0:
        return np.empty(0, np.uint64), np.empty(0, np.uint64)
    two = one[:-1] * _MULTIPLIER + one[1:]
    four = two[:-2] * _SQUARE + two[2:]
    five = four[:n_short] * _MULTIPLIER + one[4:]
    if n_long <= 0:
        return np.empty(0, np.uint64), _mixed(five)
    ten = five[:n_long] * _FIFTH + five[5:]
    return _mixed(ten), _mixed(five)


def _mixed(hashes: Hashes) -> Hashes:
    for shift, factor in zip((30, 27), _MIXERS, strict=True):
        hashes ^= hashes >> np.uint64(shift)
        hashes *= factor
    return hashes
