"""A table of phrases searched from the words of the text, for tables of a thousand rows and more.

It finds what phrases.py finds, but its cost follows the words of the text, not the rows of the
table: which phrases may begin with a word is reckoned once for each different word, and a
phrase is compiled when a text first holds the word that it begins with.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Generic, TypeVar

from openfonds.restrictions.detectors.normalise import fold_phrase
from openfonds.restrictions.detectors.phrases import LatePattern, Occurrence, compile_phrase

Payload = TypeVar("Payload")

_WORD = re.compile(r"[^\W\d_]+")
_LONGEST = 300  # characters that a phrase may take up
_STRETCH = 2000  # characters in which it is asked once whether the last word of a phrase stands
MOST_WORDS_KNOWN = 200_000  # then the memory of words is emptied; results do not change

Words = Sequence[tuple[int, str]]  # where each word of a folded text begins, and the word


def words_of(folded: str) -> list[tuple[int, str]]:
    """The words of a folded text with their places.

    >>> words_of("дом 5, кв")
    [(0, 'дом'), (7, 'кв')]
    """
    return [(match.start(), match.group()) for match in _WORD.finditer(folded)]


class PhraseIndex(Generic[Payload]):
    """Finds the phrases of a table in a folded text of which the words are given."""

    def __init__(self, rows: Iterable[tuple[str, Payload]]) -> None:
        self._written: dict[str, list[tuple[str, Payload]]] = {}  # until its anchor is met
        self._by_anchor: dict[str, list[tuple[str, LatePattern, Payload]]] = {}
        for phrase, payload in rows:
            anchor = fold_phrase(phrase.split(" ", 1)[0].removesuffix("*"))
            self._written.setdefault(anchor, []).append((phrase, payload))
        self._longest_anchor = max(map(len, self._written), default=0)
        self._known: dict[str, tuple[str, ...]] = {}

    def _anchors(self, word: str) -> tuple[str, ...]:
        """The anchors with which a word not met before begins; they are kept."""
        if len(self._known) >= MOST_WORDS_KNOWN:
            self._known.clear()
        lengths = range(1, min(len(word), self._longest_anchor) + 1)
        found = tuple(word[:n] for n in lengths if word[:n] in self._written)
        for anchor in found:
            if anchor not in self._by_anchor:
                self._by_anchor[anchor] = [
                    (last, pattern, payload)
                    for phrase, payload in self._written[anchor]
                    for _, last, pattern in (compile_phrase(phrase),)
                ]
        self._known[word] = found
        return found

    def occurrences(self, folded: str, words: Words) -> Iterator[Occurrence[Payload]]:
        """Yield every phrase that begins at one of `words`, the words of `folded`."""
        known = self._known
        stretch, reach = "", -1
        here: dict[str, list[tuple[str, LatePattern, Payload]]] = {}
        for at, word in words:
            if at >= reach:
                reach = at + _STRETCH
                stretch, here = folded[at : reach + _LONGEST], {}
            anchors = known.get(word)
            if anchors is None:
                anchors = self._anchors(word)
            for anchor in anchors:
                rows = here.get(anchor)
                if rows is None:
                    # most phrases have no last word in the stretch, and are not looked at again
                    rows = [row for row in self._by_anchor[anchor] if row[0] in stretch]
                    here[anchor] = rows
                for last, pattern, payload in rows:
                    if folded.find(last, at, at + _LONGEST) < 0:
                        continue
                    match = pattern.match(folded, at)
                    if match:
                        yield Occurrence(at, match.end(), payload)
