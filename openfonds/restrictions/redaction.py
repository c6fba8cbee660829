"""Take spans out of a text, so that nothing of them can be read or measured.

Each span becomes one mask of fixed length: its width and the number of its words tell nothing
(LAW 5.44). A span grows to whole words, also over a hyphen and a line end, for half a name is a
name; spans with nothing but blanks between them become one. What to take out is decided
elsewhere; here nothing is judged.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from openfonds.errors import PermanentError

MASK = "[…]"

_HYPHENS = "-‐‑¬⸗=\u00ad"
# A word that goes on behind a hyphen, on the same line or the next.
_GOES_ON = re.compile(rf"[{_HYPHENS}](?:[ \t]{{0,40}}\r?[\n\f][ \t]{{0,40}})?(?=[^\W_])")
_WENT_ON = re.compile(
    rf"(?:[^\W_]|[\u0300-\u036f])[{_HYPHENS}](?:[ \t]{{0,40}}\r?[\n\f][ \t]{{0,40}})?\Z"
)
_LONGEST_BREAK = 90
_BLANKS = re.compile(r"[ \t\u00a0]*")
# Invisible within a word: joiners and marks of direction. A soft hyphen is a hyphen.
_INVISIBLE = frozenset("\u200b\u200c\u200d\u200e\u200f\u2060\ufeff")
_APOSTROPHES = frozenset("'’ʼ`")


class SpanError(PermanentError):
    """A span to be redacted does not lie within its text."""


@dataclass(frozen=True, slots=True)
class Redacted:
    """A text with masks in it and where they are, in code points of the new text."""

    text: str
    spans: tuple[tuple[int, int], ...]


def redact(text: str, spans: Iterable[tuple[int, int]]) -> Redacted:
    """Replace each of `spans` (code points of `text`) by MASK, grown to whole words.

    Raises:
        SpanError: a span is empty or reaches out of the text.
    """
    pieces: list[str] = []
    masks: list[tuple[int, int]] = []
    done = length = 0
    for start, end in grown_spans(text, spans):
        pieces += (text[done:start], MASK)
        length += start - done
        masks.append((length, length + len(MASK)))
        length += len(MASK)
        done = end
    pieces.append(text[done:])
    return Redacted("".join(pieces), tuple(masks))


def grown_spans(text: str, spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """What `redact` takes out of `text`: whole words, in order, with text between any two.

    Raises:
        SpanError: a span is empty or reaches out of the text.
    """
    whole: list[tuple[int, int]] = []
    for start, end in sorted(set(spans)):
        if not 0 <= start < end <= len(text):
            raise SpanError(
                f"a span {start}-{end} does not lie within a text of {len(text)} characters: "
                "the findings are of another text; run the detectors again on this one"
            )
        if whole and end <= whole[-1][1]:
            continue
        start, end = _first_of_word(text, start), _end_of_word(text, end)
        while whole and _BLANKS.fullmatch(text, min(whole[-1][1], start), start):
            start, end = min(whole[-1][0], start), max(whole[-1][1], end)
            whole.pop()
        whole.append((start, end))
    return whole


def _is_of_word(character: str) -> bool:
    return (
        character.isalnum()
        or character in _INVISIBLE
        or unicodedata.category(character) in ("Mn", "Me", "Mc")
    )


def _end_of_word(text: str, end: int) -> int:
    while True:
        while end < len(text) and (
            _is_of_word(text[end])
            or (
                text[end] in _APOSTROPHES
                and text[end - 1].isalpha()
                and text[end + 1 :][:1].isalpha()
            )
        ):
            end += 1
        more = _GOES_ON.match(text, end) if _is_of_word(text[end - 1]) else None
        if more is None:
            return end
        end = more.end()


def _first_of_word(text: str, start: int) -> int:
    while True:
        while start > 0 and (
            _is_of_word(text[start - 1])
            or (
                text[start - 1] in _APOSTROPHES
                and text[start].isalpha()
                and text[max(start - 2, 0) : start - 1].isalpha()
            )
        ):
            start -= 1
        if not _is_of_word(text[start]):
            return start
        before = _WENT_ON.search(text, max(start - _LONGEST_BREAK, 0), start)
        if before is None:
            return start
        start = before.start()
