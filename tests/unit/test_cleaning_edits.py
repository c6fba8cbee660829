import pytest

from openfonds.edits import EditedText, Replacement, compose, undo
from openfonds.errors import IntegrityError
from openfonds.model import Edit
from tests.timing import seconds_of


def test_a_replacement_becomes_an_edit_of_the_new_text() -> None:
    page = EditedText("one two three").apply(
        [Replacement(0, 3, "1", "digit"), Replacement(8, 13, "3", "digit")]
    )
    assert page.text == "1 two 3"
    assert page.edits == (Edit(0, 1, "one", "digit"), Edit(6, 1, "three", "digit"))


def test_a_later_cleaner_over_an_earlier_one_gives_one_edit() -> None:
    page = EditedText("a\u200b \u200bb")
    page = page.apply([Replacement(1, 2, "", "invisible"), Replacement(3, 4, "", "invisible")])
    page = page.apply([Replacement(0, 3, "c", "joined")])
    assert page == EditedText("c", (Edit(0, 1, "a\u200b \u200bb", "invisible+joined"),))


def test_a_later_cleaner_may_cut_an_earlier_edit_in_two() -> None:
    page = EditedText("xABCDy").apply([Replacement(1, 5, "1234", "first")])
    page = page.apply([Replacement(2, 3, "", "second")])
    assert page.text == "x134y"
    assert page.edits == (Edit(1, 3, "ABCD", "first+second"),)


def test_edits_that_touch_are_one() -> None:
    page = EditedText("abcd").apply([Replacement(0, 2, "", "p"), Replacement(2, 3, "", "q")])
    assert page == EditedText("d", (Edit(0, 0, "abc", "p+q"),))


def test_a_change_taken_back_is_no_edit() -> None:
    page = EditedText("a-b").apply([Replacement(1, 2, "+", "p")])
    assert page.apply([Replacement(1, 2, "-", "q")]) == EditedText("a-b")


def test_a_replacement_by_the_same_text_is_no_edit() -> None:
    page = EditedText("abc")
    assert page.apply([Replacement(1, 2, "b", "p")]) is page


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param([Replacement(2, 3, "", "p"), Replacement(0, 1, "", "p")], id="out of order"),
        pytest.param([Replacement(0, 2, "", "p"), Replacement(1, 3, "", "p")], id="overlapping"),
        pytest.param([Replacement(2, 9, "", "p")], id="beyond the end"),
        pytest.param([Replacement(2, 1, "", "p")], id="backwards"),
    ],
)
def test_replacements_that_do_not_fit_are_refused(wrong: list[Replacement]) -> None:
    with pytest.raises(ValueError, match="overlaps or is out of order"):
        EditedText("abc").apply(wrong)


@pytest.mark.parametrize(
    "edits",
    [
        pytest.param([Edit(2, 1, "x", "p"), Edit(0, 1, "y", "p")], id="out of order"),
        pytest.param([Edit(0, 2, "x", "p"), Edit(1, 1, "y", "p")], id="overlapping"),
        pytest.param([Edit(3, 4, "x", "p")], id="beyond the end"),
        pytest.param([Edit(1, -1, "x", "p")], id="negative"),
    ],
)
def test_edits_of_another_text_are_refused_without_showing_it(edits: list[Edit]) -> None:
    with pytest.raises(IntegrityError, match="clean the page again") as refused:
        undo("тайна", edits)
    assert "тайна" not in str(refused.value)


def test_composing_with_nothing_changes_nothing() -> None:
    edits = (Edit(1, 2, "abc", "p"), Edit(5, 0, "d", "q"))
    assert compose(edits, ()) == edits
    assert compose((), edits) == edits


def test_time_is_linear_in_a_megabyte_with_100_000_edits() -> None:
    raw = "abcdefghi " * 100_000

    def edited(n: int) -> None:
        text = raw[: n * 10]
        page = EditedText(text).apply(
            [Replacement(i, i + 2, "x", "p") for i in range(0, len(text), 10)]
        )
        page = page.apply([Replacement(i, i + 3, "yz", "q") for i in range(0, 9 * n - 8, 9)])
        assert undo(page.text, page.edits) == text

    small, large = (seconds_of(lambda n=n: edited(n), tries=3) for n in (10_000, 100_000))
    # Ten times the work; quadratic would be a hundred.
    assert large < 40 * small
