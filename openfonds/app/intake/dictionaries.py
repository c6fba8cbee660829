"""The word lists of this machine: those in the models of the Tesseract that is installed."""

from functools import lru_cache

from extractors.reading.tesseract import probe
from openfonds.errors import ToolMissing
from openfonds.languages.dictionaries import Dictionaries


@lru_cache(maxsize=1)
def installed_dictionaries() -> Dictionaries:
    """What there is; without Tesseract, Russian alone."""
    try:
        return Dictionaries(probe().tessdata)
    except ToolMissing:
        return Dictionaries(None)
