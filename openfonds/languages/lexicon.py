"""Whether a word is in the dictionary that a Tesseract model brings along.

Every model of Tesseract 4 and later carries a word list as a directed acyclic word graph, squeezed
into 64 bits an edge, and the list of its characters ("unicharset") whose numbers are the labels of
the edges. The list is always there with the model, it is of the model's language, and reading it
costs nothing but the file in memory. Format: tesseract-ocr `src/dict/dawg.h`, `dawg.cpp`
(SquishedDawg) and `src/ccutil/tessdatamanager.h`, read in version 5.3.
"""

import mmap
import re
import struct
import unicodedata
from array import array
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

from openfonds.languages.russian_reform import to_modern

# Places of the components in a .traineddata file.
WORD_DAWG, UNICHARSET = 19, 21
MAX_COMPONENTS = 64
DAWG_MAGIC = 42
# A graph is walked edge by edge; dictionaries of a whole script have millions, and any string of
# letters is a word of some language in them: they say nothing.
MAX_EDGES = 1_000_000
# A broken graph may lead in circles; the largest list, of 350,000 words, takes 2 million steps.
MAX_LETTERS, MAX_STEPS = 40, 10_000_000

_NODES_KEPT = 1 << 13

_APOSTROPHES = str.maketrans({"’": "'", "ʼ": "'", "‐": "-", "ſ": "s"})
# A word as it stands between the signs that print sets around words.
_CORE = re.compile(r"[^\W\d_](?:[^\W\d_]|[\u0300-\u036f'’ʼ])*")
_LETTER_RUN = re.compile(r"[^\W\d_]+")


class Lexicon:
    """The word list of one model.

    >>> Lexicon({}, array("Q"), 0).has("слово")
    False
    """

    def __init__(self, numbers: dict[str, int], edges: "array[int]", n_letters: int) -> None:
        self._numbers, self._edges = numbers, edges
        # As SquishedDawg reckons: label, then three flags, then the next node.
        self._label_bits = max(1, n_letters.bit_length())
        self._is_last = 1 << self._label_bits
        self._is_backward = 1 << (self._label_bits + 1)
        self._is_word_end = 1 << (self._label_bits + 2)
        self._label_mask = self._is_last - 1
        # The nodes near the root have most edges, and every word goes through them.
        self._edges_of = lru_cache(maxsize=_NODES_KEPT)(self._read_edges)

    def __bool__(self) -> bool:
        return bool(self._edges)

    def has(self, word: str) -> bool:
        """Whether a word is listed as it stands, in small letters, or with a capital."""
        word = unicodedata.normalize("NFC", word).translate(_APOSTROPHES)
        forms = dict.fromkeys((word, word.lower(), word.lower().capitalize()))
        return any(self._walk(form) for form in forms)

    def has_exactly(self, word: str) -> bool:
        """Whether a word is listed as it stands: a name only with its capital."""
        return self._walk(unicodedata.normalize("NFC", word).translate(_APOSTROPHES))

    def words(self) -> Iterator[str]:
        """Every listed word of up to MAX_LETTERS characters, once, in the order of the graph."""
        letters = {number: char for char, number in reversed(self._numbers.items())}
        edges, mask, last = self._edges, self._label_mask, self._is_last
        ahead = [(0, "")] if edges else []
        steps = 0
        while ahead:
            node, prefix = ahead.pop()
            while node < len(edges) and steps < MAX_STEPS:
                steps += 1
                edge = edges[node]
                char = letters.get(edge & mask)
                if char is not None and not edge & self._is_backward:
                    if edge & self._is_word_end:
                        yield prefix + char
                    follower = edge >> (self._label_bits + 3)
                    if follower and len(prefix) < MAX_LETTERS:
                        ahead.append((follower, prefix + char))
                if edge & last:
                    break
                node += 1

    def _walk(self, word: str) -> bool:
        node = 0
        for place, char in enumerate(word):
            number = self._numbers.get(char)
            if number is None:
                return False
            edge = self._edges_of(node).get(number)
            if edge is None:
                return False
            if place == len(word) - 1:
                return bool(edge & self._is_word_end)
            node = edge >> (self._label_bits + 3)
            if not node:
                return False
        return False

    def _read_edges(self, node: int) -> dict[int, int]:
        """The edges of a node by their letter; of two with the same, the first."""
        found: dict[int, int] = {}
        edges, mask, last = self._edges, self._label_mask, self._is_last
        while node < len(edges):
            edge = edges[node]
            if not edge & self._is_backward:
                found.setdefault(edge & mask, edge)
            if edge & last:
                break
            node += 1
        return found


@lru_cache(maxsize=8)
def load_lexicon(model: Path) -> Lexicon:
    """The word list of a .traineddata file; an empty one where it has none that can be used."""
    try:
        with (
            model.open("rb") as stream,
            mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as m,
        ):
            characters = _component(m, UNICHARSET).decode(errors="replace")
            packed = _component(m, WORD_DAWG)
    except (OSError, ValueError, struct.error):
        return Lexicon({}, array("Q"), 0)
    return _parsed(characters, packed)


def characters_of(model: Path) -> frozenset[str]:
    """The characters that a model can write, each by itself."""
    with model.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as m:
        listing = _component(m, UNICHARSET).decode(errors="replace")
    signs = (line.split(" ", 1)[0] for line in listing.split("\n")[1:] if line)
    return frozenset(char for number, sign in enumerate(signs) if number >= 3 for char in sign)


def listed_share(words: Iterable[str], lexicons: Iterable[Lexicon]) -> tuple[float | None, int]:
    """The share of the letters that stand in words of a dictionary, 0-1, and how many were asked.

    Only words of three letters and more are asked: shorter ones are listed by chance. Pre-reform
    Russian is asked in modern spelling, too. None where there is no dictionary or no such word.
    """
    known = [lexicon for lexicon in lexicons if lexicon]
    if not known:
        return None, 0
    asked = listed = 0
    for word in words:
        for core in _CORE.findall(word):
            if len(core) >= MIN_LETTERS:
                asked += len(core)
                listed += len(core) if _is_listed(core, known) else 0
    return (round(listed / asked, 4), asked) if asked else (None, 0)


MIN_LETTERS = 3


def _is_listed(word: str, lexicons: list[Lexicon]) -> bool:
    forms = dict.fromkeys((word, to_modern(word)))
    return any(lexicon.has(form) for lexicon in lexicons for form in forms)


def _component(data: mmap.mmap, wanted: int) -> bytes:
    (count,) = struct.unpack_from("<i", data, 0)
    if not 0 < count <= MAX_COMPONENTS:
        raise ValueError("not a model")
    offsets = struct.unpack_from(f"<{count}q", data, 4)
    if wanted >= count or offsets[wanted] < 0:
        return b""
    start = offsets[wanted]
    end = min((o for o in offsets if o > start), default=len(data))
    return data[start:end]


def _parsed(characters: str, packed: bytes) -> Lexicon:
    header = struct.Struct("<hii")
    if len(packed) < header.size:
        return Lexicon({}, array("Q"), 0)
    magic, n_letters, n_edges = header.unpack_from(packed)
    body = packed[header.size :]
    if magic != DAWG_MAGIC or not 0 < n_edges <= MAX_EDGES or len(body) < 8 * n_edges:
        return Lexicon({}, array("Q"), 0)
    edges = array("Q")
    edges.frombytes(body[: 8 * n_edges])
    numbers: dict[str, int] = {}
    for number, line in enumerate(characters.split("\n")[1:]):
        char = line.split(" ", 1)[0]
        if char and number >= 3:  # 0-2: blank, joined, broken
            numbers.setdefault(char, number)
    return Lexicon(numbers, edges, n_letters)
