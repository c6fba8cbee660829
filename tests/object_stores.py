"""Empty object stores for tests, in memory and on servers of S3."""

import itertools
import os
from dataclasses import dataclass
from typing import Any

import fsspec
import pytest

from openfonds.releases.object_store import ObjectStoreHub

REPO = "archive/decrees"
KEY, SECRET = "TESTACCESSKEY", "test-secret-key"
_number = itertools.count()


@dataclass(frozen=True, slots=True)
class Store:
    """An empty store at a URL. `fs` is a client of its own, to look behind the hub."""

    url: str
    fs: Any

    def hub(self) -> ObjectStoreHub:
        return ObjectStoreHub(self.url, REPO)

    def names(self) -> list[str]:
        root = f"{self.url.partition('://')[2]}/{REPO}/"
        return sorted(n.lstrip("/").removeprefix(root) for n in self.fs.find(root))

    def at(self, key: str) -> str:
        return f"{self.url}/{REPO}/{key}"

    def bucket(self) -> str:
        return self.url.partition("://")[2].partition("/")[0]


def store_of(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, kind: str) -> Store:
    if kind == "memory":
        return memory_store()
    endpoint = request.getfixturevalue(kind.split()[0])
    for name, value in {
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_ACCESS_KEY_ID": KEY,
        "AWS_SECRET_ACCESS_KEY": SECRET,
        "AWS_REGION": "us-east-1",
        "AWS_REQUEST_CHECKSUM_CALCULATION": "when_required",
        "AWS_RESPONSE_CHECKSUM_VALIDATION": "when_required",
    }.items():
        monkeypatch.setenv(name, value)
    fs = fsspec.filesystem("s3", use_listings_cache=False, endpoint_url=endpoint)
    bucket = f"bucket-{os.getpid()}-{next(_number)}"
    fs.call_s3("create_bucket", Bucket=bucket)
    if "versions" in kind:
        fs.call_s3(
            "put_bucket_versioning", Bucket=bucket, VersioningConfiguration={"Status": "Enabled"}
        )
    return Store(f"s3://{bucket}/open", fs)


def memory_store() -> Store:
    return Store(f"memory://bucket-{next(_number)}/open", fsspec.filesystem("memory"))
