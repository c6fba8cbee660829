"""Traps of dates: papers that look older than a hundred years and are not (LAW 5, 1 to 13)."""

from benchmarks.traps.dated import (
    BORDER,
    LEAP_DAY,
    day_forms,
)
from benchmarks.traps.model import Draw, Family, Made, text_item
from benchmarks.traps.texts import MONTHS, decree, fill, paper
from benchmarks.traps.wordlists import parted, words

FAMILY = Family("dates")
PERIOD = "RU-5: 125-FZ 25(3); LAW 6, default (a): 100 years from the latest day"


@FAMILY.trap("misread-century", 1, PERIOD)
def misread_century(draw: Draw) -> Made:
    """Catalogued from a misread heading as 18xx; elsewhere the paper says 19xx."""
    year = draw.between(1930, 1965)
    wrong = year - 100
    inset = fill(
        draw,
        draw.turn(
            (
                "Копия верна. {d} {r} г.",
                "Отпечатано 2 экземпляра {d} {r} года.",
                "На № {n} от {d} {r} г.",
                "Срок исполнения — {d} {r} г.",
                "за третий квартал {r} года перевыполнено на {k} процентов",
                "Протокол {d} {r} г. утвержден без замечаний.",
            )
        ),
        r=str(year),
    )
    text = paper(draw, wrong, inset)
    return text_item(text, date=draw.pick((str(wrong), f"{wrong} г.")))


@FAMILY.trap("look-alike-digit", 2, PERIOD)
def look_alike_digit(draw: Draw) -> Made:
    """A digit of the catalogued year is a letter."""
    digit, letter = draw.turn((("3", "З"), ("0", "О"), ("6", "б"), ("1", "l"), ("9", "д")))
    year = draw.pick([y for y in map(str, range(1900, 1969)) if digit in y[2:]])
    year = year[:2] + year[2:].replace(digit, letter, 1)
    year = draw.turn((year, f"{year} г.", f"{draw.between(1, 28)} мая {year} г."))
    return text_item(decree(draw, 1912), date=year)


@FAMILY.trap("julian", 3, "decree of 26.01.1918: 13 days are lost", setting="on-2016-03-08")
def julian(draw: Draw) -> Made:
    """Less than a hundred years in the calendar of today, over a hundred as written."""
    day = 24 + draw.number % 13  # 24 February to 7 March 1916, old style
    month, day = ("февраля", day) if day <= 29 else ("марта", day - 29)
    return text_item(
        decree(draw, 1914, is_old=draw.chance(0.5)),
        date=draw.pick(
            (
                f"{day} {month} 1916 г.",
                f"{day} {month} 1916",
                f"1916, {day} {month}",
                f"1914 – {day} {month} 1916 г.",
                f"{day:02}.{2 if month == 'февраля' else 3:02}.1916",
                f"1916-{2 if month == 'февраля' else 3:02}-{day:02}",
            )
        ),
    )


@FAMILY.trap("double-date", 4, PERIOD)
def double_date(draw: Draw) -> Made:
    """Both styles, and only the second day is late enough to close."""
    first = 9 + draw.number % 13
    return text_item(
        decree(draw, 1924),
        date=draw.turn(
            (
                f"{first}/{first + 13} ноября 1926 г.",
                f"{first} ({first + 13}) ноября 1926 г.",
                f"{first}/{first + 13} ноября 1926",
                f"1926 г. ноября {first}/{first + 13}",
                f"{first}({first + 13}).XI.1926",
            )
        ),
    )


@FAMILY.trap("regnal-year", 5, PERIOD)
def regnal_year(draw: Draw) -> Made:
    """Years of reigns, of the revolution, of indictions: nobody has said which."""
    number = draw.between(3, 28)
    return text_item(
        decree(draw, 1912),
        date=fill(
            draw,
            draw.turn(
                (
                    f"в {number}-й год царствования",
                    f"индикта {number % 15 + 1}-го",
                    f"{number}-й год революции",
                    f"на {number}-м году Октября",
                    f"{number}-й год Республики",
                    f"в лето {number}-е от основания города",
                    f"{number} г. Советской власти",
                    f"в {number}-й год службы",
                    f"{number}-я годовщина Октябрьской революции",
                )
            ),
        ),
    )


@FAMILY.trap("vague", 6, PERIOD)
def vague(draw: Draw) -> Made:
    """A year, a decade, a century or nothing: the last possible day counts."""
    forms = parted(
        "1926|1926 г.|1920-е гг.|1920-е|XX в.|первая половина XX в.|б.д.|б/д|[1926]"
        "|конец 1926 г.|не ранее 1905 г.|после 1911 г.|вторая половина 1920-х гг.|1920-е?|192?"
        "|без даты|зима 1926 г.|IV квартал 1926 г.|1900-е - ?"
        "|осень 1926|декабрь 1926|ноябрь 1926 г.|1-я треть XX в.|не датировано|19.. г.|191? – ?"
        "|по 1926|до 1930|середина 1920-х гг.|середина XX в.|1913–|с 1909 г.|?"
    )
    return text_item(decree(draw, 1912), date=draw.turn(forms))


@FAMILY.trap("century-left-out", 7, PERIOD)
def century_left_out(draw: Draw) -> Made:
    """28.2.51: of which century?"""
    year, month, day = draw.between(27, 99), draw.between(1, 12), draw.between(1, 28)
    roman = words("I II III IV V VI VII VIII IX X XI XII")[month - 1]
    return text_item(
        decree(draw, 1912),
        date=draw.turn(
            (
                f"{day}.{month}.{year}",
                f"{day:02}.{month:02}.{year} г.",
                f"{day}/{roman}-{year} г.",
                f"{day} {MONTHS[month - 1]} {year} г.",
                f"{year}-й год",
                f"{day}-{month}-{year}",
                f"10.1.12 – {day}.{month}.{year}",
            )
        ),
    )


@FAMILY.trap("file-goes-on", 8, "LAW 5 (8): the latest document rules")
def file_goes_on(draw: Draw) -> Made:
    """The first document is old, the last is not."""
    a, b = draw.between(1870, 1915), draw.between(1927, 1975)
    forms = (
        f"{a}–{b}",
        f"{a} - {b} гг.",
        f"{draw.between(1, 28)} марта {a} г. — {draw.between(1, 28)} мая {b} г.",
        f"{a}, {a + 3}, {b}",
        f"{a}-{b % 100}",
        f"{a}/{b}",
        f"нач. {a} г. - {b} г.",
        f"{a}; {b}",
        f"12.03.{a}–04.11.{b}",
        f"{a} и {b} гг.",
        f"1 янв. {a} – 31 дек. {b}",
    )
    return text_item(decree(draw, a), date=draw.turn(forms))


@FAMILY.trap("copy-of-later-day", 10, "LAW 5 (10): the copy has a date of its own")
def copy_of_later_day(draw: Draw) -> Made:
    """A later copy of an old paper, dated by the catalogue as both."""
    a, b = draw.between(1890, 1915), draw.between(1928, 1970)
    forms = (
        f"{a} (копия {b} г.)",
        f"{a}; копия — {b}",
        f"{a} г. Копия {b} г.",
        f"{a} [машинописная копия {b}]",
        f"{a}, заверено {b}",
        f"{a} (зарег. {b})",
    )
    return text_item(decree(draw, a), date=draw.turn(forms))


@FAMILY.trap("anniversary", 11, "GK 191-192: the term ends with that day")
def anniversary(draw: Draw) -> Made:
    """Exactly a hundred years: open from tomorrow."""
    return text_item(decree(draw, 1924), date=draw.turn(day_forms(*BORDER)))


@FAMILY.trap("leap-day", 11, "GK 191-192", setting="on-2024-02-29")
def leap_day(draw: Draw) -> Made:
    """29 February, on its hundredth anniversary, and the day after the 28th is too early."""
    return text_item(decree(draw, 1922), date=draw.turn(day_forms(*LEAP_DAY)))


@FAMILY.trap("year-with-a-slip", 1, PERIOD)
def year_with_a_slip(draw: Draw) -> Made:
    """A slip of the pen in the catalogue: 1037 for 1937, 19337, 1812 with a telephone."""
    year = draw.between(1930, 1969)
    forms = (
        str(year).replace("9", "0", 1),
        f"{year}{year % 10}",
        f"{str(year)[:3]}",
        f"{str(year)[0]}{str(year)[2:]}",
        f"{str(year)[:2]} {str(year)[2:]}",
        f"{year - 900}",
    )
    return text_item(decree(draw, 1912), date=f"{draw.turn(forms)} г.")
