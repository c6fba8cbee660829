"""What an S3 bucket keeps beside its objects: older versions, delete markers, unfinished uploads.

A bucket with versioning gives out every older version of an object to whoever knows its id, and
a plain deletion only hides the object behind a delete marker. So a purge deletes by version id
(S3 API: ListObjectVersions, DeleteObjects, ListMultipartUploads, AbortMultipartUpload).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from openfonds.releases.object_store_errors import is_unknown_to_store

KEYS_A_CALL = 1000  # what DeleteObjects takes at most


@dataclass(frozen=True, slots=True)
class ObjectVersion:
    """One version of an object, or the marker of its deletion (`etag` is empty)."""

    key: str
    version_id: str
    is_newest: bool
    etag: str
    n_bytes: int


def keeps_versions(fs: Any, bucket: str) -> bool | None:
    """Whether the bucket keeps versions, now or from before; None where the store does not tell."""
    try:
        answer = fs.call_s3("get_bucket_versioning", Bucket=bucket)
    except FileNotFoundError:
        raise
    except OSError as error:
        if isinstance(error, PermissionError) or is_unknown_to_store(error):
            return None
        raise
    return answer.get("Status") in ("Enabled", "Suspended")


def object_versions(fs: Any, bucket: str, prefix: str) -> Iterator[ObjectVersion]:
    """All versions and delete markers of the objects whose keys begin with `prefix`."""
    markers: dict[str, str] = {}
    while True:
        page = fs.call_s3("list_object_versions", Bucket=bucket, Prefix=prefix, **markers)
        for entry in page.get("Versions", []):
            yield ObjectVersion(
                entry["Key"],
                entry["VersionId"],
                bool(entry["IsLatest"]),
                entry["ETag"].strip('"'),
                int(entry["Size"]),
            )
        for entry in page.get("DeleteMarkers", []):
            newest = bool(entry["IsLatest"])
            yield ObjectVersion(entry["Key"], entry["VersionId"], newest, "", 0)
        if not page.get("IsTruncated"):
            return
        markers = {"KeyMarker": page["NextKeyMarker"]}
        if page.get("NextVersionIdMarker"):
            markers["VersionIdMarker"] = page["NextVersionIdMarker"]


def delete_objects(fs: Any, bucket: str, doomed: Sequence[tuple[str, str | None]]) -> int:
    """Delete keys, or versions of keys; returns how many the store would not delete."""
    refused = 0
    for start in range(0, len(doomed), KEYS_A_CALL):
        objects = [
            {"Key": key} if version_id is None else {"Key": key, "VersionId": version_id}
            for key, version_id in doomed[start : start + KEYS_A_CALL]
        ]
        answer = fs.call_s3(
            "delete_objects", Bucket=bucket, Delete={"Objects": objects, "Quiet": True}
        )
        refused += len(answer.get("Errors", []))
    return refused


def unfinished_uploads(fs: Any, bucket: str, prefix: str) -> list[tuple[str, str]]:
    """Key and upload id of uploads in parts that nobody finished; none where the store has none."""
    found: list[tuple[str, str]] = []
    markers: dict[str, str] = {}
    while True:
        try:
            page = fs.call_s3("list_multipart_uploads", Bucket=bucket, Prefix=prefix, **markers)
        except FileNotFoundError:  # rclone: its answer for a bucket without any
            return found
        except OSError as error:
            if is_unknown_to_store(error):
                return found
            raise
        found += [(u["Key"], u["UploadId"]) for u in page.get("Uploads") or []]
        if not page.get("IsTruncated"):
            return found
        markers = {
            "KeyMarker": page["NextKeyMarker"],
            "UploadIdMarker": page["NextUploadIdMarker"],
        }


def abort_uploads(fs: Any, bucket: str, prefix: str) -> None:
    """Drop the parts of unfinished uploads."""
    for key, upload_id in unfinished_uploads(fs, bucket, prefix):
        try:
            fs.call_s3("abort_multipart_upload", Bucket=bucket, Key=key, UploadId=upload_id)
        except FileNotFoundError:
            continue  # finished or dropped since
