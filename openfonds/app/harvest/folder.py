"""The folder of a harvest: a BagIt bag (RFC 8493) that is whole only when the harvest is.

While it goes on there is no manifest, so nobody takes in half of it. A journal says what is there,
so that nothing is fetched twice; a line that was cut off by a crash is left aside.
"""

import fcntl
import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import IO, Any

from openfonds import __version__
from openfonds.digests import sha256_of_bytes, sha256_of_stream
from openfonds.errors import SettingsError

JOURNAL = "harvest.jsonl"
MANIFEST = "manifest-sha256.txt"
TAG_MANIFEST = "tagmanifest-sha256.txt"
PARTIAL = "harvest.partial"
PAYLOAD = "data"


@dataclass(frozen=True, slots=True)
class Kept:
    """One line of the journal: what an address or a record gave. The last line of a key counts."""

    key: str  # digest of an address, or the identifier of a record
    where: str  # the address without its query, for people
    path: str  # below data/; empty: nothing was kept, or it is gone
    sha256: str
    n_bytes: int
    stamp: str = ""  # datestamp of a record
    state: str = ""  # of a record its prefix, or deleted; of an address empty, or web page


class HarvestFolder:
    """A folder that a harvest goes into. Use it as a context manager."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        if folder.exists() and not folder.is_dir():
            raise SettingsError(f"{str(folder)!r} is not a folder")
        is_ours = (folder / JOURNAL).is_file()
        if folder.is_dir() and not is_ours and any(folder.iterdir()):
            raise SettingsError(
                f"{str(folder)!r} has files in it that no harvest put there: name a new folder"
            )
        (folder / PAYLOAD).mkdir(parents=True, exist_ok=True)
        self._journal = (folder / JOURNAL).open("ab")
        try:
            fcntl.flock(self._journal, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            self._journal.close()
            raise SettingsError(f"another harvest into {str(folder)!r} is running") from None
        self._kept: dict[str, Kept] = {one.key: one for one in self._read()}
        self._owners = {one.path: one.key for one in self._kept.values() if one.path}
        self._sound: set[str] = set()
        if self._journal.tell() and not (folder / JOURNAL).read_bytes().endswith(b"\n"):
            self._journal.write(b"\n")  # after a line that a crash cut off

    def __enter__(self) -> "HarvestFolder":
        # From here on the bag is not whole.
        (self._folder / MANIFEST).unlink(missing_ok=True)
        (self._folder / TAG_MANIFEST).unlink(missing_ok=True)
        self._write("bagit.txt", b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n")
        return self

    def __exit__(self, *_: object) -> None:
        (self._folder / PARTIAL).unlink(missing_ok=True)
        self._journal.close()

    def kept(self, key: str) -> Kept | None:
        """What is there for a key, with the right digest; None: it has to be fetched."""
        one = self._kept.get(key)
        if one is None or key in self._sound or not one.path:
            return one
        try:
            with (self._folder / PAYLOAD / one.path).open("rb") as stream:
                if sha256_of_stream(stream) != one.sha256:
                    return None
        except OSError:
            return None
        self._sound.add(key)
        return one

    def all_kept(self) -> list[Kept]:
        """All that the journal knows, in the order of its keys."""
        return [self._kept[key] for key in sorted(self._kept)]

    def read(self, one: Kept) -> bytes:
        """The bytes of a small file that is there."""
        return (self._folder / PAYLOAD / one.path).read_bytes()

    @contextmanager
    def partial(self) -> Iterator[IO[bytes]]:
        """A file to fetch into; `keep` moves it to its place."""
        with (self._folder / PARTIAL).open("w+b") as stream:
            yield stream

    def keep(self, key: str, where: str, path: str, *, stamp: str = "", state: str = "") -> Kept:
        """Move what was fetched to its place below data/, and note it."""
        if self._owners.get(path, key) != key:
            path = _aside(key, path)
        source = self._folder / PARTIAL
        with source.open("rb") as stream:
            digest = sha256_of_stream(stream)
        n_bytes = source.stat().st_size
        target = self._folder / PAYLOAD / path
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            source.replace(target)
        except (FileExistsError, NotADirectoryError, IsADirectoryError):
            # An address that is a file, and the beginning of another address too.
            path = _aside(key, path)
            target = self._folder / PAYLOAD / path
            target.parent.mkdir(parents=True, exist_ok=True)
            source.replace(target)
        return self.note(Kept(key, where, path, digest, n_bytes, stamp, state))

    def note(self, one: Kept) -> Kept:
        """Add a line to the journal; a file that the key had before, and has no more, goes."""
        before = self._kept.get(one.key)
        if before and before.path and before.path != one.path:
            (self._folder / PAYLOAD / before.path).unlink(missing_ok=True)
        self._kept[one.key] = one
        if one.path:
            self._owners[one.path] = one.key
        self._sound.add(one.key)
        line = json.dumps(asdict(one), ensure_ascii=False, sort_keys=True)
        self._journal.write(line.encode() + b"\n")
        self._journal.flush()
        return one

    def state(self, name: str) -> dict[str, Any]:
        """A small state file; empty where there is none.

        Raises:
            SettingsError: if it is not as it was written: what the folder has is not known then.
        """
        path = self._folder / name
        try:
            read = json.loads(path.read_bytes())
        except FileNotFoundError:
            return {}
        except ValueError:
            read = None
        if not isinstance(read, dict):
            raise SettingsError(f"{str(path)!r} was changed and cannot be read: name a new folder")
        return read

    def save_state(self, name: str, state: Mapping[str, Any]) -> None:
        """Write a small state file whole or not at all."""
        self._write(name, json.dumps(state, ensure_ascii=False, sort_keys=True, indent=1).encode())

    def save_tag_file(self, name: str, data: bytes) -> None:
        """Write a tag file, beside data/."""
        self._write(name, data)

    def finish(self, info: Mapping[str, str], day: date) -> int:
        """Write manifests and bag-info.txt: the bag is whole. Returns the number of its files."""
        self._journal.flush()
        files = {one.path: one for one in self._kept.values() if one.path}
        total = sum(one.n_bytes for one in files.values())
        written = {
            **info,
            "Bag-Software-Agent": f"openfonds {__version__}",
            "Bagging-Date": day.isoformat(),
            "Payload-Oxum": f"{total}.{len(files)}",
        }
        lines = (f"{label}: {' '.join(value.split())}\n" for label, value in written.items())
        self._write("bag-info.txt", "".join(lines).encode())
        listed = (f"{files[p].sha256}  {PAYLOAD}/{_escaped(p)}\n" for p in sorted(files))
        manifest = "".join(listed).encode()
        (self._folder / PARTIAL).unlink(missing_ok=True)
        tags = sorted(p.name for p in self._folder.iterdir() if p.is_file() and p.name != MANIFEST)
        digests = {name: self._digest(name) for name in tags if name != TAG_MANIFEST}
        digests[MANIFEST] = sha256_of_bytes(manifest)
        tag_lines = (f"{digests[name]}  {_escaped(name)}\n" for name in sorted(digests))
        self._write(TAG_MANIFEST, "".join(tag_lines).encode())
        self._write(MANIFEST, manifest)  # last: with it the bag is whole
        return len(files)

    def _digest(self, name: str) -> str:
        with (self._folder / name).open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()

    def _read(self) -> Iterator[Kept]:
        for line in (self._folder / JOURNAL).read_bytes().splitlines():
            try:
                yield Kept(**json.loads(line))
            except (ValueError, TypeError):
                continue  # cut off by a crash

    def _write(self, name: str, data: bytes) -> None:
        partial = self._folder / f"{name}.partial"
        with partial.open("wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        partial.replace(self._folder / name)


def _aside(key: str, path: str) -> str:
    return f"other/{sha256_of_bytes(key.encode())[:32]}{Path(path).suffix[:8]}"


def _escaped(name: str) -> str:
    return name.replace("%", "%25").replace("\n", "%0A").replace("\r", "%0D")
