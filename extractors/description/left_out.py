"""Notes for staff on files that are part of no item."""

import re
from collections.abc import Iterable, Iterator

from extractors.description.rows import InventoryRow
from extractors.packing.member_names import natural_key
from extractors.packing.package import Package
from openfonds.errors import ItemError

MOST_NAMES = 3  # of files in one note
# What belongs to a holding and not to an item.
_OF_THE_HOLDING = frozenset(("collection.toml",))
# What a bag says of itself (RFC 8493, 2.1 and 2.2).
_BAG_DECLARATION = "bagit.txt"
_OF_A_BAG = re.compile(r"(?:bagit|bag-info|fetch|(?:tag)?manifest-\w+)\.txt")


def unused(
    package: Package, rows: Iterable[InventoryRow], described: Iterable[str]
) -> Iterator[str]:
    """Notes on the files that no row means, also those that may not be read.

    Args:
        rows: each file that one of them means is told of with its item.
        described: the files that the rows were read from.
    """
    left = {n for n in (*package.names(), *package.refused) if not is_of_a_bag(package, n)}
    left.difference_update(described)
    asked: set[str] = set()
    for row in rows:
        for written in row.files:
            meant = row.in_holding(written)
            if not left:
                return iter(())
            if meant in left:
                left.remove(meant)
            elif meant not in asked:  # thousands of rows may have the same glob
                asked.add(meant)
                left.difference_update(_meant_by(package, meant))
    return left_out(left)


def _meant_by(package: Package, pattern: str) -> tuple[str, ...]:
    try:
        return package.matching(pattern)
    except ItemError:  # the item fails, and says why
        return package.refused_matching(pattern)


def is_of_a_bag(package: Package, name: str) -> bool:
    """Whether a file is one of those in which a bag says what it is, which its check reads."""
    return package.exists(_BAG_DECLARATION) and bool(_OF_A_BAG.fullmatch(name))


def left_out(names: Iterable[str]) -> Iterator[str]:
    """A note for each file, or for a folder where it has many; in natural order."""
    by_folder: dict[str, list[str]] = {}
    for name in sorted(names, key=natural_key):
        if name not in _OF_THE_HOLDING:
            by_folder.setdefault(name.rpartition("/")[0], []).append(name)
    for folder, files in by_folder.items():
        if len(files) > MOST_NAMES:
            bases = (name.rpartition("/")[2] for name in files)
            where = f" in {folder}" if folder else ""
            yield f"part of no item: {len(files)} files{where}: {some(bases)}"
        else:
            yield from (f"part of no item: {name}" for name in files)


def some(names: Iterable[str]) -> str:
    """The first few names, and how many more there are."""
    every = list(dict.fromkeys(names))
    more = f" and {len(every) - MOST_NAMES} more" if len(every) > MOST_NAMES else ""
    return ", ".join(every[:MOST_NAMES]) + more
