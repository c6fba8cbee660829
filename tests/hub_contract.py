"""What every hub must do that a release is published to, whichever kind it is.

Each function takes `reach`, which gives a new client of one and the same empty hub, and a folder
for its own files. A test module of a hub runs all of CONTRACT, and one of a hub whose versions do
not have one another for a history, as those of Git do, also all of APART.
"""

import hashlib
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from openfonds.errors import ReleaseRefused, TransientError
from openfonds.releases.hub import Hub

Reach = Callable[[], Hub]
Check = Callable[[Reach, Path], None]
SAME = "data/documents/documents-00000.parquet"


def stage(folder: Path, **files: str) -> Path:
    """A folder with a data file that stays the same and what is given."""
    for name, text in {SAME: "unchanged", **files}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


def first(hub: Hub, at: Path) -> str:
    return hub.publish(stage(at / "first", README="one", gone="withheld"), "1.0.0", "release-1")


def second(hub: Hub, at: Path) -> str:
    return hub.publish(stage(at / "second", README="two", new="y"), "2.0.0", "release-2")


def content(hub: Hub, version: str, at: Path) -> dict[str, str]:
    """All files of a version, as they are fetched."""
    found = {}
    for path in hub.files(version):
        target = at / f"fetched-{version}"
        hub.fetch(version, path, target)
        found[path] = target.read_text()
        target.unlink()
    return found


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def nothing_is_there_before(reach: Reach, at: Path) -> None:
    assert reach().commit_of("1.0.0") is None
    with pytest.raises(FileNotFoundError):
        reach().files("1.0.0")
    with pytest.raises(FileNotFoundError):
        reach().fetch("1.0.0", "README", at / "target")
    assert reach().finish("1.0.0") is None
    assert reach().remains([]) == []
    with pytest.raises(ReleaseRefused):
        reach().purge(["1.0.0"])
    assert reach().commit_of("1.0.0") is None


def a_version_can_be_fetched(reach: Reach, at: Path) -> None:
    commit = first(reach(), at)
    hub = reach()
    assert commit and hub.commit_of("1.0.0") == commit
    assert hub.files("1.0.0") == sorted([SAME, "README", "gone"])
    assert content(hub, "1.0.0", at) == {SAME: "unchanged", "README": "one", "gone": "withheld"}
    with pytest.raises(FileNotFoundError):
        hub.fetch("1.0.0", "nope", at / "target")
    with pytest.raises(FileNotFoundError):
        hub.fetch("1.0.0", "../../README", at / "target")
    assert "1.0.0" in hub.where("1.0.0")


def publishing_again_changes_nothing(reach: Reach, at: Path) -> None:
    commit = first(reach(), at)
    assert first(reach(), at) == commit
    newer = second(reach(), at)
    assert first(reach(), at) == commit, "also when a newer one has come"
    assert reach().commit_of("2.0.0") == newer
    assert content(reach(), "2.0.0", at)["README"] == "two"


def finishing_what_is_whole_changes_nothing(reach: Reach, at: Path) -> None:
    old, new = first(reach(), at), second(reach(), at)
    before = content(reach(), "2.0.0", at)
    assert (reach().finish("1.0.0"), reach().finish("2.0.0")) == (old, new)
    assert reach().finish("3.0.0") is None
    assert content(reach(), "2.0.0", at) == before
    assert reach().commit_of("1.0.0") == old


def two_versions_stay_apart(reach: Reach, at: Path) -> None:
    old, new = first(reach(), at), second(reach(), at)
    assert old != new
    hub = reach()
    assert (hub.commit_of("1.0.0"), hub.commit_of("2.0.0")) == (old, new)
    assert content(hub, "1.0.0", at) == {SAME: "unchanged", "README": "one", "gone": "withheld"}
    assert content(hub, "2.0.0", at) == {SAME: "unchanged", "README": "two", "new": "y"}


def what_may_not_follow_is_refused(reach: Reach, at: Path) -> None:
    first(reach(), at)
    second(reach(), at)
    other = stage(at / "other", README="other")
    for version in ("1.0.0", "2.0.0", "1.5.0", "three"):
        with pytest.raises(ReleaseRefused):
            reach().publish(other, version, "release-3")
    with pytest.raises(ReleaseRefused):
        reach().publish(at / "second", "3.0.0", "release-3")  # brings nothing new
    assert reach().commit_of("3.0.0") is None
    assert content(reach(), "1.0.0", at)["README"] == "one"
    assert content(reach(), "2.0.0", at)["README"] == "two"
    assert reach().commit_of("1.5.0") is None


def what_cannot_be_served_is_refused(reach: Reach, at: Path) -> None:
    (at / "empty").mkdir()
    linked = stage(at / "linked", README="one")
    (linked / "link").symlink_to("/etc/hostname")
    for staged in (at / "empty", linked):
        with pytest.raises(ReleaseRefused):
            reach().publish(staged, "1.0.0", "release-1")
    assert reach().commit_of("1.0.0") is None


def what_was_purged_is_nowhere(reach: Reach, at: Path) -> None:
    first(reach(), at)
    second(reach(), at)
    withheld = [sha256("withheld"), sha256("one")]
    assert reach().remains(withheld)
    assert reach().purge(["1.0.0"]) == ["1.0.0"]
    hub = reach()
    assert hub.remains(withheld) == []
    assert hub.commit_of("1.0.0") is None
    with pytest.raises(FileNotFoundError):
        hub.files("1.0.0")
    with pytest.raises(FileNotFoundError):
        hub.fetch("1.0.0", "gone", at / "target")
    kept = hub.commit_of("2.0.0")
    assert kept
    assert content(hub, "2.0.0", at) == {SAME: "unchanged", "README": "two", "new": "y"}
    assert hub.purge(["1.0.0"]) == []
    assert second(reach(), at) == hub.finish("2.0.0") == hub.commit_of("2.0.0") == kept
    assert hub.finish("1.0.0") is None
    with pytest.raises(ReleaseRefused):
        hub.publish(at / "first", "1.0.0", "release-1")


def what_is_still_there_is_named(reach: Reach, at: Path) -> None:
    first(reach(), at)
    second(reach(), at)
    hub = reach()
    assert hub.remains([]) == []
    assert hub.remains([sha256("nowhere")]) == []
    assert any("2.0.0" in place for place in hub.remains([sha256("two")]))
    assert any("gone" in place for place in hub.remains([sha256("withheld")]))
    hub.purge(["1.0.0"])
    assert hub.remains([sha256("unchanged")]), "the newest version has it too"


def what_cannot_be_purged_is_refused(reach: Reach, at: Path) -> None:
    first(reach(), at)
    second(reach(), at)
    for version in ("2.0.0", "9.0.0"):
        with pytest.raises(ReleaseRefused):
            reach().purge([version])
    assert content(reach(), "2.0.0", at)["README"] == "two"


def of_two_publishers_one_wins(reach: Reach, at: Path) -> None:
    """Both start at once; who lost may have to be told again to be refused."""
    staged = [stage(at / f"by{n}", README=f"by {n}", extra=f"{n}" * 999) for n in range(2)]
    barrier = threading.Barrier(2)
    outcomes: list[str | Exception] = ["", ""]

    def publish(n: int) -> None:
        hub = reach()
        barrier.wait()
        try:
            outcomes[n] = hub.publish(staged[n], "1.0.0", f"release-{n}")
        except (ReleaseRefused, TransientError) as error:
            outcomes[n] = error

    threads = [threading.Thread(target=publish, args=(n,)) for n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    won = [n for n in range(2) if isinstance(outcomes[n], str) and outcomes[n]]
    assert len(won) == 1, outcomes
    assert reach().commit_of("1.0.0") == outcomes[won[0]]
    expected = {SAME: "unchanged", "README": f"by {won[0]}", "extra": f"{won[0]}" * 999}
    assert content(reach(), "1.0.0", at) == expected
    with pytest.raises(ReleaseRefused):
        reach().publish(staged[1 - won[0]], "1.0.0", "release-again")


def where_nothing_was_nobody_can_tell(reach: Reach, at: Path) -> None:
    """It may be the wrong place: a disk that is not mounted, another store."""
    with pytest.raises(ReleaseRefused):
        reach().remains([sha256("one")])


def only_versions_with_a_file_are_named(reach: Reach, at: Path) -> None:
    first(reach(), at)
    second(reach(), at)
    assert any("1.0.0" in place for place in reach().remains([sha256("withheld")]))
    assert not any("2.0.0" in place for place in reach().remains([sha256("withheld")]))


def a_purge_leaves_other_commits_alone(reach: Reach, at: Path) -> None:
    first(reach(), at)
    new = second(reach(), at)
    reach().purge(["1.0.0"])
    assert reach().commit_of("2.0.0") == new


def what_was_never_published_cannot_be_purged(reach: Reach, at: Path) -> None:
    first(reach(), at)
    second(reach(), at)
    with pytest.raises(ReleaseRefused):
        reach().purge(["1.5.0"])


CONTRACT: tuple[Check, ...] = (
    nothing_is_there_before,
    a_version_can_be_fetched,
    publishing_again_changes_nothing,
    finishing_what_is_whole_changes_nothing,
    two_versions_stay_apart,
    what_may_not_follow_is_refused,
    what_cannot_be_served_is_refused,
    what_was_purged_is_nowhere,
    what_is_still_there_is_named,
    where_nothing_was_nobody_can_tell,
    what_cannot_be_purged_is_refused,
    of_two_publishers_one_wins,
)
APART: tuple[Check, ...] = (
    only_versions_with_a_file_are_named,
    a_purge_leaves_other_commits_alone,
    what_was_never_published_cannot_be_purged,
)
