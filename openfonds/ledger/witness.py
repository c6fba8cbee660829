"""What a witness outside the archive does: look whether a checkpoint continues, then cosign.

The witness keeps the last checkpoint that it cosigned. It never cosigns another history: not a
shorter ledger, not another root, not a longer ledger without a proof that it begins as before.
"""

from dataclasses import dataclass
from pathlib import Path

from openfonds.ledger.checkpoint import parse_checkpoint, verify_checkpoint
from openfonds.ledger.cosignature import cosign
from openfonds.ledger.records import LedgerError
from openfonds.ledger.verify import verify_path


@dataclass(frozen=True, slots=True, repr=False)
class Witness:
    """Name and private key (PEM) of a witness, and what it keeps from earlier."""

    name: str
    key_pem: bytes
    ledger_key_pem: bytes  # a public key that the ledger has or had
    previous: str | None  # the checkpoint that it cosigned last


def witness_checkpoint(witness: Witness, note: str, proof: Path | None, seconds: int) -> str:
    """`note` with the cosignature of the witness.

    Args:
        witness: who cosigns.
        note: the checkpoint that the archive signed.
        proof: consistency proof from the checkpoint that the witness kept; not needed the first
            time, nor for the same checkpoint again.
        seconds: time of the cosignature, since 1 January 1970, UTC.

    Raises:
        LedgerError: if the checkpoint does not continue what the witness knows, or nothing shows
            that it does.
    """
    if witness.previous is None:
        verify_checkpoint(note, witness.ledger_key_pem)
    else:
        _check_continues(witness, witness.previous, note, proof)
    return cosign(note, witness.name, witness.key_pem, seconds)


def _check_continues(witness: Witness, previous: str, note: str, proof: Path | None) -> None:
    old, new = parse_checkpoint(previous), parse_checkpoint(note)
    if old.checkpoint.size == new.checkpoint.size:
        if (old.checkpoint, old.signature) != (new.checkpoint, new.signature):
            raise LedgerError(
                "another checkpoint over as many records was kept: there are two histories, and"
                " nothing is cosigned. Keep both: together they prove it"
            )
        return
    if old.checkpoint.size > new.checkpoint.size or old.checkpoint.origin != new.checkpoint.origin:
        raise LedgerError(
            "the checkpoint is of another ledger, or over fewer records than the one that was kept:"
            " nothing is cosigned"
        )
    if proof is None:
        raise LedgerError(
            "a longer ledger is cosigned only with a proof that it begins as before: ask the"
            " archive for `openfonds audit prove --consistency KEPT_CHECKPOINT`, give --proof"
        )
    kept = [previous.encode(), note.encode()]
    result = verify_path(proof, [witness.ledger_key_pem], kept)
    if result.status != "sound":
        raise LedgerError(f"nothing is cosigned: {result.message}")
