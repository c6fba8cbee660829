"""Images of single lines in scripts for which nobody made a model: the best of those installed.

Church Slavonic print, Komi newspapers in the letters of Molodcov and in today's, and the Unified
Northern Alphabet of the 1930s (Latin) in four languages: every n-th line of each set is read with
each model, as one line, and the micro-averaged character error rate is given; and the letters of
the ground truth that the model does not have, which no reading can get right.

    python -m benchmarks.line_sets [--lines 60] [--models Cyrillic,rus,Latin]
"""

import argparse
import os
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from PIL import Image, ImageOps

from benchmarks.error_rate import error_rate, folded
from extractors.reading.tesseract import OcrSettings, model_file, own_models, probe, recognise
from openfonds.languages.lexicon import characters_of

ROOT = Path(__file__).resolve().parent.parent
DATA = Path(os.environ.get("OPENFONDS_TEST_DATA") or ROOT.parent / "shared" / "data")
SETS = {
    "Church Slavonic": (
        "A/church-slavonic-lines",
        ("Cyrillic", "rus", "rus+ukr", "bul", "rus_civil"),
    ),
    "Komi, April 1939, Molodcov's letters": ("A/vyl-tujod-komi/1939_04", ("Cyrillic", "rus")),
    "Komi, September 1939, today's letters": ("A/vyl-tujod-komi/1939_09", ("Cyrillic", "rus")),
    "Northern Mansi, Latin": ("A/una-latin-north/mns", ("Latin", "Latin+rus", "eng")),
    "Selkup, Latin": ("A/una-latin-north/sel", ("Latin", "Latin+rus", "eng")),
    "Kildin Saami, Latin": ("A/una-latin-north/sjd", ("Latin", "Latin+rus", "eng")),
    "Tundra Nenets, Latin": ("A/una-latin-north/yrk", ("Latin", "Latin+rus", "eng")),
}
IMAGES = (".png", ".tif")
ONE_LINE = 7  # Tesseract's page segmentation mode
SECONDS = 60
MARGIN_PX = 20  # Tesseract wants paper around a line
N_MISSING = 12


def main() -> None:
    """A table: set, model, rate, what is missing."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, default=60, help="at most, of each set")
    parser.add_argument("--models", default="", help="read every set with these, comma-separated")
    options = parser.parse_args()
    installed = {*probe().languages, *own_models()}
    print("| set | lines | model | character error rate | letters that the model lacks |")
    print("|---|---|---|---|---|")
    for name, (folder, usual) in SETS.items():
        lines = _lines(DATA / folder, options.lines)
        for model in options.models.split(",") if options.models else usual:
            if not installed.issuperset(model.split("+")):
                continue
            with ThreadPoolExecutor(2) as pool:
                read = list(pool.map(partial(_read, model), lines))
            pairs = [error_rate(_truth(line), text) for line, text in zip(lines, read, strict=True)]
            rate = sum(wrong for _, wrong in pairs) / sum(length for length, _ in pairs)
            lacks = ", ".join(_lacking(map(_truth, lines), model)) or "none"
            print(f"| {name} | {len(lines)} | {model} | {rate:.3f} | {lacks} |", flush=True)


def _lines(folder: Path, most: int) -> Sequence[Path]:
    found = sorted(p for p in folder.rglob("*") if p.suffix in IMAGES)
    return found[:: max(1, -(-len(found) // most))]


def _truth(line: Path) -> str:
    return line.with_suffix("").with_suffix(".gt.txt").read_text()


def _read(model: str, line: Path) -> str:
    with Image.open(line) as image, tempfile.NamedTemporaryFile(suffix=".png") as file:
        ImageOps.expand(image.convert("L"), MARGIN_PX, 255).save(file.name)
        settings = OcrSettings(tuple(model.split("+")), psm=ONE_LINE)
        return recognise(Path(file.name), settings, SECONDS).text


def _lacking(truths: Iterator[str], model: str) -> list[str]:
    """The commonest characters that the model cannot write, with their share of all."""
    counts: Counter[str] = Counter(char for text in truths for char in folded(text))
    has = {char for name in model.split("+") for char in characters_of(model_file(name))}
    total = sum(counts.values())
    lacking = sorted((-n, char) for char, n in counts.items() if char not in has and char != " ")
    told = [f"{_shown(char)} {-100 * n / total:.1f} %" for n, char in lacking[:N_MISSING]]
    share = -100 * sum(n for n, _ in lacking) / total
    return [f"together {share:.1f} %", *told] if told else []


def _shown(char: str) -> str:
    return f"U+{ord(char):04X}" if not char.isalpha() else char


if __name__ == "__main__":
    main()
