"""collection.toml: what a holding belongs to and a dataset is made from (DESIGN 5.1)."""

import re
import tomllib
from dataclasses import dataclass, fields
from typing import Any

from openfonds.errors import SettingsError

NAME_PATTERN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,95}")
LICENCE_UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class ClosedList:
    """A list of what must not be opened: a CSV file with a column that names items."""

    id: str
    path: str
    key: str  # item_id or title
    max_age_days: int


@dataclass(frozen=True, slots=True)
class Collection:
    """The keys of collection.toml. `open_series` are exact names that an archivist approved."""

    name: str
    title: str = ""
    description: str = ""
    repository: str = ""
    contact: str = ""
    licence: str = LICENCE_UNKNOWN
    languages: tuple[str, ...] = ("rus",)
    policies: tuple[str, ...] = ("ru",)
    open_series: tuple[str, ...] = ()
    hub: str = ""
    release_approvals: int = 0  # people who must let each version through
    closed_lists: tuple[ClosedList, ...] = ()
    hosts: tuple[str, ...] = ()  # host or host:port: what `openfonds harvest` may ask
    bag_profiles: tuple[str, ...] = ()  # JSON files, relative to collection.toml


def parse_collection(text: str, *, name: str | None = None) -> Collection:
    """Read a collection.toml; `name`, when given, is the name that the user asked for.

    Raises:
        SettingsError: for TOML that cannot be read, an unknown key, or a value of the wrong type.
    """
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"collection.toml cannot be read: {error}") from None
    except RecursionError:
        raise SettingsError("collection.toml cannot be read: lists within lists") from None
    values = {key: _checked(key, value) for key, value in raw.items()}
    values["name"] = checked_name(name or values.get("name") or "")
    return Collection(**values)


def checked_name(name: str) -> str:
    """The name of a collection, if it can be the name of a dataset.

    Raises:
        SettingsError: if it cannot.
    """
    if not NAME_PATTERN.fullmatch(name):
        raise SettingsError(
            f"collection name {name!r}: use 1 to 96 Latin letters, digits, dots, hyphens and"
            " underscores, beginning with a letter or digit"
        )
    return name


_LISTS_OF_TEXT = {"languages", "policies", "open_series", "hosts", "bag_profiles"}
_KEYS = {f.name for f in fields(Collection)}
_LIST_KEYS = {f.name: f.type for f in fields(ClosedList)}


def _checked(key: str, value: Any) -> Any:
    if key not in _KEYS:
        raise SettingsError(
            f"collection.toml: unknown key {key!r}; the keys are {', '.join(sorted(_KEYS))}"
        )
    if key == "closed_lists":
        if not isinstance(value, list):
            raise SettingsError("collection.toml: write each closed list as [[closed_lists]]")
        return tuple(_closed_list(entry) for entry in value)
    if key in _LISTS_OF_TEXT:
        if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
            raise SettingsError(f'collection.toml: {key} must be a list of texts, ["...", "..."]')
        return tuple(value)
    if key == "release_approvals":
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 5:
            raise SettingsError("collection.toml: release_approvals must be a number from 0 to 5")
        return value
    if not isinstance(value, str):
        raise SettingsError(f"collection.toml: {key} must be a text in quotation marks")
    return value


def _closed_list(entry: Any) -> ClosedList:
    if not isinstance(entry, dict):
        raise SettingsError("collection.toml: write each closed list as [[closed_lists]]")
    unknown = sorted(set(entry) - set(_LIST_KEYS))
    missing = sorted(set(_LIST_KEYS) - set(entry))
    if unknown or missing:
        raise SettingsError(
            "collection.toml: a closed list has the keys id, path, key and max_age_days;"
            f" unknown here: {', '.join(unknown) or 'none'};"
            f" missing: {', '.join(missing) or 'none'}"
        )
    age = entry["max_age_days"]
    if isinstance(age, bool) or not isinstance(age, int) or age < 0:
        raise SettingsError("collection.toml: max_age_days must be a whole number of days")
    if entry["key"] not in ("item_id", "title"):
        raise SettingsError('collection.toml: key of a closed list is "item_id" or "title"')
    if not all(isinstance(entry[k], str) and entry[k] for k in ("id", "path")):
        raise SettingsError("collection.toml: id and path of a closed list must be texts")
    return ClosedList(entry["id"], entry["path"], entry["key"], age)
