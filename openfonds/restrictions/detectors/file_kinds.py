"""What kind of restricted file a title, a description or a text speaks of (LAW 1.1).

Likely: a phrase that names the kind ("личное дело"), or a single word of the kind in what looks
like a title or heads a line ("Диагноз: ..."). Possible: the single word in the body of a text.
A title is a paragraph of one line that begins with a capital, a digit or a quotation mark; it
is no sentence with a verb, and no title of laws, staffs and estimates, which concern nobody.
The trade: novels and plays speak of wills and divorces, and are reported as possible.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from openfonds.restrictions.detectors.file_kind_phrases import FILE_KINDS
from openfonds.restrictions.detectors.idioms import IdiomsInText
from openfonds.restrictions.detectors.languages import LANGUAGES
from openfonds.restrictions.detectors.normalise import FoldedText, fold
from openfonds.restrictions.detectors.person_cues import surroundings
from openfonds.restrictions.detectors.phrases import PhraseTable
from openfonds.restrictions.findings import Confidence, Finding, strongest

LONGEST_TITLE = 300  # characters
_HEAD_ENDS = re.compile(r" *(?:[:№\"«]|[.»)\"]* *\Z|гр\.|тов\.|[А-ЯЁІA-Z])")
_STOP = re.compile(r"[.!?][»\"\u201d]? *\Z")
# Endings of finite verbs that nouns of titles have not, short passives, and orders.
_VERB = re.compile(
    r"\w{2}(?:ется|ится|ются|ятся|лся|лась|лись|лось|ает|яет|ует|ают|яют|уют)(?!\w)"
    r"|(?<!\w)(?:(?:от|пере)?(?:сдан|признан|утвержден|смотрен|открыт|построен|ремонтирован|отменен"
    r"|введен|принят|назначен|издан|отпущен|посвящен|основан|поручен|переведен|поставлен|выдержан"
    r"|возложен|созван)[аоы]?|имеется|звучит|гласит|учит|служит|стоит|постановил[аи]?|обсудил[аи]?|было|были|будет|знал[аио]?"
    r"|дана?|поставил[аи]?)(?!\w)"
    r"|(?:ывал|ивал|ил|ял)(?= \w\. ?(?:\w\. ?)?\w{3})"
    r"|\A\W*\w{3,}(?:ить|ать|ять|еть|уть)(?!\w)"
)
_GENERAL = re.compile(
    r"(?<!\w)(?:закон|законы|закона|кодекс\w{0,2}|устав\w?|инструкци\w{1,2}|положение о|правила"
    r"|циркуляр\w{0,2}|смет[аыу]|штат[аы]?|бюджет\w?|коек|коики|число|числе|числа|количеств\w|процент\w?|%"
    r"|статистик\w|статистическ\w{2,3}|о мерах|меры|борьб[аеы]|лекци\w|доклад\w?|отчет\w{0,2}"
    r"|строительств\w|ремонт\w?|съезд\w?|выставк\w|музе\w|роман\w?|пьес\w|спектакл\w"
    r"|тариф\w?|помещени\w|здани\w)(?!\w)"
)
# With these words beside, even the title of an office's papers may hold papers of persons.
_PERSONAL_PAPERS = re.compile(
    r"(?<!\w)(?:дел[оа]|дел|личн\w{2,3}|списк\w{1,2}|список|прошени\w{1,2}|заявлени\w{1,2}|жалоб\w"
    r"|ходатаиств\w|материал\w|карточк\w|книг[аи]|журнал\w? записи|протокол\w|сведения о"
    r"|заключени\w|акт|акты|актов|о признании|о взыскании|переписк\w)(?!\w)"
)
# What a meeting hears, asks and resolves of taxes, deeds and orphanages is its business; the
# persons among them are found by what is said of them (private_life.py).
_MINUTES = re.compile(
    r"(?<!\w)(?:слушали|постановил[аи]?|постановлено|доложил[аи]?|доложено|докладывал\w?|просил[аио]?"
    r"|поддержал\w?|отклонил[аои]?|избран[аоы]?|утвердил[аи]?|заявил[аи]?|предложил[аи]?|представил[аи]?"
    r"|определено|поручить|поручил[аи]?|отвести|отложить|застраховать|отпустить|обеспечены|объявил[аи]?"
    r"|уведомил[аи]?|донес|назначен[аоы]?|открыт[аоы]?|избрало)(?!\w)"
)
_OF_BUSINESS = frozenset({"tax_secret", "bank_secret", "notarial", "minor", "criminal_file"})
_HEADED = re.compile(r"[^\w\n]*(?:№?[^\w\n]{0,2}\d{1,5}[^\w\n]{1,5})?\Z")


@dataclass(frozen=True, slots=True)
class _Kind:
    fact: str
    is_phrase: bool


def _rows() -> Iterator[tuple[str, _Kind]]:
    for fact, (names, words) in FILE_KINDS.items():
        for name in names:
            yield name, _Kind(fact, is_phrase=True)
        for word in words:
            yield word, _Kind(fact, is_phrase=False)


class FileKinds:
    """Detector of the kinds of files that the law closes."""

    name = "file_kinds"
    version = "4"
    facts = frozenset(FILE_KINDS)

    def __init__(self) -> None:
        self._phrases = PhraseTable(_rows())
        self._idioms = PhraseTable(
            (phrase, fact)
            for language in LANGUAGES
            for fact, phrases in language.idioms.items()
            for phrase in phrases
        )

    def find(self, text: str) -> Iterator[Finding]:
        """Yield the kinds of files that `text` speaks of; offsets in code points of `text`."""
        folded = fold(text)
        idioms = IdiomsInText(self._idioms.occurrences(folded.text))
        yield from strongest(
            Finding(
                found.payload.fact,
                *folded.span(found.start, found.end),
                _confidence(found.payload, text, folded, found.start, found.end),
            )
            for found in self._phrases.occurrences(folded.text)
            if not idioms.cover(found.payload.fact, found.start, found.end)
        )


def _confidence(kind: _Kind, text: str, folded: FoldedText, start: int, end: int) -> Confidence:
    if kind.fact in _OF_BUSINESS:
        around = surroundings(folded.text, start, end)
        if _MINUTES.search(folded.text, around.own_start, around.own_end):
            return "possible"
    if kind.is_phrase or _heads_line(text, folded, start, end):
        return "likely"
    title = _title(text, folded, start)
    return "likely" if title and not _concerns_nobody(title) else "possible"


def _concerns_nobody(title: str) -> bool:
    """Whether a folded line is a sentence of print, or the title of a law or an estimate."""
    if _PERSONAL_PAPERS.search(title):
        return False
    return bool(_GENERAL.search(title) or (_STOP.search(title) and _VERB.search(title)))


def _heads_line(text: str, folded: FoldedText, start: int, end: int) -> bool:
    """Whether the word stands in capitals, alone in a line, or heads one before : or a name."""
    first, last = folded.span(start, end)
    if text[first:last].isupper():
        return True
    before = folded.text[max(0, start - 20) : start]
    if not _HEADED.match(before[before.rfind("\n") + 1 :]):
        return False
    after = text[last : last + 20].split("\n", 1)[0]
    return _HEAD_ENDS.match(after) is not None


def _title(text: str, folded: FoldedText, start: int) -> str:
    """The line if it is a paragraph by itself, of a title's length and beginning, else ""."""
    line = folded.text
    lowest = max(0, start - LONGEST_TITLE)
    begin = line.rfind("\n", lowest, start) + 1
    if begin == 0 and lowest > 0:
        return ""
    end = line.find("\n", start, start + LONGEST_TITLE)
    if end < 0:
        if len(line) > start + LONGEST_TITLE:
            return ""
        end = len(line)
    if end - begin > LONGEST_TITLE:
        return ""
    above = line[max(0, begin - 200) : begin - 1] if begin else ""
    below = line[end + 1 : end + 201]
    if above.rsplit("\n", 1)[-1].strip() or below.split("\n", 1)[0].strip():
        return ""
    first = folded.span(begin, begin + 1)[0]
    opening = text[first : first + 10].lstrip(" \t«„“\"'([")[:1]
    return line[begin:end] if opening.isupper() or opening.isdigit() else ""
