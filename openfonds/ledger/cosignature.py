"""Cosignatures of witnesses on a checkpoint (C2SP tlog-cosignature, cosignature/v1).

A witness is somebody outside the archive who cosigns only what continues the last checkpoint
that it kept. Whoever asks for its cosignature cannot be shown another history than the witness.
"""

import base64
from collections.abc import Iterable

from cryptography.exceptions import InvalidSignature

from openfonds.ledger.checkpoint import ORIGIN, key_hash, parse_checkpoint
from openfonds.ledger.keys import load_public_key, load_signing_key, raw_public_key
from openfonds.ledger.records import LedgerError

COSIGNATURE_TYPE = b"\x04"
_KEY_HASH_BYTES, _TIME_BYTES = 4, 8


def cosign(note: str, name: str, witness_key_pem: bytes, seconds: int) -> str:
    """`note` with one more line: the cosignature of the witness.

    Args:
        note: signed checkpoint that the witness has checked.
        name: of the witness, such as archive.example/witness: no blanks, no plus sign.
        witness_key_pem: private key of the witness.
        seconds: since 1 January 1970, UTC.

    Raises:
        LedgerError: for a note, a name, a time or a key that cannot be used.
    """
    if not ORIGIN.fullmatch(name) or not 0 <= seconds < 1 << 63:
        raise LedgerError(
            "the name of a witness has at most 200 characters and no blanks or plus signs"
        )
    body = parse_checkpoint(note).checkpoint.body()
    key = load_signing_key(witness_key_pem)
    named = key_hash(name, COSIGNATURE_TYPE, raw_public_key(key.public_key()))
    signature = key.sign(_message(seconds, body))
    data = named + seconds.to_bytes(_TIME_BYTES, "big") + signature
    return f"{note}— {name} {base64.b64encode(data).decode('ascii')}\n"


def cosigned_by(note: str, public_key_pem: bytes) -> str | None:
    """The name under which the witness with this key cosigned `note`, None if it did not.

    Raises:
        LedgerError: if a line that names this key was not made with it.
    """
    signed = parse_checkpoint(note)
    key = load_public_key(public_key_pem)
    found = None
    for name, data in signed.cosignatures:
        if data[:_KEY_HASH_BYTES] != key_hash(name, COSIGNATURE_TYPE, raw_public_key(key)):
            continue
        start = _KEY_HASH_BYTES + _TIME_BYTES
        seconds = int.from_bytes(data[_KEY_HASH_BYTES:start], "big")
        try:
            key.verify(data[start:], _message(seconds, signed.checkpoint.body()))
        except InvalidSignature:
            raise LedgerError("the cosignature on the checkpoint does not hold") from None
        found = name
    return found


def with_cosignatures(note: str, others: Iterable[str]) -> str:
    """`note` with the cosignature lines of the same checkpoint in `others`, each once.

    Raises:
        LedgerError: if one of them is another checkpoint.
    """
    kept = note.splitlines(keepends=True)
    body = parse_checkpoint(note).checkpoint
    for other in others:
        parsed = parse_checkpoint(other)
        if parsed.checkpoint != body:
            raise LedgerError("the cosigned checkpoint is not the one that the archive signed")
        lines = other.splitlines(keepends=True)
        added = lines[len(lines) - len(parsed.cosignatures) :]
        kept += [line for line in added if line not in kept]
    return "".join(kept)


def _message(seconds: int, body: str) -> bytes:
    return f"cosignature/v1\ntime {seconds}\n{body}".encode()
