"""Reading a published version back, the way a stranger would, and comparing it with the record."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from openfonds.digests import sha256_of_stream
from openfonds.errors import TransientError
from openfonds.releases.parquet import ShardFile
from openfonds.releases.static_hub import full_repo_id
from openfonds.releases.versions import Version


def read_back(
    folder_or_url: str | Path, repo_id: str, version: str, expected: Sequence[ShardFile]
) -> list[str]:
    """What differs between a version on a hub and what was recorded of it; nothing if all holds.

    Every expected file is fetched by its tag and hashed, the rows of every Parquet file are
    counted, and a Parquet file that nobody recorded is reported.

    Args:
        folder_or_url: the root of a static hub (a folder), or the address of a hub (http...).
        repo_id: NAMESPACE/NAME; for a folder also NAME in the default namespace.

    Raises:
        TransientError: if the hub cannot be reached, so that nothing can be told.
    """
    tag = Version.parse(version).tag
    if str(folder_or_url).startswith(("http://", "https://")):
        return _over_http(str(folder_or_url), repo_id, tag, expected)
    folder = Path(folder_or_url) / "datasets" / full_repo_id(repo_id) / "resolve" / tag
    if not folder.is_dir():
        return [f"{repo_id} has no version {tag}"]
    present = [p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()]
    problems = unrecorded(present, expected)
    for shard in expected:
        path = folder / shard.path
        problems += differences(path, shard) if path.is_file() else [f"{shard.path} is missing"]
    return problems


def _over_http(url: str, repo_id: str, tag: str, expected: Sequence[ShardFile]) -> list[str]:
    from huggingface_hub import HfApi
    from huggingface_hub.errors import (  # type: ignore[attr-defined]  # HTTPError
        EntryNotFoundError,
        HTTPError,  # the root of all errors of its HTTP library, whichever that is
        LocalEntryNotFoundError,
        RepositoryNotFoundError,
        RevisionNotFoundError,
    )

    api = HfApi(endpoint=url)
    try:
        present = api.list_repo_files(repo_id, repo_type="dataset", revision=tag)
        problems = unrecorded(present, expected)
        for shard in expected:
            # One file at a time: the disk must not hold the dataset once more.
            with tempfile.TemporaryDirectory() as folder:
                try:
                    path = api.hf_hub_download(
                        repo_id, shard.path, repo_type="dataset", revision=tag, local_dir=folder
                    )
                except LocalEntryNotFoundError:
                    raise
                except EntryNotFoundError:
                    problems.append(f"{shard.path} is missing")
                else:
                    problems += differences(Path(path), shard)
    except (RepositoryNotFoundError, RevisionNotFoundError):
        return [f"{repo_id} has no version {tag}"]
    except (HTTPError, OSError) as error:
        raise TransientError(
            f"the hub at {url} cannot be read ({type(error).__name__}), so it is not known whether"
            f" {repo_id} {tag} is sound: try again later"
        ) from error
    return problems


def unrecorded(present: Sequence[str], expected: Sequence[ShardFile]) -> list[str]:
    """The Parquet files that nobody recorded, as sentences."""
    extra = set(present) - {shard.path for shard in expected}
    return [f"{path} was not recorded" for path in sorted(extra) if path.endswith(".parquet")]


def differences(path: Path, shard: ShardFile) -> list[str]:
    """What a file does not have in common with the record of it, as sentences."""
    with path.open("rb") as stream:
        digest = sha256_of_stream(stream)
    if digest != shard.sha256 or path.stat().st_size != shard.n_bytes:
        return [f"{shard.path} has other bytes than were recorded"]
    if not shard.path.endswith(".parquet"):
        return []
    try:
        rows = pq.read_metadata(path).num_rows
    except (OSError, pa.ArrowInvalid):
        return [f"{shard.path} cannot be read as Parquet"]
    return [] if rows == shard.rows else [f"{shard.path} has {rows} rows, not {shard.rows}"]
