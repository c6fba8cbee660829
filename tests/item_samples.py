"""Items for tests: an open one, and what makes it another."""

from dataclasses import replace
from functools import cache
from typing import Any

from openfonds.dates.parse import parse_date
from openfonds.digests import digest_of
from openfonds.model import (
    CataloguedFact,
    DateSpan,
    FactSource,
    Item,
    PageSource,
    PageText,
    ReadStatus,
    SourceFile,
    Truth,
)
from openfonds.restrictions.detectors.later_dates import dates_mentioned
from openfonds.restrictions.detectors.registry import examine
from openfonds.restrictions.facts import Examined
from openfonds.restrictions.law import Law
from openfonds.restrictions.packs import load_policy
from openfonds.restrictions.policy import Policy
from tests import ROOT

OPEN_SERIES = "Опись 1"
POLICIES = ROOT / "policies"


def item(reference_code: str = "Ф. 1. Оп. 1. Д. 1", date: str = "1912", **changes: Any) -> Item:
    """An archival item of a municipal body in an opened series: open unless changed."""
    facts = tuple(
        CataloguedFact(name, Truth(str(value).lower()))
        for name, value in sorted(changes.pop("facts", {}).items())
    )
    base = Item(
        key="",
        position=1,
        reference_code=reference_code,
        files=(SourceFile("1.txt", digest_of(reference_code), 1),),
        pages=(PageSource(1, "1.txt", 0, "text"),),
        title="Протоколы городской думы",
        creator="Городская управа",
        creator_type="municipal_body",
        language=None,
        series=OPEN_SERIES,
        description=None,
        material="archival",
        dates=parse_date(date) if date else DateSpan("", None, None),
        author=None,
        author_died=None,
        access=None,
        rights=None,
        act=None,
        facts=facts,
        extra=(),
        remarks=(),
    )
    made = replace(base, **changes)
    return replace(made, key=digest_of(replace(made, position=0)))


def book(date: str = "1860", **changes: Any) -> Item:
    """A published work, open at 150 years."""
    values = {"creator": None, "creator_type": None, "series": None, "material": "published"}
    return item("Инв. 1", date, **{**values, "title": "Записки о городе", **changes})


@cache
def russian_policy() -> Policy:
    """The Russian packs, read once."""
    return load_policy(POLICIES, ("ru",))


def law(as_of: Any, **changes: Any) -> Law:
    """Russian law with one opened series and no closed lists."""
    made = Law(russian_policy(), (), frozenset({OPEN_SERIES}), as_of)
    return replace(made, **changes)


def page_text(text: str, number: int = 1, /, **changes: Any) -> PageText:
    """A page of a text file."""
    page = PageText(
        item_key="",
        number=number,
        status=ReadStatus.READ,
        reason=None,
        text=text,
        words=(),
        width_px=None,
        height_px=None,
        ink_ratio=None,
        confidence=None,
        engine="text-file",
        engine_version="",
        model="",
    )
    return replace(page, **changes)


def read(text: str, /, **changes: Any) -> Examined:
    """What reading a page with this text finds out."""
    dates = dates_mentioned(text)
    return Examined(
        tuple((1, FactSource.TEXT_DETECTOR, f) for f in examine(text)),
        (page_text(text, **changes),),
        dates.latest_year,
        latest_day=dates.latest_day,
        short_days=dates.short_days,
    )
