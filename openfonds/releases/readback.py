"""Reading a published version back, the way a stranger would, and comparing it with the record."""

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from openfonds.digests import sha256_of_stream
from openfonds.errors import TransientError
from openfonds.releases.parquet import ShardFile
from openfonds.releases.versions import Version

Look = Callable[[Path, ShardFile], list[str]]  # a file, as it was fetched, and the record of it


def read_back(
    url: str, repo_id: str, version: str, expected: Sequence[ShardFile], look: Look | None = None
) -> list[str]:
    """What differs between a version on a hub and what was recorded of it; nothing if all holds.

    Every expected file is fetched by its tag and hashed, the rows of every Parquet file are
    counted, and a Parquet file that nobody recorded is reported.

    Args:
        url: the address of a hub.
        repo_id: NAMESPACE/NAME.
        look: what to compare each file by; `differences` if not given.

    Raises:
        TransientError: if the hub cannot be reached, so that nothing can be told.
    """
    from huggingface_hub import HfApi
    from huggingface_hub.errors import (  # type: ignore[attr-defined]  # HTTPError
        EntryNotFoundError,
        HTTPError,  # the root of all errors of its HTTP library, whichever that is
        LocalEntryNotFoundError,
        RepositoryNotFoundError,
        RevisionNotFoundError,
    )

    tag = Version.parse(version).tag
    api = HfApi(endpoint=url, token=False)
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
                    problems += (look or differences)(Path(path), shard)
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
