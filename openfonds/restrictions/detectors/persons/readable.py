"""Put a text into the form in which names of persons can be read, with the way back.

Unlike `normalise.fold` it keeps capitals and й, on which the recognition of names rests. Undone
are: letters of the old orthography and of the Turkic and Ukrainian alphabets, final ъ,
look-alikes of other scripts within Cyrillic words, digits within words, words broken at the end
of a line, letter-spaced words, soft hyphens and zero-width characters. Words in capitals become
words with one capital, and it is remembered which: such a capital says nothing.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from openfonds.restrictions.detectors.normalise import (
    BROKEN_WORD,
    DIGIT_AS_LETTER,
    DIGIT_IN_WORD,
    INVISIBLE,
    LINE_ENDS,
    Shift,
    nothing,
    original_span,
    replace_matches,
    take_out,
)
from openfonds.restrictions.detectors.persons.lexicon import look_up
from openfonds.restrictions.detectors.persons.shapes import is_surname_shaped

_OTHER_CYRILLIC = {
    seen: read
    for row, reads in (
        ("ѣіїѳѵѕєѡѧꙋґў", "еиифизеояугу"),
        ("әөүұҗңһқғҙҫӑӗӳӧӥӟӝӵҡ", "аоуужнхкгзсаеуоизжчк"),
    )
    for seen, read in zip(row, reads, strict=True)
}
_KEPT = frozenset("йЙ№ªº\u00ad")
# What an OCR engine or a typist puts in the place of a Cyrillic letter; V is the old ѵ.
_LOOK_ALIKES = {
    ord(seen): read
    for row, reads in (
        ("aceopxyikmtnurbh", "асеорхуикмтпигьн"),
        ("ABCEHKMOPTXYIVN", "АВСЕНКМОРТХУИУИ"),
        ("αβεηικμορτυχν", "авеникмортухи"),
        ("ΑΒΕΗΙΚΜΟΡΤΥΧΓΠ", "АВЕНИКМОРТУХГП"),
    )
    for seen, read in zip(row, reads, strict=True)
}


def _read_character(character: str) -> str:
    if character in LINE_ENDS:
        return "\n"
    if character in _KEPT:
        return character
    category = unicodedata.category(character)
    if category[0] == "L":
        plain = unicodedata.normalize("NFKD", character)[0]
        lower = plain.lower()
        read = _OTHER_CYRILLIC.get(lower)
        if read is None:
            return plain
        return read if plain == lower else read.upper()
    if category == "Nd":
        return str(unicodedata.decimal(character))
    if category == "Zs" or character == "_":
        return " "
    if category == "Pd" or character == "\u2212":
        return "-"
    return character


class _ReadTable(dict[int, str]):
    """The table for str.translate, filled as characters are met; one character for one."""

    def __missing__(self, code: int) -> str:
        self[code] = read = _read_character(chr(code))
        return read


_READ = _ReadTable()

_COMPOSED = {"и\u0306": "й", "И\u0306": "Й"}
_SHORT_I = re.compile("[иИ]\u0306")
# Ива-\nНов is two parts of a double surname, Ива-\nнов is one word.
_BROKEN_COMPOUND = re.compile(r"(?<=[а-яё])- {0,40}\n {0,40}(?=[А-ЯЁ])")
# A capital and pieces of one to three letters; whether they are one word is then weighed.
_PIECES = re.compile(
    r"(?<!\w)[А-ЯЁа-яё0-9][а-яё]{0,2}(?:[ ·'^-]{1,2}(?:[а-яё]{1,3}|\d)(?!\w)){2,30}(?!\w)"
    r"|(?<![\w.])[А-ЯЁ](?: {1,2}[А-ЯЁ]){2,30}(?![\w.])"
)
_PIECE = re.compile(r"[А-яЁё0-9]+")
_NO_WORD_LETTERS = 2
_WORDS_OF_ONE_LETTER = frozenset("аиоуявкс")
_JOINED = re.compile(r"(?<=[а-яё])(?=[А-ЯЁ][а-яё.])")
# Specks that an OCR engine reads within a word.
_SPECK = re.compile(r"(?<=[а-яё])[;|/\\<>=\"](?=[а-яё])|(?<=[А-яЁё])[*^~`'’•·](?=[А-яЁё])")
_CYRILLIC_BESIDE_OTHER = re.compile(
    r"(?<![^\W\d_])[^\W\d_]*(?:[А-яЁё][A-Za-zΑ-ω]|[A-Za-zΑ-ω][А-яЁё])[^\W\d_]*"
)
_LOOK_ALIKE_WORD = re.compile(
    "(?<![^\\W\\d_])[" + "".join(map(chr, _LOOK_ALIKES)) + "]{2,}(?![^\\W\\d_])"
)
_FINAL_HARD_SIGN = re.compile(r"(?<=\w)[ъЪ](?!\w)")
_OLD_GENITIVE = re.compile(r"(?<=[сц]к)аго(?!\w)", re.IGNORECASE)
_CAPITALS = re.compile(
    r"(?<![^\W\d_])(?:[^\W\d_][A-ZА-ЯЁ]{2,}|[^\W\d_]+[A-ZА-ЯЁ]{2}[^\W\d_]*)(?!\w)"
)
_LONGEST_ACRONYM = 6
_BESIDE = 30
_LATIN_OR_GREEK = re.compile("[A-Za-zΑ-ω]")
_CYRILLIC_LETTERS = re.compile("[А-яЁё]+")
_LATIN_LETTERS = re.compile("[A-Za-z]+")


@dataclass(frozen=True, slots=True)
class ReadableText:
    """A readable text, its words in capitals, and the way back to what it was made from."""

    text: str
    capitals: frozenset[int]  # where a word begins that was written in capitals
    shifts: tuple[Shift, ...]  # in the order in which they were made

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The span of the original text for the readable characters [start, end), not empty."""
        return original_span(self.shifts, start, end)


@lru_cache(maxsize=1)
def readable(text: str) -> ReadableText:
    """Make `text` readable. Linear in its length; the last result is kept."""
    if "\r" in text:
        text = text.replace("\r\n", " \n")
    read = text.translate(_READ)
    shifts: list[Shift] = []

    def take(result: tuple[str, Shift | None]) -> str:
        if result[1]:
            shifts.append(result[1])
        return result[0]

    read = take(replace_matches(read, _SHORT_I, _COMPOSED.__getitem__))
    read = take(replace_matches(read, INVISIBLE, nothing))
    read = take(replace_matches(read, _SPECK, nothing))
    read = take(replace_matches(read, _BROKEN_COMPOUND, lambda _: "-"))
    read = take(replace_matches(read, BROKEN_WORD, nothing))
    read = take(take_out(read, _gaps_within_words(read)))
    read = _in_one_script(read)
    read = take(replace_matches(read, _FINAL_HARD_SIGN, nothing))
    read = take(replace_matches(read, _JOINED, lambda _: " "))
    read = DIGIT_IN_WORD.sub(_letter_for_digit, read)
    read = _OLD_GENITIVE.sub(_with_o, read)
    capitals: list[int] = []

    def with_one_capital(word: re.Match[str]) -> str:
        letters = word.group()
        if len(letters) < _LONGEST_ACRONYM and _stays(word):
            return letters
        capitals.append(word.start())
        lowered = letters[0].upper() + letters[1:].lower()
        return lowered if len(lowered) == len(letters) else letters

    read = _CAPITALS.sub(with_one_capital, read)
    return ReadableText(read, frozenset(capitals), tuple(shifts))


def _stays(word: re.Match[str]) -> bool:
    """Whether a short word in capitals is an acronym: others beside it are not in capitals."""
    around = word.string[max(word.start() - _BESIDE, 0) : word.end() + _BESIDE]
    if sum(map(str.islower, around)) < sum(map(str.isupper, around)):
        return False
    reading = look_up(word.group().lower())
    return not (reading.surname or reading.first)


def _gaps_within_words(text: str) -> Iterator[tuple[int, int]]:
    """The gaps between the letters of letter-spaced words."""
    for run in _PIECES.finditer(text):
        pieces = [piece.span() for piece in _PIECE.finditer(text, *run.span())]
        letters = [text[at:end].lower() for at, end in pieces]
        single = sum(len(piece) == 1 for piece in letters[1:])
        if 5 * single < 3 * (len(letters) - 1):
            continue
        count = len(letters)
        if not text[run.start()].isupper() and not _is_spaced_word(letters):
            continue
        if all(piece in _WORDS_OF_ONE_LETTER for piece in letters[1:]) and count < 5:
            count = _whole_name(letters)
        elif letters[-1] in _WORDS_OF_ONE_LETTER or len(letters[-1]) > 1:
            # "К р а в ч у к с работы": the last may be a word of its own
            count = _whole_name(letters) or count
        yield from ((before[1], at[0]) for before, at in pairwise(pieces[:count]))


def _is_spaced_word(letters: list[str]) -> bool:
    """Whether letters apart, of which the first is no capital, are more than small words."""
    alone = [piece for piece in letters if len(piece) == 1 and piece.isalpha()]
    return len(alone) > 3 and sum(x not in _WORDS_OF_ONE_LETTER for x in alone) >= _NO_WORD_LETTERS


def _whole_name(letters: list[str]) -> int:
    """How many pieces make a word that is known as a name; none when no number of them does."""
    for count in range(len(letters), max(len(letters) - 3, 2), -1):
        word = "".join(letters[:count])
        reading = look_up(word)
        if reading.surname or reading.patronymic or (reading.listed and is_surname_shaped(word)):
            return count
    for count in range(len(letters), max(len(letters) - 3, 2), -1):
        if look_up("".join(letters[:count])).named:
            return count
    return 0


def _letter_for_digit(digit: re.Match[str]) -> str:
    letter = DIGIT_AS_LETTER[digit.group()]
    before = digit.string[digit.start() - 1 : digit.start()]
    after = digit.string[digit.end() : digit.end() + 1]
    return letter.upper() if before.isupper() or (not before.isalpha() and after) else letter


def _with_o(ending: re.Match[str]) -> str:
    return ("О" if ending.group()[0] == "А" else "о") + ending.group()[1:]


def _in_one_script(text: str) -> str:
    """Cyrillic letters for look-alikes: in mixed words always, in others of a Cyrillic text."""
    if _LATIN_OR_GREEK.search(text) is None:
        return text
    text = _CYRILLIC_BESIDE_OTHER.sub(lambda word: word.group().translate(_LOOK_ALIKES), text)
    latin, cyrillic = letters_by_script(text)
    if cyrillic > latin:
        text = _LOOK_ALIKE_WORD.sub(lambda word: word.group().translate(_LOOK_ALIKES), text)
    return text


def letters_by_script(text: str) -> tuple[int, int]:
    """How many Latin and how many Cyrillic letters a text has."""
    latin, cyrillic = _LATIN_LETTERS.findall(text), _CYRILLIC_LETTERS.findall(text)
    return sum(map(len, latin)), sum(map(len, cyrillic))
