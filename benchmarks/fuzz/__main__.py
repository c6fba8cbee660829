"""`python -m benchmarks.fuzz [--each 1000] [READER ...]`: malformed input for every reader.

Each mutation is a holding of its own, read in a worker process: rows, survey, pages. What must
never be seen: a crash, a hang beyond the limit, a file or address outside of the holding, a change
of the holding. Ends with 1 if any of that was seen.
"""

import argparse
import os
import shutil
import sys
import time
import zipfile
from collections import Counter
from concurrent.futures import Future
from pathlib import Path

from benchmarks.fuzz.reading import read_malformed
from openfonds.settings import Limits
from openfonds.storage import scratch_folder
from openfonds.workers import WorkerCrashed, WorkerPool, WorkerTimedOut

DATA = Path(os.environ.get("OPENFONDS_TEST_DATA", Path(__file__).parents[3] / "shared" / "data"))
LIMITS = Limits(page_seconds=20, survey_seconds=20, max_image_px=20_000_000)
SECONDS = 60.0  # of one holding: its survey and pages, within the limits above
MOST_SEEDS, MOST_BYTES = 6, 400_000
TEXT = "Слушали: о мощеніи улицъ.".encode()
INVENTORY = 'item_id;files;title;date\nФ. 1. Д. 1;x.txt;Журналъ;1912\nФ. 1. Д. 2;"x.txt;y.txt";;\n'
MANIFEST = """{"@context": "http://iiif.io/api/presentation/3/context.json", "id": "https://a/m",
"type": "Manifest", "label": {"ru": ["Журналъ"]}, "items": [{"id": "https://a/c", "type": "Canvas",
"width": 9, "height": 9, "items": [{"id": "p", "type": "AnnotationPage", "items": [{"id": "n",
"type": "Annotation", "motivation": "painting", "target": "https://a/c", "body": {"id":
"https://a/x.png", "type": "Image", "format": "image/png"}}]}]}]}"""
# reader: globs of seeds below the folder of shared data
SEEDS = {
    "alto": ("A/ehri-typescripts/**/*.xml", "A/tapuscorpus-fr/**/*.xml"),
    "page": ("B/page-charlottenburg-municipal/**/*.xml",),
    "hocr": ("B/pdf-ocrmypdf/*.hocr",),
    "mets": ("B/**/mets.xml", "B/mets-alto-newspapers/ndnp/**/*.xml"),
    "ead": ("B/ead-arclight/**/*.xml",),
    "marcxml": ("B/marc-natlibfi/**/*xml*", "B/marc-pymarc-tests/**/*.xml"),
    "iso2709": ("B/marc-pymarc-tests/**/*.dat", "B/rusmarc-nlr/**/*.ISO", "B/rusmarc-nlr/**/*.iso"),
    "pdf": ("B/pdfa-verapdf/**/*.pdf", "B/pdf-ocrmypdf/*.pdf", "B/openpreserve-formats/**/*.pdf"),
    "djvu": ("B/ru-office-docs/**/*.djvu",),
    "docx": ("B/ru-office-docs/**/*.docx",),
    "odt": ("B/ru-office-docs/**/*.odt", "B/openpreserve-formats/**/*.odt"),
    "rtf": ("B/**/*.rtf",),
    "html": ("B/**/*.html",),
    "txt": ("B/ru-office-docs/**/*.txt",),
    "jpeg": ("B/**/*.jpg",),
    "png": ("B/**/*.png",),
    "tiff": ("B/**/*.tif", "B/**/*.tiff", "A/vyl-tujod-komi/**/*.tif*"),
    "jp2": ("B/**/*.jp2", "B/**/*.jpf"),
}
MADE = {
    "inventory": ("inventory.csv", INVENTORY.encode(), {"x.txt": TEXT, "y.txt": TEXT}),
    "iiif": ("manifest.json", MANIFEST.encode(), {}),
}
BAD = ("CRASHED", "UNEXPECTED", "LEFT", "WROTE", "TRANSIENT", "TIMED OUT", "DIED")


def main() -> int:
    """Run it; returns 1 if anything was seen that must not be."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("readers", nargs="*", metavar="READER")
    parser.add_argument("--each", type=int, default=1000)
    parser.add_argument("--jobs", type=int, default=2)
    asked = parser.parse_args()
    is_bad = False
    with scratch_folder() as made, WorkerPool(asked.jobs) as pool:
        for reader in asked.readers or [*SEEDS, *MADE, "xlsx", "zip", "tar.gz"]:
            seeds, beside = _seeds(reader, made)
            if not seeds:
                print(f"{reader}: no seeds below {DATA}: set OPENFONDS_TEST_DATA")
                continue
            began = time.perf_counter()
            calls = [
                (seeds[i % len(seeds)], i, _submit(pool, str(seeds[i % len(seeds)]), beside, i))
                for i in range(asked.each)
            ]
            became = Counter(
                (result := _result(call), _named(result, seed, i))[1] for seed, i, call in calls
            )
            is_bad |= any(what.startswith(BAD) for what in became)
            told = ", ".join(f"{what} {n}" for what, n in sorted(became.items()))
            print(
                f"{reader}: {time.perf_counter() - began:.0f} s, {len(seeds)} seeds: {told}",
                flush=True,
            )
    return 1 if is_bad else 0


def _submit(pool: WorkerPool, seed: str, beside: dict[str, bytes], i: int) -> "Future[str]":
    return pool.submit(read_malformed, seed, beside, i, LIMITS, seconds=SECONDS)


def _result(call: "Future[str]") -> str:
    try:
        return call.result()
    except WorkerCrashed:
        return "DIED"
    except WorkerTimedOut:
        return "TIMED OUT"


def _named(result: str, seed: Path, number: int) -> str:
    """The result, with the input that led to it where it must not be."""
    return f"{result} [{seed.name} {number}]" if result.startswith(BAD) else result


def _seeds(reader: str, made: Path) -> tuple[list[Path], dict[str, bytes]]:
    if reader in MADE:
        name, data, beside = MADE[reader]
        (made / name).write_bytes(data)
        return [made / name], beside
    if reader == "xlsx":
        return [_workbook(made)], {"x.txt": TEXT, "y.txt": TEXT}
    if reader in ("zip", "tar.gz"):
        folder = made / "packed"
        folder.mkdir(exist_ok=True)
        (folder / "inventory.csv").write_text(INVENTORY)
        for name in ("x.txt", "y.txt"):
            (folder / name).write_bytes(TEXT)
        form = "zip" if reader == "zip" else "gztar"
        return [Path(shutil.make_archive(str(made / "holding"), form, folder))], {}
    found = {p for pattern in SEEDS[reader] for p in DATA.glob(pattern) if p.is_file()}
    small = [p for p in found if 100 < p.stat().st_size < MOST_BYTES]
    step = max(1, len(small) // MOST_SEEDS)
    return sorted(small)[::step][:MOST_SEEDS], {}


def _workbook(made: Path) -> Path:
    """The inventory as a workbook with one sheet (ECMA-376)."""
    spaces = "http://schemas.openxmlformats.org"
    main = f"{spaces}/spreadsheetml/2006/main"
    rows = "".join(
        "<row>"
        + "".join(f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in line.split(";")[:4])
        + "</row>"
        for line in INVENTORY.replace('"x.txt;y.txt"', "x.txt").splitlines()
    )
    links = f"{spaces}/officeDocument/2006/relationships"
    package = f"{spaces}/package/2006"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1"'
        f' Type="{links}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{links}"><sheets>'
        '<sheet name="1" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">'
        f'<Relationship Id="r1" Type="{links}/worksheet" Target="worksheets/sheet1.xml"/>'
        "</Relationships>",
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{rows}</sheetData>'
        "</worksheet>",
    }
    path = made / "inventory.xlsx"
    with zipfile.ZipFile(path, "w") as workbook:  # stored, so that faults reach the XML
        for name, text in parts.items():
            workbook.writestr(name, text)
    return path


if __name__ == "__main__":
    sys.exit(main())
