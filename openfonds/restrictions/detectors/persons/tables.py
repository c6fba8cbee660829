"""Names in tables, forms and lists, where nothing but the place says that a word is a name.

A heading ФИО, or Фамилия, имя, отчество, makes names of what stands below it in its column,
whether the columns are parted by strokes, tabs, runs of blanks or by nothing that OCR kept.
A table ends at a blank line or at a line that has no name in the place of one.
"""

import re
from collections.abc import Iterator

from openfonds.restrictions.detectors.persons.lexicon import look_up
from openfonds.restrictions.detectors.persons.marks import Mark
from openfonds.restrictions.detectors.persons.words import CAPITAL_WORD
from openfonds.restrictions.detectors.roles import is_post

_HEADING = re.compile(
    r"(?<!\w)(?:ф[., ]{0,2}и[., ]{0,2}о(?!\w)|фам(?:илия|илии|\.)|имя(?!\w)|имена(?!\w)|"
    r"отчеств[оа](?!\w)|прозвани[ея](?!\w)|surname(?!\w)|full name(?!\w))",
    re.IGNORECASE,
)
_LONGEST_HEADING = 200
_SEPARATORS = (re.compile(r"[|¦]"), re.compile(r"\t+"), re.compile(r" {2,}"))
_ROW_NUMBER = re.compile(r"(?:№ ?)?\d{0,5}[.)\]]?\s*")
_ROW_NAME = re.compile(
    r"[^\W\d_][^\W_]{2,24}(?:-[^\W_]{2,24})?"
    r"(?:[ .,]{1,2}[А-ЯЁ](?:[а-яё]{2,24}(?:-[А-ЯЁ][а-яё]{2,24})?|\.| |$)){0,3}"
)
_RULE = re.compile(r"[\s|¦+=.:\d-]*")
# What stands in a column of names besides names.
_NO_NAMES = re.compile(
    r"(?:итого|всего|он же|она же|тот же|та же|вакан\w+|то же|нет|-|имя|отчество|фамилия|"
    r"ф\. ?и\. ?о)\W*",
    re.IGNORECASE,
)
_HEADINGS = frozenset({"фио", "имя", "отчество", "фамилия"})
_FIELD = re.compile(
    r"(?<!\w)(?:фамилия|имя|отчество|ф\. ?и\. ?о\.|фио)(?:[ ,и]{1,4}(?:имя|отчество)){0,2}"
    r"(?: {0,3}\([^)\n]{0,40}\))?[ .:…|\t-]{1,60}"
    r"(?P<value>[^\W\d_]{3,24}(?:-[^\W\d_]{3,24})?"
    r"(?:[ \t]{1,4}[А-ЯЁ](?:[а-яё]{2,24}|\.)){0,3})",
    re.IGNORECASE,
)
_LIST_ROW = re.compile(
    rf"[ \t]*(?:\d{{1,5}}[.)]?[ \t]*|[-—*•][ \t]*)?(?P<name>{CAPITAL_WORD}(?:[ \t]+"
    rf"(?:{CAPITAL_WORD}|[А-ЯЁ]\.(?: ?[А-ЯЁ]\.)?)){{0,3}})[ \t]*(?:[.,;][ \t]*)?"
)
_LEAST_ROWS = 3

_Cell = tuple[int, str]  # where it begins in the text, and what stands in it


def in_tables(text: str) -> Iterator[Mark]:
    """Mark names below a heading of names, in the fields of a form, and in lists of names."""
    columns: tuple[re.Pattern[str] | None, int, frozenset[int]] | None = None
    run: list[_Cell] = []
    start = 0
    for line in text.split("\n"):
        if columns is not None:
            cells = _name_cells(start, line, *columns)
            yield from (_mark(cell) for cell in cells)
            if not cells and (not line.strip() or _RULE.fullmatch(line) is None):
                columns = None
        if len(line) <= _LONGEST_HEADING and _HEADING.search(line):
            columns = _columns(line) or columns
        row = _LIST_ROW.fullmatch(line)
        if row is None:
            yield from _list_of_names(run)
            run = []
        else:
            run.append((start + row.start("name"), row["name"]))
        start += len(line) + 1
    yield from _list_of_names(run)
    for field in _FIELD.finditer(text):
        if _may_be_names(field["value"]):
            yield Mark(field.start("value"), field.end("value"), "likely")


def _mark(cell: _Cell) -> Mark:
    return Mark(cell[0], cell[0] + len(cell[1]), "likely")


def _cells(start: int, line: str, separator: re.Pattern[str]) -> list[_Cell]:
    cells, at = [], 0
    for mark in separator.finditer(line):
        cells.append((start + at, line[at : mark.start()]))
        at = mark.end()
    cells.append((start + at, line[at:]))
    return [(at + len(cell) - len(cell.lstrip()), cell.strip()) for at, cell in cells]


def _columns(heading: str) -> tuple[re.Pattern[str] | None, int, frozenset[int]] | None:
    """How a table parts its columns, how many there are and which hold names."""
    for separator in _SEPARATORS:
        cells = _cells(0, heading.strip(), separator)
        if len(cells) > 1:
            names = frozenset(n for n, (_, cell) in enumerate(cells) if _HEADING.match(cell))
            return (separator, len(cells), names) if names else None
    # without columns a heading says nothing else
    rest = _HEADING.sub("", heading)
    others = re.findall(r"[^\W\d_]{3,}", rest)
    return (None, 1, frozenset({0})) if len(others) <= 4 and "." not in rest[-2:] else None


def _name_cells(
    start: int, line: str, separator: re.Pattern[str] | None, count: int, names: frozenset[int]
) -> list[_Cell]:
    blanks = len(line) - len(line.lstrip())
    start, line = start + blanks, line.strip()
    if separator is None:
        number = _ROW_NUMBER.match(line)
        name = _ROW_NAME.match(line, number.end() if number else 0)
        cells = [(start + name.start(), name.group().rstrip(" ,"))] if name else []
    else:
        cells = _cells(start, line, separator)
        if len(cells) == 1:
            return []
        if len(cells) == count:
            cells = [cell for n, cell in enumerate(cells) if n in names]
    return [cell for cell in cells if _may_be_names(cell[1])]


def _may_be_names(cell: str) -> bool:
    """Whether a cell holds a word that may be a name: a capital, or no word of Russian."""
    if len(cell) > 90 or _NO_NAMES.fullmatch(cell):
        return False
    for word in re.findall(r"[^\W\d_]{3,}", cell):
        lower = word.lower()
        reading = look_up(lower)
        if is_post(lower) or (reading.place and not reading.listed):
            continue
        if lower not in _HEADINGS and (not reading.known or reading.named):
            return word[0].isupper() or not reading.ordinary
    return False


def _list_of_names(rows: list[_Cell]) -> Iterator[Mark]:
    """Rows of nothing but words with capitals are names when most of them may be."""
    if len(rows) < _LEAST_ROWS:
        return
    likely = [row for row in rows if _is_name_row(row[1])]
    if 2 * len(likely) > len(rows):
        yield from (_mark(row) for row in rows if _may_be_names(row[1]))


def _is_name_row(row: str) -> bool:
    reading = look_up(row.split()[0].lower())
    return (reading.surname or reading.listed or reading.first) and not reading.adjective
