"""Where natasha's wheel keeps its models, lists of names and counts of words (MIT licence)."""

from importlib.util import find_spec
from pathlib import Path

from openfonds.errors import SettingsError


def natasha_data() -> Path:
    """The folder of the wheel with its data; natasha itself is not imported.

    Raises:
        SettingsError: natasha is not installed.
    """
    found = find_spec("natasha")
    if found is None or not found.submodule_search_locations:
        raise SettingsError("natasha is not installed: run `make setup`")
    return Path(found.submodule_search_locations[0]) / "data"
