"""The sealed annex: what lies behind a public record, for auditors, and erasable.

Each entry is encrypted under a key of its own. The ledger holds only a commitment to it, so
destroying the key erases the entry without breaking the tree: this is how erasure is met in a
ledger from which nothing can be removed (LAW 4). The salt lies inside the seal and goes with
the key, so that afterwards nobody can test a guess against the commitment either.
"""

import hashlib
import json
import os
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from openfonds.digests import canonical_json
from openfonds.ledger.records import LedgerError
from openfonds.model import doc

KEY_BYTES = 32
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
    return hashlib.sha256(salt + canonical_json(entry)).hexdigest()


def seal(entry: AnnexEntry, key: bytes) -> SealedEntry:
    """Encrypt `entry` under `key`, which must not have sealed anything else.

    The form is nonce (12 bytes), then AES-256-GCM of salt (32 bytes) and canonical JSON, bound
    to the commitment, so that a sealed entry cannot be put behind another record.
    """
    salt, nonce = os.urandom(SALT_BYTES), os.urandom(NONCE_BYTES)
    bound_to = commitment(salt, entry)
    clear = salt + canonical_json(entry)
    return SealedEntry(nonce + _cipher(key).encrypt(nonce, clear, bound_to.encode()), bound_to)


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


def _cipher(key: bytes) -> AESGCM:
    if len(key) != KEY_BYTES:
        raise LedgerError(f"an annex key has {KEY_BYTES} bytes; this one was destroyed or damaged")
    return AESGCM(key)
