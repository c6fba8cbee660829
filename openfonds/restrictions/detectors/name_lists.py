"""Lists of surnames with sums, dates or remarks, and the lines that head them.

"Недоимки за 1890 год" over "Зотовъ 12 р." and "Малафеевъ 4 р." tells of each of them what the
heading says. A row begins with a surname, a number before it or not; villages, districts and
things to be sold are told from surnames by their endings, so adjectives (Ивановская, Казанский)
count only with a given name or an initial after them.
"""

import re
from collections.abc import Iterator

_HEADS = 3  # lines above the first row that may be its heading, blank ones not counted
_LONGEST_HEAD = 160  # characters
_NO_SURNAME = "Сарат|Псков|Росто|Киев|Харьк|Тамбо|Азов|Чернигов|Могил|Льво|Остров|Основ|Слов|Магаз"
_SURNAME = (
    rf"(?!{_NO_SURNAME})(?:"
    r"[А-ЯЁІѲ][а-яёѣі]+(?:ов|ев|ёв|ова|ева|ёва|ин|ын|ина|ына|енко|чук|швили|дзе|янц|улин|уллин)"
    r"|[А-ЯЁІѲ][а-яёѣі]+(?:[сц]кий|[сц]кая|[сц]кій)(?=,? [А-ЯЁІѲ])"
    r"|[А-ЯЁІѲ][а-яёѣі]+,? [А-ЯЁІѲ]\. ?[А-ЯЁІѲ]\."
    r"|[А-ЯЁІѲ]{2,}(?:ОВ|ЕВ|ОВА|ЕВА|ИН|ЫН|ИНА|ЕНКО))ъ?Ъ?(?!\w)"
)
_ROW = re.compile(
    r"[ \t|]*(?:№? ?\d{1,4}(?:[.)|]|[ \t])[ \t|]*)?(?P<name>[А-ЯЁІѲ][\w-]+)[^\n]{0,80}"
)
_NAMED = re.compile(rf"[ \t|]*(?:№? ?\d{{1,4}}(?:[.)|]|[ \t])[ \t|]*)?{_SURNAME}")
_CELLS = re.compile(rf"\|[ \t]*{_SURNAME}")
_FEWEST = 2


def heads_of_lists(printed: str) -> list[tuple[int, int]]:
    """The spans of the headings of lists of persons in a text with its capitals, in order.

    >>> heads_of_lists("Недоимки\\nЗотов 12 р.\\nЛаптев 3 р.\\n")
    [(0, 8)]
    """
    return list(_heads(list(_lines(printed))))


def _lines(text: str) -> Iterator[tuple[int, str]]:
    start = 0
    for line in text.split("\n"):
        if line.strip():
            yield start, line
        start += len(line) + 1


def _heads(lines: list[tuple[int, str]]) -> Iterator[tuple[int, int]]:
    place = 0
    while place < len(lines):
        start, line = lines[place]
        if len(_CELLS.findall(line)) >= _FEWEST:
            yield _above(lines, place, line.index("|") + start)
        rows = named = 0
        while place + rows < len(lines) and _ROW.fullmatch(lines[place + rows][1]):
            named += _NAMED.match(lines[place + rows][1]) is not None
            rows += 1
        first = next((at for at in range(place, place + rows) if _NAMED.match(lines[at][1])), place)
        listed = place + rows - first
        if named >= _FEWEST and 3 * named >= 2 * listed:
            yield _above(lines, first, lines[first][0])
        place += max(rows, 1)


def _above(lines: list[tuple[int, str]], first: int, end: int) -> tuple[int, int]:
    """From the highest line that may head the row `first` up to `end`."""
    highest = first
    while highest > 0 and first - highest < _HEADS and len(lines[highest - 1][1]) <= _LONGEST_HEAD:
        highest -= 1
    return lines[highest][0], max(end - 1, lines[highest][0])
