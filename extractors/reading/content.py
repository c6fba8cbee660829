"""What a page is: print, handwriting, a picture, or blank; text is kept of print alone.

Tesseract finds words everywhere: in handwriting, in the grain of a photograph, in a stamp. So a
page whose words are nearly all guesses is looked at: pieces of ink of all sizes in it are
handwriting, areas without paper or a few large pieces a picture. Their words are no text: they go
to the detectors as the readings of stamps do (a secrecy mark in print may stand on a written page),
and the page has a reason, which keeps an archival item in review (LAW 3.5: handwriting is never
judged by its text). In doubt a page is print, and keeps its words with their low confidence.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from PIL import Image

from extractors.reading.components import Ink, ink_of
from extractors.reading.estimated_cer import lexicons_of
from extractors.reading.other_models import WANTED
from extractors.reading.tesseract import ENGINE as TESSERACT
from openfonds.languages.lexicon import Lexicon, listed_share
from openfonds.model import PageText, ReadStatus, Word

PRINT, HANDWRITING, PICTURE, BLANK = "print", "handwriting", "picture", "blank"
REASONS = {HANDWRITING: "page.handwriting", PICTURE: "page.picture"}

# A word is sure if the engine is, and the dictionary knows it; or if the engine is quite sure.
SURE, QUITE_SURE = 60.0, 85.0
MIN_WORD_LETTERS = 3
# Of all characters. Of 55 printed and typed pages, four of them with every fourth character wrong,
# the least has 0.16; written pages have none, the grain of photographs up to 0.05.
MIN_SURE_SHARE = 0.1
MIN_SURE_LETTERS = 8  # of a caption under a photograph

MIN_TONED = 0.2  # share of the page darker than paper throughout: a photograph
MIN_PIECES = 25  # fewer are no page of writing
MIN_FIGURE = 0.1  # of the longer side: a drawing, or the ring of a stamp, not a letter of a heading
# Letters of print have two heights, those of x and of l; written ones have any. Share of the pieces
# within 15 % of the two commonest heights: print 0.68 and more, two written pages 0.47 and 0.50.
HEIGHT_TOLERANCE = 0.15
MIN_REGULAR = 0.6
# Strokes that run through whole words leave more paper in the boxes of the pieces than letters do:
# print fills 0.38 of them and more, in the median.
MIN_FILLED = 0.33


@dataclass(frozen=True, slots=True)
class _Pieces:
    count: int
    regular: float  # share of the two commonest heights
    filled: float  # share of ink in their boxes, in the median


def with_content(page: PageText, grey: Image.Image) -> PageText:
    """The page with what it is; without its words where these are no text.

    `grey` is the upright image of the page, 8 bits, of any resolution.
    """
    if page.status is ReadStatus.BLANK:
        return replace(page, content=BLANK)
    if page.status is not ReadStatus.READ:
        return page
    if page.engine != TESSERACT:
        # A plug-in may read handwriting well, and is sure in its own way: its text stays, but the
        # page is known to be written, and an archival item with it is not judged by its text.
        return replace(page, content=_by_shapes(grey, has_sure_words=bool(page.text.strip())))
    content = _content(page, grey)
    if content not in REASONS:
        return replace(page, content=content)
    return replace(
        page,
        content=content,
        reason=REASONS[content],
        text="",
        words=(),
        confidence=None,
        steps=tuple(step for step in page.steps if not step.startswith(WANTED)),
        marks=tuple(dict.fromkeys((*page.marks, *filter(None, (page.text,))))),
    )


def _content(page: PageText, grey: Image.Image) -> str:
    sure = sure_letters(page.words, lexicons_of(page))
    total = sum(len(word.text) for word in page.words)
    if not total and page.text.strip():
        return PRINT  # without words there is nothing to doubt it by
    if total and sure >= max(MIN_SURE_LETTERS, MIN_SURE_SHARE * total):
        return PRINT
    return _by_shapes(grey, has_sure_words=bool(sure))


def _by_shapes(grey: Image.Image, *, has_sure_words: bool) -> str:
    ink = ink_of(grey)
    if ink.toned >= MIN_TONED:
        return PICTURE
    pieces = _pieces(ink)
    if pieces.count < MIN_PIECES:
        # A page number or a heading of one word is short, and a stamp or a drawing has no words.
        return PICTURE if not has_sure_words and _has_figure(ink) else PRINT
    is_even = pieces.regular >= MIN_REGULAR and pieces.filled >= MIN_FILLED
    return PRINT if is_even else HANDWRITING


def sure_letters(words: Sequence[Word], lexicons: Sequence[Lexicon]) -> int:
    """Characters of the words that are no guesses: numbers count where the engine is quite sure."""
    total = 0
    for word in words:
        if word.confidence is None:
            continue
        share, asked = listed_share([word.text], lexicons)
        is_listed = asked >= MIN_WORD_LETTERS and share == 1
        is_long = sum(char.isalnum() for char in word.text) >= MIN_WORD_LETTERS
        if (word.confidence >= QUITE_SURE and (is_listed or is_long)) or (
            word.confidence >= SURE and is_listed
        ):
            total += len(word.text)
    return total


def _has_figure(ink: Ink) -> bool:
    return bool(len(ink.boxes)) and int(ink.boxes[:, 2:].max()) >= MIN_FIGURE * max(ink.size)


def _pieces(ink: Ink) -> _Pieces:
    """The pieces that may be letters or words, and how alike their heights are."""
    width, height = ink.boxes[:, 2], ink.boxes[:, 3]
    chosen = (height >= 6) & (width < 12 * height) & (height < 8 * width)
    heights = height[chosen]
    if not len(heights):
        return _Pieces(0, 0.0, 0.0)
    filled = float(np.median((ink.areas / (width * height))[chosen]))
    heights = heights[heights <= 2 * np.percentile(heights, 90)]
    rest, regular = heights, 0
    for _ in range(2):
        if not len(rest):
            break
        low, high = 1 - HEIGHT_TOLERANCE, 1 + HEIGHT_TOLERANCE
        counts = [
            (int(((rest >= low * one) & (rest <= high * one)).sum()), -int(one))
            for one in np.unique(rest)
        ]
        most, negative = max(counts)
        regular += most
        rest = rest[(rest < low * -negative) | (rest > high * -negative)]
    return _Pieces(len(heights), regular / len(heights), filled)
