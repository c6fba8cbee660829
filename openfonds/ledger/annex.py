"""The sealed annex: what lies behind a public record, for auditors, and erasable.

Each entry is encrypted under a key of its own. The ledger holds only a commitment to it, so
destroying the key erases the entry without breaking the tree: this is how erasure is met in a
ledger from which nothing can be removed (LAW 4). The salt lies inside the seal and goes with
the key, so that afterwards nobody can test a guess against the commitment either.

Beside the entry its key is kept only wrapped, under a key that is kept elsewhere: whoever has a
copy of the database alone can read no entry.
"""

import dataclasses
import hashlib
import json
import os
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from openfonds.ledger.records import LedgerError
from openfonds.model import doc

KEY_BYTES = 32
NUMBER_BYTES = 4
SALT_BYTES = 32
NONCE_BYTES = 12


@dataclass(frozen=True, slots=True)
class AnnexEntry:
    """What only auditors and the head of the archive may read about one record."""

    decision_id: str = doc("id of the decision")
    collection: str = doc("name of the collection")
    reference_code: str = doc("reference code, in clear")
    page: int | None = doc("page number, None for the whole item")
    reason_codes: tuple[str, ...] = doc("full reason codes")
    citations: tuple[str, ...] = doc("the law behind them")
    facts: tuple[str, ...] = doc("names of the facts that were used, with value and source")
    next_check_on: str | None = doc("exact day of the next check, ISO 8601")


@dataclass(frozen=True, slots=True)
class SealedEntry:
    """A sealed entry for the annex, and the commitment to it for the public record."""

    sealed: bytes
    commitment: str


def new_annex_key() -> bytes:
    """A new key for one entry, 32 random bytes. Destroying every copy erases the entry."""
    return AESGCM.generate_key(bit_length=8 * KEY_BYTES)


def commitment(salt: bytes, entry: AnnexEntry) -> str:
    """Hexadecimal SHA-256(salt || canonical JSON of the entry); binding, and blind without salt.

    It is made over the clear entry, since one AES-GCM text can be made to open under two keys.
    """
    return hashlib.sha256(salt + _canonical(entry)).hexdigest()


def seal(entry: AnnexEntry, key: bytes) -> SealedEntry:
    """Encrypt `entry` under `key`, which must not have sealed anything else.

    The form is nonce (12 bytes), then AES-256-GCM of salt (32 bytes) and canonical JSON, bound
    to the commitment, so that a sealed entry cannot be put behind another record.
    """
    random = os.urandom(SALT_BYTES + NONCE_BYTES)
    salt, nonce = random[:SALT_BYTES], random[SALT_BYTES:]
    clear = salt + _canonical(entry)
    bound_to = hashlib.sha256(clear).hexdigest()
    return SealedEntry(nonce + _cipher(key).encrypt(nonce, clear, bound_to.encode()), bound_to)


@dataclass(frozen=True, slots=True, repr=False)
class WrappingKey:
    """The key under which the keys of entries are kept; `number` says which one it is."""

    number: int
    key: bytes

    def wrap(self, seq: int, entry_key: bytes) -> bytes:
        """`entry_key` for the entry behind record `seq`: number, nonce, AES-256-GCM (64 bytes).

        It is bound to the record, so that it cannot be put beside another entry.
        """
        nonce = os.urandom(NONCE_BYTES)
        number = self.number.to_bytes(NUMBER_BYTES, "big")
        return number + nonce + _cipher(self.key).encrypt(nonce, entry_key, b"%d" % seq)

    def unwrap(self, seq: int, wrapped: bytes) -> bytes:
        """The key that was wrapped for the entry behind record `seq`.

        Raises:
            LedgerError: if it was wrapped under another key or for another entry.
        """
        nonce = wrapped[NUMBER_BYTES : NUMBER_BYTES + NONCE_BYTES]
        try:
            return _cipher(self.key).decrypt(
                nonce, wrapped[NUMBER_BYTES + NONCE_BYTES :], b"%d" % seq
            )
        except (InvalidTag, ValueError):
            raise LedgerError(
                "the key of the annex entry cannot be opened: its wrapping key was destroyed or is"
                " another one"
            ) from None


def wrapped_under(wrapped: bytes) -> int:
    """Number of the key under which an entry key was wrapped."""
    return int.from_bytes(wrapped[:NUMBER_BYTES], "big")


def unseal(sealed: bytes, key: bytes, bound_to: str) -> AnnexEntry:
    """The entry behind the record whose annex_commitment is `bound_to`.

    Raises:
        LedgerError: without the right key, or if the entry was changed or belongs to another
            record. A destroyed key looks the same as a wrong one.
    """
    try:
        nonce, body = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
        clear = _cipher(key).decrypt(nonce, body, bound_to.encode())
    except (InvalidTag, ValueError):
        raise LedgerError(
            "the annex entry cannot be opened: its key was destroyed or is another one, or the"
            " entry is not the one that the ledger commits to"
        ) from None
    values = json.loads(clear[SALT_BYTES:])
    for name in ("reason_codes", "citations", "facts"):
        values[name] = tuple(values[name])
    entry = AnnexEntry(**values)
    if commitment(clear[:SALT_BYTES], entry) != bound_to:
        raise LedgerError("the annex entry is not the one that the ledger commits to")
    return entry


def _canonical(entry: AnnexEntry) -> bytes:
    """What `digests.canonical_json` gives, without its walk."""
    return _ENCODE({name: getattr(entry, name) for name in _SORTED_NAMES}).encode()


def _cipher(key: bytes) -> AESGCM:
    if len(key) != KEY_BYTES:
        raise LedgerError(f"an annex key has {KEY_BYTES} bytes; this one was destroyed or damaged")
    return AESGCM(key)


_SORTED_NAMES = sorted(field.name for field in dataclasses.fields(AnnexEntry))
_ENCODE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
