"""How days are written, and notes that were added to old papers later."""

from benchmarks.traps.model import Draw
from benchmarks.traps.texts import fill
from benchmarks.traps.wordlists import words

BORDER = (22, 11, 1926)  # a hundred years before the day of the measurement
LEAP_DAY = (29, 2, 1924)
_MONTHS_GEN = words(
    "января февраля марта апреля мая июня июля августа сентября октября ноября декабря"
)
_ROMAN = words("I II III IV V VI VII VIII IX X XI XII")
_TENS = {
    3: "тридцать",
    4: "сорок",
    5: "пятьдесят",
    6: "шестьдесят",
    7: "семьдесят",
    8: "восемьдесят",
}
_UNITS_GEN = words("первого второго третьего четвертого пятого шестого седьмого восьмого девятого")
_DAYS_GEN = words("первого второго пятого девятого десятого двенадцатого двадцатого тридцатого")
_NOTES = (
    "Справка дана {w} для представления по месту службы.",
    "Дело просмотрел {o}, {w}",
    "Примечание архива: листы перенумерованы {w}",
    "Копия снята {w} с подлинника, хранящегося в деле.",
    "Настоящее удостоверение действительно по {w}",
    "{w}. Составлен акт о приемке здания на улице {s}.",
    "Приложение. Опись имущества составлена {w}",
    "Сверено с подлинником {w}, {o}",
    "В ответ на запрос, поступивший {w}, сообщаем о наличии плана.",
    "Отпечатано на машинке {w}, заказ {n}",
)


def later_note(draw: Draw, when: str, *, with_year: bool = True) -> str:
    """A later note with this day; with_year adds the word, as after a bare number."""
    return fill(draw, draw.pick(_NOTES), w=f"в {when} году" if with_year else when)


def day_forms(day: int, month: int, year: int) -> tuple[str, ...]:
    """A day as people write it."""
    name, roman = _MONTHS_GEN[month - 1], _ROMAN[month - 1]
    start = year - 7
    return (
        f"{day} {name} {year} г.",
        f"{day:02}.{month:02}.{year}",
        f"{year}-{month:02}-{day:02}",
        f"{day} {name} {year}",
        f"{start} – {day} {name} {year} г.",
        f"«{day}» {name} {year} года",
        f"{day}.{roman}.{year}",
        f"1 мая {start} г. — {day} {name} {year} г.",
        f"{start}-03-01/{year}-{month:02}-{day:02}",
        f"{year} г. {name} {day}",
    )


def in_words(draw: Draw) -> str:
    """A day of 1930 to 1989 written out, in the genitive."""
    tens = draw.pick(list(_TENS))
    year = f"тысяча девятьсот {_TENS[tens]} {draw.pick(_UNITS_GEN)}"
    return draw.pick(
        (
            f"{draw.pick(_DAYS_GEN)} {draw.pick(_MONTHS_GEN)} {year} года",
            f"{draw.pick(_MONTHS_GEN)} месяца {draw.pick(_DAYS_GEN)} дня {year} года",
            f"{year} года",
            f"{draw.pick(_DAYS_GEN)} {draw.pick(_MONTHS_GEN)} одна {year} г.",
        )
    )
