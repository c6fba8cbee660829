"""Where the collection.toml of a holding is, and how its closed lists are read."""

import os
import posixpath
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from extractors.description.inventory.inventory import find_inventory
from extractors.packing.bag import bag_root
from extractors.packing.bag_manifests import PAYLOAD
from extractors.packing.member_names import is_inside
from extractors.packing.package import Package, open_package
from openfonds.collection import ClosedList, Collection, checked_name, parse_collection
from openfonds.errors import OpenfondsError, SettingsError
from openfonds.restrictions.law import ListReader
from openfonds.settings import Limits

COLLECTION_FILE = "collection.toml"
MAX_LIST_BYTES = 256 << 20


def find_settings(package: Package, named: str) -> tuple[Collection, str]:
    """The collection that `named` means, and the source that its closed lists are relative to.

    `named` is a name, or the path of a collection.toml; without a path, the one in the holding
    counts, and without that the defaults.

    Raises:
        SettingsError: when collection.toml or the name cannot be used.
    """
    if named.endswith(".toml"):
        return settings_file(named), str(Path(named).resolve().parent)
    checked_name(named)
    folder = _folder(package)
    name = f"{folder}/{COLLECTION_FILE}" if folder else COLLECTION_FILE
    if name in package.refused:
        # Without it the defaults would apply, and its closed lists would not.
        raise SettingsError(f"{name} cannot be read: {package.refused[name].message}")
    if package.exists(name):
        with package.open(name) as stream:
            beside = str(Path(package.source) / folder) if folder else package.source
            collection = _parse(stream.read(MAX_LIST_BYTES), named)
        for declared in collection.closed_lists:
            _check_within(package, folder, declared)
        return collection, beside
    return Collection(name=named), package.source


def _check_within(package: Package, folder: str, declared: ClosedList) -> None:
    """Whoever hands over a holding does not say what else is read on this machine.

    Raises:
        SettingsError: if a closed list is not in the holding, or may not be read there. One that
            is not there at all is no error here: what is missing closes.
    """
    name = posixpath.normpath(posixpath.join(folder, declared.path))
    if not is_inside(name):
        raise SettingsError(
            f"collection.toml: closed list {declared.id!r} lies outside of the holding: put it in,"
            " or keep collection.toml beside the list and name it with --collection"
        )
    parts = name.split("/")
    for end in range(1, len(parts) + 1):
        if refused := package.refused.get("/".join(parts[:end])):
            raise SettingsError(f"closed list {declared.id!r}: {refused.message}")


def settings_file(named: str) -> Collection:
    """The collection of a collection.toml that is given by its path.

    Raises:
        SettingsError: when it is not there or cannot be used.
    """
    path = Path(named)
    if not path.is_file():
        raise SettingsError(f"there is no file {named}")
    return _parse(path.read_bytes(), None)


def _folder(package: Package) -> str:
    """Where collection.toml would be: beside the inventory; without one at the top, or in a bag.

    Raises:
        SettingsError: if a bag has one beside its payload and one in it: one would not count.
    """
    inventory = find_inventory(package)
    if inventory is not None:
        return inventory.rpartition("/")[0]
    root = bag_root(package)
    if root is None:
        return ""
    every = {*package.names(), *package.refused}
    places = [f for f in (root, root + PAYLOAD) if f + COLLECTION_FILE in every]
    if len(places) > 1:
        raise SettingsError("the bag has two collection.toml, one of them in its payload: keep one")
    return places[0].rstrip("/") if places else ""


def with_overrides(
    collection: Collection, policies: tuple[str, ...], languages: tuple[str, ...]
) -> Collection:
    """The collection with what the command line says instead of collection.toml."""
    if policies:
        collection = replace(collection, policies=policies)
    if languages:
        collection = replace(collection, languages=languages)
    return collection


def list_reader(source: str, limits: Limits) -> ListReader:
    """Reads closed lists relative to `source`, a folder or a packed holding.

    A list that cannot be read in full is missing; missing closes.
    """

    def read(declared: ClosedList) -> tuple[bytes | None, date]:
        try:
            if Path(source).is_dir():
                path = Path(source) / declared.path
                # O_NONBLOCK: a FIFO in place of a list must not stop the run.
                descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
                with os.fdopen(descriptor, "rb") as stream:
                    changed = os.fstat(stream.fileno()).st_mtime
                    return stream.read(MAX_LIST_BYTES), _day(changed)
            with open_package(source, limits) as package, package.open(declared.path) as stream:
                return stream.read(MAX_LIST_BYTES), _day(Path(source).stat().st_mtime)
        except (OSError, OpenfondsError):
            return None, date.max

    return read


def _day(timestamp: float) -> date:
    return datetime.fromtimestamp(timestamp, UTC).date()


def _parse(data: bytes, name: str | None) -> Collection:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise SettingsError("collection.toml is not UTF-8: save it as UTF-8") from None
    return parse_collection(text, name=name)
