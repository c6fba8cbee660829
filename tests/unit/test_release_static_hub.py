import json
import os
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from openfonds.errors import ReleaseRefused, TransientError
from openfonds.releases import static_hub
from openfonds.releases.hub_listing import commit_of, staged_files
from openfonds.releases.publications import Publication
from openfonds.releases.static_hub import (
    full_repo_id,
    publications,
    publish,
    purge,
)

REPO = "archive/decrees"


def _stage(folder: Path, **files: str) -> Path:
    """A folder with a data file that stays the same and what is given."""
    for name, text in {"data/documents/a.parquet": "unchanged", **files}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


def _first(hub: Path, tmp_path: Path) -> str:
    staged = _stage(tmp_path / "first", README="one", gone="x")
    return publish(hub, REPO, staged, "1.0.0", "first").commit


def _second(hub: Path, tmp_path: Path) -> str:
    staged = _stage(tmp_path / "second", README="two", new="y")
    return publish(hub, REPO, staged, "1.1.0", "second").commit


def _read(hub: Path, revision: str) -> dict[str, str]:
    folder = hub / "datasets" / REPO / "resolve" / revision
    return {str(p.relative_to(folder)): p.read_text() for p in folder.rglob("*") if p.is_file()}


def _answer(hub: Path, path: str) -> object:
    return json.loads((hub / "api/datasets" / f"{path}.json").read_text())


def test_a_version_can_be_read_by_branch_tag_and_commit(tmp_path: Path) -> None:
    hub = tmp_path / "hub"
    commit = _first(hub, tmp_path)
    files = {"README": "one", "gone": "x", "data/documents/a.parquet": "unchanged"}
    assert all(_read(hub, r) == files for r in ("main", "v1.0.0", commit))
    assert len(commit) == 40
    assert (hub / "datasets" / REPO / "main" / "README").read_text() == "one"


def test_what_the_interface_answers(tmp_path: Path) -> None:
    hub = tmp_path / "hub"
    commit = _first(hub, tmp_path)
    for path in (REPO, f"{REPO}/revision/main", f"{REPO}/revision/v1.0.0"):
        info = _answer(hub, path)
        assert isinstance(info, dict)
        assert (info["id"], info["sha"], info["private"]) == (REPO, commit, False)
    tree = _answer(hub, f"{REPO}/tree/main")
    assert isinstance(tree, list)
    assert [(e["type"], e["path"]) for e in tree] == [
        ("file", "README"),
        ("directory", "data"),
        ("directory", "data/documents"),
        ("file", "data/documents/a.parquet"),
        ("file", "gone"),
    ]
    assert tree[3]["size"] == 9 and len(tree[3]["oid"]) == 40
    flat = _answer(hub, f"{REPO}/tree/{commit}.flat")
    assert isinstance(flat, list)
    assert [e["path"] for e in flat] == ["README", "data", "gone"]
    inner = _answer(hub, f"{REPO}/tree/v1.0.0/data.flat")
    assert isinstance(inner, list)
    assert [e["path"] for e in inner] == ["data/documents"]
    refs = _answer(hub, f"{REPO}/refs")
    assert isinstance(refs, dict)
    assert refs["tags"] == [{"name": "v1.0.0", "ref": "refs/tags/v1.0.0", "targetCommit": commit}]
    assert [b["targetCommit"] for b in refs["branches"]] == [commit]
    assert refs["pullRequests"] == refs["converts"] == []


def test_a_newer_version_leaves_the_older_one(tmp_path: Path) -> None:
    hub = tmp_path / "hub"
    first = _first(hub, tmp_path)
    second = _second(hub, tmp_path)
    assert _read(hub, "v1.0.0")["README"] == "one" and "new" not in _read(hub, first)
    assert _read(hub, "main") == _read(hub, second) == _read(hub, "v1.1.0")
    assert _read(hub, "main")["README"] == "two" and "gone" not in _read(hub, "main")
    assert publications(hub, REPO) == (
        Publication("1.0.0", first, "first"),
        Publication("1.1.0", second, "second"),
    )


def test_equal_files_are_one_file_on_the_disk(tmp_path: Path) -> None:
    hub = tmp_path / "hub"
    _first(hub, tmp_path)
    _second(hub, tmp_path)
    old, new = (
        (hub / "datasets" / REPO / "resolve" / tag / "data/documents/a.parquet").stat()
        for tag in ("v1.0.0", "v1.1.0")
    )
    assert old.st_ino == new.st_ino


def test_without_hard_links_files_are_copied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError("no hard links here")

    hub = tmp_path / "hub"
    _first(hub, tmp_path)
    monkeypatch.setattr(Path, "hardlink_to", refuse)
    _second(hub, tmp_path)
    assert _read(hub, "main")["data/documents/a.parquet"] == "unchanged"


def test_the_commit_depends_on_content_alone(tmp_path: Path) -> None:
    first = _first(tmp_path / "hub", tmp_path)
    other = publish(tmp_path / "other", "x/y", tmp_path / "first", "3.0.0", "else").commit
    assert first == other == commit_of(list(reversed(staged_files(tmp_path / "first"))))


def test_publishing_again_changes_nothing(tmp_path: Path) -> None:
    hub = tmp_path / "hub"
    _first(hub, tmp_path)
    _second(hub, tmp_path)
    before = sorted((str(p), p.lstat().st_mtime_ns) for p in (hub / "datasets").rglob("*"))
    again = publish(hub, REPO, tmp_path / "first", "1.0.0", "again")
    assert again.folder.samefile(hub / "datasets" / REPO / "resolve" / "v1.0.0")
    assert sorted((str(p), p.lstat().st_mtime_ns) for p in (hub / "datasets").rglob("*")) == before


@pytest.mark.parametrize(
    "version, files, message",
    [
        ("1.1.0", {"README": "other"}, "published before with other files"),
        ("1.0.0", {"README": "two", "new": "y"}, "published before with other files"),
        ("1.0.5", {"README": "other"}, "must come after 1.1.0"),
        ("1.2.0", {"README": "two", "new": "y"}, "published already, as 1.1.0"),
        ("1.2", {"README": "other"}, "three numbers"),
    ],
    ids=["other content", "content of another version", "backwards", "nothing new", "no version"],
)
def test_what_is_refused(tmp_path: Path, version: str, files: dict[str, str], message: str) -> None:
    hub = tmp_path / "hub"
    _first(hub, tmp_path)
    _second(hub, tmp_path)
    before = {r: _read(hub, r) for r in ("main", "v1.0.0", "v1.1.0")}
    with pytest.raises(ReleaseRefused, match=message):
        publish(hub, REPO, _stage(tmp_path / "third", **files), version, "third")
    assert {r: _read(hub, r) for r in ("main", "v1.0.0", "v1.1.0")} == before


def _symlink(folder: Path) -> None:
    (folder / "link").symlink_to("/etc/passwd")


def _pipe(folder: Path) -> None:
    os.mkfifo(folder / "pipe")


@pytest.mark.parametrize(
    "spoil",
    [
        _symlink,
        _pipe,
        lambda folder: (folder / "имя.txt").touch(),
        lambda folder: (folder / 'a"b').touch(),
        lambda folder: (folder / ("a" * 161)).touch(),
        lambda folder: (folder / "readme").touch(),
    ],
    ids=["symlink", "pipe", "cyrillic name", "quote", "long name", "case"],
)
def test_files_that_cannot_be_served_are_refused(
    tmp_path: Path, spoil: Callable[[Path], None]
) -> None:
    staged = _stage(tmp_path / "staged", README="one")
    spoil(staged)
    with pytest.raises(ReleaseRefused):
        publish(tmp_path / "hub", REPO, staged, "1.0.0", "x")
    assert not (tmp_path / "hub" / "datasets").exists()


def test_an_empty_release_is_refused(tmp_path: Path) -> None:
    (tmp_path / "staged").mkdir()
    with pytest.raises(ReleaseRefused, match="no files"):
        publish(tmp_path / "hub", REPO, tmp_path / "staged", "1.0.0", "x")


@pytest.mark.parametrize(
    "repo_id, expected", [("decrees", "openfonds/decrees"), ("a/b.c_d-e", "a/b.c_d-e")]
)
def test_names_that_clients_accept(repo_id: str, expected: str) -> None:
    from huggingface_hub.utils._validators import validate_repo_id

    assert full_repo_id(repo_id) == expected
    validate_repo_id(expected)


@pytest.mark.parametrize(
    "repo_id",
    ["", "a/", "a/b/c", "../x", "a--b", "a..b", "-a", "a.", "a.git", "a.JSON", "б", "a" * 97],
)
def test_names_that_clients_refuse(repo_id: str) -> None:
    with pytest.raises(ReleaseRefused, match="cannot be the name"):
        full_repo_id(repo_id)


def test_names_that_differ_in_capitals_alone_are_refused(tmp_path: Path) -> None:
    hub = tmp_path / "hub"
    _first(hub, tmp_path)
    with pytest.raises(ReleaseRefused, match="only in capital letters"):
        publish(hub, "Archive/Decrees", tmp_path / "first", "1.0.0", "x")


def test_everyone_can_read_and_nobody_can_change(tmp_path: Path) -> None:
    umask = os.umask(0o077)
    try:
        _first(tmp_path / "hub", tmp_path)
    finally:
        os.umask(umask)
    for path in (tmp_path / "hub").rglob("*"):
        mode = stat.S_IMODE(path.stat().st_mode)
        assert mode == (0o755 if path.is_dir() else 0o444), path


def test_all_links_are_relative_so_that_the_folder_can_be_moved(tmp_path: Path) -> None:
    _first(tmp_path / "hub", tmp_path)
    moved = (tmp_path / "hub").rename(tmp_path / "moved")
    assert _read(moved, "v1.0.0")["README"] == "one"
    assert not [p for p in moved.rglob("*") if p.is_symlink() and p.readlink().is_absolute()]


def test_a_full_disk_is_worth_another_try(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    hub = tmp_path / "hub"
    _first(hub, tmp_path)
    monkeypatch.setattr(shutil, "copyfileobj", full)
    with pytest.raises(TransientError, match="No space left"):
        _second(hub, tmp_path)
    monkeypatch.undo()
    assert _read(hub, "main")["README"] == "one"
    _second(hub, tmp_path)
    assert _read(hub, "main")["README"] == "two"


class Killed(BaseException):
    """Stands for the end of the process: nothing may catch it."""


@pytest.mark.parametrize("versions_before", [0, 1])
def test_a_publication_that_is_killed_anywhere_leaves_the_version_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, versions_before: int
) -> None:
    """Every call that changes the disk is killed in its turn."""
    steps = ("mkdir", "chmod", "symlink_to", "replace", "hardlink_to", "unlink")
    count = {"left": 0}
    last = False

    def dying(name: str, real: Callable[..., object]) -> Callable[..., object]:
        def call(*args: object, **kwargs: object) -> object:
            count["left"] -= 1
            if count["left"] == 0:
                raise Killed(name)
            return real(*args, **kwargs)

        return call

    _stage(tmp_path / "second", README="two", new="y")
    monkeypatch.setattr(os, "fsync", lambda _: None)  # it takes most of the time
    before = tmp_path / "before"
    before.mkdir()
    if versions_before:
        _first(before, tmp_path)
    for kill_at in range(1, 2000):
        hub = shutil.copytree(before, tmp_path / f"hub{kill_at}", symlinks=True)
        count["left"] = kill_at
        with monkeypatch.context() as patched:
            for name in steps:
                patched.setattr(Path, name, dying(name, getattr(Path, name)))
            try:
                _second(hub, tmp_path)
                last = True
            except Killed:
                pass
        names = {p.version: p.message for p in publications(hub, REPO)}
        if "1.1.0" in names:
            assert _read(hub, "main")["README"] == "two"
        elif versions_before:
            assert _read(hub, "main")["README"] == "one"
            assert not (hub / "datasets" / REPO / "resolve" / "v1.1.0").exists()
        else:
            assert not (hub / "datasets" / REPO / "main").exists()
        _second(hub, tmp_path)
        assert _read(hub, "main") == _read(hub, "v1.1.0")
        assert _read(hub, "main")["README"] == "two"
        assert len(publications(hub, REPO)) == versions_before + 1
        assert len(list((hub / "datasets" / REPO / "commits").iterdir())) == versions_before + 1
        if last:
            break
    assert last and kill_at > 40


def test_a_real_kill_leaves_no_lock_and_no_half_version(tmp_path: Path) -> None:
    hub = tmp_path / "hub"
    _first(hub, tmp_path)
    big = _stage(tmp_path / "big", README="two")
    for n in range(300):
        (big / f"{n}.bin").write_text(f"{n}" * 5_000)
    program = (
        "import sys; from pathlib import Path; from openfonds.releases.static_hub import publish;"
        "print('ready', flush=True);"
        f"publish(Path(sys.argv[1]), {REPO!r}, Path(sys.argv[2]), '2.0.0', 'm')"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", program, str(hub), str(big)], stdout=subprocess.PIPE
    )
    assert process.stdout and process.stdout.readline()
    commits = hub / "datasets" / REPO / "commits"
    deadline = time.monotonic() + 30
    while len(list(commits.iterdir())) < 2 and time.monotonic() < deadline:
        time.sleep(0.002)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert _read(hub, "main")["README"] == "one"
    publish(hub, REPO, big, "2.0.0", "m")
    assert len(_read(hub, "main")) == 302


def test_a_purged_version_is_gone_for_good(tmp_path: Path) -> None:
    hub = tmp_path / "hub"
    first = _first(hub, tmp_path)
    second = _second(hub, tmp_path)
    assert purge(hub, REPO, ["1.0.0"]) == ["1.0.0"]
    dataset = hub / "datasets" / REPO
    assert not (dataset / "resolve" / first).exists()
    assert not (dataset / "resolve" / "v1.0.0").exists()
    assert not (hub / "api/datasets" / REPO / "revision" / f"{first}.json").exists()
    assert [p.name for p in (dataset / "commits").iterdir()] == [second]
    mentions = [p.name for p in hub.rglob("*") if p.is_file() and first in p.read_text()]
    assert set(mentions) <= {"publications.json"}, "its place in the history is all that is left"
    assert _read(hub, "main")["README"] == "two"
    assert purge(hub, REPO, ["v1.0.0"]) == []
    with pytest.raises(ReleaseRefused, match="purged"):
        publish(hub, REPO, tmp_path / "first", "1.0.0", "back again")


@pytest.mark.parametrize("version", ["1.1.0", "9.0.0"], ids=["newest", "unknown"])
def test_what_cannot_be_purged(tmp_path: Path, version: str) -> None:
    hub = tmp_path / "hub"
    _first(hub, tmp_path)
    _second(hub, tmp_path)
    with pytest.raises(ReleaseRefused, match=f"cannot purge {version}"):
        purge(hub, REPO, [version])


def test_an_interrupted_purge_is_completed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hub = tmp_path / "hub"
    first = _first(hub, tmp_path)
    _second(hub, tmp_path)

    def die(*_: object, **__: object) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(static_hub, "_sweep", die)
        with pytest.raises(Killed):
            purge(hub, REPO, ["1.0.0"])
    assert not (hub / "datasets" / REPO / "resolve" / first).exists(), "not reachable any more"
    assert (hub / "datasets" / REPO / "commits" / first).exists()
    purge(hub, REPO, ["1.0.0"])
    assert not (hub / "datasets" / REPO / "commits" / first).exists()
