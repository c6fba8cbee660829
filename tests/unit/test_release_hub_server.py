import http.client
import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from openfonds.digests import sha256_of_bytes
from openfonds.releases.hub_server import start_server
from openfonds.releases.static_hub import publish

REPO = "archive/decrees"
DATA = bytes(range(256)) * 40
FILE = "data/documents/documents-00000.parquet"


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """Base URL and commit of a hub with one version, and a page beside it."""
    folder = tmp_path_factory.mktemp("site")
    staged = folder / "staged"
    (staged / FILE).parent.mkdir(parents=True)
    (staged / FILE).write_bytes(DATA)
    (staged / "README.md").write_text("card")
    commit = publish(folder / "hub", REPO, staged, "1.0.0", "first").commit
    (folder / "hub" / "index.html").write_text("<p>catalogue")
    (folder / "secret.txt").write_text("outside")
    (folder / "hub" / "way-out").symlink_to(folder / "secret.txt")
    with start_server(folder / "hub") as url:
        yield url, commit


def _ask(
    url: str, path: str, method: str = "GET", body: str | None = None, **headers: str
) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=10)
    try:
        names = {k.replace("_", "-"): v for k, v in headers.items()}
        connection.request(method, path, body=body, headers=names)
        reply = connection.getresponse()
        return reply.status, {k.lower(): v for k, v in reply.getheaders()}, reply.read()
    finally:
        connection.close()


@pytest.mark.parametrize("revision", ["main", "v1.0.0", "COMMIT"])
def test_a_file_by_any_revision(hub: tuple[str, str], revision: str) -> None:
    url, commit = hub
    path = f"/datasets/{REPO}/resolve/{revision.replace('COMMIT', commit)}/{FILE}"
    status, headers, body = _ask(url, path)
    assert (status, body) == (200, DATA)
    assert headers["x-repo-commit"] == commit
    assert headers["etag"] == f'"{sha256_of_bytes(DATA)}"'
    assert headers["content-length"] == str(len(DATA)) and headers["accept-ranges"] == "bytes"
    _, head, nothing = _ask(url, path, "HEAD")
    assert ({**head, "date": ""}, nothing) == ({**headers, "date": ""}, b"")


@pytest.mark.parametrize(
    "asked, expected, content_range",
    [
        ("bytes=0-9", DATA[:10], "bytes 0-9/10240"),
        ("bytes=10230-", DATA[-10:], "bytes 10230-10239/10240"),
        ("bytes=-4", DATA[-4:], "bytes 10236-10239/10240"),
        ("bytes=10000-99999", DATA[10000:], "bytes 10000-10239/10240"),
        ("bytes=0-10239", DATA, "bytes 0-10239/10240"),
        ("bytes=-99999", DATA, "bytes 0-10239/10240"),
    ],
)
def test_parts_of_a_file(
    hub: tuple[str, str], asked: str, expected: bytes, content_range: str
) -> None:
    path = f"/datasets/{REPO}/resolve/main/{FILE}"
    status, headers, body = _ask(hub[0], path, Range=asked)
    assert (status, headers["content-range"], body) == (206, content_range, expected)


@pytest.mark.parametrize(
    "asked, status", [("bytes=10240-", 416), ("bytes=9-3", 416), ("bytes=0-1,5-6", 200)]
)
def test_ranges_that_cannot_be_given(hub: tuple[str, str], asked: str, status: int) -> None:
    path = f"/datasets/{REPO}/resolve/main/{FILE}"
    assert _ask(hub[0], path, Range=asked)[0] == status


@pytest.mark.parametrize(
    "path, code",
    [
        ("/datasets/archive/other/resolve/main/README.md", "RepoNotFound"),
        (f"/datasets/{REPO}/resolve/v9.9.9/README.md", "RevisionNotFound"),
        (f"/datasets/{REPO}/resolve/{'0' * 40}/README.md", "RevisionNotFound"),
        (f"/datasets/{REPO}/resolve/main/decrees.py", "EntryNotFound"),
        (f"/datasets/{REPO}/resolve/main/data", "EntryNotFound"),
        (f"/datasets/{REPO}/resolve/main/../../current/publications.json", "EntryNotFound"),
        ("/api/datasets/archive/other", "RepoNotFound"),
        (f"/api/datasets/{REPO}/revision/nope", "RevisionNotFound"),
        (f"/api/datasets/{REPO}/tree/main/nope", "EntryNotFound"),
        (f"/api/datasets/{REPO}/tree/main/..%2F..%2F..%2Fdecrees", "EntryNotFound"),
        ("/api/models/a/b", "RepoNotFound"),
        ("/nothing", "EntryNotFound"),
        ("/datasets", "EntryNotFound"),
        ("/../secret.txt", "EntryNotFound"),
        ("/%2e%2e/secret.txt", "EntryNotFound"),
        ("/way-out", "EntryNotFound"),
        ("/.nginx/http.conf", "EntryNotFound"),
        ("/a%00b", "EntryNotFound"),
        (f"/{'a' * 5000}", "EntryNotFound"),
    ],
)
def test_what_is_not_there(hub: tuple[str, str], path: str, code: str) -> None:
    status, headers, body = _ask(hub[0], path)
    assert (status, headers["x-error-code"]) == (404, code)
    assert b"outside" not in body


def test_documents_of_the_interface(hub: tuple[str, str]) -> None:
    url, commit = hub
    for path in (f"/api/datasets/{REPO}", f"/api/datasets/{REPO}/revision/v1.0.0?expand=sha"):
        assert json.loads(_ask(url, path)[2])["sha"] == commit
    every = {"README.md", "data", "data/documents", FILE}
    for query, expected in (
        ("", every),
        ("?recursive=true&expand=false", every),
        ("?recursive=false", {"README.md", "data"}),
    ):
        tree = json.loads(_ask(url, f"/api/datasets/{REPO}/tree/main{query}")[2])
        assert {entry["path"] for entry in tree} == expected
    inner = json.loads(_ask(url, f"/api/datasets/{REPO}/tree/main/data%2Fdocuments")[2])
    assert [entry["path"] for entry in inner] == [FILE]


def test_paths_info(hub: tuple[str, str]) -> None:
    url, path = hub[0], f"/api/datasets/{REPO}/paths-info/main"
    form = {"Content_Type": "application/x-www-form-urlencoded"}
    status, _, body = _ask(url, path, "POST", f"paths={FILE}&paths=data&paths=no", **form)
    assert status == 200
    assert [e["path"] for e in json.loads(body)] == ["data", FILE]
    assert _ask(url, f"/api/datasets/{REPO}/commit/main", "POST", "x", **form)[0] == 404
    as_json = _ask(url, path, "POST", "not json", Content_Type="application/json")
    assert as_json[0] == 404


def test_the_page_beside_the_datasets(hub: tuple[str, str]) -> None:
    status, headers, body = _ask(hub[0], "/")
    assert (status, headers["content-type"], body) == (200, "text/html", b"<p>catalogue")


def test_a_new_version_shows_without_a_restart(tmp_path: Path) -> None:
    staged = tmp_path / "staged"
    staged.mkdir()
    with start_server(tmp_path / "hub") as url:
        path = f"/datasets/{REPO}/resolve/main/README.md"
        assert _ask(url, path)[1]["x-error-code"] == "RepoNotFound"
        for version in ("1.0.0", "1.0.1"):
            (staged / "README.md").write_text(version)
            commit = publish(tmp_path / "hub", REPO, staged, version, "m").commit
            status, headers, body = _ask(url, path)
            assert (status, headers["x-repo-commit"], body) == (200, commit, version.encode())
