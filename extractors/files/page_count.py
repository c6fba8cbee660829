"""How many pages a file has, without decoding them: headers, page trees, form feeds."""

import struct
import warnings
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import IO, Any
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from extractors.djvu.read import count_djvu_pages
from extractors.documents.read import DOCUMENTS, read_document
from openfonds.digests import CHUNK_BYTES
from openfonds.encodings import decode_text
from openfonds.errors import ItemError
from openfonds.settings import Limits
from openfonds.shortages import raise_shortage

IMAGE_FORMATS = ("JPEG", "PNG", "TIFF", "JPEG2000", "WEBP")
_PDFIUM_WANTS_PASSWORD = 4  # FPDF_ERR_PASSWORD
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


def count_pages(path: Path, kind: str, limits: Limits) -> int:
    """Pages, frames or sections of a local file.

    Args:
        path: an ordinary file of this machine.
        kind: as in PageSource; alto stands for PAGE and hOCR too.
        limits: a file with more pages or larger images than these is given up.

    Raises:
        ItemError: source.file_empty, source.too_large, source.no_pages, source.too_many_pages;
            image.broken, image.too_large; pdf.broken, pdf.encrypted; djvu.broken,
            djvu.encrypted, djvu.indirect; document.broken, document.encrypted; xml.broken,
            xml.entities, xml.unknown_form; text.encoding_unclear, text.not_text.
        ToolMissing: for DjVu, if DjVuLibre is not installed.
    """
    size = path.stat().st_size
    if not size:
        raise ItemError("source.file_empty", "the file is empty")
    if size > (limits.max_text_bytes if kind in ("text", "alto") else limits.max_file_bytes):
        raise ItemError("source.too_large", f"{size} bytes are more than the limit: divide it")
    n_pages = _COUNTERS[kind](path, limits)
    if not n_pages:
        raise ItemError("source.no_pages", "the file has no pages")
    if n_pages > limits.max_pages_per_item:
        raise too_many_pages(limits)
    return n_pages


def too_many_pages(limits: Limits) -> ItemError:
    """The error for an item beyond `limits.max_pages_per_item`."""
    return ItemError(
        "source.too_many_pages",
        f"more than {limits.max_pages_per_item} pages: divide the item, or the file is broken",
    )


def _image_frames(path: Path, limits: Limits) -> int:
    from PIL import Image

    Image.init()  # open() with formats does not load the plugins for them
    with path.open("rb") as stream:
        n_frames = len(tiff_directories(stream, limits)) if _is_tiff(stream) else None
        guard = Image.MAX_IMAGE_PIXELS
        try:
            # Pillow's own guard is lower than ours and only warns at first.
            Image.MAX_IMAGE_PIXELS = None
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                with Image.open(stream, formats=IMAGE_FORMATS) as image:
                    if n_frames is None:
                        # An MPO is a JPEG of a camera with previews behind it.
                        n_frames = getattr(image, "n_frames", 1) if image.format != "MPO" else 1
                    for frame in range(n_frames):
                        if frame:
                            image.seek(frame)
                        _check_image_size(image.size, limits)
        except ItemError:
            raise
        except Exception as error:  # a decoder raises nearly anything on hostile bytes
            raise_shortage(error)
            raise ItemError(
                "image.broken", f"the image cannot be opened ({type(error).__name__})"
            ) from None
        finally:
            Image.MAX_IMAGE_PIXELS = guard
    return n_frames


def _check_image_size(size: tuple[int, int], limits: Limits) -> None:
    width_px, height_px = size
    if width_px * height_px > limits.max_image_px:
        raise ItemError(
            "image.too_large",
            f"an image of {width_px} by {height_px} pixels is more than the limit of"
            f" {limits.max_image_px}: scan it in parts or at a lower resolution",
        )


def _is_tiff(stream: IO[bytes]) -> bool:
    head = stream.read(4)
    stream.seek(0)
    return head in (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")


def tiff_directories(stream: IO[bytes], limits: Limits) -> tuple[int, ...]:
    """Where the image file directories of a TIFF are (TIFF 6.0, section 2; BigTIFF), in order.

    Pillow takes a chain that comes back on itself for the end of the file; here it is what it
    is, a broken file, and pages of it may be lost.

    Raises:
        ItemError: image.broken, source.too_many_pages.
    """
    order = "<" if stream.read(2) == b"II" else ">"
    try:
        if struct.unpack(order + "H", stream.read(2))[0] == 43:
            stream.seek(8)
            count_format, entry_bytes, next_format = "Q", 20, "Q"
        else:
            count_format, entry_bytes, next_format = "H", 12, "I"
        count_format, next_format = order + count_format, order + next_format
        seen: dict[int, None] = {}
        while at := _unpacked(stream, next_format):
            if at in seen:
                raise ItemError("image.broken", "the pages of the TIFF refer to themselves")
            seen[at] = None
            if len(seen) > limits.max_pages_per_item:
                raise too_many_pages(limits)
            stream.seek(at)
            stream.seek(_unpacked(stream, count_format) * entry_bytes, 1)
        return tuple(seen)
    except (struct.error, OSError, OverflowError, ValueError):
        raise ItemError("image.broken", "the TIFF breaks off") from None
    finally:
        stream.seek(0)


def _unpacked(stream: IO[bytes], form: str) -> int:
    value: int = struct.unpack(form, stream.read(struct.calcsize(form)))[0]
    return value


def _pdf_pages(path: Path, limits: Limits) -> int:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        if error.err_code == _PDFIUM_WANTS_PASSWORD:
            raise ItemError(
                "pdf.encrypted", "the PDF wants a password: save it without one"
            ) from None
        raise ItemError("pdf.broken", "the PDF cannot be opened: it is broken") from None
    try:
        return len(document)
    finally:
        document.close()


def _text_sections(path: Path, limits: Limits) -> int:
    """Sections between form feeds; an empty one after the last form feed is none."""
    data = path.read_bytes()
    if b"\0" in data:  # a form feed may be half of a character
        try:
            data = decode_text(data)[0].encode("utf-8", "replace")
        except ItemError:
            data = data.decode("utf-16", errors="replace").encode() if _is_marked(data) else data
    sections = data.split(b"\f")
    return len(sections) - (len(sections) > 1 and not sections[-1].strip())


def _is_marked(data: bytes) -> bool:
    return data.startswith(_UTF16_MARKS)


def _parts_of(kind: str, path: Path, limits: Limits) -> int:
    return len(read_document(path, kind, limits).parts)


def _xml_pages(path: Path, limits: Limits) -> int:
    counter = _PageCounter()
    parser = DefusedXMLParser(target=counter)
    try:
        with path.open("rb") as stream:
            while chunk := stream.read(CHUNK_BYTES):
                parser.feed(chunk)
        parser.close()
    except DefusedXmlException:
        raise ItemError(
            "xml.entities", "the XML declares entities, which are not read: save it without"
        ) from None
    except (ParseError, ValueError, LookupError):  # LookupError: an encoding nobody knows
        raise ItemError("xml.broken", "the XML is not well-formed") from None
    return counter.n_pages


class _PageCounter:
    """Counts pages while the XML goes by: no tree, so no depth or size can hurt."""

    def __init__(self) -> None:
        self.n_pages = 0
        self._form: str | None = None

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        name = tag.rpartition("}")[2]
        if self._form is None:
            self._form = name.lower()
            if self._form not in ("alto", "pcgts", "html"):
                raise ItemError("xml.unknown_form", "the XML is neither ALTO, PAGE nor hOCR")
        if self._form == "html":
            self.n_pages += "ocr_page" in attributes.get("class", "").split()
        else:
            self.n_pages += name == "Page"

    def end(self, tag: str) -> None:
        pass

    def data(self, text: str) -> None:
        pass

    def close(self) -> Any:
        return None


_COUNTERS: Mapping[str, Callable[[Path, Limits], int]] = {
    "image": _image_frames,
    "pdf": _pdf_pages,
    "djvu": count_djvu_pages,
    "text": _text_sections,
    "alto": _xml_pages,
    **{kind: partial(_parts_of, kind) for kind in sorted(DOCUMENTS)},
}
