"""Headings of an inventory, Russian or English, and the columns that they mean (DESIGN 5.1)."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from openfonds.errors import SourceError

FILES = "files"
ITEM_ID = "item_id"

# One line a column: what people call it. Written as `fold_heading` leaves them.
_HEADINGS: Mapping[str, str] = {
    ITEM_ID: "item id|reference code|reference|шифр|архивный шифр|шифр дела|шифр единицы хранения",
    FILES: "files|file|file name|filename|file names|файл|файлы|имя файла|имена файлов"
    "|название файла|файл образа|файлы образов",
    "title": "title|заголовок|заголовок дела|заголовок единицы хранения|заглавие|название"
    "|наименование|название дела|наименование дела",
    "creator": "creator|фондообразователь|создатель|наименование фондообразователя",
    "creator_type": "creator type|тип фондообразователя|вид фондообразователя"
    "|тип вид фондообразователя|тип создателя|вид создателя",
    "language": "language|languages|язык|языки|язык документа|язык документов",
    "series": "series|серия|опись|номер описи|no описи|фонд|номер фонда|no фонда|раздел|подраздел",
    "description": "description|note|notes|abstract|описание|аннотация|примечание|примечания",
    "material": "material|вид документа|вид документов|тип документа|материал|тип материала"
    "|вид материала",
    "date": "date|dates|дата|даты|крайние даты|крайняя дата|дата документа|даты документов",
    "author": "author|authors|автор|авторы",
    "author_died": "author died|год смерти автора|дата смерти автора|годы смерти авторов"
    "|год смерти авторов",
    "access": "access|access conditions|доступ|условия доступа|режим доступа",
    "rights": "rights|права|авторские права|правовой статус",
    "act": "act|акт|акт о рассекречивании|акт рассекречивания",
}
# Headings that name an item only where no better one does, the best first: in the standard form
# of an опись, № дела and индекс дела stand side by side.
_WEAK_REFERENCES = (
    frozenset(
        {"no дела", "номер дела", "no ед хр", "номер единицы хранения", "no единицы хранения"}
    ),
    frozenset({"индекс", "индекс дела"}),
)
# Known, and kept beside the description: no decision depends on them.
_NOTED = frozenset(
    {"no", "no п п", "no пп", "п п", "количество листов", "кол во листов", "число листов", "листов"}
)
# What may stand in several columns, because together they say one thing: notes may hide a
# restriction anywhere, and a series is named by fonds and опись together.
_JOINED = frozenset({"description", "series"})
_FACT = re.compile(r"\s*(?:fact|факт)\s*:\s*(\S.*?)\s*", re.IGNORECASE | re.DOTALL)
_ASIDE = re.compile(r"\([^()]*\)")
_COLUMN_OF = {
    heading: column for column, headings in _HEADINGS.items() for heading in headings.split("|")
}


@dataclass(frozen=True, slots=True)
class Layout:
    """Which cell of a row means what. Indices count from 0."""

    width: int
    columns: Mapping[str, tuple[int, ...]]
    facts: Mapping[str, int]
    extra: tuple[tuple[int, str], ...]  # kept as written, with their headings
    unknown: tuple[str, ...]  # those of them that openfonds does not know


def fold_heading(heading: str) -> str:
    """A heading without what people vary: case, ё, dots, dashes, quotation marks, blanks.

    >>> fold_heading(" «Кол-во  листов.» "), fold_heading("item_ID"), fold_heading("№ п/п")
    ('кол во листов', 'item id', 'no п п')
    """
    plain = unicodedata.normalize("NFKC", heading).casefold().replace("ё", "е")
    return " ".join(re.sub(r"[\W_]+", " ", plain).split())


def column_of(heading: str) -> str | None:
    """The column that a heading means by itself, or None.

    >>> column_of("Заголовок дела (тома, части)"), column_of("Состояние")
    ('title', None)
    """
    return _COLUMN_OF.get(fold_heading(heading)) or _COLUMN_OF.get(
        fold_heading(_ASIDE.sub(" ", heading))
    )


def n_known(headings: Iterable[str]) -> int:
    """How many headings are known: what tells the right separator from a wrong one."""
    return sum(
        column_of(h) is not None or _FACT.fullmatch(h) is not None or _weakness(h) is not None
        for h in headings
    )


def layout_of(headings: Sequence[str]) -> Layout:
    """What each column of an inventory means.

    Raises:
        SourceError: if item_id or files is missing, or two headings mean the same column.
    """
    columns: dict[str, list[int]] = {}
    facts: dict[str, int] = {}
    rest: list[int] = []
    for i, heading in enumerate(headings):
        if fact := _FACT.fullmatch(heading):
            name = unicodedata.normalize("NFC", fact[1]).casefold()
            if name in facts:
                raise _twice(f"fact:{name}", [headings[facts[name]], heading])
            facts[name] = i
        elif column := column_of(heading):
            columns.setdefault(column, []).append(i)
        else:
            rest.append(i)
    if ITEM_ID not in columns and (weak := _weak_reference(headings, rest)):
        columns[ITEM_ID] = weak
    _check(headings, columns)
    extra = [i for i in rest if i not in columns[ITEM_ID]]
    named = tuple((i, headings[i].strip() or f"column {i + 1}") for i in extra)
    return Layout(
        width=len(headings),
        columns={column: tuple(at) for column, at in columns.items()},
        facts=facts,
        extra=named,
        unknown=tuple(name for _, name in named if not _is_noted(name)),
    )


def _is_noted(heading: str) -> bool:
    return fold_heading(heading) in _NOTED or _weakness(heading) is not None


def _weakness(heading: str) -> int | None:
    folded = fold_heading(_ASIDE.sub(" ", heading))
    return next((i for i, names in enumerate(_WEAK_REFERENCES) if folded in names), None)


def _weak_reference(headings: Sequence[str], rest: Sequence[int]) -> list[int]:
    for strength in range(len(_WEAK_REFERENCES)):
        if at := [i for i in rest if _weakness(headings[i]) == strength]:
            return at
    return []


def _check(headings: Sequence[str], columns: Mapping[str, Sequence[int]]) -> None:
    # A row that is no row of headings holds titles: only what is a heading may be repeated.
    known = {i for at in columns.values() for i in at}
    seen = ", ".join(repr(headings[i]) for i in sorted(known)) or "none"
    for column in (ITEM_ID, FILES):
        if column not in columns:
            examples = " or ".join(repr(name) for name in _HEADINGS[column].split("|")[:6])
            raise SourceError(
                f"the inventory has no column {column} (headings such as {examples}); of the"
                f" {len(headings)} cells of its first row these are understood: {seen}. If that"
                " looks wrong, save it as CSV in UTF-8, with a row of headings"
            )
    for column, at in columns.items():
        if len(at) > 1 and column not in _JOINED:
            raise _twice(column, [headings[i] for i in at])


def _twice(column: str, headings: Sequence[str]) -> SourceError:
    return SourceError(
        f"the inventory has {len(headings)} columns for {column}:"
        f" {', '.join(repr(h) for h in headings)}; keep one, or rename the others"
    )
