"""The zip file that a .docx or .odt is: its members, within limits, as events or as files."""

import errno
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Protocol
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from extractors.packing.guarded_stream import BROKEN_PACKING
from openfonds.digests import CHUNK_BYTES
from openfonds.errors import ItemError
from openfonds.settings import Limits

MAX_MEMBERS = 20_000
MAX_PICTURE_BYTES = 1 << 30

Attributes = Mapping[str, str]


class Events(Protocol):
    """What a reader of XML is told. Names have their namespaces in braces."""

    def start(self, tag: str, attributes: Attributes) -> None:
        """An element begins."""
        ...

    def end(self, tag: str) -> None:
        """An element ends."""
        ...

    def data(self, text: str) -> None:
        """Text, perhaps not all that stands together."""
        ...


class Container:
    """An open document. No tree is built, so that no depth or size can hurt."""

    def __init__(self, file: zipfile.ZipFile, limits: Limits) -> None:
        self._file = file
        self._limits = limits
        self._room = 4 * limits.max_text_bytes  # of all the XML of a document
        self.sizes = {info.filename: info.file_size for info in file.infolist()}

    def feed(self, name: str, events: Events) -> None:
        """Tell `events` what stands in a member that is XML.

        Raises:
            ItemError: document.broken, xml.entities, source.too_large.
        """
        parser = DefusedXMLParser(target=events, forbid_dtd=True)
        try:
            with self._opened(name) as stream:
                while chunk := stream.read(CHUNK_BYTES):
                    self._room -= len(chunk)
                    if self._room < 0:
                        raise ItemError("source.too_large", "the document unpacks to too much")
                    parser.feed(chunk)
            parser.close()
        except DefusedXmlException:
            raise ItemError(
                "xml.entities", "the document declares entities, which are not read: save it anew"
            ) from None
        except (ParseError, LookupError):
            raise _broken(f"{_kind(name)} is not well-formed") from None

    @contextmanager
    def copied(self, name: str) -> Iterator[Path]:
        """A temporary file with the bytes of a member.

        Raises:
            ItemError: document.broken, source.too_large.
        """
        with self._opened(name) as stream, tempfile.NamedTemporaryFile() as copy:
            n_bytes = 0
            while chunk := stream.read(CHUNK_BYTES):
                n_bytes += len(chunk)
                if n_bytes > min(self._limits.max_file_bytes, MAX_PICTURE_BYTES):
                    raise ItemError("source.too_large", "a picture unpacks to too much")
                copy.write(chunk)
            copy.flush()
            yield Path(copy.name)

    def head(self, name: str, n_bytes: int) -> bytes:
        """The first bytes of a member.

        Raises:
            ItemError: document.broken.
        """
        with self._opened(name) as stream:
            return stream.read(n_bytes)

    @contextmanager
    def _opened(self, name: str) -> Iterator["_Guarded"]:
        if name not in self.sizes:
            raise _broken(f"{_kind(name)} is missing")
        with _explained(f"{_kind(name)} cannot be unpacked"):
            member = self._file.open(name)
        with member:
            yield _Guarded(member, name)


class _Guarded:
    """A member whose damage is the document's."""

    def __init__(self, member: IO[bytes], name: str) -> None:
        self._member, self._name = member, name

    def read(self, size: int) -> bytes:
        with _explained(f"{_kind(self._name)} cannot be unpacked"):
            return self._member.read(size)


@contextmanager
def open_container(path: Path, limits: Limits) -> Iterator[Container]:
    """The members of a document.

    Raises:
        ItemError: document.broken, source.too_large.
    """
    with _explained("it cannot be unpacked"):
        file = zipfile.ZipFile(path)
    with file:
        if len(file.infolist()) > MAX_MEMBERS:
            raise ItemError("source.too_large", "the document has too many parts")
        yield Container(file, limits)


@contextmanager
def _explained(why: str) -> Iterator[None]:
    """Turn what zipfile raises for broken data into document.broken; let the disk's faults be."""
    try:
        yield
    except OSError as error:
        # A document may say that a part is where no file can have one (EINVAL).
        if error.errno not in (None, errno.EINVAL):
            raise
        raise _broken(why) from None
    except BROKEN_PACKING:
        raise _broken(why) from None


def local(tag: str) -> str:
    """The name of an element or attribute without its namespace."""
    return tag.rpartition("}")[2]


def attribute(attributes: Attributes, name: str, space: str = "") -> str | None:
    """The value of an attribute, by its name and a part of its namespace."""
    for tag, value in attributes.items():
        if local(tag) == name and space in tag:
            return value
    return None


class TextsOf:
    """Gathers the texts of some elements, by their local names."""

    def __init__(self, names: frozenset[str]) -> None:
        self._names = names
        self._depth = 0
        self._run: list[str] = []
        self.texts: list[str] = []

    def start(self, tag: str, attributes: Attributes) -> None:
        """An element begins."""
        if self._depth or local(tag) in self._names:
            self._depth += 1

    def end(self, tag: str) -> None:
        """An element ends."""
        if self._depth:
            self._depth -= 1
            if not self._depth:
                self.texts.append("".join(self._run))
                self._run.clear()

    def data(self, text: str) -> None:
        """Text within it counts."""
        if self._depth:
            self._run.append(text)

    def close(self) -> Any:
        """Nothing is built."""
        return None


def _kind(name: str) -> str:
    """What a part is for; its name may be anything."""
    return "a part of it" if not name.isascii() or len(name) > 80 else f"its {name}"


def _broken(why: str) -> ItemError:
    return ItemError(
        "document.broken", f"the document is broken ({why}): open it by hand and save it anew"
    )
