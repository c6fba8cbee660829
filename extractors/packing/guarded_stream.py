"""Streams of a source whose failures are explained ones, and which end at a limit."""

import io
import lzma
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any

from openfonds.errors import ItemError
from openfonds.shortages import raise_shortage

# What the standard library raises for packed data that is broken or packed in a way unknown to it.
BROKEN_PACKING = (
    zipfile.BadZipFile,
    tarfile.TarError,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    RuntimeError,
    ValueError,
    # Python's zipfile lets these through for extra fields and directories that lie.
    IndexError,
    OverflowError,
    struct.error,
)


class GuardedStream(io.RawIOBase):
    """A stream of a source whose failures are ItemErrors, and which ends at a limit."""

    def __init__(self, raw: IO[bytes], name: str, limit: int) -> None:
        self._raw = raw
        self._name = name
        self._left = limit

    def readable(self) -> bool:
        """Yes."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill a buffer with the next bytes. Raises ItemError."""
        with as_item_errors(self._name):
            data = self._raw.read(len(buffer))
        self._left -= len(data)
        if self._left < 0:
            raise ItemError(
                "source.too_large", f"{self._name!r} is larger than the limit: divide it"
            )
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        """Close the stream of the source."""
        self._raw.close()
        super().close()


@contextmanager
def as_item_errors(name: str) -> Iterator[None]:
    """Turn what reading or unpacking one file can raise into an ItemError that names it.

    Raises:
        ItemError: source.unsupported_packing, source.unreadable, source.broken.
        TransientError: if the machine has run out of something.
    """
    try:
        yield
    except NotImplementedError:
        raise ItemError(
            "source.unsupported_packing",
            f"{name!r} is packed by a method that is not known here: pack it as ordinary zip",
        ) from None
    except OSError as error:
        raise_shortage(error)
        raise ItemError(
            "source.unreadable", f"{name!r} cannot be read ({error.strerror or 'broken'})"
        ) from None
    except BROKEN_PACKING:
        raise ItemError(
            "source.broken", f"{name!r} cannot be unpacked: it is broken; pack the holding again"
        ) from None
