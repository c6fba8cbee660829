"""Fingerprints of texts, by which a copy or a quoted passage is found again (LAW 5: 18, 19).

Winnowing (Schleimer, Wilkerson and Aiken, "Winnowing: local algorithms for document
fingerprinting", SIGMOD 2003): of every WINDOW neighbouring grams of GRAM letters one is kept,
chosen by what the grams say and not by where they stand. So two texts that share GUARANTEED
letters in a row always share a fingerprint, whatever stands around it. Grams are short and
windows narrow, because OCR breaks long grams: at one wrong letter in ten a gram of 10 letters
survives in 35 cases of 100, one of 24 letters in 8.

Which grams are kept does not depend on the key of the installation; only what is stored of them
does (64 bits of a keyed BLAKE2b). Two different grams share a hash with probability 2^-64: among
10^10 stored and 10^5 looked-up fingerprints some pair does with probability 5*10^-5, and a
decision takes several of them in a row. So decisions are the same for every key.
"""

import hashlib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

GRAM = 10  # letters
WINDOW = 12  # grams
GUARANTEED = WINDOW + GRAM - 1
# Long grams, few of them: a passage of formulas has none of its own but where they meet, and only
# as it stands there. They tell a quotation word for word, where short grams are everybody's.
LONG_GRAM, LONG_WINDOW = 48, 24
SHORT_LETTERS = 400  # every gram of a text up to this long is kept: it has few to lose
MIN_LETTERS = 60  # below it a text has no fingerprints, only the digest of the whole
MIN_EQUAL_LETTERS = 20  # below it even equal texts say nothing: "Дело № 5"
KEPT_REPEATS = 2  # a gram that a text repeats is stored so many times at most

_PLANE = 0x10000
# Letters that look alike or replaced one another; й loses its breve with all other accents.
_ALIKE = {
    seen: kept
    for row, folds in (
        ("abcehikmoptxy", "авсеникмортху"),  # Latin
        ("αβεηικμορτυχπ", "авеникмортухп"),  # Greek
        ("ѣіѳѵѕєѡѧꙋґ", "еифизеояуг"),  # Cyrillic, no longer written in Russian
    )
    for seen, kept in zip(row, folds, strict=True)
}
_DROPPED = frozenset("ъ")  # at the end of every other word before 1918
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)
_MIXERS = (np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))  # of splitmix64

Letters = NDArray[np.uint32]


@dataclass(frozen=True, slots=True, eq=False)
class Fingerprints:
    """The fingerprints of one text, by their place in it."""

    n_letters: int  # folded letters of the text
    digest: str | None  # keyed digest of all letters; None below MIN_EQUAL_LETTERS
    hashes: NDArray[np.int64]
    starts: NDArray[np.int64]  # first letter of each gram, ascending
    long: "Fingerprints | None" = None  # those of the long grams

    def only(self, chosen: NDArray[np.bool_]) -> "Fingerprints":
        """Some of the fingerprints."""
        return Fingerprints(self.n_letters, self.digest, self.hashes[chosen], self.starts[chosen])

    def every(self) -> NDArray[np.int64]:
        """All hashes, those of the long grams too."""
        return np.concatenate((self.hashes, self.long.hashes)) if self.long else self.hashes

    def stored(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """(hashes, starts) sorted by hash, of each hash the first KEPT_REPEATS places only."""
        hashes, starts = self.every(), self.starts
        if self.long:
            starts = np.concatenate((starts, self.long.starts))
        order = np.lexsort((starts, hashes))
        hashes, starts = hashes[order], starts[order]
        at = np.arange(len(hashes))
        first = np.concatenate(([True], hashes[1:] != hashes[:-1])) if len(hashes) else at > 0
        rank = at - np.maximum.accumulate(np.where(first, at, 0))
        return hashes[rank < KEPT_REPEATS], starts[rank < KEPT_REPEATS]


def fold_letters(texts: Iterable[str]) -> Letters:
    """The letters and digits of texts as code points, without case, accents and old spelling.

    Blanks, punctuation and ъ are dropped; look-alike letters become the Cyrillic one.

    >>> "".join(map(chr, fold_letters(["Городъ, 1-я ", "CEKPET"])))
    'город1ясекрет'
    """
    raw = "".join(texts).encode("utf-32-le", "surrogatepass")
    codes = np.frombuffer(raw, dtype="<u4").astype(np.uint32)
    table = _fold_table()
    folded = np.where(codes < _PLANE, table[np.minimum(codes, _PLANE - 1)], codes)
    letters: Letters = folded[folded != 0]
    return letters


def fingerprint(letters: Letters, key: bytes) -> Fingerprints:
    """The fingerprints of a folded text under the key of the installation (1 to 64 bytes)."""
    raw = letters.astype("<u4").tobytes()
    digest = None
    if len(letters) >= MIN_EQUAL_LETTERS:
        digest = hashlib.blake2b(raw, digest_size=16, key=key, person=b"whole text").hexdigest()
    starts = np.empty(0, np.int64)
    if MIN_LETTERS <= len(letters) <= SHORT_LETTERS:
        starts = np.arange(len(letters) - GRAM + 1)
    elif len(letters) > SHORT_LETTERS:
        starts = _winnow(letters, GRAM, WINDOW)
    long_starts = np.empty(0, np.int64)
    if len(letters) >= LONG_GRAM + LONG_WINDOW:
        long_starts = _winnow(letters, LONG_GRAM, LONG_WINDOW)
    long_hashes = _keyed(raw, long_starts, LONG_GRAM, key, b"long passage")
    long = Fingerprints(len(letters), None, long_hashes, long_starts)
    hashes = _keyed(raw, starts, GRAM, key, b"passage")
    return Fingerprints(len(letters), digest, hashes, starts, long)


def _keyed(
    raw: bytes, starts: NDArray[np.int64], length: int, key: bytes, person: bytes
) -> NDArray[np.int64]:
    """The stored hash of each gram."""
    known: dict[bytes, int] = {}
    hashes = np.empty(len(starts), np.int64)
    for at, start in enumerate(starts.tolist()):
        gram = raw[4 * start : 4 * (start + length)]
        found = known.get(gram)
        if found is None:
            keyed = hashlib.blake2b(gram, digest_size=8, key=key, person=person).digest()
            found = known[gram] = int.from_bytes(keyed, "big", signed=True)
        hashes[at] = found
    return hashes


def _winnow(letters: Letters, length: int, window: int) -> NDArray[np.int64]:
    """Where the kept grams begin: the least hash of each window, the last one of equals."""
    count = len(letters) - length + 1
    hashes = np.zeros(count, np.uint64)
    for offset in range(length):
        hashes = hashes * _MULTIPLIER + letters[offset : offset + count]
    for shift, factor in zip((30, 27), _MIXERS, strict=True):
        hashes = (hashes ^ (hashes >> np.uint64(shift))) * factor
    windows = sliding_window_view(hashes[::-1], window)
    last = np.arange(len(windows)) + windows.argmin(axis=1)
    return np.unique(count - 1 - last).astype(np.int64)


@lru_cache(maxsize=1)
def _fold_table() -> Letters:
    """The folded code point of every code point of the first plane; 0 for what is dropped."""
    return np.array([_fold(chr(code)) for code in range(_PLANE)], dtype=np.uint32)


def _fold(character: str) -> int:
    category = unicodedata.category(character)
    if category == "Nd":
        return ord(str(unicodedata.decimal(character)))
    if category[0] != "L":
        return 0
    apart = unicodedata.normalize("NFKD", character).lower()
    first = next((c for c in apart if unicodedata.category(c)[0] == "L"), "ъ")
    return 0 if first in _DROPPED else ord(_ALIKE.get(first, first))
