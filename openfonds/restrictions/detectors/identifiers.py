"""Identifiers of persons in a text: СНИЛС, ИНН, papers with numbers, phones, cards, addresses.

Confidence: certain where a check digit is right; likely after a word that names the paper, or
where the shape has no other use; possible where only the shape fits. A wrong check digit never
discards a candidate (LAW 3.4): OCR may have read it so. Up to two characters of a number may be
letters in place of digits (44б, O for 0, З for 3, l for 1), or any other letter.

The trade. Old print is full of figures: pages, years, tables, numbers of papers. So a solid row
of 11 digits with a wrong check digit, seven digits such as 12-34-567, and groups that only
blanks part, as columns of figures are parted, say nothing without a word such as "тел." before
them. A list of bare mobile numbers without + is therefore missed; the head of the column
(тел., СНИЛС) saves the first line only. A telephone of fewer than five digits, or in a paper of
over a hundred years, is of an exchange that is gone, and possible at most. ИНН of organisations
are reported as tax_identifier.
"""

import re
from collections.abc import Iterator

from openfonds.restrictions.detectors import identifier_shapes as shapes
from openfonds.restrictions.detectors.checksums import is_account_of, is_iban
from openfonds.restrictions.detectors.normalise import FoldedText, fold
from openfonds.restrictions.detectors.numbers import (
    CHARACTER,
    MOST_DAMAGED,
    read_digits,
    scan,
    stretches_with_digits,
    words_after,
    words_before,
)
from openfonds.restrictions.detectors.phrases import PhraseTable
from openfonds.restrictions.findings import Confidence, Finding, strongest

_KEYWORD_REACH = 60
_ADDRESS_REACH = 160
_PAPER_REACH = 90
# After the name of a paper: one solid number, or digits with blanks and hyphens.
_SOLID = re.compile(rf"(?<!\w){CHARACTER}{{3,20}}(?!\w)")
_RUN = re.compile(r"(?<![^\W\d])(?:[0-9]|[озбlивsчgzт|](?! ))[0-9озбlивsчgzт| -]{1,30}")
# After the word telephone: groups with hyphens, the first of letters (К-4-12-34), or digits.
_PHONE_NUMBER = re.compile(
    rf"(?<!\w)(?:[а-я]{{1,2}}[ -]{{1,2}})?"
    rf"({CHARACTER}{{1,3}}(?:[- ]-?{CHARACTER}{{1,3}}){{1,4}}"
    rf"|\d{{2,5}}[)]?(?:[-/. ]{{1,2}}\d{{2,8}}){{1,4}}|{CHARACTER}{{3,15}})(?!\w)"
)
_PHONE_REACH = 40
_FEWEST_SURE = 5  # digits
# Words in the spelling of before 1918: a word or two may be a misreading, or a firm's old name.
_OLD_WORD = re.compile(r"[бвгджзклмнпрстфхцчшщ]ъ(?!\w)|ѣ", re.IGNORECASE)
_OLD_WORDS = 3


class Identifiers:
    """Detector of identifiers and contact data of persons."""

    name = "identifiers"
    version = "4"
    facts = frozenset({shapes.PERSON, shapes.TAX})

    def __init__(self, *, over_a_century: bool = False) -> None:
        self._is_old = over_a_century
        self._papers = PhraseTable(shapes.NUMBERED_PAPERS)

    def find(self, text: str) -> Iterator[Finding]:
        """Yield the identifiers in `text`; offsets in code points of `text`."""
        folded = fold(text)
        is_old = self._is_old or _is_in_old_spelling(text)
        found = [
            Finding(fact, *folded.span(start, end), confidence)
            for fact, start, end, confidence in self._in_folded(folded.text, is_old=is_old)
        ]
        found += _plates(text, folded)
        found += _emails(text)
        found += _ibans(text)
        yield from strongest(found)

    def _in_folded(
        self, folded: str, *, is_old: bool
    ) -> Iterator[tuple[str, int, int, Confidence]]:
        foreign = shapes.FOREIGN_SHAPES if shapes.LATIN_WORD.search(folded) else ()
        for begin, end in stretches_with_digits(folded):
            for shape in (*shapes.SHAPES, shapes.ORGANISATION_INN, *foreign):
                yield from _of_shape(shape, folded, begin, end)
            yield from _soviet_series(folded, begin, end)
            for words in (shapes.PHONE_WORD, *((shapes.FOREIGN_PHONE_WORD,) if foreign else ())):
                for phone in _phones_by_word(words, folded, begin, end):
                    yield (*phone[:3], "possible") if is_old else phone
            yield from _addresses(folded, begin, end)
        for paper in self._papers.occurrences(folded):
            yield from _number_of_paper(folded, paper.end, paper.payload)


def _of_shape(
    shape: shapes.Shape, folded: str, begin: int, end: int
) -> Iterator[tuple[str, int, int, Confidence]]:
    least, most = shape.n_digits
    for match in scan(shape.pattern, folded, begin, end):
        digits, damaged = read_digits("".join(match.groups()) or match.group())
        if damaged > MOST_DAMAGED or not least <= len(digits) <= most:
            continue
        confidence = _confidence(shape, folded, match.start(), digits)
        if confidence:
            yield shape.fact, match.start(), match.end(), confidence


def _confidence(shape: shapes.Shape, folded: str, at: int, digits: str) -> Confidence | None:
    has_keyword = shape.keyword.search(words_before(folded, at, _KEYWORD_REACH)) is not None
    if shape.fact == shapes.TAX and not has_keyword:
        return None  # ten digits may be anything
    if shape.check and shape.check(digits):
        return "certain" if has_keyword else shape.checked
    if shape.name == "account":
        bank = shapes.BIC.search(words_before(folded, at, 300) + words_after(folded, at, 300))
        if bank and is_account_of(bank.group(1), digits):
            return "certain"
    return "likely" if has_keyword else shape.bare


def _soviet_series(folded: str, begin: int, end: int) -> Iterator[tuple[str, int, int, Confidence]]:
    for match in scan(shapes.SOVIET_SERIES, folded, begin, end):
        numero, hyphen, number = match.groups()
        if read_digits(number)[1] <= MOST_DAMAGED:
            yield shapes.PERSON, *match.span(), "likely" if numero or hyphen else "possible"


def _phones_by_word(
    words: re.Pattern[str], folded: str, begin: int, end: int
) -> Iterator[tuple[str, int, int, Confidence]]:
    for word in words.finditer(folded, begin, end):
        window = words_after(folded, word.end(), _PHONE_REACH).split("\n", 1)[0]
        for number in scan(_PHONE_NUMBER, window, 0, len(window)):
            digits, damaged = read_digits(number.group(1))
            if damaged > MOST_DAMAGED or len(digits) - damaged < 3:
                continue
            # "т." is also tome, ton, comrade: only a number with hyphens is a telephone there
            if word.group() != "т" or re.search(r"\d-\w\w(?!\w)", number.group(1)):
                at = word.end()
                sure: Confidence = "likely" if len(digits) >= _FEWEST_SURE else "possible"
                yield shapes.PERSON, at + number.start(), at + number.end(), sure
            break


def _is_in_old_spelling(text: str) -> bool:
    words = _OLD_WORD.finditer(text)
    return sum(1 for _ in zip(range(_OLD_WORDS), words, strict=False)) == _OLD_WORDS


def _addresses(folded: str, begin: int, end: int) -> Iterator[tuple[str, int, int, Confidence]]:
    for flat in shapes.FLAT.finditer(folded, begin, end):
        before = words_before(folded, flat.start(), _ADDRESS_REACH)
        word = shapes.ADDRESS_WORD.search(before)
        street = shapes.STREET_WORD.search(before)
        opening = word or (street if street and shapes.HOUSE_WORD.search(before) else None)
        if opening:
            start = flat.start() - len(before) + opening.start()
            yield shapes.PERSON, start, flat.end(), "likely"


def _number_of_paper(
    folded: str, at: int, least: int
) -> Iterator[tuple[str, int, int, Confidence]]:
    """From the end of the name of a paper, so with the series, to a number long enough."""
    window = words_after(folded, at, _PAPER_REACH)
    begin = at + len(window) - len(window.lstrip(" .,:;-\n"))
    ends = []
    for run in (*_SOLID.finditer(window), *_RUN.finditer(window)):
        written = run.group().rstrip(" -")
        digits, damaged = read_digits(written)
        if len(digits) >= least and len(digits) - damaged >= max(least - MOST_DAMAGED, 1):
            ends.append((run.start(), -len(written)))
    if ends:
        start, length = min(ends)
        yield shapes.PERSON, begin, max(begin + 1, at + start - length), "likely"


def _plates(text: str, folded: FoldedText) -> Iterator[Finding]:
    """Plates of vehicles; those of Soviet form only after a word for them."""
    for begin, end in stretches_with_digits(folded.with_digits):
        for match in scan(shapes.PLATE, folded.with_digits, begin, end):
            digits, damaged = read_digits(match.group(2) + (match.group(4) or ""))
            is_number = damaged <= MOST_DAMAGED and len(digits) - damaged >= 3
            if is_number and _are_capitals(text, folded, match, (1, 3)):
                yield Finding(shapes.PERSON, *folded.span(*match.span()), "likely")
        for match in scan(shapes.SOVIET_PLATE, folded.with_digits, begin, end):
            before = words_before(folded.text, match.start(), _KEYWORD_REACH)
            if shapes.PLATE_WORD.search(before) and _are_capitals(text, folded, match, (1,)):
                yield Finding(shapes.PERSON, *folded.span(*match.span()), "likely")


def _are_capitals(
    text: str, folded: FoldedText, match: re.Match[str], groups: tuple[int, ...]
) -> bool:
    return all(text[slice(*folded.span(*match.span(group)))].isupper() for group in groups)


_LATIN = str.maketrans("АВЕКМНОРСТУХ", "ABEKMHOPCTYX")
_IBAN_DIGITS = str.maketrans("OЗбl", "0361")


def _ibans(text: str) -> Iterator[Finding]:
    """IBANs: certain by their remainder, likely after the word with a wrong one."""
    for match in shapes.IBAN.finditer(text):
        written = match.group().replace(" ", "").translate(_LATIN)
        written = written[:2] + written[2:4].translate(_IBAN_DIGITS) + written[4:]
        if is_iban(written):
            yield Finding(shapes.PERSON, *match.span(), "certain")
        elif "IBAN" in text[max(0, match.start() - _KEYWORD_REACH) : match.start()].upper():
            yield Finding(shapes.PERSON, *match.span(), "likely")


def _emails(text: str) -> Iterator[Finding]:
    at = text.find("@")
    while at >= 0:
        tail = shapes.EMAIL_TAIL.match(text, at + 1)
        head = shapes.EMAIL_HEAD.search(text[max(0, at - 64) : at]) if tail else None
        if head and tail:
            yield Finding(shapes.PERSON, at - len(head.group()), tail.end(), "likely")
        at = text.find("@", at + 1)
