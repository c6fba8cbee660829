"""Which model reads a Russian page: that of today's spelling, or that of the time before 1918.

Tesseract's `rus` knows no ѣ, і, ї, ѳ and takes the three-stemmed т for ш. Where the date of the
item does not tell the spelling, a strip from the middle of the page is read with the model for old
print: it shows the old letters, or ъ at the ends of words, or it does not.
"""

import re
from dataclasses import replace

from extractors.preparing.page import Prepared
from extractors.reading import tesseract
from extractors.reading.grey_file import as_tiff
from extractors.reading.tesseract import ENGINE, OcrSettings, Spelling
from openfonds.errors import ItemError
from openfonds.model import DateSpan

MODERN_MODEL = "rus"
OLD_MODEL = "rus_civil"
LAST_OLD_YEAR = 1917  # decree of 10 October 1918; printers changed over in that year
FIRST_MODERN_YEAR = 1922  # books and forms of before were used up

STRIP_LETTERS = 14  # height of the strip in heights of letters: four to six lines
BLOCK_OF_TEXT = 6  # Tesseract's page segmentation mode: nothing to be searched for
MIN_WORDS = 6
MIN_OLD_SHARE = 0.12  # of words: in old print a third and more, of modern ones misread hardly any
_WORD = re.compile(r"[^\W\d_]{2,}")
_OLD = re.compile(r"[ѣѳѵії]|[бвгджзклмнпрстфхцчшщ]ъ$", re.IGNORECASE)


def spelling_of(dates: DateSpan) -> Spelling:
    """What the date of an item says of its spelling."""
    if dates.latest is not None and dates.latest.year <= LAST_OLD_YEAR:
        return Spelling.OLD
    if dates.earliest is not None and dates.earliest.year >= FIRST_MODERN_YEAR:
        return Spelling.MODERN
    return Spelling.ASK


def with_spelling(ocr: OcrSettings, page: Prepared, seconds: float) -> OcrSettings:
    """The settings with the model for the spelling of the page, where Russian is read."""
    if ocr.engine != ENGINE or MODERN_MODEL not in ocr.languages:
        return ocr
    is_old = ocr.spelling is Spelling.OLD or (
        ocr.spelling is Spelling.ASK and _looks_old(page, seconds)
    )
    if not is_old:
        return ocr
    names = (OLD_MODEL if name == MODERN_MODEL else name for name in ocr.languages)
    return replace(ocr, languages=tuple(names))


def is_old(text: str) -> bool:
    """Whether a text is in the spelling of before 1918.

    >>> is_old("чтобъ дно у ней было въ серединѣ, которое бы при томъ съ одной стороны")
    True
    >>> is_old("чтобы дно у неё было в середине, которое бы при том с одной стороны")
    False
    """
    words = _WORD.findall(text)
    n_old = sum(_OLD.search(word) is not None for word in words)
    return len(words) >= MIN_WORDS and n_old >= MIN_OLD_SHARE * len(words)


def _looks_old(page: Prepared, seconds: float) -> bool:
    if page.letters_px is None:
        return False
    width, height = page.image.size
    half = round(STRIP_LETTERS * page.letters_px / 2)
    strip = page.image.crop((0, max(0, height // 2 - half), width, min(height, height // 2 + half)))
    try:
        with as_tiff(strip, None) as path:
            found = tesseract.recognise(path, OcrSettings((OLD_MODEL,), BLOCK_OF_TEXT), seconds)
    except ItemError:  # the page itself may be read all the same
        return False
    return is_old(found.text)
