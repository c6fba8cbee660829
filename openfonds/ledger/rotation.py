"""A new signing key, announced in the ledger and signed with the one before it.

Whoever knows any key of the ledger can so follow it to all later ones. The announcement is bound
to its place: the ledger, the number of its record and the hash of the record before.
"""

import base64
import hashlib
import re
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature

from openfonds import __version__
from openfonds.ledger.chain import ChainState
from openfonds.ledger.keys import (
    load_public_key,
    load_signing_key,
    public_key_from_raw,
    public_key_pem,
    raw_public_key,
)
from openfonds.ledger.records import (
    PUBLIC_REASONS,
    Kind,
    LedgerError,
    LedgerRecord,
    Unit,
)
from openfonds.model import Outcome

_ANNOUNCEMENT = re.compile(r"ed25519:([A-Za-z0-9+/]{43}=):([A-Za-z0-9+/]{86}==)")


@dataclass(frozen=True, slots=True)
class RotationDraft:
    """Who announces which key, and when."""

    origin: str
    old_key_pem: bytes
    new_key_pem: bytes
    time: str
    actor: str


def rotation_record(state: ChainState, draft: RotationDraft) -> LedgerRecord:
    """The record that announces the new key; it fits only behind the chain that ends in `state`."""
    new = raw_public_key(load_public_key(public_key_pem(draft.new_key_pem)))
    message = _message(draft.origin, state.size, state.head, new)
    signature = load_signing_key(draft.old_key_pem).sign(message)
    return LedgerRecord(
        time=draft.time,
        kind=Kind.ROTATION,
        decision_id=hashlib.sha256(new).hexdigest(),
        item_ref=None,
        item_version=None,
        unit=Unit.LEDGER,
        input_digest=None,
        packs=(),
        policy_digest=None,
        code_version=__version__,
        outcome=Outcome.OPEN,
        effect="publish",  # the key
        public_reason=PUBLIC_REASONS[Outcome.OPEN],
        next_check_year=None,
        as_of=draft.time[:10],
        actor=draft.actor,
        role="staff",
        supersedes=None,
        publication_ref=f"ed25519:{_text(new)}:{_text(signature)}",
        annex_commitment=None,
    )


def announced_key(record: LedgerRecord, origin: str, old_public_key_pem: bytes) -> bytes:
    """The public key (PEM) that `record` announces, if the key before it signed that.

    Raises:
        LedgerError: if it announces none, or another key or nobody signed it.
    """
    match = _ANNOUNCEMENT.fullmatch(record.publication_ref or "")
    if record.kind is not Kind.ROTATION or match is None:
        raise LedgerError("the ledger record announces no key")
    new, signature = (base64.b64decode(part) for part in match.groups())
    try:
        load_public_key(old_public_key_pem).verify(
            signature, _message(origin, record.seq, record.prev_hash, new)
        )
    except InvalidSignature:
        raise LedgerError("the key before did not sign the new key of the ledger") from None
    return public_key_from_raw(new)


def _message(origin: str, seq: int, prev_hash: str, new: bytes) -> bytes:
    return f"openfonds ledger key v1\n{origin}\n{seq}\n{prev_hash}\n{_text(new)}\n".encode()


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")
