"""More traps of dates: the text or the title tells a later day than the catalogue does."""

from benchmarks.traps.dated import (
    in_words,
    later_note,
)
from benchmarks.traps.dates import PERIOD
from benchmarks.traps.model import Draw, Family, Made, text_item
from benchmarks.traps.people import person
from benchmarks.traps.spelling import misread
from benchmarks.traps.texts import MONTHS, decree, fill, in_spelling, minutes, paper
from benchmarks.traps.wordlists import words

FAMILY = Family("dates")


@FAMILY.trap("look-alike-digit-in-text", 2, PERIOD)
def look_alike_digit_in_text(draw: Draw) -> Made:
    """The only later date in the text has a letter among its digits."""
    year = str(draw.turn((1930, 1937, 1943, 1936, 1950, 1938, 1953)))
    digit, letter = ("3", "З") if "3" in year else ("0", "О")
    inset = later_note(draw, year.replace(digit, letter, 1))
    return text_item(paper(draw, 1910, inset), date="1910")


@FAMILY.trap("century-left-out-in-text", 7, PERIOD)
def century_left_out_in_text(draw: Draw) -> Made:
    """A later note with a year of two digits, which cannot be one before the paper."""
    year, month, day = draw.between(27, 89), draw.between(1, 12), draw.between(1, 28)
    written = draw.turn(
        (
            f"{day}.{month}.{year}",
            f"{day:02}.{month:02}.{year} г.",
            f"{day}/{month}-{year} г.",
            f"{day} {MONTHS[month - 1]} {year} г.",
            f"«{day}» {MONTHS[month - 1]} {year} года",
        )
    )
    notes = (
        f"Справка выдана {written}",
        f"В архив. {written}. {fill(draw, '{o}')}",
        f"Просмотрено {written}, лист на месте",
        f"Проверено при сверке наличия {written}",
        f"Отметка о выдаче: {written}",
    )
    return text_item(paper(draw, 1904, draw.pick(notes)), date="1904")


@FAMILY.trap("later-date-in-text", 9, "LAW 5 (9): a later date in the text closes")
def later_date_in_text(draw: Draw) -> Made:
    """A later note, certificate or stamp in an old file."""
    year = draw.between(1927, 2009)
    day, month = draw.between(1, 28), draw.between(1, 12)
    roman = words("I II III IV V VI VII VIII IX X XI XII")[month - 1]
    written = draw.turn(
        (
            f"{day} {MONTHS[month - 1]} {year} г.",
            f"{day:02}.{month:02}.{year}",
            f"{day}/{roman}-{year} г.",
            f"{day}.{roman}.{year}",
            f"«{day:02}» {MONTHS[month - 1]} {year} года",
            f"{MONTHS[month - 1]} м-ца {day} дня {year} года",
            f"{year} г., {MONTHS[month - 1]} {day} дня",
            f"{roman}.{year}",
            f"{year} г.",
            f"{year}-{month:02}-{day:02}",
        )
    )
    text = paper(draw, 1905, later_note(draw, written, with_year=False))
    return text_item(in_spelling(draw, text, 1905), date="1905")


@FAMILY.trap("later-date-in-words", 9, "LAW 5 (9): a later date in the text closes")
def later_date_in_words(draw: Draw) -> Made:
    """The later date is written out."""
    return text_item(
        paper(draw, 1905, later_note(draw, in_words(draw), with_year=False)), date="1905"
    )


@FAMILY.trap("later-date-typed-closely", 9, "LAW 5 (9): a later date in the text closes")
def later_date_typed_closely(draw: Draw) -> Made:
    """A blank too few or too many, a line end before the year's word, years of schools, ranges."""
    year, day, month = draw.between(1930, 1999), draw.between(1, 28), draw.between(1, 12)
    roman = words("I II III IV V VI VII VIII IX X XI XII")[month - 1]
    spaced = " ".join(str(year))
    written = draw.turn(
        (
            f"{day:02}.{month:02}.{year}г.",
            f"{day}/{roman}-{year}г",
            f"{spaced} г.",
            f"{day} {MONTHS[month - 1]} {spaced} года",
            f"{str(year)[:2]} {str(year)[2:]} г.",
            f"{year}\nгода",
            f"{year}/{(year + 1) % 100:02} учебный год",
            f"{year} бюджетный год",
            f"с {year} по {year + 3}",
            f"{year}—{year + 2}",
            f"{year}.{month:02}.{day:02}",
            f"{MONTHS[month - 1]} мес. {year}",
        )
    )
    return text_item(paper(draw, 1905, later_note(draw, written, with_year=False)), date="1905")


@FAMILY.trap("later-date-abroad", (9, 29), "LAW 5 (9): a later date in the text closes")
def later_date_abroad(draw: Draw) -> Made:
    """A later note, certificate or imprint in another language."""
    year, day = draw.between(1930, 1999), draw.between(1, 28)
    note = draw.turn(
        (
            f"Переглянуто у {year} році",
            f"Довідку видано {day} травня {year} р., її підписав завідувач",
            f"Харків, грудень {year}",
            f"Даведка выдадзена {day} снежня {year}",
            f"{year} нче елда бирелде",
            f"Berlin, {year}",
            f"London: Macmillan, {year}",
            f"Copyright by the editors, {year}",
            f"Abschrift vom {day}. Dezember {year}",
            f"Copie faite le {day} août {year}",
        )
    )
    return text_item(paper(draw, 1905, note), date="1905")


@FAMILY.trap("later-date-misread", (9, 1), "LAW 5 (9)")
def later_date_misread(draw: Draw) -> Made:
    """A later date among badly recognised words; its digits are sound."""
    year = draw.between(1930, 1999)
    note = misread(draw, f"Выдано {draw.between(1, 28)} {draw.pick(MONTHS)} {year} года", 0.12)
    return text_item(paper(draw, 1905, note), date="1905")


@FAMILY.trap("later-in-the-same-year", (9, 35), "LAW 5 (9): to the day")
def later_in_the_same_year(draw: Draw) -> Made:
    """Catalogued by its first day; an entry of the same year is under a hundred years old."""
    day, month = draw.pick(((27, "ноября"), (3, "декабря"), (19, "декабря"), (30, "ноября")))
    inset = fill(
        draw,
        draw.turn(
            (
                "Запись № {n}. {x} {m} 1926 года",
                "Исполнено {x} {m} 1926 г. за № {n}",
                "В дело. {x} {m} 1926 года",
                "Продолжение протокола, {x} {m} 1926 г.",
                "Приложение: сведения по {x} {m} 1926 г.",
            )
        ),
        x=str(day),
        m=month,
    )
    return text_item(
        paper(draw, 1926, inset), date=f"{draw.between(1, 28)} {draw.pick(MONTHS[:9])} 1926 г."
    )


@FAMILY.trap("copy-in-title", 10, "LAW 5 (10): the copy has a date of its own")
def copy_in_title(draw: Draw) -> Made:
    """Dated by its original; the title tells the year of the copy."""
    a, b = draw.between(1890, 1915), draw.between(1928, 1970)
    titles = (
        f"Постановление управы (копия {b} г.)",
        f"Журнал управы. Машинописная копия, {b}",
        f"Протокол думы, заверенная копия от {draw.between(1, 28)} мая {b} года",
        f"Обязательное постановление. Фотокопия {b} г.",
        f"Приговор сельского схода: выписка, сделанная в {b} году",
    )
    return text_item(decree(draw, a), date=str(a), title=draw.turn(titles))


@FAMILY.trap("born-later", 12, "LAW 5 (12): nobody is born after the paper that names him")
def born_later(draw: Draw) -> Made:
    """A person born after the catalogued date of the paper."""
    year, someone = draw.between(1930, 1990), person(draw)
    wording = draw.turn(
        (
            "{p}, род. {d} {r} г., прописан по улице {s}",
            "{p}, {r} г.р., улица {s}, дом {k}",
            "гр. {p} ({r} года рождения) просит выдать справку",
            "{p}, родился {d} {r} года в деревне {v}",
            "год рождения {r}, {p}, холост",
            "{p}, {r} г. рожд., уроженец села {v}",
        )
    )
    inset = fill(draw, wording, p=someone.full(), r=str(year))
    return text_item(paper(draw, 1903, inset), date="1903")


@FAMILY.trap("later-print", 13, "LAW 5 (13): the print has a date of its own")
def later_print(draw: Draw) -> Made:
    """A photograph: the negative is old, the print is not."""
    a, b = draw.between(1890, 1914), draw.between(1930, 1985)
    title = draw.turn(("Вид города с реки", "Фотография моста", "Базарная площадь. Фото"))
    if draw.number % 2:
        text = fill(
            draw,
            draw.pick(
                (
                    "На обороте: отпечаток {b} г. с негатива {a} г. {s} улица, вид к реке.",
                    "Негатив {a}. Отпечатано {d} {b} года. Улица {s} у моста.",
                    "Пересъемка {b} года. Вид улицы {s}, снято в {a} г.",
                )
            ),
            a=str(a),
            b=str(b),
        )
        return text_item(f"{text}\n{minutes(draw, 2)}", date=str(a), title=title)
    forms = (
        f"негатив {a}, отпечаток {b}",
        f"{a} (отпечаток {b} г.)",
        f"негатив {a} г.; печать {b} г.",
        f"{a}/отпечаток {b}",
    )
    return text_item(minutes(draw, 3), date=draw.pick(forms), title=title)
