"""What a page break cuts is found, on the right pages, and nothing is found twice."""

from dataclasses import replace

import pytest

from openfonds.cleaning.clean import clean_page
from openfonds.model import Examination, Item, PageClean, PageFinding, PageText
from openfonds.restrictions.detectors.registry import examine
from openfonds.restrictions.findings import Finding
from openfonds.restrictions.seams import over_pages, seams
from openfonds.restrictions.steps import ExamineStep
from openfonds.steps import Unit
from tests.item_samples import book, item, page_text

S, V, P = "secrecy_mark", "service_mark", "personal_identifier"
LONG = "Комиссия осмотрела мост и нашла его исправным. " * 12

# end of a page, beginning of the next, fact, what of it is on either page
CUT = [
    ("Справка о мостах.\nСЕК", "РЕТНО\nСправка", S, "СЕК", "РЕТНО"),
    ("Справка о мостах.\nСек-", "ретно\nСправка", S, "Сек-", "ретно"),
    ("Справка о мостах.\nСОВЕРШЕННО", "СЕКРЕТНО\nСправка", S, "СОВЕРШЕННО", "СЕКРЕТНО"),
    ("Справка о мостах.\nОсобая", "папка\nРешение", S, "Особая", "папка"),
    ("Справка.\nНе подлежит", "оглашению\nСводка", S, "Не подлежит", "оглашению"),
    ("Справка.\nДля служебного\n\n", "\nпользования\n", V, "Для служебного", "пользования"),
    ("Справка.\nОсобая\n- 4 -\n", "- 5 -\n\nпапка\nРешение", S, "Особая", "папка"),
    ("Справка.\nОсобая\nл. 12\n", "Л. 12 об.\nпапка\nРешение", S, "Особая", "папка"),
    (LONG + "Бумага строго се", "кретно передана. " + LONG, S, "строго се", "кретно"),
    (LONG + "паспорт 45 03", "123456 выдан в Твери. " + LONG, P, "45 03", "123456"),
    (LONG + "тел. 2-34-", "56 в конторе. " + LONG, P, "2-34-", "56"),
]  # fmt: skip


def placed(pages: list[str], fact: str) -> list[list[Finding]]:
    return [[f for f in on_page if f.fact == fact] for on_page in over_pages(pages, examine)]


@pytest.mark.parametrize(("end", "beginning", "fact", "left", "right"), CUT)
def test_what_a_page_break_cuts_is_on_both_pages(
    end: str, beginning: str, fact: str, left: str, right: str
) -> None:
    pages = [end, beginning]
    for page, part, on_page in zip(pages, (left, right), placed(pages, fact), strict=True):
        assert [page[f.start : f.end] for f in on_page if f.confidence != "possible"]
        assert any(part in page[f.start : f.end] for f in on_page)


def test_a_number_after_its_word_on_the_page_before_is_likely() -> None:
    pages = [LONG + "Паспорт серии", "4503 123456 выдан. " + LONG]
    first, second = placed(pages, P)
    assert first == [] or all(pages[0][f.start : f.end].strip() for f in first)
    assert any(f.confidence == "likely" and f.start == 0 for f in second)


def test_running_heads_and_catchwords_are_no_part_of_the_text() -> None:
    head = "Журнал управы за 1950 год"
    pages = [f"{head}. 1\nСправка.\nОсобая", f"{head}. 2\nпапка\nРешение", f"{head}. 3\nКонец"]
    found = placed(pages, S)
    assert pages[0][found[0][0].start : found[0][0].end] == "Особая"
    assert pages[1][found[1][0].start : found[1][0].end] == "папка"
    caught = ["Справка о мостах\nНе подлежит\nогла-\n", "оглашению\nв печати"]
    assert all(placed(caught, S))


def test_a_stamp_over_the_edge_of_every_sheet_is_no_running_head() -> None:
    assert all(placed(["Не подлежит\nТекст\nОсобая", "папка\nТекст\nОсобая", "папка\nТекст"], S))


def test_pages_without_text_between_are_passed_over() -> None:
    found = placed(["Справка.\nОсобая", " \n", "", "папка\nРешение"], S)
    assert [bool(on_page) for on_page in found] == [True, False, False, True]


@pytest.mark.parametrize(
    "pages",
    [
        ["Доклад\n" + LONG + "\nСекретно", "Секретно\n" + LONG],
        [LONG + "СНИЛС 112-233-445 95", "Тел. 2-34-56. " + LONG],
        ["Секретно. Экз. № 1\nДоклад", "Доклад продолжен"],
        ["секр\n" * 20, "лично\n" * 20],
        [LONG * 3, LONG * 3],
    ],
)
def test_what_lies_on_one_page_is_not_reported_twice(pages: list[str]) -> None:
    assert list(over_pages(pages, examine)) == [examine(page) for page in pages]


def test_the_cut_of_a_long_line_makes_no_mark() -> None:
    for n in range(40):
        pages = ["она шла " * n + "и говорила секретно с ним о том. " * 12, "Он ушел."]
        assert {f.confidence for f in placed(pages, S)[0]} == {"possible"}


@pytest.mark.parametrize("pages", [[], [""], ["", " "], ["\n\n", "a"], ["1\n2\n3", "4\n5\n6"]])
def test_any_pages_can_be_read(pages: list[str]) -> None:
    assert len(list(over_pages(pages, examine))) == len(pages)


def test_seams_are_linear_in_the_pages() -> None:
    pages = ["слово " * 400] * 400
    assert sum(len(seam.text) for _, _, seam in seams(pages)) < 400 * 1000
    hostile = ["я" * 400_000, "\n" * 400_000 + "я", " " * 400_000 + "я" * 400_000]
    assert sum(len(seam.text) for _, _, seam in seams(hostile)) < 3 * 1000


def examined(unit_item: Item, *texts: str) -> tuple[PageFinding, ...]:
    pages = [PageClean("k", n, t, (), None, None, None, None) for n, t in enumerate(texts, 1)]
    read = [page_text(text, number) for number, text in enumerate(texts, 1)]
    unit = Unit(unit_item, {PageClean: pages, PageText: read})
    ((_, (found,)),) = ExamineStep().apply([unit])
    assert isinstance(found, Examination)
    assert found.completed
    return found.findings


def test_the_step_reads_over_the_pages_of_an_item() -> None:
    found = examined(item(), "Справка.\nОсобая", "папка\nРешение")
    assert [(f.page, f.fact) for f in found] == [(1, S), (2, S)]


def test_talk_of_secrets_is_a_mark_only_in_papers_of_an_archive() -> None:
    text = "Депеша была совершенно секретно отправлена в Вену с курьером."
    assert {f.confidence for f in examined(item(), text)} == {"likely"}
    assert {f.confidence for f in examined(book(), text)} == {"possible"}
    assert {f.confidence for f in examined(book(), "Совершенно секретно\nЭкз. № 4")} == {"certain"}


def test_a_telephone_of_over_a_century_is_possible() -> None:
    text = "Телефон конторы 2-34-56"
    assert {f.confidence for f in examined(item(date="1912"), text)} == {"possible"}
    assert {f.confidence for f in examined(item(date="1952"), text)} == {"likely"}
    undated = replace(item(), dates=replace(item().dates, latest=None))
    assert {f.confidence for f in examined(undated, text)} == {"likely"}


def test_a_page_is_read_in_its_layout_and_shown_as_it_was_cleaned() -> None:
    raw = "Протокол 20 апреля 1923 года № 462       Совершенно секоетно\n\nСлушали: рапорт."
    text, edits = clean_page(raw)
    held = item()
    pages = [PageClean(held.key, 1, text, edits, None, None, None, None)]
    unit = Unit(held, {PageClean: pages, PageText: [page_text(raw)]})
    ((_, (found,)),) = ExamineStep().apply([unit])
    (mark,) = [f for f in found.findings if f.fact == S]
    assert (text[mark.start : mark.end], mark.confidence) == ("Совершенно секоетно", "likely")
