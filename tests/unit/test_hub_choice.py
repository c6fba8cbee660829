import sys
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from openfonds.app.installation import Installation
from openfonds.app.release.hubs import StaticHub, hub_for
from openfonds.collection import Collection
from openfonds.errors import SettingsError, ToolMissing
from openfonds.storage import open_storage

TOWN = Collection(name="town")


def _at(tmp_path: Path) -> Installation:
    return cast(Installation, SimpleNamespace(storage=open_storage(f"file://{tmp_path}/storage")))


def test_the_default_is_the_public_zone(tmp_path: Path) -> None:
    hub = hub_for(_at(tmp_path), TOWN, None)
    root = tmp_path / "storage" / "public"
    assert hub == StaticHub(f"file://{root}", root, "openfonds/town")
    assert hub.where("1.0.0") == f"{root}/datasets/openfonds/town/resolve/v1.0.0"


@pytest.mark.parametrize("form", ["{}", "file://{}"], ids=["path", "file"])
def test_a_folder(tmp_path: Path, form: str) -> None:
    root = tmp_path / "the hub"
    hub = hub_for(_at(tmp_path), TOWN, form.format(str(root).replace(" ", "%20")))
    assert hub == StaticHub(f"file://{root}", root, "openfonds/town")
    assert root.is_dir()


def test_the_command_line_comes_before_the_collection(tmp_path: Path) -> None:
    collection = Collection(name="town", hub=str(tmp_path / "kept"))
    assert hub_for(_at(tmp_path), collection, None).url == f"file://{tmp_path}/kept"
    other = str(tmp_path / "other")
    assert hub_for(_at(tmp_path), collection, other).url == f"file://{other}"


def test_an_object_store(tmp_path: Path) -> None:
    hub = hub_for(_at(tmp_path), TOWN, "s3://bucket/open/")
    assert (hub.url, hub.repo_id) == ("s3://bucket/open", "openfonds/town")
    assert hub.where("1.2.0") == "s3://bucket/open/openfonds/town/v1.2.0"


def test_an_object_store_without_its_client(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "gcsfs", None)
    with pytest.raises(ToolMissing, match="install"):
        hub_for(_at(tmp_path), TOWN, "gs://bucket/open")


def test_a_hugging_face_hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    assert hub_for(_at(tmp_path), TOWN, "hf://archive/decrees").repo_id == "archive/decrees"


@pytest.mark.parametrize("url", ["s3://bucket/open", "hf://archive/decrees", "/srv/hub"])
def test_the_recorded_address_leads_to_the_same_hub(tmp_path: Path, url: str) -> None:
    chosen = f"{tmp_path}{url}" if url.startswith("/") else url
    hub = hub_for(_at(tmp_path), TOWN, chosen)
    again = hub_for(_at(tmp_path), TOWN, hub.url)
    assert (again.url, again.repo_id) == (hub.url, hub.repo_id)


@pytest.mark.parametrize(
    "url",
    [
        "ftp://host/x",
        "memory://x",
        "https://huggingface.co/a/b",
        "hf://archive",
        "hf://datasets/archive/decrees",
        "s3://",
        "s3://key:hidden-secret@bucket/open",
        "s3://bucket/open?endpoint=x",
        "file://srv/hub",
        "/srv/hub#1",
        "/srv/a%23b",
        "file:///srv/hub?x=1",
    ],
)
def test_what_is_refused(tmp_path: Path, url: str) -> None:
    with pytest.raises(SettingsError) as caught:
        hub_for(_at(tmp_path), TOWN, url)
    assert "hidden-secret" not in str(caught.value)
