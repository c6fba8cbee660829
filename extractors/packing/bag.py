"""A BagIt bag is checked before anything of it is read (RFC 8493; drafts 0.93 to 0.97).

What is wrong with the bag itself makes it unusable: its declaration, its manifests, its tag files,
fetch.txt, Payload-Oxum. What is wrong with a file of the payload (it is missing, it is not what
the manifest says, no manifest names it) is a refusal of that file: the items that use it fail, and
the rest goes on.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from extractors.packing.bag_manifests import (
    ALGORITHMS,
    PAYLOAD,
    BagChecked,
    inside_bag,
    manifest_entries,
    manifests_of_bag,
    payload_name,
    take_in_manifest,
    two_checksums,
    warn_of_form,
)
from extractors.packing.bag_text import (
    MAX_BAGIT_BYTES,
    Declaration,
    fetches_of,
    lines_of,
    parse_declaration,
    tags_of,
    unescaped,
)
from extractors.packing.member_names import is_litter
from extractors.packing.package import Package
from extractors.packing.stores import Refusal
from openfonds.digests import digests_of_stream
from openfonds.errors import ItemError, SourceError

DECLARATION = "bagit.txt"
FETCH = "fetch.txt"
INFO_FILES = ("bag-info.txt", "package-info.txt")  # the second up to version 0.95
MAX_INFO_BYTES = 1 << 22
MOST_NAMED = 5  # files in a message
_OXUM = re.compile(r"([0-9]{1,20})\.([0-9]{1,20})")
_ALWAYS = "sha256"  # what the record of an item has: computed in the same pass


@dataclass(frozen=True, slots=True)
class Bag:
    """A bag whose structure is sound. Names are those of the package."""

    root: str  # folder of bagit.txt, with its slash; may be empty
    version: tuple[int, int]
    info: tuple[tuple[str, str], ...]  # labels and values of bag-info.txt, in order
    manifests: tuple[str, ...]  # algorithms of the payload manifests, sorted
    tag_manifests: tuple[str, ...]
    has_fetch: bool
    refused: Mapping[str, Refusal]  # files of the payload that do not count, with the reason
    sha256: Mapping[str, str]  # of the files whose checksums are right
    warnings: tuple[str, ...]  # what is allowed and odd


def bag_root(package: Package) -> str | None:
    """The folder of a bag, at the top of a package or its single top folder; None: no bag.

    A payload manifest beside a folder data/ makes a bag too: one that has lost its bagit.txt.
    """
    names = (*package.names(), *package.refused)
    tops = {name.partition("/")[0] for name in names}
    inner = [f"{tops.pop()}/"] if len(tops) == 1 and all("/" in n for n in names) else []
    every = set(names)
    for root in ("", *inner):
        if root + DECLARATION in every:
            return root
        has_payload = any(n.startswith(root + PAYLOAD) for n in names)
        if has_payload and any(f"{root}manifest-{a}.txt" in every for a in ALGORITHMS):
            return root
    return None


def check_bag(package: Package, root: str) -> Bag:
    """Check a bag: its structure, and the checksum of every file, each of which is read once.

    Raises:
        SourceError: if the bag as a whole cannot be used. It names the rule, files and counts.
    """
    checked = BagChecked(root, _declaration(package, root))
    manifests, tag_manifests = manifests_of_bag(package, root)
    by_manifest = {a: take_in_manifest(package, checked, name) for a, name in manifests.items()}
    known = [a for a in manifests if a in ALGORITHMS]
    if not known:
        raise SourceError(
            "the bag has no payload manifest of a known algorithm"
            f" ({', '.join(sorted(ALGORITHMS))}); it has {len(manifests)} (RFC 8493, 2.1.3)"
        )
    info = _info(package, checked)
    has_fetch = _check_fetch(package, checked, by_manifest)
    _check_tags(package, checked, tag_manifests)
    _refuse_unlisted(package, checked, [by_manifest[a] for a in known])
    _compare_payload(package, checked)
    _check_oxum(package, checked, info)
    unknown = sorted((set(manifests) | set(tag_manifests)) - ALGORITHMS)
    if unknown:
        checked.warn("not compared", f"manifests of unknown algorithms: {', '.join(unknown)}")
    return Bag(
        root=root,
        version=checked.declaration.version,
        info=tuple(info),
        manifests=tuple(sorted(manifests)),
        tag_manifests=tuple(sorted(tag_manifests)),
        has_fetch=has_fetch,
        refused=checked.refused,
        sha256=checked.sha256,
        warnings=checked.told(),
    )


def _declaration(package: Package, root: str) -> Declaration:
    name = root + DECLARATION
    if name in package.refused:
        raise SourceError(package.refused[name].message)
    if not package.exists(name):
        raise SourceError("the bag has manifests and no bagit.txt (RFC 8493, 2.1.1)")
    try:
        with package.open(name) as stream:
            return parse_declaration(stream.read(MAX_BAGIT_BYTES))
    except ItemError as error:
        raise SourceError(str(error)) from None


def _info(package: Package, checked: BagChecked) -> list[tuple[str, str]]:
    for file in INFO_FILES:
        name = checked.root + file
        if name in package.refused:
            raise SourceError(package.refused[name].message)
        if not package.exists(name):
            continue
        if package.size(name) > MAX_INFO_BYTES:
            raise SourceError(f"{name!r} is larger than {MAX_INFO_BYTES} bytes")
        try:
            with package.open(name) as stream:
                tags, n_odd = tags_of(lines_of(stream, checked.declaration.encoding, name))
        except ItemError as error:
            raise SourceError(str(error)) from None
        if n_odd:
            checked.warn(name, f"{n_odd} lines without a label")
        return tags
    return []


def _check_fetch(
    package: Package, checked: BagChecked, by_manifest: Mapping[str, set[str]]
) -> bool:
    """Nothing is ever fetched: a file that fetch.txt names must be there (RFC 8493, 2.2.3)."""
    name = checked.root + FETCH
    if name in package.refused:
        raise SourceError(package.refused[name].message)
    if not package.exists(name):
        return False
    listed = set().union(*by_manifest.values())
    absent, unlisted = [], []
    try:
        with package.open(name) as stream:
            for entry in fetches_of(lines_of(stream, checked.declaration.encoding, name)):
                file = payload_name(package, checked, entry, FETCH)
                if file not in listed:
                    unlisted.append(file)
                elif not package.exists(file) and file not in checked.litter:
                    absent.append(file)
    except ItemError as error:
        raise SourceError(str(error)) from None
    if unlisted:
        raise SourceError(
            f"fetch.txt names {len(unlisted)} files that no manifest names: {_some(unlisted)}"
            " (RFC 8493, 2.2.3)"
        )
    if absent:
        raise SourceError(
            f"fetch.txt names {len(absent)} files that are not in the payload: {_some(absent)}."
            " Nothing is fetched here: complete the bag and run the same command again"
        )
    return True


def _check_tags(package: Package, checked: BagChecked, tag_manifests: Mapping[str, str]) -> None:
    """Compare every tag file that a tag manifest names (RFC 8493, 2.2.1)."""
    expected: dict[str, dict[str, str]] = {}
    for algorithm, manifest in sorted(tag_manifests.items()):
        of_manifest: dict[str, str] = {}
        for entry in manifest_entries(package, checked, manifest):
            name = inside_bag(checked.root, unescaped(entry.name))
            if name is None:
                raise SourceError(
                    f"{manifest}: line {entry.line} names a file outside the bag (RFC 8493, 5.1)"
                )
            warn_of_form(checked, entry, manifest)
            if of_manifest.setdefault(name, entry.digest) != entry.digest:
                raise two_checksums(manifest, entry)
            if algorithm in ALGORITHMS and not is_litter(name):
                expected.setdefault(name, {})[algorithm] = entry.digest
    missing, differing = [], []
    for name, digests in sorted(expected.items()):
        try:
            if not _compare(package, checked, name, digests):
                differing.append(name)
        except ItemError as error:
            if error.reason_code != "source.file_missing":
                raise SourceError(str(error)) from None
            missing.append(name)
    if missing or differing:
        raise SourceError(
            f"tag files of the bag: {len(differing)} differ from their checksums"
            f" ({_some(differing)}), {len(missing)} are missing ({_some(missing)})"
            " (RFC 8493, 2.2.1): ask for the bag again"
        )


def _refuse_unlisted(package: Package, checked: BagChecked, listed: list[set[str]]) -> None:
    """Refuse files of the payload that the manifests do not name: nobody vouches for them.

    From version 1.0 on every manifest names every file (RFC 8493, 2.1.3 and 3); before, one did.
    """
    vouched = set.intersection(*listed) if checked.declaration.is_strict else set().union(*listed)
    for name in package.names():
        if name.startswith(checked.root + PAYLOAD) and name not in vouched:
            checked.refused.setdefault(
                name,
                Refusal(
                    "bag.not_in_manifest",
                    f"{name!r} is in the payload of the bag and not in its manifests",
                ),
            )


def _compare_payload(package: Package, checked: BagChecked) -> None:
    for name in package.stored_order():
        if name not in checked.expected or name in checked.refused:
            continue
        try:
            if not _compare(package, checked, name, checked.expected[name]):
                checked.refused[name] = Refusal(
                    "bag.checksum_differs",
                    f"{name!r} is not what the manifest of the bag says: ask for it again",
                )
        except ItemError as error:
            checked.refused[name] = Refusal(error.reason_code, str(error))


def _compare(package: Package, checked: BagChecked, name: str, expected: Mapping[str, str]) -> bool:
    """Whether a file has these digests; all are made in one pass, with the one we record."""
    with package.open(name) as stream:
        found = digests_of_stream(stream, sorted({*expected, _ALWAYS}))
    if any(found[algorithm] != digest for algorithm, digest in expected.items()):
        return False
    checked.sha256[package.find(name)] = found[_ALWAYS]
    return True


def _check_oxum(package: Package, checked: BagChecked, info: Iterable[tuple[str, str]]) -> None:
    """Payload-Oxum: octets and files of the payload (RFC 8493, 2.2.2)."""
    written = [value for label, value in info if label.casefold() == "payload-oxum"]
    for value in written:
        match = _OXUM.fullmatch(value)
        if match is None:
            raise SourceError(
                "Payload-Oxum is not a number of octets and of files (RFC 8493, 2.2.2)"
            )
        if checked.refused or checked.litter or package.n_litter:
            checked.warn("Payload-Oxum", "not compared, as files are missing or left aside")
            continue
        sizes = [package.size(n) for n in package.names() if n.startswith(checked.root + PAYLOAD)]
        if (int(match[1]), int(match[2])) != (sum(sizes), len(sizes)):
            raise SourceError(
                f"Payload-Oxum says {match[1]} octets in {match[2]} files; there are"
                f" {sum(sizes)} in {len(sizes)} (RFC 8493, 2.2.2)"
            )


def _some(names: list[str]) -> str:
    shown = ", ".join(repr(unicodedata.normalize("NFC", n)) for n in names[:MOST_NAMED])
    return shown + (" ..." if len(names) > MOST_NAMED else "") if names else "none"
