"""DjVuLibre's programs as processes of their own, with limits on time, memory and output.

They are given a link in an empty folder, so that a file is found under a plain name and nothing
else of the holding is.
"""

import os
import resource
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from extractors.djvu.structure import require_whole
from openfonds.errors import ItemError, ToolMissing
from openfonds.settings import Limits

PROGRAMS = ("djvused", "ddjvu")
PACKAGE = "djvulibre-bin"
MAX_MEMORY_BYTES = 4 << 30
BYTES_OF_PIXEL = 3  # of PPM
ROOM_FOR_HEAD = 1 << 20
MAX_SAID_BYTES = 64 << 20


@contextmanager
def linked(path: Path) -> Iterator[Path]:
    """A folder with nothing in it but a link to a file, named file.djvu.

    Raises:
        ItemError: djvu.broken, djvu.encrypted, djvu.indirect.
    """
    require_whole(path)
    with tempfile.TemporaryDirectory(prefix="openfonds-") as folder:
        link = Path(folder) / "file.djvu"
        link.symlink_to(path.absolute())
        yield link


def ask(link: Path, script: str, limits: Limits) -> str:
    """What `djvused` says.

    Raises:
        ItemError: djvu.broken; ocr.timeout, if it takes too long; source.too_large, if it says
            too much.
        ToolMissing: if DjVuLibre is not installed.
    """
    out = link.with_name("said")
    _run(["djvused", "-u", "-e", script, str(link)], out, MAX_SAID_BYTES, limits)
    said = out.read_bytes()
    out.unlink()
    return said.decode("utf-8", errors="replace")


def render(link: Path, page: int, scale: Sequence[str], limits: Limits) -> Path:
    """A picture (PPM) of a page, from 1.

    Raises:
        ItemError: djvu.broken, ocr.timeout.
        ToolMissing: if DjVuLibre is not installed.
    """
    out = link.with_name(f"{page}.ppm")
    n_bytes = limits.max_image_px * BYTES_OF_PIXEL + ROOM_FOR_HEAD
    _run(["ddjvu", "-format=ppm", f"-page={page}", *scale, str(link)], out, n_bytes, limits)
    return out


def _run(command: Sequence[str], out: Path, n_bytes: int, limits: Limits) -> None:
    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY_BYTES, MAX_MEMORY_BYTES))
        resource.setrlimit(resource.RLIMIT_FSIZE, (n_bytes, n_bytes))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    environment = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8"}
    try:
        with out.open("wb") as stream:
            done = subprocess.run(
                command,
                stdin=subprocess.DEVNULL,
                stdout=stream,
                stderr=subprocess.DEVNULL,
                timeout=limits.page_seconds,
                cwd=out.parent,
                env=environment,
                preexec_fn=limit,  # safe: a worker process has one thread
                check=False,
            )
    except FileNotFoundError:
        raise ToolMissing(
            f"DjVu files need DjVuLibre: apt-get install {PACKAGE}, and run the same again"
        ) from None
    except subprocess.TimeoutExpired:
        raise ItemError(
            "ocr.timeout", f"DjVuLibre took more than {limits.page_seconds:g} s: look at the file"
        ) from None
    if done.returncode:
        if out.stat().st_size >= n_bytes:
            raise ItemError("source.too_large", "the DjVu unpacks to too much")
        raise ItemError("djvu.broken", "the DjVu or a page of it cannot be read")
