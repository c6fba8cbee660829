"""Digests of bytes and of values, the same on every machine and in every run."""

import dataclasses
import hashlib
import json
from collections.abc import Sequence
from datetime import date
from enum import Enum
from typing import IO, Any

CHUNK_BYTES = 1 << 20


def sha256_of_bytes(data: bytes) -> str:
    """Hexadecimal SHA-256 of `data`."""
    return hashlib.sha256(data).hexdigest()


def sha256_of_stream(stream: IO[bytes]) -> str:
    """Hexadecimal SHA-256 of what is left to read in `stream`, in constant memory."""
    digest = hashlib.sha256()
    while chunk := stream.read(CHUNK_BYTES):
        digest.update(chunk)
    return digest.hexdigest()


def digests_of_stream(stream: IO[bytes], algorithms: Sequence[str]) -> dict[str, str]:
    """Hexadecimal digests of what is left to read in `stream`, by algorithm, in one pass."""
    digests = [hashlib.new(algorithm, usedforsecurity=False) for algorithm in algorithms]
    while chunk := stream.read(CHUNK_BYTES):
        for digest in digests:
            digest.update(chunk)
    return {a: d.hexdigest() for a, d in zip(algorithms, digests, strict=True)}


def canonical_json(value: Any) -> bytes:
    """One spelling for one value: sorted keys, no blanks, UTF-8, no floats that differ by platform.

    Dataclasses become objects, dates ISO strings, enumerations their values. This is the subset
    of RFC 8785 that holds for strings, integers, booleans, null, lists and objects.

    Raises:
        TypeError: for a value that has no canonical form (a float, a set, an object).
    """
    return json.dumps(
        _plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":")
    ).encode()


def digest_of(value: Any) -> str:
    """Hexadecimal SHA-256 of the canonical JSON of `value`."""
    return sha256_of_bytes(canonical_json(value))


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if value is None or isinstance(value, (str, bool, int)):
        return value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (list, tuple)):
        return [_plain(v) for v in value]
    if isinstance(value, dict):
        return {str(_plain(k)): _plain(v) for k, v in value.items()}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: _plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    raise TypeError(f"no canonical form for {type(value).__name__}")
