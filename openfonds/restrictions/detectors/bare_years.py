"""Years without a word for year: in titles and descriptions, and in the imprints of print.

A title says "Машинописная копия, 1937": a number of four digits is a year there, unless a unit
follows it (пудов, руб., листов) or it is the number of something (№, л., инв.). In running text
only the forms of an imprint count (ГОСТ 7.1, 7.4): "М.: Наука, 1981", "© Имя, 1987".
"""

import re
from collections.abc import Iterator
from functools import cache

from openfonds.restrictions.detectors.near_words import NearWords
from openfonds.restrictions.detectors.normalise import fold_phrase
from openfonds.restrictions.detectors.numbers import MOST_DAMAGED, NUMERO, read_digits
from openfonds.restrictions.detectors.phrases_of import fold_pattern

FIRST_YEAR, LAST_ROMAN_YEAR = 1700, 2100
_YEAR = r"(?:1[7-9]\d\d|20\d\d)"
_MISREAD = r"[12lи|][\dозбlивsчт|]{3}"
_DESCRIBED = re.compile(
    rf"(?<![\w§№])(?P<year>{_MISREAD})(?!\w)(?![.,]\d)(?:(?: ?[-/] ?)(?P<cut>\d\d)(?!\d|[-/.]\d))?"
)
_NUMBER_BEFORE = re.compile(
    rf"(?:(?:{NUMERO}|§|%|\+|(?<!\w)(?:инв\w*|шифр\w*|код\w*|фонд\w*|опис[ьи]|дел[оау]|ед\. ?хр"
    r"|лист\w*|страниц\w*|том\w*|тел\w*|пункт\w*|стать\w{1,2}|глав\w{1,2}|выпуск\w*|номер\w*"
    r"|количеств\w*|числе|около|свыше|более|менее|всего|итого|сумм\w*|цен\w*|s|f|nr"
    r"|в/ч|п/я)|(?<!\w)(?:ф|оп|д|хр|лл?|с|сс|т|тт|кв|вып|гл|ст|п|пп|рис|кн|ч|стр|р|рр)\.)"
    r"[ .:№]{0,3}(?:\d[\d ,;и-]{0,30}[ ,;-])?|(?<![\d.])\d{1,3} |\d[.,/]|[\d]{4} ?[х×] ?)\Z"
)
_MONTH_BEFORE = re.compile(r"(?<![\d.])(?:0?[1-9]|1[0-2])[./]\Z")
_UNIT_AFTER = re.compile(
    r"[ \n]?(?:%|°|[х×] ?\d|[₽$£]|(?:руб|коп|пуд|фунт|золотн|верст|саж|арш|вершк|десятин|четвер"
    r"|ведр|бочк|штук|экз|лист|страниц|номер|душ|двор|человек|жител|голов[а-я]|крестьян|рекрут"
    r"|солдат|рабоч|учащ|ученик|учениц|голос|подпис|книг|единиц|документ|фотогр|снимк|рисунк|тонн"
    r"|процент|час|минут|дн[еяи]|сут|недел|месяц|франк|марок|доллар|лошад|коров|пушек|руже"
    r"|строк|слов|знак|кирпич|бревен|дров|литр|метр|грамм|кубич|квадр|нижних|персон|лиц(?!\w)"
    r"|тысяч|миллион|стихо?в|нумер|сери|кадр|аршин|пуд|том(?:а|ов)|дел(?!\w)|чел(?!\w)|лет(?!\w))"
    r"|(?:ф|лл?|р|кв|шт|стр|кг|км|см|мм|дес|ff?)(?:\.|(?!\w))|(?:сс?|к|т|м)\."
    r"|\w{3,}(?:ых|их) (?!г))"
)
_PUBLISHER = (
    r"(?:изд-в\w{1,2}|\w{0,7}издательств\w{1,2}|издани[ея]|изд\.|типограф\w{2}|типо-?литограф\w{2}|тип\."
    r"|лит\.|печатн[яи]|госиздат|гос\. изд\w*|наука|просвещение|мысль|универ\w{3,8}"
    r"|академи[яи] наук|общество|о-ва|"
    + fold_pattern("verlag|press|publish\\w{2,3}|éditions?|druck|imprimerie")
    + ")"
)
_CITY_SHORT = r"(?:м\.?[;,-] ?-?л|м|л|сп[вб]|птб|пг|п[вб]|ростов н/д|одесса|киев|казань)"
_CITY = (
    r"(?:москва|ленинград|петроград|санкт-?петербург|с\.?-?петербург\w?|петербург|ленинград-москва"
    r"|москва-ленинград|киев|харьков|одесса|казань|минск|тбилиси|ташкент|алма-ата|саратов"
    r"|новосибирск|свердловск|горькии|рига|вильнюс|таллин\w?|тарту|варшава|берлин|париж|прага|"
    + fold_pattern(
        "wien|berlin|leipzig|münchen|paris|london|new york|oxford|cambridge|moscow|leningrad"
    )
    + ")"
)
# "5 л., 1934" is five sheets; after a year ("1870 М., ГИХЛ") a place begins.
_NO_MEASURE = r"(?<!\w)(?<!\b\d )(?<!\b\d\d )(?<!\b\d\d\d )"
_ENDING = r"(?:(?! ?[-/] ?\d)(?!\w)(?![.,]\d))"
_PRINTED = rf"({_YEAR})(?: ?[-/] ?({_YEAR}))?{_ENDING}"
_STOP = r"(?=[.,;)\]]| ?[(]|\s*(?:\n|\Z)| с\.| [-–] )"
_NAME = r"(?:[«„\"][^\n\"»]{1,60}[»\"]|[^\W\d_][^\n\d,:;]{1,40})"
_COPYRIGHT = fold_pattern("copyright")
_IMPRINTS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?:©|[(]с[)]|{_COPYRIGHT}|авторское право)[^\n]{{0,90}}?(?<!\d){_PRINTED}",
        rf"(?<!\w){_PUBLISHER}[^\n]{{0,70}}?[,.»\"] ?{_PRINTED}{_STOP}",
        rf"(?<!\w){_CITY_SHORT}\.?[:] ?[^\n:\d]{{1,70}}, ?{_PRINTED}",
        rf"{_NO_MEASURE}{_CITY_SHORT}\.,? ?{_NAME}, ?{_PRINTED}",
        rf"{_NO_MEASURE}{_CITY_SHORT}\., ?{_PRINTED}{_STOP}",
        rf"(?<!\w){_CITY}[:.,;] ?(?:[^\n:\d]{{1,70}}, ?)?{_PRINTED}{_STOP}",
        rf"(?:(?<=\n)|\A)[ «]*{_CITY}[ .,-]{{0,3}}\n ?{_PRINTED} ?г?\.?(?=\s*(?:\n|\Z))",
        rf"[»\"], ?{_PRINTED}{_STOP}",
        rf"[,;] ?{_PRINTED}[.,;]? ?-? ?"
        r"(?:(?:т\. ?\w{1,4}[.,] ?-? ?)?с\. ?\d|\d{1,4} с(?:\.|тр))",
    )
)
_TITLE_PAGE = re.compile(
    r"(?:(?<=\n)|\A)[ «]*(?P<city>[^\W\d_]{5,12})[ .,-]{0,3}\n ?"
    rf"(?P<year>{_YEAR})(?=\s*(?:\n|\Z))"
)
_CITIES = (
    "москва", "ленинград", "петроград", "петербург", "харьков", "одесса", "казань", "саратов",
    "новосибирск", "свердловск", "ташкент", "тбилиси",
)  # fmt: skip
# 1950-1953, с 1950 по 1953: two numbers that can be years, the second the later.
_RANGE = re.compile(
    r"(?<![\w.,§№-])(1[6-9]\d\d|20\d\d)(?: ?- ?| (?:по|до) )(1[6-9]\d\d|20\d\d)(?!\w|[-/]\w|[.,]\d)"
)
_LONGEST_RANGE = 100
# MCMXXXVII as title pages and cornerstones have it, also typed in Cyrillic letters.
_ROMAN = re.compile(r"(?<!\w)[MМ][MDCLXVIМСХІ]{3,14}(?!\w)")
_LATIN_DIGITS = str.maketrans("МСХІ", "MCXI")
_ROMAN_YEAR = re.compile(
    r"M{1,2}(?:CM|DC{0,4}|CD|C{0,4})(?:XC|LX{0,4}|XL|X{0,4})(?:IX|VI{0,4}|IV|I{0,4})"
)
_ROMAN_DIGITS = {"M": 1000, "D": 500, "C": 100, "L": 50, "X": 10, "V": 5, "I": 1}
# Signs of print that did not exist before: ISO 2108 and ISO 3297, the ББК tables, the web.
_YOUNG_SIGNS = (
    (re.compile(r"\bISBN\b|\bIS[BВ]N[ :-]*\d"), 1970),
    (re.compile(r"\bISSN\b"), 1975),
    (re.compile(r"\bББК\s+\d"), 1968),
    (re.compile(r"https?://|\bwww\.\w", re.IGNORECASE), 1991),
)


def described_years(folded: str, until: int) -> Iterator[int]:
    """Years in a folded title or description, from FIRST_YEAR to `until`."""
    for match in _DESCRIBED.finditer(folded):
        digits, damaged = read_digits(match["year"])
        before = folded[max(0, match.start() - 48) : match.start()]
        if damaged > MOST_DAMAGED or _UNIT_AFTER.match(folded, match.end()):
            continue
        if _NUMBER_BEFORE.search(before) and not _MONTH_BEFORE.search(before):
            continue
        year = int(digits)
        ends = [year]
        if match["cut"]:
            end = year // 100 * 100 + int(match["cut"])
            ends.append(end if end > year else end + 100)
        yield from (y for y in ends if FIRST_YEAR <= y <= until)


def imprint_years(text: str, folded: str) -> Iterator[int]:
    """Years of imprints and ranges in running text; since when its signs of print were in use."""
    for pattern in _IMPRINTS:
        for match in pattern.finditer(folded):
            if not _UNIT_AFTER.match(folded, match.end()):
                yield from (int(year) for year in match.groups() if year)
    for match in _TITLE_PAGE.finditer(folded):
        if _cities().find(match["city"]):
            yield int(match["year"])
    for match in _RANGE.finditer(folded):
        before = folded[max(0, match.start() - 48) : match.start()]
        first, last = int(match[1]), int(match[2])
        is_range = first <= last <= first + _LONGEST_RANGE
        if is_range and not (
            _NUMBER_BEFORE.search(before) or _UNIT_AFTER.match(folded, match.end())
        ):
            yield last
    yield from _roman_years(text)
    for sign, since in _YOUNG_SIGNS:
        if sign.search(text):
            yield since


def _roman_years(text: str) -> Iterator[int]:
    for match in _ROMAN.finditer(text):
        digits = match.group().translate(_LATIN_DIGITS)
        if _ROMAN_YEAR.fullmatch(digits):
            values = [_ROMAN_DIGITS[digit] for digit in digits]
            following = [*values[1:], 0]
            year = sum(-v if v < n else v for v, n in zip(values, following, strict=True))
            if FIRST_YEAR <= year <= LAST_ROMAN_YEAR:
                yield year


@cache
def _cities() -> NearWords[bool]:
    return NearWords({fold_phrase(city): True for city in _CITIES})
