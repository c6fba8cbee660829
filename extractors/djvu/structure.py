"""What a DjVu file is made of, as far as it decides whether it may be given to DjVuLibre.

DjVuLibre follows names of files that stand in a file; here a file is all there is, or it is
refused. Chunks are those of the DjVu3 specification, version 3 (EA IFF 85).
"""

import struct
from pathlib import Path
from typing import IO

from openfonds.errors import ItemError

MAGIC = b"AT&T"
SECURE = (b"AT&TSDJVFORM", b"SDJVFORM")
BUNDLED = 0x80  # of the flags of a directory
MAX_CHUNKS = 100_000


def require_whole(path: Path) -> None:
    """Make sure that a file is a DjVu document that needs no other file.

    Raises:
        ItemError: djvu.broken, djvu.encrypted, djvu.indirect.
    """
    n_bytes = path.stat().st_size
    with path.open("rb") as stream:
        head = stream.read(16)
        if head.startswith(SECURE):
            raise ItemError("djvu.encrypted", "the DjVu is encrypted: save it without protection")
        if len(head) < 16 or not head.startswith(b"AT&TFORM"):
            raise _broken("it does not begin as one")
        size, kind = struct.unpack(">I4s", head[8:16])
        # A last byte that only fills may be missing.
        if 12 + size > n_bytes + 1:
            raise _broken("it breaks off")
        if kind == b"DJVM":
            _require_bundled(stream)
        elif kind in (b"DJVU", b"PM44", b"BM44"):
            _require_no_inclusion(stream, 12 + size)
        else:
            raise _broken("it is a part of one")


def _require_bundled(stream: IO[bytes]) -> None:
    head = stream.read(9)
    if len(head) < 9 or head[:4] != b"DIRM":
        raise _broken("it has no directory")
    if not head[8] & BUNDLED:
        raise _indirect()


def _require_no_inclusion(stream: IO[bytes], end: int) -> None:
    at = 16
    for _ in range(MAX_CHUNKS):
        if at + 8 > end:
            return
        stream.seek(at)
        head = stream.read(8)
        if len(head) < 8:
            raise _broken("it breaks off")
        name, size = struct.unpack(">4sI", head)
        if name == b"INCL":
            raise _indirect()
        at += 8 + size + size % 2
    raise _broken("it has too many parts")


def _indirect() -> ItemError:
    return ItemError(
        "djvu.indirect",
        "the pages of the DjVu are in other files: make one file of it (djvmcvt -b)",
    )


def _broken(why: str) -> ItemError:
    return ItemError("djvu.broken", f"the DjVu is broken ({why}): make a new copy of it")
