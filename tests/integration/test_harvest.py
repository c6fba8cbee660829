"""`openfonds harvest` and `openfonds ingest`, from a server on loopback to decisions."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.harvest_server import Served, serving
from tests.holdings import CommandLine
from tests.iiif_samples import manifest_3, picture
from tests.oai_samples import Repository, dublin_core, record


@pytest.fixture
def server() -> Iterator[Served]:
    with serving() as served:
        yield served


@pytest.mark.tesseract
def test_iiif_from_a_server_to_decisions(server: Served, tmp_path: Path) -> None:
    manifest = manifest_3(1, ["p1"], server.url)
    server.put("/m/1/manifest.json", manifest)
    server.put("/image/p1/full/max/0/default.jpg", picture())
    path = "/m/1/manifest.json"
    toml = tmp_path / "town.toml"
    toml.write_text(f'name = "town"\nhosts = ["{server.host}"]\ncontact = "a@a.example"\n')
    openfonds = CommandLine(tmp_path / "var")
    ran = openfonds(
        "harvest", f"{server.url}{path}", str(tmp_path / "h"), "--collection", str(toml),
        "--pause", "0", "--as-of", "2026-11-22", "--json",
    )  # fmt: skip
    assert ran.code == 0 and ran.json["records"] == 1 and ran.json["fetched"] == 2
    assert "a@a.example" in server.agents[0]
    ran = openfonds("ingest", str(tmp_path / "h"), "--collection", str(toml), "--json")
    assert ran.code == 0 and ran.json["items"] == 1 and ran.json["outcomes"]["review"] == 1
    toml.write_text('name = "town"\n')
    ran = openfonds("harvest", server.url, str(tmp_path / "i"), "--collection", str(toml))
    assert ran.code == 2 and "names no hosts" in ran.err
    toml.write_text('name = "town"\nhosts = ["iiif.a.example"]\n')
    ran = openfonds("harvest", server.url, str(tmp_path / "i"), "--collection", str(toml))
    assert ran.code == 2 and "not an http or https address of a host" in ran.err


def test_oai_from_a_server_to_decisions(server: Served, tmp_path: Path) -> None:
    said = dublin_core(title="Дело 1", identifier=f"{server.url}/files/1.pdf")
    server.replies["/oai"] = Repository(
        [("", record(1, "2026", said)), ("", record(2, "2026", deleted=True))]
    )
    server.put("/files/1.pdf", b"%PDF-1.4 broken", "application/pdf")
    toml = tmp_path / "town.toml"
    toml.write_text(f'name = "town"\nhosts = ["{server.host}"]\n')
    openfonds = CommandLine(tmp_path / "var")
    common = ("harvest", f"{server.url}/oai", str(tmp_path / "h"), "--collection", str(toml))
    ran = openfonds(*common, "--oai-prefix", "oai_dc", "--files", "--pause", "0", "--json")
    assert ran.code == 0 and ran.json["records"] == 2 and ran.json["deleted"] == 1
    ran = openfonds("ingest", str(tmp_path / "h"), "--collection", str(toml), "--json")
    assert ran.code == 1 and ran.json["items"] == 1
    ran = openfonds(*common, "--set", "x")
    assert ran.code == 2 and "--oai-prefix" in ran.err
