"""The quality score against the true error rate, the weights behind it, and what the signals cost.

The readings are those of benchmarks/estimated_cer.py: pages of A with a ground truth as openfonds
reads them, as bare Tesseract does, worse scans of them, the model of another language, other
scripts; and what 14 engines read on the Russian pages (D), text without confidences. A book or
folder, then a language, is left out; the weights of openfonds/quality/score.py are fitted on the
rest, and what 1 - score expects is compared with the error rate of what was left out. Prints the
weights fitted on everything: they are what the module should have. Last, the time of cleaning,
language and signals together on the texts of E, one core, and how it grows.

    python -m benchmarks.quality_score [--keep FOLDER] [--mb 10]

FOLDER keeps Tesseract's tables, as for benchmarks.estimated_cer.
"""

import argparse
import gzip
import re
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import astuple, dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.estimated_cer import (
    BARE,
    DATA,
    OTHERS,
    OURS,
    Sample,
    _drawn,
    _hypotheses,
    _rank_correlation,
    _samples,
)
from openfonds.app.dictionaries import installed_dictionaries
from openfonds.cleaning.clean import clean_page
from openfonds.languages.dictionaries import Dictionaries
from openfonds.languages.identify import identify
from openfonds.model import PageClean, PageText, ReadStatus, Word
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
from openfonds.quality.signals import page_signals, tenth_percentile

N_FITTINGS = 100
PAGE_CHARS = 2000


@dataclass(frozen=True, slots=True)
class Rated:
    """A reading: what it has in common with others, what the signals say, the true error rate."""

    group: str
    language: str
    variant: str
    found: Evidence
    rate: float


def main() -> None:
    """Read, fit, leave out, print; then the time."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keep", type=Path, help="folder that keeps Tesseract's tables")
    parser.add_argument("--mb", type=int, default=10, help="megabytes of text to time")
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
    if options.mb:
        _timed(options.mb, dictionaries)


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
    """As in benchmarks.estimated_cer: not negative, least absolute differences, by language."""
    chosen = [one for one in rated if not one.found.hopeless]
    matrix = np.array([one.found.measures() for one in chosen])
    rates = np.array([one.rate for one in chosen])
    languages = [one.language for one in chosen]
    balance = np.array([languages.count(language) ** -0.5 for language in languages])
    used = matrix.max(axis=0) > 0
    weights = np.where(used, 0.1, 0.0)
    for _ in range(N_FITTINGS):
        strength = balance / np.maximum(np.abs(matrix @ weights - rates), 0.01)
        for k in np.flatnonzero(used):
            rest = rates - matrix @ weights + matrix[:, k] * weights[k]
            column = matrix[:, k] * strength
            weights[k] = max(0.0, float(column @ rest) / (float(column @ matrix[:, k]) or 1.0))
    return weights


def _timed(megabytes: int, dictionaries: Dictionaries) -> None:
    print("\n| text | part | MB a second | microseconds a page |\n|---|---|---|---|")
    for size in (max(1, megabytes // 10), megabytes):
        pages = list(_pages(size * 1_000_000))
        n_bytes = sum(len(page.encode()) for page in pages)
        cleaned: list[PageClean] = []

        def clean(pages: list[str] = pages, out: list[PageClean] = cleaned) -> None:
            for text in pages:
                out.append(PageClean("k", 1, clean_page(text)[0], (), None, None, None, None))

        def tell(out: list[PageClean] = cleaned) -> None:
            for k, page in enumerate(out):
                language, score = identify(page.text)
                out[k] = replace(page, language=language, language_score=score)

        def signal(pages: list[str] = pages, out: list[PageClean] = cleaned) -> None:
            for text, page in zip(pages, out, strict=True):
                page_signals(_read(text), page, dictionaries)

        spent = {"cleaning": _seconds(clean), "language": _seconds(tell), "signals": 0.0}
        spent["signals"] = _seconds(signal)
        spent["together"] = sum(spent.values())
        for part, seconds in spent.items():
            print(
                f"| {n_bytes / 1e6:.1f} MB | {part} | {n_bytes / seconds / 1e6:.1f}"
                f" | {seconds / len(pages) * 1e6:.0f} |"
            )


def _seconds(run: Callable[[], None]) -> float:
    start = time.process_time()
    run()
    return time.process_time() - start


def _read(text: str) -> PageText:
    words: tuple[Word, ...] = ()
    return PageText("k", 1, ReadStatus.READ, None, text, words, None, None, None, None, "e", "", "")


def _pages(n_bytes: int) -> Iterator[str]:
    """The plays of E cut into pages, over again with other cuts where there are too few."""
    files = sorted((DATA / "E" / "rusdracor-tei").glob("*.xml.gz"))
    done, shift = 0, 0
    while files and done < n_bytes:
        for file in files:
            text = gzip.decompress(file.read_bytes()).decode()
            lines = re.sub(r"<[^>]*>", "", text).splitlines()
            body = "\n".join(line.strip() for line in lines if line.strip())
            for start in range(shift, len(body), PAGE_CHARS):
                page = body[start : start + PAGE_CHARS]
                done += len(page.encode())
                yield page
                if done >= n_bytes:
                    return
        shift += 700


if __name__ == "__main__":
    main()
