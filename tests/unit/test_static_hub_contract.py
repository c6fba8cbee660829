import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from openfonds.app.release.hubs import StaticHub
from openfonds.errors import IntegrityError, TransientError
from openfonds.releases import static_hub
from tests.hub_contract import APART, CONTRACT, SAME, Check, content, first, second, sha256

REPO = "archive/decrees"


class Killed(BaseException):
    """Stands for the end of the process: nothing may catch it."""


def _hub(root: Path) -> StaticHub:
    return StaticHub(f"file://{root}", root, REPO)


@pytest.mark.parametrize("check", (*CONTRACT, *APART), ids=lambda check: check.__name__)
def test_static_hub(check: Check, tmp_path: Path) -> None:
    root = tmp_path / "hub"
    check(lambda: _hub(root), tmp_path)


def test_remains_names_commits_tags_and_listings(tmp_path: Path) -> None:
    hub = _hub(tmp_path / "hub")
    old, new = first(hub, tmp_path), second(hub, tmp_path)
    assert hub.remains([sha256("withheld")]) == [
        f"commits/{old}/gone (v1.0.0)",
        *(f"listings/{old}/{name} names it (v1.0.0)" for name in ("tree.flat.json", "tree.json")),
        ".nginx/http.conf names it",
    ]
    shared = hub.remains([sha256("unchanged")])
    assert f"commits/{old}/{SAME} (v1.0.0)" in shared
    assert f"commits/{new}/{SAME} (v2.0.0, main)" in shared


def test_remains_sees_copies_that_no_version_leads_to(tmp_path: Path) -> None:
    hub = _hub(tmp_path / "hub")
    old = first(hub, tmp_path)
    second(hub, tmp_path)
    dataset = tmp_path / "hub" / "datasets" / REPO
    saved = shutil.copytree(dataset / "commits" / old, tmp_path / "saved")
    hub.purge(["1.0.0"])
    half = dataset / "commits" / ("0" * 40)
    half.mkdir()
    (half / "gone").write_text("with")
    shutil.copy(saved / "gone", dataset / "copy")
    assert hub.remains([sha256("withheld")]) == [
        "copy (no version leads to it)",
        f"commits/{'0' * 40}/gone (left by an interrupted run)",
    ]


def test_remains_that_cannot_read_does_not_say_that_all_is_well(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub = _hub(tmp_path / "hub")
    first(hub, tmp_path)

    def broken(*_: object) -> str:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr("openfonds.releases.static_remains.sha256_of_stream", broken)
    with pytest.raises(TransientError, match="not known what is left"):
        hub.remains([sha256("withheld")])


def test_a_purge_that_is_killed_anywhere_is_completed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every link, replacement and removal is killed in its turn; then the purge is run again."""
    steps: list[tuple[object, str]]
    steps = [(Path, name) for name in ("symlink_to", "replace")]
    steps += [(os, name) for name in ("unlink", "rmdir")]
    left, last, kill_at = 0, False, 0

    def dying(real: Callable[..., object]) -> Callable[..., object]:
        def call(*args: object, **kwargs: object) -> object:
            nonlocal left
            left -= 1
            if left == 0:
                raise Killed
            return real(*args, **kwargs)

        return call

    monkeypatch.setattr(os, "fsync", lambda _: None)  # it takes most of the time
    before = tmp_path / "before"
    first(_hub(before), tmp_path)
    second(_hub(before), tmp_path)
    while not last:
        kill_at += 1
        root = shutil.copytree(before, tmp_path / f"hub{kill_at}", symlinks=True)
        hub = _hub(root)
        left = kill_at
        with monkeypatch.context() as patched:
            for owner, name in steps:
                patched.setattr(owner, name, dying(getattr(owner, name)))
            try:
                hub.purge(["1.0.0"])
                last = True
            except Killed:
                pass
        assert content(hub, "2.0.0", tmp_path)["README"] == "two"
        if hub.commit_of("1.0.0") is None and not last:
            assert not hub.folder("1.0.0").exists(), "out of reach as soon as it is purged"
        hub.purge(["1.0.0"])
        assert hub.remains([sha256("withheld"), sha256("one")]) == []
        assert len(list((root / "datasets" / REPO / "commits").iterdir())) == 1
    assert kill_at > 25


def test_the_next_publication_completes_a_purge(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub = _hub(tmp_path / "hub")
    first(hub, tmp_path)
    second(hub, tmp_path)

    def die(*_: object, **__: object) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(static_hub, "_sweep", die)
        with pytest.raises(Killed):
            hub.purge(["1.0.0"])
    assert hub.remains([sha256("withheld")])
    (tmp_path / "second" / "README").write_text("three")
    hub.publish(tmp_path / "second", "3.0.0", "release-3")
    assert hub.remains([sha256("withheld")]) == []


def test_the_release_is_named_in_the_record(tmp_path: Path) -> None:
    hub = _hub(tmp_path / "hub")
    first(hub, tmp_path)
    assert [p.release_id for p in static_hub.publications(hub.root, REPO)] == ["release-1"]


def test_a_record_from_before_releases_had_ids_is_read(tmp_path: Path) -> None:
    hub = _hub(tmp_path / "hub")
    first(hub, tmp_path)
    record = tmp_path / "hub" / "datasets" / REPO / "current" / "publications.json"
    text = record.read_text().replace(',"release_id":"release-1"', "")
    assert "release_id" not in text
    record.chmod(0o644)
    record.write_text(text)
    assert hub.commit_of("1.0.0") and static_hub.publications(hub.root, REPO)[0].release_id == ""


@pytest.mark.parametrize("text", ["[{", '[{"version": 1}]'])
def test_a_damaged_record_is_told(tmp_path: Path, text: str) -> None:
    hub = _hub(tmp_path / "hub")
    first(hub, tmp_path)
    record = tmp_path / "hub" / "datasets" / REPO / "current" / "publications.json"
    record.chmod(0o644)
    record.write_text(text)
    with pytest.raises(IntegrityError, match="is damaged"):
        hub.remains([sha256("one")])
