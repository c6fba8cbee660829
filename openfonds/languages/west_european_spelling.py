"""Old and new spelling of German and French, and the long s, where words tell them surely.

German: the conference of 1901 took the h from th in words that are not foreign (Theil, thun) and
wrote gibt for giebt; the reform of 1996 wrote dass and muss for daß and muß. French: the sixth
dictionary of the Academy (1835) wrote -ait for -oit and -ants for -ans. Only words that the other
spelling never writes are counted, so Goethe and Thomas, croit and droit say nothing.
"""

import re
from collections.abc import Mapping, Sequence

from openfonds.languages.scripts import has_long_s
from openfonds.word_memory import WordMemory

GERMAN_BEFORE_1901 = "german-before-1901"
GERMAN_1901 = "german-1901"
GERMAN_1996 = "german-1996"
FRENCH_BEFORE_1835 = "french-before-1835"
LONG_S = "long-s"

MIN_HITS = 3
MIN_LEAD = 3  # times as many as of the other spelling
MIN_LETTERS = 100
_WORDS_KNOWN = 1 << 14
_WORD = re.compile(r"\w+")

_THEN = (
    "(?:ver|be|ge|mit|un|ur|vor|an|ab|aus|ein|zu|nach|bei|haupt|abge|mitge|unge)?"
    "(?:theil\\w*|thun|thut|that|thaten|gethan|thür\\w*|thier\\w*|thal\\w*|thurm\\w*|thräne\\w*"
    "|thätig\\w*|thatsach\\w*|werth\\w*|noth\\w*|muth\\w*|rath|rathe|rathhaus\\w*|räthe\\w*"
    "|roth\\w*|miethe\\w*|heirath\\w*|giebt|wirth\\w*|eigenthum\\w*|eigenthüm\\w*|alterthum\\w*"
    "|reichthum\\w*|waare\\w*)"
)
_GERMAN_OLD = re.compile(rf"\b{_THEN}\b", re.IGNORECASE)
_GERMAN_1901 = re.compile(
    r"\b(?:teil\w*|tun|tut|tat|taten|getan|tür|türen|tier|tiere|tieren|tal|turm|träne\w*|tätig\w*"
    r"|tatsach\w*|wert|werte|notwendig\w*|mut|rathaus\w*|rot|rote|roten|miete\w*|heirat\w*|gibt"
    r"|wirtschaft\w*|eigentum\w*|altertum\w*|ware|waren|verteil\w*|beteilig\w*|abteilung\w*"
    r"|mitteilung\w*|urteil\w*|vorteil\w*|anteil\w*)\b",
    re.IGNORECASE,
)
_BEFORE_1996 = re.compile(
    r"\b(?:daß|muß|mußte\w*|müßte\w*|läßt|wußte\w*|wüßte\w*|gewiß|bewußt\w*|beschluß|schluß"
    r"|anschluß|ausschuß|einfluß|prozeß|rußland\w*|bißchen)\b",
    re.IGNORECASE,
)
_SINCE_1996 = re.compile(
    r"\b(?:dass|muss|musste\w*|müsste\w*|lässt|wusste\w*|wüsste\w*|gewiss|bewusst\w*|beschluss"
    r"|schluss|anschluss|ausschuss|einfluss|prozess|russland\w*|bisschen)\b",
    re.IGNORECASE,
)
_FRENCH_OLD = re.compile(
    r"\b(?:étoi(?:t|s|ent)|avoi(?:t|s|ent)|auroi(?:t|s|ent)|seroi(?:t|s|ent)|faisoi(?:t|s|ent)"
    r"|pouvoi(?:t|s|ent)|vouloi(?:t|s|ent)|devoi(?:t|ent)|disoi(?:t|s|ent)|venoi(?:t|s|ent)"
    r"|foible\w*|connoître|connoit|paroître|paroit|françois|françoise\w*|anglois|angloise\w*"
    r"|enfans|habitans|momens|tems|loix)\b",
    re.IGNORECASE,
)
_FRENCH_NEW = re.compile(
    r"\b(?:étai(?:t|s|ent)|avai(?:t|s|ent)|aurai(?:t|ent)|serai(?:t|ent)|faisai(?:t|s|ent)"
    r"|pouvai(?:t|s|ent)|voulai(?:t|s|ent)|devai(?:t|ent)|disai(?:t|s|ent)|venai(?:t|s|ent)"
    r"|faible\w*|connaître|paraître|français|française\w*|anglais|anglaise\w*|enfants|habitants"
    r"|moments|temps|lois)\b",
    re.IGNORECASE,
)


def latin_spelling(
    text: str, language: str | None, counts: Mapping[str, int], n_latin: int
) -> str | None:
    """The spelling of a German or French text, LONG_S of another, or None where nothing tells."""
    long_s = has_long_s(counts, n_latin)
    told: str | None = None
    if n_latin >= MIN_LETTERS and language in ("deu", "fra"):
        plain = text.replace("ſ", "s") if "ſ" in text else text
        told = _german(plain) if language == "deu" else _french(plain)
    return told or (LONG_S if long_s else None)


def _german(text: str) -> str | None:
    words = _WORD.findall(text)
    old, new, before, since = _counted(words, _IS_GERMAN)
    if old >= MIN_HITS and old >= MIN_LEAD * new:
        return GERMAN_BEFORE_1901
    if new < MIN_HITS or new < MIN_LEAD * old:
        return None
    if before >= MIN_HITS and before >= MIN_LEAD * since:
        return GERMAN_1901
    # Typewriters and Switzerland write ss for every ß, at any time.
    has_eszett = text.count("ß") >= MIN_HITS
    return GERMAN_1996 if since >= MIN_HITS and since >= MIN_LEAD * before and has_eszett else None


def _french(text: str) -> str | None:
    old, new = _counted(_WORD.findall(text), _IS_FRENCH)
    return FRENCH_BEFORE_1835 if old >= MIN_HITS and old >= MIN_LEAD * new else None


def _counted(words: Sequence[str], kinds: WordMemory[tuple[bool, ...]]) -> list[int]:
    """How many of the words are of each kind."""
    return [sum(of_kind) for of_kind in zip(kinds(""), *kinds.each(words), strict=True)]


def _is_german(word: str) -> tuple[bool, ...]:
    kinds = (_GERMAN_OLD, _GERMAN_1901, _BEFORE_1996, _SINCE_1996)
    return tuple(kind.fullmatch(word) is not None for kind in kinds)


def _is_french(word: str) -> tuple[bool, ...]:
    return tuple(kind.fullmatch(word) is not None for kind in (_FRENCH_OLD, _FRENCH_NEW))


_IS_GERMAN = WordMemory(_is_german, _WORDS_KNOWN)
_IS_FRENCH = WordMemory(_is_french, _WORDS_KNOWN)
