"""The manifests of a bag, and which file of the package each of their lines means (RFC 8493)."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from extractors.packing.bag_text import Declaration, Entry, entries_of, lines_of, unescaped
from extractors.packing.member_names import is_inside, is_litter, tidy
from extractors.packing.package import Package
from extractors.packing.stores import Refusal
from openfonds.errors import ItemError, SourceError

PAYLOAD = "data/"
MAX_MANIFEST_BYTES = 1 << 29
ALGORITHMS = frozenset({"md5", "sha1", "sha224", "sha256", "sha384", "sha512"})
_MANIFEST = re.compile(r"(tag)?manifest-([a-z0-9]+)\.txt", re.IGNORECASE)


@dataclass(slots=True)
class BagChecked:
    """What is known of a bag while it is checked."""

    root: str
    declaration: Declaration
    expected: dict[str, dict[str, str]] = field(default_factory=dict)  # name: algorithm: digest
    refused: dict[str, Refusal] = field(default_factory=dict)
    sha256: dict[str, str] = field(default_factory=dict)
    warnings: dict[tuple[str, str], list[int]] = field(default_factory=dict)  # where, what: lines
    litter: set[str] = field(default_factory=set)

    def warn(self, where: str, what: str, line: int = 0) -> None:
        """Note what is odd; the same of many lines becomes one warning."""
        first, n = self.warnings.get((where, what), [line, 0])
        self.warnings[where, what] = [first, n + 1]

    def told(self) -> tuple[str, ...]:
        """The warnings, in the order in which they came up."""
        return tuple(
            f"{where}: {what}"
            + (f" (line {first}{f' and {n - 1} more' if n > 1 else ''})" if first else "")
            for (where, what), (first, n) in self.warnings.items()
        )


def manifests_of_bag(package: Package, root: str) -> tuple[dict[str, str], dict[str, str]]:
    """The payload and tag manifests by algorithm."""
    found: tuple[dict[str, str], dict[str, str]] = ({}, {})
    for name in (*package.names(), *package.refused):
        match = _MANIFEST.fullmatch(name.removeprefix(root)) if name.startswith(root) else None
        if match is None:
            continue
        if name in package.refused:
            raise SourceError(package.refused[name].message)
        of_kind = found[bool(match[1])]
        if match[2].lower() in of_kind:
            raise SourceError(f"{name!r} is the second manifest of its algorithm (RFC 8493, 2.4)")
        of_kind[match[2].lower()] = name
    return found


def manifest_entries(package: Package, checked: BagChecked, name: str) -> Iterator[Entry]:
    """The lines of a manifest. Raises SourceError if it cannot be read."""
    match = _MANIFEST.fullmatch(name.removeprefix(checked.root))
    algorithm = match[2].lower() if match else ""
    n_digits = hashlib.new(algorithm).digest_size * 2 if algorithm in ALGORITHMS else 0
    if package.size(name) > MAX_MANIFEST_BYTES:
        raise SourceError(f"{name!r} is larger than {MAX_MANIFEST_BYTES} bytes: divide the bag")
    try:
        with package.open(name) as stream:
            lines = lines_of(stream, checked.declaration.encoding, name)
            yield from entries_of(lines, n_digits, name)
    except ItemError as error:
        raise SourceError(str(error)) from None


def take_in_manifest(package: Package, checked: BagChecked, manifest: str) -> set[str]:
    """Take in a payload manifest. Returns the files of the package that it names."""
    match = _MANIFEST.fullmatch(manifest.removeprefix(checked.root))
    algorithm = match[2].lower() if match else ""
    found: dict[str, str] = {}
    written: dict[str, str] = {}
    for entry in manifest_entries(package, checked, manifest):
        name = payload_name(package, checked, entry, manifest)
        warn_of_form(checked, entry, manifest)
        if written.get(entry.name, entry.digest) != entry.digest:
            raise two_checksums(manifest, entry)
        if entry.name in written:
            if checked.declaration.is_strict:
                raise SourceError(
                    f"{manifest}: line {entry.line} names a file for the second time"
                    " (RFC 8493, 2.1.3)"
                )
            checked.warn(manifest, "a file is named twice", entry.line)
        elif name in found:
            if found[name] != entry.digest:
                raise two_checksums(manifest, entry)
            checked.warn(
                manifest, "a file is named twice, with other letter case or accents", entry.line
            )
        written[entry.name] = found[name] = entry.digest
        if algorithm in ALGORITHMS:
            checked.expected.setdefault(name, {})[algorithm] = entry.digest
    return set(found)


def two_checksums(manifest: str, entry: Entry) -> SourceError:
    """The error for a file of which nobody can tell which checksum counts."""
    return SourceError(
        f"{manifest}: line {entry.line} gives another checksum for a file that is named above"
        " (RFC 8493, 2.1.3)"
    )


def warn_of_form(checked: BagChecked, entry: Entry, manifest: str) -> None:
    """Note forms of a line that are read although the standard does not have them."""
    if entry.is_marked:
        checked.warn(manifest, "names have the * of md5sum", entry.line)
    if entry.name.startswith("./"):
        checked.warn(manifest, "names begin with ./", entry.line)


def payload_name(package: Package, checked: BagChecked, entry: Entry, source: str) -> str:
    """The file of the package that a line means; itself, and refused, where there is none.

    Raises:
        SourceError: if the name does not stay inside the payload.
    """
    literal = inside_bag(checked.root, entry.name)
    escaped = inside_bag(checked.root, unescaped(entry.name))
    for name in (literal, escaped):
        if name is None or not name.startswith(checked.root + PAYLOAD):
            raise SourceError(
                f"{source}: line {entry.line} names a file outside the payload"
                " (RFC 8493, 2.1.3 and 5.1)"
            )
    assert literal is not None and escaped is not None
    if is_litter(literal):
        if literal not in checked.litter:
            checked.litter.add(literal)
            checked.warn(source, "files of operating systems are left aside", entry.line)
        return literal
    # The drafts knew no escapes, so there a name with % in it is first what it says.
    order = (escaped, literal) if checked.declaration.is_strict else (literal, escaped)
    for name in order:
        try:
            return package.find(name)
        except ItemError as error:
            if error.reason_code != "source.file_missing":
                checked.refused.setdefault(name, Refusal(error.reason_code, str(error)))
                return name
    name = order[0]
    checked.refused.setdefault(
        name,
        Refusal(
            "bag.file_missing", f"{name!r} is in the manifest of the bag and not in its payload"
        ),
    )
    return name


def inside_bag(root: str, written: str) -> str | None:
    """The name in the package of what a bag calls by a name; None if it leads out."""
    # Names from here on are those of the package, in which `\` never is part of one.
    is_odd = any(part in written for part in ("\\", "./", "//"))
    name = tidy(written) if is_odd else written
    return root + name if is_inside(name) else None
