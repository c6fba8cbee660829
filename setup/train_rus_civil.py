"""Train extractors/reading/models/rus_civil.traineddata: Russian print of before 1918.

    python -m setup.train_rus_civil OUT [--folds] [--iterations 4000]

Needs OPENFONDS_TEST_DATA, Tesseract's training tools (Debian: tesseract-ocr), tesseract-ocr-rus and
the fonts of setup/packages.txt; about six minutes of one core. OUT gets rus_civil.traineddata; with
--folds instead A.traineddata and B.traineddata, trained on every second book from the first and
from the second on, to measure each on the books that it has not seen (benchmarks.recognition).

Lines are drawn with a fixed seed, and so is Tesseract's training; whether two runs give the same
bytes has not been tried.
"""

import argparse
import gzip
import os
import random
import re
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from benchmarks.error_rate import error_rate
from extractors.reading import tesseract
from extractors.reading.ocr_file import read_ocr_file
from openfonds.model import PageSource, Word
from openfonds.settings import Limits
from setup.tesseract_model import as_floats, with_letters, write_lines

ROOT = Path(__file__).resolve().parent.parent
DATA = Path(os.environ.get("OPENFONDS_TEST_DATA") or ROOT.parent / "shared" / "data")
BOOKS, PLAYS = DATA / "A" / "ru-civil-print-18c", DATA / "E" / "rusdracor-tei"
FONTS = Path("/usr/share/fonts/truetype")
LETTERS = "ѢѣІіЇїѲѳѴѵ"
LEARNING_RATE = "0.0007"
VARIANTS = 4  # of each line
N_MODERN, N_OLD = 350, 400  # lines set in type of today
LINE_PX = 60
MAX_DISTANCE = 0.5  # between what `rus` reads and the ground truth, for the two to be one line
WIDTHS = (0.6, 1.25)  # of its box to that of the ground truth

# Stems with ѣ of which there is no doubt; the rest of the old spelling follows from rules.
YAT = [
    "бѣл",
    "вѣр",
    "дѣл",
    "лѣс",
    "мѣст",
    "нѣт",
    "свѣт",
    "человѣк",
    "тѣл",
    "вѣк",
    "дѣт",
    "хлѣб",
    "рѣч",
    "рѣк",
    "снѣг",
    "сѣв",
    "звѣр",
    "вѣст",
    "вѣтр",
    "грѣх",
    "дѣв",
    "лѣт",
    "мѣр",
    "сѣн",
    "слѣд",
    "бѣд",
    "цвѣт",
    "вѣн",
    "бѣг",
    "тѣн",
    "мѣн",
    "рѣш",
    "успѣ",
    "сѣд",
    "крѣп",
    "надѣ",
    "здѣс",
    "гдѣ",
    "смѣ",
    "зрѣ",
    "видѣ",
    "хотѣ",
    "имѣ",
    "умѣ",
    "болѣ",
    "бесѣд",
    "невѣст",
    "недѣл",
    "обѣд",
    "отвѣт",
    "побѣд",
    "повѣс",
    "помѣщ",
    "привѣт",
    "примѣ",
    "прѣсн",
    "рѣд",
    "рѣз",
    "смѣх",
    "совѣт",
    "сосѣд",
    "стѣн",
    "стрѣл",
    "тѣс",
    "ѣзд",
    "ѣха",
    "цѣл",
    "цѣн",
]

_Line = tuple[Image.Image, str]


def main() -> None:
    """Train what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("out", type=Path)
    parser.add_argument("--folds", action="store_true")
    parser.add_argument("--iterations", type=int, default=4000)
    options = parser.parse_args()
    if not BOOKS.is_dir() or not PLAYS.is_dir():
        parser.error(f"{DATA} has not all that is needed: set OPENFONDS_TEST_DATA")
    options.out.mkdir(parents=True, exist_ok=True)
    books = sorted(BOOKS.glob("*.jpeg"))
    wanted = {"A": books[0::2], "B": books[1::2]} if options.folds else {"rus_civil": books}
    for name, half in wanted.items():
        with tempfile.TemporaryDirectory() as folder:
            train(half, Path(folder), options.iterations, options.out / f"{name}.traineddata")


def train(books: Sequence[Path], folder: Path, iterations: int, target: Path) -> None:
    """Train on these books, and write the model without a dictionary."""
    start = tesseract.probe().tessdata / "rus.traineddata"
    run("combine_tessdata", "-u", start, folder / "rus.")
    lstm, letters, codes = (folder / f"rus.lstm{end}" for end in ("", "-unicharset", "-recoder"))
    lstm.write_bytes(as_floats(lstm.read_bytes()))
    characters, recoder = with_letters(letters.read_text(), codes.read_bytes(), LETTERS)
    letters.write_text(characters)
    codes.write_bytes(recoder)
    known = {line.partition(" ")[0] for line in characters.split("\n")[1:]} | {" "}
    with_new = folder / "new.traineddata"
    with_new.write_bytes(start.read_bytes())
    run("combine_tessdata", "-o", with_new, letters, codes)
    rng = random.Random(5)
    sets = {"books": [line for book in books for line in book_lines(book, known, rng)]}
    rng.shuffle(sets["books"])
    sets |= set_lines(known, rng)
    for name, lines in sets.items():
        print(f"{name}: {len(lines)} lines", flush=True)
        write_lines(folder / f"{name}.lstmf", lines)
    (folder / "list").write_text("".join(f"{folder / name}.lstmf\n" for name in sets))
    checkpoint = folder / "model"
    run(
        *("lstmtraining", "--continue_from", lstm, "--old_traineddata", start),
        *("--traineddata", with_new, "--train_listfile", folder / "list"),
        *("--model_output", checkpoint, "--max_iterations", str(iterations)),
        *("--learning_rate", LEARNING_RATE, "--reset_learning_rate"),
        *("--target_error_rate", "0.001", "--max_image_MB", "2000"),
    )
    whole = folder / "whole.traineddata"
    run(
        *("lstmtraining", "--stop_training", "--convert_to_int"),
        *("--continue_from", f"{checkpoint}_checkpoint"),
        *("--traineddata", with_new, "--model_output", whole),
    )
    run("combine_tessdata", "-u", whole, folder / "small.")
    (folder / "small.lstm-word-dawg").unlink()  # 3.5 MB of modern words: no error fewer with it
    run("combine_tessdata", folder / "small.")
    target.write_bytes((folder / "small.traineddata").read_bytes())
    print(f"{target}: {target.stat().st_size} bytes")


def run(*command: object) -> None:
    """Run a tool of Tesseract, on one core."""
    environment = {**os.environ, "OMP_THREAD_LIMIT": "1"}
    subprocess.run(
        [str(part) for part in command], check=True, env=environment, capture_output=True
    )


def book_lines(scan: Path, known: set[str], rng: random.Random) -> list[_Line]:
    """The lines of a page as Tesseract cuts them, with the ground truth of the same place."""
    truth = lines_of(
        read_ocr_file(
            scan.with_suffix(".alto.xml"), "", PageSource(1, "", 0, "alto"), Limits()
        ).words
    )
    settings = tesseract.OcrSettings(("rus",), psm=4)
    read = lines_of(tesseract.recognise(scan, settings, seconds=300).words)
    page = Image.open(scan).convert("L")
    found = []
    for box, text in read:
        beside = [
            (distance(wanted, text), wanted, other)
            for other, wanted in truth
            if min(box[3], other[3]) > max(box[1], other[1])
            and min(box[2], other[2]) > max(box[0], other[0])
        ]
        if not beside:
            continue
        far, wanted, other = min(beside)
        width = (box[2] - box[0]) / (other[2] - other[0])
        if far <= MAX_DISTANCE and WIDTHS[0] < width < WIDTHS[1] and known.issuperset(wanted):
            found += [(varied(page, box, rng, i > 0), wanted) for i in range(VARIANTS)]
    return found


def lines_of(words: Sequence[Word]) -> list[tuple[tuple[int, int, int, int], str]]:
    """Words one after the other on one height make a line: its box and its text."""
    lines: list[list[Word]] = []
    for word in words:
        last = lines[-1][-1] if lines else None
        if (
            last
            and word.left > last.left
            and word.top < last.top + last.height / 2 < (word.top + word.height)
        ):
            lines[-1].append(word)
        else:
            lines.append([word])
    return [
        (
            (
                *(min(w.left for w in line), min(w.top for w in line)),
                *(max(w.left + w.width for w in line), max(w.top + w.height for w in line)),
            ),
            " ".join(w.text for w in line),
        )
        for line in lines
    ]


def distance(truth: str, read: str) -> float:
    """Character error rate of what was read."""
    n, wrong = error_rate(truth, read)
    return wrong / max(1, n)


def varied(
    page: Image.Image, box: tuple[int, int, int, int], rng: random.Random, is_changed: bool
) -> Image.Image:
    """A line cut from its page: as Tesseract does, or as it might on another page."""
    margins = [rng.randint(0, 10) if is_changed else 4 for _ in range(4)]
    left, top, right, bottom = box
    line = low(
        page.crop(
            (
                *(max(0, left - margins[0]), max(0, top - margins[1])),
                *(min(page.width, right + margins[2]), min(page.height, bottom + margins[3])),
            )
        )
    )
    if not is_changed:
        return line
    width = max(8, round(line.width * rng.uniform(0.93, 1.08)))
    line = line.resize((width, line.height), Image.Resampling.BICUBIC)
    if rng.random() < 0.4:
        line = line.filter(ImageFilter.GaussianBlur(rng.uniform(0.3, 0.9)))
    pixels = np.asarray(line, np.float32)
    if rng.random() < 0.5:
        pixels = 255 * (pixels / 255) ** rng.uniform(0.7, 1.4)
    line = noisy(pixels, rng, rng.uniform(2, 8) if rng.random() < 0.4 else 0)
    if rng.random() < 0.3:
        fill = int(np.median(pixels))
        line = line.rotate(rng.uniform(-0.6, 0.6), Image.Resampling.BICUBIC, fillcolor=fill)
    return line


def low(line: Image.Image) -> Image.Image:
    """Tesseract makes 36 pixels of the height in any case."""
    if line.height <= LINE_PX:
        return line
    width = max(8, round(line.width * LINE_PX / line.height))
    return line.resize((width, LINE_PX), Image.Resampling.LANCZOS)


def noisy(pixels: np.ndarray, rng: random.Random, grain: float) -> Image.Image:
    """Grey levels with noise of that deviation."""
    noise = np.random.default_rng(rng.randint(0, 1 << 30)).normal(0, grain, pixels.shape)
    return Image.fromarray(np.clip(pixels + noise, 0, 255).astype(np.uint8))


def set_lines(known: set[str], rng: random.Random) -> dict[str, list[_Line]]:
    """Lines of plays in type of today, in modern spelling and in the old one."""
    fonts = sorted([*FONTS.glob("dejavu/DejaVu*.ttf"), *FONTS.glob("paratype/PT*.ttf")])
    texts = [text for text in phrases(rng) if known.issuperset(text)]
    old = [old_spelling(text) for text in texts[N_MODERN : N_MODERN + N_OLD]]
    return {
        name: [(typeset(text, rng.choice(fonts), rng), text) for text in some]
        for name, some in (("modern", texts[:N_MODERN]), ("old", old))
        if fonts
    }


def phrases(rng: random.Random) -> list[str]:
    """Pieces of plays, 4 to 10 words each."""
    found = []
    for play in rng.sample(sorted(PLAYS.rglob("*.gz")), 40):
        body = gzip.decompress(play.read_bytes()).decode()
        words = re.sub(r"<[^>]+>", " ", body[body.find("<body") :]).split()
        start = 0
        while start < len(words):
            length = rng.randint(4, 10)
            found.append(" ".join(words[start : start + length]))
            start += length
    rng.shuffle(found)
    return found


def old_spelling(text: str) -> str:
    """Modern text in the spelling of before 1918, as far as rules can tell.

    >>> old_spelling("Мой человек приехал")
    'Мой человѣкъ пріѣхалъ'
    """
    return re.sub(r"[А-Яа-яёЁ]+", lambda word: _old_word(word[0]), text)


def _old_word(word: str) -> str:
    word = word.replace("ё", "е")
    for stem in YAT:
        word = word.replace(stem.replace("ѣ", "е"), stem)
    word = re.sub(r"и(?=[аеоуыэюяѣй])", "і", word)
    word = re.sub(r"И(?=[аеоуыэюяѣ])", "І", word)
    if re.search(r"[бвгджзклмнпрстфхцчшщ]$", word):
        word += "ъ"
    return f"{word[:-3]}аго" if len(word) > 3 and word.endswith("ого") else word


def typeset(text: str, font: Path, rng: random.Random) -> Image.Image:
    """A line of print, as a poor scan shows it."""
    face = ImageFont.truetype(str(font), rng.randint(30, 52))
    left, top, right, bottom = face.getbbox(text)
    paper = rng.randint(150, 255)
    ink = rng.randint(0, min(110, paper - 70))
    line = Image.new("L", (int(right - left) + 16, int(bottom - top) + 12), paper)
    ImageDraw.Draw(line).text((8 - left, 6 - top), text, fill=ink, font=face)
    line = line.filter(ImageFilter.GaussianBlur(rng.uniform(0.4, 1.4)))
    return low(noisy(np.asarray(line, np.float32), rng, rng.uniform(1, 10)))


if __name__ == "__main__":
    main()
