"""What kind of restricted file a title, a description or a text speaks of (LAW 1.1).

Likely: a phrase that names the kind ("личное дело"), or a single word of the kind in what looks
like a title or heads a line ("Диагноз: ..."). Possible: the single word in the body of a text.
A title is a paragraph of one line that begins with a capital, a digit or a quotation mark.
The trade: novels and plays speak of wills and divorces, and are reported as possible.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from openfonds.restrictions.detectors.file_kind_phrases import FILE_KINDS
from openfonds.restrictions.detectors.normalise import FoldedText, fold
from openfonds.restrictions.detectors.phrases import PhraseTable
from openfonds.restrictions.findings import Confidence, Finding, strongest

LONGEST_TITLE = 300  # characters
_HEAD_ENDS = re.compile(r" *(?:[:№\"«]|[.»)\"]* *\Z|гр\.|тов\.|[А-ЯЁІA-Z])")
_HEADED = re.compile(r"[^\w\n]*(?:№?[^\w\n]{0,2}\d{1,5}[^\w\n]{1,5})?\Z")


@dataclass(frozen=True, slots=True)
class _Kind:
    fact: str
    is_phrase: bool


def _rows() -> Iterator[tuple[str, _Kind]]:
    for fact, (names, words) in FILE_KINDS.items():
        for name in names:
            yield name, _Kind(fact, is_phrase=True)
        for word in words:
            yield word, _Kind(fact, is_phrase=False)


class FileKinds:
    """Detector of the kinds of files that the law closes."""

    name = "file_kinds"
    version = "1"
    facts = frozenset(FILE_KINDS)

    def __init__(self) -> None:
        self._phrases = PhraseTable(_rows())

    def find(self, text: str) -> Iterator[Finding]:
        """Yield the kinds of files that `text` speaks of; offsets in code points of `text`."""
        folded = fold(text)
        yield from strongest(
            Finding(
                found.payload.fact,
                *folded.span(found.start, found.end),
                _confidence(found.payload, text, folded, found.start, found.end),
            )
            for found in self._phrases.occurrences(folded.text)
        )


def _confidence(kind: _Kind, text: str, folded: FoldedText, start: int, end: int) -> Confidence:
    if kind.is_phrase or _heads_line(text, folded, start, end) or _in_title(text, folded, start):
        return "likely"
    return "possible"


def _heads_line(text: str, folded: FoldedText, start: int, end: int) -> bool:
    """Whether the word stands in capitals, alone in a line, or heads one before : or a name."""
    first, last = folded.span(start, end)
    if text[first:last].isupper():
        return True
    before = folded.text[max(0, start - 20) : start]
    if not _HEADED.match(before[before.rfind("\n") + 1 :]):
        return False
    after = text[last : last + 20].split("\n", 1)[0]
    return _HEAD_ENDS.match(after) is not None


def _in_title(text: str, folded: FoldedText, start: int) -> bool:
    """Whether the line is a paragraph by itself, of a title's length and beginning."""
    line = folded.text
    lowest = max(0, start - LONGEST_TITLE)
    begin = line.rfind("\n", lowest, start) + 1
    if begin == 0 and lowest > 0:
        return False
    end = line.find("\n", start, start + LONGEST_TITLE)
    if end < 0:
        if len(line) > start + LONGEST_TITLE:
            return False
        end = len(line)
    if end - begin > LONGEST_TITLE:
        return False
    above = line[max(0, begin - 200) : begin - 1] if begin else ""
    below = line[end + 1 : end + 201]
    if above.rsplit("\n", 1)[-1].strip() or below.split("\n", 1)[0].strip():
        return False
    first = folded.span(begin, begin + 1)[0]
    opening = text[first : first + 10].lstrip(" \t«„“\"'([")[:1]
    return opening.isupper() or opening.isdigit()
