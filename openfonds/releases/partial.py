"""An open item without the pages and spans of it that stay closed.

A closed page keeps its place and its number, and nothing else: no text, no words, no size. On a
page with a masked span no word keeps its box, since the widths of what is left would tell the
width of what is gone (LAW 5, 44), and its raw text is the masked text. Nothing that was reckoned
from the whole page stays: confidence and estimate go, language, script and spelling are told anew
from what is left.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from openfonds.languages.identify import identify
from openfonds.languages.orthography import orthography
from openfonds.languages.scripts import main_script
from openfonds.model import Decision, Item, PageClean, PageText, Part
from openfonds.releases.records import Span
from openfonds.restrictions.detectors.persons import Persons
from openfonds.restrictions.detectors.registry import examine
from openfonds.restrictions.redaction import MASK, redact

# What is masked in the description of an item of which names are masked.
OF_PERSONS = frozenset({"personal_identifier", "tax_identifier", "birth_date"})


@dataclass(frozen=True, slots=True)
class Masked:
    """The pages of an item as they may be published."""

    item: Item
    pages: tuple[PageText, ...]
    cleaned: tuple[PageClean, ...]
    withheld: frozenset[int]  # numbers of the pages that are closed
    spans: dict[int, tuple[Span, ...]]  # masks by page, in the text of the page


def masked(
    item: Item, decision: Decision, pages: Iterable[PageText], cleaned: Iterable[PageClean]
) -> Masked:
    """Take out of an item what its decision keeps closed."""
    pages = tuple(pages)
    models = {page.number: page.model for page in pages}
    withheld = frozenset(part.page for part in decision.parts if part.start is None)
    by_page: dict[int, list[Part]] = {}
    for part in decision.parts:
        if part.start is not None and part.page not in withheld:
            by_page.setdefault(part.page, []).append(part)
    spans: dict[int, tuple[Span, ...]] = {}
    clean_out: list[PageClean] = []
    texts: dict[int, str] = {}
    for page in cleaned:
        if page.number in withheld:
            clean_out.append(_emptied(page))
        elif parts := by_page.get(page.number):
            # What cleaning took out has no place here; it is gone with the raw text.
            places = [(p.start or 0, p.end or 0) for p in parts]
            cut = redact(page.text, [(start, end) for start, end in places if end > start])
            reason = min(p.reason_code for p in parts)
            spans[page.number] = tuple(Span(a, b - a, reason) for a, b in cut.spans)
            texts[page.number] = cut.text
            clean_out.append(
                _told_anew(replace(page, text=cut.text, edits=()), models[page.number])
            )
        else:
            clean_out.append(page)
    return Masked(
        item=_described(item) if spans else item,
        pages=tuple(_page(page, withheld, texts) for page in pages),
        cleaned=tuple(clean_out),
        withheld=withheld,
        spans=spans,
    )


def _page(page: PageText, withheld: frozenset[int], texts: dict[int, str]) -> PageText:
    if page.number in withheld:
        return replace(
            page,
            text="",
            words=(),
            width_px=None,
            height_px=None,
            ink_ratio=None,
            confidence=None,
            reason=None,
            marks=(),
            unread_marks=0,
            steps=(),
            content=None,
            estimated_cer=None,
        )
    if page.number in texts:
        return replace(
            page,
            text=texts[page.number],
            words=(),
            marks=(),
            unread_marks=0,
            confidence=None,
            estimated_cer=None,
        )
    return page


def _told_anew(page: PageClean, model: str) -> PageClean:
    left = page.text.replace(MASK, " ")
    language, score = identify(left)
    return replace(
        page,
        language=language,
        language_score=score,
        script=main_script(left, language, model),
        orthography=orthography(left, language),
    )


def _emptied(page: PageClean) -> PageClean:
    return replace(
        page, text="", edits=(), language=None, language_score=None, script=None, orthography=None
    )


def _described(item: Item) -> Item:
    """The item with every name and identifier masked in what the archive wrote (LAW 5, 41)."""
    return replace(
        item,
        title=_without_names(item.title),
        creator=_without_names(item.creator),
        author=_without_names(item.author),
        series=_without_names(item.series),
    )


def _without_names(text: str | None) -> str | None:
    if not text:
        return text
    found = [*Persons().find(text), *(f for f in examine(text) if f.fact in OF_PERSONS)]
    return redact(text, [(f.start, f.end) for f in found]).text
