"""Traps of marks of secrecy in text: in old papers, whatever a recogniser or a typist made of them."""

from collections.abc import Callable, Sequence

from benchmarks.traps.model import Draw, Family, Made, text_item
from benchmarks.traps.secrets_texts import MARKS_1900, MARKS_SOVIET, SERVICE_MARKS
from benchmarks.traps.spelling import (
    broken,
    look_alike,
    misread_some,
    old,
    spaced,
    translit,
)
from benchmarks.traps.texts import decree, fill, in_spelling
from benchmarks.traps.wordlists import parted

# ruff: noqa: E501 - a passage stands on one line

FAMILY = Family("stamps")
MARK = "RU-3, RU-11: 5485-1 art. 8, 12; 125-FZ 25(2); time lifts no mark"
SERVICE = "RU-12: decree 1233"


def placed(draw: Draw, mark: str, text: str) -> str:
    """A mark where marks stand: above, below the heading, at the right, or at the foot."""
    place = draw.between(0, 4)
    if place == 0:
        return f"{mark}\n{text}"
    if place == 1:
        return f"{' ' * draw.between(20, 45)}{mark}\n\n{text}"
    head, _, rest = text.partition("\n\n")
    if place == 2:
        return f"{head}\n{mark}\n\n{rest}"
    if place == 3:
        return f"{text}\n{mark}\n"
    return f"{head}    {mark}\n\n{rest}"


def marked(
    draw: Draw,
    marks: Sequence[str],
    years: tuple[int, int],
    change: Callable[[str], str] | None = None,
    *,
    is_old: bool | None = None,
) -> Made:
    """A harmless paper with one of the marks, changed as said."""
    year = draw.between(*years)
    mark = fill(draw, draw.turn(tuple(marks)))
    text = decree(draw, year)
    if is_old or (is_old is None and change is None):
        both = in_spelling(draw, f"{mark}\n{text}", year)
        mark, _, text = both.partition("\n")
    return text_item(placed(draw, change(mark) if change else mark, text), date=str(year))


@FAMILY.trap("imperial", 24, MARK)
def imperial(draw: Draw) -> Made:
    return marked(draw, MARKS_1900, (1880, 1916))


@FAMILY.trap("soviet", 24, MARK)
def soviet(draw: Draw) -> Made:
    return marked(draw, MARKS_SOVIET, (1918, 1924))


@FAMILY.trap("service", 24, SERVICE)
def service(draw: Draw) -> Made:
    return marked(draw, SERVICE_MARKS, (1918, 1924))


@FAMILY.trap("copy-number", 24, MARK)
def copy_number(draw: Draw) -> Made:
    """Nothing but the number of the copy at the head, as on numbered secret papers."""
    marks = parted("Экз. № {y}|Экземпляр № {y}|экз. N {k}|Экз. {y}-й|Отп. {y} экз. Экз. № 1")
    return marked(draw, marks, (1918, 1924))


@FAMILY.trap("declassified-over-secret", 22, "LAW 0.8: no stamp cures a stamp")
def declassified_over_secret(draw: Draw) -> Made:
    over = draw.pick(
        (
            "РАССЕКРЕЧЕНО",
            "Рассекречено {d}",
            "Рассекречено. Акт № {k}",
            "Гриф секретности снят",
            "Рассекречено комиссией, {d}",
        )
    )
    marks = [f"{mark}\n{over}" if draw.chance(0.5) else f"{over}\n{mark}" for mark in MARKS_SOVIET]
    return marked(draw, marks, (1918, 1924))


@FAMILY.trap("declassified-one-sheet", 23, "LAW 0.8; composite carriers take the highest mark")
def declassified_one_sheet(draw: Draw) -> Made:
    """One sheet is said to be declassified; the others bear their marks."""
    year = draw.between(1918, 1924)
    mark = fill(draw, draw.turn(tuple(MARKS_SOVIET)))
    note = fill(
        draw,
        draw.pick(("Рассекречен л. {k}", "л. {k} рассекречен", "Рассекречено частично: лист {y}")),
    )
    pages = [
        f"{note}\n{decree(draw, year)}",
        decree(draw, year),
        placed(draw, mark, decree(draw, year)),
    ]
    return text_item(*pages, date=str(year))


@FAMILY.trap("misread", 25, MARK)
def misread_mark(draw: Draw) -> Made:
    """One to three letters wrong."""
    marks = [m for m in (*MARKS_SOVIET, *MARKS_1900) if len(m) > 7 and "{" not in m]
    count = draw.pick((1, 1, 2, 3))
    return marked(draw, marks, (1918, 1924), lambda mark: misread_some(draw, mark, count))


@FAMILY.trap("cut", 25, MARK)
def cut(draw: Draw) -> Made:
    """The edge of the sheet has cut letters off."""

    def without_edge(mark: str) -> str:
        n = draw.between(1, 3)
        return mark[n:] if draw.chance(0.5) else mark[:-n]

    marks = (
        "СОВЕРШЕННО СЕКРЕТНО",
        "Совершенно секретно",
        "СЕКРЕТНО",
        "Сов. секретно",
        "Строго секретно",
        "СТРОГО СЕКРЕТНО",
        "Не подлежит оглашению",
        "Особая папка",
    )
    return marked(draw, marks, (1918, 1924), without_edge)


@FAMILY.trap("abbreviated", 25, MARK)
def abbreviated(draw: Draw) -> Made:
    marks = parted(
        "с/с|С.с.|Сов.секр.|Сс. экз. {y}|секр.|СС|сов/секретно|Сов-секретно|с е к р.|Секр. №{k}с|№ {n}/сс|исх. № {n}с|Строго секр."
    )
    return marked(draw, marks, (1918, 1924))


@FAMILY.trap("handwritten", 25, MARK)
def handwritten(draw: Draw) -> Made:
    """As a clerk writes it across the corner: with a bracket, a tail, a signature."""
    marks = (
        "секретно! {o}",
        "(секретно)",
        "[секретно]",
        "совершенно секретно — {o}",
        "Сов. секретно, не показывать",
        "сие секретно",
        "весьма секретно, по прочтении сжечь",
        "держать в секрете. {o}",
        "никому не оглашать!",
        "Секр. В несгораемый шкаф",
        "огласке не подлежит",
        "не разглашать, {o}",
    )
    return marked(draw, marks, (1880, 1924))


@FAMILY.trap("title-only", 27, MARK)
def title_only(draw: Draw) -> Made:
    titles = (
        "Секретная переписка управы",
        "Переписка о водопроводе (секретно)",
        "Совершенно секретные циркуляры",
        "Циркуляры, не подлежащие оглашению",
        "Секретное делопроизводство. Дело о складах",
        "Дело № {k} сс",
        "Протоколы закрытых заседаний, сов. секретно",
        "Материалы особой папки",
        "Журналы управы. Гриф «секретно»",
        "Документы для служебного пользования",
    )
    year = draw.between(1900, 1924)
    return text_item(decree(draw, year), date=str(year), title=fill(draw, draw.turn(titles)))


@FAMILY.trap("letter-spaced", 30, MARK)
def letter_spaced(draw: Draw) -> Made:
    return marked(draw, (*MARKS_SOVIET, *SERVICE_MARKS), (1918, 1924), lambda m: spaced(draw, m))


@FAMILY.trap("look-alikes", 30, MARK)
def look_alikes(draw: Draw) -> Made:
    return marked(
        draw, (*MARKS_SOVIET, *SERVICE_MARKS), (1918, 1924), lambda m: look_alike(draw, m)
    )


@FAMILY.trap("hyphenated", 30, MARK)
def hyphenated(draw: Draw) -> Made:
    marks = [m for m in (*MARKS_SOVIET, *MARKS_1900) if len(m) > 6]
    return marked(draw, marks, (1918, 1924), lambda m: broken(draw, m))


@FAMILY.trap("old-spelling", 29, MARK)
def old_spelling(draw: Draw) -> Made:
    return marked(draw, MARKS_1900, (1880, 1916), old, is_old=True)


@FAMILY.trap("translit", 29, MARK)
def in_latin(draw: Draw) -> Made:
    return marked(draw, (*MARKS_SOVIET, *SERVICE_MARKS), (1918, 1924), translit)


@FAMILY.trap("other-languages", (29, 59), MARK)
def other_languages(draw: Draw) -> Made:
    """The mark is in a language of the peoples of the country or of its neighbours."""
    marks = parted(
        "Цілком таємно|Таємно|Для службового користування|Яшерен|Бик яшерен|Хезмәттә куллану өчен"
        "|Geheim|Streng geheim|Vertraulich|Tajne|Ściśle tajne|Poufne|Salainen|Erittäin salainen"
        "|Salaja|Slepeni|Slaptai|Secret|Top secret|Confidentiel|Сакрэтна|Зусім сакрэтна|Құпия"
        "|Өте құпия|Цалком сакрэтна|Вӑрттӑн|Гизли|Махфи"
    )
    return marked(draw, marks, (1918, 1924), str.upper if draw.chance(0.4) else str)


@FAMILY.trap("after-blanks", 25, MARK)
def after_blanks(draw: Draw) -> Made:
    """The words of the mark stand lines apart, as stamps are recognised among text."""
    gap = draw.pick(("\n\n", "\n \n", "    \n        ", "\n— — —\n"))
    marks = (
        "Совершенно секретно",
        "СОВ. СЕКРЕТНО",
        "Строго секретно",
        "Особая папка",
        "Для служебного пользования",
        "Не подлежит оглашению",
    )
    return marked(draw, marks, (1918, 1924), lambda m: gap.join(m.split()))
