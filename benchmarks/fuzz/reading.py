"""One malformed holding, read in a process of its own that is watched from inside."""

import os
import sys
import sysconfig
from collections import Counter
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any
from unittest.mock import patch

from benchmarks.fuzz.holdings import Holding
from extractors.description.holding import rows_of_holding
from extractors.packing.package import open_package
from extractors.reading import tesseract
from extractors.reading.page import read_page
from extractors.reading.tesseract import OcrSettings, Recognition
from extractors.survey import survey_row
from openfonds.app.intake.bags import check_settings, checked_bag, sound_rows
from openfonds.app.sources import find_settings, list_reader
from openfonds.errors import (
    OpenfondsError,
    PolicyError,
    SettingsError,
    SourceError,
    TransientError,
)
from openfonds.model import Absence
from openfonds.restrictions.law import load_law
from openfonds.settings import Limits
from openfonds.storage import scratch_folder

MOST_ROWS, MOST_PAGES = 6, 2
WITH_TESSERACT = 3  # of ten mutations this one is recognised: it is slow, and sees no other bytes
POLICIES = Path(__file__).resolve().parents[2] / "policies"
AS_OF = date(2026, 11, 22)
OCR = OcrSettings(("eng",))
_OUTSIDE: list[str] = []
_ALLOWED: list[str] = []
_NETWORK = ("socket.connect", "socket.getaddrinfo", "socket.sendto", "urllib.Request")


def read_malformed(malformed: Holding, number: int, limits: Limits) -> str:
    """Read mutation `number` of a holding; returns what became of it, or what must never be."""
    _watch()
    recognise = tesseract.recognise if number % 10 == WITH_TESSERACT else _looked_at
    with patch.object(tesseract, "recognise", recognise), scratch_folder() as folder:
        holding = folder / "holding"
        for name, data in malformed.files.items():
            is_faulty = name == malformed.malformed
            path = holding / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(malformed.with_faults(number) if is_faulty else data)
        before = _listing(holding)
        _ALLOWED[:] = [str(folder), os.environ.get("TMPDIR", "/tmp")]
        _OUTSIDE.clear()
        source = holding / malformed.malformed if malformed.is_packed else holding
        became = _became(str(source), limits)
        if _listing(holding) != before:
            return "WROTE INTO THE HOLDING"
    return f"LEFT THE HOLDING: {_OUTSIDE[0]}" if _OUTSIDE else became


def _looked_at(image: Path, _settings: OcrSettings, _seconds: float) -> Recognition:
    """In place of Tesseract, which gets a picture that was decoded before and written anew."""
    from PIL import Image

    with Image.open(image) as picture:
        picture.load()
    return Recognition("", (), None, "none", "none")


def _became(source: str, limits: Limits) -> str:
    found: Counter[str] = Counter()
    try:
        with open_package(source, limits) as package:
            bag = checked_bag(package)
            collection, beside = find_settings(package, "fuzz")
            check_settings(package, bag, collection, beside)
            if collection.closed_lists:
                load_law(POLICIES, collection, list_reader(beside, limits), AS_OF)
            inventory = sound_rows(package, bag, rows_of_holding(package, limits)).inventory
            found["absent"] += len(inventory.absences)
            for row in inventory.rows[:MOST_ROWS]:
                item = survey_row(package, row, limits)
                if isinstance(item, Absence):
                    found["absent"] += 1
                    continue
                sha256 = {file.path: file.sha256 for file in item.files}
                for page in item.pages[:MOST_PAGES]:
                    read = read_page(package, item.key, page, sha256[page.path], OCR, limits)
                    found[read.status.value] += 1
    except (SourceError, SettingsError, PolicyError):
        return "refused"
    except TransientError as error:
        return f"TRANSIENT: {type(error).__name__}"
    except OpenfondsError as error:
        return f"UNEXPECTED {type(error).__name__}"
    except Exception as error:
        return f"CRASHED {type(error).__name__} in {_where(error)}"
    return "read" if found["read"] or found["blank"] else "explained"


def _where(error: BaseException) -> str:
    trace = error.__traceback__
    last = "?"
    while trace is not None:
        last = f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}"
        trace = trace.tb_next
    return last


def _listing(folder: Path) -> dict[str, bytes]:
    return {str(p): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


@cache  # an audit hook stays for as long as the process does
def _watch() -> None:
    """Note each file outside of the holding that is opened, and each address, by an audit hook."""
    code = [str(Path(__file__).resolve().parents[2]), *sysconfig.get_paths().values()]
    tools = ["/usr/share", "/usr/lib", "/proc", "/dev", "/etc/localtime", "/usr/local", "/lib"]
    known = [os.path.realpath(p) for p in (*code, *tools, sys.base_prefix, sys.prefix)]

    def look(event: str, arguments: tuple[Any, ...]) -> None:
        if event in _NETWORK:
            _OUTSIDE.append(event)
        elif event == "open" and _ALLOWED and isinstance(arguments[0], str | bytes | os.PathLike):
            path = os.path.realpath(os.fsdecode(arguments[0]))
            if not path.startswith((*known, *_ALLOWED)):
                _OUTSIDE.append(f"open {path}")

    sys.addaudithook(look)
