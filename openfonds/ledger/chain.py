"""The hash chain: every record carries the leaf hash of the record before it.

The chain alone does not show that its tail was cut off or that all of it was rewritten; the
signed checkpoints do (`openfonds.ledger.checkpoint`, LAW 4).
"""

from collections.abc import Iterable
from dataclasses import dataclass

from openfonds.ledger.records import (
    GENESIS,
    LedgerError,
    LedgerRecord,
    canonical,
    parse_record,
    record_hash,
)


@dataclass(frozen=True, slots=True)
class ChainState:
    """Where a chain ends: its number of records and the leaf hash of the last one."""

    size: int = 0
    head: str = GENESIS


@dataclass(frozen=True, slots=True)
class ChainFault:
    """The first record at which a chain does not hold, and what is wrong there."""

    record: int
    what: str


@dataclass(frozen=True, slots=True)
class Link:
    """A record in its place: its canonical line, its leaf hash, and where the chain ends now."""

    line: bytes
    leaf_hash: str
    state: ChainState


def link(state: ChainState, draft: LedgerRecord, annex_commitment: str | None = None) -> Link:
    """Put `draft` behind the chain that ends in `state`; its seq and prev_hash are replaced.

    So is the commitment to its annex entry, where one is given.
    """
    line = canonical(
        draft,
        seq=state.size,
        prev_hash=state.head,
        annex_commitment=annex_commitment or draft.annex_commitment,
    )
    leaf_hash = record_hash(line)
    return Link(line, leaf_hash, ChainState(state.size + 1, leaf_hash))


def check_chain(lines: Iterable[bytes], start: ChainState | None = None) -> ChainState | ChainFault:
    """Follow the chain through canonical lines (without LF), from `start` or the beginning.

    Unlike `openfonds.ledger.verify` it also checks that every field has the form that
    `LedgerRecord` asks for, so that nothing in clear can have come into the stored ledger.
    """
    state = start or ChainState()
    for line in lines:
        try:
            record = parse_record(line)
        except LedgerError as error:
            return ChainFault(state.size, str(error))
        if record.seq != state.size:
            return ChainFault(state.size, f"it is numbered {record.seq}")
        if record.prev_hash != state.head:
            return ChainFault(state.size, "it does not carry the hash of the record before it")
        state = ChainState(state.size + 1, record_hash(line))
    return state
