"""One writer at a time on a store that has no locks.

A run writes a claim of its own, `claims/TOKEN.json`, and lists the claims. If it sees no other,
it may write; if it sees another, it withdraws, the one with the lowest token after a short wait
for the others to withdraw. Of two runs at once at least one sees the other's claim, since each
writes before it lists; so both cannot go on. This needs a store whose listings show every
finished write (S3 since December 2020, Ceph, MinIO, Google, Azure) and nothing else of it.

A claim whose process is gone is removed, at once on the machine where it ran. Elsewhere it holds
until it is `LEASE_SECONDS` old by the clock of the store. A run that was asleep for longer finds
its claim gone before its next write and stops; one upload that is under way at that moment can
still end, so a claim is renewed between uploads and the lease is long.
"""

import json
import os
import secrets
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from openfonds.digests import digest_of
from openfonds.errors import OpenfondsError, TransientError
from openfonds.releases.object_store_folder import StoredObject, StoreFolder

CLAIMS = "claims"
LEASE_SECONDS = 3600
RENEW_SECONDS = 600
PATIENCE_SECONDS = 15
PAUSE_SECONDS = 0.2
_OF_THIS_PROCESS: set[str] = set()


@dataclass(frozen=True, slots=True)
class _Owner:
    """Who wrote a claim and what for. `machine` tells kernels and process namespaces apart."""

    purpose: str
    machine: str
    process: int


class Claim:
    """The right to write, as long as nobody removed the claim."""

    def __init__(self, folder: StoreFolder, token: str, owner: _Owner) -> None:
        self._folder = folder
        self._key = f"{CLAIMS}/{token}.json"
        self._data = json.dumps(asdict(owner)).encode()
        self._token = token
        self._owner = owner
        self._written = 0.0

    def hold(self) -> None:
        """Call it before every write.

        Raises:
            TransientError: if the claim was removed, because it was held for dead.
        """
        if self._written:
            try:
                self._folder.info(self._key)
            except FileNotFoundError:
                raise TransientError(
                    f"{self._folder.url}: this run was held for dead and another took its place:"
                    " run the same command again"
                ) from None
        if not self._written or time.monotonic() - self._written > RENEW_SECONDS:
            self._folder.write(self._key, self._data)
            self._written = time.monotonic()

    def acquire(self) -> None:
        """Write the claim and wait until no other is seen."""
        self.hold()
        deadline = time.monotonic() + PATIENCE_SECONDS
        while rivals := self._rivals():
            if min(rivals) < self._token or time.monotonic() > deadline:
                raise TransientError(
                    f"{self._folder.url}: another run is writing here, {rivals[min(rivals)]}: run"
                    " the same command again when it is done. If it died on another machine, this"
                    f" goes on by itself {LEASE_SECONDS // 60} minutes after its last sign of life"
                )
            time.sleep(PAUSE_SECONDS)

    def release(self, *, with_twins: bool) -> None:
        """Remove the claim, and on success those of runs that were to do the same."""
        for key, stored in self._claims().items():
            owner = self._owner_of(key)
            if key == self._key or (with_twins and owner and owner.purpose == self._owner.purpose):
                self._folder.remove([stored])

    def _claims(self) -> dict[str, StoredObject]:
        listing = self._folder.listing()
        return {key: stored for key, stored in listing.items() if key.startswith(f"{CLAIMS}/")}

    def _rivals(self) -> dict[str, str]:
        """Who else is writing, by token. Claims of the dead are removed."""
        claims = self._claims()
        mine = claims.pop(self._key, None)
        if mine is None:
            raise TransientError(
                f"{self._folder.url} does not list what was just written: run the same command"
                " again; if it stays so, this store cannot keep two runs apart"
            )
        rivals: dict[str, str] = {}
        for key, stored in claims.items():
            owner = self._owner_of(key)
            # A run with the same purpose writes the same bytes to the same keys: one that was
            # killed and is run again must not wait for itself.
            if owner is None or owner.purpose == self._owner.purpose:
                continue
            token = key.removeprefix(f"{CLAIMS}/").removesuffix(".json")
            age = int((mine.modified - stored.modified).total_seconds())
            if age > LEASE_SECONDS or _is_dead(owner, token):
                self._folder.remove([stored])
            else:
                here = "on this machine" if owner.machine == _machine() else "on another machine"
                rivals[token] = f"process {owner.process} {here}, {age} s ago"
        return rivals

    def _owner_of(self, key: str) -> _Owner | None:
        try:
            return _Owner(**json.loads(self._folder.read(key)))
        except FileNotFoundError:
            return None
        except (ValueError, TypeError):  # of another version of this program, perhaps
            return _Owner("unknown", "", 0)


@contextmanager
def claimed(folder: StoreFolder, purpose: str) -> Iterator[Claim]:
    """Hold the claim to a folder of a store.

    Args:
        purpose: what will be written; equal purposes write equal bytes and do not exclude.

    Raises:
        TransientError: when another run is writing there.
    """
    token = secrets.token_hex(8)
    claim = Claim(folder, token, _Owner(purpose, _machine(), os.getpid()))
    _OF_THIS_PROCESS.add(token)
    try:
        try:
            claim.acquire()
            yield claim
        except BaseException:
            with suppress(OpenfondsError, OSError):  # the first error is what matters
                claim.release(with_twins=False)
            raise
        claim.release(with_twins=True)
    finally:
        _OF_THIS_PROCESS.discard(token)


def _is_dead(owner: _Owner, token: str) -> bool:
    """Whether the process that wrote a claim is surely gone."""
    if not owner.machine or owner.machine != _machine():
        return False
    if owner.process == os.getpid():
        return token not in _OF_THIS_PROCESS
    try:
        os.kill(owner.process, 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False


def _machine() -> str:
    """A name for this kernel since its start and this process namespace; empty if unknown."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
        namespace = str(Path("/proc/self/ns/pid").readlink())
    except OSError:
        return ""
    return digest_of([socket.gethostname(), boot, namespace])[:16]
