"""Words that were misread, put right: as edits, and only where there is next to no doubt.

What is not touched: words in a dictionary, words with a capital (names), words of less than four
letters, what stands beside a digit, a hyphen, an apostrophe, a stop that may be an abbreviation's,
a bracket or a mask ([…], █), every word that was read with confidence, and every word of a page on
which nearly all words are listed. Where no confidence is known, only ъ and ь in the form of
capitals are put right.
"""

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from importlib.metadata import version
from itertools import islice, pairwise

from openfonds.correction.channel import (
    LOG_P_UNLISTED,
    MIN_GAIN,
    MIN_LETTERS,
    MIN_MARGIN,
    explain,
)
from openfonds.correction.confusions import CYRILLIC, LATIN, Confusions, Pair, confusions_of
from openfonds.correction.old_forms import is_old_form
from openfonds.correction.spellings import is_spelling
from openfonds.correction.vocabulary import vocabulary_of
from openfonds.edits import Replacement
from openfonds.languages.dictionaries import RUSSIAN, Dictionaries, Dictionary
from openfonds.languages.orthography import BEFORE_REFORM, MODERN
from openfonds.languages.russian_reform import to_modern
from openfonds.languages.scripts import script_of
from openfonds.model import Word

REASON = "ocr"
# Raise the number when the output may change, also by the table of confusions; another natasha
# counts words otherwise.
CORRECTION_VERSION = f"2 natasha-{version('natasha')}"

# Confidence as Tesseract gives it, 0-100. Of the words outside the dictionaries that it read with
# less than 90, seven in eight were misread; with more, two in seven.
CONFIDENT = 90.0
# The Cyrillic confusions were counted on old print: in other print more is asked of them.
EVIDENCE_OF_OTHER_PRINT = -math.log(10)
# How the odds that a word was misread change with its confidence (log of the likelihood ratio).
EVIDENCE_OF_CONFIDENCE = ((60.0, 1.5), (80.0, 0.4), (CONFIDENT, 0.0))
# Of a page read well, up to so many words are in no dictionary although they are right. The
# confusions were counted on pages where another 0.05 of the words are unsure and not listed.
UNLISTED_SHARE = 0.015
MISREAD_SHARE = 0.05
MIN_REPEATED = 4  # words of a page that one confusion explains
FEW_WORDS = 50  # of which a share says little
MAX_UNSURE = 300  # words of one page; more is no text, and each takes some milliseconds

_LETTERS = re.compile(r"[^\W\d_]+")
_CUTS = ("-", "‐", "¬", "⸗")
_HYPHENS = r"\-‐‑¬\u00ad⸗"  # for a class of characters
# Combining marks, so that no letter loses its accent, and whatever makes a word part of more.
_BESIDE = r"\w█\[\]'’ʼ@/\\&*" + _HYPHENS + "\u0300-\u036f\u0483-\u0487"
_WORD = re.compile(
    rf"(?<![{_BESIDE}])(?<![█\]]\s)(?<![^\W\d_]\.)[^\W\d_]{{{MIN_LETTERS},}}(?![{_BESIDE}]|\s[█\[]|\.\w)"
)
_ABBREVIATION_LETTERS = 6
_OLD_LETTERS = re.compile("[ѣіїѳѵ]|[^аеёиоуыэюя]ъ$")
_WITH_CAPITAL_SIGN = re.compile(
    rf"(?<![{_BESIDE}])(?=[а-яёѣіїѳѵ]+[ЪЬ])[а-яёѣіїѳѵЪЬ]+(?![{_BESIDE}])"
)
# Words of these languages stand in papers of the others.
_NEIGHBOURS = ("ces", "dan", "deu", "eng", "fra", "lat", "slk")


def corrections(
    text: str,
    words: Sequence[Word],
    language: str | None,
    orthography: str | None,
    dictionaries: Dictionaries,
    confusions: Callable[[str], Confusions] = confusions_of,
) -> Iterator[Replacement]:
    """Replacements for words of a cleaned page that were misread. Reason: ocr.

    Args:
        text: the page, cleaned.
        words: as read, with their confidence; the order does not matter.
        language: of the page, ISO 639-3; nothing is corrected where it is unknown, or where no
            confusions are known in its script.
        orthography: of the page; Russian is corrected before the reform and in today's spelling.
        dictionaries: what words there are.
        confusions: those of a script (ISO 15924); others than ours where these are measured.
    """
    listed = dictionaries.of(language)
    if language is None or listed is None:
        return
    if language == RUSSIAN and orthography not in (*BEFORE_REFORM, MODERN):
        return
    found = [*_small_signs(text, listed)] if language == RUSSIAN else []
    unsure = _unsure(words, listed)
    share = len(unsure) / (len(words) + FEW_WORDS) - UNLISTED_SHARE
    if share > 0:
        of_page = min(0.0, math.log(share / MISREAD_SHARE))
        unsure = dict(islice(unsure.items(), MAX_UNSURE))
        reader = _Reader(language, orthography, listed, dictionaries, confusions, of_page)
        reader.learn(unsure, text)
        for match in _WORD.finditer(text):
            confidence = unsure.get(match.group())
            if confidence is not None and not _may_be_short(text, match):
                meant = reader.meant_by(match.group(), confidence)
                if meant is not None:
                    found.append(Replacement(*match.span(), meant, REASON))
    yield from sorted(found)


class _Reader:
    """What the words of one page may have been."""

    def __init__(
        self,
        language: str,
        orthography: str | None,
        listed: Dictionary,
        dictionaries: Dictionaries,
        confusions: Callable[[str], Confusions],
        of_page: float,
    ) -> None:
        self._language, self._listed, self._of_page = language, listed, of_page
        self._confusions = {script: confusions(script) for script in (CYRILLIC, LATIN)}
        self._vocabulary = vocabulary_of(language, listed)
        self._is_old = orthography in BEFORE_REFORM
        if orthography == MODERN:
            self._of_page += EVIDENCE_OF_OTHER_PRINT
        self._neighbours = [
            dictionary
            for name in _NEIGHBOURS
            if name != language and (dictionary := dictionaries.of(name)) is not None
        ]
        self._known: dict[str, str | None] = {}

    def learn(self, words: Iterable[str], text: str) -> None:
        """Make those confusions more frequent that explain several unlisted words of the page.

        A worn type is misread again and again.
        """
        explained: dict[str, Counter[Pair]] = {CYRILLIC: Counter(), LATIN: Counter()}
        for word in words:
            script = script_of(word[0])
            if script in (CYRILLIC, LATIN):
                pairs = {
                    pair
                    for meant, pair in self._confusions[script].meant_by_one(word)
                    if len(meant) >= MIN_LETTERS and self._log_probability(word, meant) is not None
                }
                explained[script].update(pairs)
        for script, counts in explained.items():
            rates = {
                pair: (count - 1) / max(count, text.count(pair[0]) + count)
                for pair, count in sorted(counts.items())
                if count >= MIN_REPEATED and pair[0]
            }
            self._confusions[script] = self._confusions[script].with_rates(rates)

    def meant_by(self, word: str, confidence: float) -> str | None:
        """What was meant by a word that no dictionary has; None where that is not clear."""
        if word not in self._known:
            self._known[word] = self._meant_by(word, confidence)
        return self._known[word]

    def _meant_by(self, word: str, confidence: float) -> str | None:
        script = script_of(word[0])
        if script not in (CYRILLIC, LATIN) or any(script_of(char) != script for char in word):
            return None
        if script == LATIN and any(other.has(word) for other in self._neighbours):
            return None
        best = explain(
            word,
            self._confusions[script],
            partial(self._log_probability, word),
            self._of_page + _evidence(confidence) - self._log_unlisted(word),
        )
        is_clear = best is not None and best.gain >= MIN_GAIN and best.margin >= MIN_MARGIN
        return best.meant if best is not None and is_clear else None

    def _log_unlisted(self, word: str) -> float:
        """Log of the probability that the word stands on the paper as it was read."""
        modern = to_modern(word) if self._is_old else word
        return LOG_P_UNLISTED + self._vocabulary.letters.log_probability(modern)

    def _log_probability(self, read: str, meant: str) -> float | None:
        """Log P(meant), or None for what is no word here or only another spelling of `read`."""
        modern = meant
        if self._language == RUSSIAN:
            if self._is_old:
                if not is_old_form(meant):
                    return None
                modern = to_modern(meant)
            elif _OLD_LETTERS.search(meant):
                return None
        if not self._listed.has_common(meant) or is_spelling(read, meant):
            return None
        return self._vocabulary.log_probability(modern)


def _unsure(words: Sequence[Word], listed: Dictionary) -> dict[str, float]:
    """The words in small letters that were nowhere read with confidence and are not listed."""
    low = {
        piece: word.confidence
        for word in words
        if word.confidence is not None and word.confidence < CONFIDENT
        for piece in _pieces(word.text)
    }
    for first, second in pairwise(words):
        # A word cut by a line end, as cleaning puts it together.
        if first.text[-1:] in _CUTS and first.confidence is not None:
            joined = _LETTERS.findall(first.text[:-1] + second.text)
            least = min(first.confidence, second.confidence or 0.0)
            if joined and least < CONFIDENT:
                low.update((piece, least) for piece in joined if piece.islower())
    unsure = {p: c for p, c in low.items() if len(p) >= MIN_LETTERS and not listed.has(p)}
    if unsure:
        for word in words:
            # Read twice in the same way, and once with confidence: so it stands there.
            if word.confidence is not None and word.confidence >= CONFIDENT:
                for piece in _pieces(word.text):
                    unsure.pop(piece, None)
    return unsure


def _pieces(word: str) -> list[str]:
    return [piece for piece in _LETTERS.findall(word) if piece.islower()]


def _may_be_short(text: str, word: re.Match[str]) -> bool:
    """Whether a word may be an abbreviation: губерн., сельск."""
    return text[word.end() : word.end() + 1] == "." and len(word.group()) <= _ABBREVIATION_LETTERS


def _evidence(confidence: float) -> float:
    return next(
        (log_ratio for below, log_ratio in EVIDENCE_OF_CONFIDENCE if confidence < below), 0.0
    )


def _small_signs(text: str, listed: Dictionary) -> Iterator[Replacement]:
    """ъ and ь where their capitals stand in words of small letters: the forms are the same.

    No writer means a capital there, so no confidence is asked for.
    """
    if "Ъ" not in text and "Ь" not in text:
        return
    for match in _WITH_CAPITAL_SIGN.finditer(text):
        small = match.group().lower()
        if listed.has_common(small):
            yield Replacement(*match.span(), small, REASON)
