"""Pages that are written for a person who decides go into an empty folder of their own."""

from pathlib import Path

import pytest

from openfonds.app.installation import Installation
from openfonds.app.review.reading_folder import require_usable
from openfonds.errors import SettingsError
from openfonds.settings import Settings
from openfonds.storage import open_storage


@pytest.fixture
def at(tmp_path: Path) -> Installation:
    url = f"file://{tmp_path / 'storage'}"
    settings = Settings(storage=url, database_url="sqlite://", jobs=1, policies="")
    return Installation(settings, open_storage(url), engine=None)  # type: ignore[arg-type]


def test_a_new_or_empty_folder_is_taken(at: Installation, tmp_path: Path) -> None:
    require_usable(at, tmp_path / "new" / "folder")
    (tmp_path / "empty").mkdir()
    require_usable(at, tmp_path / "empty")


@pytest.mark.parametrize("inside", ["public/look", "cleared", "vault/look", "", "../storage/new"])
def test_nothing_is_written_into_the_storage(inside: str, at: Installation, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="in the storage"):
        require_usable(at, tmp_path / "storage" / inside)
    (tmp_path / "link").symlink_to(tmp_path / "storage")
    with pytest.raises(SettingsError, match="in the storage"):
        require_usable(at, tmp_path / "link" / "look")


def test_a_folder_with_something_in_it_is_not_taken(at: Installation, tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "notes.txt").write_text("mine")
    for place in (tmp_path / "full", tmp_path / "full" / "notes.txt"):
        with pytest.raises(SettingsError, match="not an empty folder"):
            require_usable(at, place)
