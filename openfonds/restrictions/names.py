"""The search for names of persons: done only where a name can change the outcome.

It is by far the dearest of all searches (LAW 3.3), and most items need none: a file that is
closed anyway, or that lies beyond every period of privacy. What was not searched is recorded as
not searched (`names_searched`), which is never "no names".
"""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from openfonds.clean_places import CleanPlaces, with_removals
from openfonds.model import (
    Examination,
    FactSource,
    Item,
    PageClean,
    PageFinding,
    PageText,
    Truth,
)
from openfonds.restrictions.detectors.person_cues_western import find_named_persons
from openfonds.restrictions.detectors.persons import Persons, spans_over_pages
from openfonds.restrictions.detectors.transliteration import russian_passages
from openfonds.restrictions.evaluator import evaluate
from openfonds.restrictions.facts import Examined
from openfonds.restrictions.findings import Finding, strongest
from openfonds.restrictions.item_reading import NAMES_VERSION
from openfonds.restrictions.law import Law
from openfonds.restrictions.steps import examined_of
from openfonds.steps import Unit

log = logging.getLogger(__name__)

NAME_FACTS = Persons.facts


# Languages with name lists of their own, by ISO 639-3.
WESTERN = {"deu": "de", "fra": "fr", "eng": "en"}


def named_persons(pages: Sequence[PageClean]) -> list[list[Finding]]:
    """The names of persons on each page, in offsets of its cleaned text.

    Those in a stretch that cleaning took out, a running head, have an empty place there.
    """
    whole = [with_removals(page) for page in pages]
    by_page = spans_over_pages([text for text, _ in whole])
    return [
        [
            _placed(found, places)
            for found in (*seen, *_of_its_language(page, text), *_transliterated(text))
        ]
        for page, (text, places), seen in zip(pages, whole, by_page, strict=True)
    ]


def _placed(found: Finding, places: CleanPlaces) -> Finding:
    start, end = places.span(found.start, found.end)
    return replace(found, start=start, end=end)


def _of_its_language(page: PageClean, text: str) -> Iterator[Finding]:
    if page.language in WESTERN:
        yield from find_named_persons(text, WESTERN[page.language])


def _transliterated(text: str) -> Iterator[Finding]:
    """Names in paragraphs of Russian in Latin letters; the paragraph is the place."""
    for start, end, reading in russian_passages(text):
        yield from strongest(replace(f, start=start, end=end) for f in Persons().find(reading))


def asks_for_names(law: Law) -> bool:
    """Whether any rule of the policy asks about names at all."""
    rules = (*law.policy.rules, *law.policy.grounds)
    return any(NAME_FACTS.intersection(rule.when.facts()) for rule in rules)


def names_matter(law: Law, item: Item, examined: Examined | None) -> bool:
    """Whether an item would be decided otherwise, did a detector name a person in it."""
    if examined is None:
        return False
    case = law.case(item, examined)
    truths = {**case.truths, **dict.fromkeys(NAME_FACTS, Truth.TRUE)}
    named = replace(case, truths=truths)
    without = evaluate(item.key, case, law.policy, law.as_of)
    with_names = evaluate(item.key, named, law.policy, law.as_of)
    return any(
        getattr(without, field) != getattr(with_names, field)
        for field in ("outcome", "effect", "next_check_on", "reason_codes", "parts")
    )


def searched(
    law: Law,
    item: Item,
    found: Examination,
    readings: Sequence[PageText],
    pages: Sequence[PageClean],
) -> Examination:
    """The examination of one item, with its names where they matter and nobody has searched."""
    if found.names_searched or not names_matter(law, item, examined_of(found, readings)):
        return found
    return _searched(found, pages)


class SearchNamesStep:
    """Searches the items that need it: PageClean, Examination -> Examination."""

    name = "names"
    version = NAMES_VERSION
    noun = Examination

    def __init__(self, wanted: frozenset[str]) -> None:
        self._wanted = wanted

    def settings(self) -> Any:
        """The version of the detector and the keys of the items to be searched."""
        return [Persons.version, sorted(self._wanted)]

    def apply(self, units: Sequence[Unit]) -> Iterator[tuple[Unit, Sequence[Examination]]]:
        """One examination an item. A search that crashes leaves the item unexamined."""
        for unit in units:
            (found,) = unit.rows[Examination]
            if unit.item.key in self._wanted:
                found = _searched(found, unit.rows[PageClean])
            yield unit, [found]


def wanted_items(law: Law, units: Sequence[Unit]) -> frozenset[str]:
    """Keys of the items whose names must be searched for."""
    return frozenset(
        unit.item.key
        for unit in units
        if names_matter(law, unit.item, examined_of(unit.rows[Examination][0], unit.rows[PageText]))
    )


def _searched(found: Examination, pages: Sequence[PageClean]) -> Examination:
    try:
        by_page = named_persons(pages)
        names = [
            PageFinding(page.number, f.fact, f.start, f.end, f.confidence, FactSource.TEXT_DETECTOR)
            for page, seen in zip(pages, by_page, strict=True)
            for f in seen
        ]
    except Exception as error:  # whatever a detector does, its item must end in review
        log.error("search for names failed: item %s, %s", found.item_key, type(error).__name__)
        return Examination(found.item_key, False, None, ())
    return replace(found, names_searched=True, findings=(*found.findings, *names))
