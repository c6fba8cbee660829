"""The zones of the storage (DESIGN 3), on any fsspec filesystem.

A zone is a capability: code that is handed only `cleared` and `public` cannot reach the vault.
Names are relative POSIX paths. A write becomes visible whole or not at all.
"""

import os
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import fsspec
from fsspec.implementations.local import LocalFileSystem

from openfonds.errors import SettingsError, TransientError

PRIVATE_MODE = 0o700
PARTIAL_SUFFIX = ".partial"


class Zone:
    """One zone: relative names in, bytes out."""

    def __init__(self, fs: Any, root: str, *, private: bool) -> None:
        self._fs = fs
        self._root = root
        self._private = private

    def url(self, name: str = "") -> str:
        """Where `name` is, for people."""
        return str(self._fs.unstrip_protocol(self._at(name)))

    def exists(self, name: str) -> bool:
        """Whether there is a file or folder of this name."""
        return bool(self._fs.exists(self._at(name)))

    def open(self, name: str) -> IO[bytes]:
        """A stream of the bytes of a file. Raises FileNotFoundError."""
        stream: IO[bytes] = self._fs.open(self._at(name), "rb")
        return stream

    def read(self, name: str) -> bytes:
        """All bytes of a small file. Raises FileNotFoundError."""
        with self.open(name) as stream:
            return stream.read()

    def names(self, under: str = "") -> list[str]:
        """All files below a folder, sorted; none where the folder does not exist."""
        found = self._fs.find(self._at(under)) if self.exists(under) else []
        prefix = self._at("").rstrip("/") + "/"
        return sorted(f.removeprefix(prefix) for f in found if not f.endswith(PARTIAL_SUFFIX))

    def write(self, name: str, data: bytes) -> None:
        """Write a file so that it appears whole or not at all.

        Raises:
            TransientError: when the storage is full or out of reach.
        """
        target = self._at(name)
        partial = f"{target}.{secrets.token_hex(8)}{PARTIAL_SUFFIX}"
        try:
            self._make_folder(target.rpartition("/")[0])
            if not self._is_local():
                self._fs.pipe_file(target, data)  # object stores write an object whole
                return
            descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, self._mode())
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())
            Path(partial).replace(target)
        except OSError as error:
            if self._is_local():
                Path(partial).unlink(missing_ok=True)
            raise TransientError(
                f"cannot write to the storage ({error.strerror or type(error).__name__}):"
                f" {self.url(name)}. Make room or check the folder, then run the same command"
                " again: finished work is kept"
            ) from error

    def delete(self, name: str) -> None:
        """Remove a file or a folder with all below it; nothing happens where there is none."""
        if self.exists(name):
            self._fs.rm(self._at(name), recursive=True)

    def local_folder(self, name: str = "") -> Path:
        """The folder on this machine, made if need be.

        Raises:
            SettingsError: when the storage is not a local folder.
        """
        if not self._is_local():
            raise SettingsError(f"{self.url(name)} is not a folder of this machine")
        self._make_folder(self._at(name))
        return Path(self._at(name))

    def _at(self, name: str) -> str:
        if name.startswith("/") or ".." in name.split("/"):
            raise ValueError("a name in a zone is relative and stays inside it")
        return f"{self._root}/{name}" if name else self._root

    def _is_local(self) -> bool:
        return isinstance(self._fs, LocalFileSystem)

    def _mode(self) -> int:
        return 0o600 if self._private else 0o644

    def _make_folder(self, folder: str) -> None:
        if not self._is_local():
            self._fs.makedirs(folder, exist_ok=True)
            return
        Path(folder).mkdir(parents=True, exist_ok=True)
        if self._private:
            Path(self._root).chmod(PRIVATE_MODE)


@dataclass(frozen=True, slots=True)
class Storage:
    """All zones of one installation."""

    vault: Zone  # page texts, facts: everything not yet cleared
    annex: Zone  # keys, and the clear references behind the ledger
    audit: Zone  # exported ledger and signed checkpoints
    cleared: Zone  # records whose open decision was proved by the gate
    public: Zone  # releases


def open_storage(url: str) -> Storage:
    """The zones under a storage URL, such as file:///srv/openfonds or s3://bucket/openfonds.

    Raises:
        SettingsError: for a URL that fsspec does not know.
    """
    try:
        fs, root = fsspec.core.url_to_fs(url)
    except (ValueError, ImportError) as error:
        raise SettingsError(f"OPENFONDS_STORAGE {url!r} cannot be used: {error}") from None
    root = root.rstrip("/")
    return Storage(
        vault=Zone(fs, f"{root}/vault", private=True),
        annex=Zone(fs, f"{root}/annex", private=True),
        audit=Zone(fs, f"{root}/audit", private=False),
        cleared=Zone(fs, f"{root}/cleared", private=True),
        public=Zone(fs, f"{root}/public", private=False),
    )


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """A private temporary folder under TMPDIR, removed at the end."""
    with tempfile.TemporaryDirectory(prefix="openfonds-") as folder:
        yield Path(folder)
