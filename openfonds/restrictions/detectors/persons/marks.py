"""Where the layers saw a name, in a readable text, before the marks are put together."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from openfonds.restrictions.findings import STRENGTH, Confidence


@dataclass(frozen=True, slots=True)
class Mark:
    """A name, or a part of one, at one place of a readable text."""

    start: int
    end: int
    confidence: Confidence


# Initials and blanks between two marks do not part them; a comma does.
_WITHIN_NAME = re.compile(r"(?:[ \t]{0,3}\n?[ \t]{0,3}|[ \t]{0,2}[А-ЯЁ]\.[ \t]{0,2})")


def merged(text: str, marks: Iterable[Mark]) -> list[Mark]:
    """Marks that overlap, touch or have only blanks between them become one, the surest."""
    whole: list[Mark] = []
    for mark in sorted(marks, key=lambda m: (m.start, -m.end, -STRENGTH[m.confidence])):
        last = whole[-1] if whole else None
        if last is None or not _is_beside(text, last.end, mark.start):
            whole.append(mark)
            continue
        surest = max(last.confidence, mark.confidence, key=STRENGTH.__getitem__)
        whole[-1] = Mark(last.start, max(last.end, mark.end), surest)
    return whole


def _is_beside(text: str, end: int, start: int) -> bool:
    return start <= end or (
        start - end <= 8 and _WITHIN_NAME.fullmatch(text, end, start) is not None
    )
