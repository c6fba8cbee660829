"""A holding that is a BagIt bag: what its check means for the rows and for the account.

A bag that is wrong as a whole is refused. A file that is missing, differs from its checksum or is
in no manifest fails the items that use it, and is an absence of its own where none does.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from extractors.description.rows import Inventory, InventoryRow, position_of
from extractors.packing import bag_profile
from extractors.packing.bag import DECLARATION, Bag, bag_root, check_bag
from extractors.packing.package import Package
from extractors.survey import files_of
from openfonds.app.harvest.folder import JOURNAL, MANIFEST
from openfonds.collection import Collection
from openfonds.errors import ItemError, SettingsError, SourceError
from openfonds.model import Absence, Outcome

MOST_WARNINGS = 10


@dataclass(frozen=True, slots=True)
class Sound:
    """The rows whose files are sound, and the digests that are known of them already."""

    inventory: Inventory
    sha256: Mapping[int, Mapping[str, str]]  # by position of the row, then by file


def checked_bag(package: Package) -> Bag | None:
    """Check the bag that a package is, and have its unsound files refused; None: no bag.

    Raises:
        SourceError: if the bag as a whole cannot be used.
    """
    root = bag_root(package)
    if root is None:
        return None
    if package.exists(root + JOURNAL) and not package.exists(root + MANIFEST):
        raise SourceError("a harvest into this folder is not finished: run openfonds harvest again")
    try:
        bag = check_bag(package, root)
    except SourceError as error:
        raise SourceError(
            f"the holding is a BagIt bag that cannot be used until its maker mends it: {error}"
        ) from None
    package.refuse(bag.refused)
    return bag


def check_settings(package: Package, bag: Bag | None, settings: Collection, beside: str) -> None:
    """Check what the settings ask of a bag, and what they take from it.

    Raises:
        SettingsError: if a closed list in the bag is not what its manifest says, or a profile
            cannot be read.
        SourceError: if the bag does not keep to a profile that it names and that is at hand.
    """
    if bag is None:
        return
    within = Path(beside).relative_to(package.source) if _is_within(beside, package) else None
    for declared in settings.closed_lists:
        if within is not None and (
            refused := package.refused.get((within / declared.path).as_posix())
        ):
            raise SettingsError(f"closed list {declared.id}: {refused.message}")
    at_hand = _at_hand(package, bag, settings, beside)
    for identifier in bag_profile.profiles_asked(bag):
        for profile in at_hand:
            if bag_profile.identifier_of(profile) != identifier:
                continue
            if faults := bag_profile.faults_of(profile, package, bag):
                raise SourceError(
                    f"the bag does not keep to its profile: {len(faults)} faults:"
                    f" {'; '.join(faults[:MOST_WARNINGS])}"
                )


def notes_on_bag(package: Package, bag: Bag | None, settings: Collection, beside: str) -> list[str]:
    """What staff should know of the check."""
    if bag is None:
        inner = [n for n in package.names() if n.endswith("/" + DECLARATION)]
        return [f"{n}: a bag within the holding, which was not checked: take it in by itself"
                for n in inner[:MOST_WARNINGS]]  # fmt: skip
    names = ", ".join(bag.manifests)
    notes = [
        f"BagIt {bag.version[0]}.{bag.version[1]}: {len(bag.sha256)} files are as the manifests"
        f" say ({names}), {len(bag.refused)} are not"
    ]
    at_hand = _at_hand(package, bag, settings, beside)
    known = {bag_profile.identifier_of(profile) for profile in at_hand}
    asked = bag_profile.profiles_asked(bag)
    if kept := sum(one in known for one in asked):
        notes.append(f"BagIt profiles: the bag keeps to {kept} that it names")
    if missing := sum(one not in known for one in asked):
        notes.append(
            f"BagIt profiles: {missing} that the bag names are not at hand and were not checked;"
            " name the file in bag_profiles of collection.toml"
        )
    notes += bag.warnings[:MOST_WARNINGS]
    if len(bag.warnings) > MOST_WARNINGS:
        notes.append(f"and {len(bag.warnings) - MOST_WARNINGS} more remarks on the bag")
    return notes


def sound_rows(package: Package, bag: Bag | None, inventory: Inventory) -> Sound:
    """Fail the rows that use an unsound file of a bag, and account for the others of them."""
    if bag is None:
        return Sound(inventory, {})
    rows: list[InventoryRow] = []
    absences: list[Absence] = list(inventory.absences)
    sha256: dict[int, dict[str, str]] = {}
    told: set[str] = set()
    for row in inventory.rows:
        try:
            names = files_of(package, row)
        except ItemError:
            unsound = _unsound(bag, package, row)
            told.update(unsound)
            if unsound:
                more = f" and {len(unsound) - 1} more files" if len(unsound) > 1 else ""
                absences.append(
                    Absence(
                        row.reference_code,
                        row.position,
                        Outcome.FAILED,
                        bag.refused[unsound[0]].reason_code,
                        bag.refused[unsound[0]].message + more,
                    )
                )
                continue
            # Not the bag's: the survey says the same of it.
        else:
            sha256[row.position] = {n: bag.sha256[n] for n in names if n in bag.sha256}
        rows.append(row)
    every = [*map(position_of, inventory.rows), *map(position_of, absences)]
    last = max(every, default=0)
    absences += _unused(bag, told, last)
    kept = replace(inventory, rows=tuple(rows), absences=tuple(sorted(absences, key=position_of)))
    return Sound(kept, sha256)


def _unsound(bag: Bag, package: Package, row: InventoryRow) -> list[str]:
    """The unsound files of a bag that a row means."""
    found: list[str] = []
    for pattern in row.files:
        meant = package.refused_matching(row.in_holding(pattern))
        found += [name for name in meant if name in bag.refused]
    return list(dict.fromkeys(found))


def _unused(bag: Bag, told: Iterable[str], last: int) -> list[Absence]:
    left = sorted(set(bag.refused) - set(told))
    return [
        Absence(
            name if name.isprintable() else f"row-{last + i}",
            last + i,
            Outcome.FAILED,
            bag.refused[name].reason_code,
            bag.refused[name].message,
        )
        for i, name in enumerate(left, start=1)
    ]


def _at_hand(
    package: Package, bag: Bag, settings: Collection, beside: str
) -> list[Mapping[str, object]]:
    """The profiles that the settings name, and those that lie beside bagit.txt."""
    found: list[Mapping[str, object]] = []
    for written in settings.bag_profiles:
        try:
            profile = bag_profile.parse_profile(_profile_bytes(package, written, beside), written)
        except (OSError, ItemError, SourceError):
            profile = None
        if profile is None:
            raise SettingsError(f"collection.toml: {written!r} is not a BagIt profile in JSON")
        found.append(profile)
    return [*found, *bag_profile.profiles_within(package, bag)]


def _profile_bytes(package: Package, written: str, beside: str) -> bytes:
    if _is_within(beside, package):
        name = (Path(beside).relative_to(package.source) / written).as_posix()
        with package.open(name) as stream:
            return stream.read(bag_profile.MAX_PROFILE_BYTES)
    with (Path(beside) / written).open("rb") as stream:
        return stream.read(bag_profile.MAX_PROFILE_BYTES)


def _is_within(folder: str, package: Package) -> bool:
    return Path(folder).is_relative_to(package.source)
