"""Which images and OCR files of a holding without description are pages of one item."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from extractors.description.mets.files import IMAGE, THUMBNAIL_RANK, rank_of
from extractors.description.xml_roots import XmlRoot
from extractors.packing.member_names import folded, natural_key, page_name

# Of one page in several formats the first is read: it has lost least.
IMAGE_SUFFIXES = (
    *(".tif", ".tiff", ".jp2", ".j2k", ".jpx", ".jpf", ".png"),
    *(".jpg", ".jpeg", ".jpe", ".webp"),
)
_FORM_RANKS = {"pcgts": 0, "alto": 1, "html": 2}
MOST_NEIGHBOURS = 64  # folders that may be meant; where there are more, none is
# Folders that are called after what they hold, not after the item.
_LAYERS = frozenset((
    "tif", "tiff", "jpg", "jpeg", "jp2", "png", "web", "master", "masters", "archive", "images",
    "image", "img", "scans", "scan", "thumbs", "thumb", "thumbnails", "access", "service",
    "derivatives", "original", "originals", "preview",
))  # fmt: skip


@dataclass(slots=True)
class Folder:
    """The images and OCR files directly in one folder, in natural order."""

    path: str
    images: list[str] = field(default_factory=list)
    texts: list[tuple[str, XmlRoot]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class SetPage:
    """A page: an OCR file, its image, or both."""

    text: str | None
    image: str | None


@dataclass(frozen=True, slots=True)
class Set:
    """The pages of one item in natural order."""

    path: str  # the folder that it is called after; "" for the top of the holding
    pages: tuple[SetPage, ...]


def sets_of(folders: Mapping[str, Folder]) -> tuple[list[Set], list[str]]:
    """The sets of a holding, and the files that show a page of a set in another form."""
    beside: list[str] = []
    images = {path: _by_page(f.images, _format_rank, beside) for path, f in folders.items()}
    texts = {path: _texts_by_page(f, beside) for path, f in folders.items()}
    home = _image_folders(texts, images)  # of a folder of OCR files, the folder of its images
    chosen: dict[str, str] = {}  # of a folder of images, the folder of its OCR files
    for path in sorted(home, key=lambda p: (-len(texts[p]), natural_key(p))):
        if home[path] in chosen:
            beside += [name for name, _ in texts[path].values()]
        else:
            chosen[home[path]] = path
    copies = set(_copied_folders(images, set(chosen)))
    sets = []
    for path in sorted(folders, key=natural_key):
        if path in copies:
            beside += images[path].values()
            images[path] = {}
        own = texts[path] if path not in home else {}
        read = texts[chosen[path]] if path in chosen else own
        if pages := tuple(_pages(read, images[path])):
            called = _common(path, chosen[path]) if path in chosen else path
            sets.append(Set(called, pages))
    return sets, sorted(beside, key=natural_key)


def _pages(
    texts: Mapping[str, tuple[str, XmlRoot]], images: Mapping[str, str]
) -> Iterator[SetPage]:
    """Texts with their images, and images that have none, by the names of the pages."""
    by_file = {folded(PurePosixPath(name).name): key for key, name in images.items()}
    image_key: dict[str, str] = {}
    for key, (_, root) in texts.items():
        named = by_file.get(folded(root.image)) if root.image else None
        if meant := named or (key if key in images else None):
            image_key[key] = meant
    claims = Counter(image_key.values())
    text_of = {image: key for key, image in image_key.items() if claims[image] == 1}
    keys: dict[str, tuple[str | None, str | None]] = {
        key: (text_of.get(key), key) for key in images if claims[key] < 2
    }
    paired = set(text_of.values())
    for key in texts:
        if key not in paired:
            keys[f"{key}\0"] = (key, None)
    for key in sorted(keys, key=natural_key):
        text, image = keys[key]
        yield SetPage(texts[text][0] if text else None, images[image] if image else None)


def _by_page(
    names: Iterable[str], rank: Callable[[str], tuple[object, ...]], beside: list[str]
) -> dict[str, str]:
    """One file for each name of a page; what is left over goes to `beside`."""
    by_page: dict[str, str] = {}
    for name in sorted(names, key=rank):
        key = page_name(name)
        if key in by_page:
            beside.append(name)
        else:
            by_page[key] = name
    return by_page


def _texts_by_page(folder: Folder, beside: list[str]) -> dict[str, tuple[str, XmlRoot]]:
    roots = dict(folder.texts)
    kept = _by_page(
        roots, lambda n: (_FORM_RANKS.get(roots[n].name.lower(), 3), natural_key(n)), beside
    )
    return {key: (name, roots[name]) for key, name in kept.items()}


def _format_rank(name: str) -> tuple[object, ...]:
    return IMAGE_SUFFIXES.index(PurePosixPath(name).suffix.lower()), natural_key(name)


def _image_folders(
    texts: Mapping[str, Mapping[str, tuple[str, XmlRoot]]], images: Mapping[str, Mapping[str, str]]
) -> dict[str, str]:
    """The folder of images for each folder of OCR files that has none of its own beside them.

    Most of the OCR files must find their image there; of several such folders the one that finds
    most, then the one whose name promises most.
    """
    masked: dict[str, list[str]] = defaultdict(list)
    for path, there in images.items():
        if there:
            for key in _masks(path):
                masked[key].append(path)
    home: dict[str, str] = {}
    for path, own in texts.items():
        if not own or _n_found(own, images[path]):
            continue
        near = [
            p for key in _masks(path) if len(masked[key]) <= MOST_NEIGHBOURS for p in masked[key]
        ]
        counts = [
            (_n_found(own, images[p]), -rank_of(IMAGE, (_last(p),)), p)
            for p in dict.fromkeys(near)
            if p != path
        ]
        counts = [c for c in counts if 2 * c[0] >= len(own) and c[1] > -THUMBNAIL_RANK]
        best = max((c[:2] for c in counts), default=None)
        meant = [p for *c, p in counts if tuple(c) == best]
        if len(meant) == 1:
            home[path] = meant[0]
    return home


def _n_found(texts: Mapping[str, tuple[str, XmlRoot]], images: Mapping[str, str]) -> int:
    if not images:
        return 0
    names = {folded(PurePosixPath(name).name) for name in images.values()}
    return sum(key in images or folded(root.image) in names for key, (_, root) in texts.items())


def _masks(path: str) -> Iterator[str]:
    r"""Keys that a folder shares with those beside, above and below it.

    >>> set(_masks("v1/alto")) & set(_masks("v1/img")), set(_masks("v1")) & set(_masks("v1/img"))
    ({'v1/\x00'}, {'v1/\x00'})
    """
    parts = path.split("/") if path else []
    for i in range(len(parts)):
        yield "/".join((*parts[:i], "\0", *parts[i + 1 :]))
    yield "/".join((*parts, "\0"))


def _common(one: str, other: str) -> str:
    """The folder that two folders are called after: what their paths have in common."""
    a, b = one.split("/"), other.split("/")
    if len(a) == len(b):
        return "/".join(x for x, y in zip(a, b, strict=True) if x == y)
    return min(one, other, key=len)


def _copied_folders(images: Mapping[str, Mapping[str, str]], read: set[str]) -> Iterator[str]:
    """Folders beside another that has images of the same names, both called after a format."""
    alike: dict[tuple[str, frozenset[str]], list[str]] = defaultdict(list)
    for path, there in images.items():
        if there and folded(_last(path)) in _LAYERS:
            alike[path.rpartition("/")[0], frozenset(there)].append(path)
    for paths in alike.values():
        best = min(
            paths, key=lambda p: (p not in read, rank_of(IMAGE, (_last(p),)), natural_key(p))
        )
        yield from (p for p in paths if p != best and p not in read)


def _last(path: str) -> str:
    return path.rpartition("/")[2]
