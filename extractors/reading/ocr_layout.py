"""What ALTO, PAGE and hOCR have in common: paragraphs of lines, and words in boxes."""

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from openfonds.model import Word

MAX_COORDINATE = 10_000_000  # more is an error in the file, or an attempt to make one here


@dataclass(frozen=True, slots=True)
class OcrPage:
    """One page as an OCR file has it.

    Boxes, width and height are in pixels; of 300 dpi, where the file has inches or mm. `words`
    are the smallest parts that have a box: lines, where the file does not go further.
    """

    text: str
    words: tuple[Word, ...]
    width_px: int | None
    height_px: int | None
    engine: str
    engine_version: str


def local_name(element: Element) -> str:
    """The name of an element without its namespace."""
    return element.tag.rpartition("}")[2]


def outermost(element: Element, is_wanted: Callable[[Element], bool]) -> Iterator[Element]:
    """The wanted descendants in document order, but none within another.

    So that no text is read twice, and a file of a hundred thousand nested elements takes no
    longer than another.
    """
    waiting = list(reversed(element))
    while waiting:
        next_one = waiting.pop()
        if is_wanted(next_one):
            yield next_one
        else:
            waiting.extend(reversed(next_one))


def text_of_paragraphs(paragraphs: Iterable[Iterable[str]]) -> str:
    """Lines to paragraphs to text; empty lines and paragraphs are left out."""
    joined = ("\n".join(line for line in lines if line) for lines in paragraphs)
    return "\n\n".join(paragraph for paragraph in joined if paragraph)


def word_in_box(
    text: str, corners: tuple[float, float, float, float] | None, confidence: float | None
) -> list[Word]:
    """A word from left, top, right and bottom; no word without a box or without a letter."""
    if not text.strip() or corners is None:
        return []
    left, top, right, bottom = (round(c) for c in corners)
    return [Word(text, left, top, max(0, right - left), max(0, bottom - top), confidence)]


def number(value: str | None) -> float | None:
    """A coordinate or a size; None where there is none or where it makes no sense."""
    try:
        parsed = float(value or "")
    except ValueError:
        return None
    return parsed if math.isfinite(parsed) and abs(parsed) <= MAX_COORDINATE else None


def whole(value: str | None) -> int | None:
    """A size of a page in whole units."""
    parsed = number(value)
    return None if parsed is None else round(parsed)


def percent(value: str | None, *, of: float = 1) -> float | None:
    """A confidence between 0 and `of` as 0 to 100; None for what is out of range."""
    parsed = number(value)
    return None if parsed is None or not 0 <= parsed <= of else round(100 * parsed / of, 2)
