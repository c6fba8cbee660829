"""Small ledgers for tests, always the same but for the keys."""

import dataclasses
import hashlib
from collections.abc import Sequence
from pathlib import Path

from openfonds.ledger import verify
from openfonds.ledger.chain import ChainState, link
from openfonds.ledger.checkpoint import Checkpoint, sign_checkpoint
from openfonds.ledger.export import write_export
from openfonds.ledger.keys import public_key_pem, sign_manifest
from openfonds.ledger.merkle import tree_root
from openfonds.ledger.records import (
    Kind,
    LedgerRecord,
    PublicReason,
    Unit,
    parse_record,
    record_hash,
)
from openfonds.model import Outcome

ORIGIN = "archive.example/ledger"
SIZE = 12
CHECKPOINT_SIZES = (5, 9, SIZE)
TIME = "2026-01-31T12:00:00Z"


def hex_digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def draft(number: int = 0) -> LedgerRecord:
    """A decision on item `number`, with no place in a chain yet."""
    is_open = number % 2 == 0
    return LedgerRecord(
        time=TIME,
        kind=Kind.DECISION,
        decision_id=hex_digest(f"decision {number}"),
        item_ref=hex_digest(f"reference {number}"),
        item_version=hex_digest(f"version {number}"),
        unit=Unit.ITEM,
        input_digest=hex_digest(f"input {number}"),
        packs=(f"ru@2026.1:{hex_digest('pack')}",),
        policy_digest=hex_digest("policy"),
        code_version="0.1.0",
        outcome=Outcome.OPEN if is_open else Outcome.WITHHELD,
        effect="publish" if is_open else "withhold_item",
        public_reason=PublicReason.OPEN if is_open else PublicReason.WITHHELD_LAW,
        next_check_year=None if is_open else 2031,
        as_of="2026-01-31",
        actor="service:openfonds",
        role="machine",
        supersedes=None,
        publication_ref=None,
        annex_commitment=hex_digest(f"annex {number}"),
    )


def chain_of(drafts: Sequence[LedgerRecord]) -> list[bytes]:
    """Canonical lines of `drafts`, chained."""
    state, lines = ChainState(), []
    for entry in drafts:
        linked = link(state, entry)
        state = linked.state
        lines.append(linked.line)
    return lines


def sample_lines(size: int = SIZE) -> list[bytes]:
    return chain_of([draft(number) for number in range(size)])


def rewritten(lines: Sequence[bytes], number: int) -> list[bytes]:
    """The ledger as someone would forge it: record `number` changed, all after it chained anew."""
    drafts = [parse_record(line) for line in lines]
    drafts[number] = dataclasses.replace(drafts[number], role="archivist")
    return chain_of(drafts)


def signed(lines: Sequence[bytes], size: int, signing_key: bytes) -> str:
    """A checkpoint over the first `size` of `lines`."""
    root = tree_root(bytes.fromhex(record_hash(line)) for line in lines[:size])
    return sign_checkpoint(Checkpoint(ORIGIN, size, root, TIME), signing_key)


def export_sample(folder: Path, lines: Sequence[bytes], signing_key: bytes) -> list[str]:
    """Export `lines` with checkpoints at several sizes, the last at the end; returns them."""
    sizes = [size for size in CHECKPOINT_SIZES if size < len(lines)] + [len(lines)]
    notes = [signed(lines, size, signing_key) for size in sizes]
    write_export(folder, lines, notes, public_key_pem(signing_key), signing_key)
    return notes


def verify_folder(
    folder: Path, key: bytes | None = None, kept: Sequence[bytes] = ()
) -> verify.Result:
    return verify.verify_path(folder, [] if key is None else [key], kept)


def refresh_manifest(folder: Path, signing_key: bytes | None = None) -> None:
    """Make the manifest fit the files, as any forger would; signed if he has a key."""
    listed = sorted(
        path
        for path in folder.iterdir()
        if path.name not in ("MANIFEST.sha256", "MANIFEST.sig") and path.name[:6] != "README"
    )
    digests = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in listed]
    manifest = "".join(digests).encode()
    (folder / "MANIFEST.sha256").write_bytes(manifest)
    if signing_key is not None:
        (folder / "MANIFEST.sig").write_bytes(sign_manifest(manifest, signing_key))
