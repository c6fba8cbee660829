"""A ledger with two keys and a witness, and more than a thousand ways to forge its export.

A forger always makes the manifest fit. What he has besides says the name of the mutation: no key,
a key of his own, or (`insider`) the newest key of the archive.
"""

import base64
import dataclasses
import json
import random
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from openfonds.ledger.chain import ChainState, link
from openfonds.ledger.checkpoint import Checkpoint, sign_checkpoint
from openfonds.ledger.cosignature import cosign
from openfonds.ledger.export import FORMS, write_export
from openfonds.ledger.keys import new_signing_key, public_key_pem
from openfonds.ledger.merkle import InclusionProver, consistency_proof, tree_root
from openfonds.ledger.proof import Signers, consistency_proof_file, inclusion_proof
from openfonds.ledger.records import Kind, LedgerRecord, parse_record, record_hash
from openfonds.ledger.rotation import RotationDraft, rotation_record
from tests.ledger_samples import ORIGIN, TIME, draft, refresh_manifest

FIRST, NEWEST, FORGER = new_signing_key(), new_signing_key(), new_signing_key()
WITNESS, OTHER_WITNESS = new_signing_key(), new_signing_key()
ROTATION_AT, SIZE = 9, 16
SIZES = (4, ROTATION_AT, ROTATION_AT + 1, SIZE)
KEPT_SIZE = 4

Files = dict[str, bytes]
Mutation = tuple[str, Files]


def drafts() -> list[LedgerRecord]:
    """What is recorded, the rotation not yet in its place."""
    return [draft(number) for number in range(SIZE)]


def chained(
    given: Sequence[LedgerRecord],
    rotation: tuple[bytes, bytes] | None = (FIRST, NEWEST),
    at: int = ROTATION_AT,
) -> list[bytes]:
    """Canonical lines; record `at` announces the second key of `rotation`, signed by the first."""
    state, lines = ChainState(), []
    for number, one in enumerate(given):
        if rotation and number == at:
            one = rotation_record(state, RotationDraft(ORIGIN, *rotation, TIME, "head"))
        placed = link(state, one)
        state = placed.state
        lines.append(placed.line)
    return lines


def noted(lines: Sequence[bytes], keys: tuple[bytes, bytes] = (FIRST, NEWEST)) -> list[str]:
    """Checkpoints over the ledger at SIZES and at its end, each signed by the key of its time."""
    sizes = [size for size in SIZES if size < len(lines)] + [len(lines)]
    leaves = [bytes.fromhex(record_hash(line)) for line in lines]
    made = []
    for size in sizes:
        checkpoint = Checkpoint(ORIGIN, size, tree_root(leaves[:size]), TIME)
        made.append(sign_checkpoint(checkpoint, keys[size > ROTATION_AT]))
    return made


def exported(
    lines: Sequence[bytes],
    notes: Sequence[str],
    keys: tuple[bytes, bytes] = (FIRST, NEWEST),
    forms: Sequence[str] = ("jsonl", "csv"),
) -> Files:
    """The files of an export."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_export(folder, lines, notes, public_key_pem(keys[0]), keys[1], forms)
        return {path.name: path.read_bytes() for path in folder.iterdir()}


LINES = chained(drafts())
NOTES = noted(LINES)
COSIGNED = [*NOTES[:-1], cosign(NOTES[-1], "other.example/w1", WITNESS, 1_800_000_000)]
SOUND = exported(LINES, COSIGNED, forms=FORMS)
KEPT = NOTES[0].encode()
_LEAVES = [bytes.fromhex(record_hash(line)) for line in LINES]
_SIGNERS = Signers(public_key_pem(FIRST), (LINES[ROTATION_AT],))


def inclusion(number: int) -> bytes:
    """The proof of one record."""
    path = InclusionProver(_LEAVES).proof(number)
    return inclusion_proof(LINES[number], path, COSIGNED[-1], _SIGNERS)


def consistency(size: int) -> bytes:
    """The proof that the ledger continues its checkpoint over `size` records."""
    earlier = NOTES[SIZES.index(size)]
    path = consistency_proof(_LEAVES, size)
    return consistency_proof_file(earlier, COSIGNED[-1], path, _SIGNERS)


def fitted(files: Files, key: bytes | None = None) -> Files:
    """The same with a manifest that fits, signed where there is a key."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for file, data in files.items():
            (folder / file).write_bytes(data)
        refresh_manifest(folder, key)
        return {path.name: path.read_bytes() for path in folder.iterdir()}


def with_lines(lines: Sequence[bytes]) -> Files:
    """The export with other records, and all the rest as it was."""
    return fitted(SOUND | {"ledger.jsonl": b"".join(line + b"\n" for line in lines)})


def field_edits() -> Iterator[Mutation]:
    """Every field of every record changed."""
    for number, line in enumerate(LINES):
        values = json.loads(line)
        for name, value in values.items():
            other = {
                str: lambda v: ("0" if v[:1] != "0" else "1") + v[1:],
                int: lambda v: v + 1,
                list: lambda v: [*v, "x"],
                type(None): lambda _: "x",
            }[type(value)](value)
            edited = json.dumps(values | {name: other}, separators=(",", ":")).encode()
            yield (
                f"field {number} {name}",
                with_lines([*LINES[:number], edited, *LINES[number + 1 :]]),
            )


def rearranged() -> Iterator[tuple[str, list[int]]]:
    """Which records are where, other than as it was."""
    every = list(range(SIZE))
    for i in every:
        yield f"deleted {i}", [n for n in every if n != i]
        yield f"repeated {i}", [*every[: i + 1], *every[i:]]
        yield f"moved {i} to the end", [*(n for n in every if n != i), i]
        if i > 0:
            yield f"tail cut at {i}", every[:i]
            yield f"head cut at {i}", every[i:]
            yield f"swapped {i}", [*every[: i - 1], i, i - 1, *every[i + 1 :]]


def rearrangements() -> Iterator[Mutation]:
    """Records deleted, repeated, moved, swapped or cut off: as they are, and chained anew."""
    for name, order in rearranged():
        if order == list(range(SIZE)):
            continue
        yield name, with_lines([LINES[n] for n in order])
        made = [parse_record(LINES[n]) for n in order]
        lines = chained(made, None)
        yield f"{name}, chained anew", exported(lines, COSIGNED, (FIRST, FORGER))
        if lines:
            notes = noted(lines, (FORGER, FORGER))
            yield f"{name}, signed by a forger", exported(lines, notes, (FORGER, FORGER))


def forks() -> Iterator[Mutation]:
    """The ledger rewritten from record k on."""
    for k in range(SIZE):
        changed = [
            dataclasses.replace(one, role="archivist") if n >= k else one
            for n, one in enumerate(drafts())
        ]
        forged = chained([parse_record(x) for x in chained(changed)], None)
        if k != ROTATION_AT:
            yield f"fork {k}, no key", exported(forged, COSIGNED, (FIRST, FORGER))
            moved = [_with_root(old, new) for old, new in zip(COSIGNED, noted(forged), strict=True)]
            yield f"fork {k}, roots moved", exported(forged, moved, (FIRST, FORGER))
        notes = noted(chained(changed, (FORGER, FORGER)), (FORGER, FORGER))
        again = exported(chained(changed, (FORGER, FORGER)), notes, (FORGER, FORGER))
        yield f"fork {k}, another key", again
        mixed = noted(chained(changed, (FIRST, FORGER)), (FIRST, FORGER))
        if k >= KEPT_SIZE:
            # With the old signing key a thief can announce a key of his own: the witness tells.
            stolen = exported(chained(changed, (FIRST, FORGER)), mixed, (FIRST, FORGER))
            yield f"fork {k}, old key stolen", stolen
        insider = chained(changed)
        if insider != LINES:
            yield f"fork {k}, insider", exported(insider, noted(insider))


def _with_root(old: str, new: str) -> str:
    """The body of `new` over the signatures of `old`."""
    return new.partition("\n\n")[0] + "\n\n" + old.partition("\n\n")[2]


def rotations() -> Iterator[Mutation]:
    """The announcement of the key removed, replaced, repeated or signed by somebody else."""
    for at in range(SIZE):
        lines = chained(drafts(), (FIRST, FORGER), at)
        if at > ROTATION_AT:
            yield f"announced at {at} again", exported(lines, COSIGNED, (FIRST, NEWEST))
        yield f"forger announced at {at}", exported(lines, COSIGNED, (FIRST, FORGER))
        lines = chained(drafts(), (FORGER, FORGER), at)
        notes = (
            noted(lines, (FIRST, FORGER)) if at != ROTATION_AT else noted(lines, (FORGER, FORGER))
        )
        yield f"forger announced himself at {at}", exported(lines, notes, (FIRST, FORGER))
    plain = chained(drafts(), None)
    yield "no rotation", exported(plain, COSIGNED, (FIRST, NEWEST))
    yield "no rotation, old key", exported(plain, noted(plain, (FIRST, FIRST)), (FIRST, FIRST))
    made = [parse_record(line) for line in LINES]
    text = made[ROTATION_AT].publication_ref or ""
    for cut in range(0, len(text), 8):
        other = "A" if text[cut] != "A" else "B"
        ref = f"{text[:cut]}{other}{text[cut + 1 :]}"
        made[ROTATION_AT] = dataclasses.replace(made[ROTATION_AT], publication_ref=ref)
        lines = chained(made, None)
        yield f"announcement edited at {cut}, insider", exported(lines, noted(lines))
    lines = chained([dataclasses.replace(m, kind=Kind.RELEASE) if m.seq == ROTATION_AT else m
                     for m in map(parse_record, LINES)], None)  # fmt: skip
    yield "announcement under another kind", exported(lines, noted(lines))


def cosignatures() -> Iterator[Mutation]:
    """The cosignature stripped or forged; the insider makes all the rest fit."""
    note = COSIGNED[-1]
    line = note.splitlines(keepends=True)[-1]
    data = base64.b64decode(line.split(" ")[2])
    yield "cosignature stripped", exported(LINES, NOTES)
    yield (
        "cosignature of another",
        exported(
            LINES,
            [*NOTES[:-1], cosign(NOTES[-1], "other.example/w1", OTHER_WITNESS, 1_800_000_000)],
        ),
    )
    older = cosign(NOTES[2], "other.example/w1", WITNESS, 1_800_000_000).splitlines()[-1] + "\n"
    yield "cosignature of an older checkpoint", exported(LINES, [*NOTES[:-1], NOTES[-1] + older])
    yield (
        "cosignature under another name",
        exported(LINES, [*NOTES[:-1], note.replace("other.example/w1", "other.example/w2")]),
    )
    yield (
        "cosignature twice, one false",
        exported(LINES, [*NOTES[:-1], note + line.replace(line[-20:], ("A" * 17) + "==\n")]),
    )
    for position in range(len(data)):
        changed = bytearray(data)
        changed[position] ^= 1
        text = f"— other.example/w1 {base64.b64encode(changed).decode()}\n"
        yield f"cosignature byte {position}", exported(LINES, [*NOTES[:-1], NOTES[-1] + text])


def tables() -> Iterator[Mutation]:
    """CSV and Parquet that say something else; the insider signs the manifest anew."""
    rows = SOUND["ledger.csv"].splitlines(keepends=True)
    for number in range(1, len(rows)):
        for old, new in ((b"machine", b"person"), (b'"2026', b'"2025'), (b"\r\n", b"\n")):
            edited = rows[number].replace(old, new, 1)
            if edited != rows[number]:
                changed = b"".join([*rows[:number], edited, *rows[number + 1 :]])
                yield f"csv {number} {old!r}", fitted(SOUND | {"ledger.csv": changed}, NEWEST)
        for name, kept in (
            ("cut", [*rows[:number], *rows[number + 1 :]]),
            ("twice", [*rows[: number + 1], *rows[number:]]),
        ):
            files = SOUND | {"ledger.csv": b"".join(kept)}
            yield f"csv {number} {name}", fitted(files, NEWEST)
    table = pq.read_table(pa.BufferReader(SOUND["ledger.parquet"]))
    values = table.to_pylist()
    for number in range(SIZE):
        for name, rest in (
            ("edited", [*values[:number], values[number] | {"role": "x"}, *values[number + 1 :]]),
            ("cut", [*values[:number], *values[number + 1 :]]),
        ):
            sink = pa.BufferOutputStream()
            pq.write_table(pa.Table.from_pylist(rest, schema=table.schema), sink)
            data = sink.getvalue().to_pybytes()
            yield (
                f"parquet {number} {name}, insider",
                fitted(SOUND | {"ledger.parquet": data}, NEWEST),
            )
            yield f"parquet {number} {name}", fitted(SOUND | {"ledger.parquet": data})
            yield (
                f"parquet {number} {name}, forger",
                fitted(SOUND | {"ledger.parquet": data}, FORGER),
            )


def files_changed(count: int, chance: random.Random) -> Iterator[Mutation]:
    """Files removed, added, exchanged; and one byte of each changed at `count` places."""
    names = sorted(name for name in SOUND if not name.startswith("README"))
    for name in names:
        yield f"removed {name}", {n: d for n, d in SOUND.items() if n != name}
        if not name.startswith("MANIFEST"):
            rest = {n: d for n, d in SOUND.items() if n != name}
            yield f"removed {name}, fitted", fitted(rest)
            yield f"removed {name}, forger", fitted(rest, FORGER)
        yield f"emptied {name}", SOUND | {name: b""}
        yield f"added beside {name}", SOUND | {f"{name}.bak": b"x"}
        for _ in range(count):
            data, position = SOUND[name], chance.randrange(len(SOUND[name]))
            byte = bytes([(data[position] + chance.randrange(1, 256)) % 256])
            files = SOUND | {name: data[:position] + byte + data[position + 1 :]}
            yield f"byte {position} of {name}", files
            if not name.startswith("MANIFEST"):
                yield f"byte {position} of {name}, fitted", fitted(files)


def proofs(count: int, chance: random.Random) -> Iterator[tuple[str, bytes]]:
    """Proofs with a byte or a part changed."""
    sound = {f"record {n}": inclusion(n) for n in (0, 3, ROTATION_AT, SIZE - 1)}
    sound |= {f"from {size}": consistency(size) for size in SIZES[:-1]}
    for name, data in sound.items():
        for _ in range(count):
            position = chance.randrange(len(data))
            byte = bytes([(data[position] + chance.randrange(1, 256)) % 256])
            yield f"proof {name}, byte {position}", data[:position] + byte + data[position + 1 :]
        values = json.loads(data)
        for part, other in _altered(values):
            changed = json.dumps(values | {part: other}, indent=1, ensure_ascii=False) + "\n"
            if changed.encode() != data:
                yield f"proof {name}, {part}", changed.encode()
        yield f"proof {name}, longer", data + b"\n"
        yield f"proof {name}, twice", data[:-2].replace(b"{", b'{\n "format": "",', 1) + data[-2:]


def _altered(values: dict[str, object]) -> Iterator[tuple[str, object]]:
    path = list(values["path"]) if isinstance(values["path"], list) else []
    yield "path", path[:-1]
    yield "path", path[1:]
    yield "path", [*path, "00" * 32]
    yield "path", [*path, *path[-1:]]
    yield "path", path[::-1]
    for n in range(len(path)):
        yield "path", [*path[:n], "11" * 32, *path[n + 1 :]]
        yield "path", [*path[:n], str(path[n]).upper(), *path[n + 1 :]]
    for line in (*LINES, ""):
        yield "record", line.decode() if line else ""
    for note in (*NOTES, ""):
        yield "checkpoint", note
        yield "earlier", note
    yield "checkpoint", values["earlier"]
    yield "rotations", []
    rotated = parse_record(LINES[ROTATION_AT])
    forged = parse_record(chained(drafts(), (FORGER, FORGER))[ROTATION_AT])
    announced = [str(ROTATION_AT), rotated.prev_hash, rotated.publication_ref]
    yield "rotations", [announced] * 2
    yield "rotations", [[ROTATION_AT, *announced[1:]]]
    yield "rotations", [[" 9", *announced[1:]]]
    yield "rotations", [[*announced[:2], forged.publication_ref]]
    yield "rotations", [[str(ROTATION_AT), forged.prev_hash, forged.publication_ref]]
    yield "public_key", "00" * 32
    yield "public_key", ""
    yield "format", "openfonds-ledger-proof/2"


GROUPS: dict[str, Callable[[], Iterator[Mutation]]] = {
    "fields": field_edits,
    "rearranged": rearrangements,
    "forks": forks,
    "rotations": rotations,
    "cosignatures": cosignatures,
    "tables": tables,
    "files": lambda: files_changed(12, random.Random(20261122)),
}
