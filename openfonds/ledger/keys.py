"""Keys of the ledger, as bytes: where they are kept is the business of the catalog.

Two kinds: one Ed25519 key that signs checkpoints, whose public half everyone may have; and the
epoch keys behind the keyed digests in the public ledger. References, names and facts have so
few possible values that a plain digest of one could be guessed (LAW 4), so an epoch key must
never be in an export.
"""

import base64
import hmac
import json
import os

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from openfonds.ledger.records import LedgerError

EPOCH_KEY_BYTES = 32
MANIFEST_HEADING = b"openfonds ledger manifest v1\n"  # so that it is never taken for a checkpoint


def new_signing_key() -> bytes:
    """A new Ed25519 private key, PEM (PKCS #8, not encrypted)."""
    key = Ed25519PrivateKey.generate()
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def public_key_pem(signing_key_pem: bytes) -> bytes:
    """The public half of a signing key, PEM (SubjectPublicKeyInfo, RFC 8410)."""
    public = load_signing_key(signing_key_pem).public_key()
    return public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def load_signing_key(pem: bytes) -> Ed25519PrivateKey:
    """The private key in `pem`.

    Raises:
        LedgerError: if it is not an Ed25519 private key.
    """
    try:
        key = load_pem_private_key(pem, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise LedgerError("the signing key of the ledger cannot be read") from None
    if not isinstance(key, Ed25519PrivateKey):
        raise LedgerError("the signing key of the ledger is not an Ed25519 key")
    return key


def load_public_key(pem: bytes) -> Ed25519PublicKey:
    """The public key in `pem`.

    Raises:
        LedgerError: if it is not an Ed25519 public key.
    """
    try:
        key = load_pem_public_key(pem)
    except (ValueError, UnsupportedAlgorithm):
        raise LedgerError("the public key of the ledger cannot be read") from None
    if not isinstance(key, Ed25519PublicKey):
        raise LedgerError("the public key of the ledger is not an Ed25519 key")
    return key


def raw_public_key(key: Ed25519PublicKey) -> bytes:
    """The 32 bytes of RFC 8032."""
    return key.public_bytes(Encoding.Raw, PublicFormat.Raw)


def public_key_from_raw(raw: bytes) -> bytes:
    """The 32 bytes of RFC 8032 as PEM."""
    key = Ed25519PublicKey.from_public_bytes(raw)
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def sign_manifest(manifest: bytes, signing_key_pem: bytes) -> bytes:
    """The line that says who made an export: Ed25519 over its manifest, in base64."""
    signature = load_signing_key(signing_key_pem).sign(MANIFEST_HEADING + manifest)
    return base64.b64encode(signature) + b"\n"


def new_epoch_key() -> bytes:
    """A new secret for keyed digests, 32 random bytes."""
    return os.urandom(EPOCH_KEY_BYTES)


def item_reference(key: bytes, collection: str, reference_code: str) -> str:
    """What the ledger calls an item: the same for all its versions, and says nothing of it."""
    return _keyed_digest(key, "item_ref", collection, reference_code)


def item_version(key: bytes, item_key: str) -> str:
    """What the ledger calls one version of an item; the bare key could be found by trying."""
    return _keyed_digest(key, "item_version", item_key)


def input_reference(key: bytes, input_digest: str) -> str:
    """Keyed form of the digest of what was decided on; facts have few values and can be tried."""
    return _keyed_digest(key, "input", input_digest)


def actor_pseudonym(key: bytes, name: str) -> str:
    """What the ledger calls a person who acted: the same person has the same pseudonym."""
    return f"person:{_keyed_digest(key, 'actor', name)[:16]}"


def _keyed_digest(key: bytes, *parts: str) -> str:
    # The first part names the purpose; as a JSON list no two lists of parts spell the same.
    if len(key) != EPOCH_KEY_BYTES:
        raise LedgerError(f"the epoch key of the ledger must have {EPOCH_KEY_BYTES} bytes")
    return hmac.digest(key, _ENCODE(parts).encode(), "sha256").hex()


_ENCODE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
