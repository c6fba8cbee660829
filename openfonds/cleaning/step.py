"""The step from raw to cleaned text: PageText -> PageClean."""

from collections.abc import Iterator, Sequence
from typing import Any

from openfonds.cleaning.clean import CLEANING_VERSION, clean_page
from openfonds.languages.identify import IDENTIFICATION_VERSION, identify
from openfonds.languages.orthography import ORTHOGRAPHY_VERSION, orthography
from openfonds.languages.scripts import SCRIPT_VERSION, main_script
from openfonds.model import PageClean, PageText
from openfonds.steps import Unit


class CleanStep:
    """Cleans every page and tells its language, script and spelling."""

    name = "clean"
    version = "1"
    noun = PageClean

    def settings(self) -> Any:
        """The versions of the cleaners, of the language model, of script and spelling."""
        return [CLEANING_VERSION, IDENTIFICATION_VERSION, SCRIPT_VERSION, ORTHOGRAPHY_VERSION]

    def apply(self, units: Sequence[Unit]) -> Iterator[tuple[Unit, Sequence[PageClean]]]:
        """One cleaned page for every page, also for those without text."""
        for unit in units:
            yield unit, [_clean(page) for page in unit.rows[PageText]]


def _clean(page: PageText) -> PageClean:
    text, edits = clean_page(page.text)
    language, score = identify(text)
    return PageClean(
        item_key=page.item_key,
        number=page.number,
        text=text,
        edits=edits,
        language=language,
        language_score=score,
        script=main_script(text, language, page.model),
        orthography=orthography(text, language),
    )
