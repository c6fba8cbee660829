"""Names of months in Russian, old and new, Ukrainian, Belarusian, German, French, English, Czech.

In folded letters (normalise.fold): й as и, Latin look-alikes as Cyrillic.
"""

from calendar import monthrange
from datetime import date
from functools import cache

from openfonds.restrictions.detectors.near_words import NearWords
from openfonds.restrictions.detectors.normalise import fold_phrase

_SOFT, _HARD = ("ь", "я", "е", "ю"), ("", "а", "е", "у")
_RUSSIAN = (
    ("январ", _SOFT), ("феврал", _SOFT), ("март", _HARD), ("апрел", _SOFT),
    ("ма", ("и", "е", "ю", "я", "ия")), ("июн", ("", *_SOFT)), ("июл", ("", *_SOFT)),
    ("август", _HARD), ("сентябр", _SOFT), ("октябр", _SOFT), ("ноябр", _SOFT),
    ("декабр", _SOFT),
)  # fmt: skip
_ABBREVIATED = "янв фев март апр - июн июл авг сент окт нояб дек"
_OTHERS = (
    "січня січень січні студзеня студзень студзені jan january januar jänner janvier ledna",
    "лютого лютий лютому лютага люты лютым feb february februar février února",
    "березня березень березні сакавіка сакавік сакавіку march märz mars března",
    "квітня квітень квітні красавіка красавік красавіку apr april avril dubna",
    "травня травень травні траўня траўні may mai května",
    "червня червень червні чэрвеня чэрвень чэрвені jun june juni juin června",
    "липня липень липні ліпеня ліпень ліпені jul july juli juillet července",
    "серпня серпень серпні жніўня жнівень жніўні aug august août srpna",
    "вересня вересень вересні верасня верасень верасні sep sept september septembre září",
    "жовтня жовтень жовтні кастрычніка кастрычнік кастрычніку october oktober octobre října",
    "листопада листопад листопаді лістапада лістапад лістападзе nov november novembre listopadu",
    "грудня грудень грудні снежня снежань снежні dec december dezember décembre prosince",
)


def _numbered() -> dict[str, int]:
    found = {}
    abbreviated = _ABBREVIATED.split()
    for number, (stem, endings) in enumerate(_RUSSIAN, 1):
        for word in (*(stem + ending for ending in endings), abbreviated[number - 1]):
            found[word] = number
        for word in _OTHERS[number - 1].split():
            found[fold_phrase(word)] = number
    del found["-"]
    return found | {"генварь": 1, "генваря": 1, "генваре": 1, "генварю": 1}


_NUMBERS = _numbered()
MONTH = "(?<!\\w)(?:" + "|".join(sorted(_NUMBERS, key=lambda w: (-len(w), w))) + ")(?!\\w)"
_STROKES = str.maketrans("иvхуy1l|!", "ivxvviiii")
_ROMAN = "i ii iii iv v vi vii viii ix x xi xii"
# I and V as OCR gives them; П and Ш stand for II and III.
ROMAN_MONTH = r"[иvхуy1l|!пш]{1,5}"
_OLDEST_SPELLED = 4  # a shorter word would be near to too many others


@cache
def _near() -> NearWords[int]:
    return NearWords({word: n for word, n in _NUMBERS.items() if len(word) >= _OLDEST_SPELLED})


def month_of(word: str) -> int | None:
    """The month of a folded word that names one."""
    return _NUMBERS.get(word)


def month_misread(word: str) -> int | None:
    """The month of a folded word, letters of which may be misread ("нопбря")."""
    return _NUMBERS.get(word) or _near().find(word)


def month_in_numbers(written: str) -> int | None:
    """The month of one or two digits or of Roman digits; None when there is no such month."""
    if written.isdecimal():
        return int(written) if 1 <= int(written) <= 12 else None
    roman = written.translate(_STROKES).replace("п", "ii").replace("ш", "iii")
    months = _ROMAN.split()
    return months.index(roman) + 1 if roman in months else None


def day_in(year: int, month: int, day: int | None) -> date:
    """A day of a month; its last day where no day, or an impossible one, is given."""
    last = monthrange(year, month)[1]
    return date(year, month, day if day and day <= last else last)


# "года" and "г." with one letter misread, as OCR confuses them; other words (рода, вода) are not.
YEAR_MISREAD = r"(?:[тпrчі]од[ауе]?|г[се]д[ауе]|го[лпцх][ауе]|год[оясц]|ода)(?!\w)"
