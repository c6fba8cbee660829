"""A harvest of IIIF, from a server on loopback to a bag that goes in."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from extractors.description.holding import rows_of_holding
from extractors.description.rows import Inventory
from extractors.packing.package import open_package
from openfonds.app.harvest.account import Account, Harvest
from openfonds.app.harvest.folder import HarvestFolder
from openfonds.app.harvest.http_client import Client, HarvestLimits
from openfonds.app.harvest.iiif import harvest_iiif
from openfonds.app.intake.bags import checked_bag, sound_rows
from openfonds.app.progress import Silent
from openfonds.errors import SettingsError, SourceError, TransientError
from openfonds.settings import Limits
from tests.harvest_server import Reply, Served, serving
from tests.iiif_samples import CONTEXT_3, manifest_2, manifest_3, picture

LIMITS = HarvestLimits(pause_seconds=0, idle_seconds=2, request_seconds=5, max_tries=2)
DAY = date(2026, 11, 22)


@pytest.fixture
def server() -> Iterator[Served]:
    with serving() as served:
        yield served


def harvested(server: Served, folder: Path, path: str, limits: HarvestLimits = LIMITS) -> Account:
    client = Client((server.host,), "", limits, sleep=lambda _: None)
    with HarvestFolder(folder) as into:
        harvest = Harvest(client, into, limits, Silent())
        info = harvest_iiif(harvest, f"{server.url}{path}")
        into.finish(info, DAY)
    return harvest.account


def taken_in(folder: Path) -> Inventory:
    with open_package(str(folder), Limits()) as package:
        bag = checked_bag(package)
        assert bag is not None and not bag.refused and not bag.warnings
        return sound_rows(package, bag, rows_of_holding(package, Limits())).inventory


def serve(server: Served, manifest: dict[str, Any], full: str = "max", *, but: str = "") -> str:
    """Serve a manifest with its images; `but` has none. Returns its path."""
    path = manifest.get("id", manifest.get("@id")).removeprefix(server.url)
    server.put(path, manifest)
    for page in json.dumps(manifest).split(f"{server.url}/image/"):
        name = page.partition('"')[0]
        if "/" not in name and name != but and page != json.dumps(manifest):
            server.put(f"/image/{name}/full/{full}/0/default.jpg", picture())
    return str(path)


@pytest.mark.parametrize("version", [2, 3])
def test_a_harvest_goes_in_as_it_is(server: Served, tmp_path: Path, version: int) -> None:
    make, full = (manifest_2, "full") if version == 2 else (manifest_3, "max")
    path = serve(server, make(1, ["p1", "p2%2Fx"], server.url), full)
    account = harvested(server, tmp_path / "h", path)
    assert account.is_complete and account.fetched == 3
    inventory = taken_in(tmp_path / "h")
    assert not inventory.absences
    ((row,),) = (inventory.rows,)
    assert len(row.files) == 2 and not row.remarks and row.title == "Дело 1"
    assert server.most_at_once == 1
    delivered = next((tmp_path / "h" / "data").rglob("manifest.json"))
    assert json.loads(delivered.read_bytes()) == make(1, ["p1", "p2%2Fx"], server.url)


def test_a_collection_brings_its_manifests(server: Served, tmp_path: Path) -> None:
    paths = [serve(server, manifest_3(n, [f"p{n}"], server.url)) for n in (1, 2)]
    inner = {"@context": CONTEXT_3, "id": f"{server.url}/inner", "type": "Collection",
             "items": [{"id": server.url + paths[1], "type": "Manifest"},
                       {"id": f"{server.url}/all", "type": "Collection"}]}  # fmt: skip
    outer = {"@context": CONTEXT_3, "id": f"{server.url}/all", "type": "Collection",
             "label": {"ru": ["Опись 1"]},
             "items": [{"id": server.url + paths[0], "type": "Manifest"},
                       {"id": f"{server.url}/inner", "type": "Collection"},
                       {"id": "https://other.example/m", "type": "Manifest"}]}  # fmt: skip
    server.put("/all", outer)
    server.put("/inner", inner)
    account = harvested(server, tmp_path / "h", "/all")
    assert account.n_faults == 1 and "other.example" in account.faults[0]
    assert server.n_asked()["/all"] == 1
    inventory = taken_in(tmp_path / "h")
    assert len(inventory.rows) == 2 and inventory.rows[0].series == "Опись 1"
    assert [a.reason_code for a in inventory.absences] == ["iiif.manifest_missing"]


def test_what_is_there_is_not_fetched_again(server: Served, tmp_path: Path) -> None:
    path = serve(server, manifest_3(1, ["p1", "p2", "p3"], server.url))
    folder = tmp_path / "h"
    harvested(server, folder, path)
    server.asked.clear()
    assert harvested(server, folder, path).there == 3
    assert [p for p in server.asked if "image" in p] == []
    damaged = next((folder / "data").rglob("p2/full/max/0/default.jpg"))
    damaged.write_bytes(b"damaged")
    account = harvested(server, folder, path)
    assert (account.there, [p for p in server.asked if "image" in p]) == (
        2,
        ["/image/p2/full/max/0/default.jpg"],
    )
    assert taken_in(folder).rows


def test_an_interrupted_harvest_goes_on_and_is_no_bag_until_then(
    server: Served, tmp_path: Path
) -> None:
    path = serve(server, manifest_3(1, ["p1", "p2", "p3"], server.url))
    folder = tmp_path / "h"
    harvested(server, folder, path)  # an earlier, whole one
    with pytest.raises(TransientError, match="limit of requests"):
        serve(server, manifest_3(1, ["p1", "p4", "p5"], server.url))
        limits = HarvestLimits(pause_seconds=0, max_requests=2)
        harvested(server, folder, path, limits)
    with (
        pytest.raises(SourceError, match="not finished"),
        open_package(str(folder), Limits()) as package,
    ):
        checked_bag(package)
    with (folder / "harvest.jsonl").open("ab") as journal:
        journal.write(b'{"key": "cut o')  # as a crash leaves it
    server.asked.clear()
    account = harvested(server, folder, path)
    assert account.is_complete
    assert sorted(server.asked) == ["/image/p5/full/max/0/default.jpg", path]
    assert len(taken_in(folder).rows[0].files) == 3


def test_an_image_that_cannot_be_had_fails_its_item(server: Served, tmp_path: Path) -> None:
    path = serve(server, manifest_3(1, ["p1", "p2"], server.url), but="p2")
    account = harvested(server, tmp_path / "h", path)
    assert account.n_faults == 1 and "status 404" in account.faults[0]
    assert [a.reason_code for a in taken_in(tmp_path / "h").absences] == ["iiif.image_missing"]


@pytest.mark.parametrize(
    "reply",
    [Reply(b"<!DOCTYPE html><p>Log in", kind="text/html"), Reply(b"<p>no", kind="image/jpeg"),
     Reply(b'{"error": 1}', kind="application/json"), Reply(b"", kind="image/jpeg")],
    ids=["login", "markup", "json", "empty"],
)  # fmt: skip
def test_what_is_no_image_is_not_kept_as_one(server: Served, tmp_path: Path, reply: Reply) -> None:
    path = serve(server, manifest_3(1, ["p1"], server.url))
    server.replies["/image/p1/full/max/0/default.jpg"] = reply
    account = harvested(server, tmp_path / "h", path)
    assert account.n_faults == 1
    assert not list((tmp_path / "h" / "data").rglob("*.jpg"))


def test_the_address_of_the_image_itself_is_asked_where_its_service_fails(
    server: Served, tmp_path: Path
) -> None:
    manifest = manifest_3(1, ["p1"], server.url)
    manifest["items"][0]["items"][0]["items"][0]["body"]["id"] = f"{server.url}/files/17"
    path = serve(server, manifest, but="p1")
    server.put("/files/17", picture())
    assert harvested(server, tmp_path / "h", path).is_complete
    assert taken_in(tmp_path / "h").rows


def test_images_without_a_service_or_a_suffix_are_found_again(
    server: Served, tmp_path: Path
) -> None:
    manifest = manifest_3(1, ["p1"], server.url, with_service=False)
    manifest["items"][0]["items"][0]["items"][0]["body"]["id"] = f"{server.url}/files/17?s=1"
    server.put("/m/1/manifest.json", manifest)
    server.put("/files/17", picture(), "image/png")
    assert harvested(server, tmp_path / "h", "/m/1/manifest.json").is_complete
    assert taken_in(tmp_path / "h").rows[0].files[0].endswith(".png")


def test_no_image_of_another_host_is_asked(server: Served, tmp_path: Path) -> None:
    with serving() as other:
        manifest = manifest_3(1, ["p1"], other.url)
        manifest["id"] = f"{server.url}/m/1/manifest.json"
        server.put("/m/1/manifest.json", manifest)
        other.put("/image/p1/full/max/0/default.jpg", picture())
        account = harvested(server, tmp_path / "h", "/m/1/manifest.json")
        assert other.asked == []
    assert account.n_faults == 1 and account.other_hosts[other.host]


@pytest.mark.parametrize(
    "content", [b"no json", [1], {"type": "Annotation"}, {"type": "Collection", "items": []}]
)
def test_an_address_without_a_manifest_is_said_to_be(
    server: Served, tmp_path: Path, content: Any
) -> None:
    server.put("/m", content)
    with pytest.raises(SourceError):
        harvested(server, tmp_path / "h", "/m")


def test_a_server_that_goes_down_stops_the_harvest(server: Served, tmp_path: Path) -> None:
    path = serve(server, manifest_3(1, [f"p{i}" for i in range(20)], server.url))
    for i in range(2, 20):
        server.replies[f"/image/p{i}/full/max/0/default.jpg"] = Reply(status=503)
    with pytest.raises(TransientError):
        harvested(server, tmp_path / "h", path)
    assert len(server.asked) < 15


def test_a_line_that_a_crash_cut_off_takes_no_other_with_it(tmp_path: Path) -> None:
    folder = tmp_path / "h"
    with HarvestFolder(folder) as into, into.partial() as stream:
        stream.write(b"one")
    with (folder / "harvest.jsonl").open("ab") as journal:
        journal.write(b'{"key": "cut o')
    with HarvestFolder(folder) as into:
        with into.partial() as stream:
            stream.write(b"two")
        into.keep("key", "where", "two.txt")
    with HarvestFolder(folder) as into:
        kept = into.kept("key")
        assert kept and into.read(kept) == b"two"


def test_two_addresses_never_share_a_file(tmp_path: Path) -> None:
    with HarvestFolder(tmp_path / "h") as into:
        for key, path in (("1", "a/b.jpg"), ("2", "a/b.jpg"), ("3", "a/b.jpg/c.jpg"), ("4", "a")):
            with into.partial() as stream:
                stream.write(key.encode())
            into.keep(key, "where", path)
        kept = [into.kept(key) for key in "1234"]
        assert [into.read(one) for one in kept if one] == [b"1", b"2", b"3", b"4"]
        assert into.finish({}, DAY) == 4


def test_a_folder_of_something_else_is_left_alone(server: Served, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(SettingsError, match="no harvest put there"):
        HarvestFolder(tmp_path)
    with (
        HarvestFolder(tmp_path / "h"),
        pytest.raises(SettingsError, match="another harvest"),
    ):
        HarvestFolder(tmp_path / "h")
