"""The settings in a holding name closed lists of that holding, and nothing else of the machine."""

from pathlib import Path

import pytest

from extractors.packing.package import open_package
from openfonds.app.sources import find_settings
from openfonds.collection import parse_collection
from openfonds.errors import SettingsError
from openfonds.settings import Limits

SETTINGS = '[[closed_lists]]\nid = "closed"\npath = "{path}"\nkey = "item_id"\nmax_age_days = 400\n'


def holding(folder: Path, path: str, place: str = "") -> Path:
    """A holding whose settings name a closed list."""
    inner = folder / "holding" / place
    inner.mkdir(parents=True)
    (inner / "inventory.csv").write_text("item_id;files\n1;x.txt\n")
    (inner / "collection.toml").write_text(SETTINGS.format(path=path))
    return folder / "holding"


@pytest.mark.parametrize("path", ["/etc/hostname", "../closed.csv", "a/../../closed.csv", "."])
def test_a_list_outside_of_the_holding_is_refused(tmp_path: Path, path: str) -> None:
    with (
        open_package(str(holding(tmp_path, path)), Limits()) as package,
        pytest.raises(SettingsError, match="outside of the holding: put it in"),
    ):
        find_settings(package, "c")


@pytest.mark.parametrize("name", ["closed.csv", "lists"], ids=["file", "folder"])
def test_a_link_out_of_the_holding_is_refused(tmp_path: Path, name: str) -> None:
    at = holding(tmp_path, "closed.csv" if name == "closed.csv" else "lists/hostname")
    (at / name).symlink_to("/etc/hostname" if name == "closed.csv" else "/etc")
    with (
        open_package(str(at), Limits()) as package,
        pytest.raises(SettingsError, match="closed list 'closed': "),
    ):
        find_settings(package, "c")


def test_a_list_in_another_folder_of_the_holding_is_taken(tmp_path: Path) -> None:
    at = holding(tmp_path, "../lists/closed.csv", place="data")
    (at / "lists").mkdir()
    (at / "lists" / "closed.csv").write_text("item_id\n1\n")
    with open_package(str(at), Limits()) as package:
        found, beside = find_settings(package, "c")
    assert [one.path for one in found.closed_lists] == ["../lists/closed.csv"]
    assert beside == str(at / "data")


def test_who_names_the_settings_may_keep_lists_where_they_are(tmp_path: Path) -> None:
    at = holding(tmp_path, "closed.csv")
    beside = tmp_path / "collection.toml"
    beside.write_text('name = "c"\n' + SETTINGS.format(path="../elsewhere/closed.csv"))
    with open_package(str(at), Limits()) as package:
        found, _ = find_settings(package, str(beside))
    assert found.closed_lists[0].path == "../elsewhere/closed.csv"


def test_lists_within_lists_are_settings_that_cannot_be_read() -> None:
    with pytest.raises(SettingsError, match="lists within lists"):
        parse_collection("languages = " + "[" * 5000, name="c")
