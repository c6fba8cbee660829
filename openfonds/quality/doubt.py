"""How many wrong characters the confidence of an engine lets one expect.

A misread word has one or two wrong characters, whether it is long or short. So words are counted
and characters are what they are counted against: the doubts of all words, each from 0 to 1, over
the number of characters. A mean over the words, or one weighted by their length, says less
(docs/reference/quality.md).
"""

from collections.abc import Sequence

from openfonds.model import Word

# Confidence, 0-100, below which a word is doubted, all the more the less it has. By
# benchmarks/quality_score.py, which finds it between 60 and 75 whatever is left out: above, most
# words are right, and where they lie tells the engine.
DOUBTED = 75.0
# Engines give right words 88 to 97: where the best words of a page have less, none is sure.
SURE = 90.0


def doubt_of_words(words: Sequence[Word]) -> float | None:
    """Doubted words to a character; None where no word has a confidence."""
    told = [c for word in words if (c := word.confidence) is not None]
    n_characters = sum([len(word.text) for word in words if word.confidence is not None])
    if not n_characters:
        return None
    doubted = sum([DOUBTED - c for c in told if c < DOUBTED]) / DOUBTED
    best = sorted(told)[len(told) * 9 // 10]
    at_least = max(0.0, SURE - best) / SURE * len(told)
    return max(doubted, at_least) / n_characters


def doubt_of_mean(confidence: float, words_per_character: float) -> float:
    """The same if every word had the mean confidence: there is no less doubt on a page than that.

    >>> doubt_of_mean(37.5, 0.2)
    0.1
    """
    return max(0.0, DOUBTED - confidence) / DOUBTED * words_per_character
