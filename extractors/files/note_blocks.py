"""Text blocks of PNG and JPEG 2000 that are read without decoding the picture.

Pillow reads the text of a PNG that stands behind the picture only with the picture, and that of
JPEG 2000 boxes not at all.
"""

import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from extractors.files.note_texts import decoded, readings, xmp_texts

PNG = b"\x89PNG\r\n\x1a\n"
JP2 = b"\0\0\0\x0cjP  \r\n\x87\n"
MAX_BLOCKS = 100_000
MAX_BLOCK_BYTES = 4 << 20
MAX_UNPACKED_BYTES = 4 << 20
_XMP = b"XML:com.adobe.xmp"
_JP2_SUPERBOXES = (b"asoc", b"res ", b"uinf")


def png_texts(path: Path) -> Iterator[str]:
    """Keyword and text of tEXt, zTXt and iTXt chunks (PNG, third edition, 11.3.3).

    Raises:
        ValueError, zlib.error: if a chunk breaks off or unpacks to too much.
    """
    with path.open("rb") as stream:
        if stream.read(8) != PNG:
            return
        for length, name in _heads(stream):
            if name in (b"tEXt", b"zTXt", b"iTXt"):
                yield from _png_text(name, _read(stream, length))
                stream.seek(4, 1)
            else:
                stream.seek(length + 4, 1)


def _png_text(name: bytes, data: bytes) -> Iterator[str]:
    keyword, _, rest = data.partition(b"\0")
    if keyword in (b"Software", b"Creation Time", b"date:create", b"date:modify"):
        return
    if name == b"iTXt":
        is_packed, rest = rest[:1] == b"\x01", rest[2:]
        _language, translated, rest = rest.split(b"\0", 2)
        value = _unpacked(rest) if is_packed else rest
        yield from xmp_texts(value) if keyword == _XMP else [decoded(translated), decoded(value)]
    elif name == b"zTXt":
        yield from readings(_unpacked(rest[1:]))
    else:
        yield from readings(rest)


def jpeg2000_texts(path: Path) -> Iterator[str]:
    """The XML boxes of a JPEG 2000 file (ISO/IEC 15444-1, annex I.7.1).

    Raises:
        ValueError: if a box breaks off.
    """
    with path.open("rb") as stream:
        if stream.read(12) != JP2:
            return
        for length, name in _heads(stream):
            size = length - 8
            if length == 1:
                size = struct.unpack(">Q", _read(stream, 8))[0] - 16
            if name == b"xml ":
                yield from xmp_texts(
                    _read(stream, size) if length else stream.read(MAX_BLOCK_BYTES)
                )
            elif name in _JP2_SUPERBOXES:
                continue  # its boxes come next
            elif size < 0:
                return  # the last box goes on to the end
            else:
                stream.seek(size, 1)


def _heads(stream: IO[bytes]) -> Iterator[tuple[int, bytes]]:
    """Length and name of each block; whoever takes one moves the stream to the head of the next."""
    for _ in range(MAX_BLOCKS):
        head = stream.read(8)
        if len(head) < 8:
            return
        length, name = struct.unpack(">I4s", head)
        yield length, name


def _read(stream: IO[bytes], length: int) -> bytes:
    if length > MAX_BLOCK_BYTES:
        raise ValueError("a text block is too long")
    data = stream.read(length)
    if len(data) < length:
        raise ValueError("a text block breaks off")
    return data


def _unpacked(data: bytes) -> bytes:
    unpacker = zlib.decompressobj()
    text = unpacker.decompress(data, MAX_UNPACKED_BYTES)
    if unpacker.unconsumed_tail:
        raise ValueError("a text block unpacks to too much")
    return text
