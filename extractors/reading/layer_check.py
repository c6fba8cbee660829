"""Whether the text layer of a page is the text of that page, and not of another, or of none.

A layer is compared with the ink, where the page is a scan or the layer is not seen. Words stand on
ink, and between the words of a line there is none: the layer of another page, or one that is
shifted or too small, has as much ink in its gaps as in its words. This needs no recognition.

What the ink cannot settle is doubted: a layer that covers little of the ink (the page may be a
picture), and letters that make no words (the language may be one that is not known here). Then the
page is recognised, and the better of the two texts is taken.

Measured by benchmarks/pdf_routing.py.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pypdfium2
from numpy.typing import NDArray
from pypdfium2 import raw as pdfium

from extractors.reading.content import sure_letters
from extractors.reading.estimated_cer import (
    estimate,
    lexicons_of,
    lexicons_of_models,
    signs,
    with_estimated_cer,
)
from openfonds.model import PageText, Word

# Codes in the steps of a page (docs/reference/pdf-routing.md): why its layer was not taken.
NONE, UNMAPPED = "layer:none", "layer:unmapped"
BLANK, MISPLACED = "layer:blank", "layer:misplaced"
INCOMPLETE, GARBLED = "layer:incomplete", "layer:garbled"
COMPARED = "layer:compared"  # it was doubted, and is as good as what was recognised

MIN_IMAGE_SHARE = 0.4  # of the page that its images cover: a scan, or a picture with text
MIN_WORD_INK = 0.03  # share of the box of a word that is ink
# Of layers that are the page's, 0.94 of the words and more stand on ink; the gaps have at most 0.47
# of the ink of the words, and up to 0.76 where words are only spread over their lines; above or
# below them is never more than within. Layers of other pages or in other places are beyond one of
# the bounds. Between the two of gaps, and of lines, it is a doubt (docs/reference/pdf-routing.md).
MIN_ON_INK = 0.75
DOUBTFUL_GAP_INK, MAX_GAP_INK = 0.6, 0.8
DOUBTFUL_BESIDE, MAX_BESIDE = 1.05, 1.25
BESIDE_HEIGHTS = 0.7
MIN_WORDS, MIN_GAPS = 4, 12
MAX_GAP_HEIGHTS = 2.0  # wider ones are between columns
MIN_COVERED = 0.3  # share of the ink; pages with pictures in them have less than those of text
MARGIN = 0.25  # of its height, around a word: accents, and boxes that are a little off

DOUBTFUL_CER = 0.35  # estimated of the layer
MUCH_BETTER = 0.5  # of that: the estimate of what was recognised
MAX_SHARED = 0.6  # of the recognised letters in words that the layer has too: the same text
MIN_MORE, MIN_LETTERS = 1.5, 40  # letters that were recognised and the layer does not have

_WORD = re.compile(r"[^\W\d_]{3,}")


@dataclass(frozen=True, slots=True)
class Match:
    """How the words of a layer stand on the ink of a page."""

    on_ink: float  # share of the words
    gap_ink: float  # ink between the words of a line, by area, to that in the words
    n_gaps: int
    covered: float  # share of the ink that is under words
    beside: float  # ink above or below the words, whichever is more, to that in the words


def needs_check(leaf: pypdfium2.PdfPage) -> bool:
    """Whether the text of a page may be another than what is seen: a scan, or invisible text."""
    page_area = max(leaf.get_width() * leaf.get_height(), 1e-6)
    area, n_texts, n_invisible = 0.0, 0, 0
    for one in leaf.get_objects():
        if one.type == pdfium.FPDF_PAGEOBJ_IMAGE:
            # Within a form the size is in the form's own measure.
            area += page_area if one.level else _area(one)
        elif one.type == pdfium.FPDF_PAGEOBJ_TEXT:
            n_texts += 1
            n_invisible += pdfium.FPDFTextObj_GetTextRenderMode(one.raw) in _UNSEEN
    return area >= MIN_IMAGE_SHARE * page_area or 2 * n_invisible > n_texts


_UNSEEN = (pdfium.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium.FPDF_TEXTRENDERMODE_CLIP)


def _area(image: Any) -> float:
    left, bottom, right, top = image.get_bounds()
    return float(abs(right - left) * abs(top - bottom))


def match_of(words: Sequence[Word], width_px: int, ink: NDArray[np.bool_]) -> Match:
    """Compare words, in pixels of a page of that width, with its ink."""
    scale = ink.shape[1] / width_px
    boxes = np.array(
        [(w.left, w.top, w.left + w.width, w.top + w.height) for w in words], np.float64
    ).reshape(-1, 4)
    boxes *= scale
    sums = np.pad(ink.astype(np.int64).cumsum(0).cumsum(1), ((1, 0), (1, 0)))
    in_words, area = _ink_in(boxes, sums)
    step = np.zeros_like(boxes)
    step[:, [1, 3]] = BESIDE_HEIGHTS * (boxes[:, [3]] - boxes[:, [1]])
    beside = max(_density(boxes + step, sums), _density(boxes - step, sums))
    in_gaps, gap_area = _ink_in(_gaps(boxes), sums)
    density = in_words.sum() / max(1, area.sum())
    gap_density = in_gaps.sum() / max(1, gap_area.sum())
    return Match(
        on_ink=float(
            ((in_words > 0) & (in_words >= MIN_WORD_INK * area)).sum() / max(1, len(area))
        ),
        gap_ink=float(gap_density / max(density, 1e-6)),
        n_gaps=len(gap_area),
        beside=float(beside / max(density, 1e-6)),
        covered=float((ink & _covered(boxes, ink.shape)).sum() / max(1, ink.sum())),
    )


def fault_of(match: Match, n_words: int) -> str | None:
    """What is certainly wrong with a layer of so many words."""
    is_off = n_words >= MIN_WORDS and match.on_ink < MIN_ON_INK
    # Beside a few words there may be a picture.
    is_shifted = match.covered >= MIN_COVERED and match.beside > MAX_BESIDE
    is_other = match.n_gaps >= MIN_GAPS and match.gap_ink > MAX_GAP_INK
    return MISPLACED if is_off or is_other or (n_words >= MIN_WORDS and is_shifted) else None


def doubt_of(match: Match | None, n_words: int, estimated_cer: float | None) -> str | None:
    """What may be wrong with a layer of so many words and such an error rate."""
    if match is not None:
        if match.covered < MIN_COVERED:
            return INCOMPLETE
        is_loose = match.n_gaps >= MIN_GAPS and match.gap_ink > DOUBTFUL_GAP_INK
        if is_loose or (n_words >= MIN_WORDS and match.beside > DOUBTFUL_BESIDE):
            return MISPLACED
    return GARBLED if (estimated_cer or 0.0) > DOUBTFUL_CER else None


def estimate_of_layer(layer: PageText, languages: Sequence[str]) -> float | None:
    """The error rate of a layer, in the language of its text or those that the item is read in."""
    lexicons = [*lexicons_of(layer), *lexicons_of_models(languages)]
    found = signs(layer.text, layer.words, lexicons)
    return None if found is None else estimate(found)


def is_settled(
    doubt: str, layer: PageText, estimated_cer: float | None, recognised: PageText
) -> bool:
    """Whether what was recognised shows that the doubt about a layer was right."""
    sure = sure_letters(recognised.words, lexicons_of(recognised))
    is_another = _shared(layer.text, recognised.text) <= MAX_SHARED
    if doubt in (INCOMPLETE, MISPLACED):
        has_more = doubt == INCOMPLETE and sure >= MIN_MORE * _n_letters(layer.text)
        return sure >= MIN_LETTERS and (is_another or has_more)
    found = with_estimated_cer(recognised).estimated_cer
    if found is None or estimated_cer is None:
        return False
    return is_another and found <= MUCH_BETTER * estimated_cer


def _shared(layer: str, recognised: str) -> float:
    """Share of the recognised letters that are in words of the layer too."""
    known = set(_WORD.findall(layer.casefold()))
    words = _WORD.findall(recognised.casefold())
    total = sum(map(len, words))
    return sum(len(word) for word in words if word in known) / total if total else 0.0


def _n_letters(text: str) -> int:
    return sum(character.isalnum() for character in text)


def _ink_in(
    boxes: NDArray[np.float64], sums: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Pixels of ink in each box, and all its pixels that are on the page."""
    left, top, right, bottom = _pixels(boxes, (sums.shape[0] - 1, sums.shape[1] - 1))
    ink = sums[bottom, right] - sums[top, right] - sums[bottom, left] + sums[top, left]
    return ink, (right - left) * (bottom - top)


def _density(boxes: NDArray[np.float64], sums: NDArray[np.int64]) -> float:
    ink, area = _ink_in(boxes, sums)
    return float(ink.sum() / max(1, area.sum()))


def _gaps(boxes: NDArray[np.float64]) -> NDArray[np.float64]:
    """What is between words that follow one another in a line, whatever its direction."""
    one, next_one = boxes[:-1], boxes[1:]
    top = np.maximum(one[:, 1], next_one[:, 1])
    bottom = np.minimum(one[:, 3], next_one[:, 3])
    left = np.minimum(one[:, 2], next_one[:, 2])
    right = np.maximum(one[:, 0], next_one[:, 0])
    height = bottom - top
    lower = np.minimum(one[:, 3] - one[:, 1], next_one[:, 3] - next_one[:, 1])
    is_gap = (height > 0) & (height >= 0.5 * lower) & (right > left)
    is_gap &= right - left <= MAX_GAP_HEIGHTS * height
    return np.stack([left, top, right, bottom], axis=1)[is_gap]


def _covered(boxes: NDArray[np.float64], shape: tuple[int, ...]) -> NDArray[np.bool_]:
    margin = (MARGIN * (boxes[:, 3] - boxes[:, 1]))[:, None]
    wider = boxes + margin * np.array([-1, -1, 1, 1])
    left, top, right, bottom = _pixels(wider, shape)
    steps = np.zeros((shape[0] + 1, shape[1] + 1), np.int32)
    for rows, columns, step in ((top, left, 1), (bottom, right, 1), (top, right, -1)):
        np.add.at(steps, (rows, columns), step)
    np.add.at(steps, (bottom, left), -1)
    covered: NDArray[np.bool_] = steps.cumsum(0).cumsum(1)[:-1, :-1] > 0
    return covered


def _pixels(boxes: NDArray[np.float64], shape: tuple[int, ...]) -> Any:
    """Edges in whole pixels of the page: left, top, right, bottom."""
    height, width = shape[0], shape[1]
    edges = np.rint(boxes).clip(0, (width, height, width, height)).astype(np.int64)
    left, top, right, bottom = edges.T
    return left, top, np.maximum(left, right), np.maximum(top, bottom)
