"""Ten real pages side by side: picture, raw text, cleaned text and the edits between them.

    python -m benchmarks.side_by_side docs

Writes side-by-side.md and images/side-by-side-*.jpg into the folder. The pages are of sets whose
licence allows it (A/ru-civil-print-18c, A/tapuscorpus-fr, A/ehri-typescripts under
OPENFONDS_TEST_DATA), chosen before anything was read; openfonds recognises and cleans each as an
item by itself. Needs Tesseract with rus, fra, ces, dan and deu. Run it again when recognition or
cleaning changes.
"""

import argparse
import csv
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import groupby
from pathlib import Path

from PIL import Image

from benchmarks.cleaning import dictionaries
from benchmarks.recognition import BOOKS, Page, ours, pages
from openfonds.cleaning.item import clean_item
from openfonds.model import Edit, PageClean, PageText
from openfonds.workers import WorkerPool

CHOSEN = (
    *("0e2a73f13785", "38614bed34bd", "5e1d7749689e", "98a3e20877a4", "db64b71d6e35"),
    *("20_21abf_default", "FRAN_0150_0005_L-medium", "EHRI-BF-19380311b_CZ_10"),
    *("EHRI-DR-19410701-DK_05", "EHRI-BF-19380423_SK_04"),
)
SETS = {
    "ru": ("mary-lev/historical-ocr-analysis", "MIT"),
    "fr": ("HTR-United/tapuscorpus", "CC BY 4.0"),
}
TYPESCRIPTS = ("FloChiff/ehri-dataset", "CC BY 4.0")
WIDTH_PX = 560
MAX_BYTES = 80_000
MAX_ROWS = 25
CONTEXT = 14
NOT_A_TABLE = str.maketrans({"\n": "⏎", "\t": "⇥", "|": "¦", "\u00ad": "⁃"})

INTRODUCTION = """# Ten pages side by side

Made by `python -m benchmarks.side_by_side docs` from pages of three open collections. Each page was
recognised by openfonds (Tesseract, and its own model for Russian type of the 18th century, which
was trained on pages of that collection) and cleaned as an item by itself, so that no running head
or page number could be told: that takes three pages. What the edits mean is in
[the reference of cleaning](reference/cleaning.md); undoing them gives the raw text back exactly.

In the tables, ⏎ is a line break and ⇥ a tab; an empty cell is nothing at all.
"""


@dataclass(frozen=True, slots=True)
class Shown:
    """One page as it is shown."""

    page: Page
    read: PageText
    clean: PageClean
    picture: str
    about: str


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    by_name = {page.image.stem: page for page in pages(is_dated=True)}
    chosen = [by_name[name] for name in CHOSEN]
    with WorkerPool(1) as pool:
        read = ours(pool, chosen)
    words = dictionaries()
    (folder / "images").mkdir(parents=True, exist_ok=True)
    parts = [INTRODUCTION]
    for number, (page, text) in enumerate(zip(chosen, read, strict=True), 1):
        picture = f"images/side-by-side-{number}.jpg"
        (folder / picture).write_bytes(small_picture(page.image))
        (clean,) = clean_item([text], words)
        parts.append(section(number, Shown(page, text, clean, picture, credit(page))))
    (folder / "side-by-side.md").write_text("\n".join(parts))


def small_picture(path: Path) -> bytes:
    """A grey JPEG of less than MAX_BYTES."""
    with Image.open(path) as opened:
        grey = opened.convert("L")
    grey = grey.resize((WIDTH_PX, round(grey.height * WIDTH_PX / grey.width)))
    for quality in range(70, 10, -5):
        out = BytesIO()
        grey.save(out, "JPEG", quality=quality, optimize=True)
        if out.tell() < MAX_BYTES:
            break
    return out.getvalue()


def credit(page: Page) -> str:
    """Where a page comes from, and under which licence it may be shown."""
    repository, licence = SETS.get(page.group, TYPESCRIPTS)
    name = f"{page.image.parent.name}/{page.image.name}"
    what = name
    if page.group == "ru":
        with (BOOKS / "pages.tsv").open() as stream:
            rows = {row["image_id"]: row for row in csv.DictReader(stream, delimiter="\t")}
        row = rows[page.image.stem]
        title = (
            row["title"] if len(row["title"]) <= 90 else row["title"][:90].rsplit(" ", 1)[0] + " …"
        )
        what = f"*{title}*, {row['year']} ({page.image.name})"
    return f"{what}. From [{repository}](https://github.com/{repository}), {licence}."


def section(number: int, shown: Shown) -> str:
    """The part of the page about one picture."""
    clean = shown.clean
    told = [clean.language or "language not told", clean.orthography]
    rows = list(edit_rows(clean))
    more = len(rows) - MAX_ROWS
    return "\n".join(
        [
            f"## Page {number}: {', '.join(filter(None, told))}",
            "",
            f"{shown.about}",
            "",
            f"![The page]({shown.picture})",
            "",
            *folded("Raw text", shown.read.text),
            *folded("Cleaned text", clean.text),
            f"**Edits: {len(rows)}**{' (' + counts(clean.edits) + ')' if rows else ''}",
            "",
            *(["| raw | cleaned | reason |", "|---|---|---|"] if rows else []),
            *rows[:MAX_ROWS],
            *([f"\n... and {more} more."] if more > 0 else []),
            "",
        ]
    )


def folded(name: str, text: str) -> list[str]:
    return [
        "<details open>",
        f"<summary>{name}</summary>",
        "",
        "```text",
        text,
        "```",
        "",
        "</details>",
        "",
    ]


def counts(edits: Sequence[Edit]) -> str:
    """How many edits there are of each reason."""
    every = sorted(edit.reason for edit in edits)
    return ", ".join(f"{len(list(same))} {reason}" for reason, same in groupby(every))


def edit_rows(clean: PageClean) -> Iterator[str]:
    """One row of the table for each edit, with a little of what stands around it."""
    for edit in clean.edits:
        end = edit.offset + edit.length
        before = clean.text[max(edit.offset - CONTEXT, 0) : edit.offset]
        after = clean.text[end : end + CONTEXT]
        new = clean.text[edit.offset : end]
        cells = [before + mark(edit.original) + after, before + mark(new) + after, edit.reason]
        yield "| " + " | ".join(cell.translate(NOT_A_TABLE) for cell in cells) + " |"


def mark(changed: str) -> str:
    return f"**{changed}**" if changed.strip() else changed.replace(" ", "␣")


if __name__ == "__main__":
    os.environ.setdefault("OMP_THREAD_LIMIT", "1")
    main()
