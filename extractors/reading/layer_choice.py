"""Whether the text of a page is its text layer, or what is recognised of it, of a PDF or a DjVu."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PIL import Image

from extractors.reading.ink import ink_mask, is_blank
from extractors.reading.layer_check import (
    BLANK,
    COMPARED,
    GARBLED,
    NONE,
    UNMAPPED,
    doubt_of,
    estimate_of_layer,
    fault_of,
    is_settled,
    match_of,
)
from extractors.reading.text_layer import is_text
from openfonds.model import PageText


@dataclass(frozen=True, slots=True)
class Verdict:
    """What speaks against a text layer."""

    fault: str | None = None  # why it is not taken
    doubt: str | None = None  # why it is compared with what is recognised
    estimated_cer: float | None = None

    @property
    def is_good(self) -> bool:
        """Whether the layer is taken without recognition."""
        return self.fault is None and self.doubt is None


def fault_of_text(text: str) -> str | None:
    """Why a layer with such a text is not one."""
    if is_text(text):
        return None
    return UNMAPPED if text.strip() else NONE


def verdict_on(layer: PageText, seen: Image.Image | None, languages: Sequence[str]) -> Verdict:
    """Judge a layer with text, by what is seen of its page where the two may differ.

    A layer that does not say where its words stand covers no ink, which is a doubt.
    """
    match = None
    if seen is not None:
        ink = ink_mask(seen)
        if is_blank(float(ink.mean())):
            return Verdict(BLANK)
        match = match_of(layer.words, layer.width_px or ink.shape[1], ink)
        if fault := fault_of(match, len(layer.words)):
            return Verdict(fault)
    cer = estimate_of_layer(layer, languages)
    return Verdict(None, doubt_of(match, len(layer.words), cer), cer)


def compared(layer: PageText, verdict: Verdict, recognised: PageText) -> PageText | None:
    """A layer that was in doubt and is no worse than what was recognised; None where it is."""
    doubt = verdict.doubt
    if doubt is None or is_settled(doubt, layer, verdict.estimated_cer, recognised):
        return None
    return replace(layer, steps=(COMPARED,))


def in_place_of(layer: PageText, verdict: Verdict, recognised: PageText) -> PageText:
    """The recognised page, with the reason why its layer was not taken.

    The words of a layer that says something go to the detectors of secrecy marks all the same.
    """
    reason = verdict.fault or verdict.doubt
    if reason is None or reason == NONE:
        return recognised
    is_nonsense = reason in (UNMAPPED, GARBLED)
    marks = () if is_nonsense else (layer.text,)
    every = tuple(dict.fromkeys((*recognised.marks, *marks)))
    return replace(recognised, steps=(reason, *recognised.steps), marks=every)
