"""Signed checkpoints: what the ledger was at one moment, in four lines that fit on paper.

A signed note as C2SP signed-note and tlog-checkpoint describe it: origin, number of records,
Merkle root, one extension line with the time; a blank line; an Ed25519 signature, and those of
witnesses (`openfonds.ledger.cosignature`). Whoever keeps a copy outside the archive can show
later that nothing before it was changed (LAW 4).
"""

import base64
import hashlib
import re
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature

from openfonds.ledger.keys import load_public_key, load_signing_key, raw_public_key
from openfonds.ledger.records import UTC_TIME, LedgerError

ED25519_TYPE = b"\x01"  # C2SP signed-note, signature types
KEY_HASH_BYTES = 4
ORIGIN = re.compile(r"[^\s+]{1,200}")  # also the name of the key: no blanks, no plus sign
_NOTE = re.compile(
    r"(?P<body>(?P<origin>[^\s+]{1,200})\n"
    r"(?P<size>0|[1-9][0-9]{0,17})\n"
    r"(?P<root>[A-Za-z0-9+/]{43}=)\n"
    rf"(?P<time>{UTC_TIME.pattern})\n)"
    r"\n— (?P=origin) (?P<signature>[A-Za-z0-9+/]{91}=)\n"
    r"(?P<cosignatures>(?:— [^\s+]{1,200} [A-Za-z0-9+/]{102}==\n)*)",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What the ledger was: which one, how many records, their Merkle root, and when."""

    origin: str
    size: int
    root: bytes
    time: str

    def body(self) -> str:
        """The text that is signed.

        Raises:
            LedgerError: for an origin, a root or a time that has no place in a signed note.
        """
        fits = ORIGIN.fullmatch(self.origin) and UTC_TIME.fullmatch(self.time)
        if not fits or len(self.root) != 32 or self.size < 0:
            raise LedgerError(
                "checkpoint: the origin may have no blanks or plus signs, the root has 32 bytes,"
                " the time is like 2026-01-31T12:00:00Z"
            )
        return f"{self.origin}\n{self.size}\n{_text(self.root)}\n{self.time}\n"


@dataclass(frozen=True, slots=True)
class SignedCheckpoint:
    """A checkpoint as read, with no signature checked yet."""

    checkpoint: Checkpoint
    key_hash: bytes
    signature: bytes
    cosignatures: tuple[tuple[str, bytes], ...]  # name of the witness, what it signed (76 bytes)


def sign_checkpoint(checkpoint: Checkpoint, signing_key_pem: bytes) -> str:
    """The signed note for `checkpoint`."""
    key = load_signing_key(signing_key_pem)
    body = checkpoint.body()
    named = key_hash(checkpoint.origin, ED25519_TYPE, raw_public_key(key.public_key()))
    return f"{body}\n— {checkpoint.origin} {_text(named + key.sign(body.encode()))}\n"


def parse_checkpoint(note: str) -> SignedCheckpoint:
    """Read a signed note without believing it.

    Raises:
        LedgerError: if it is not a checkpoint in its one canonical spelling.
    """
    match = _NOTE.fullmatch(note)
    if match is None:
        raise LedgerError("the checkpoint cannot be read: it is not a signed note of a ledger")
    root, signature = _bytes(match["root"]), _bytes(match["signature"])
    lines = (line.split(" ") for line in match["cosignatures"].splitlines())
    cosignatures = tuple((name, _bytes(text)) for _, name, text in lines)
    checkpoint = Checkpoint(match["origin"], int(match["size"]), root, match["time"])
    return SignedCheckpoint(
        checkpoint, signature[:KEY_HASH_BYTES], signature[KEY_HASH_BYTES:], cosignatures
    )


def verify_checkpoint(note: str, public_key_pem: bytes) -> Checkpoint:
    """The checkpoint in `note`, if the key signed it.

    Raises:
        LedgerError: if the note cannot be read, or another key or nobody signed it.
    """
    signed = parse_checkpoint(note)
    key = load_public_key(public_key_pem)
    named = key_hash(signed.checkpoint.origin, ED25519_TYPE, raw_public_key(key))
    if signed.key_hash != named:
        raise LedgerError("the checkpoint was signed with another key")
    try:
        key.verify(signed.signature, signed.checkpoint.body().encode())
    except InvalidSignature:
        raise LedgerError("the signature of the checkpoint does not hold") from None
    return signed.checkpoint


def key_hash(name: str, kind: bytes, public_key: bytes) -> bytes:
    """The four bytes by which a signature line names its key (C2SP signed-note)."""
    return hashlib.sha256(f"{name}\n".encode() + kind + public_key).digest()[:KEY_HASH_BYTES]


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _bytes(text: str) -> bytes:
    data = base64.b64decode(text)
    if _text(data) != text:  # bits are left over: another spelling of the same bytes is refused
        raise LedgerError("the checkpoint cannot be read: its base64 is not canonical")
    return data
