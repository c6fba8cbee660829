"""One number for a page: the share of its characters that are expected to be right and of use.

The expected share of wrong characters is a sum of what the signals say, with weights that are not
negative: a worse signal never makes a score better. The weights are fitted by
benchmarks/quality_score.py on pages with a ground truth, which leaves out a book, and a language,
at a time and says how far the score is off on what was left out. Everything is reckoned to the
character: words that are doubted, like nothing that is printed, or not listed.
"""

from collections.abc import Sequence
from dataclasses import astuple, dataclass

from openfonds.quality.doubt import doubt_of_mean

# As unsure as that is an engine of a script that its model does not have: nothing is right.
HOPELESS_FROM, HOPELESS_TO = 0.5, 0.75
# Repetition that forms, lists and running heads have too; all beyond it is taken for invented.
FREE_REPETITION = 0.3


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the score is made of; None where there is none."""

    confidence: float | None  # mean of the words, 0-100
    doubt: float | None  # doubted words to a character, as `doubt_of_words`
    garbage: float  # share of tokens
    coverage: float | None  # share of letters in listed words
    repetition: float  # share of characters
    words_per_character: float  # tokens by what is not blank

    @property
    def hopeless(self) -> float:
        """How surely the engine did not know the script, 0-1."""
        unsure = 0.0 if self.confidence is None else 1 - self.confidence / 100
        return min(1.0, max(0.0, (unsure - HOPELESS_FROM) / (HOPELESS_TO - HOPELESS_FROM)))

    def measures(self) -> tuple[float, ...]:
        """What the weights apply to, in their order: 0 for no sign of errors."""
        unlisted = 0.0 if self.coverage is None else 1 - self.coverage
        return (
            self._doubted(),
            self.garbage * self.words_per_character,
            unlisted * self.words_per_character,
        )

    def _doubted(self) -> float:
        if self.confidence is None:
            return 0.0
        return max(self.doubt or 0.0, doubt_of_mean(self.confidence, self.words_per_character))


@dataclass(frozen=True, slots=True)
class Weights:
    """How many characters are wrong for each word that is so."""

    doubted: float
    garbage: float
    unlisted: float


# Fitted by benchmarks/quality_score.py.
BY_CONFIDENCE = Weights(4.38, 0.43, 0.0)
BY_TEXT = Weights(0.0, 20.1, 0.92)


def quality_score(found: Evidence) -> float | None:
    """0-1, to 4 decimals; None where there is neither confidence nor a dictionary."""
    if found.confidence is None and found.coverage is None:
        return None
    weights = BY_TEXT if found.confidence is None else BY_CONFIDENCE
    kept = 1 - max(0.0, found.repetition - FREE_REPETITION) / (1 - FREE_REPETITION)
    return round((1 - expected_errors(found, astuple(weights))) * kept, 4)


def expected_errors(found: Evidence, weights: Sequence[float]) -> float:
    """The expected share of wrong characters, 0-1."""
    errors = sum(m * w for m, w in zip(found.measures(), weights, strict=True))
    return with_hopeless(errors, found.hopeless)


def with_hopeless(errors: float, hopeless: float) -> float:
    """The share of errors, 0-1, where all may be wrong with some probability."""
    errors = min(1.0, max(0.0, errors))
    return float(errors + hopeless * (1 - errors))
