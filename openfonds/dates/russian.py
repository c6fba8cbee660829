"""Russian words in dates, in modern and in pre-reform spelling, and what each is for.

The kinds are those of `openfonds.dates.kinds`. Words are in lower case, with е for ѣ and ё, и for
і, and without ъ at the end.
"""

from openfonds.dates.kinds import Kind, Meaning, meaning

_SOFT = ("ь", "я", "ю", "ем", "е")
_HARD = ("", "а", "у", "ом", "е")
_MONTHS = (
    ("январ", _SOFT),
    ("феврал", _SOFT),
    ("март", _HARD),
    ("апрел", _SOFT),
    ("ма", ("й", "я", "ю", "ем", "е")),
    ("июн", _SOFT),
    ("июл", _SOFT),
    ("август", _HARD),
    ("сентябр", _SOFT),
    ("октябр", _SOFT),
    ("ноябр", _SOFT),
    ("декабр", _SOFT),
)
_SHORTEST_ABBREVIATION = 3


def _months() -> dict[str, Meaning]:
    """Each month in each case, and abbreviated at any letter from the third on."""
    found = {}
    for number, (stem, endings) in enumerate(_MONTHS, start=1):
        abbreviated = [stem[:n] for n in range(_SHORTEST_ABBREVIATION, len(stem) + 1)]
        for word in (*(stem + ending for ending in endings), *abbreviated):
            found[word] = (Kind.MONTH, number)
    return found


VOCABULARY: dict[str, Meaning] = {
    **_months(),
    **meaning(Kind.MONTH, 1, "генварь генваря генваре"),  # its abbreviation would be a general
    **meaning(Kind.SEASON, 1, "весна весны весной весною"),
    **meaning(Kind.SEASON, 2, "лето лета летом"),
    **meaning(Kind.SEASON, 3, "осень осени осенью"),
    **meaning(Kind.SEASON, 4, "зима зимы зимой зимою"),
    **meaning(Kind.CENTURY, 0, "вв век века веке веку веков веках"),
    **meaning(Kind.CENTURY, 0, "столетие столетия столетии столетий"),
    **meaning(Kind.IN_OR_CENTURY, 0, "в"),
    **meaning(Kind.SLICE, 1, "нач начало начала начале"),
    **meaning(Kind.SLICE, 2, "сер середина середины середине"),
    **meaning(Kind.SLICE, 3, "кон конец конца конце"),
    **meaning(Kind.ORDINAL, 1, "перв первая первой первую первое первом первый"),
    **meaning(Kind.ORDINAL, 2, "втор вторая второй вторую второе втором"),
    **meaning(Kind.ORDINAL, 3, "трет третья третьей третью третье третьем третий"),
    **meaning(Kind.ORDINAL, 4, "четвертая четвертой четвертую четвертый"),
    **meaning(Kind.ORDINAL, -1, "посл последняя последней последнюю последнее последнем"),
    **meaning(Kind.FRACTION, 2, "пол половина половины половине половину"),
    **meaning(Kind.FRACTION, 2, "полугодие полугодия полугодии"),
    **meaning(Kind.FRACTION, 3, "треть трети"),
    **meaning(Kind.FRACTION, 4, "четв четверть четверти квартал квартала квартале кв"),
    **meaning(Kind.FRACTION, 10, "десятилетие десятилетия десятилетии декада декады декаде"),
    **meaning(Kind.DOUBTFUL, 0, "ок около прибл приблизительно примерно"),
    **meaning(Kind.DOUBTFUL, 0, "предп предположительно вероятно возможно"),
    **meaning(Kind.NOT_AFTER, 0, "не_позднее не_позже ранее раньше"),
    **meaning(Kind.NOT_BEFORE, 0, "не_ранее не_раньше после позднее позже"),
    **meaning(Kind.UNTIL, 0, "до"),
    **meaning(Kind.TO, 0, "по"),
    **meaning(Kind.FROM, 0, "с со"),
    **meaning(Kind.OF, 0, "от"),
    **meaning(Kind.AND, 0, "и или либо"),
    **meaning(Kind.SILENT, 0, "г гг год года году годом годы годов годах"),
    **meaning(Kind.SILENT, 0, "за во на между период анно запись"),
}
