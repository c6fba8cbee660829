"""One malformed holding, read in a process of its own that is watched from inside."""

import os
import random
import sys
import sysconfig
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

from benchmarks.fuzz.mutations import mutated
from extractors.description.holding import rows_of_holding
from extractors.packing.package import open_package
from extractors.reading.page import read_page
from extractors.reading.tesseract import OcrSettings
from extractors.survey import survey_row
from openfonds.errors import OpenfondsError, SourceError, TransientError
from openfonds.model import Absence
from openfonds.settings import Limits
from openfonds.storage import scratch_folder

MOST_ROWS, MOST_PAGES = 6, 2
OCR = OcrSettings(("eng",))
_OUTSIDE: list[str] = []
_ALLOWED: list[str] = []
_NETWORK = ("socket.connect", "socket.getaddrinfo", "socket.sendto", "urllib.Request")


def read_malformed(seed_file: str, beside: dict[str, bytes], number: int, limits: Limits) -> str:
    """Read mutation `number` of a file; returns what became of it, or what must never be.

    Args:
        seed_file: the file that is malformed; it keeps its name.
        beside: other files of the holding, by name.
    """
    _watch()
    seed = Path(seed_file)
    random_ = random.Random(f"{seed.name} {number}")
    with scratch_folder() as folder:
        holding = folder / "holding"
        holding.mkdir()
        for name, data in beside.items():
            (holding / name).write_bytes(data)
        is_packed = seed.suffix in (".zip", ".tar", ".gz")
        name = seed.name if is_packed else f"x{seed.suffix}"
        name = seed.name if seed.name.startswith(("inventory", "manifest")) else name
        (holding / name).write_bytes(mutated(seed.read_bytes(), random_))
        before = _listing(holding)
        _ALLOWED[:] = [str(folder), os.environ.get("TMPDIR", "/tmp")]
        _OUTSIDE.clear()
        became = _became(str(holding / name) if is_packed else str(holding), limits)
        if _listing(holding) != before:
            return "WROTE INTO THE HOLDING"
    return f"LEFT THE HOLDING: {_OUTSIDE[0]}" if _OUTSIDE else became


def _became(source: str, limits: Limits) -> str:
    found: Counter[str] = Counter()
    try:
        with open_package(source, limits) as package:
            inventory = rows_of_holding(package, limits)
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
    except SourceError:
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
