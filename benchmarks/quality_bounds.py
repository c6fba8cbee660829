"""What bounds the quality score: other ways to count errors, and lines of scripts not fitted on.

The first table sets what the score of benchmarks/quality_score.py expects, a book or folder left
out, against several error rates of the same readings:

- as reported: each line where it stands best in the ground truth;
- of the cleaned text, against the ground truth cleaned in the same way: what is published;
- without what only the ground truth can tell: the signs of transcribers (~ _ ^ and the like) taken
  out, ї and і, ’ and ' the same, lines of the reading that are not in the ground truth left out;
- in the order of the page (Levenshtein distance of the whole);
- of words as a bag (1 - F1).

For text without confidence it also says how well one would do who knew of every word that is not in
the dictionary whether it is wrong, and who knew of every word.

The second table reads lines of Church Slavonic, Komi and the Unified Northern Alphabet, twelve to a
page, with two models each. Nothing was fitted on these.

    python -m benchmarks.quality_bounds [--keep FOLDER]

FOLDER keeps Tesseract's tables, as for benchmarks.estimated_cer.
"""

import argparse
import re
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from benchmarks.error_rate import error_rate, folded
from benchmarks.estimated_cer import (
    DATA,
    OTHERS,
    OURS,
    Sample,
    _costs,
    _drawn,
    _hypotheses,
    _rank_correlation,
    _samples,
    _tesseract,
    errors,
)
from benchmarks.line_sets import IMAGES, MARGIN_PX, SETS, _truth
from benchmarks.quality_score import Rated, before_of, held_out, rated_by_signals, text_alone
from extractors.reading.estimated_cer import estimate, lexicons_of_models, signs
from extractors.reading.tesseract import parse_table
from openfonds.app.intake.dictionaries import installed_dictionaries
from openfonds.cleaning.clean import clean_page
from openfonds.languages.dictionaries import Dictionary
from openfonds.quality.score import quality_score

LINES_OF_A_PAGE = 12
MODELS = {"A/church-slavonic-lines": ("Cyrillic", "rus"), "A/vyl-tujod-komi": ("Cyrillic", "rus")}
LATIN_MODELS = ("Latin", "eng")
_SIGNS = re.compile(r"[~_^⟦⟧]+")
_ALIKE = str.maketrans({"ї": "і", "ï": "і", "i": "і", "Ї": "І", "’": "'"})
_CUT = re.compile(r"(?<=[^\W\d_])[-¬⸗‐]\s*\n\s*(?=[^\W\d_])")
_WORD = re.compile(r"[^\W\d_]+")
MIN_LETTERS = 3
# A line of which less than this fits anywhere is not in the ground truth.
FITS = 0.5


def main() -> None:
    """Read, reckon, print both tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keep", type=Path, help="folder that keeps Tesseract's tables")
    options = parser.parse_args()
    dictionaries = installed_dictionaries()
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.keep or Path(temporary)
        samples = [*_samples(folder), *_drawn(folder), *_hypotheses()]
        rated = [rated_by_signals(sample, dictionaries) for sample in samples]
        print("| readings | error rate | mean | rank correlation | off by, mean | off by, median |")
        print("|---|---|---|---|---|---|")
        sure = [k for k, one in enumerate(rated) if one.found.confidence is not None]
        _against([samples[k] for k in sure], [rated[k] for k in sure], OURS)
        told = [k for k, one in enumerate(rated) if one.found.coverage is not None]
        _against([samples[k] for k in told], [text_alone(rated[k]) for k in told], OTHERS)
        russian = dictionaries.of("rus")
        if russian is not None:
            _known([samples[k] for k in told if samples[k].variant == OTHERS], russian)
        lines = list(_pages_of_lines(folder))
        _unseen(lines, [rated_by_signals(sample, dictionaries) for sample in lines])


def _against(samples: Sequence[Sample], rated: Sequence[Rated], variant: str) -> None:
    expected = held_out(rated, "group", lambda one: one.found.measures())
    chosen = [k for k, one in enumerate(rated) if one.variant == variant]
    rates = [_rates(samples[k]) for k in chosen]
    for name in rates[0]:
        _row(variant, name, expected[chosen], np.array([rate[name] for rate in rates]))


def _row(
    readings: str, name: str, expected: NDArray[np.float64], rate: NDArray[np.float64]
) -> None:
    off = np.abs(expected - rate)
    print(
        f"| {readings} | {name} | {rate.mean():.3f} | {_rank_correlation(expected, rate):.2f}"
        f" | {off.mean():.3f} | {np.median(off):.3f} |"
    )


def _rates(sample: Sample) -> dict[str, float]:
    truth, text = sample.truth, sample.text
    clean_truth, clean_text = clean_page(truth)[0], clean_page(text)[0]
    plain = _SIGNS.sub("", truth)
    plain = (plain if plain.strip() else truth).translate(_ALIKE)
    length, distance = error_rate(truth, text)
    return {
        "as reported": sample.rate,
        "of the cleaned text": min(1.0, errors(clean_truth, clean_text) / len(folded(clean_truth))),
        "what only the ground truth can tell, left out": _in_truth(plain, text.translate(_ALIKE)),
        "in the order of the page": min(1.0, distance / length),
        "words as a bag": _bag(truth, text),
    }


def _in_truth(truth: str, text: str) -> float:
    """Errors in the lines that the ground truth has, and what is missing of it."""
    truth = folded(truth)
    kept = [
        line
        for line in map(folded, text.split("\n"))
        if line and _costs(line, truth, anchored=False).min() <= FITS * len(line)
    ]
    return min(1.0, errors(truth, "\n".join(kept)) / len(truth))


def _bag(truth: str, text: str) -> float:
    meant, read = Counter(truth.split()), Counter(text.split())
    return 1 - 2 * (meant & read).total() / max(1, meant.total() + read.total())


def _known(samples: Sequence[Sample], dictionary: Dictionary) -> None:
    """The rank correlation of words that are wrong, as nobody knows them, with the error rate."""
    counts = np.array([_wrong_words(sample, dictionary) for sample in samples])
    rates = np.array([sample.rate for sample in samples])
    names = ("wrong words, all known", "those not listed, all known", "words not listed")
    print("\n| 14 engines, to the character | rank correlation |\n|---|---|")
    for name, count in zip(names, counts.T, strict=True):
        print(f"| {name} | {_rank_correlation(count, rates):.2f} |")
    wrong, found, unlisted = (counts * [[len(folded(s.truth))] for s in samples]).sum(axis=0)
    print(f"of the wrong words {found / wrong:.2f} are not listed, of those {found / unlisted:.2f}")


def _wrong_words(sample: Sample, dictionary: Dictionary) -> tuple[float, float, float]:
    meant = Counter(_WORD.findall(_CUT.sub("", sample.truth)))
    read = Counter(_WORD.findall(_CUT.sub("", sample.text)))
    length = len(folded(sample.truth))

    def unlisted(words: Counter[str]) -> float:
        asked = (word for word in words if len(word) >= MIN_LETTERS and not dictionary.has(word))
        return sum(words[word] for word in asked) / length

    wrong = read - meant
    return wrong.total() / length, unlisted(wrong), unlisted(read)


def _pages_of_lines(keep: Path) -> Iterator[Sample]:
    folders = sorted({file.parent for folder, _ in SETS.values() for file in _images(folder)})
    for folder in folders:
        name = folder.relative_to(DATA).as_posix()
        models = next((m for start, m in MODELS.items() if name.startswith(start)), LATIN_MODELS)
        lines = sorted(p for p in folder.iterdir() if p.suffix in IMAGES)
        for start in range(0, min(len(lines), 3 * LINES_OF_A_PAGE), LINES_OF_A_PAGE):
            page = lines[start : start + LINES_OF_A_PAGE]
            truth = "\n".join(_truth(line).strip() for line in page)
            for model in models:
                kept = keep / f"lines--{name.replace('/', '--')}--{start}--{model}.tsv"
                if not kept.exists():
                    kept.write_bytes(_read(page, model))
                text, words = parse_table(kept.read_bytes())
                found = signs(text, words, lexicons_of_models([model]))
                if found is not None:
                    rate = min(1.0, errors(truth, text) / len(folded(truth)))
                    yield Sample(name, name, model, found, rate, text, tuple(words), truth)


def _images(folder: str) -> Iterator[Path]:
    return (p for p in (DATA / folder).rglob("*") if p.suffix in IMAGES)


def _read(lines: Sequence[Path], model: str) -> bytes:
    """The lines below each other on one sheet."""
    images = []
    for line in lines:
        with Image.open(line) as opened:
            images.append(ImageOps.expand(opened.convert("L"), MARGIN_PX, 255))
    width, height = max(i.width for i in images), sum(i.height for i in images)
    sheet, top = Image.new("L", (width, height), 255), 0
    for image in images:
        sheet.paste(image, (0, top))
        top += image.height
    with tempfile.NamedTemporaryFile(suffix=".png") as file:
        sheet.save(file.name, dpi=(300, 300))
        return _tesseract(Path(file.name), model)


def _unseen(samples: Sequence[Sample], rated: Sequence[Rated]) -> None:
    rates = np.array([sample.rate for sample in samples])
    before = np.array([before_of(one) for one in rated])
    after = np.array([1 - (quality_score(one.found) or 0.0) for one in rated])
    said = np.array([estimate(sample.signs) or 0.0 for sample in samples])
    print("\n| lines of scripts not fitted on | error rate | mean | rank | off, mean | median |")
    print("|---|---|---|---|---|---|")
    for name, expected in (("score, before", before), ("score", after), ("estimate", said)):
        _row(f"{len(rates)} sheets", name, expected, rates)


if __name__ == "__main__":
    main()
