"""What files say of themselves: properties, captions, comments, bookmarks (LAW 5.43).

A clean scan may carry "сов. секретно" in its caption. The notes are examined like the description
of the item and kept in the vault; nothing of them is published. What a program wrote about itself
(its name, days, serial numbers, colours) is left out: it says nothing of the document, and numbers
look like identifiers.
"""

import re
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from extractors.djvu.read import djvu_notes
from extractors.documents.read import DOCUMENTS, read_document
from extractors.files.note_blocks import jpeg2000_texts, png_texts
from extractors.files.note_texts import decoded, readings, xmp_packets, xmp_texts
from extractors.files.page_count import IMAGE_FORMATS
from extractors.files.pdf_notes import pdf_notes
from openfonds.settings import Limits
from openfonds.shortages import raise_shortage

MAX_NOTES = 2_000  # of one file
MAX_NOTE_CHARACTERS = 20_000
MAX_CHARACTERS = 400_000  # of one file

# TIFF 6.0, Exif 2.32: tags that hold text about the picture. Others are the scanner's.
_IMAGE_TAGS = (269, 270, 285, 315, 33432)  # DocumentName, ImageDescription, PageName, Artist ...
_XP_TAGS = range(0x9C9B, 0x9CA0)  # XPTitle, XPComment, XPAuthor, XPKeywords, XPSubject: UTF-16
_EXIF_IFD, _IPTC, _PHOTOSHOP = 0x8769, 33723, 34377
_EXIF_TAGS = (0x9286, 0xA430)  # UserComment, CameraOwnerName
_COMMENT_CODES = {b"ASCII\0\0\0": "", b"UNICODE\0": "utf-16", b"JIS\0\0\0\0\0": "iso2022_jp"}
# IIM 4: object name, category, keywords, instructions, by-line, headline, credit, caption ...
_IPTC_TEXTS: tuple[int, ...] = (
    5,
    7,
    10,
    12,
    15,
    20,
    22,
    25,
    26,
    27,
    40,
    80,
    85,
    90,
    92,
    95,
    101,
    103,
    105,
    110,
)
_IPTC_TEXTS += (115, 116, 118, 120, 121, 122)
_BLANKS = re.compile(r"[\s\0]+")
_TIME = re.compile(r"(?:D:)?(?:19|20)\d{2}[-:]?[01]\d[-:]?[0-3]\d[T ]?[\d:.]*[\dZ'+-]*")


@dataclass(frozen=True, slots=True)
class FileNotes:
    """The notes of one file, whether all of them could be read, and all that it holds."""

    texts: tuple[str, ...]
    is_complete: bool
    is_whole: bool = True


class _Notes:
    """Gathers notes within the limits; what could not be read makes them incomplete."""

    def __init__(self) -> None:
        self._texts: dict[str, None] = {}
        self._room = MAX_CHARACTERS
        self.is_complete = True
        self.is_whole = True

    def add_all(self, texts: Iterable[str]) -> None:
        for text in texts:
            note = _BLANKS.sub(" ", text).strip()
            is_said = any(map(str.isalnum, note)) and not _TIME.fullmatch(note)
            if not is_said or note in self._texts:
                continue
            if len(note) > MAX_NOTE_CHARACTERS:
                self.is_complete = False
                note = note[:MAX_NOTE_CHARACTERS]
            if len(self._texts) == MAX_NOTES or len(note) > self._room:
                self.is_complete = False
                return
            self._room -= len(note)
            self._texts[note] = None

    def read(self, source: Callable[[], Iterable[str]]) -> None:
        """Add what a source gives; one that breaks off gives what it has."""
        try:
            self.add_all(source())
        except Exception as error:  # a decoder raises nearly anything on hostile bytes
            raise_shortage(error)
            self.is_complete = False

    def taken(self) -> FileNotes:
        return FileNotes(tuple(self._texts), self.is_complete, self.is_whole)


def notes_of(path: Path, kind: str, limits: Limits) -> FileNotes:
    """The notes of a local file whose pages have been counted; a text has none.

    Never raises for what a file holds: a part that cannot be read makes the notes incomplete, and
    then a person must look.
    """
    notes = _Notes()
    if kind == "image":
        notes.read(lambda: _image_notes(path, notes, limits))
        notes.read(lambda: png_texts(path))
        notes.read(lambda: jpeg2000_texts(path))
    elif kind == "pdf":
        for source in pdf_notes(path):
            notes.read(source)
    elif kind == "djvu":
        notes.read(lambda: djvu_notes(path, limits))
    elif kind in DOCUMENTS:
        document = read_document(path, kind, limits)
        notes.is_whole = document.is_whole
        notes.add_all(document.notes)
    if kind in ("image", "pdf"):
        notes.read(lambda: (text for packet in xmp_packets(path) for text in xmp_texts(packet)))
    return notes.taken()


def _image_notes(path: Path, notes: _Notes, limits: Limits) -> Iterator[str]:
    from PIL import Image

    Image.init()  # open() with formats does not load their plugins
    guard = Image.MAX_IMAGE_PIXELS
    try:
        Image.MAX_IMAGE_PIXELS = None  # limits.max_image_px takes its place; nothing is decoded
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(path, formats=IMAGE_FORMATS) as image:
                n_frames = getattr(image, "n_frames", 1) if image.format == "TIFF" else 1
                for frame in range(min(n_frames, limits.max_pages_per_item)):
                    image.seek(frame)
                    notes.read(lambda: _tag_texts(dict(image.getexif())))
                    notes.read(lambda: _exif_texts(dict(image.getexif().get_ifd(_EXIF_IFD))))
                    notes.read(lambda: _iptc_texts(image))
                yield from _comments(image)
    finally:
        Image.MAX_IMAGE_PIXELS = guard


def _tag_texts(tags: Mapping[int, Any]) -> Iterator[str]:
    for tag in _IMAGE_TAGS:
        yield from readings(_bytes(tags.get(tag)))
    for tag in _XP_TAGS:
        if value := _bytes(tags.get(tag)):
            yield value.decode("utf-16-le", "replace")
            if b"\0" not in value:  # some programs write eight bits here
                yield from readings(value)


def _exif_texts(tags: Mapping[int, Any]) -> Iterator[str]:
    for tag in _EXIF_TAGS:
        value = _bytes(tags.get(tag))
        code = _COMMENT_CODES.get(value[:8])
        if code == "utf-16":
            # The order of bytes is that of the file, or it is not: both are read.
            yield value[8:].decode("utf-16-le", "replace")
            yield value[8:].decode("utf-16-be", "replace")
        elif code:
            yield value[8:].decode(code, "replace")
        else:
            yield from readings(value[8:] if code == "" or value[:8] == bytes(8) else value)


def _iptc_texts(image: Any) -> Iterator[str]:
    from PIL.IptcImagePlugin import getiptcinfo

    found = getiptcinfo(image) or {}
    is_utf8 = b"\x1b%G" in _bytes(found.get((1, 90)))
    for number in _IPTC_TEXTS:
        values = found.get((2, number))
        for value in values if isinstance(values, list) else [values]:
            yield from [decoded(_bytes(value))] if is_utf8 else readings(_bytes(value))


def _comments(image: Any) -> Iterator[str]:
    blocks = [data for name, data in getattr(image, "applist", []) if name == "COM"]
    for block in [*blocks, image.info.get("comment")]:
        yield from readings(_bytes(block))


def _bytes(value: Any) -> bytes:
    """The bytes of a value; Pillow reads text as Latin-1, which loses none of them."""
    if isinstance(value, bytes):
        return value
    if isinstance(value, str):
        return value.encode("latin-1") if max(value, default="") < "\u0100" else value.encode()
    if isinstance(value, tuple) and all(isinstance(v, int) and 0 <= v < 256 for v in value):
        return bytes(value)
    if isinstance(value, (tuple, list)):
        return b" ".join(_bytes(one) for one in value if isinstance(one, (bytes, str)))
    return b""
