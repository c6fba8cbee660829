"""`python -m benchmarks.growth [FORM ...]`: how time and memory grow with the size of a delivery.

Each form of description is made at a size and at four times that size, and read in a process of its
own up to its rows. Linear is four times; more than six times is told and ends with exit code 1.
"""

import argparse
import resource
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from extractors.description.holding import rows_of_holding
from extractors.packing.package import open_package
from openfonds.settings import Limits

TIMES = 4
MOST_TIMES = 6.0
METS = "http://www.loc.gov/METS/"


def _mets(folder: Path, n: int) -> None:
    files, pages = [], []
    (folder / "img").mkdir()
    for i in range(n):
        (folder / "img" / f"{i}.jpg").touch()
        files.append(
            f'<file ID="f{i}" MIMETYPE="image/jpeg"><FLocat LOCTYPE="URL"'
            f' xlink:href="img/{i}.jpg"/></file>'
        )
        pages.append(f'<div TYPE="page" ORDER="{i + 1}"><fptr FILEID="f{i}"/></div>')
    (folder / "mets.xml").write_text(
        f'<mets xmlns="{METS}" xmlns:xlink="http://www.w3.org/1999/xlink" OBJID="m"><fileSec>'
        f'<fileGrp USE="DEFAULT">{"".join(files)}</fileGrp></fileSec><structMap TYPE="PHYSICAL">'
        f'<div TYPE="physSequence">{"".join(pages)}</div></structMap></mets>'
    )


ISSUE = (
    f'<mets xmlns="{METS}" xmlns:xlink="http://www.w3.org/1999/xlink" OBJID="NUMBER"><fileSec>'
    '<fileGrp USE="DEFAULT"><file ID="f" MIMETYPE="image/jpeg"><FLocat LOCTYPE="URL"'
    ' xlink:href="1.jpg"/></file></fileGrp></fileSec><structMap TYPE="PHYSICAL"><div>'
    '<div TYPE="page" ORDER="1"><fptr FILEID="f"/></div></div></structMap></mets>'
)


def _issues(folder: Path, n: int) -> None:
    for i in range(n):
        issue = folder / f"issue{i}"
        issue.mkdir()
        (issue / "1.jpg").touch()
        (issue / "mets.xml").write_text(ISSUE.replace("NUMBER", f"m{i}"))


def _ead(folder: Path, n: int) -> None:
    units = "".join(
        f'<c level="file"><did><unitid>Д. {i}</unitid><unittitle>Дело {i}</unittitle>'
        f"<unitdate>1912</unitdate>{_link(i)}</did></c>"
        for i in range(n)
    )
    for i in range(0, n, 10):
        (folder / f"d{i}.txt").touch()
    (folder / "ead.xml").write_text(
        "<ead><eadheader><eadid>f1</eadid></eadheader><archdesc level='fonds'><did><unitid>Ф. 1"
        f"</unitid></did><dsc>{units}</dsc></archdesc></ead>"
    )


def _link(i: int) -> str:
    return "" if i % 10 else f'<dao href="d{i}.txt"/>'


def _deep(folder: Path, n: int) -> None:
    """Components within components, as deep as a reader lets them be, side by side."""
    chain = "".join(f'<c level="file"><did><unitid>{i}</unitid></did>' for i in range(11))
    (folder / "ead.xml").write_text(
        "<ead><eadheader><eadid>f1</eadid></eadheader><archdesc level='fonds'><did/><dsc>"
        + (chain + "</c>" * 11) * (n // 11)
        + "</dsc></archdesc></ead>"
    )


def _marc(folder: Path, n: int) -> None:
    from tests.marc_samples import book, iso2709

    with (folder / "records.mrc").open("wb") as stream:
        for i in range(n):
            stream.write(iso2709(book(f"b{i}")))
            if i % 10 == 0:
                (folder / f"b{i}.txt").touch()


def _marcxml(folder: Path, n: int) -> None:
    record = (
        "<record><leader>00000nam a2200000 a 4500</leader><controlfield tag='001'>b{i}"
        "</controlfield><datafield tag='245' ind1=' ' ind2=' '><subfield code='a'>Журналъ"
        "</subfield></datafield></record>"
    )
    (folder / "records.xml").write_text(
        "<collection xmlns='http://www.loc.gov/MARC21/slim'>"
        + "".join(record.replace("{i}", str(i)) for i in range(n))
        + "</collection>"
    )


def _mods(folder: Path, n: int) -> None:
    one = "<mods><titleInfo><title>Ж</title></titleInfo><identifier>m{i}</identifier></mods>"
    (folder / "records.xml").write_text(
        '<modsCollection xmlns="http://www.loc.gov/mods/v3">'
        + "".join(one.replace("{i}", str(i)) for i in range(n))
        + "</modsCollection>"
    )


def _oai(folder: Path, n: int) -> None:
    one = (
        "<record><header><identifier>oai:a:{i}</identifier><datestamp>2026-11-01</datestamp>"
        "</header><metadata><dc xmlns='http://www.openarchives.org/OAI/2.0/oai_dc/'>"
        "<title xmlns='http://purl.org/dc/elements/1.1/'>Ж</title></dc></metadata></record>"
    )
    each = 1000
    for page in range(n // each):
        (folder / f"{page}.xml").write_text(
            '<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><responseDate>2026-11-20T10:00'
            ":00Z</responseDate><request verb='ListRecords'>https://a</request><ListRecords>"
            + "".join(one.replace("{i}", str(page * each + i)) for i in range(each))
            + "</ListRecords></OAI-PMH>"
        )


def _iiif(folder: Path, n: int) -> None:
    (folder / "img").mkdir()
    canvas = (
        '{"id": "https://a/c{i}", "type": "Canvas", "items": [{"type": "AnnotationPage", "items":'
        ' [{"type": "Annotation", "motivation": "painting", "body": {"id": "https://a/img/{i}.jpg",'
        ' "type": "Image", "format": "image/jpeg"}}]}]}'
    )
    for i in range(n):
        (folder / "img" / f"{i}.jpg").touch()
    (folder / "manifest.json").write_text(
        '{"@context": "http://iiif.io/api/presentation/3/context.json", "id": "https://a/m",'
        ' "type": "Manifest", "label": {"none": ["Ж"]}, "items": ['
        + ",".join(canvas.replace("{i}", str(i)) for i in range(n))
        + "]}"
    )


def _inventory(folder: Path, n: int) -> None:
    (folder / "inventory.csv").write_text(
        "item_id;files;title\n" + "".join(f"Д. {i};d{i % 50}.txt;Дело {i}\n" for i in range(n))
    )
    for i in range(50):
        (folder / f"d{i}.txt").touch()


def _globs(folder: Path, n: int) -> None:
    for i in range(n):
        (folder / f"d{i:06d}").mkdir()
        (folder / f"d{i:06d}" / "1.jpg").touch()
    (folder / "inventory.csv").write_text(
        "item_id;files\n" + "".join(f"{i};d{i:06d}/*.jpg\n" for i in range(n))
    )


def _images(folder: Path, n: int) -> None:
    for i in range(n // 100):
        (folder / f"d{i}").mkdir()
        for k in range(100):
            (folder / f"d{i}" / f"{k}.jpg").touch()


def _one_folder(folder: Path, n: int) -> None:
    for i in range(n):
        (folder / f"{i}.jpg").touch()


def _documents(folder: Path, n: int) -> None:
    for i in range(n):
        (folder / f"{i}.txt").touch()


def _zip(folder: Path, n: int) -> None:
    with zipfile.ZipFile(folder / "holding.zip", "w") as packed:
        for i in range(n):
            packed.writestr(f"d{i // 100}/{i}.jpg", b"")


MADE: dict[str, tuple[Callable[[Path, int], None], int]] = {
    "mets": (_mets, 4000),
    "mets-issues": (_issues, 500),
    "ead": (_ead, 10_000),
    "ead-deep": (_deep, 10_000),
    "marc": (_marc, 5000),
    "marcxml": (_marcxml, 5000),
    "mods": (_mods, 5000),
    "oai": (_oai, 5000),
    "iiif": (_iiif, 4000),
    "inventory": (_inventory, 25_000),
    "globs": (_globs, 2500),
    "images": (_images, 5000),
    "one-folder": (_one_folder, 5000),
    "documents": (_documents, 5000),
    "zip": (_zip, 10_000),
}


def main() -> int:
    """Run it; returns 1 where something grows faster than it should."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("forms", nargs="*", metavar="FORM", help=f"of {', '.join(MADE)}")
    parser.add_argument("--read", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.read:
        _read(asked.read)
        return 0
    is_bad = False
    for form in asked.forms or MADE:
        (small, _), (large, mib) = (_measured(form, times) for times in (1, TIMES))
        # What every process needs counts for nothing.
        grown = large / max(small, 0.05)
        is_bad |= grown > MOST_TIMES
        n = MADE[form][1]
        print(
            f"{form}: {n} {small:.2f} s, {n * TIMES} {large:.2f} s, {grown:.1f} times, {mib} MiB",
            flush=True,
        )
    return 1 if is_bad else 0


def _measured(form: str, times: int) -> tuple[float, int]:
    make, n = MADE[form]
    with TemporaryDirectory() as folder:
        make(Path(folder), n * times)
        packed = Path(folder) / "holding.zip"
        source = packed if packed.exists() else Path(folder)
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.growth", "--read", str(source)],
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
    seconds, mib = done.stdout.split()
    return float(seconds), int(mib)


def _read(source: Path) -> None:
    limits = Limits(max_pages_per_item=10_000_000)
    began = time.process_time()
    with open_package(str(source), limits) as package:
        rows_of_holding(package, limits)
    took = time.process_time() - began
    print(took, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10)


if __name__ == "__main__":
    sys.exit(main())
