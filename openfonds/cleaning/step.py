"""The step from raw to cleaned text: PageText -> PageClean."""

from collections.abc import Iterator, Sequence
from typing import Any

from openfonds.cleaning.clean import CLEANING_VERSION
from openfonds.cleaning.item import clean_item
from openfonds.correction.correct import CORRECTION_VERSION
from openfonds.languages.dictionaries import Dictionaries
from openfonds.languages.identify import IDENTIFICATION_VERSION
from openfonds.languages.orthography import ORTHOGRAPHY_VERSION
from openfonds.languages.scripts import SCRIPT_VERSION
from openfonds.model import PageClean, PageText
from openfonds.steps import Unit


class CleanStep:
    """Cleans the pages of every item and tells their language, script and spelling.

    Args:
        dictionaries: the word lists of this machine; what they lack is cleaned by rule alone.
    """

    name = "clean"
    version = "2"
    noun = PageClean

    def __init__(self, dictionaries: Dictionaries) -> None:
        self._dictionaries = dictionaries

    def settings(self) -> Any:
        """The versions of what cleans, corrects and tells the language, and the word lists."""
        return [
            CLEANING_VERSION,
            CORRECTION_VERSION,
            IDENTIFICATION_VERSION,
            SCRIPT_VERSION,
            ORTHOGRAPHY_VERSION,
            self._dictionaries.digest,
        ]

    def apply(self, units: Sequence[Unit]) -> Iterator[tuple[Unit, Sequence[PageClean]]]:
        """One cleaned page for every page, also for those without text."""
        for unit in units:
            yield unit, clean_item(unit.rows[PageText], self._dictionaries, unit.item.dates)
