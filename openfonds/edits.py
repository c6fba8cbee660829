"""Reversible edits: how a cleaned text leads back, exactly, to the raw text it was made from.

Edits are kept in one canonical form: in order, and no two of them touch. What would touch is
one edit. So no two edits share an offset, and undoing means the same from either end.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from openfonds.errors import IntegrityError
from openfonds.model import Edit

REASON_SEPARATOR = "+"


class Replacement(NamedTuple):
    """Put `new` in place of `text[start:end]`; offsets are code points of the text before it."""

    start: int
    end: int
    new: str
    reason: str


def undo(text: str, edits: Sequence[Edit]) -> str:
    """The raw text that `edits` made into `text`.

    Raises:
        IntegrityError: if the edits overlap, are out of order, or reach beyond the text.
    """
    pieces = []
    position = 0
    for edit in edits:
        end = edit.offset + edit.length
        if edit.offset < position or end < edit.offset or end > len(text):
            raise IntegrityError(
                f"edit at offset {edit.offset}, length {edit.length}, does not fit a text of "
                f"{len(text)} characters: text and edits are not from the same cleaning; "
                "clean the page again"
            )
        pieces.append(text[position : edit.offset])
        pieces.append(edit.original)
        position = end
    pieces.append(text[position:])
    return "".join(pieces)


def compose(earlier: Sequence[Edit], later: Sequence[Edit]) -> tuple[Edit, ...]:
    """One list of edits for two cleanings, the second of which worked on the result of the first.

    `earlier` leads from the middle text to the raw one, `later` from the final text to the middle
    one. With middle = undo(final, later) and raw = undo(middle, earlier):
    undo(final, compose(earlier, later)) == raw. Time is linear in the edits and what they hold.
    """
    composed = []
    i = j = 0
    drift = 0  # how much longer the middle text is than the final one, up to the current place
    while i < len(earlier) or j < len(later):
        # Gather what touches, in offsets of the middle text, into one stretch.
        first_i, first_j, first_drift = i, j, drift
        start = end = min(
            earlier[i].offset if i < len(earlier) else later[j].offset + drift,
            later[j].offset + drift if j < len(later) else earlier[i].offset,
        )
        while True:
            if i < len(earlier) and earlier[i].offset <= end:
                end = max(end, earlier[i].offset + earlier[i].length)
                i += 1
            elif j < len(later) and later[j].offset + drift <= end:
                end = max(end, later[j].offset + drift + len(later[j].original))
                drift += len(later[j].original) - later[j].length
                j += 1
            else:
                break
        composed.append(
            Edit(
                offset=start - first_drift,
                length=(end - drift) - (start - first_drift),
                original=_raw_stretch(
                    start, end, earlier[first_i:i], later[first_j:j], first_drift
                ),
                reason=_joined_reasons([*earlier[first_i:i], *later[first_j:j]]),
            )
        )
    return tuple(composed)


@dataclass(frozen=True, slots=True)
class EditedText:
    """A text under cleaning, with the edits that lead back to the raw text."""

    text: str
    edits: tuple[Edit, ...] = ()

    def apply(self, replacements: Iterable[Replacement]) -> "EditedText":
        """The text after the replacements, which are in order and do not overlap.

        Offsets refer to the current text. A replacement that changes nothing is left out.

        Raises:
            ValueError: if replacements overlap, are out of order, or reach beyond the text.
        """
        pieces = []
        later = []
        position = drift = 0
        for start, end, new, reason in replacements:
            if start < position or end < start or end > len(self.text):
                raise ValueError(f"replacement of {start}:{end} overlaps or is out of order")
            original = self.text[start:end]
            if new == original:
                continue
            pieces.append(self.text[position:start])
            pieces.append(new)
            later.append(Edit(start + drift, len(new), original, reason))
            position = end
            drift += len(new) - len(original)
        if not later:
            return self
        pieces.append(self.text[position:])
        text = "".join(pieces)
        # A later cleaner may restore what an earlier one changed: that is no edit any more.
        edits = tuple(
            edit
            for edit in compose(self.edits, later)
            if text[edit.offset : edit.offset + edit.length] != edit.original
        )
        return EditedText(text, edits)


def _raw_stretch(
    start: int, end: int, earlier: Sequence[Edit], later: Sequence[Edit], drift: int
) -> str:
    """The raw text of the middle text's `start:end`, of which an edit covers every character."""
    if not later:
        return "".join(edit.original for edit in earlier)
    if not earlier:
        return "".join(edit.original for edit in later)
    # The middle text, with blanks where only `earlier` covers it and so replaces it anyway.
    middle = []
    position = start
    for edit in later:
        middle.append(" " * (edit.offset + drift - position))
        middle.append(edit.original)
        position = edit.offset + drift + len(edit.original)
        drift += len(edit.original) - edit.length
    middle.append(" " * (end - position))
    relative = [Edit(e.offset - start, e.length, e.original, e.reason) for e in earlier]
    return undo("".join(middle), relative)


def _joined_reasons(edits: Sequence[Edit]) -> str:
    if len(edits) == 1:
        return edits[0].reason
    return REASON_SEPARATOR.join(
        sorted({reason for edit in edits for reason in edit.reason.split(REASON_SEPARATOR)})
    )
