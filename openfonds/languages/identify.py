"""The language of a page and of an item: five ways to tell, and "unknown" where they do not agree.

1. Function words (`function_words`): prose in a large language is full of them, and nothing else is
   asked. Where there are fewer, they bear out what the model says.
2. The trained model (`trained_model`): surely and rightly it names most of the rest, in 0.5 ms.
3. Letters (`alphabets`): a page with ә and җ is not Bulgarian whatever statistics say, and Udmurt
   or Khakas, which no model knows, have letters of their own.
4. Common words (`common_words`): Erzya or Chechen, which the model knows badly.
5. lingua (P. M. Stahl), where the model hesitates between languages that both know. It stands noise
   best, but takes 2 ms a page; low accuracy mode, which looks at trigrams alone and needs 66 MB
   instead of 840.

Measured by language, length and noise: benchmarks/language.py.
"""

from collections import Counter
from collections.abc import Sequence
from functools import cache
from importlib.metadata import version
from typing import Any

from openfonds.languages import trained_model
from openfonds.languages.alphabets import CYRILLIC, by_letters, fits, is_yiddish, letter_counts
from openfonds.languages.common_words import WORDS, by_common_words
from openfonds.languages.function_words import WORDS as FUNCTION_WORDS
from openfonds.languages.function_words import by_function_words
from openfonds.languages.orthography import has_old_spelling
from openfonds.languages.russian_reform import to_modern
from openfonds.languages.scripts import script_of

# Raise the number when the output may change; other models change it too.
IDENTIFICATION_VERSION = (
    f"3 lingua-{version('lingua-language-detector')} {trained_model.MODEL_VERSION}"
)

MIN_LETTERS = 20
# From here on the model is believed, and lingua need not be asked.
VERY_SURE = 0.95
SURE = 0.8  # from here on it is believed although lingua says something else
SHORT_CHARS = 120
LETTERS_CHARS = 250  # from here on a letter that never occurs is none of the language's
# Less than this from the model, and lingua has found the nearest language that it knows.
MIN_SHARE = 0.08
MIN_SCORE = 0.6
MIN_SCORE_SHORT = 0.95
# What the model says of languages that lingua does not know.
MIN_ALONE = 0.5
# More text changes the answer seldom, and the time always.
SAMPLE_CHARS = 600

# What lingua may answer: languages of European and Russian archives. Every language more is one
# more way to be wrong about a bad scan.
_LANGUAGES = (
    "ARABIC ARMENIAN AZERBAIJANI BELARUSIAN BOKMAL BULGARIAN CROATIAN CZECH DANISH DUTCH ENGLISH "
    "ESTONIAN FINNISH FRENCH GEORGIAN GERMAN GREEK HEBREW HUNGARIAN ITALIAN KAZAKH LATIN LATVIAN "
    "LITHUANIAN MACEDONIAN MONGOLIAN NYNORSK PERSIAN POLISH PORTUGUESE ROMANIAN RUSSIAN SERBIAN "
    "SLOVAK SLOVENE SPANISH SWEDISH TURKISH UKRAINIAN"
)

_Answer = tuple[str | None, float | None]
_UNKNOWN: _Answer = (None, None)


def identify(text: str) -> _Answer:
    """ISO 639-3 code of the main language and a score, 0-1.

    (None, None) below MIN_LETTERS letters, where nothing is sure enough, or where the letters of
    the text are not those of the language that statistics say. Pre-reform Russian is `rus`.

    >>> identify("Городской совѣтъ постановилъ открыть новое училище")[0]
    'rus'
    """
    sample = _middle(text)
    letters = letter_counts(sample)
    if sum(letters.values()) < MIN_LETTERS:
        return _UNKNOWN
    scripts = _scripts(letters)
    is_cyrillic = scripts.get("Cyrl", 0) * 2 > sum(letters.values())
    # Church Slavonic has ѣ and final ъ too, but other letters that Russian never had.
    if is_cyrillic and has_old_spelling(sample) and fits("rus", letters):
        sample = to_modern(sample)
        letters = letter_counts(sample)
    main = max(scripts, key=lambda script: (scripts[script], script), default="")
    full_of, how_surely, is_sure = by_function_words(sample)
    if full_of and (main != _script(full_of) or not fits(full_of, letters)):
        full_of, how_surely, is_sure = None, 0.0, False
    if is_sure:
        return full_of, how_surely
    shares = trained_model.probabilities(sample, is_latin=not is_cyrillic)
    answer = _cyrillic(sample, letters, shares) if is_cyrillic else None
    language, score = answer or _by_statistics(sample, letters, shares, (full_of, how_surely))
    if language == "heb" and is_yiddish(letters):
        language = "yid"
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


def _script(language: str) -> str:
    """The script of a language that has function words."""
    return "Cyrl" if language in CYRILLIC else "Latn"


def _cyrillic(text: str, letters: Counter[str], shares: dict[str, float]) -> _Answer | None:
    """What letters and common words say; None where they say nothing."""
    spoken, share, is_hardly_russian = by_common_words(text)
    if is_hardly_russian:
        shares.pop("rus", None)
    best = _best(shares)
    if best is not None and best != spoken and shares[best] >= SURE and fits(best, letters):
        return None if best in _known() else (best, round(shares[best], 4))
    if spoken is not None and fits(spoken, letters):
        return spoken, round(max(share, shares.get(spoken, 0.0)), 4)
    named, explained = by_letters(letters)
    if not named:
        return None
    if len(named) > 1:
        # In a short text rare letters are missing by chance.
        likely = _best({code: shares.get(code, 0.0) for code in named})
        if likely is not None and shares.get(likely, 0.0) >= MIN_ALONE:
            return likely, round(shares[likely], 4)
        if len(text) < LETTERS_CHARS and likely != named[0]:
            return _UNKNOWN
    if named[0] in _known() and shares.get(named[0], 0.0) < MIN_SHARE:
        return _UNKNOWN  # statistics would have found it
    return named[0], explained


def _by_statistics(
    text: str,
    letters: Counter[str],
    shares: dict[str, float],
    by_words: tuple[str | None, float | None],
) -> _Answer:
    """The model where it is sure, else the model where function words or lingua agree with it."""
    best = _best(shares)
    if best is not None and not fits(best, letters):
        best = None
    share = shares[best] if best is not None else 0.0
    is_short = len(text) < SHORT_CHARS
    if best is not None and share >= VERY_SURE:
        return best, round(share, 4)
    full_of, how_surely = by_words
    if best is not None and best == full_of and how_surely is not None and share >= MIN_ALONE:
        return best, round(1 - (1 - share) * (1 - how_surely), 4)
    if best is None or best in _known() or share < MIN_ALONE:
        found, score = _by_trigrams(text)
        if found is not None and score is not None and fits(found, letters):
            least = MIN_SCORE_SHORT if is_short else MIN_SCORE
            share_of_found = shares.get(found, 0.0)
            if score >= least and share_of_found >= MIN_SHARE:
                # Two that agree are wrong together less often than each alone.
                return found, round(1 - (1 - score) * (1 - share_of_found), 4)
    least = SURE if is_short else MIN_ALONE
    if best in _known():
        least = VERY_SURE if is_short else SURE
    if best is not None and share >= least:
        return best, round(share, 4)
    return _UNKNOWN


def _best(shares: dict[str, float]) -> str | None:
    return min(shares, key=lambda language: (-shares[language], language), default=None)


def _scripts(letters: Counter[str]) -> Counter[str]:
    scripts: Counter[str] = Counter()
    for char, n in letters.items():
        if script := script_of(char):
            scripts[script] += n
    return scripts


def _middle(text: str) -> str:
    """SAMPLE_CHARS from the middle of a text, where headings and stamps are rare."""
    if len(text) <= SAMPLE_CHARS:
        return text
    start = (len(text) - SAMPLE_CHARS) // 2
    sample = text[start : start + SAMPLE_CHARS]
    words = sample.split()
    return " ".join(words[1:-1]) if len(words) > 2 else sample


def _by_trigrams(text: str) -> _Answer:
    best = _detector().compute_language_confidence_values(text)[0]
    if not best.value:
        return _UNKNOWN
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


def answers() -> frozenset[str]:
    """Every code that `identify` may give."""
    by_words = WORDS.keys() | FUNCTION_WORDS.keys()
    return _known() | trained_model.languages() | CYRILLIC.keys() | by_words | {"yid"}
