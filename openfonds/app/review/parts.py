"""The pages and spans that a ruling keeps closed in an item that it opens.

Redaction is for text that was read well and for what the law lets be redacted; anything else is
withheld page by page or as a whole (LAW 3.5, G3).
"""

from openfonds.app.review.held import Held
from openfonds.errors import SettingsError
from openfonds.model import FactSource, Part
from openfonds.restrictions.evaluator import DENY, REVIEW
from openfonds.restrictions.names import named_persons
from openfonds.restrictions.policy import REDACT_SPAN, WITHHOLD_PAGE
from openfonds.restrictions.ruling_reasons import RulingReason

NAMES = "person_named"


def parts_of(
    held: Held, pages: tuple[int, ...], redacted: tuple[str, ...], reason: RulingReason
) -> tuple[Part, ...]:
    """What stays closed: whole pages, and every place where a detector saw one of these facts.

    Raises:
        SettingsError: for a page that does not exist, for all pages, or where redaction will
            not do.
    """
    numbers = {page.number for page in held.item.pages}
    if unknown := sorted(set(pages) - numbers):
        raise SettingsError(f"the item has no page {unknown[0]}; it has {len(numbers)}")
    if pages and set(pages) == numbers:
        raise SettingsError("that withholds every page: withhold the item instead")
    citation = reason.citation(held.collection.policies)
    parts = [
        Part(page, None, None, WITHHOLD_PAGE, reason.code, citation) for page in sorted(set(pages))
    ]
    if redacted:
        _check_redaction(held)
        spans = sorted({span for fact in redacted for span in _places(held, fact)})
        parts += [
            Part(page, start, end, REDACT_SPAN, reason.code, citation)
            for page, start, end in spans
            if page not in pages
        ]
    return tuple(parts)


def _check_redaction(held: Held) -> None:
    if not held.case.legible:
        raise SettingsError(
            "its text was not read well enough to be redacted (a name that was misread stays):"
            " withhold pages, or the item"
        )
    rules = {rule.id: rule for rule in held.law.policy.rules}
    for hit in held.verdict.hits:
        rule = rules.get(hit.rule_id)
        if hit.verdict in (DENY, REVIEW) and rule is not None and not rule.redactable:
            raise SettingsError(
                f"what {hit.rule_id} protects is never redacted: withhold pages, or the item"
            )


def _places(held: Held, fact: str) -> list[tuple[int, int, int]]:
    if fact == NAMES:
        by_page = named_persons(held.clean)
        return [
            (page.number, found.start, found.end)
            for page, names in zip(held.clean, by_page, strict=True)
            for found in names
        ]
    found = held.examination.findings if held.examination else ()
    places = [
        (f.page, f.start, f.end)
        for f in found
        if f.fact == fact and f.source is FactSource.TEXT_DETECTOR
    ]
    if not places:
        raise SettingsError(
            f"no detector saw {fact!r} in the pages: openfonds review show lists what was seen;"
            f" {NAMES} redacts every name"
        )
    return places
