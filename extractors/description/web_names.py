"""From a web address to a file of the holding: the names that fetched files get, and a search.

An address is mirrored as host and path. A delivery that was made by others keeps at least the end
of the path, and the longest end that fits one file counts.
"""

import hashlib
import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import SplitResult, unquote, urlsplit

from extractors.packing.member_names import folded

MAX_SEGMENT_CHARS = 120
MOST_CANDIDATES = 64
IMAGE_SUFFIXES = frozenset((".jpg", ".jpeg", ".png", ".tif", ".tiff", ".jp2", ".webp"))
_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._~%+,=@:;-]*")


def local_name(url: str) -> str:
    """The file that the resource of an address is stored in, below a folder of one's own.

    Different addresses have different names: where one cannot be kept as it is (a query, an odd
    character, a long part), a digest of the whole address is added.

    >>> local_name("https://a.example/iiif/p%2F1/full/max/0/default.jpg")
    'a.example/iiif/p%2F1/full/max/0/default.jpg'
    >>> local_name("http://a.example:8080/../x?id=1")[:16]
    'a.example_8080/x'
    """
    parts = _split(url)
    host = re.sub(r"[^a-z0-9.-]", "_", parts.netloc.rpartition("@")[2].lower())
    raw = [segment for segment in parts.path.split("/") if segment not in ("", ".", "..")]
    kept = [_kept(segment) for segment in raw] or ["index"]
    if parts.query or kept != parts.path.split("/")[1:]:
        digest = hashlib.sha256(url.encode("utf-8", "backslashreplace")).hexdigest()[:12]
        last = PurePosixPath(kept[-1])
        kept[-1] = f"{last.stem}-{digest}{last.suffix}"
    return "/".join((host, *kept))


def _kept(segment: str) -> str:
    if _PLAIN.fullmatch(segment) and len(segment) <= MAX_SEGMENT_CHARS:
        return segment
    plain = re.sub(r"[^A-Za-z0-9._%-]", "_", segment).lstrip(".") or "_"
    return plain[: MAX_SEGMENT_CHARS // 2] + PurePosixPath(plain).suffix[:8]


def segments_of(url: str) -> tuple[str, ...]:
    """The parts of the path of an address, with escapes resolved and in one letter case."""
    return tuple(folded(unquote(s)) for s in _split(url).path.split("/") if s)


def _split(url: str) -> SplitResult:
    """The parts of an address; of what is none (http://[), no part."""
    try:
        return urlsplit(url)
    except ValueError:
        return SplitResult("", "no-host", "", "", "")


@dataclass(frozen=True, slots=True)
class Found:
    """A file that an address was taken for."""

    name: str
    n_shared: int  # parts at the end of the path that are the same
    is_sure: bool  # whether that is the whole path here, or the whole identifier of an image


class WebFiles:
    """The files of a holding, by the ends of their paths."""

    def __init__(self, names: Iterable[str]) -> None:
        every = list(names)
        self._paths = sorted((_backwards(_parts(n)), n) for n in every)
        images = [n for n in every if PurePosixPath(n).suffix.lower() in IMAGE_SUFFIXES]
        self._stems = sorted((_backwards(_parts(str(PurePosixPath(n).with_suffix("")))), n)
                             for n in images)  # fmt: skip

    def of_url(self, url: str, near: str, n_needed: int = 1) -> Found | None:
        """The file that an address means; None where none does, or several could.

        Args:
            near: a folder with its slash: of several files that fit as well, the one below it
                counts.
            n_needed: how many parts at the end of the path have to fit.
        """
        exact = _parts(local_name(url))
        found = _longest(self._paths, _backwards(exact), near, n_needed)
        if found and found.n_shared == len(exact):
            return Found(found.name, found.n_shared, True)
        # What is fetched from an address without a suffix gets that of its kind.
        found = _longest(self._stems, _backwards(exact), near, n_needed)
        if found and found.n_shared == len(exact):
            return Found(found.name, found.n_shared, True)
        return _longest(self._paths, _backwards(segments_of(url)), near, n_needed)

    def of_identifier(self, identifier: str, near: str) -> Found | None:
        """The image that an identifier of an image service means, with or without a suffix."""
        parts = tuple(folded(p) for p in re.split(r"[/:]", unquote(identifier)) if p)
        if not parts:
            return None
        stem = (*parts[:-1], str(PurePosixPath(parts[-1]).with_suffix("")))
        for index, wanted in ((self._paths, parts), (self._stems, parts), (self._stems, stem)):
            found = _longest(index, _backwards(wanted), near, 1)
            if found and PurePosixPath(found.name).suffix.lower() in IMAGE_SUFFIXES:
                is_sure = found.is_sure or found.n_shared == len(wanted)
                return Found(found.name, found.n_shared, is_sure)
        return None


def _parts(name: str) -> tuple[str, ...]:
    return tuple(folded(unquote(part)) for part in name.split("/"))


def _backwards(parts: Sequence[str]) -> tuple[str, ...]:
    return tuple(reversed(parts))


def _longest(
    index: list[tuple[tuple[str, ...], str]], wanted: tuple[str, ...], near: str, n_needed: int
) -> Found | None:
    """The one entry that shares the longest beginning with `wanted`."""
    at = bisect_left(index, (wanted, ""))
    shared = max(
        (_n_shared(index[i][0], wanted) for i in (at - 1, at) if 0 <= i < len(index)), default=0
    )
    if shared < max(n_needed, 1):
        return None
    start = bisect_left(index, (wanted[:shared], ""))
    found = []
    for key, name in index[start : start + MOST_CANDIDATES + 1]:
        if key[:shared] != wanted[:shared]:
            break
        found.append(name)
    if len(found) > 1:
        found = [n for n in found if near and n.startswith(near)][:2]
    if len(found) != 1:
        return None
    (name,) = found
    inner = name.removeprefix(near) if near else name
    return Found(name, shared, shared >= inner.count("/") + 1)


def _n_shared(one: Sequence[str], other: Sequence[str]) -> int:
    n = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        n += 1
    return n
