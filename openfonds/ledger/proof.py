"""Proofs that fit in one file and can be checked offline (RFC 9162 sections 2.1.3 and 2.1.4).

A proof holds all that `openfonds.ledger.verify` needs but trust: the first public key and the
records that announce later ones are in it, and whoever checks it compares a key or a checkpoint
that he has from elsewhere.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from openfonds.ledger.keys import load_public_key, raw_public_key
from openfonds.ledger.records import parse_record

FORM = "openfonds-ledger-proof/1"


@dataclass(frozen=True, slots=True)
class Signers:
    """Who may have signed a checkpoint: the first key (PEM) and the records of later keys."""

    first_key_pem: bytes
    rotations: tuple[bytes, ...]  # canonical lines without LF, the oldest first


def inclusion_proof(line: bytes, path: Sequence[bytes], note: str, signers: Signers) -> bytes:
    """The proof file that the ledger of checkpoint `note` contains the record `line`."""
    return _file(note, signers, path, record=line.decode())


def consistency_proof_file(
    earlier: str, note: str, path: Sequence[bytes], signers: Signers
) -> bytes:
    """The proof file that the ledger of `note` begins with the ledger of `earlier`."""
    return _file(note, signers, path, earlier=earlier)


def _file(
    note: str, signers: Signers, path: Sequence[bytes], *, record: str = "", earlier: str = ""
) -> bytes:
    values = {
        "format": FORM,
        "public_key": raw_public_key(load_public_key(signers.first_key_pem)).hex(),
        "checkpoint": note,
        "earlier": earlier,
        "record": record,
        "path": [node.hex() for node in path],
        "rotations": [_announcement(line) for line in signers.rotations],
    }
    # The verifier takes this spelling only, so that no byte of a proof is without meaning.
    return json.dumps(values, indent=1, ensure_ascii=False).encode() + b"\n"


def _announcement(line: bytes) -> list[str]:
    """What the old key signed, and no more: the rest of the record is proved by nothing here."""
    record = parse_record(line)
    return [str(record.seq), record.prev_hash, record.publication_ref or ""]
