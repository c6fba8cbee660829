"""The quality score against the true error rate, and the weights behind it.

The readings are those of benchmarks/estimated_cer.py: pages of A with a ground truth as openfonds
reads them, as bare Tesseract does, worse scans of them, the model of another language, other
scripts; and what 14 engines read on the Russian pages (D), text without confidences. A book or
folder, then a language, is left out; the weights of openfonds/quality/score.py are fitted on the
rest, and what 1 - score expects is compared with the error rate of what was left out. Intervals
hold 95 % of 2,000 draws of books and folders, with replacement. "Before" are the measures as they
were until SIGNALS_VERSION 2: squares of what the mean and the tenth percentile of confidence lack,
garbage, and the square of what is not listed. "Limit chosen": the confidence from which on a word
is not doubted is chosen anew for each that is left out, by the mean absolute error in five parts of
the rest. Prints the weights fitted on everything: they are what the module should have. What the
signals cost is measured by benchmarks/text_speed.py, what bounds them by
benchmarks/quality_bounds.py.

    python -m benchmarks.quality_score [--keep FOLDER] [--folds MODELS]

FOLDER keeps Tesseract's tables, as for benchmarks.estimated_cer. MODELS has A.traineddata and
B.traineddata, as `python -m setup.train_rus_civil MODELS --folds` makes them: then the Russian
books are also read by models that have not seen them. Nothing is fitted on those readings.
"""

import argparse
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import astuple, dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.error_rate import folded
from benchmarks.estimated_cer import (
    BARE,
    OTHERS,
    OURS,
    Sample,
    _drawn,
    _hypotheses,
    _rank_correlation,
    _samples,
    _scans,
    errors,
    fitted,
)
from benchmarks.page_readings import readings
from extractors.reading.estimated_cer import lexicons_of_models, signs
from openfonds.app.intake.dictionaries import installed_dictionaries
from openfonds.cleaning.clean import clean_page
from openfonds.languages.dictionaries import Dictionaries
from openfonds.languages.identify import identify
from openfonds.model import Word
from openfonds.quality.coverage import lexicon_coverage
from openfonds.quality.doubt import doubt_of_words
from openfonds.quality.garbage import garbage_ratio
from openfonds.quality.repetition import repetition_ratio
from openfonds.quality.score import (
    BY_CONFIDENCE,
    BY_TEXT,
    Evidence,
    Weights,
    quality_score,
    with_hopeless,
)
from openfonds.quality.signals import tenth_percentile

LIMITS = (60.0, 65.0, 70.0, 75.0, 80.0, 85.0, 90.0, 95.0, 100.0)
N_PARTS = 5
UNSEEN = "by models that have not seen the book"
WEIGHTS_BEFORE = (0.15, 0.27, 0.0, 0.0)
N_DRAWS = 2_000
LEFT_OUT = {"group": "a book or folder", "language": "a language"}


@dataclass(frozen=True, slots=True)
class Rated:
    """A reading: what it has in common with others, what the signals say, the true error rate."""

    group: str
    language: str
    variant: str
    found: Evidence
    before: tuple[float, ...]  # the measures as they were
    doubts: tuple[float, ...]  # doubted words to a character, by LIMITS
    rate: float


_Measures = Callable[[Rated], Sequence[float]]


def main() -> None:
    """Read, fit, leave out, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keep", type=Path, help="folder that keeps Tesseract's tables")
    parser.add_argument("--folds", type=Path, help="folder of models that have not seen the books")
    options = parser.parse_args()
    dictionaries = installed_dictionaries()
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.keep or Path(temporary)
        samples = [*_samples(folder), *_drawn(folder), *_hypotheses()]
        unseen = [*_by_unseen_models(options.folds, folder)] if options.folds else []
    rated = [rated_by_signals(sample, dictionaries) for sample in samples]
    sure = [one for one in rated if one.found.confidence is not None]
    _report("by confidence", sure, BY_CONFIDENCE, limits=True)
    if unseen:
        _report_unseen([rated_by_signals(sample, dictionaries) for sample in unseen], sure)
    bare = [text_alone(one) for one in rated if one.found.coverage is not None]
    _report("by text alone", bare, BY_TEXT, limits=False)


def rated_by_signals(sample: Sample, dictionaries: Dictionaries) -> Rated:
    """What the signals say of a reading that was cleaned."""
    text = clean_page(sample.text)[0]
    tokens = text.split()
    told = [(len(w.text), w.confidence) for w in sample.words if w.confidence is not None]
    total = sum(n for n, _ in told)
    found = Evidence(
        confidence=sum(n * c for n, c in told) / total if total else None,
        doubt=doubt_of_words(sample.words),
        garbage=garbage_ratio(text),
        coverage=lexicon_coverage(text, identify(text)[0], dictionaries),
        repetition=repetition_ratio(text),
        words_per_character=len(tokens) / max(1, sum(map(len, tokens))),
    )
    p10 = tenth_percentile([c for _, c in told])
    before = (
        0.0 if found.confidence is None else (1 - found.confidence / 100) ** 2,
        0.0 if p10 is None else (1 - p10 / 100) ** 2,
        found.garbage,
        0.0 if found.coverage is None else (1 - found.coverage) ** 2,
    )
    doubts = tuple(_doubt(sample.words, limit) for limit in LIMITS)
    return Rated(sample.group, sample.language, sample.variant, found, before, doubts, sample.rate)


def _doubt(words: Sequence[Word], limit: float) -> float:
    told = [(len(w.text), w.confidence) for w in words if w.confidence is not None]
    short = sum(max(0.0, 1 - c / limit) for _, c in told)
    return short / max(1, sum(n for n, _ in told))


def text_alone(one: Rated) -> Rated:
    """The same without its confidence."""
    found = replace(one.found, confidence=None, doubt=None)
    return replace(one, found=found, before=(0.0, 0.0, *one.before[2:]))


def _before(one: Rated) -> Sequence[float]:
    return one.before


def _now(one: Rated) -> Sequence[float]:
    return one.found.measures()


def before_of(one: Rated) -> float:
    """What was expected of a reading before, with the weights that were fitted then."""
    return with_hopeless(float(np.dot(one.before, WEIGHTS_BEFORE)), one.found.hopeless)


def _report(name: str, rated: Sequence[Rated], shipped: Weights, *, limits: bool) -> None:
    rates = np.array([one.rate for one in rated])
    print(f"\n{name}: {len(rated)} readings, mean error rate {rates.mean():.3f}")
    print("| left out | readings | n | rank correlation | off by, mean | off by, median | bias |")
    print("|---|---|---|---|---|---|---|")
    _rows("nothing: the score as shipped", rated, _scored(rated))
    for kind, left_out in LEFT_OUT.items():
        before = held_out(rated, kind, _before)
        after = held_out(rated, kind, _now)
        _rows(f"{left_out}, before", rated, before)
        _rows(left_out, rated, after)
        if limits:
            _rows(f"{left_out}, limit chosen", rated, _limit_chosen(rated, kind))
        for label in (OURS, OTHERS):
            chosen = [k for k, one in enumerate(rated) if one.variant == label]
            if chosen:
                low, high = _gain([rated[k] for k in chosen], before[chosen], after[chosen])
                print(f"  {left_out}, {label}: gain in rank correlation {low:+.2f} to {high:+.2f}")
    fitted_ = _fitted(rated, _now)
    for label, weights in (("fitted", fitted_.tolist()), ("shipped", astuple(shipped))):
        print(f"  {label}: " + ", ".join(f"{w:.3f}" for w in weights))


def _rows(name: str, rated: Sequence[Rated], expected: NDArray[np.float64]) -> None:
    kinds = [one.variant for one in rated]
    for label in ("all", *sorted(set(kinds) & {OURS, BARE, OTHERS})):
        chosen = [k for k, kind in enumerate(kinds) if label in ("all", kind)]
        some = [rated[k] for k in chosen]
        rates = np.array([one.rate for one in some])
        off = expected[chosen] - rates
        draws = _drawn_groups(some)
        ranks = [_rank_correlation(expected[chosen][d], rates[d]) for d in draws]
        means = [np.abs(off[d]).mean() for d in draws]
        print(
            f"| {name} | {label} | {len(some)}"
            f" | {_rank_correlation(expected[chosen], rates):.2f} ({_interval(ranks, 2)})"
            f" | {np.abs(off).mean():.3f} ({_interval(means, 3)})"
            f" | {np.median(np.abs(off)):.3f} | {off.mean():+.3f} |"
        )


def _gain(
    rated: Sequence[Rated], before: NDArray[np.float64], after: NDArray[np.float64]
) -> tuple[float, float]:
    rates = np.array([one.rate for one in rated])
    gains = [
        _rank_correlation(after[d], rates[d]) - _rank_correlation(before[d], rates[d])
        for d in _drawn_groups(rated)
    ]
    low, high = np.percentile(gains, (2.5, 97.5))
    return float(low), float(high)


def _interval(values: Sequence[float], digits: int) -> str:
    low, high = np.percentile(values, (2.5, 97.5))
    return f"{low:.{digits}f}-{high:.{digits}f}"


def _drawn_groups(rated: Sequence[Rated]) -> list[NDArray[np.int64]]:
    """Readings of one book are no independent witnesses: books are drawn, with all of theirs."""
    of_group: dict[str, list[int]] = {}
    for k, one in enumerate(rated):
        of_group.setdefault(one.group, []).append(k)
    groups = [np.array(of_group[name]) for name in sorted(of_group)]
    random = np.random.default_rng(1)
    return [
        np.concatenate([groups[k] for k in random.integers(0, len(groups), len(groups))])
        for _ in range(N_DRAWS)
    ]


def _scored(rated: Sequence[Rated]) -> NDArray[np.float64]:
    return np.array([1 - (quality_score(one.found) or 0.0) for one in rated])


def _by_unseen_models(folds: Path, keep: Path) -> Iterator[Sample]:
    books = {scan.stem: book for scan, book, _ in _scans()}
    lexicons = lexicons_of_models(["rus"])
    for read in readings(folds, keep, only="ru"):
        found = signs(read.text, read.words, lexicons)
        if found is not None:
            rate = min(1.0, errors(read.truth, read.text) / len(folded(read.truth)))
            yield Sample(
                books[read.name], "rus", OURS, found, rate, read.text, read.words, read.truth
            )


def _report_unseen(unseen: Sequence[Rated], sure: Sequence[Rated]) -> None:
    """The Russian books by models that have not seen them, beside the other pages as they are."""
    n = len(unseen)
    everything = [*(replace(one, variant=UNSEEN) for one in unseen), *sure]
    others = [k for k, o in enumerate(everything) if o.variant == OURS and o.language != "rus"]
    for kind, left_out in LEFT_OUT.items():
        for name, measures in (("before", _before), ("now", _now)):
            expected = held_out(everything, kind, measures)
            for pages, places in (
                ("", [*range(n)]),
                (", other languages too", [*range(n), *others]),
            ):
                plain = [replace(everything[k], variant="") for k in places]
                _rows(f"{left_out}, {UNSEEN}{pages}, {name}", plain, expected[places])


def held_out(rated: Sequence[Rated], kind: str, measures: _Measures) -> NDArray[np.float64]:
    """What is expected of each reading by the weights fitted without its group or language."""
    values = np.array([getattr(one, kind) for one in rated])
    expected = np.empty(len(rated))
    for out in sorted(set(values)):
        rest = [one for one, value in zip(rated, values, strict=True) if value != out]
        weights = _fitted(rest, measures)
        for k in np.flatnonzero(values == out):
            expected[k] = _expected(rated[k], measures(rated[k]), weights)
    return expected


def _limit_chosen(rated: Sequence[Rated], kind: str) -> NDArray[np.float64]:
    values = np.array([getattr(one, kind) for one in rated])
    expected = np.empty(len(rated))
    for out in sorted(set(values)):
        rest = [one for one, value in zip(rated, values, strict=True) if value != out]
        by_limit = _by_limit(_least_off(rest, kind))
        weights = _fitted(rest, by_limit)
        for k in np.flatnonzero(values == out):
            expected[k] = _expected(rated[k], by_limit(rated[k]), weights)
    return expected


def _least_off(rated: Sequence[Rated], kind: str) -> int:
    names = sorted({getattr(one, kind) for one in rated})
    part = np.array([names.index(getattr(one, kind)) % N_PARTS for one in rated])
    rates = np.array([one.rate for one in rated])
    off = []
    for number in range(len(LIMITS)):
        measures, expected = _by_limit(number), np.empty(len(rated))
        for out in sorted(set(part.tolist())):
            weights = _fitted([o for o, p in zip(rated, part, strict=True) if p != out], measures)
            for k in np.flatnonzero(part == out):
                expected[k] = _expected(rated[k], measures(rated[k]), weights)
        off.append(float(np.abs(expected - rates).mean()))
    return int(np.argmin(off))


def _by_limit(number: int) -> _Measures:
    return lambda one: (one.doubts[number],)


def _expected(one: Rated, measures: Sequence[float], weights: NDArray[np.float64]) -> float:
    return with_hopeless(float(np.dot(measures, weights)), one.found.hopeless)


def _fitted(rated: Sequence[Rated], measures: _Measures) -> NDArray[np.float64]:
    """Readings in a script that the engine did not know are wrong whatever the weights are."""
    chosen = [one for one in rated if not one.found.hopeless and one.variant != UNSEEN]
    matrix = np.array([measures(one) for one in chosen])
    rates = np.array([one.rate for one in chosen])
    return fitted(matrix, rates, [one.language for one in chosen], matrix.max(axis=0) > 0)


if __name__ == "__main__":
    main()
