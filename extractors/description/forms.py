"""The forms in which a holding may describe itself, other than an inventory.

A form is told by what a package contains. Its reader makes rows as an inventory has them, so that
everything that follows is the same for all of them.
"""

from collections.abc import Callable
from dataclasses import dataclass

from extractors.description.rows import Inventory
from extractors.packing.package import Package
from openfonds.settings import Limits


@dataclass(frozen=True, slots=True)
class Form:
    """One form of description: how it is told, and how it is read.

    Both functions raise SourceError only for what makes the whole holding unusable. A record that
    cannot be read is an absence of the inventory, with its reason.
    """

    name: str  # as `--form` takes it
    title: str  # for people
    marks: Callable[[Package], tuple[str, ...]]  # the files that show it, sorted; none: not there
    read: Callable[[Package, tuple[str, ...], Limits], Inventory]  # from those files
