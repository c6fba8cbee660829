"""What Tesseract made of a stamp: whether it is words, and whether it may be a mark of secrecy.

The judgement on what was read is not made here (see openfonds.restrictions): here it is only told
whether a stamp was read at all. A reading that resembles a mark without being one is no reading.
"""

import re
from collections.abc import Iterable

from extractors.reading.tesseract import Recognition
from openfonds.restrictions.detectors.normalise import fold_phrase

_NOT_LETTERS = re.compile(r"[\W\d_]+")
# Words of other stamps, most of whose letters stand in a mark too.
_KIN = re.compile(r"секретар\w*|проверено")
# What Tesseract, which looks for words, makes of ДСП: дет, лен, деи.
_READ_AS_WORD = re.compile("[дл][сео][пнтим]")
_WORD = re.compile(r"[^\W\d_]{4,}")
_ODD = re.compile(r"[^\w№.,:;/() -]+")
# Copies are numbered where a document is secret (LAW 5.24).
_COPY_NUMBER = re.compile(r"(?<!\w)экз\w{0,8}\W{0,3}(?:[№nнм]\W{0,2})?\d")
_VOWELS = frozenset("аеёиоуыэюяіѣaeiouy")
_MAX_CONSONANTS = 5
_CYRILLIC = re.compile(r"[\u0400-\u04ff]+")
_LATIN = re.compile(r"[a-zA-Z\u00c0-\u024f]+")


def _letters(phrase: str) -> str:
    return _NOT_LETTERS.sub("", fold_phrase(phrase))


# What secrecy stamps say (LAW 5.24), as fold_phrase folds it, and parts of it that may be all that
# was read of one.
MARKS = tuple(
    _letters(mark)
    for mark in (
        *("секретно", "сов секретно", "совершенно секретно", "строго секретно"),
        *("для служебного пользования", "не подлежит оглашению", "особая папка"),
        *("особой важности", "хранить наравне с шифром", "не для печати"),
        *("конфиденциально", "доверительно", "секретная часть"),
        *("top secret", "confidential", "streng geheim", "vertraulich"),
    )
)
PARTS = tuple(
    _letters(part)
    for part in (
        *("для служебного", "пользования", "не подлежит", "оглашению"),
        # Where the edge of the page cuts them:
        *("для служеб", "лужебного", "ользования", "подлежит огл", "конфиденц", "денциально"),
        *("наравне с", "с шифром", "екретно", "секретн"),
    )
)
SERVICE_SHORT = "дсп"
LIKE_A_MARK = 0.62  # of the letters: "секретно" with three wrong
LIKE_A_PART = 0.75  # words that other stamps may bear too
MIN_SURE, SURE_SHARE = 80.0, 0.5  # confidence, and the share of letters that have it
MIN_LETTERS = 4
MAX_LETTERS = 60  # a stamp has fewer; in more, something will always resemble a mark


def cleaned(text: str) -> str:
    """The lines of a reading that have a word, without remains of the frame."""
    lines = (" ".join(_ODD.sub(" ", line).split()) for line in text.splitlines())
    kept = "\n".join(
        line
        for line in lines
        if _WORD.search(line) or _is_service_mark(line) or _has_copy_number(line)
    )
    if kept:
        return kept
    short = " ".join(_ODD.sub(" ", text).split())
    return short if likeness(short) >= LIKE_A_MARK else ""


def likeness(text: str) -> float:
    """How much of the most similar mark, or part of one, stands in a reading, 0 to 1.

    The number of a copy is as good as a mark.
    """
    if any(_is_service_mark(line) or _has_copy_number(line) for line in text.splitlines()):
        return 1.0
    letters = _folded(text)
    if not letters or len(letters) > MAX_LETTERS:
        return 0.0
    if len(letters) <= len(SERVICE_SHORT) + 1:
        is_alone = sum(not c.isspace() for c in text) <= len(SERVICE_SHORT) + 2
        like = 1 - _distance(SERVICE_SHORT, letters) / len(SERVICE_SHORT)
        return is_alone * max(like, LIKE_A_MARK * bool(_READ_AS_WORD.fullmatch(letters)))
    of_marks = max(1 - _distance(mark, letters) / len(mark) for mark in MARKS)
    of_parts = max(1 - _distance(part, letters) / len(part) for part in PARTS)
    return max(of_marks, of_parts if of_parts >= LIKE_A_PART else 0.0)


def has_mark(text: str) -> bool:
    """Whether a whole mark stands in a reading without a letter wrong."""
    if any(_is_service_mark(line) for line in text.splitlines()):
        return True
    letters = _folded(text)
    return any(mark in letters for mark in MARKS)


def _is_service_mark(line: str) -> bool:
    """Whether a line is ДСП, with or without points or a number."""
    return _folded(line) == SERVICE_SHORT


def _has_copy_number(line: str) -> bool:
    return bool(_COPY_NUMBER.search(fold_phrase(line)))


def _folded(text: str) -> str:
    return _NOT_LETTERS.sub("", _KIN.sub(" ", fold_phrase(text.replace("\n", " "))))


def is_sure(found: Recognition) -> bool:
    """Whether most of what was read are words of which Tesseract has no doubt."""
    sure = every = 0
    for word in found.words:
        letters = _NOT_LETTERS.sub("", word.text)
        every += len(letters)
        if word.confidence is not None and word.confidence >= MIN_SURE and _may_be_word(letters):
            sure += len(letters)
    return sure > 0 and sure >= SURE_SHARE * every


def distinct(texts: Iterable[str]) -> tuple[str, ...]:
    """Texts in their order, each once; a stamp of several lines also as one line."""
    every = (form for text in texts for form in (text, " ".join(text.split())))
    return tuple(dict.fromkeys(form for form in every if form))


def _may_be_word(word: str) -> bool:
    if len(word) < MIN_LETTERS or not (_CYRILLIC.fullmatch(word) or _LATIN.fullmatch(word)):
        return False
    if not (word.isupper() or word.islower() or word.istitle()):
        return False
    consonants = "".join(" " if c in _VOWELS else "c" for c in word.lower()).split()
    return any(c in _VOWELS for c in word.lower()) and all(
        len(run) < _MAX_CONSONANTS for run in consonants
    )


def _distance(mark: str, letters: str) -> int:
    """Fewest letters changed, lost or added between a mark and any part of the letters."""
    row = [0] * (len(letters) + 1)
    for i, wanted in enumerate(mark, 1):
        diagonal, row[0] = row[0], i
        for j, letter in enumerate(letters, 1):
            diagonal, row[j] = (
                row[j],
                min(row[j] + 1, row[j - 1] + 1, diagonal + (letter != wanted)),
            )
    return min(row)
