"""How much of a text is in its main language, by looking at some windows of it."""

from openfonds.languages import trained_model
from openfonds.languages.alphabets import fits, letter_counts
from openfonds.languages.function_words import has_most_function_words
from openfonds.languages.scripts import script_of

WINDOW_CHARS = 200
MAX_WINDOWS = 3
MIN_LETTERS = 60  # of a window, below which it is not judged
SURE = 0.8  # that it is another language
SAME = 0.1  # from here on a window may be in the main language after all
# One written language under several codes, or so near that a window does not tell.
_KIN = (
    frozenset({"nob", "nno", "dan"}),
    frozenset({"hrv", "srp"}),
    frozenset({"mhr", "mrj"}),
    frozenset({"kpv", "koi"}),
    frozenset({"chu", "rus", "bul"}),
)


def main_language_ratio(text: str, language: str | None) -> float | None:
    """The share of letters in windows that are not surely in another language, 0-1.

    MAX_WINDOWS windows of WINDOW_CHARS characters are looked at, evenly spread; of a shorter text
    all. A window counts against the main language only where another has as many function words in
    it, and the trained model is sure of another whose alphabet fits. None where the language of the
    text is not known.
    """
    if language is None:
        return None
    total = same = 0
    for window in _windows(text):
        n = sum(map(str.isalpha, window))
        total += n
        if n < MIN_LETTERS or not _is_other(window, language):
            same += n
    return round(same / total, 4) if total else None


def _is_other(window: str, language: str) -> bool:
    if has_most_function_words(window, language):
        return False
    letters = letter_counts(window)
    cyrillic = sum(n for char, n in letters.items() if script_of(char) == "Cyrl")
    is_latin = 2 * cyrillic <= sum(letters.values())
    shares = trained_model.probabilities(window, is_latin=is_latin)
    best = min(shares, key=lambda code: (-shares[code], code), default=language)
    if best == language or shares.get(language, 0.0) >= SAME or shares[best] < SURE:
        return False
    is_kin = any(best in kin and language in kin for kin in _KIN)
    # A language that the model does not know is taken for the nearest that it does.
    is_known = language in trained_model.languages() or not fits(language, letters)
    return is_known and not is_kin and fits(best, letters)


def _windows(text: str) -> list[str]:
    if len(text) <= 2 * WINDOW_CHARS:
        return [text]
    n = min(MAX_WINDOWS, len(text) // WINDOW_CHARS)
    step = (len(text) - WINDOW_CHARS) // (n - 1)
    return [text[k * step : k * step + WINDOW_CHARS] for k in range(n)]
