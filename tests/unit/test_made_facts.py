"""Every fact that openfonds itself asserts is in the one list of them, and nothing else is."""

import ast
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from openfonds.dates.parse import parse_date
from openfonds.model import Item, ReadStatus
from openfonds.restrictions import facts, judged_by_text, made_facts
from openfonds.restrictions.facts import Examined
from openfonds.restrictions.made_facts import MADE_HERE, NOT_JUDGED
from tests.item_samples import item, law, read

AS_OF = date(2026, 11, 22)
POLISH = "Rada miejska postanowiła w tym roku wybrukować ulicę i zawiadomić o tym gubernatora. " * 3
MADE = {  # each fact with an item of which it is asserted, and what was read of it
    "access_restricted": (item(access="ограничен"), None),
    "access_unclear": (item(access="см. примечание"), None),
    "rights_restricted": (item(rights="все права защищены"), None),
    "rights_unclear": (item(rights="см. примечание"), None),
    "author_named": (item(author="Иванов И. И."), None),
    "official_document": (item(title="Постановление городской думы"), None),
    "act_on_file": (item(act="№ 12 от 03.02.2001"), None),
    "catalogue_remark": (item(remarks=("remark.date",)), None),
    "fact_not_in_policy": (item(facts={"unheard_of": True}), None),
    "later_date": (item(dates=parse_date("1912")), read("Приписано 3 марта 1950 года.")),
    "page_failed": (item(), read("", status=ReadStatus.FAILED)),
    "page_without_text": (item(), read("12 45 78 03")),
    "poor_text": (item(), read("ааьгх ъъщф жэыш щьцц")),
    "script_without_detector": (item(), read("მოკირწყვლა გადაწყვიტა")),
    "language_without_detector": (item(), read(POLISH)),
    "stamp_unread": (item(), read("Слушали доклад.", unread_marks=1)),
    "names_searched": (item(), replace(read("Слушали доклад."), names_searched=True)),
}


@pytest.mark.parametrize(("name", "case"), MADE.items(), ids=MADE)
def test_a_fact_of_the_list_is_asserted(name: str, case: tuple[Item, Examined | None]) -> None:
    one, examined = case
    told = {fact.name for fact in law(AS_OF).case(one, examined).facts}
    assert name in told
    found = {f.fact for _, _, f in examined.findings} if examined else set()
    said = {given.name for given in one.facts}
    assert told - found - said <= MADE_HERE


def test_the_list_is_complete() -> None:
    assert set(MADE) == MADE_HERE
    names = {value for name, value in vars(made_facts).items() if name.isupper()}
    assert {name for name in names if isinstance(name, str)} == MADE_HERE


def test_no_fact_is_named_but_by_the_list() -> None:
    """Neither in a call that makes a fact, nor given back as why a page is not judged."""
    said: set[str] = set()
    for node in _nodes(facts.__file__):
        made = (
            node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""
        )
        if isinstance(node, ast.Call) and made in ("Fact", "_by_person") and node.args:
            said |= _texts(node.args[0])
    for node in _nodes(judged_by_text.__file__):
        if isinstance(node, ast.Return) and node.value:
            said |= _texts(node.value)
    assert not said


def test_a_page_that_is_read_well_is_judged() -> None:
    (page,) = read("Слушали доклад управы о мощении улиц.").pages
    assert judged_by_text.why_not_judged(page) is None
    assert judged_by_text.why_not_judged(replace(page, text="")) in NOT_JUDGED


def _nodes(file: str) -> Iterator[ast.AST]:
    return ast.walk(ast.parse(Path(file).read_text(encoding="utf-8")))


def _texts(node: ast.expr) -> set[str]:
    """The whole texts in an expression; not those that are put together."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return {node.value}
    if isinstance(node, ast.IfExp):
        return _texts(node.body) | _texts(node.orelse)
    return set()
