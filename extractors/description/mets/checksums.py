"""Checksums in METS files: which of them can be compared with the files of the holding.

CHECKSUM and CHECKSUMTYPE of a file (METS primer, 2.2.4; the types are a closed list of the schema).
They are compared when the items are surveyed, where each file is read anyway; here nothing is. A
file that was found by its name alone, elsewhere than where the METS file says, may be another state
of it: one that differs is a remark then, and no failure.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from extractors.description.mets.files import Located
from extractors.description.rows import Checksum

DIFFERS, MOVED_DIFFERS = "mets.checksum_differs", "mets.moved_file_differs"
ALGORITHMS = frozenset({"md5", "sha1", "sha224", "sha256", "sha384", "sha512"})
_LONGEST_TYPE = 20
_HEXADECIMAL = re.compile("[0-9a-f]+")


@dataclass(frozen=True, slots=True)
class Checksums:
    """What a METS file says of the files that its item is made of."""

    of_file: Mapping[str, tuple[Checksum, ...]]  # by file of the holding
    not_compared: Mapping[str, int]  # files, by the type that is written


def checksums_of(located: Iterable[Located], read: Iterable[str]) -> Checksums:
    """The checksums of the files that are read; those beside them are not opened at all."""
    wanted = set(read)
    found: dict[str, list[Checksum]] = {}
    unknown: Counter[str] = Counter()
    for one in located:
        if one.name not in wanted or not one.file.checksum:
            continue
        checksum = _checksum(one)
        if checksum is None:
            unknown[one.file.checksum_type] += 1
        elif checksum not in found.setdefault(one.name, []):
            found[one.name].append(checksum)
    return Checksums({name: tuple(every) for name, every in found.items()}, dict(unknown))


def notes_on_checksums(checksums: Checksums) -> Iterator[str]:
    """What staff should know of them."""
    if checksums.of_file:
        yield f"{len(checksums.of_file)} files are compared with their checksums"
    for written, n in sorted(checksums.not_compared.items()):
        is_name = written.isprintable() and len(written) <= _LONGEST_TYPE
        shown = f"of type {written}" if written and is_name else "of no known type"
        yield f"{n} checksums {shown} are not compared"


def _checksum(one: Located) -> Checksum | None:
    """None for a type that is not known here, and for what no digest of its type looks like."""
    algorithm = re.sub("[-_ ]", "", one.file.checksum_type.lower())
    digest = one.file.checksum.lower()
    if algorithm not in ALGORITHMS or not _HEXADECIMAL.fullmatch(digest):
        return None
    n_digits = hashlib.new(algorithm, usedforsecurity=False).digest_size * 2
    if len(digest) != n_digits:
        return None
    reason = MOVED_DIFFERS if one.is_moved else DIFFERS
    return Checksum(algorithm, digest, reason, is_certain=not one.is_moved)
