"""How far the estimate of a page's character error rate is off, and the weights behind it.

Reads the pages with a ground truth in A (Russian books, typescripts in five languages and French)
as they are, as worse scans of themselves (small, blurred, grey and noisy) and some with the model
of another language; a book, folder or language at a time is left out, the weights of
extractors/reading/estimated_cer.py are fitted on the rest, and the estimate is compared with the
error rate of what was left out. Prints the weights fitted on everything: they are what the module
should have.

    python -m benchmarks.estimated_cer [--keep FOLDER]

FOLDER keeps Tesseract's tables, so that another run takes seconds instead of minutes.
The error rate does not depend on the order of lines: each line is sought where it stands in the
ground truth, what no line covers is missing (as in the flexible character accuracy of Clausner,
Pletschacher and Antonacopoulos 2020). Nothing in confidence or dictionary tells a wrong order.
"""

import argparse
import glob
import json
import os
import subprocess
import tempfile
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass, fields, replace
from pathlib import Path

import numpy as np
from defusedxml.ElementTree import parse
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from benchmarks.error_rate import folded
from extractors.reading.alto import read_alto_pages
from extractors.reading.estimated_cer import (
    BY_CONFIDENCE,
    BY_TEXT,
    Signs,
    Weights,
    combined,
    lexicons_of_models,
    models_of,
    signs,
)
from extractors.reading.image import read_image
from extractors.reading.page_xml import read_page_xml_pages
from extractors.reading.tesseract import OcrSettings, model_file, parse_table
from openfonds.languages.lexicon import load_lexicon
from openfonds.model import PageSource, Word
from openfonds.settings import Limits

ROOT = Path(__file__).resolve().parent.parent
DATA = Path(os.environ.get("OPENFONDS_TEST_DATA") or ROOT.parent / "shared" / "data")
LANGUAGES = {"english": "eng", "german": "deu", "czech": "ces", "danish": "dan", "slovak": "slk"}
IMAGES = (".jpeg", ".jpg", ".png")
WORSE = ("small", "blurred", "noisy")
N_FITTINGS = 200
OURS, BARE, OTHERS = "as openfonds reads it", "bare Tesseract", "other engines"
DRAWN_WITH = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"
# Universal Declaration of Human Rights, article 1.
OTHER_SCRIPTS = {
    "ara": "يولد جميع الناس أحرارا متساوين في الكرامة والحقوق وقد وهبوا عقلا وضميرا وعليهم أن"
    " يعامل بعضهم بعضا بروح الإخاء",
    "ell": "Όλοι οι άνθρωποι γεννιούνται ελεύθεροι και ίσοι στην αξιοπρέπεια και τα δικαιώματα."
    " Είναι προικισμένοι με λογική και συνείδηση",
    "heb": "כל בני האדם נולדו בני חורין ושווים בערכם ובזכויותיהם כולם חוננו בתבונה ובמצפון לפיכך"
    " חובה עליהם לנהוג איש ברעהו ברוח של אחווה",
    "hye": "Բոլոր մարդիկ ծնվում են ազատ ու հավասար իրենց արժանապատվությամբ ու իրավունքներով։"
    " Նրանք ունեն բանականություն ու խիղճ",
    "kat": "ყველა ადამიანი იბადება თავისუფალი და თანასწორი თავისი ღირსებითა და უფლებებით მათ"
    " მინიჭებული აქვთ გონება და სინდისი",
}


@dataclass(frozen=True, slots=True)
class Sample:
    """A page as it was read: its signs, its error rate, and what it has in common with others."""

    group: str
    language: str
    variant: str
    signs: Signs
    rate: float
    text: str
    words: tuple[Word, ...]
    truth: str


def main() -> None:
    """Read, fit, leave out, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keep", type=Path, help="folder that keeps Tesseract's tables")
    keep = parser.parse_args().keep
    with tempfile.TemporaryDirectory() as temporary:
        folder = keep or Path(temporary)
        samples = [*_samples(folder), *_drawn(folder)]
    texts = samples + list(_hypotheses())
    for name, chosen, shipped in (
        ("confidence and dictionary", samples, BY_CONFIDENCE),
        ("confidence alone", [_only(s, listed=None) for s in samples], BY_CONFIDENCE),
        ("text alone", [_only(s, unsure=None, doubt=None) for s in texts], BY_TEXT),
    ):
        chosen = [s for s in chosen if s.signs.listed is not None or s.signs.unsure is not None]
        _report(name, chosen, shipped)


def _report(name: str, samples: Sequence[Sample], shipped: Weights) -> None:
    rates = np.array([s.rate for s in samples])
    used = _used(samples)
    print(f"\n{name}: {len(samples)} pages, mean error rate {rates.mean():.3f}")
    for kind in ("group", "language"):
        estimates = np.empty(len(samples))
        for out in sorted({getattr(s, kind) for s in samples}):
            held = np.array([getattr(s, kind) == out for s in samples])
            weights = _fitted([s for s, h in zip(samples, held, strict=True) if not h], used)
            estimates[held] = _estimates([s for s in samples if getattr(s, kind) == out], weights)
        kinds = np.array([s.variant for s in samples])
        for label in ("all", *sorted(set(kinds) & {OURS, BARE, OTHERS})):
            mask = kinds != "" if label == "all" else kinds == label
            off = np.abs(estimates - rates)[mask]
            print(
                f"  a {kind} left out, {label}: {mask.sum()} pages, off by"
                f" {off.mean():.3f} on average, {np.median(off):.3f} in the median,"
                f" bias {(estimates - rates)[mask].mean():+.3f},"
                f" rank correlation {_rank_correlation(estimates[mask], rates[mask]):.2f}"
            )
    weights = _fitted(samples, used)
    names = [f.name for f in fields(Weights)]
    print("  fitted: ", ", ".join(f"{n}={w:.3f}" for n, w in zip(names, weights, strict=True)))
    print(
        "  shipped:",
        ", ".join(f"{n}={w:.3f}" for n, w in zip(names, astuple(shipped), strict=True)),
    )


def _matrix(samples: Sequence[Sample]) -> NDArray[np.float64]:
    return np.array([s.signs.measures() for s in samples])


def _used(samples: Sequence[Sample]) -> NDArray[np.bool_]:
    return np.asarray(_matrix(samples).max(axis=0) > 0)


def _estimates(samples: Sequence[Sample], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.array([combined(s.signs, weights.tolist()) for s in samples])


def _fitted(samples: Sequence[Sample], used: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Strange texts are wrong whatever the weights are."""
    samples = [s for s in samples if not s.signs.strange]
    rates = np.array([s.rate for s in samples])
    return fitted(_matrix(samples), rates, [s.language for s in samples], used)


def fitted(
    matrix: NDArray[np.float64],
    rates: NDArray[np.float64],
    languages: Sequence[str],
    used: NDArray[np.bool_],
) -> NDArray[np.float64]:
    """Weights that are not negative and leave the least sum of absolute differences.

    Iteratively reweighted least squares, coordinate by coordinate; every language counts alike.

    Args:
        matrix: the measures of each page, along `rates` and `languages`.
        used: the measures that have a weight.
    """
    balance = np.array([languages.count(language) ** -0.5 for language in languages])
    weights = np.where(used, 0.1, 0.0)
    for _ in range(N_FITTINGS):
        strength = balance / np.maximum(np.abs(matrix @ weights - rates), 0.01)
        for k in np.flatnonzero(used):
            rest = rates - matrix @ weights + matrix[:, k] * weights[k]
            column = matrix[:, k] * strength
            weights[k] = max(0.0, float(column @ rest) / (float(column @ matrix[:, k]) or 1.0))
    return weights


def _rank_correlation(a: NDArray[np.float64], b: NDArray[np.float64]) -> float:
    return float(np.corrcoef(_ranks(a), _ranks(b))[0, 1])


def _ranks(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Equal values have the mean of their places."""
    _, places, counts = np.unique(values, return_inverse=True, return_counts=True)
    return np.asarray((np.cumsum(counts) - (counts - 1) / 2)[places])


def _only(sample: Sample, **without: None) -> Sample:
    return replace(sample, signs=replace(sample.signs, **without))


def _samples(keep: Path) -> Iterator[Sample]:
    for number, (scan, group, language) in enumerate(_scans()):
        truth = _truth(scan)
        if len(truth) < 40:
            continue
        worse = WORSE[number % len(WORSE)]
        readings = [(BARE, language), (worse, language)]
        if number % 3 == 0:
            readings.append(("other model", "eng" if language == "rus" else "rus"))
        yield from _ours(scan, group, language, truth, keep)
        for variant, model in readings:
            text, words = parse_table(_table(scan, variant, model, keep))
            found = signs(text, words, [load_lexicon(model_file(model))])
            if found is not None:
                rate = min(1.0, errors(truth, text) / len(folded(truth)))
                yield Sample(group, language, variant, found, rate, text, tuple(words), truth)


def _ours(scan: Path, group: str, language: str, truth: str, keep: Path) -> Iterator[Sample]:
    """The page prepared and read as an ingest does."""
    keep.mkdir(parents=True, exist_ok=True)
    kept = keep / f"{scan.parent.name}--{scan.stem}--ours.json"
    if not kept.exists():
        page = PageSource(1, scan.name, 0, "image")
        read = read_image(scan, "-", page, OcrSettings((language,)), Limits())
        rated = [(word.text, word.confidence) for word in read.words]
        kept.write_text(json.dumps([read.text, read.model, rated]))
    text, models, rated = json.loads(kept.read_text())
    words = [Word(word, 0, 0, 1, 1, confidence) for word, confidence in rated]
    found = signs(text, words, lexicons_of_models(models_of(models)))
    if found is not None:
        rate = min(1.0, errors(truth, text) / len(folded(truth)))
        yield Sample(group, language, OURS, found, rate, text, tuple(words), truth)


def _drawn(keep: Path) -> Iterator[Sample]:
    """Pages in scripts that the model does not have: all wrong."""
    for language, text in OTHER_SCRIPTS.items():
        image = Image.new("L", (1700, 1100), 245)
        pen = ImageDraw.Draw(image)
        for number, line in enumerate(textwrap.wrap(" ".join([text] * 4), 55)):
            pen.text((120, 100 + 60 * number), line, 25, ImageFont.truetype(DRAWN_WITH, 36))
        with tempfile.TemporaryDirectory() as temporary:
            scan = Path(temporary) / f"{language}.png"
            image.save(scan, dpi=(200, 200))
            for model in ("rus", "eng"):
                kept = keep / f"drawn--{language}--{model}.tsv"
                if not kept.exists():
                    kept.write_bytes(_tesseract(scan, model))
                read, words = parse_table(kept.read_bytes())
                found = signs(read, words, [load_lexicon(model_file(model))])
                if found is not None:
                    yield Sample(
                        language, language, "other script", found, 1.0, read, tuple(words), text
                    )


def _scans() -> Iterator[tuple[Path, str, str]]:
    """Every page with a ground truth: the scan, its book or folder, the model that reads it."""
    with (DATA / "A/ru-civil-print-18c/pages.tsv").open() as stream:
        heading, *rows = (line.rstrip("\n").split("\t") for line in stream)
    books = {row[heading.index("image_id")]: row[heading.index("title")] for row in rows}
    for scan in sorted((DATA / "A/ru-civil-print-18c").glob("*.jpeg")):
        yield scan, books[scan.stem], "rus"
    for scan in sorted((DATA / "A/ehri-typescripts").rglob("*.jpg")):
        yield scan, scan.stem.rpartition("_")[0], LANGUAGES[scan.parent.name]
    for scan in sorted((DATA / "A/tapuscorpus-fr").rglob("*")):
        if scan.suffix in IMAGES:
            yield scan, scan.parent.name, "fra"


def _truth(scan: Path) -> str:
    beside = scan.with_suffix(".gt.txt")
    if beside.exists():
        return beside.read_text()
    (found,) = scan.parent.glob(glob.escape(scan.stem) + ".xml") or (None,)
    root = parse(found).getroot()
    read = read_alto_pages if "alto" in root.tag.lower() else read_page_xml_pages
    return read(root)[0]().text


def _hypotheses() -> Iterator[Sample]:
    """What other engines read on the Russian pages: text without confidences."""
    lexicons = [load_lexicon(model_file("rus"))]
    for path in sorted((DATA / "D/ru-18c-ocr-hypotheses").glob("*.json")):
        record = json.loads(path.read_text())
        truth = record["ground_truth"]
        for text in _texts(record):
            found = signs(text, (), lexicons)
            if found is not None:
                rate = min(1.0, errors(truth, text) / len(folded(truth)))
                yield Sample(path.stem, "rus", OTHERS, found, rate, text, (), truth)


def _texts(record: dict[str, object]) -> Iterator[str]:
    hypotheses = record["hypotheses"]
    assert isinstance(hypotheses, dict)
    for engine in sorted(hypotheses):
        yield "\n".join(line["extracted_text"] or "" for line in hypotheses[engine]["lines"])


def _table(scan: Path, variant: str, model: str, keep: Path) -> bytes:
    keep.mkdir(parents=True, exist_ok=True)
    kept = keep / f"{scan.parent.name}--{scan.stem}--{variant}--{model}.tsv"
    if not kept.exists():
        with tempfile.NamedTemporaryFile(suffix=".png") as file:
            source = scan
            if variant in WORSE:
                _worse(scan, variant).save(file.name)
                source = Path(file.name)
            kept.write_bytes(_tesseract(source, model))
    return kept.read_bytes()


def _tesseract(image: Path, model: str) -> bytes:
    return subprocess.run(
        ["tesseract", str(image), "-", "-l", model, "tsv"],
        env={**os.environ, "OMP_THREAD_LIMIT": "1"},
        capture_output=True,
        check=True,
    ).stdout


def _worse(scan: Path, how: str) -> Image.Image:
    with Image.open(scan) as opened:
        image = opened.convert("L")
    if how == "blurred":
        return image.filter(ImageFilter.GaussianBlur(max(image.size) / 1000))
    scale = (900 if how == "small" else 1700) / max(image.size)
    image = image.resize((int(image.width * scale), int(image.height * scale)))
    if how == "small":
        return image
    grain = np.random.default_rng(len(scan.name)).normal(0, 22, (image.height, image.width))
    return Image.fromarray((np.asarray(image) * 0.5 + 70 + grain).clip(0, 255).astype(np.uint8))


def errors(truth: str, text: str) -> int:
    """Wrong, missing and added characters, wherever the lines of the text stand in the truth."""
    truth = folded(truth)
    letters, covered, wrong = np.array(list(truth)), np.zeros(len(truth), bool), 0
    lines = [line for line in map(folded, text.split("\n")) if line]
    for line in sorted(lines, key=lambda one: (-len(one), one)):
        left = "".join(np.where(covered, "\x01", letters))
        costs = _costs(line, left, anchored=False)
        end = int(costs.argmin())
        if costs[end] >= len(line):
            wrong += len(line)
            continue
        back = _costs(line[::-1], left[:end][::-1], anchored=True)
        covered[end - int(back.argmin()) : end] = True
        wrong += int(costs[end])
    return wrong + sum(not c and not char.isspace() for c, char in zip(covered, truth, strict=True))


def _costs(line: str, text: str, *, anchored: bool) -> NDArray[np.int64]:
    """The edit distance of `line` to the best stretch of the text that ends at each place."""
    codes = np.array([ord(c) for c in text], dtype=np.int64)
    steps = np.arange(len(text) + 1)
    row = steps.copy() if anchored else np.zeros_like(steps)
    for number, char in enumerate(line, start=1):
        best = np.minimum(row[1:] + 1, row[:-1] + (codes != ord(char)))
        new = np.concatenate(([number], best))
        row = np.minimum.accumulate(new - steps) + steps
    return row


if __name__ == "__main__":
    main()
