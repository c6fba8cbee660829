from pathlib import Path
from typing import Any

import pytest

from openfonds.errors import ReleaseRefused, TransientError
from openfonds.releases.object_store import ObjectStoreHub
from openfonds.releases.object_store_folder import StoreFolder
from tests.hub_contract import first, second, sha256
from tests.object_stores import KEY, REPO, Store, store_of

pytest_plugins = ["tests.object_store_servers"]


@pytest.mark.parametrize("versions_before", [0, 1])
def test_the_store_itself_refuses_a_switch_by_two(
    s3: Store, tmp_path: Path, versions_before: int
) -> None:
    """Even if the claims failed: a record that changed since it was read is not overwritten."""
    folder = StoreFolder(s3.url)
    if versions_before:
        folder.swap("record", b"zero", "")
    _, etag = folder.read_unchanged("record")
    folder.swap("record", b"one", etag)
    with pytest.raises(TransientError, match="another run"):
        folder.swap("record", b"two", etag)
    folder.swap("record", b"one", etag)  # the same once more, after a lost answer
    assert folder.read("record") == b"one"


def test_older_versions_in_the_bucket_are_purged(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    store = store_of(request, monkeypatch, "moto with versions")
    first(store.hub(), tmp_path)
    second(store.hub(), tmp_path)
    store.fs.pipe_file(store.at("v2.0.0/new"), b"withheld")  # overwritten by somebody, mended
    store.fs.pipe_file(store.at("v2.0.0/new"), b"y")
    store.fs.rm_file(store.at("v1.0.0/gone"))  # deleted as one would by hand: only hidden
    named = store.hub().remains([sha256("withheld")])
    assert [n.partition(" ")[0] for n in named] == [
        "checksums/v1.0.0.sha256",
        "v1.0.0/gone",
        "v2.0.0/new",
    ]
    store.hub().purge(["1.0.0"])
    assert store.hub().remains([sha256("withheld")]) == []
    kept = store.fs.call_s3("list_object_versions", Bucket=store.bucket())
    left = {v["Key"] for v in (*kept["Versions"], *kept.get("DeleteMarkers", []))}
    assert not [key for key in left if "v1.0.0" in key]


def test_a_store_that_hides_its_versions_is_not_called_clean(
    s3: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first(s3.hub(), tmp_path)
    second(s3.hub(), tmp_path)
    from s3fs import S3FileSystem

    real = S3FileSystem.call_s3

    def forbid(self: Any, method: str, **kwargs: object) -> object:
        if method in ("get_bucket_versioning", "list_object_versions"):
            raise PermissionError("Access Denied")
        return real(self, method, **kwargs)

    monkeypatch.setattr(S3FileSystem, "call_s3", forbid)
    s3.hub().purge(["1.0.0"])
    (line,) = [n for n in s3.hub().remains([sha256("withheld")]) if "does not tell" in n]
    assert "older versions" in line


def test_what_the_store_keeps_back_is_told(
    s3: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first(s3.hub(), tmp_path)
    second(s3.hub(), tmp_path)
    from s3fs import S3FileSystem

    real = S3FileSystem.call_s3

    def keep(self: Any, method: str, **kwargs: Any) -> object:
        doomed = kwargs["Delete"]["Objects"] if method == "delete_objects" else []
        if any("v1.0.0" in o["Key"] for o in doomed):
            return {"Errors": [{"Key": o["Key"], "Code": "AccessDenied"} for o in doomed]}
        return real(self, method, **kwargs)

    with monkeypatch.context() as patched:
        patched.setattr(S3FileSystem, "call_s3", keep)
        with pytest.raises(ReleaseRefused, match="refuses to delete"):
            s3.hub().purge(["1.0.0"])
    assert any("v1.0.0/gone" in n for n in s3.hub().remains([sha256("withheld")]))


def test_unfinished_uploads_are_named_and_dropped(s3: Store, tmp_path: Path) -> None:
    first(s3.hub(), tmp_path)
    key = s3.at("v9.0.0/big").partition("://")[2].partition("/")[2]
    s3.fs.call_s3("create_multipart_upload", Bucket=s3.bucket(), Key=key)
    assert [n for n in s3.hub().remains([sha256("x")]) if "unfinished upload" in n]
    second(s3.hub(), tmp_path)
    assert s3.hub().remains([sha256("x")]) == []


def test_a_bucket_that_is_not_there_is_refused(s3: Store, tmp_path: Path) -> None:
    with pytest.raises(ReleaseRefused, match="no such bucket"):
        first(ObjectStoreHub("s3://no-such-bucket-here/open", REPO), tmp_path)


def test_a_store_out_of_reach_is_worth_another_try(
    s3: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from s3fs import S3FileSystem

    monkeypatch.setattr(S3FileSystem, "retries", 1)
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    with pytest.raises(TransientError, match="cannot be reached"):
        first(s3.hub(), tmp_path)
    with pytest.raises(TransientError, match="cannot be reached"):
        s3.hub().commit_of("1.0.0")


def test_a_wrong_secret_is_refused_without_telling_it(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    store = store_of(request, monkeypatch, "rclone")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "a-wrong-secret")
    type(store.fs).clear_instance_cache()
    with pytest.raises(ReleaseRefused, match="refuses these credentials") as caught:
        first(store.hub(), tmp_path)
    type(store.fs).clear_instance_cache()
    assert "a-wrong-secret" not in str(caught.value) and KEY not in str(caught.value)


def test_a_bucket_that_is_not_there_is_not_called_clean(s3: Store) -> None:
    with pytest.raises(ReleaseRefused, match="no such bucket"):
        ObjectStoreHub("s3://no-such-bucket-here/open", REPO).remains([sha256("x")])
