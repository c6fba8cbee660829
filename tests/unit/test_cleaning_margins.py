"""Running heads, page numbers and sheet marks across the pages of an item."""

import random
from collections.abc import Callable

import pytest

from openfonds.cleaning.margins import margins

LISTED = """
город управа решение улица доход расход больница училище купец завод мост река пристань
налог комиссия доклад смета вопрос голос собрание гласный участок земля постройка
фабрика цех щебень эшелон юнкер ярмарка хлеб табак сукно лошадь пожар освещение чугун жалоба
"""
WORDS = LISTED.split()


def body(seed: int, *, runs_on: bool = True, n_lines: int = 12) -> str:
    """Lines of words; the first begins in the middle of a sentence, or not."""
    source = random.Random(seed)
    lines = [" ".join(source.choices(WORDS, k=7)) for _ in range(n_lines)]
    if not runs_on:
        lines[0] = lines[0].capitalize()
        lines[-1] += "."
    return "\n".join(lines)


def without_margins(pages: list[str]) -> list[str]:
    cleaned = []
    for page, found in zip(pages, margins(pages), strict=True):
        text = page
        for start, end, new, _ in reversed(found):
            text = text[:start] + new + text[end:]
        cleaned.append(text)
    return cleaned


BODIES = [body(i) for i in range(16)]


@pytest.mark.parametrize(
    ("head", "foot"),
    [
        pytest.param("{n}", "", id="number at the top"),
        pytest.param("", "— {n} —", id="number at the foot"),
        pytest.param("ДОКЛАДЫ УПРАВЫ", "", id="head"),
        pytest.param("{n} ДОКЛАДЫ УПРАВЫ", "", id="head with a number"),
        pytest.param("Отчет за 1913 год {n}", "", id="head with a year and a number"),
        pytest.param("ДОКЛАДЫ УПРАВЫ\n{n}", "", id="number under the head"),
        pytest.param("", "Типография Иванова\n{n}", id="foot"),
        pytest.param("[{n}]", "стр. {n}", id="both ends"),
    ],
)
def test_what_every_page_has_is_taken_out(head: str, foot: str) -> None:
    pages = [
        "\n".join(filter(None, (head.format(n=17 + i), text, foot.format(n=17 + i))))
        for i, text in enumerate(BODIES)
    ]
    assert without_margins(pages) == BODIES
    assert margins(BODIES) == [[] for _ in BODIES]


def test_misread_heads_of_odd_and_even_pages() -> None:
    even = ["ДОКЛАДЫ УПРАВЫ", "ДОКЛАДЫ УПРАВЬI", "ДОКЛАДЫ УПРАБЫ", "ДОКЛАДЬ УПРАВЫ"]
    odd = ["Городская дума", "Городская дума.", "Гoродская дума", "Горолская дума"]
    pages = [f"{(even, odd)[i % 2][i // 2 % 4]}\n{text}" for i, text in enumerate(BODIES)]
    assert without_margins(pages) == BODIES


def test_a_misread_number_among_others() -> None:
    numbers = ["30", "31", "З2", "33", "3l", "35"]
    pages = [f"{n}\n{text}" for n, text in zip(numbers, BODIES, strict=False)]
    kept = without_margins(pages)
    assert kept[:4] == BODIES[:4]
    assert kept[4] == pages[4]  # 31 is not 34


def acts(head: str, *, second: str = "Слушали доклад члена управы") -> list[str]:
    """Each page an act of its own."""
    return [
        f"{head.format(n=5 + i, m=31 - 3 * i)}\n{second}\n{body(i, runs_on=False)}"
        for i in range(9)
    ]


@pytest.mark.parametrize(
    "head",
    [
        pytest.param("ПРОТОКОЛ", id="heading of a form"),
        pytest.param("ПРОТОКОЛ № {n}", id="number of an act"),
        pytest.param("Постановление {n}", id="number without a sign"),
        pytest.param("ПРОТОКОЛ\nзаседания городской управы", id="two lines, the second small"),
        pytest.param("ПРОТОКОЛ\nзаседания управы\n{m} мая 1919 года", id="with a date"),
        pytest.param("{n} мая 1919 года", id="one day to a page"),
        pytest.param("АКТ\nя, нижеподписавшийся, член управы", id="I, the undersigned"),
    ],
)
def test_headings_of_acts_stay(head: str) -> None:
    pages = acts(head)
    assert without_margins(pages) == pages


@pytest.mark.parametrize(
    "pages",
    [
        pytest.param([f"{17 + i}\n{body(i)}" for i in range(2)], id="two pages"),
        pytest.param([f"ДОКЛАДЫ УПРАВЫ\n{body(i)}" for i in range(2)], id="two pages with a head"),
        pytest.param(["12", "13", "14", "15"], id="nothing but a number"),
        pytest.param([body(i) + f"\n1200\n350\n{17 + i}" for i in range(8)], id="end of a column"),
        pytest.param(
            [
                "Глава перв" + "аяовтретпя"[i] + "\n" + body(i) if i == 3 else body(i)
                for i in range(8)
            ],
            id="title that stands once",
        ),
        pytest.param(
            [f"Заседание {7 * i % 30} мая 1919 г.\n{body(i)}" for i in range(8)], id="dates"
        ),
        pytest.param(["", "", "а\nб", ""], id="blank pages"),
    ],
)
def test_what_stays(pages: list[str]) -> None:
    assert without_margins(pages) == pages


@pytest.mark.parametrize(
    "mark",
    [
        pytest.param(lambda i: f"Часть I. {i // 16 + 1}" if i % 16 == 0 else "", id="with title"),
        pytest.param(lambda i: f"{i // 16 + 1}*" if i % 16 == 2 else "", id="star"),
        pytest.param(
            lambda i: (
                "АБВГДЕ"[i // 16] + ("", " ij", " iij", " iv")[i % 16 // 2]
                if i % 16 < 8 and i % 2 == 0
                else ""
            ),
            id="letters",
        ),
    ],
)
def test_sheet_marks(mark: Callable[[int], str]) -> None:
    bodies = [body(i) for i in range(64)]
    pages = [f"{text}\n{mark(i)}".rstrip() for i, text in enumerate(bodies)]
    assert pages != bodies
    assert without_margins(pages) == bodies


def test_a_single_sheet_mark_stays() -> None:
    pages = [*BODIES[:5], BODIES[5] + "\nЧасть I. 3*", *BODIES[6:]]
    assert without_margins(pages) == pages


def test_a_form_of_many_lines_stays_whole() -> None:
    lines = ["анкета служащего", "фамилия имя отчество", "место рождения", "место службы", "оклад"]
    pages = ["\n".join([*lines, text]) for text in BODIES]
    assert without_margins(pages) == pages


def test_a_form_under_the_number_of_the_page_stays_whole() -> None:
    head = "Земское собрание\nОтчет за минувший год\nОтделение народного образования"
    pages = [f"{i + 4}\n{head}\n{text}" for i, text in enumerate(BODIES)]
    assert without_margins(pages) == pages


def test_taking_out_twice_is_taking_out_once() -> None:
    pages = [f"ДОКЛАДЫ УПРАВЫ\n{i + 4}\n{text}\nА" for i, text in enumerate(BODIES)]
    once = without_margins(pages)
    assert without_margins(once) == once
