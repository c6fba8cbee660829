"""The gate between vault and cleared: no proof, no row (LAW 4, DESIGN 3).

It trusts nothing that was computed before: it recomputes the id of the decision, reads the
ledger record, and checks that the ledger at a checkpoint really contains it.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from openfonds.digests import digest_of
from openfonds.ledger.keys import item_reference, item_version
from openfonds.ledger.merkle import verify_inclusion
from openfonds.ledger.records import LedgerError, parse_record, record_hash
from openfonds.model import Decision, Item, Outcome


@dataclass(frozen=True, slots=True)
class Proof:
    """What shows that the ledger contains a decision."""

    line: bytes  # the canonical ledger record
    seq: int
    path: tuple[bytes, ...]  # RFC 6962 inclusion path


@dataclass(frozen=True, slots=True, repr=False)
class Gate:
    """What is current on the day of the release."""

    law_digest: str
    as_of: date
    size: int  # of the ledger at the checkpoint
    root: bytes
    epoch_key_at: Callable[[int], bytes]  # the secret behind the keyed digests of a record

    def refusal(self, item: Item, decision: Decision, proof: Proof) -> str | None:
        """Why an item may not pass, as a stable code; None when everything holds."""
        if decision.outcome is not Outcome.OPEN or decision.effect != "publish":
            return "gate.not_open"
        if decision.item_key != item.key or decision.reference_code != item.reference_code:
            return "gate.other_item"
        if decision.policy_digest != self.law_digest:
            return "gate.law_changed"
        if decision.as_of > self.as_of:
            return "gate.decided_later"
        if decision.next_check_on is not None and decision.next_check_on <= self.as_of:
            return "gate.check_due"
        if decision.decision_id != digest_of(replace(decision, decision_id="")):
            return "gate.decision_altered"
        return self._ledger_refusal(item, decision, proof)

    def _ledger_refusal(self, item: Item, decision: Decision, proof: Proof) -> str | None:
        try:
            record = parse_record(proof.line)
        except LedgerError:
            return "gate.ledger_record_broken"
        epoch_key = self.epoch_key_at(proof.seq)
        reference = item_reference(epoch_key, decision.collection, item.reference_code)
        same = (
            record.seq == proof.seq
            and record.decision_id == decision.decision_id
            and record.outcome is Outcome.OPEN
            and record.item_ref == reference
            and record.item_version == item_version(epoch_key, item.key)
        )
        if not same:
            return "gate.ledger_disagrees"
        leaf = bytes.fromhex(record_hash(proof.line))
        if not verify_inclusion(leaf, proof.seq, self.size, proof.path, self.root):
            return "gate.not_in_ledger"
        return None
