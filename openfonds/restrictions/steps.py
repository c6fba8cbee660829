"""The two steps that lead from cleaned text to a verdict: examine, then judge."""

import logging
from collections.abc import Iterator, Sequence
from typing import Any

from openfonds.model import Examination, FactSource, PageClean, PageFinding, PageText, Verdict
from openfonds.restrictions.detectors.later_dates import latest_year_mentioned
from openfonds.restrictions.detectors.registry import DETECTOR_VERSIONS, examine
from openfonds.restrictions.facts import Examined
from openfonds.restrictions.findings import Finding
from openfonds.restrictions.law import Law
from openfonds.steps import Unit

log = logging.getLogger(__name__)

TEXT, STAMP = FactSource.TEXT_DETECTOR, FactSource.STAMP_DETECTOR
# What a stamp can say; anything else in its broken reading is noise.
MARKS = frozenset({"secrecy_mark", "service_mark", "declassification_stamp"})


class ExamineStep:
    """Runs every detector over every page: PageClean -> Examination."""

    name = "examine"
    version = "1"
    noun = Examination

    def settings(self) -> Any:
        """The versions of the detectors."""
        return DETECTOR_VERSIONS

    def apply(self, units: Sequence[Unit]) -> Iterator[tuple[Unit, Sequence[Examination]]]:
        """One examination an item. A detector that crashes leaves the item unexamined."""
        for unit in units:
            yield unit, [_examine(unit.item.key, unit.rows[PageClean], unit.rows[PageText])]


def _examine(
    item_key: str, pages: Sequence[PageClean], readings: Sequence[PageText]
) -> Examination:
    findings, years = [], []
    try:
        for page in pages:
            findings += [
                PageFinding(page.number, f.fact, f.start, f.end, f.confidence, TEXT)
                for f in examine(page.text)
            ]
            if (year := latest_year_mentioned(page.text)) is not None:
                years.append(year)
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
    return Examination(item_key, True, max(years, default=None), tuple(findings))


class JudgeStep:
    """Applies the law: Item, PageText, Examination -> Verdict."""

    name = "judge"
    version = "2"
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
    return Examined(findings, tuple(pages), found.latest_year)
