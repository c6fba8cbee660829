"""The text files of a BagIt bag: bagit.txt, manifests, fetch.txt, bag-info.txt (RFC 8493, 2).

Nothing here looks at the files that they name. Lines end in LF, CR or both; no other character
ends one, for a file name may hold any other.
"""

import codecs
import io
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import IO

from openfonds.errors import SourceError

MAX_LINE_CHARS = 1 << 16
MAX_BAGIT_BYTES = 4096
# Version 1.0 of the format allows no blank before the colon; earlier ones said nothing of it.
_DECLARATION = re.compile(r"(BagIt-Version|Tag-File-Character-Encoding)([ \t]*):[ \t]*(.*?)[ \t]*")
_VERSION = re.compile(r"([0-9]{1,4})\.([0-9]{1,4})")
_ENTRY = re.compile(r"([0-9A-Fa-f]+)[ \t]+(\*?)(.+)", re.DOTALL)
_FETCH = re.compile(r"([^ \t]+)[ \t]+(-|[0-9]{1,20})[ \t]+(.+)", re.DOTALL)
_TAG = re.compile(r"([^:]*?)[ \t]*:[ \t]*(.*)", re.DOTALL)
_ESCAPED = re.compile("%(0A|0D|25)", re.IGNORECASE)
# Encodings of characters. Python knows others, such as zip, that turn bytes into something else.
_ENCODINGS = frozenset(
    ("utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be", "ascii")
) | frozenset(
    ("iso8859-1", "iso8859-2", "iso8859-5", "iso8859-15", "cp1251", "cp1252", "cp866", "koi8-r")
)
LATEST_VERSION = (1, 0)


@dataclass(frozen=True, slots=True)
class Declaration:
    """What bagit.txt says."""

    version: tuple[int, int]
    encoding: str  # as Python calls it

    @property
    def is_strict(self) -> bool:
        """Whether the rules of RFC 8493 hold, which are stricter than those of the drafts."""
        return self.version >= (1, 0)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a manifest, or of fetch.txt, where `digest` is empty."""

    line: int
    digest: str  # lower case, hexadecimal
    name: str  # as written, without the mark of md5sum
    is_marked: bool  # `*name`, as md5sum writes for files that it read in binary mode


def parse_declaration(data: bytes) -> Declaration:
    """Read bagit.txt: two lines, in UTF-8 without a byte order mark (RFC 8493, 2.1.1).

    Raises:
        SourceError: if it is anything else, or of a version or encoding that is not known.
    """
    if data.startswith(codecs.BOM_UTF8):
        raise SourceError("bagit.txt begins with a byte order mark (RFC 8493, 2.1.1)")
    try:
        text = data[:MAX_BAGIT_BYTES].decode()
    except UnicodeDecodeError:
        raise SourceError("bagit.txt is not UTF-8 (RFC 8493, 2.1.1)") from None
    found: dict[str, str] = {}
    blanks = False
    for line in re.split("\r\n|\r|\n", text):
        if not line.strip():
            continue
        match = _DECLARATION.fullmatch(line)
        if match is None or match[1] in found:
            raise SourceError(
                "bagit.txt has a line that is neither BagIt-Version nor"
                " Tag-File-Character-Encoding, or one of them twice (RFC 8493, 2.1.1)"
            )
        found[match[1]] = match[3]
        blanks = blanks or bool(match[2])
    version = _VERSION.fullmatch(found.get("BagIt-Version", ""))
    if version is None:
        raise SourceError("bagit.txt names no version such as 1.0 (RFC 8493, 2.1.1)")
    number = int(version[1]), int(version[2])
    if number > LATEST_VERSION:
        raise SourceError(
            f"bagit.txt names version {number[0]}.{number[1]}; versions up to 1.0 are read"
        )
    if blanks and number >= (1, 0):
        raise SourceError("bagit.txt has a blank before a colon (RFC 8493, 2.1.1)")
    return Declaration(number, _encoding(found.get("Tag-File-Character-Encoding", "")))


def _encoding(written: str) -> str:
    if not written:
        raise SourceError("bagit.txt names no Tag-File-Character-Encoding (RFC 8493, 2.1.1)")
    try:
        name = codecs.lookup(written).name
    except (LookupError, ValueError):
        name = ""
    if name not in _ENCODINGS:
        raise SourceError(
            "bagit.txt names an encoding of characters that is not read here (RFC 8493, 2.1.1)"
        )
    return "utf-8-sig" if name == "utf-8" else name


def lines_of(stream: IO[bytes], encoding: str, name: str) -> Iterator[tuple[int, str]]:
    """The lines of a tag file that are not blank, with their numbers, in constant memory.

    Raises:
        SourceError: if it is not in the encoding, or a line is too long to be one.
    """
    text = io.TextIOWrapper(stream, encoding=encoding, newline="")
    number = 0
    try:
        while line := text.readline(MAX_LINE_CHARS):
            number += 1
            if len(line) == MAX_LINE_CHARS:
                raise SourceError(f"{name}: line {number} is too long")
            if line.strip("\r\n \t"):
                yield number, line.rstrip("\r\n")
    except UnicodeError:
        raise SourceError(
            f"{name} is not in the encoding that bagit.txt names (RFC 8493, 2.1.1)"
        ) from None
    finally:
        with suppress(ValueError):  # closed already, where nobody asks for the rest
            text.detach()


def entries_of(lines: Iterator[tuple[int, str]], n_digits: int, name: str) -> Iterator[Entry]:
    """The lines of a manifest (RFC 8493, 2.1.3 and 2.2.1).

    Args:
        n_digits: length of a digest; 0 where the algorithm is not known.

    Raises:
        SourceError: if a line is none of a manifest.
    """
    for number, line in lines:
        match = _ENTRY.fullmatch(line)
        if match is None or (n_digits and len(match[1]) != n_digits):
            raise SourceError(
                f"{name}: line {number} is not a checksum and a file name (RFC 8493, 2.1.3)"
            )
        yield Entry(number, match[1].lower(), match[3], bool(match[2]))


def fetches_of(lines: Iterator[tuple[int, str]]) -> Iterator[Entry]:
    """The files that fetch.txt names (RFC 8493, 2.2.3). Their addresses are not even kept.

    Raises:
        SourceError: if a line is none of fetch.txt.
    """
    for number, line in lines:
        match = _FETCH.fullmatch(line)
        if match is None:
            raise SourceError(
                f"fetch.txt: line {number} is not an address, a length and a file name"
                " (RFC 8493, 2.2.3)"
            )
        yield Entry(number, "", match[3], False)


def tags_of(lines: Iterator[tuple[int, str]]) -> tuple[list[tuple[str, str]], int]:
    """The labels and values of bag-info.txt in order, and how many lines are neither.

    A line that begins with a blank goes on with the value above it (RFC 8493, 2.2.2).
    """
    tags: list[tuple[str, str]] = []
    n_odd = 0
    for _, line in lines:
        if line[0] in " \t" and tags:
            label, value = tags[-1]
            tags[-1] = label, f"{value} {line.strip()}".strip()
            continue
        match = _TAG.fullmatch(line)
        if match is None or not match[1].strip():
            n_odd += 1
            continue
        tags.append((match[1].strip(), match[2].strip()))
    return tags, n_odd


def unescaped(name: str) -> str:
    """A name of a manifest with its escapes resolved: CR, LF and % (RFC 8493, 2.1.3).

    >>> unescaped("data/a%0Ab%25.txt") == "data/a" + chr(10) + "b%.txt", unescaped("data/%7Ea")
    (True, 'data/%7Ea')
    """
    return _ESCAPED.sub(lambda m: chr(int(m[1], 16)), name)
