"""Names of files inside a holding: which are safe, how they sort, what a pattern matches.

All names are relative POSIX paths. Nothing here touches a disk.
"""

import fnmatch
import re
import unicodedata
from collections.abc import Sequence
from pathlib import PurePosixPath

_LITTER = frozenset({".ds_store", "thumbs.db", "desktop.ini", "ehthumbs.db"})
_DRIVE = re.compile(r"[A-Za-z]:")
_DIGITS = re.compile(r"([0-9]+)")
_OCR_ENDINGS = (".alto", ".page", ".hocr")  # p1.alto.xml belongs to p1.jpg
_WILDCARD = re.compile(r"[*?\[]")


def is_inside(name: str) -> bool:
    """Whether a relative name stays inside the holding that it is resolved in.

    >>> [is_inside(n) for n in ("a/b.jpg", "../b.jpg", "/b.jpg", "C:b.jpg", "a//b", "")]
    [True, False, False, False, False, False]
    """
    if not name or "\0" in name or "\\" in name or _DRIVE.match(name):
        return False
    return all(part not in ("", ".", "..") for part in name.split("/"))


def tidy(written: str) -> str:
    r"""A path as people write it in an inventory, with / between folders and no leading ./

    >>> tidy(r".\scans\p1.jpg")
    'scans/p1.jpg'
    """
    parts = written.strip().replace("\\", "/").split("/")
    kept = [p for i, p in enumerate(parts) if p != "." and (p or i == 0)]
    return "/".join(kept)


def is_litter(name: str) -> bool:
    """Whether an operating system left this file behind; it is never part of a holding."""
    parts = name.casefold().split("/")
    return "__macosx" in parts or parts[-1] in _LITTER or parts[-1].startswith("._")


def nfc(name: str) -> str:
    """The composed form: macOS stores й as и and a breve, inventories write й."""
    return unicodedata.normalize("NFC", name)


def folded(name: str) -> str:
    """One form for names that differ only by case or Unicode normalisation."""
    return nfc(nfc(name).casefold())


def page_name(path: str) -> str:
    r"""The name that the files of one page share: without folders, extensions and letter case.

    >>> [page_name(path) for path in ("alto/p1.alto.xml", "file:///img/p1.JPG", r"C:\scans\p1.tif")]
    ['p1', 'p1', 'p1']
    """
    stem = folded(PurePosixPath(path.replace("\\", "/")).stem)
    for ending in _OCR_ENDINGS:
        stem = stem.removesuffix(ending)
    return stem


def natural_key(name: str) -> tuple[object, ...]:
    """A sort key in which p2 comes before p10, folder by folder.

    >>> sorted(["p10.jpg", "p2.jpg", "P1.jpg"], key=natural_key)
    ['P1.jpg', 'p2.jpg', 'p10.jpg']
    """
    return tuple(_natural_part(part) for part in folded(name).split("/")), name


def _natural_part(part: str) -> tuple[object, ...]:
    # Numbers compare by length, then by digits: int() refuses what a hostile name may hold.
    pieces = _DIGITS.split(part)
    return tuple((len(p.lstrip("0")), p.lstrip("0")) if i % 2 else p for i, p in enumerate(pieces))


def literal_prefix(pattern: str) -> str | None:
    """What stands before the first wildcard, or None for a plain name."""
    found = _WILDCARD.search(pattern)
    return None if found is None else pattern[: found.start()]


def matches(name: str, pattern: str) -> bool:
    """Whether a name matches a glob: * and ? stay within one folder, ** spans folders.

    As in a shell, a wildcard does not match a leading dot.

    >>> matches("a/b/p1.jpg", "a/**/p?.jpg"), matches("a/b/p1.jpg", "a/*.jpg")
    (True, False)
    """
    steps = pattern.split("/")
    # All positions in the pattern that the parts so far can have led to: no backtracking.
    reached = _past_spans({0}, steps)
    for part in name.split("/"):
        ahead = {i for i in reached if i < len(steps) and steps[i] == "**"}
        ahead |= {i + 1 for i in reached if i < len(steps) and _part_matches(part, steps[i])}
        reached = _past_spans(ahead, steps)
    return len(steps) in reached


def _past_spans(reached: set[int], steps: Sequence[str]) -> set[int]:
    every = set(reached)
    for i in sorted(reached):
        while i < len(steps) and steps[i] == "**":
            i += 1
            every.add(i)
    return every


def _part_matches(part: str, step: str) -> bool:
    if step == "**" or (part.startswith(".") and not step.startswith(".")):
        return False
    return fnmatch.fnmatchcase(part, step)
