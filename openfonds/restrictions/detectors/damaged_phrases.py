"""Phrases in which letters of the long words were misread ("осведомнтель", "исключсн из партии").

A word of six letters or more may have one letter changed, lost or added, of ten or more two; a
phrase of one word needs nine letters. Short words must be right, but for one of a single letter
behind another word ("отправлена н больницу"). Words are looked up by their
first letters, each of them left out in turn (W. Garbe, Symmetric Delete, 2012), so the cost
does not grow with the table. Phrases with no damage are left to phrases.py, and a word of the
dictionary is no damaged one.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from openfonds.restrictions.detectors.normalise import fold_phrase
from openfonds.restrictions.detectors.ordinary_words import is_ordinary_word
from openfonds.restrictions.detectors.phrase_index import MOST_WORDS_KNOWN, Words
from openfonds.restrictions.detectors.phrases import Occurrence

Payload = TypeVar("Payload")

_HEAD = 6  # letters by which a damaged word is looked up
_TWO_ERRORS = 10  # letters from which two may be wrong
_SHORTEST_ALONE = 9
_WORDS_OF_ONE_LETTER = frozenset("авикосуязіўaiyà")  # these were read as they are
_LONGEST_GAP = 60  # characters that `~` may stand for
_ADJACENT = re.compile(r"[ .,\-\n]{0,8}\Z")


@dataclass(frozen=True, slots=True)
class _Word:
    """A word of a phrase: its beginning, or the whole of it."""

    stem: str
    is_open: bool


def _errors(stem: str) -> int:
    return 0 if len(stem) < _HEAD else 1 if len(stem) < _TWO_ERRORS else 2


def is_near(word: str, stem: str, errors: int, *, is_open: bool) -> bool:
    """Whether `word`, or some beginning of it when open, is within `errors` edits of `stem`.

    >>> is_near("осведомнтеля", "осведомител", 1, is_open=True)
    True
    """
    same = 0
    for a, b in zip(word, stem, strict=False):
        if a != b:
            break
        same += 1
    word, stem = word[same:], stem[same:]
    if not stem and (is_open or not word):
        return True
    if not errors:
        return False
    return (
        is_near(word[1:], stem[1:], errors - 1, is_open=is_open)  # changed, or lost at the end
        or is_near(word, stem[1:], errors - 1, is_open=is_open)  # lost
        or is_near(word[1:], stem, errors - 1, is_open=is_open)  # added
    )


def _without_one(letters: str) -> Iterator[str]:
    for i in range(len(letters)):
        yield letters[:i] + letters[i + 1 :]


class DamagedPhrases(Generic[Payload]):
    """Finds the phrases of a table with damaged words."""

    def __init__(self, rows: Iterable[tuple[str, Payload]]) -> None:
        self._numbers: dict[_Word, int] = {}
        # by the number of the first word: the rest as (number, whether words may stand between)
        self._phrases: dict[int, list[tuple[tuple[tuple[int, bool], ...], Payload]]] = {}
        written: dict[str, int] = {}  # many phrases are made of few words
        for phrase, payload in rows:
            self._add(phrase, payload, written)
        self._words = tuple(self._numbers)
        self._single = {n: True for n, word in enumerate(self._words) if len(word.stem) == 1}
        self._heads: dict[str, list[int]] = {}
        for word, number in self._numbers.items():
            if _errors(word.stem):
                head = word.stem[:_HEAD]
                for key in {head, *_without_one(head)}:
                    self._heads.setdefault(key, []).append(number)
        self._known: dict[str, dict[int, bool]] = {}

    def _add(self, phrase: str, payload: Payload, written: dict[str, int]) -> None:
        parts: list[tuple[int, bool]] = []
        gap = False
        for part in phrase.split():
            if part == "~":
                gap = True
                continue
            number = written.get(part)
            if number is None:
                word = _Word(fold_phrase(part.removesuffix("*")), part.endswith("*"))
                number = written[part] = self._numbers.setdefault(word, len(self._numbers))
            parts.append((number, gap))
            gap = False
        if len(parts) == 1 and len(phrase.removesuffix("*")) < _SHORTEST_ALONE:
            return
        first, rest = parts[0][0], tuple(parts[1:])
        self._phrases.setdefault(first, []).append((rest, payload))

    def _matches(self, token: str) -> dict[int, bool]:
        """The words of the table that `token` may be; True where it is damaged."""
        known = self._known.get(token)
        if known is not None:
            return known
        is_letter = len(token) == 1 and token.isalpha() and token not in _WORDS_OF_ONE_LETTER
        found = dict(self._single) if is_letter else {}
        whole = self._numbers.get(_Word(token, is_open=False))
        if whole is not None:
            found[whole] = False
        for length in range(2, min(len(token), 24) + 1):
            number = self._numbers.get(_Word(token[:length], is_open=True))
            if number is not None:
                found[number] = False
        if len(token) >= _HEAD - 1:
            keys = {token[: _HEAD - 1], token[:_HEAD], *_without_one(token[:_HEAD])}
            keys.update(_without_one(token[: _HEAD + 1]))
            for key in sorted(keys):
                for number in self._heads.get(key, ()):
                    word = self._words[number]
                    if number not in found and is_near(
                        token, word.stem, _errors(word.stem), is_open=word.is_open
                    ):
                        found[number] = True
        if len(self._known) >= MOST_WORDS_KNOWN:
            self._known.clear()
        self._known[token] = found
        return found

    def _is_another(self, token: str, number: int) -> bool:
        """Whether `token` is a word of its own: of the dictionary, and no form of that word."""
        return not token.startswith(self._words[number].stem[:-1]) and is_ordinary_word(token)

    def occurrences(self, folded: str, words: Words) -> Iterator[Occurrence[Payload]]:
        """Yield every phrase with at least one damaged word; `words` are those of `folded`."""
        tokens = [(at, at + len(word), self._matches(word)) for at, word in words]
        places = [
            place
            for place, (_, _, found) in enumerate(tokens)
            if found and not self._phrases.keys().isdisjoint(found)
        ]
        for place in places:
            start, _, found = tokens[place]
            beside = tokens[place + 1][2] if place + 1 < len(tokens) else {}
            for number, is_damaged in sorted(found.items()):
                if is_damaged and number in self._single:
                    continue  # any letter may begin any phrase
                for rest, payload in self._phrases.get(number, ()):
                    # of most phrases the second word does not follow the first
                    if rest and rest[0][0] not in beside and not rest[0][1]:
                        continue
                    followed = _follow(folded, tokens, place, number, rest, is_damaged)
                    if followed is None:
                        continue
                    last, damaged = followed
                    if not any(self._is_another(words[at][1], n) for at, n in damaged):
                        yield Occurrence(start, tokens[last][1], payload)


def _follow(
    folded: str,
    tokens: list[tuple[int, int, dict[int, bool]]],
    place: int,
    first: int,
    rest: tuple[tuple[int, bool], ...],
    is_damaged: bool,
) -> tuple[int, list[tuple[int, int]]] | None:
    """The place of the last word, and those damaged, when `rest` follow `first` and some is."""
    damaged = [(place, first)] if is_damaged else []
    for number, gap in rest:
        end = tokens[place][1]
        at = place + 1
        while at < len(tokens) and number not in tokens[at][2]:
            if not gap or tokens[at][0] > end + _LONGEST_GAP:
                return None
            at += 1
        if at >= len(tokens):
            return None
        between = folded[end : tokens[at][0]]
        if gap and (len(between) > _LONGEST_GAP or "\n" in between):
            return None
        if not gap and not _ADJACENT.match(between):
            return None
        if tokens[at][2][number]:
            damaged.append((at, number))
        place = at
    return (place, damaged) if damaged else None
