"""The pages of a METS file in order, and what its main division is.

The physical structMap decides. Without one, the map that is not the logical one, or else that;
without pages in any map, the files in the order of the fileSec, those of one GROUPID or one name
together. A page is a division with files that has no smaller one with files in it, or one whose
TYPE says that it is a page: then the blocks of text in it are not pages.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from extractors.description.mets.document import Division, Mets, Page, division_of
from extractors.description.xml_tree import attribute, children, descendants
from extractors.packing.member_names import page_name

PAGE_KINDS = frozenset((
    "page", "pages", "single_page", "double_page", "doublepage", "spread", "side", "seite",
    "doppelseite", "pagina", "folio", "leaf", "sheet", "image", "view", "vue", "cover", "front",
    "back", "recto", "verso", "opening",
))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Pages:
    """The pages, and the files of the whole: a PDF of the volume, its full text."""

    pages: tuple[Page, ...]
    of_the_whole: tuple[str, ...]


def pages_of(mets: Mets) -> Pages:
    """The pages of a METS file in order; each names its files in the order of the file."""
    for structure in _maps_in_order(mets):
        found = _pages_of_map(structure)
        if found.pages:
            return found
    return Pages(_pages_of_files(mets), ())


def main_division(mets: Mets) -> tuple[Division | None, tuple[str, ...]]:
    """The division that the METS file is about, and the labels of those above it, from the top.

    In the logical map, the first division on the way down that is described and is not a pointer
    to the METS file of something larger. Where the way forks before there is one, none.
    """
    for structure in sorted(mets.maps, key=lambda e: _kind(e) != "logical"):
        above: list[str] = []
        here = [division_of(e) for e in children(structure, "div")]
        while here:
            if len(here) > 1 or here[0].kind in PAGE_KINDS:
                break
            if here[0].description_ids and not here[0].is_pointer:
                return here[0], tuple(above)
            above.append(here[0].label)
            here = [division_of(e) for e in children(here[0].element, "div")]
    return None, ()


def _maps_in_order(mets: Mets) -> list[Element]:
    rank = {"physical": 0, "logical": 2}
    return sorted(mets.maps, key=lambda e: rank.get(_kind(e), 1))


def _kind(structure: Element) -> str:
    return attribute(structure, "TYPE").lower()


def _pages_of_map(structure: Element) -> Pages:
    pages: list[Page] = []
    whole: list[str] = []
    with_files = _divisions_with_files(structure)
    waiting = list(reversed(_in_order(structure)))
    while waiting:
        element = waiting.pop()
        division = division_of(element)
        inner = _in_order(element)
        filled = [division_of(e) for e in inner if e in with_files]
        is_page = not filled or (
            division.kind in PAGE_KINDS and not any(d.kind in PAGE_KINDS for d in filled)
        )
        if is_page and element in with_files:
            pages.append(Page(division.label, tuple(dict.fromkeys(_file_ids(element)))))
        else:
            whole += _own_file_ids(element)
            waiting.extend(reversed(inner))
    return Pages(tuple(pages), tuple(dict.fromkeys(whole)))


def _divisions_with_files(structure: Element) -> set[Element]:
    """All divisions that have files in them, at any depth; in one go from the leaves up."""
    found: set[Element] = set()
    for element in reversed(list(descendants(structure, "div"))):
        if next(children(element, "fptr"), None) is not None or any(e in found for e in element):
            found.add(element)
    return found


def _in_order(element: Element) -> list[Element]:
    """The divisions in a division: by ORDER if each has one, else as they stand."""
    inner = list(children(element, "div"))
    orders = [attribute(e, "ORDER") for e in inner]
    if all(o.isascii() and o.isdigit() and len(o) < 10 for o in orders):
        return sorted(inner, key=lambda e: int(attribute(e, "ORDER")))
    return inner


def _file_ids(element: Element) -> Iterator[str]:
    for pointer in descendants(element, "fptr", "area"):
        if identifier := attribute(pointer, "FILEID"):
            yield identifier


def _own_file_ids(element: Element) -> Iterator[str]:
    for pointer in children(element, "fptr"):
        yield from _file_ids(pointer)


def _pages_of_files(mets: Mets) -> tuple[Page, ...]:
    pages: dict[str, list[str]] = {}
    for file in mets.files.values():
        name = page_name(next(iter(file.hrefs), ""))
        key = f"group {file.page_group}" if file.page_group else f"name {name}"
        pages.setdefault(key, []).append(file.id)
    return tuple(Page("", tuple(ids)) for ids in pages.values())
