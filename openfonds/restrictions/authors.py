"""When the last author of an item died, and from when copyright runs (GK 1281)."""

import re
from collections.abc import Iterable
from datetime import date
from functools import cache

from openfonds.dates.arithmetic import add_years
from openfonds.dates.parse import parse_date
from openfonds.model import Item
from openfonds.restrictions.detectors import given_names_western
from openfonds.restrictions.detectors.lifetimes import latest_death

POSTHUMOUS_YEARS = 70  # GK 1281(3)

_BETWEEN_AUTHORS = re.compile(r"\s*(?:;|&|/|\+|\n|(?<=\s)(?:и|and|und|et|i|та)(?=\s))\s*")
_COMMA = re.compile(r"\s*,\s*")
_BETWEEN_DEATHS = re.compile(r"\s*(?:[;,]|(?<=\s)(?:и|and|und|et)(?=\s))\s*")
_ASIDE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|\b\d{3,4}\s*[-–—]\s*\d{0,4}|\d+")
_OTHERS = re.compile(r"(?<!\w)(?:и др|и другие|et al|u\. ?a|and others|[иi] інш)\b", re.IGNORECASE)
# After "Surname," these go on with the same name: initials, given names, a patronymic, a rank.
_INITIALS = re.compile(r"(?:[^\W\d_]{1,2}\.[\s-]*)+(?:[^\W\d_]\b)?")
_PATRONYMIC = re.compile(r"(?:ич|вна|ична)ъ?\Z", re.IGNORECASE)
_WITH_NAME = re.compile(
    r"(?:граф|князь|барон|кн|гр|св|свящ|прот|архиеп|еп|проф|акад|мл|ст|jr|sr|de|von|van|du|sir)\b"
    r"\.?(?: [^\W\d_]+)?",
    re.IGNORECASE,
)
_DOUBT = re.compile(
    r"[?~≈]|(?<!\w)(?:ок|около|приблизительно|предположительно|вероятно|circa|ca|vers|um|about)\b",
    re.IGNORECASE,
)
_LONGEST_SURNAME, _GIVEN_AND_PATRONYMIC = 2, 2  # words
_RUSSIAN_GIVEN = """
александр алексей анатолий андрей антон аркадий борис вадим валентин валерий василий виктор виталий
владимир владислав всеволод вячеслав гавриил георгий герман григорий давид даниил дмитрий евгений
егор ефим иван игнатий игорь илья иннокентий иосиф кирилл константин лаврентий лев леонид лука
максим марк матвей михаил моисей никита николай олег осип павел петр платон родион роман семен
сергей степан тимофей федор филипп фома юлий юрий яков александра анна варвара вера евгения
екатерина елена елизавета зинаида ирина лидия любовь людмила мария марина надежда наталья наталия
ольга полина раиса софья софия тамара татьяна юлия
анатоль артур бернард вальтер вильгельм вильям ганс генри генрих герберт ги гюстав джек джеймс
джон джордж жан жан-жак жюль иоганн карл людвиг льюис оноре оскар редьярд роберт ромен томас
уильям фридрих христиан чарлз чарльз шарль эдгар эмилия эмиль эрнст
"""


def last_death(item: Item, as_of: date) -> date | None:
    """The last author's death; None when any author's death is not known for certain.

    A year that is given as about or doubtful is not certain, whatever its margin: the catalogue
    itself does not know who this was (LAW 5, 67). A later death that the author's name, the title
    or the description gives moves it.
    """
    if not item.author_died or _DOUBT.search(item.author_died):
        return None
    died = _deaths(item.author_died)
    author = item.author or ""
    if not died or None in died or _OTHERS.search(author) or len(died) < n_authors(author):
        return None
    years = [latest_death(text) for text in (item.author, item.title, item.description) if text]
    known = [day for day in died if day]
    last = max([*known, *(date(year, 12, 31) for year in years if year)])
    return None if last > as_of else last  # a death in the future is a mistake


def author_term(died: date | None, published: date | None) -> date | None:
    """From when the 70 years of GK 1281 run: the last death, or a later first publication."""
    if died is None or published is None:
        return None
    if died < published <= add_years(died, POSTHUMOUS_YEARS):
        return published
    return died


def n_authors(written: str) -> int:
    """How many authors a cell may name at most: "Surname, Given" is one where that is sure.

    >>> n_authors("Иванов И. И., Петров П. П."), n_authors("Иванов, И. И.")
    (2, 1)
    """
    authors = 0
    for part in _BETWEEN_AUTHORS.split(_tidy(_ASIDE.sub(" ", written))):
        pieces = [p for p in _COMMA.split(part.strip(" .,")) if p.strip(" .,")]
        is_surname = False  # the piece before, which then waits for its given names
        for at, piece in enumerate(pieces):
            if at and (_WITH_NAME.fullmatch(piece) or (is_surname and _goes_on(piece))):
                is_surname = False
                continue
            authors += 1
            is_surname = _is_surname(piece)
    return authors


def _tidy(written: str) -> str:
    """With one blank for several, for the patterns here would read a long row of them often."""
    lines = (" ".join(line.split()) for line in written.split("\n"))
    return "\n".join(line for line in lines if line)


def _deaths(written: str) -> list[date | None]:
    """One day for each death given; None among them where one is not understood."""
    written = _tidy(written)
    parts = [part for part in written.split(";") if part.strip()]
    if len(parts) == 1:
        finer = [parse_date(p).latest for p in _BETWEEN_DEATHS.split(written) if p.strip()]
        if len(finer) > 1 and None not in finer:
            return [*finer]
    return [parse_date(part).latest for part in parts]


def _is_surname(piece: str) -> bool:
    """Whether a piece may be a surname that waits for its initials: "Петров П. П." is whole."""
    return len(piece.split()) <= _LONGEST_SURNAME and "." not in piece


def _goes_on(piece: str) -> bool:
    """Whether a piece after a surname belongs to the same name."""
    words = piece.split()
    if len(words) == _GIVEN_AND_PATRONYMIC and _PATRONYMIC.search(words[-1]):
        return True
    return _is_given(words)


def _is_given(words: Iterable[str]) -> bool:
    names = _given_names()
    return all(
        word.casefold().strip(".").rstrip("ъ").replace("ё", "е") in names
        or _INITIALS.fullmatch(word if word.endswith(".") else word + ".")
        for word in words
    )


@cache
def _given_names() -> frozenset[str]:
    lists = given_names_western
    western = lists.GERMAN | lists.FRENCH | lists.ENGLISH
    return frozenset(_RUSSIAN_GIVEN.split()) | {name.casefold() for name in western}
