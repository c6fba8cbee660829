"""Write the example holding: a small municipal archive and library (examples/README.md).

    python examples/make_holding.py FOLDER

The same versions of Pillow, NumPy, pypdfium2 and the fonts write the same bytes on every run.
"""

import argparse
import csv
import io
import sys
from collections.abc import Callable
from dataclasses import astuple
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))  # run as a script, only this folder is on the path

from examples import texts, texts_closed  # noqa: E402
from examples.containers import alto_page, image_pdf, text_pdf, tiff  # noqa: E402
from examples.inventory import CLOSED_ITEM, HEADINGS, OPEN_SERIES, ROWS  # noqa: E402
from examples.pages import (  # noqa: E402
    BLUE,
    BOOK,
    ENGLISH_BOOK,
    PRINTED,
    RED,
    RUINED,
    TYPED,
    Look,
    Stamp,
    plain_text,
    render_page,
)
from openfonds.errors import OpenfondsError  # noqa: E402

TEXTS = texts.TEXTS | texts_closed.TEXTS

BROKEN = "scans/slomano-1907.jpg"
UNSUPPORTED = "scans/plan-1908.xyz"

LOOKS: dict[str, Look] = {
    "scans/uprava-101-1.jpg": PRINTED,
    "scans/uprava-101-2.jpg": PRINTED,
    "scans/uprava-102.png": PRINTED,
    "scans/uprava-103-1.jpg": PRINTED,
    "scans/uprava-103-2.jpg": PRINTED,
    "scans/uprava-104.webp": PRINTED,
    "scans/duma-1898-1901.tif": PRINTED,
    "scans/duma-1902.jp2": PRINTED,
    "pdf/most-1903.pdf": BOOK,
    "scans/ispolkom-1921.jpg": TYPED,
    "scans/povesti-1869.jpg": BOOK,
    "scans/ocherki-1905-1.jpg": BOOK,
    "scans/ocherki-1905-2.jpg": BOOK,
    "scans/almanah-1894-1.jpg": BOOK,
    "scans/almanah-1894-2.jpg": BOOK,
    "scans/alice-1866.jpg": ENGLISH_BOOK,
    "scans/gorsovet-1938-1.jpg": TYPED,
    "scans/gorsovet-1938-2.jpg": TYPED,
    "scans/zapiska-bd.jpg": TYPED,
    "scans/kopiya-1913.jpg": RUINED,
    "scans/policiya-1908.jpg": PRINTED,
    "scans/spravka-1912.jpg": PRINTED,
    "scans/dostup-1911.jpg": PRINTED,
    "scans/pisma-1889.jpg": BOOK,
    "scans/rasskazy-1931.jpg": BOOK,
    "scans/lichnoe-1961.jpg": TYPED,
    "scans/sekretno-1952.jpg": TYPED,
    "scans/shtamp-1913.jpg": PRINTED,
    "scans/dsp-1978.jpg": TYPED,
    "scans/spisok-2003.jpg": TYPED,
    "scans/bolezn-1899.jpg": BOOK,
    "scans/usynovlenie-1911.jpg": PRINTED,
    "scans/perechen-1909.jpg": PRINTED,
    "scans/zaveshchanie-1908.jpg": BOOK,
    "scans/kniga-1978.jpg": BOOK,
    BROKEN: BOOK,
}
"""Every file that is drawn, and what it is drawn on."""

STAMPS: dict[str, Stamp] = {
    "scans/sekretno-1952.jpg": Stamp(("СЕКРЕТНО", "Экз. № 1"), BLUE, 9.0, 860, 1240),
    "scans/shtamp-1913.jpg": Stamp(("СЕКРЕТНО",), RED, -7.0, 860, 1400),
}

COLLECTION = f"""\
name = "primer-gorodskoy-arkhiv"
title = "Пример: городской архив и библиотека Нижнелужска"
description = "Выдуманный город, выдуманные люди: пример для знакомства с openfonds"
repository = "Нижнелужский городской архив"
contact = "arkhiv@example.org"
licence = "CC0-1.0"
languages = ["rus", "eng"]
policies = ["ru"]
open_series = [
{"".join(f'  "{series}",{chr(10)}' for series in OPEN_SERIES)}]

[[closed_lists]]
id = "primer-zakrytye"
path = "closed-list.csv"
key = "item_id"
max_age_days = 36500
"""

CLOSED_LIST = f"item_id,since\n{CLOSED_ITEM},2025-04-01\n"


def make_holding(folder: Path) -> None:
    """Write inventory.csv, collection.toml, closed-list.csv and the files into `folder`.

    Raises:
        ToolMissing: if a font is not installed; the message names the Debian package.
        OSError: if the folder cannot be written.
    """
    for path, look in LOOKS.items():
        _write(folder / path, _SAVERS[Path(path).suffix](_draw(path, look)))
    broken = folder / BROKEN
    broken.write_bytes(broken.read_bytes()[:300])  # ends within the header
    _write(folder / UNSUPPORTED, b"0 0 0\n1 0 0\n1 1 0\n")
    _write(folder / "texts/obyazatelnyya-1910.txt", TEXTS["obyazatelnyya-1910"].encode())
    _write(folder / "pdf/putevoditel-1871.pdf", text_pdf(TEXTS["putevoditel-1871"].split("\f")))
    for stem in ("listok-1872-1", "listok-1872-2"):
        _write(folder / f"alto/{stem}.xml", alto_page(TEXTS[stem].splitlines()))
    _write(folder / "inventory.csv", _inventory().encode())
    _write(folder / "closed-list.csv", CLOSED_LIST.encode())
    _write(folder / "collection.toml", COLLECTION.encode())


def expected_text(path: str) -> list[str]:
    """What a perfect reader would read on each page of a file that is drawn."""
    return [plain_text(page) for page in TEXTS[Path(path).stem].split("\f")]


def _draw(path: str, look: Look) -> list[Image.Image]:
    pages = TEXTS[Path(path).stem].split("\f")
    stamp = STAMPS.get(path)
    return [
        render_page(f"{path}#{number}", text, look, stamp)
        for number, text in enumerate(pages, start=1)
    ]


def _saver(kind: str, **options: object) -> Callable[[list[Image.Image]], bytes]:
    def save(pages: list[Image.Image]) -> bytes:
        buffer = io.BytesIO()
        pages[0].save(buffer, kind, **options)
        return buffer.getvalue()

    return save


_SAVERS: dict[str, Callable[[list[Image.Image]], bytes]] = {
    ".jpg": _saver("JPEG", quality=80, dpi=(200, 200)),
    ".webp": _saver("WEBP", quality=80),
    ".jp2": _saver("JPEG2000", quality_mode="rates", quality_layers=[12]),
    ".png": lambda pages: _saver("PNG", dpi=(200, 200))([pages[0].point(_is_paper, "1")]),
    ".tif": tiff,
    ".pdf": image_pdf,
}


def _is_paper(level: int) -> int:
    return 255 if level > 128 else 0


def _inventory() -> str:
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    writer.writerow(HEADINGS.values())
    writer.writerows(astuple(row) for row in ROWS)
    return buffer.getvalue()


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description="Write the example holding of openfonds.")
    parser.add_argument("folder", type=Path, help="folder to write; made if it does not exist")
    folder = parser.parse_args().folder
    try:
        make_holding(folder)
    except (OpenfondsError, OSError) as error:
        print(f"make_holding: {error}", file=sys.stderr)
        return 2
    print(f"{len(ROWS)} items written to {folder}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
