"""Whether a page can be judged by its text at all (LAW 5: 57-59, 64, 70).

Detectors find nothing in a text that they cannot read, and nothing found must not look like
nothing there. A page is not judged by its text where the text

- has no word of three letters: not read, or read as digits and specks (`page_without_text`);
- was read from handwriting or from a picture (`poor_text`);
- spells no words of any language that the detectors have tables for: rubbish of OCR, letters one
  to a line or in rows without words, a text decoded in a wrong encoding (`poor_text`);
- is for more than a fifth in another script than Cyrillic and Latin (`script_without_detector`);
- is in a language of these scripts for which no detector has tables
  (`language_without_detector`).

The facts lead to review of what is archival; rules leave published works alone.

Which languages are judged: those of `openfonds.restrictions.detectors.languages`, where Russian
stands for pre-reform spelling, too, and for Church Slavonic, whose texts are liturgical. A paper of
1890 in Polish, Finnish or Latin is not judged, over a hundred years old or not: that an adoption or
an illness never lapses (LAW RU-16, RU-17) holds in every language, and whoever has no table for the
language cannot say that it is not there. That is a matter of degree where the language is told by
statistics alone, so a page is only held back where it is told for certain and of MIN_LETTERS
letters: names, tables and short notes in Latin letters pass. Tatar, Persian or Ottoman in Arabic
letters, Hebrew and Yiddish, Georgian, Armenian, Greek, Chinese, Mongolian script: no detector
reads a letter of them, whatever their age. A few words of them in a Russian page do not matter.
"""

import re
from collections import Counter
from functools import lru_cache

from openfonds.double_decoding import undo_double_decoding
from openfonds.languages.alphabets import letter_counts
from openfonds.languages.codes import to_iso639_3
from openfonds.languages.identify import identify
from openfonds.languages.scripts import script_of
from openfonds.letter_pairs import plausibility
from openfonds.model import PageText, ReadStatus
from openfonds.quality import garbage_ratio
from openfonds.restrictions import made_facts
from openfonds.restrictions.detectors.languages import LANGUAGES

SCRIPTS = frozenset({"Cyrl", "Latn"})
JUDGED = frozenset(to_iso639_3(one.language) for one in LANGUAGES) | {"chu"}
MAX_OTHER_SCRIPT = 0.2  # share of letters
MAX_MOJIBAKE = 0.2  # share of letters that had to be decoded anew
MIN_LETTERS = 150  # of a page, below which its language is not told
MIN_LANGUAGE_SCORE = 0.9
MAX_UNUSUAL = 0.003  # share of letters that Russian never had: statistics must look
MIN_YERY = 0.003  # share of ы, which Ukrainian, Bulgarian and Serbian do not have
MIN_I = 0.01  # share of и, which Belarusian does not have
POOR_GARBAGE = 0.5  # share of tokens like nothing that is printed
POOR_CONFIDENCE = 50.0  # mean word confidence
# What was read from handwriting or from a picture is never all that stands there, however sure the
# engine is of it.
NOT_PRINT = frozenset({"handwriting", "picture"})
# Estimated share of wrong characters: a page in a language that its model does not know may be
# read with confidence, and none of its words be right.
POOR_ESTIMATE = 0.5
# Least likeness to words, of a long text. Prose has 0.6 to 0.85 in the languages judged, 0.57 in
# Czech; letters thrown together 0.0. A short text may be further from it by chance.
MIN_LIKENESS = 0.33
CHANCE = 0.9  # of one pair of letters
MIN_LONE_LINES = 6
MAX_LONE_LINES = 0.5  # share of lines that hold one letter
# Letters, each a word of its own, in rows that no wider blank parts into words. Capitals are
# headings: О Б Я З А Т Е Л Ь Н О Е П О С Т А Н О В Л Е Н И Е.
MAX_UNPARTED, MAX_UNPARTED_CAPITALS = 24, 44
SAMPLE_CHARS = 6_000

_A_WORD = re.compile(r"[^\W\d_]{3}")
_INVISIBLE = re.compile("[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
_LONE_LETTER = re.compile(r"^[^\S\n]*[^\W\d_][^\S\n]*$", re.MULTILINE)
# A heading such as П Р О Т О К О Л is known letter by letter; a sentence so set is not.
_LONE = re.compile(r"[^\W\d_]")
_UNPARTED = re.compile(r"(?<!\w)[^\W\d_](?: ?[.,;:]? [^\W\d_](?!\w)){14,}")
_LINE = re.compile(r"^.*\S.*$", re.MULTILINE)
_RUSSIAN_LETTERS = frozenset("абвгдежзийклмнопрстуфхцчшщъыьэюяёѣіѳѵ")


def why_not_judged(page: PageText) -> str | None:
    """The fact that keeps a page from being judged by its text; None where it can be."""
    if page.status is ReadStatus.FAILED:
        return made_facts.PAGE_FAILED
    if page.status is ReadStatus.BLANK:
        return None
    is_poor = page.confidence is not None and page.confidence < POOR_CONFIDENCE
    if is_poor or page.content in NOT_PRINT:
        return made_facts.POOR_TEXT if _A_WORD.search(page.text) else made_facts.PAGE_WITHOUT_TEXT
    why = why_text_is_not_judged(page.text)
    if why is None and page.estimated_cer is not None and page.estimated_cer >= POOR_ESTIMATE:
        return made_facts.POOR_TEXT
    return why


@lru_cache(maxsize=32)  # an item is judged under several laws and days, one after the other
def why_text_is_not_judged(text: str) -> str | None:
    """The same for a text.

    >>> why_text_is_not_judged("Слушали доклад управы о мощении улиц.")
    >>> why_text_is_not_judged("12 45 78 03"), why_text_is_not_judged("ааьгх ъъщф жэыш щьцц")
    ('page_without_text', 'poor_text')
    """
    text = _INVISIBLE.sub("", text)
    letters = letter_counts(text)
    if _is_other_script(letters):
        return made_facts.SCRIPT_WITHOUT_DETECTOR
    if not _A_WORD.search(text):
        return made_facts.PAGE_WITHOUT_TEXT
    if _is_poor(text):
        return made_facts.POOR_TEXT
    return made_facts.LANGUAGE_WITHOUT_DETECTOR if _is_other_language(text, letters) else None


def _is_other_script(letters: Counter[str]) -> bool:
    total = sum(letters.values())
    other = sum(n for letter, n in letters.items() if script_of(letter) not in SCRIPTS)
    return other > MAX_OTHER_SCRIPT * total


def _is_poor(text: str) -> bool:
    if garbage_ratio(text) > POOR_GARBAGE:
        return True
    lone = len(_LONE_LETTER.findall(text))
    if lone >= MIN_LONE_LINES and lone > MAX_LONE_LINES * len(_LINE.findall(text)):
        return True
    unparted = [letter for row in _UNPARTED.findall(text) for letter in _LONE.findall(row)]
    n_small = sum(map(str.islower, unparted))
    if n_small > MAX_UNPARTED or len(unparted) - n_small > MAX_UNPARTED_CAPITALS:
        return True
    sample = _sample(text)
    repair = undo_double_decoding(sample)
    if repair is not None and repair.ratio > MAX_MOJIBAKE:
        return True
    value, n_pairs = plausibility(sample)
    return n_pairs > 0 and value < MIN_LIKENESS - CHANCE / n_pairs**0.5


def _sample(text: str) -> str:
    """Head, middle and end of a long text."""
    if len(text) <= SAMPLE_CHARS:
        return text
    third = SAMPLE_CHARS // 3
    middle = (len(text) - third) // 2
    return "\n".join((text[:third], text[middle : middle + third], text[-third:]))


def _is_other_language(text: str, letters: Counter[str]) -> bool:
    """Whether a text is, for certain, in a language without tables."""
    total = sum(letters.values())
    if total < MIN_LETTERS or _is_russian(letters, total):
        return False
    language, score = identify(text)
    return language is not None and language not in JUDGED and (score or 0) >= MIN_LANGUAGE_SCORE


def _is_russian(letters: Counter[str], total: int) -> bool:
    """Whether the letters alone say Russian: most pages need no statistics."""
    russian = sum(n for letter, n in letters.items() if letter in _RUSSIAN_LETTERS)
    cyrillic = sum(n for letter, n in letters.items() if script_of(letter) == "Cyrl")
    few_others = cyrillic - russian <= MAX_UNUSUAL * cyrillic
    usual = letters["ы"] >= MIN_YERY * russian and letters["и"] >= MIN_I * russian
    return 2 * russian > total and few_others and usual
