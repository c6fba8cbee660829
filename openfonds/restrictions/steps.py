"""The two steps that lead from the texts to a verdict: examine, then judge."""

import logging
from collections.abc import Iterator, Sequence
from typing import Any

from openfonds.clean_places import CleanPlaces, joins_pages, may_reveal
from openfonds.model import Examination, FactSource, Item, PageClean, PageFinding, PageText, Verdict
from openfonds.restrictions.detectors.mentioned import all_mentioned
from openfonds.restrictions.detectors.registry import DETECTOR_VERSIONS, examine
from openfonds.restrictions.facts import Examined
from openfonds.restrictions.findings import Finding, strongest
from openfonds.restrictions.item_reading import READING_VERSION, dates_in, examine_for
from openfonds.restrictions.law import Law
from openfonds.restrictions.seams import over_pages
from openfonds.steps import Unit

log = logging.getLogger(__name__)

TEXT, STAMP = FactSource.TEXT_DETECTOR, FactSource.STAMP_DETECTOR
# What a stamp can say; anything else in its broken reading is noise.
MARKS = frozenset({"secrecy_mark", "service_mark", "declassification_stamp"})


class ExamineStep:
    """Runs every detector over every page and its edges: PageText, PageClean -> Examination."""

    name = "examine"
    version = READING_VERSION
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
        # As they were read: cleaning makes a wide blank, which sets a stamp apart, a narrow one.
        as_read = {reading.number: reading.text for reading in readings}
        texts = [as_read[page.number] for page in pages]
        by_page = over_pages(texts, examine_for(item))
        for page, text, on_page in zip(pages, texts, by_page, strict=True):
            places = CleanPlaces(page.edits)
            findings += [
                PageFinding(page.number, f.fact, *places.span(f.start, f.end), f.confidence, TEXT)
                for f in on_page
            ]
            mentioned.append(dates_in(item, text))
        if any(may_reveal(page) or joins_pages(page) for page in pages):
            findings += _in_cleaned(item, pages, findings)
            mentioned += [dates_in(item, page.text) for page in pages if may_reveal(page)]
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


def _in_cleaned(
    item: Item, pages: Sequence[PageClean], known: Sequence[PageFinding]
) -> Iterator[PageFinding]:
    """What is seen only after cleaning: in a word that was letter-spaced, misread, or parted by
    a running head.
    """
    seen: dict[int, list[Finding]] = {page.number: [] for page in pages}
    for one in known:
        seen[one.page].append(_finding(one))
    find = examine_for(item)
    found = [find(page.text) if may_reveal(page) else seen[page.number] for page in pages]
    by_page = over_pages([page.text for page in pages], find, found)
    for page, on_page in zip(pages, by_page, strict=True):
        before = seen[page.number]
        new = set(strongest([*before, *on_page])).difference(before)
        for f in sorted(new, key=lambda f: (f.start, f.end, f.fact)):
            yield PageFinding(page.number, f.fact, f.start, f.end, f.confidence, TEXT)


class JudgeStep:
    """Applies the law: Item, PageText, Examination -> Verdict."""

    name = "judge"
    version = "4"
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
    findings = tuple((f.page, f.source, _finding(f)) for f in found.findings)
    return Examined(
        findings,
        tuple(pages),
        found.latest_year,
        found.names_searched,
        found.latest_day,
        found.short_days,
    )


def _finding(on_page: PageFinding) -> Finding:
    return Finding(
        on_page.fact,
        on_page.start,
        on_page.end,
        on_page.confidence,  # type: ignore[arg-type]
    )
