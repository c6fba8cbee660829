"""Three ways to read the same page images, for benchmarks.recognition: ours, bare Tesseract, and
OCRmyPDF. Each takes a block of pages of one language and gives their texts.
"""

import hashlib
import os
import subprocess
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from PIL import Image

from benchmarks.recognition_job import read_with
from benchmarks.recognition_pages import Page
from extractors.reading.tesseract import OcrSettings
from openfonds.model import PageSource, PageText
from openfonds.settings import Limits
from openfonds.workers import WorkerPool

ONE_THREAD = {**os.environ, "OMP_THREAD_LIMIT": "1"}


def ours(pool: WorkerPool, block: Sequence[Page]) -> list[PageText]:
    """The pages as openfonds reads them, each in a worker with a time limit."""
    limits = Limits()
    futures = [
        pool.submit(
            read_with,
            str(page.models),
            *(str(page.image.parent), "key", PageSource(1, page.image.name, 0, "image")),
            hashlib.sha256(page.image.read_bytes()).hexdigest(),
            OcrSettings((page.language,), spelling=page.spelling),
            limits,
            seconds=limits.page_seconds,
        )
        for page in block
    ]
    return [future.result() for future in futures]


def bare(block: Sequence[Page], jobs: int, folder: Path) -> list[str]:
    """`tesseract PAGE OUT --psm 3`, so many at a time."""
    with ThreadPoolExecutor(jobs) as threads:

        def read(numbered: tuple[int, Page]) -> str:
            number, page = numbered
            out = folder / str(number)
            subprocess.run(
                ["tesseract", page.image, out, "-l", page.language, "--psm", "3"],
                check=True,
                capture_output=True,
                env=ONE_THREAD,
            )
            return out.with_suffix(".txt").read_text()

        return list(threads.map(read, enumerate(block)))


def as_pdf(block: Sequence[Page], program: Path, folder: Path) -> Path:
    """The images in a PDF for OCRmyPDF, as they are: by img2pdf, which is installed with it."""
    images = []
    for number, page in enumerate(block):
        with Image.open(page.image) as image:
            if image.mode not in ("1", "L", "RGB"):  # img2pdf takes no alpha
                images.append(folder / f"{number}.png")
                image.convert("RGB").save(images[-1], compress_level=1)
            else:
                images.append(page.image)
    pdf = folder / "pages.pdf"
    command = [program.resolve().parent / "img2pdf", "--imgsize", "300dpi", "-o", pdf, *images]
    subprocess.run(command, check=True, capture_output=True)
    return pdf


def ocrmypdf(pdf: Path, language: str, program: Path, jobs: int) -> list[str]:
    """`ocrmypdf --sidecar TEXT -jN --output-type pdf`, the cheapest kind of PDF that it makes."""
    text, made = pdf.with_suffix(".txt"), pdf.with_name("made.pdf")
    command = [program, "--sidecar", text, f"-j{jobs}", "-l", language, "--output-type", "pdf"]
    subprocess.run([*command, pdf, made], check=True, capture_output=True)
    return text.read_text().split("\f")
