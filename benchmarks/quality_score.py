"""The quality score against the true error rate, and the weights behind it.

The readings are those of benchmarks/estimated_cer.py: pages of A with a ground truth as openfonds
reads them, as bare Tesseract does, worse scans of them, the model of another language, other
scripts; and what 14 engines read on the Russian pages (D), text without confidences. A book or
folder, then a language, is left out; the weights of openfonds/quality/score.py are fitted on the
rest, and what 1 - score expects is compared with the error rate of what was left out. Prints the
weights fitted on everything: they are what the module should have. What the signals cost is
measured by benchmarks/text_speed.py.

    python -m benchmarks.quality_score [--keep FOLDER]

FOLDER keeps Tesseract's tables, as for benchmarks.estimated_cer.
"""

import argparse
import tempfile
from collections.abc import Sequence
from dataclasses import astuple, dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.estimated_cer import (
    BARE,
    OTHERS,
    OURS,
    Sample,
    _drawn,
    _hypotheses,
    _rank_correlation,
    _samples,
    fitted,
)
from openfonds.app.intake.dictionaries import installed_dictionaries
from openfonds.cleaning.clean import clean_page
from openfonds.languages.dictionaries import Dictionaries
from openfonds.languages.identify import identify
from openfonds.quality.coverage import lexicon_coverage
from openfonds.quality.garbage import garbage_ratio
from openfonds.quality.repetition import repetition_ratio
from openfonds.quality.score import (
    BY_CONFIDENCE,
    BY_TEXT,
    Evidence,
    Weights,
    expected_errors,
    quality_score,
)
from openfonds.quality.signals import tenth_percentile


@dataclass(frozen=True, slots=True)
class Rated:
    """A reading: what it has in common with others, what the signals say, the true error rate."""

    group: str
    language: str
    variant: str
    found: Evidence
    rate: float


def main() -> None:
    """Read, fit, leave out, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keep", type=Path, help="folder that keeps Tesseract's tables")
    options = parser.parse_args()
    dictionaries = installed_dictionaries()
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.keep or Path(temporary)
        samples = [*_samples(folder), *_drawn(folder), *_hypotheses()]
    rated = [_rated(sample, dictionaries) for sample in samples]
    sure = [one for one in rated if one.found.confidence is not None]
    _report("by confidence", sure, BY_CONFIDENCE)
    bare = [replace(one, found=_text_alone(one.found)) for one in rated]
    _report("by text alone", [one for one in bare if one.found.coverage is not None], BY_TEXT)


def _rated(sample: Sample, dictionaries: Dictionaries) -> Rated:
    text = clean_page(sample.text)[0]
    told = [(len(w.text), w.confidence) for w in sample.words if w.confidence is not None]
    total = sum(n for n, _ in told)
    found = Evidence(
        confidence=sum(n * c for n, c in told) / total if total else None,
        confidence_p10=tenth_percentile([c for _, c in told]),
        garbage=garbage_ratio(text),
        coverage=lexicon_coverage(text, identify(text)[0], dictionaries),
        repetition=repetition_ratio(text),
    )
    return Rated(sample.group, sample.language, sample.variant, found, sample.rate)


def _text_alone(found: Evidence) -> Evidence:
    return replace(found, confidence=None, confidence_p10=None)


def _report(name: str, rated: Sequence[Rated], shipped: Weights) -> None:
    rates = np.array([one.rate for one in rated])
    kinds = np.array([one.variant for one in rated])
    print(f"\n{name}: {len(rated)} readings, mean error rate {rates.mean():.3f}")
    print("| left out | readings | n | rank correlation | off by, mean | off by, median | bias |")
    print("|---|---|---|---|---|---|---|")
    guesses = {"nothing: the score as shipped": _scored(rated)}
    for kind in ("group", "language"):
        values = np.array([getattr(one, kind) for one in rated])
        expected = np.empty(len(rated))
        for out in sorted(set(values)):
            rest = [one for one, value in zip(rated, values, strict=True) if value != out]
            weights = _fitted(rest)
            for k in np.flatnonzero(values == out):
                expected[k] = expected_errors(rated[k].found, weights.tolist())
        guesses[{"group": "a book or folder", "language": "a language"}[kind]] = expected
    for left_out, expected in guesses.items():
        for label in ("all", *sorted(set(kinds.tolist()) & {OURS, BARE, OTHERS})):
            mask = kinds != "" if label == "all" else kinds == label
            off = (expected - rates)[mask]
            print(
                f"| {left_out} | {label} | {mask.sum()}"
                f" | {_rank_correlation(expected[mask], rates[mask]):.2f}"
                f" | {np.abs(off).mean():.3f} | {np.median(np.abs(off)):.3f} | {off.mean():+.3f} |"
            )
    for label, weights in (("fitted", _fitted(rated).tolist()), ("shipped", astuple(shipped))):
        print(f"  {label}: " + ", ".join(f"{w:.3f}" for w in weights))


def _scored(rated: Sequence[Rated]) -> NDArray[np.float64]:
    return np.array([1 - (quality_score(one.found) or 0.0) for one in rated])


def _fitted(rated: Sequence[Rated]) -> NDArray[np.float64]:
    """Readings in a script that the engine did not know are wrong whatever the weights are."""
    chosen = [one for one in rated if not one.found.hopeless]
    matrix = np.array([one.found.measures() for one in chosen])
    rates = np.array([one.rate for one in chosen])
    return fitted(matrix, rates, [one.language for one in chosen], matrix.max(axis=0) > 0)


if __name__ == "__main__":
    main()
