"""The language of a page and of an item, by letter statistics (lingua) and by the alphabet.

lingua runs in its low accuracy mode, which looks at trigrams alone. From 120 characters on that is
all that the accurate mode does, too; below, the accurate mode needs 840 MB and 6 s to load instead
of 66 MB and 0.4 s (39 languages, 2 cores). A worker that reads pages cannot spare that, so short
texts must score higher to be named instead.
"""

from collections.abc import Sequence
from functools import cache
from importlib.metadata import version
from typing import Any

from openfonds.languages.alphabets import by_letters, fits, is_yiddish, letter_counts
from openfonds.languages.orthography import has_old_spelling
from openfonds.languages.russian_reform import to_modern

# Raise the number when the output may change; other models of lingua change it too.
IDENTIFICATION_VERSION = f"1 lingua-{version('lingua-language-detector')}"

MIN_LETTERS = 20
MIN_SCORE = 0.6
# Of lines of 40 characters this names 70-90 % rightly and 1-5 % wrongly; MIN_SCORE 3-14 % wrongly.
SHORT_CHARS = 120
MIN_SCORE_SHORT = 0.95
# More text does not change the answer, only the time: 1.5 ms for this much.
SAMPLE_CHARS = 1000

# What lingua may answer: languages of European and Russian archives. Every language more is one
# more way to be wrong about a bad scan. It knows no Tatar, Yiddish or Church Slavonic.
_LANGUAGES = (
    "ARABIC ARMENIAN AZERBAIJANI BELARUSIAN BOKMAL BULGARIAN CROATIAN CZECH DANISH DUTCH ENGLISH "
    "ESTONIAN FINNISH FRENCH GEORGIAN GERMAN GREEK HEBREW HUNGARIAN ITALIAN KAZAKH LATIN LATVIAN "
    "LITHUANIAN MACEDONIAN MONGOLIAN NYNORSK PERSIAN POLISH PORTUGUESE ROMANIAN RUSSIAN SERBIAN "
    "SLOVAK SLOVENE SPANISH SWEDISH TURKISH UKRAINIAN"
)


def identify(text: str) -> tuple[str | None, float | None]:
    """ISO 639-3 code of the main language and a score, 0-1.

    (None, None) below MIN_LETTERS letters, below the least score, or where the letters of the
    text are not those of the language that the statistics say. Pre-reform Russian is `rus`.

    >>> identify("Городской совѣтъ постановилъ открыть новое училище")
    ('rus', 1.0)
    """
    sample = _middle(text)
    letters = letter_counts(sample)
    if sum(letters.values()) < MIN_LETTERS:
        return None, None
    # Church Slavonic has ѣ and final ъ too, but other letters that Russian never had.
    if has_old_spelling(sample) and fits("rus", letters):
        sample = to_modern(sample)
        letters = letter_counts(sample)
    language, score = _by_statistics(sample)
    named, explained = by_letters(letters)
    if named is not None and named != language:
        # The identifier would have found it, had it known the language.
        return (None, None) if named in _known() else (named, explained)
    least = MIN_SCORE if len(sample) >= SHORT_CHARS else MIN_SCORE_SHORT
    if language is None or score is None or score < least or not fits(language, letters):
        return None, None
    if language == "heb" and is_yiddish(letters):
        return "yid", score
    return language, score


def identify_item(
    pages: Sequence[tuple[str | None, float | None, int]],
) -> tuple[str | None, float | None]:
    """The language of most of an item's text, from (language, score, characters) of its pages.

    The score is the mean over all characters, where text in other languages, or in none that
    could be told, counts as 0: an item half Russian and half German scores about 0.5.
    """
    total = sum(n_chars for _, _, n_chars in pages)
    sure: dict[str, float] = {}
    chars: dict[str, int] = {}
    for language, score, n_chars in pages:
        if language is not None and score is not None and n_chars:
            chars[language] = chars.get(language, 0) + n_chars
            sure[language] = sure.get(language, 0.0) + score * n_chars
    if not chars:
        return None, None
    main = min(chars, key=lambda language: (-chars[language], language))
    return main, round(sure[main] / total, 4)


def _middle(text: str) -> str:
    """SAMPLE_CHARS from the middle of a text, where headings and stamps are rare."""
    if len(text) <= SAMPLE_CHARS:
        return text
    start = (len(text) - SAMPLE_CHARS) // 2
    sample = text[start : start + SAMPLE_CHARS]
    words = sample.split()
    return " ".join(words[1:-1]) if len(words) > 2 else sample


def _by_statistics(text: str) -> tuple[str | None, float | None]:
    best = _detector().compute_language_confidence_values(text)[0]
    if not best.value:
        return None, None
    return best.language.iso_code_639_3.name.lower(), round(best.value, 4)


@cache
def _detector() -> Any:
    # Loads the models of a script when it first meets it.
    from lingua import Language, LanguageDetectorBuilder

    languages = [getattr(Language, name) for name in _LANGUAGES.split()]
    return LanguageDetectorBuilder.from_languages(*languages).with_low_accuracy_mode().build()


@cache
def _known() -> frozenset[str]:
    from lingua import Language

    return frozenset(
        getattr(Language, name).iso_code_639_3.name.lower() for name in _LANGUAGES.split()
    )
