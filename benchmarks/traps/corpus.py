"""All traps and controls."""

from benchmarks.traps import (
    catalogue,
    channels,
    content,
    controls_archive,
    controls_books,
    dates,
    dates_within,
    images,
    operations,
    persons,
    stamps,
    units,
)
from benchmarks.traps.model import Kind

FAMILIES = (
    *(
        dates.FAMILY,
        dates_within.FAMILY,
        units.FAMILY,
        stamps.FAMILY,
        persons.FAMILY,
        content.FAMILY,
    ),
    *(channels.FAMILY, catalogue.FAMILY, operations.FAMILY, images.FAMILY),
    *(controls_archive.FAMILY, controls_books.FAMILY),
)
KINDS: tuple[Kind, ...] = tuple(kind for family in FAMILIES for kind in family.kinds)


def kinds_named(names: list[str]) -> tuple[Kind, ...]:
    """The kinds of these families, and those of these ids; all when there are no names.

    Raises:
        KeyError: for a name of neither.
    """
    known = {k.id for k in KINDS} | {k.family for k in KINDS}
    for name in names:
        if name not in known:
            raise KeyError(name)
    return tuple(k for k in KINDS if not names or k.id in names or k.family in names)
