"""From an item's description and the findings in its texts to the case that the rules see.

A person may say that something is so or not so; a detector may only say that it is so; what
nobody said is unknown (LAW 6). A date found in a text may only move a period later.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from openfonds.dates.arithmetic import add_years
from openfonds.dates.parse import parse_date
from openfonds.model import Fact, FactSource, Item, PageText, ReadStatus, Truth
from openfonds.restrictions import made_facts
from openfonds.restrictions.authors import author_term, last_death
from openfonds.restrictions.case import ItemCase, Place
from openfonds.restrictions.closed_lists import fold_title
from openfonds.restrictions.detectors.mentioned import Mentioned, all_mentioned
from openfonds.restrictions.file_names import names_closed_folder, names_in_paths
from openfonds.restrictions.findings import Finding
from openfonds.restrictions.judged_by_text import why_not_judged
from openfonds.restrictions.later_day import later_day
from openfonds.restrictions.policy import Policy

# By column.
_RESTRICTED = {"access": made_facts.ACCESS_RESTRICTED, "rights": made_facts.RIGHTS_RESTRICTED}
_UNCLEAR = {"access": made_facts.ACCESS_UNCLEAR, "rights": made_facts.RIGHTS_UNCLEAR}
OFFICIAL_BODIES = frozenset({"state_body", "municipal_body"})
# Mean word confidence from which at most 3 characters in 100 are wrong (benchmarks/error_rate.py).
LEGIBLE_CONFIDENCE = 92.0
LONGEST_LIFE = 120
BORN_DIGITAL = frozenset({"pdf-text-layer", "text-file", "docx", "odt", "rtf", "html"})
# Columns that openfonds keeps as unknown ones and packs may count from.
SUBJECT_DAYS = {
    "person.birth": ("person_born", "дата рождения"),
    "person.death": ("person_died", "дата смерти"),
    "rehabilitated": ("rehabilitated_on", "дата реабилитации"),
}


@dataclass(frozen=True, slots=True)
class Examined:
    """What reading and the detectors found out about an item; None instead means: not done."""

    findings: tuple[tuple[int, FactSource, Finding], ...]  # with the number of the page
    pages: tuple[PageText, ...]
    latest_year: int | None  # latest year mentioned as a date
    names_searched: bool = False
    latest_day: date | None = None  # the three together: detectors/mentioned.py
    short_days: tuple[date, ...] = ()

    @property
    def mentioned(self) -> Mentioned:
        """The dates that the texts assert."""
        return Mentioned(self.latest_year, self.latest_day, self.short_days)


def described_texts(item: Item) -> list[str]:
    """Every text of the description, and what files say of themselves (LAW 5.41, 5.43)."""
    cells = [item.title, item.description, item.creator, item.series, item.author]
    cells += [item.access, item.rights, item.act, item.material]
    return [c for c in [*cells, *(e.value for e in item.extra), *item.file_notes] if c]


def file_names(item: Item) -> list[str]:
    """The names of the files as text: a restriction may stand there too (LAW 5, 42)."""
    return names_in_paths(f.path for f in item.files)


def build_case(
    item: Item,
    policy: Policy,
    *,
    open_series: frozenset[str],
    listed: Truth,
    description_findings: Iterable[Finding],
    described: Mentioned,
    examined: Examined | None,
    as_of: date,
) -> ItemCase:
    """The case of one item. `examined` is None before its texts were read (triage)."""
    said = _catalogued(item, policy) + _from_phrases(item, policy) + _derived(item, policy)
    said += [_fact_of(f, None, FactSource.TEXT_DETECTOR) for f in description_findings]
    if examined:
        said += [_fact_of(finding, page, source) for page, source, finding in examined.findings]
        said += _from_reading(examined.pages)
        said.append(_search_for_names(examined))
    last_day = later_day(
        item.dates,
        all_mentioned([described, examined.mentioned] if examined else [described]),
        julian_until=policy.julian_until,
        as_of=as_of,
    )
    if last_day != item.dates.latest:
        said.append(
            Fact(
                made_facts.LATER_DATE,
                Truth.TRUE,
                FactSource.OCR_DATE,
                "later_dates",
                None,
                "possible",
            )
        )
    truths, weak = _combine(said)
    off_page, _ = _combine(fact for fact in said if fact.page is None)
    pages = examined.pages if examined else ()
    died = last_death(item, as_of)
    return ItemCase(
        truths=truths,
        weak=weak,
        examined=examined is not None,
        material=item.material,
        creator_type=item.creator_type,
        series_is_open=_series_open(item, open_series),
        listed=listed,
        starts={
            "doc.created": last_day,
            "published": last_day,
            "author.term": author_term(died, last_day),
            "author.died": died,
            **{start: _subject_day(item, start, as_of) for start in SUBJECT_DAYS},
        },
        as_of=as_of,
        facts=tuple(_distinct(said)),
        places=_places(examined.findings if examined else ()),
        off_page=off_page,
        n_pages=len(item.pages),
        legible=bool(pages) and all(_is_legible(page) for page in pages),
    )


def _places(
    findings: Iterable[tuple[int, FactSource, Finding]],
) -> dict[str, tuple[Place, ...]]:
    places: dict[str, list[Place]] = defaultdict(list)
    for page, source, found in findings:
        # Empty where cleaning took out all of it, a running head: then the raw text is masked.
        in_text = source is FactSource.TEXT_DETECTOR
        places[found.fact].append(Place(page, found.start, found.end, in_text))
    return {name: tuple(where) for name, where in places.items()}


def _is_legible(page: PageText) -> bool:
    if page.status is ReadStatus.BLANK:
        return True
    if page.status is not ReadStatus.READ or page.unread_marks or not page.text.strip():
        return False
    if page.confidence is None:
        return page.engine in BORN_DIGITAL
    return page.confidence >= LEGIBLE_CONFIDENCE


def _subject_day(item: Item, start: str, as_of: date) -> date | None:
    """A day in the life of the person whom the item is about; None for none or one to come.

    Of several persons the last one counts, if all can be read. A day that the dates of the papers
    contradict is a slip of the pen, for a person or for a century (LAW 5: 12, 67): papers of
    somebody born over LONGEST_LIFE years before, or dead before the first of them.
    """
    written = [c.value for c in item.extra if c.name.strip().casefold() in SUBJECT_DAYS[start]]
    days = [parse_date(one).latest for one in written if one.strip()]
    known = [day for day in days if day]
    if not known or len(known) < len(days) or max(known) > as_of:
        return None
    day, dates = max(known), item.dates
    if start == "person.birth" and dates.latest and add_years(day, LONGEST_LIFE) < dates.latest:
        return None
    if start == "person.death" and dates.earliest and day < dates.earliest:
        return None
    return day


def _catalogued(item: Item, policy: Policy) -> list[Fact]:
    known = {n for r in (*policy.rules, *policy.grounds) for n in r.when.facts()}
    known |= {r.unless_fact for r in policy.rules if r.unless_fact}
    known |= {s.unless_known for r in policy.rules if r.period for s in r.period.fallback}
    facts = []
    for given in item.facts:
        name = policy.aliases.get(given.name, given.name)
        facts.append(_by_person(name, given.value, f"column fact:{given.name}"))
        if name not in known and given.value is Truth.TRUE:
            # A person asserted something that no rule understands: a person must look.
            facts.append(
                _by_person(made_facts.FACT_NOT_IN_POLICY, Truth.TRUE, f"column fact:{given.name}")
            )
    facts += [_by_person(made_facts.CATALOGUE_REMARK, Truth.TRUE, code) for code in item.remarks]
    return facts


def _from_phrases(item: Item, policy: Policy) -> list[Fact]:
    """What the inventory says about access and rights; what is not understood says `unclear`."""
    facts: list[Fact] = []
    for column, written in (("access", item.access), ("rights", item.rights)):
        if not written:
            continue
        folded = fold_title(written)
        closed: set[str] = set()
        free: set[str] = set()
        for phrases in policy.phrases:
            is_access = column == "access"
            closed.update(phrases.access_closed_parts if is_access else phrases.rights_closed_parts)
            free.update(phrases.access_open if is_access else phrases.rights_free)
        if folded in {fold_title(p) for p in free}:
            continue
        restricted = any(fold_title(part) in folded for part in closed)
        name = (_RESTRICTED if restricted else _UNCLEAR)[column]
        facts.append(_by_person(name, Truth.TRUE, f"column {column}"))
    closing = {part for phrases in policy.phrases for part in phrases.access_closed_parts}
    if names_closed_folder((f.path for f in item.files), closing):
        facts.append(_by_person(made_facts.ACCESS_RESTRICTED, Truth.TRUE, "name of a folder"))
    return facts


def _derived(item: Item, policy: Policy) -> list[Fact]:
    facts = [
        _by_person(
            made_facts.AUTHOR_NAMED, Truth.TRUE if item.author else Truth.FALSE, "column author"
        )
    ]
    first = fold_title(item.title or "").split(" ")[0]
    titles = {fold_title(t) for phrases in policy.phrases for t in phrases.official_titles}
    official = bool(first) and first in titles and item.creator_type in OFFICIAL_BODIES
    value = Truth.TRUE if official else Truth.FALSE  # false closes: it only ever opens
    facts.append(_by_person(made_facts.OFFICIAL_DOCUMENT, value, "columns title, creator_type"))
    if item.act and is_act(item.act):
        facts.append(_by_person(made_facts.ACT_ON_FILE, Truth.TRUE, "column act"))
    return facts


def is_act(act: str) -> bool:
    """Whether an act is given with a number and a day: without them it proves nothing."""
    if not any(c.isdigit() for c in act):
        return False
    words = act.replace(",", " ").split()
    return any(
        parse_date(" ".join(words[i : i + n])).latest is not None
        for n in (1, 3, 4)
        for i in range(len(words) - n + 1)
        if any(c.isdigit() for c in words[i]) and len(" ".join(words[i : i + n])) >= len("1.2.1951")
    )


def _from_reading(pages: Sequence[PageText]) -> list[Fact]:
    facts = []
    for page in pages:
        if page.unread_marks:
            source = FactSource.STAMP_DETECTOR
            facts.append(
                Fact(made_facts.STAMP_UNREAD, Truth.TRUE, source, "stamps", page.number, "certain")
            )
        if name := why_not_judged(page):
            source = FactSource.TEXT_DETECTOR
            facts.append(Fact(name, Truth.TRUE, source, "reading", page.number, "certain"))
    return facts


def _search_for_names(examined: Examined) -> Fact:
    """What was not searched is on record as not searched, which is never "no names"."""
    value = Truth.TRUE if examined.names_searched else Truth.FALSE
    return Fact(made_facts.NAMES_SEARCHED, value, FactSource.TEXT_DETECTOR, "persons", None, None)


def _series_open(item: Item, open_series: frozenset[str]) -> Truth:
    return Truth.TRUE if item.series is not None and item.series in open_series else Truth.FALSE


def _combine(said: Iterable[Fact]) -> tuple[dict[str, Truth], frozenset[str]]:
    """One value per fact: anybody's true, else a person's false, else unknown."""
    by_name: dict[str, list[Fact]] = defaultdict(list)
    for fact in said:
        by_name[fact.name].append(fact)
    truths, weak = {}, set()
    for name, facts in by_name.items():
        true = [f for f in facts if f.value is Truth.TRUE]
        false = [f for f in facts if f.value is Truth.FALSE and f.source is FactSource.CATALOGUE]
        truths[name] = Truth.TRUE if true else Truth.FALSE if false else Truth.UNKNOWN
        if true and all(f.confidence == "possible" for f in true):
            weak.add(name)
    return truths, frozenset(weak)


def _fact_of(finding: Finding, page: int | None, source: FactSource) -> Fact:
    where = "description" if page is None else "page"
    return Fact(finding.fact, Truth.TRUE, source, where, page, finding.confidence)


def _by_person(name: str, value: Truth, column: str) -> Fact:
    return Fact(name, value, FactSource.CATALOGUE, column, None, "certain")


def _distinct(facts: Iterable[Fact]) -> list[Fact]:
    return list(dict.fromkeys(facts))
