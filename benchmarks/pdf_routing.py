"""Which pages of a mixed folder of 60 PDFs are recognised, why, and what the others save.

    nice python -m benchmarks.pdf_routing [--sample 3] [--keep FOLDER]

The folder is made from the samples (OPENFONDS_TEST_DATA), the same in every run: born-digital
documents as they are; scans without a layer; scans with the layer of their page, of words by
Tesseract, or of lines by people (the words spread over the line); scans with layers that are not
theirs; newspapers as a library delivered them; broken files. The scans are none of those that the
bounds of extractors/reading/layer_check.py were chosen on.

Each page is read as in an ingest (its stamps aside), one after the other, and what became of it is
compared with what was built. Every n-th page that was spared recognition is then recognised all
the same, for what that would have cost. Tesseract with rus, eng, fra, slk is needed.
"""

import argparse
import io
import os
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import mean
from unittest.mock import patch

import pypdfium2
from PIL import Image

from benchmarks.made_pdfs import VISIBLE, Sheet, pdf_of
from extractors.packing.package import open_package
from extractors.reading import tesseract
from extractors.reading.ocr_file import read_ocr_file
from extractors.reading.page import OcrSettings, read_page
from openfonds.digests import sha256_of_stream
from openfonds.model import PageSource, PageText, ReadStatus, Word
from openfonds.settings import Limits

DATA = Path(os.environ.get("OPENFONDS_TEST_DATA", Path(__file__).parents[2] / "shared" / "data"))
MOST_PAGES = 3  # of a file
LONGEST_PX = 2200
LAYER, OCR, BLANK, FAILED = "layer", "recognised", "blank", "failed"
# Pages of born-digital files whose fonts lost what their shapes mean, as a look at them shows.
GARBLED = {(n, part) for n in ("ukodeksrf.pdf", "example_with_table9.pdf") for part in range(3)}


@dataclass(frozen=True, slots=True)
class Made:
    """One PDF of the folder."""

    kind: str
    name: str
    data: bytes
    language: str
    expected: str  # of its pages: layer, recognised, blank, failed; "" for as it comes


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a page."""

    made: Made
    part: int
    page: PageText
    seconds: float

    @property
    def route(self) -> str:
        """From its layer, recognised, blank or failed."""
        if self.page.status is ReadStatus.FAILED:
            return FAILED
        if self.page.status is ReadStatus.BLANK:
            return BLANK
        return LAYER if self.page.engine == "pdf-text-layer" else OCR

    @property
    def reason(self) -> str:
        """The code behind it, where there is one."""
        if self.page.status is ReadStatus.FAILED:
            return self.page.reason or ""
        return next((step for step in self.page.steps if step.startswith("layer:")), "")

    @property
    def is_wrong(self) -> bool:
        """Whether something else was built."""
        expected = OCR if (self.made.name, self.part) in GARBLED else self.made.expected
        return bool(expected) and self.route != expected


@dataclass(frozen=True, slots=True)
class Scan:
    """A scan with its words by Tesseract, and those of its lines by people."""

    language: str
    name: str
    image: Image.Image
    by_tesseract: tuple[Word, ...]
    by_line: tuple[Word, ...]


def main() -> None:
    parser = argparse.ArgumentParser(description="Which pages of PDFs are recognised.")
    parser.add_argument("--sample", type=int, default=3, help="recognise every n-th spared page")
    parser.add_argument("--keep", type=Path, help="write the 60 PDFs into this folder")
    options = parser.parse_args()
    if not (DATA / "A").exists():
        parser.error("no samples: set OPENFONDS_TEST_DATA")
    files = [*born_digital(), *newspapers(), *of_scans(), *broken()]
    print(f"{len(files)} PDFs")
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.keep or Path(scratch)
        folder.mkdir(exist_ok=True)
        for number, made in enumerate(files, start=1):
            (folder / f"{number:02}.pdf").write_bytes(made.data)
        found = [one for n, made in enumerate(files, 1) for one in read(folder, n, made)]
        report(found)
        spared = [one for one in found if one.route == LAYER]
        sampled = spared[:: options.sample]
        with patch("extractors.reading.pdf.is_text", return_value=False):
            recognised = [
                next(read(folder, files.index(one.made) + 1, one.made, one.part)).seconds
                for one in sampled
            ]
    told(found, spared, recognised)


def read(folder: Path, number: int, made: Made, only: int | None = None) -> Iterator[Outcome]:
    name = f"{number:02}.pdf"
    ocr = OcrSettings((made.language,))
    with open_package(str(folder), Limits()) as package:
        with package.open(name) as stream:
            digest = sha256_of_stream(stream)
        for part in range(n_pages(made.data)) if only is None else (only,):
            page = PageSource(number=part + 1, path=name, part=part, kind="pdf")
            start = time.perf_counter()
            text = read_page(package, name, page, digest, ocr, Limits())
            yield Outcome(made, part, text, time.perf_counter() - start)


def n_pages(data: bytes) -> int:
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError:
        return 1
    return min(MOST_PAGES, len(document))


def born_digital() -> Iterator[Made]:
    folder = DATA / "B"
    paths = sorted((folder / "ru-office-docs").glob("*/*.pdf"))
    for path in [one for one in paths if has_text(one)][:11]:
        yield Made("born-digital", path.name, path.read_bytes(), "rus", LAYER)
    for name in ("tagged.pdf", "missing_docinfo.pdf"):
        path = folder / "pdf-ocrmypdf" / name
        yield Made("born-digital", name, path.read_bytes(), "eng", LAYER)


def has_text(path: Path) -> bool:
    """Whether every page that is read has text: no scans are in it."""
    document = pypdfium2.PdfDocument(path)
    pages = [document[n] for n in range(min(MOST_PAGES, len(document)))]
    return all(page.get_textpage().count_chars() > 0 for page in pages)


def newspapers() -> Iterator[Made]:
    folder = DATA / "B" / "mets-alto-newspapers"
    paths = [*sorted(folder.glob("article_segmented/*/pages/pdf/*.pdf"))]
    paths += sorted(folder.glob("article_segmented/*/articles/pdf/?.pdf"))[1:4]
    for path in paths:
        yield Made("newspaper, layer of others", path.name, path.read_bytes(), "eng", LAYER)


def of_scans() -> Iterator[Made]:
    scans = [scan for scan in scans_held_out() if scan.by_tesseract]
    half = len(scans) // 2
    for scan in scans[:9]:
        yield made("scan", scan, (), OCR)
    for n, scan in enumerate(scans[9:21]):
        words = scan.by_tesseract if n % 2 else scan.by_line
        yield made(f"good layer, by {'word' if n % 2 else 'line'}", scan, words, LAYER)
    with_words = [scan for scan in scans if len(scan.by_tesseract) > 40]
    for n, scan in enumerate(with_words[:3]):
        other = with_words[n + 1].by_tesseract
        yield made("layer of another page", scan, other, OCR)
    for scan in with_words[half - 3 : half]:
        yield made("shifted layer", scan, moved(scan.by_tesseract, dy=0.8), OCR)
    for scan in with_words[half : half + 2]:
        yield made("layer too small", scan, moved(scan.by_tesseract, scale=0.93), OCR)
    for scan in with_words[half + 2 : half + 5]:
        yield made("tenth of a layer", scan, scan.by_tesseract[::10], OCR)
    for scan in with_words[4:6]:
        sheet = Sheet(scan.image, scan.by_tesseract, shift=9)
        yield Made("garbled layer", scan.name, pdf_of([sheet]), scan.language, OCR)
    scan = with_words[-1]
    note = [
        Word(w, 90 + 160 * n, 20, 150, 22, None) for n, w in enumerate(("Digitised", "by", "us"))
    ]
    sheet = Sheet(scan.image, note, mode=VISIBLE)
    yield Made("note on a scan", scan.name, pdf_of([sheet]), scan.language, OCR)
    paper = Image.new("L", scan.image.size, 240)
    sheet = Sheet(paper, scan.by_tesseract)
    yield Made("layer over paper", scan.name, pdf_of([sheet]), scan.language, BLANK)


def made(kind: str, scan: Scan, words: Sequence[Word], expected: str) -> Made:
    return Made(kind, scan.name, pdf_of([Sheet(scan.image, words)]), scan.language, expected)


def moved(words: Sequence[Word], dy: float = 0.0, scale: float = 1.0) -> list[Word]:
    """The words lower by so much of their height, or on a page of another size."""
    height = sorted(word.height for word in words)[len(words) // 2]
    return [
        replace(
            word,
            left=round(word.left * scale),
            top=round((word.top + dy * height) * scale),
            width=round(word.width * scale),
            height=round(word.height * scale),
        )
        for word in words
    ]


def scans_held_out() -> Iterator[Scan]:
    folder = DATA / "A"
    books = sorted((folder / "ru-civil-print-18c").glob("*.jpeg"))[8:]
    french = sorted((folder / "tapuscorpus-fr").glob("*/*.jpg"))[6:]
    slovak = sorted((folder / "ehri-typescripts" / "slovak").glob("*.jpg"))
    for language, paths in (("rus_civil", books), ("fra", french), ("slk", slovak)):
        for path in paths:
            truth = path.with_suffix(".alto.xml" if language == "rus_civil" else ".xml")
            yield scan_of(language, path, truth)


def scan_of(language: str, path: Path, truth: Path) -> Scan:
    image = Image.open(path).convert("L")
    page = PageSource(number=1, path=truth.name, part=0, kind="alto")
    lines = read_ocr_file(truth, "key", page, Limits())
    scale = min(1.0, LONGEST_PX / max(image.size))
    words = [spread for line in lines.words for spread in over_line(line)]
    small = image.resize((round(image.width * scale), round(image.height * scale)))
    with tempfile.NamedTemporaryFile(suffix=".png") as file:
        small.save(file.name)
        found = tesseract.recognise(Path(file.name), OcrSettings((language,)), 300)
    return Scan(language, path.name, small, found.words, tuple(moved(words, scale=scale)))


def over_line(line: Word) -> Iterator[Word]:
    """The words of a line, each as wide as its letters are many."""
    place, total = 0, max(1, len(line.text))
    for text in line.text.split(" "):
        left, right = (round(line.width * at / total) for at in (place, place + len(text)))
        if text:
            yield Word(text, line.left + left, line.top, right - left, line.height, None)
        place += len(text) + 1


def broken() -> Iterator[Made]:
    horrors = DATA / "B" / "openpreserve-formats" / "pdfCabinetOfHorrors"
    for name in ("encryption_openpassword.pdf",):
        yield Made("broken", name, (horrors / name).read_bytes(), "eng", FAILED)
    buffer = io.BytesIO()
    Image.new("L", (850, 1100), 255).save(buffer, "PDF")
    data = buffer.getvalue()
    start = data.index(b"\xff\xd8\xff")
    yield Made("broken", "image", data[:start] + bytes(400) + data[start + 400 :], "eng", FAILED)
    yield Made("broken", "empty", b"%PDF-1.4\nnothing", "eng", FAILED)
    yield Made("broken", "cut", data[: len(data) // 3], "eng", FAILED)


def report(found: Sequence[Outcome]) -> None:
    by_kind: dict[str, Counter[str]] = defaultdict(Counter)
    for one in found:
        by_kind[one.made.kind][f"{one.route} {one.reason}".strip()] += 1
    for kind, routes in by_kind.items():
        told = ", ".join(f"{n} {route}" for route, n in sorted(routes.items()))
        wrong = sum(one.is_wrong for one in found if one.made.kind == kind)
        print(f"{kind:28} {routes.total():4} pages: {told}; {wrong} wrong")
    for one in found:
        if one.is_wrong:
            where = f"{one.made.kind}, {one.made.name} page {one.part + 1}"
            print(f"  wrong: {where}: {one.route} {one.reason}")


def told(found: Sequence[Outcome], spared: Sequence[Outcome], recognised: Sequence[float]) -> None:
    n_read = sum(one.route != FAILED for one in found)
    paid = sum(one.seconds for one in spared)
    every = mean(recognised) * len(spared)
    compared = [one for one in spared if one.reason]
    print(
        f"{n_read} pages read, {len(spared)} of them ({len(spared) / n_read:.0%}) from their layer"
    )
    print(
        f"recognition of these would take {every:.0f} s ({mean(recognised):.2f} s a page, measured"
        f" on {len(recognised)}); they took {paid:.0f} s, {len(compared)} that were recognised to"
        f" be compared among them: {every - paid:.0f} s saved"
    )
    rest = [one.seconds for one in spared if not one.reason]
    others = sum(one.seconds for one in found) - paid
    print(f"a page by its layer alone {mean(rest):.3f} s; all other pages {others:.0f} s")


if __name__ == "__main__":
    main()
