"""Notes for staff on files that are part of no item."""

from collections.abc import Iterable, Iterator

from extractors.packing.member_names import natural_key

MOST_NAMES = 3  # of files in one note
# What belongs to a holding and not to an item.
_OF_THE_HOLDING = frozenset(("collection.toml",))


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
