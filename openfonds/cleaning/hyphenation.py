"""Words that a line end cuts in two, put together again.

A cut is mended between two lower-case letters of one script, and between capitals where the word
list has the whole. Whether the hyphen is the printer's or the word's, some first parts and endings
of Russian say, and then the word list of the language (`joints`). What neither knows loses its
hyphen: the edit that is kept with the text still shows it. A word that goes on over a page break
stays cut, for each page has its own text.
"""

import re
from collections.abc import Iterator

from openfonds.cleaning.joints import is_joined
from openfonds.cleaning.unicode_forms import SOFT_HYPHEN
from openfonds.cleaning.words import WordList
from openfonds.edits import Replacement
from openfonds.languages.scripts import script_of

# Hyphen-minus, hyphen, non-breaking hyphen, not sign (OCR engines write it for a hyphen at the
# end of a line), soft hyphen, double oblique hyphen (Fraktur).
_HYPHENS = ("-", "‐", "‑", "¬", SOFT_HYPHEN, "⸗")
# These two never belong to a word.
_CUT_ONLY = ("¬", SOFT_HYPHEN)
# Accents and titla that stand over a letter as characters of their own.
_MARKS = "\u0300-\u036f\u0483-\u0487\u2de0-\u2dff\ua66f"

_LINE_END = re.compile(rf"[{''.join(_HYPHENS[1:])}-](?=\n)|{SOFT_HYPHEN}\Z")
_NEXT_WORD = re.compile(rf"\n ?(?P<right>[^\W\d_][^\W\d_{_MARKS}]*)(?P<rest>\S*)")
_LONGEST_FIRST = 24  # no listed first part is longer, and what is looked back at must be bounded
_LONGEST_ROW = 1000
_LAST_LETTERS = re.compile(rf"(?P<letters>[^\W\d_]+)[{_MARKS}]*\Z")

# First parts that take a hyphen whatever follows; ъ is the spelling before 1918.
_HYPHENED_FIRST = re.compile(
    "австро|англо|вице|вицъ|германо|греко|историко|контръ|лейбъ?|механико|политико|польско|"
    "русско|унтеръ?|физико|франко|химико|экономико|японо"
)
# First parts that take one before these only: по-русски, but получить; юго-восток, but югославский.
_HYPHENED_PAIRS = tuple(
    (re.compile(first), re.compile(second))
    for first, second in (
        (
            "по",
            "(?:нов|стар|друг|сво|мо|тво|ин|разн|видим)[оеі]му|"
            "(?:прежн|хорош|наш|ваш)ему|.{3,}[сц]ки|волчьи",
        ),
        ("во", "(?:перв|втор)ыхъ?"),
        ("изъ?", "за|подъ?"),
        ("с[еѣ]веро|юго", "(?:запад|восто).*"),
        ("ко[ей]", "(?!го$|му$).+"),
        ("вс[её]|так|опять|прямо", "таки"),
        ("оберъ?", "(?:офицер|прокурор|полицмейстер|секретар|кондуктор|лейтенант).*"),
        ("премьеръ?", "(?:министр|ма[йі]ор).*"),
        ("социалъ?|соціалъ?", "(?:демократ|революцион).*"),
        (
            "генералъ?",
            "(?:губернатор|ма[йі]ор|лейтенант|адъютант|прокурор|полковник|адмирал|фельдмаршал|"
            "аншеф|инспектор).*",
        ),
        (
            "кто|кого|кому|к[еѣ]мъ?|комъ?|что|чего|чему|ч[еѣё]мъ?|"
            "как(?:ой|ая|ое|ого|аго|ому|имъ?|омъ?|ую|ие|ія|ихъ?|ими)?|"
            "чей|чья|чь[её]|гд[еѣ]|куда|откуда|когда|почему|зач[еѣ]мъ?|отчего|сколько",
            "то",
        ),
        (".+", "либо|нибудь"),
    )
)
# "сельско-\nи лесохозяйственный", "Ein-\nund Ausfuhr": the hyphen stands for a missing part.
_CONJUNCTIONS = frozenset(("и", "или", "und", "oder", "bzw"))


def mended_cuts(
    text: str, words: WordList | None = None, language: str | None = None
) -> Iterator[Replacement]:
    """Replacements that join a word cut by a line end; the line break moves behind the word.

    A soft hyphen left at a line end becomes a hyphen. Rows of tables stay. Reason: hyphen.

    Args:
        words: the list of the language; None where there is none.
        language: ISO 639-3.
    """
    known = (words, language) if words is not None and language is not None else None
    for line_end in _LINE_END.finditer(text):
        start, hyphen = line_end.start(), line_end.group()
        before = _LAST_LETTERS.search(text, max(start - _LONGEST_FIRST, 0), start)
        word = _NEXT_WORD.match(text, line_end.end())
        kept = None
        if before is not None and word is not None and _is_mendable(text, before, hyphen, word):
            kept = _kept_hyphen(before, hyphen, word, known)
        if word is None or kept is None:
            if hyphen == SOFT_HYPHEN:
                yield Replacement(start, line_end.end(), "-", "hyphen")
            continue
        yield Replacement(start, word.start("right"), kept, "hyphen")
        if text[word.end() : word.end() + 1] == " ":
            yield Replacement(word.end(), word.end() + 1, "\n", "hyphen")


def _is_mendable(text: str, before: re.Match[str], hyphen: str, word: re.Match[str]) -> bool:
    left, right = before["letters"][-1], word["right"]
    if script_of(left) is None or script_of(left) != script_of(right[0]):
        return False
    # Two halves of which one is in capitals are no word.
    if hyphen not in _CUT_ONLY and left.islower() != right[0].islower():
        return False
    # Moved behind this word, the line break would make a new cut of a suspended hyphen.
    if word["rest"].endswith(_HYPHENS) and text[word.end() : word.end() + 1] == " ":
        return False
    if text[word.end() : word.end() + 1] == "\t" or "\t" in _line_before(text, before.end()):
        return False
    return bool(word["rest"]) or right not in _CONJUNCTIONS


def _line_before(text: str, end: int) -> str:
    return text[max(text.rfind("\n", 0, end), end - _LONGEST_ROW, 0) : end]


def _kept_hyphen(
    before: re.Match[str], hyphen: str, word: re.Match[str], known: tuple[WordList, str] | None
) -> str | None:
    """What is left of the hyphen when the word is mended; None where it stays as it is."""
    if hyphen in _CUT_ONLY:
        return ""
    left, right = before["letters"], word["right"]
    if not left[-1].islower():
        is_whole = left.isupper() and right.isupper() and known is not None
        return "" if is_whole and known and is_joined(left.lower(), right.lower(), *known) else None
    if _is_listed_compound(left.lower(), right):
        return hyphen
    return hyphen if known and is_joined(left, right, *known) is False else ""


def _is_listed_compound(first: str, right: str) -> bool:
    return script_of(right[0]) == "Cyrl" and (
        _HYPHENED_FIRST.fullmatch(first) is not None
        or any(head.fullmatch(first) and tail.fullmatch(right) for head, tail in _HYPHENED_PAIRS)
    )
