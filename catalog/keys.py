"""Where the keys of the ledger are kept: in the annex, made once, never exported.

There is an epoch for each time that the keys were changed (`catalog.rotation`). Of an earlier
epoch the public key and the secret behind the keyed digests stay, so that its records can still
be checked; its signing key and its wrapping key are destroyed.
"""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from catalog import database as db
from openfonds.errors import SettingsError
from openfonds.ledger.annex import WrappingKey, new_annex_key
from openfonds.ledger.keys import new_epoch_key, new_signing_key, public_key_pem
from openfonds.storage import Zone

FOLDER = "keys"
BARE_KEY_BYTES = 32


@dataclass(frozen=True, slots=True, repr=False)
class KeyEpoch:
    """What holds from the record `first_seq` on."""

    number: int
    first_seq: int
    public_pem: bytes
    secret: bytes  # behind the keyed digests


@dataclass(frozen=True, slots=True, repr=False)
class LedgerKeys:
    """The signing key (PEM), the secret behind the keyed digests of this epoch, and the others."""

    signing_pem: bytes
    epoch: bytes
    epochs: tuple[KeyEpoch, ...]  # the oldest first
    wrapping: tuple[WrappingKey, ...]  # for the keys of annex entries; the newest last

    def epoch_at(self, seq: int) -> bytes:
        """The secret behind the keyed digests of record `seq`."""
        return self._at(seq).secret

    def public_at(self, size: int) -> bytes:
        """The public key (PEM) of checkpoints over `size` records."""
        return self._at(size).public_pem

    def _at(self, seq: int) -> KeyEpoch:
        return [epoch for epoch in self.epochs if epoch.first_seq <= seq][-1]


def signing_key_name(number: int) -> str:
    """File of the signing key of an epoch, in the annex zone."""
    return f"{FOLDER}/signing-key.pem" if number == 1 else f"{FOLDER}/signing-key-{number}.pem"


def wrapping_key_name(number: int) -> str:
    """File of the wrapping key of an epoch, in the annex zone."""
    return f"{FOLDER}/annex-{number}.key"


def load_keys(annex: Zone, connection: Connection | None = None) -> LedgerKeys:
    """Read the keys; the first time, make them. Call it inside `database.writing`.

    Without `connection` only keys that were never changed can be told.

    Raises:
        SettingsError: when a key is missing that the ledger was written with.
    """
    if connection is None:
        if annex.exists(signing_key_name(2)):
            raise SettingsError("the keys of the ledger were changed: open the database first")
        make_keys(annex, 1)
        return _read(annex, [(1, 0)])
    query = sa.select(db.key_epochs.c.number, db.key_epochs.c.first_seq).order_by("number")
    epochs = [(row.number, row.first_seq) for row in connection.execute(query)]
    if not epochs:
        make_keys(annex, 1)
        _wrap_bare_keys(connection, WrappingKey(1, annex.read(wrapping_key_name(1))))
        connection.execute(sa.insert(db.key_epochs).values(number=1, first_seq=0))
        epochs = [(1, 0)]
    return _read(annex, epochs)


def make_keys(annex: Zone, number: int) -> None:
    """Make the keys of an epoch that are missing."""
    name = signing_key_name(number)
    if not annex.exists(name):
        annex.write(name, new_signing_key())
    for path, value in (
        (_public_key_name(number), public_key_pem(annex.read(name))),
        (_secret_name(number), new_epoch_key()),
        (wrapping_key_name(number), new_annex_key()),
    ):
        if not annex.exists(path):
            annex.write(path, value)


def retire_keys(annex: Zone, number: int) -> None:
    """Destroy what is no longer needed of the epochs before `number`."""
    for earlier in range(1, number):
        annex.delete(signing_key_name(earlier))
        annex.delete(wrapping_key_name(earlier))


def _public_key_name(number: int) -> str:
    return f"{FOLDER}/public-key-{number}.pem"


def _secret_name(number: int) -> str:
    return f"{FOLDER}/epoch-{number}.key"


def _read(annex: Zone, epochs: list[tuple[int, int]]) -> LedgerKeys:
    newest = epochs[-1][0]
    try:
        known = tuple(
            KeyEpoch(
                number, seq, annex.read(_public_key_name(number)), annex.read(_secret_name(number))
            )
            for number, seq in epochs
        )
        wrapping = [n for n, _ in epochs if n == newest or annex.exists(wrapping_key_name(n))]
        return LedgerKeys(
            signing_pem=annex.read(signing_key_name(newest)),
            epoch=known[-1].secret,
            epochs=known,
            wrapping=tuple(WrappingKey(n, annex.read(wrapping_key_name(n))) for n in wrapping),
        )
    except FileNotFoundError:
        raise SettingsError(
            f"a key of the ledger is missing in {annex.url(FOLDER)}: restore that folder from a"
            " backup; nothing can be signed or proved without it"
        ) from None


def _wrap_bare_keys(connection: Connection, wrapping: WrappingKey) -> None:
    """Wrap keys of annex entries that were stored in clear, as the first versions did."""
    bare = sa.select(db.annex.c.seq, db.annex.c.key).where(
        sa.func.length(db.annex.c.key) == BARE_KEY_BYTES
    )
    for row in connection.execute(bare).all():
        wrapped = wrapping.wrap(row.seq, bytes(row.key))
        connection.execute(sa.update(db.annex).where(db.annex.c.seq == row.seq).values(key=wrapped))
