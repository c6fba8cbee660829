"""Between two days of change no verdict changes: an item need not be judged again."""

from dataclasses import replace
from datetime import date, timedelta
from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st

from openfonds.model import FactSource, Item, NamedValue, Verdict
from openfonds.restrictions.findings import Finding
from openfonds.restrictions.horizon import Horizon
from openfonds.restrictions.law import Law
from openfonds.restrictions.made_facts import NAMES_SEARCHED
from openfonds.restrictions.names import NAME_FACTS
from openfonds.restrictions.packs import load_policy
from tests import ROOT
from tests.item_samples import OPEN_SERIES, item, read

NAMES = sorted(p.name for p in (ROOT / "policies").iterdir() if p.is_dir())
TEXTS = (
    "",
    "Акт от 5.6.27 о сдаче.",
    "Слушали доклад.",
    "Секретно.",
    "СНИЛС 112-233-445 95",
    "Отчёт за 1987 год.",
)
TITLES = ("Журнал думы", "Акт от 28.2.51", "Дело, начато 3.7.29", "Отчёт до 2035 года")
FACTS = (
    "private_life",
    "medical",
    "minor",
    "personal_file",
    "secrecy_mark",
    "author_rehabilitated",
)
MATERIALS = ("archival", "published", "personal_file", "civil_register", "criminal_file", None)
DAYS = st.dates(date(1850, 1, 1), date(2120, 1, 1))


@cache
def law_of(names: tuple[str, ...], extra_day: date | None) -> Law:
    """The shipped packs; with a day, one of their rules begins then and another ends."""
    policy = load_policy(ROOT / "policies", names)
    if extra_day:
        first, second, *rest = policy.rules
        begins, ends = replace(first, valid_from=extra_day), replace(second, valid_to=extra_day)
        policy = replace(policy, rules=(begins, ends, *rest))
    return Law(policy, (), frozenset({OPEN_SERIES}), date(2026, 11, 22))


@st.composite
def items(draw: st.DrawFn) -> Item:
    extra = [
        NamedValue(name, draw(DAYS).isoformat())
        for name in ("person_born", "person_died", "rehabilitated_on")
        if draw(st.booleans())
    ]
    author = draw(st.booleans())
    return item(
        title=draw(st.sampled_from(TITLES)),
        date=draw(DAYS).isoformat() if draw(st.integers(0, 9)) else "",
        material=draw(st.sampled_from(MATERIALS)),
        facts={
            f: draw(st.sampled_from(("true", "false")))
            for f in draw(st.sets(st.sampled_from(FACTS)))
        },
        extra=tuple(extra),
        author="Иванов" if author else None,
        author_died=str(draw(DAYS).year) if author else None,
        creator_type=draw(st.sampled_from(("municipal_body", "person", None))),
    )


def says(verdict: Verdict) -> Verdict:
    return replace(verdict, as_of=date.min)


@settings(max_examples=400, deadline=None)
@given(
    one=items(),
    text=st.sampled_from((None, *TEXTS)),
    named=st.sampled_from((None, (), *((name,) for name in sorted(NAME_FACTS)))),
    names=st.sampled_from([(n,) for n in NAMES] + [tuple(NAMES[:2])]),
    extra_day=st.none() | DAYS,
    only_names=st.booleans(),
    year=st.integers(1900, 2110),
    around=st.data(),
)
def test_a_verdict_changes_on_days_of_change_only(
    one: Item,
    text: str | None,
    named: tuple[str, ...] | None,
    names: tuple[str, ...],
    extra_day: date | None,
    only_names: bool,
    year: int,
    around: st.DataObject,
) -> None:
    law = law_of(names, extra_day)
    if only_names:
        asking = [r for r in law.policy.rules if NAME_FACTS.intersection(r.when.facts())]
        law = replace(law, policy=replace(law.policy, rules=tuple(asking), grounds=()))
    examined = None if text is None else read(text)
    first, last = date(year, 1, 1), date(year, 12, 31)
    horizon = Horizon(law.policy, NAME_FACTS | {NAMES_SEARCHED})
    days = horizon.days_within(lambda day: replace(law, as_of=day).case(one, examined), first, last)
    cuts = [first, *sorted(days), last + timedelta(days=1)]
    start = around.draw(st.integers(0, len(cuts) - 2))
    first, last = cuts[start], cuts[start + 1] - timedelta(days=1)
    between = around.draw(st.dates(first, last))
    # The days are told before anybody searched for names; the search may come later.
    if examined and named is not None:
        seen = tuple((1, FactSource.TEXT_DETECTOR, Finding(n, 0, 5, "likely")) for n in named)
        examined = replace(examined, names_searched=True, findings=(*examined.findings, *seen))
    at = {day: says(replace(law, as_of=day).judge(one, examined)) for day in (first, between, last)}
    assert at[first] == at[between] == at[last]
