"""The two steps that lead from cleaned text to a verdict: examine, then judge."""

import logging
from collections.abc import Callable, Iterator, Sequence
from functools import cache, partial
from typing import Any

from openfonds.model import Examination, FactSource, Item, PageClean, PageFinding, PageText, Verdict
from openfonds.restrictions.detectors.identifiers import Identifiers
from openfonds.restrictions.detectors.later_dates import dates_mentioned
from openfonds.restrictions.detectors.mentioned import all_mentioned
from openfonds.restrictions.detectors.registry import DETECTOR_VERSIONS, examine
from openfonds.restrictions.detectors.secrecy_marks import SecrecyMarks
from openfonds.restrictions.facts import Examined
from openfonds.restrictions.findings import Detector, Finding
from openfonds.restrictions.law import Law
from openfonds.restrictions.seams import over_pages
from openfonds.steps import Unit

log = logging.getLogger(__name__)

TEXT, STAMP = FactSource.TEXT_DETECTOR, FactSource.STAMP_DETECTOR
# What a stamp can say; anything else in its broken reading is noise.
MARKS = frozenset({"secrecy_mark", "service_mark", "declassification_stamp"})
# Over a hundred years old on any day on which this can run.
OVER_A_CENTURY = 1925


class ExamineStep:
    """Runs every detector over every page and its edges: PageClean -> Examination."""

    name = "examine"
    version = "3"
    noun = Examination

    def settings(self) -> Any:
        """The versions of the detectors."""
        return DETECTOR_VERSIONS

    def apply(self, units: Sequence[Unit]) -> Iterator[tuple[Unit, Sequence[Examination]]]:
        """One examination an item. A detector that crashes leaves the item unexamined."""
        for unit in units:
            yield unit, [_examine(unit.item, unit.rows[PageClean], unit.rows[PageText])]


def _examine(item: Item, pages: Sequence[PageClean], readings: Sequence[PageText]) -> Examination:
    item_key = item.key
    findings, mentioned = [], []
    try:
        by_page = over_pages([page.text for page in pages], _reading_for(item))
        for page, on_page in zip(pages, by_page, strict=True):
            findings += [
                PageFinding(page.number, f.fact, f.start, f.end, f.confidence, TEXT)
                for f in on_page
            ]
            mentioned.append(dates_mentioned(page.text))
        for reading in readings:
            findings += [
                PageFinding(reading.number, f.fact, 0, 0, f.confidence, STAMP)
                for mark in reading.marks
                for f in examine(mark)
                if f.fact in MARKS
            ]
    except Exception as error:  # whatever a detector does, its item must end in review
        log.error("examination failed: item %s, %s", item_key, type(error).__name__)
        return Examination(item_key, False, None, ())
    dates = all_mentioned(mentioned)
    return Examination(
        item_key,
        True,
        dates.latest_year,
        tuple(findings),
        latest_day=dates.latest_day,
        short_days=dates.short_days,
    )


def _reading_for(item: Item) -> Callable[[str], list[Finding]]:
    """How the pages of an item are examined: what a mark or a telephone is depends on the work."""
    instead = [_in_print()] if item.material == "published" else []
    if item.dates.latest and item.dates.latest.year <= OVER_A_CENTURY:
        instead.append(_over_a_century())
    return partial(_examine_with, tuple(instead)) if instead else examine


def _examine_with(instead: Sequence[Detector], text: str) -> list[Finding]:
    """As `examine`, but for the facts of `instead`, which read the text again where it matters."""
    found = examine(text)
    for detector in instead:
        if any(f.fact in detector.facts for f in found):
            found = [f for f in found if f.fact not in detector.facts] + list(detector.find(text))
    return sorted(found, key=lambda f: (f.start, f.end, f.fact))


@cache
def _in_print() -> Detector:
    return SecrecyMarks(printed=True)


@cache
def _over_a_century() -> Detector:
    return Identifiers(over_a_century=True)


class JudgeStep:
    """Applies the law: Item, PageText, Examination -> Verdict."""

    name = "judge"
    version = "3"
    noun = Verdict

    def __init__(self, law: Law) -> None:
        self._law = law

    def settings(self) -> Any:
        """The law and the day."""
        return [self._law.digest, self._law.as_of]

    def apply(self, units: Sequence[Unit]) -> Iterator[tuple[Unit, Sequence[Verdict]]]:
        """One verdict an item."""
        for unit in units:
            (found,) = unit.rows[Examination]
            yield unit, [self._law.judge(unit.item, examined_of(found, unit.rows[PageText]))]


def examined_of(found: Examination, pages: Sequence[PageText]) -> Examined | None:
    """What reading and the detectors found; None where the detectors did not finish."""
    if not found.completed:
        return None
    findings = tuple(
        (f.page, f.source, Finding(f.fact, f.start, f.end, f.confidence))  # type: ignore[arg-type]
        for f in found.findings
    )
    return Examined(
        findings,
        tuple(pages),
        found.latest_year,
        found.names_searched,
        found.latest_day,
        found.short_days,
    )
