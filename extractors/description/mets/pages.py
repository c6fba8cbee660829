"""Which files of a METS file are read, page by page, and which only stand beside them.

Of a page that has its text in ALTO, PAGE or hOCR, the text is read and the best image looked at.
Without it the best image is read; without an image, a PDF or a text of the page. Thumbnails are
never a page. Where no division has any of these, what stands for the whole is read.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from extractors.description.mets.document import Mets, Page
from extractors.description.mets.files import (
    BOOK,
    IMAGE,
    OTHER,
    PLAIN,
    TEXT,
    THUMBNAIL_RANK,
    Located,
)
from extractors.description.mets.structure import pages_of
from extractors.description.rows import ImageOf
from extractors.packing.member_names import page_name


@dataclass(frozen=True, slots=True)
class Chosen:
    """The files of an item, in page order, and what is to be said of the others."""

    files: tuple[str, ...]
    images: tuple[ImageOf, ...]
    n_pages: int  # that have a file
    n_empty: int  # that have none in the holding
    n_moved: int  # of the files: found elsewhere than where they should be
    n_beside: int  # in the holding, standing for a page or the whole, and not read
    undelivered: tuple[str, ...]  # locations of files that are not in the holding
    n_embedded: int  # files within the METS file


def chosen_files(mets: Mets, located: Mapping[str, Located]) -> Chosen:
    """Choose the files of an item."""
    structure = pages_of(mets)
    of_name = _texts_by_name(structure.pages, located)
    leaves: list[_Leaf] = []
    n_empty = 0
    for page in structure.pages:
        there = [located[i] for i in page.file_ids if i in located]
        found = list(_leaves(there, of_name))
        leaves += found
        n_empty += not found
    n_pages = len(structure.pages) - n_empty
    if not leaves:
        whole = [located[i] for i in structure.of_the_whole if i in located]
        leaves = [_Leaf(None, name) for name in _best(whole, BOOK, TEXT, IMAGE, PLAIN)]
        n_pages, n_empty = len(leaves), 0 if leaves else n_empty
    files, images = _read_files(leaves)
    read = set(files)
    moved = {one.name for one in located.values() if one.is_moved}
    return Chosen(
        files=files,
        images=images,
        n_pages=n_pages,
        n_empty=n_empty,
        n_moved=len(moved & read),
        n_beside=len({o.name for o in located.values() if o.role != OTHER} - read),
        undelivered=tuple(
            (f.hrefs or (f.id,))[0]
            for f in mets.files.values()
            if f.id not in located and not f.is_embedded
        ),
        n_embedded=sum(f.is_embedded for f in mets.files.values()),
    )


@dataclass(frozen=True, slots=True)
class _Leaf:
    """One text with its image, or one of them alone; an image may stand for a book or a text."""

    text: str | None
    image: str | None


def _read_files(leaves: Iterable[_Leaf]) -> tuple[tuple[str, ...], tuple[ImageOf, ...]]:
    """The files in order and their pairs.

    An image of several texts and the images of one text of several pages are not paired: which
    page is which frame is not said. The text is read then, and the image stands beside it.
    """
    images_of: dict[str, set[str]] = defaultdict(set)
    texts_of: dict[str, set[str]] = defaultdict(set)
    every = list(leaves)
    for leaf in every:
        if leaf.text and leaf.image:
            images_of[leaf.text].add(leaf.image)
            texts_of[leaf.image].add(leaf.text)
    files: dict[str, None] = {}
    pairs: dict[str, str] = {}
    for leaf in every:
        if leaf.text:
            files[leaf.text] = None
        if not leaf.image:
            continue
        if not leaf.text:
            if leaf.image not in texts_of:
                files[leaf.image] = None
        elif len(images_of[leaf.text]) == len(texts_of[leaf.image]) == 1:
            files[leaf.image] = None
            pairs[leaf.text] = leaf.image
    return tuple(files), tuple(ImageOf(text, image) for text, image in pairs.items())


def _leaves(there: Sequence[Located], of_name: Mapping[str, Located]) -> Iterator[_Leaf]:
    """What is read of one division: one leaf, or several where it holds several pages."""
    images = _best_group(there, IMAGE)
    texts = _best_group(there, TEXT)
    if not texts:
        names = (page_name(one.name) for one in images)
        texts = [of_name[n] for n in names if n in of_name]
    if not texts and not images:
        yield from (_Leaf(None, name) for name in _best(there, BOOK, PLAIN, TEXT))
        return
    image_of = _image_of(texts, images)
    if len(texts) >= len(images) or not image_of:  # then no image is a page of its own
        yield from (_Leaf(t.name, image_of.get(t.name)) for t in texts)
        if not texts:
            yield from (_Leaf(None, i.name) for i in images)
        return
    text_of = {image: text for text, image in image_of.items()}
    yield from (_Leaf(text_of.get(i.name), i.name) for i in images)
    yield from (_Leaf(t.name, None) for t in texts if t.name not in image_of)


def _image_of(texts: Sequence[Located], images: Sequence[Located]) -> dict[str, str]:
    """The image of each text by their names, or else in order, if they are as many."""
    by_name = {page_name(image.name): image.name for image in reversed(images)}
    named = {t.name: by_name[n] for t in texts if (n := page_name(t.name)) in by_name}
    if len(named) < len(texts) == len(images):
        return {t.name: i.name for t, i in zip(texts, images, strict=True)}
    return named


def _best_group(there: Iterable[Located], role: str) -> list[Located]:
    """The files of one role of the best group; of equals the last, as the last step of work."""
    fit = [one for one in there if one.role == role and one.rank < THUMBNAIL_RANK]
    if not fit:
        return []
    best = min(one.rank for one in fit)
    series = [one.file.series for one in fit if one.rank == best]
    meant = series[-1] if role == TEXT else series[0]
    return [one for one in fit if one.rank == best and one.file.series == meant]


def _best(there: Iterable[Located], *roles: str) -> list[str]:
    """The files of the first role that there is, thumbnails left out."""
    every = list(there)
    for role in roles:
        fit = [o.name for o in every if o.role == role]
        if role == IMAGE:
            fit = [o.name for o in every if o.role == role and o.rank < THUMBNAIL_RANK]
        if fit:
            return fit
    return []


def _texts_by_name(pages: Iterable[Page], located: Mapping[str, Located]) -> dict[str, Located]:
    """Texts that no division names, by the name of the page: some maps have only the images."""
    named = {i for page in pages for i in page.file_ids}
    loose: dict[str, Located] = {}
    twice: set[str] = set()
    for identifier, one in located.items():
        if one.role == TEXT and one.rank < THUMBNAIL_RANK and identifier not in named:
            key = page_name(one.name)
            if key in loose:
                twice.add(key)
            loose[key] = one
    return {key: one for key, one in loose.items() if key not in twice}
