"""The noisy channel: whether a word was misread, and what was meant if so.

For a word that no dictionary has there are two explanations. It may have been misread: then
P(read | meant) P(meant) is the probability of each word that may have been meant. Or it stands like
that on the paper: a name, an old word, a slip of the writer; then its probability is that of any
word outside the dictionary. A correction is made where one of the first kind is far more probable
than the second kind, and than everything else of the first.
"""

import math
from collections.abc import Callable
from typing import NamedTuple

from openfonds.correction.confusions import Confusions

MIN_LETTERS = 4
# Of 100 words as they stand on the paper 2 are in no dictionary.
LOG_P_UNLISTED = math.log(0.02)
# The odds for a change, and for the best word against the second, as natural logarithms.
MIN_GAIN = math.log(100)
MIN_MARGIN = math.log(10)

# A change of an ending may make another form of the word, which is no less a word.
ENDING_LETTERS = 2
ENDING_COST = 4.0


class Explained(NamedTuple):
    """The best explanation of a word that was misread."""

    meant: str
    gain: float  # log of the odds against the word as it was read
    margin: float  # log of the odds against the next best


def explain(
    word: str,
    confusions: Confusions,
    log_probability: Callable[[str], float | None],
    evidence: float,
) -> Explained | None:
    """What was meant by a word in small letters; None where nothing can be said for it.

    Args:
        word: the word as read; no dictionary has it.
        confusions: of the engine, in the script of the word.
        log_probability: log P(meant), None for what is no word.
        evidence: log of what else speaks for a misreading, less that of P(read) if it was none.
    """
    found: dict[str, float] = {}
    for meant, log_p in confusions.meant_by(word):
        if len(meant) < MIN_LETTERS or meant == word or found.get(meant, -math.inf) >= log_p:
            continue
        found[meant] = log_p
    ranked = sorted(
        (
            (log_p + prior - (ENDING_COST if _is_in_ending(word, meant) else 0.0), meant)
            for meant, log_p in found.items()
            if (prior := log_probability(meant)) is not None
        ),
        key=lambda one: (-one[0], one[1]),
    )
    if not ranked:
        return None
    best, meant = ranked[0]
    gain = best + evidence
    return Explained(meant, gain, best - ranked[1][0] if len(ranked) > 1 else math.inf)


def _is_in_ending(read: str, meant: str) -> bool:
    same = min(len(read), len(meant)) - ENDING_LETTERS
    return read[:same] == meant[:same]
