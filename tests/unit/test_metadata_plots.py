from dataclasses import replace
from xml.etree import ElementTree

import pytest

from openfonds.releases.metadata.plots import MAX_ROWS, Bar, bar_chart, plots_of
from openfonds.releases.statistics import Closed, Group
from tests.metadata_samples import statistics

SVG = "{http://www.w3.org/2000/svg}"


def _plot(name: str) -> ElementTree.Element:
    plots = {plot.path: plot.svg for plot in plots_of(statistics())}
    return ElementTree.fromstring(plots[f"plots/{name}.svg"])


@pytest.mark.parametrize("name", ["decades", "languages", "confidence", "withheld"])
def test_a_picture_says_its_numbers_in_words(name: str) -> None:
    root = _plot(name)
    assert root.get("role") == "img"
    named = str(root.get("aria-labelledby")).split()
    assert [e.get("id") for e in (root[0], root[1])] == named
    assert root[0].tag == f"{SVG}title" and root[1].tag == f"{SVG}desc"
    said = root[1].text or ""
    for row in root.iter(f"{SVG}g"):
        assert f"{row[0].text}" in said, "each row is in the description"
        assert (row[0].text or "").endswith(row[-1].text or "?"), "and has its number beside it"


def test_small_groups_are_never_added_up() -> None:
    text = " ".join(e.text or "" for e in _plot("withheld").iter())
    assert "failed: <10" in text and "withheld by law: law on access: 24 and <10" in text
    many = replace(statistics(), closed=(Closed("in review", "none", 0, 3),))
    assert "in review: 3 groups <10" in ElementTree.fromstring(plots_of(many)[-1].svg)[1].text  # type: ignore[operator]


def test_a_small_group_is_drawn_as_ten_whatever_it_holds() -> None:
    boxes = [r for r in _plot("withheld").iter(f"{SVG}rect") if r.get("stroke-dasharray")]
    assert [b.get("width") for b in boxes] == [f"{330 * 10 / 112:.1f}"] * 2


def test_confidence_is_drawn_out_of_a_hundred() -> None:
    chart = ElementTree.fromstring(bar_chart("c", [Bar("1900s", 50.0, "50.0")], full_scale=100))
    widths = [r.get("width") for r in chart.iter(f"{SVG}rect")]
    assert widths == ["720", "165.0"]


def test_bars_stay_inside_and_labels_are_cut() -> None:
    chart = bar_chart("t", [Bar("x" * 99, 5.0, "5"), Bar("y", 0.0, "0"), Bar("<&>", 1.0, "1", 1)])
    root = ElementTree.fromstring(chart)
    for rect in root.iter(f"{SVG}rect"):
        assert float(rect.get("x", "0")) + float(rect.get("width", "0")) <= 720
    assert f"{'x' * 31}…" in chart and "&lt;&amp;&gt;" in chart


def test_nothing_is_drawn_of_nothing() -> None:
    empty = replace(statistics(), decades=(), languages=(), closed=())
    assert plots_of(empty) == ()


def test_a_long_list_of_languages_ends_in_one_row() -> None:
    groups = tuple(Group(f"l{n:02}", 1, 1, 1) for n in range(MAX_ROWS + 5))
    svg = plots_of(replace(statistics(), languages=groups))[1].svg
    assert svg.count("<g>") == MAX_ROWS and "6 more: 6" in svg
