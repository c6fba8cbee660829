"""One holding of real scans and office papers, as an archive would hand it over.

24 pages of Russian books of 1752-1801, 12 typescripts of 1936-1958 and 10 office PDFs without a
description, with an inventory. Writes the holding; with --measure also ingests and releases it,
and compares the text with the ground truth beside bare Tesseract on the same pages.

    python benchmarks/real_holding.py FOLDER [--measure]
"""

import argparse
import csv
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DATA = Path(os.environ.get("OPENFONDS_TEST_DATA") or ROOT.parent / "shared" / "data")
BOOKS, TYPESCRIPTS, OFFICE = "A/ru-civil-print-18c", "A/ehri-typescripts", "B/ru-office-docs"
LANGUAGES = {"english": "eng", "german": "deu", "czech": "ces", "danish": "dan", "slovak": "slk"}
N_OFFICE = 10
AS_OF = "2026-11-22"
HEADINGS = (
    *("item_id", "files", "title", "author", "creator_type", "language", "series", "material"),
    "date",
)


def write_holding(folder: Path) -> Path:
    """Copy the scans and write inventory.csv and collection.toml."""
    rows = [*_books(folder), *_typescripts(folder), *_office(folder)]
    with (folder / "inventory.csv").open("w", newline="") as stream:
        writer = csv.DictWriter(stream, HEADINGS, restval="")
        writer.writeheader()
        writer.writerows(rows)
    (folder / "collection.toml").write_text(
        'title = "Real scans"\nrepository = "Several"\nlicence = "CC-BY-4.0"\nlanguages = ["rus"]\n'
    )
    return folder


def _books(folder: Path) -> list[dict[str, str]]:
    with (DATA / BOOKS / "pages.tsv").open() as stream:
        pages = {row["image_id"]: row for row in csv.DictReader(stream, delimiter="\t")}
    rows = []
    for scan in sorted((DATA / BOOKS).glob("*.jpeg")):
        page = pages[scan.stem]
        rows.append(
            {
                "item_id": f"{page['book_control_number']}/{page['page']}",
                "files": _copy(scan, folder / "books"),
                "title": page["title"],
                "language": "rus",
                "material": "published",
                "date": page["year"],
            }
        )
    return rows


def _typescripts(folder: Path) -> list[dict[str, str]]:
    return [
        {
            "item_id": scan.stem,
            "files": _copy(scan, folder / "typescripts"),
            "title": "Report",
            "language": LANGUAGES[scan.parent.name],
            "material": "archival",
            "date": "1936/1958",
        }
        for scan in sorted((DATA / TYPESCRIPTS).rglob("*.jpg"))
    ]


def _office(folder: Path) -> list[dict[str, str]]:
    papers = sorted((DATA / OFFICE).rglob("*.pdf"), key=lambda p: (p.stat().st_size, p.name))
    return [
        {"item_id": f"PDF {number}", "files": _copy(paper, folder / "office")}
        for number, paper in enumerate(papers[:N_OFFICE], start=1)
    ]


def _copy(source: Path, folder: Path) -> str:
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, folder / source.name)
    return f"{folder.name}/{source.name}"


def measure(folder: Path) -> None:
    """Ingest and release the holding in a storage of its own, and print what came of it."""
    with tempfile.TemporaryDirectory() as storage:
        account = json.loads(_run(storage, "ingest", str(folder), "--collection", "real"))
        listed = _run(storage, "decisions", "--collection", "real", whole=True)
        done = json.loads(_run(storage, "release", "real"))
        kinds = Counter(
            (_kind(d["item_id"]), d["outcome"], d["reason_codes"][0])
            for d in map(json.loads, listed.splitlines())
        )
        print(f"items: {account['items']}, pages: {account['pages']}, {account['outcomes']}")
        for (kind, outcome, reason), n in sorted(kinds.items()):
            print(f"  {n:>3}  {kind:<12} {outcome:<9} {reason}")
        print(f"published: {done['documents']} documents, version {done['version']}")
        _compare(Path(done["folder"]))


def _kind(item_id: str) -> str:
    return "office" if item_id.startswith("PDF") else "books" if "NLR" in item_id else "typescripts"


def _run(storage: str, command: str, *arguments: str, whole: bool = False) -> str:
    options = [] if whole else ["--as-of", AS_OF, "--json"]
    environment = {**os.environ, "OPENFONDS_STORAGE": storage, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-m", "openfonds", command, *arguments, *options],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode > 1:
        sys.exit(done.returncode)
    return done.stdout if whole else done.stdout.splitlines()[-1]


def _compare(release: Path) -> None:
    """Character error rates of the published books and of bare Tesseract.

    The ground truth keeps the hyphens at line ends that cleaning joins, so the cleaned text is
    held against the ground truth cleaned in the same way.
    """
    import pyarrow.parquet as pq

    from benchmarks.error_rate import bare_tesseract, error_rate
    from openfonds.cleaning.clean import clean_page
    from openfonds.digests import sha256_of_bytes

    columns = ["text", "text_raw", "source_sha256"]
    pages = pq.read_table(release / "data" / "pages", columns=columns).to_pylist()
    published = {page["source_sha256"]: page for page in pages}
    errors: Counter[str] = Counter()
    letters: Counter[str] = Counter()
    for scan in sorted((DATA / BOOKS).glob("*.jpeg")):
        page = published[sha256_of_bytes(scan.read_bytes())]
        truth = scan.with_suffix(".gt.txt").read_text()
        bare = bare_tesseract(scan, "rus")
        cleaned = clean_page(truth)[0]
        for name, ours, wanted in (
            ("text_raw, as read", page["text_raw"], truth),
            ("bare tesseract", bare, truth),
            ("text, cleaned", page["text"], cleaned),
            ("bare tesseract, cleaned", clean_page(bare)[0], cleaned),
        ):
            n, wrong = error_rate(wanted, ours)
            errors[name] += wrong
            letters[name] += n
    for name, wrong in errors.items():
        print(f"character error rate, {name}: {wrong / letters[name]:.4f} of {letters[name]}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--measure", action="store_true")
    arguments = parser.parse_args()
    if not (DATA / BOOKS).is_dir():
        sys.exit(f"{DATA} has no {BOOKS}: set OPENFONDS_TEST_DATA")
    write_holding(arguments.folder)
    if arguments.measure:
        sys.path.insert(0, str(ROOT))
        measure(arguments.folder)
