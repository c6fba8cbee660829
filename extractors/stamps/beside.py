"""The image of a page whose text came in an OCR file: a stamp may stand only there (LAW 5.21).

It is the image that the file names, or else the one of the same name; in the same folder, or else
in a folder next to it, above or below. Where the delivery has none, there is nothing to look at.
"""

import logging
from collections.abc import Iterable
from contextlib import AbstractContextManager
from dataclasses import replace
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import Protocol

from extractors.packing.member_names import folded, page_name
from extractors.reading.derivative import Sight
from extractors.reading.image import load_colours, with_stamps
from extractors.reading.ocr_file import named_image
from extractors.reading.tesseract import OcrSettings
from openfonds.errors import ItemError
from openfonds.model import PageSource, PageText, Word
from openfonds.settings import Limits

SUFFIXES = frozenset((".jpg", ".jpeg", ".png", ".tif", ".tiff", ".jp2", ".j2k", ".jpx", ".webp"))
MAX_IMAGES = 3  # of one name: p1.jpg and p1.tif

_logger = logging.getLogger(__name__)


class ListedFiles(Protocol):
    """As much of a source package as is needed to find an image."""

    def names(self) -> tuple[str, ...]:
        """All files of the delivery."""
        ...

    def local_copy(self, name: str) -> AbstractContextManager[Path]:
        """A file of this machine with the bytes of the named one."""
        ...


def with_stamps_beside(
    read: PageText,
    path: Path,
    page: PageSource,
    package: ListedFiles,
    ocr: OcrSettings,
    limits: Limits,
    sight: Sight | None = None,
) -> PageText:
    """The page of an OCR file with what the stamps of its image say.

    An image that cannot be looked at counts as a stamp that cannot be read.

    Raises:
        ToolMissing: if Tesseract or a model is not installed.
    """
    named = named_image(path, page.part)
    beside = images_of(page.path, named, package.names())
    for name in dict.fromkeys((page.image, *beside) if page.image else beside):
        try:
            with package.local_copy(name) as file:
                image = load_colours(file, _frame(name, named, page), limits)
            if sight is not None:
                sight(image)
                sight = None  # of two images of one name the first
            read = with_stamps(read, (image,), ocr, limits, _scaled(read, image.width))
        except ItemError as error:
            if error.reason_code != "source.part_missing":  # another page's image
                _logger.info("page %d of item %s: its image: %s", page.number, read.item_key, error)
                read = replace(read, unread_marks=read.unread_marks + 1)
    return read


def images_of(ocr_name: str, named: str, names: Iterable[str]) -> tuple[str, ...]:
    """The images that may belong to an OCR file: `named` is what it calls its image, or nothing.

    >>> images_of("alto/p1.alto.xml", "", ("img/p1.jpg", "img/p2.jpg", "other/set/p1.jpg"))
    ('img/p1.jpg',)
    >>> images_of("a/p1.xml", r"D:\\scans\\7.tif", ("a/7.tif", "a/p1.jpg", "b/7.tif"))
    ('a/7.tif',)
    """
    index = _index(tuple(names))
    folder = _folder(ocr_name)
    wanted = (("name", folded(_base(named))), ("stem", page_name(ocr_name)))
    for kind, word in wanted if named else wanted[1:]:
        beside = index.get((kind, "in", folder, word), ())
        near = (
            *index.get((kind, "in", _folder(folder), word), ()),
            *index.get((kind, "below", _folder(folder), word), ()),
            *index.get((kind, "below", folder, word), ()),
        )
        if beside or near:
            return tuple(sorted(set(beside or near))[:MAX_IMAGES])
    return ()


@lru_cache(maxsize=2)  # the pages of a holding follow one another: it is sorted once in a process
def _index(names: tuple[str, ...]) -> dict[tuple[str, str, str, str], list[str]]:
    """The first images of each name and stem in a folder, and in the folders of a folder."""
    index: dict[tuple[str, str, str, str], list[str]] = {}
    for name in sorted(names):
        path = PurePosixPath(name)
        if path.suffix.lower() in SUFFIXES:
            folder = _folder(name)
            for kind, word in (("name", folded(path.name)), ("stem", page_name(name))):
                for place, of in (("in", folder), ("below", _folder(folder))):
                    found = index.setdefault((kind, place, of, word), [])
                    if len(found) < MAX_IMAGES:
                        found.append(name)
    return index


def _folder(name: str) -> str:
    return name.rpartition("/")[0]


def _frame(name: str, named: str, page: PageSource) -> int:
    """Which frame of an image: the first of one that this page names, else that of the page."""
    is_named = folded(PurePosixPath(name).name) == folded(_base(named))
    return 0 if is_named else page.part


def _base(named: str) -> str:
    """The name of a file without folders, as any system writes it."""
    return PurePosixPath(named.replace("\\", "/")).name


def _scaled(read: PageText, width_px: int) -> tuple[Word, ...]:
    """The words in pixels of the image; none where the file has no size of the page."""
    if not read.width_px:
        return ()
    scale = width_px / read.width_px
    return tuple(
        replace(
            word,
            left=round(word.left * scale),
            top=round(word.top * scale),
            width=round(word.width * scale),
            height=round(word.height * scale),
        )
        for word in read.words
    )
