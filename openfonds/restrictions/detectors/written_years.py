"""Years written in words: "пятого мая тысяча девятьсот шестьдесят первого года" (LAW 5.9).

Russian in every case, in the old spelling ("осьмсотъ") and with letters misread; German, French
and English as they are spelled. A number is a year when its last word is an ordinal or a word
for year stands beside it: "тысяча девятьсот рублей" is none. Without a century ("в тридцать
седьмом году") it is a short year (short_years.py), unless it counts years of life or of reign.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice

from openfonds.restrictions.detectors.months import MONTH, month_of
from openfonds.restrictions.detectors.near_words import NearWords
from openfonds.restrictions.detectors.normalise import fold_phrase
from openfonds.restrictions.detectors.written_years_western import western_years

_THOUSAND, _HUNDRED, _TEN, _UNIT = 3, 2, 1, 0
_ENDINGS = "ый ий ой ого аго его яго ому ом ем ая ую ое ые ых"
_HUNDREDS = (
    ("сто ста", "сот"), ("двести двѣсти двухсот", "двухсот"), ("триста трехсот", "трехсот"),
    ("четыреста четырехсот", "четырехсот"), ("пятьсот пятисот", "пятисот"),
    ("шестьсот шестисот", "шестисот"), ("семьсот семисот", "семисот"),
    ("восемьсот осемьсот осьмсот восьмисот", "восьмисот осьмисот восемьсот"),
    ("девятьсот девятисот", "девятисот девятьсот"),
)  # fmt: skip
_TENS = (
    ("двадцать двадцати", "двадцат"), ("тридцать тридцати", "тридцат"), ("сорок сорока", "сороков"),
    ("пятьдесят пятидесяти", "пятидесят"), ("шестьдесят шестидесяти", "шестидесят"),
    ("семьдесят семидесяти", "семидесят"),
    ("восемьдесят осемьдесят осьмдесят восьмидесяти", "восьмидесят осьмидесят"),
    ("девяносто девяноста", "девяност"),
)  # fmt: skip
_TEENS = (
    "десят", "одиннадцат", "двенадцат", "тринадцат", "четырнадцат", "пятнадцат", "шестнадцат",
    "семнадцат", "восемнадцат осьмнадцат", "девятнадцат",
)  # fmt: skip
_UNITS = (
    ("один одного", "перв"), ("два две двух", "втор"), ("три трех", "трет треть"),
    ("четыре четырех", "четверт"), ("пять пяти", "пят"), ("шесть шести", "шест"),
    ("семь семи", "седьм"), ("восемь осемь восьми", "восьм осьм"), ("девять девяти", "девят"),
)  # fmt: skip

_WORD = re.compile(r"[^\W\d_]{1,24}(?!\w)")
_BETWEEN = re.compile(r"[ .,-]{0,3}\n? ?-?\Z")
_YEAR_WORDS = ("год", "года", "году", "годе", "годом", "лета", "годы", "годов")
# Of age, of service, of a reign: "на тридцать седьмом году жизни".
_COUNTS_LIFE = re.compile(
    r"[ ,]{0,2}(?:жизни|от ро|возраст|сво|служб|царствов|правлен|супруж|замуж|его|моеи|моего)"
)
_MONTH_BEFORE = re.compile(rf"({MONTH})[ .,]{{0,3}}\n?(?:в )?\Z")
_GENITIVE_OR_IN = ("ого", "аго", "его", "яго", "ом", "ем")
_LEAST_COMPOUND = 21
_LEAST_HUNDREDS = 700  # the thousand is left out: "девятьсот пятый год"
_LEAST_FULL, LATEST_YEAR = 1100, 2100


@dataclass(frozen=True, slots=True)
class WrittenYear:
    """A year in words: where it stands in the folded text and the month before it."""

    year: int  # below 100 where the century is left out
    month: int | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Number:
    rank: int
    value: int
    is_ordinal: bool


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    start: int
    end: int
    number: _Number | None


def _declined(stems: str) -> Iterator[str]:
    for stem in stems.split():
        for ending in _ENDINGS.split():
            yield stem + ending


@cache
def _numbers() -> NearWords[_Number]:
    """Every form, the greatest first: of two that are equally near the later year counts."""
    found: dict[str, _Number] = {}

    def add(rank: int, value: int, cardinals: str, ordinals: str) -> None:
        for word in cardinals.split():
            found.setdefault(fold_phrase(word), _Number(rank, value, False))
        for word in _declined(ordinals):
            found.setdefault(fold_phrase(word), _Number(rank, value, True))

    add(_THOUSAND, 2000, "", "двухтысячн")
    thousands = "тысяча тысячи тысяче тысячу тысячею тысячей тысяч тысяща тысящи тысящу тысящ тыща"
    add(_THOUSAND, 1000, thousands, "тысячн")
    for n in range(9, 0, -1):
        add(_HUNDRED, n * 100, *_HUNDREDS[n - 1])
    for n in range(9, 1, -1):
        add(_TEN, n * 10, *_TENS[n - 2])
    for n in range(9, -1, -1):
        add(_TEN, 10 + n, " ".join(s + "ь" for s in _TEENS[n].split()), _TEENS[n])
    for n in range(9, 0, -1):
        add(_UNIT, n, *_UNITS[n - 1])
    found["третьего"] = found["третьем"] = found["третьяго"] = _Number(_UNIT, 3, True)
    return NearWords(found)


@cache
def _year_words() -> NearWords[bool]:
    return NearWords(dict.fromkeys(_YEAR_WORDS, True))


def written_years(folded: str) -> Iterator[WrittenYear]:
    """Years in words in a folded text; the same one may come twice, with and without a century."""
    yield from _russian(folded)
    for year, start, end in western_years(folded):
        yield WrittenYear(year, _month_before(folded, start), start, end)


def _russian(folded: str) -> Iterator[WrittenYear]:
    numbers = _numbers()
    run: list[_Word] = []
    for match in _WORD.finditer(folded):
        text = match.group()
        number = numbers.find(text)
        if run and (not number or not _BETWEEN.match(folded[run[-1].end : match.start()])):
            yield from _of_run(folded, run, match)
            run = []
        if number:
            run.append(_Word(text, match.start(), match.end(), number))
    if run:
        yield from _of_run(folded, run, None)


def _of_run(folded: str, run: list[_Word], after: re.Match[str] | None) -> Iterator[WrittenYear]:
    """Years in words for numbers that stand side by side, and the word after them."""
    beside = after and _BETWEEN.match(folded[run[-1].end : after.start()])
    is_year_after = bool(beside and after and _is_year_word(after.group()))
    at = 0
    while at < len(run):
        value, last, is_full = _value_from(run, at)
        is_last = last == len(run) - 1
        named = (is_last and is_year_after) or _is_year_before(folded, run[at].start)
        ordinal = run[last].number
        start, end = run[at].start, run[last].end
        if is_full and (named or (ordinal and ordinal.is_ordinal and value < 2000)):
            if _LEAST_FULL <= value <= LATEST_YEAR:
                yield WrittenYear(value, _month_before(folded, start), start, end)
        elif is_full and is_last and value % 100 == 0 and after and _is_damaged(folded, after):
            yield WrittenYear(value + 99, None, start, after.end())  # it cannot be later
        elif named and _LEAST_HUNDREDS <= value < 1000:  # "девятьсот пятого года"
            yield WrittenYear(1000 + value, _month_before(folded, start), start, end)
        elif value < 100 and is_last and is_year_after and after is not None:
            month = _month_before(folded, start)
            is_counting = _COUNTS_LIFE.match(folded, after.end()) or folded[:start].endswith("на ")
            is_ordinal = ordinal is not None and ordinal.is_ordinal
            is_declined = is_ordinal and run[last].text.endswith(_GENITIVE_OR_IN)
            if is_declined and (month or value >= _LEAST_COMPOUND) and not is_counting:
                yield WrittenYear(value, month, start, after.end())
        at = last + 1


def _value_from(run: list[_Word], at: int) -> tuple[int, int, bool]:
    """The number that begins at a word: its value, its last word, whether it has a thousand."""
    first = run[at].number
    assert first is not None  # a run has numbers only
    value, last, rank = first.value, at, first.rank
    if first.rank == _UNIT and first.value == 2 and not first.is_ordinal and at + 1 < len(run):
        following = run[at + 1].number
        if following and following.rank == _THOUSAND and following.value == 1000:
            value, last, rank = 2000, at + 1, _THOUSAND
    is_full = rank == _THOUSAND
    while last + 1 < len(run):
        number = run[last + 1].number
        is_teen_after = number is not None and number.rank == _TEN and rank == _UNIT
        if number is None or number.rank >= rank or is_teen_after or rank == _UNIT:
            break
        if rank == _TEN and value % 100 in range(10, 20):
            break
        value, last, rank = value + number.value, last + 1, number.rank
    return value, last, is_full


def _is_damaged(folded: str, unread: re.Match[str]) -> bool:
    """Whether a word that cannot be read stands between numbers and the word for year."""
    words = [match.group() for match in islice(_WORD.finditer(folded, unread.end()), 2)]
    if "\n\n" in folded[unread.end() : unread.end() + 24] or not words:
        return False
    number = _numbers().find(words[0])
    if number and number.is_ordinal:
        return len(words) > 1 and _is_year_word(words[1])
    return _is_year_word(words[0]) and unread.group().endswith(_GENITIVE_OR_IN)


def _is_year_word(word: str) -> bool:
    return word == "г" or bool(_year_words().find(word))


def _is_year_before(folded: str, start: int) -> bool:
    before = folded[max(0, start - 12) : start].split()
    return bool(before) and before[-1] in ("год", "года", "лета", "лето", "году")


def _month_before(folded: str, start: int) -> int | None:
    match = _MONTH_BEFORE.search(folded[max(0, start - 24) : start])
    return month_of(match.group(1)) if match else None
