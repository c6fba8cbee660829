"""Check an exported openfonds ledger, offline, with nothing but Python (3.10 or later).

    python verify.py FOLDER [--key public_key.pem] [--checkpoint kept.txt ...]

1. Every record is one line of canonical JSON (RFC 8785), numbered from 0, and carries the hash
   of the record before it: shows edits, deletions, insertions and swaps.
2. Every checkpoint (number of records, Merkle root, time) is signed by the key, and its root is
   the root over the first records: shows a cut or added tail, and records chained anew.
3. Every file in the folder is the one in the manifest, and there is no other. Only texts for
   people (README...) may differ.

A thief of the signing key, or the archive itself, could write the whole folder anew. Only what
was kept outside shows that: give the public key that you know with --key, and checkpoints that
you kept from earlier with --checkpoint.

Exit code: 0 sound, 1 broken (the first bad record is named), 2 wrong arguments, 3 cannot tell.

This file shares no code with the program that writes the ledger, and is short enough to be read
before it is believed. An auditor takes it from elsewhere than the folder to be checked.
"""

import argparse
import base64
import hashlib
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import reduce
from pathlib import Path
from typing import BinaryIO, NamedTuple

Point = tuple[int, int, int, int]
Progress = Callable[[int], None] | None
Roots = dict[int, bytes]  # number of records -> Merkle root over them

LEDGER, CHECKPOINT, EARLIER = "ledger.jsonl", "checkpoint.txt", "earlier-checkpoints.txt"
KEY, MANIFEST, VERIFIER = "public_key.pem", "MANIFEST.sha256", "verify.py"
KNOWN_FILES = {LEDGER, CHECKPOINT, EARLIER, KEY, MANIFEST, VERIFIER}
PEOPLE_TEXT = "README"  # names that begin so are texts for people

GENESIS = b"0" * 64  # what the first record has for the hash of the record before it
MAX_LINE_BYTES = 1 << 20  # so that a file without line ends cannot fill the memory
MAX_SMALL_FILE_BYTES = 1 << 24  # for the others; about 50,000 checkpoints


class VerifyResult(NamedTuple):
    """`status` is sound, broken or cannot_tell; `record` counts from 0, as seq does."""

    status: str
    record: int | None
    message: str


class _Broken(Exception):
    """Something was changed: what, and the first bad record where that can be said."""

    def __init__(self, message: str, record: int | None = None) -> None:
        at = "" if record is None else f"record {record} (line {record + 1}): "
        super().__init__(at + message)
        self.record = record


class _CannotTell(Exception):
    """What would prove the ledger right or wrong is not there."""


# ---- Ed25519 (RFC 8032 section 5.1): points (X, Y, Z, T) with x = X/Z, y = Y/Z, xy = T/Z ----
P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493  # order of the base point
D = -121665 * pow(121666, P - 2, P) % P
SQRT_MINUS_ONE = pow(2, (P - 1) // 4, P)
BASE_Y = (4 * pow(5, P - 2, P) % P).to_bytes(32, "little")


def _add(p: Point, q: Point) -> Point:
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def _decode_point(data: bytes) -> Point:
    """The point that 32 bytes stand for (5.1.3); ValueError where they stand for none."""
    sign, y = data[31] >> 7, int.from_bytes(data, "little") & ((1 << 255) - 1)
    x_squared = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(x_squared, (P + 3) // 8, P)
    if (x * x - x_squared) % P:
        x = x * SQRT_MINUS_ONE % P
    if y >= P or (x * x - x_squared) % P or (x == 0 and sign):
        raise ValueError
    x = x if x & 1 == sign else P - x
    return (x, y, 1, x * y % P)


def verify_signature(public_key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether `signature` (64 bytes) over `message` was made with the 32-byte key (5.1.7)."""
    s = int.from_bytes(signature[32:], "little")
    if len(public_key) != 32 or len(signature) != 64 or s >= L:  # s + L would be as good as s
        return False
    try:
        key, base = _decode_point(public_key), _decode_point(BASE_Y)
    except ValueError:
        return False
    digest = hashlib.sha512(signature[:32] + public_key + message).digest()
    k = int.from_bytes(digest, "little") % L
    # The equation is R = sB - kA: both products in one go, a bit of each at a time.
    minus_key = (P - key[0], key[1], 1, P - key[3])
    r: Point = (0, 1, 1, 0)
    table = (r, base, minus_key, _add(base, minus_key))
    for bit in range(252, -1, -1):
        r = _add(_add(r, r), table[(s >> bit & 1) | (k >> bit & 1) << 1])
    x, y = (value * pow(r[2], P - 2, P) % P for value in r[:2])
    return (y | (x & 1) << 255).to_bytes(32, "little") == signature[:32]


def read_public_key(pem: bytes) -> bytes | None:
    """The 32 bytes of an Ed25519 key in PEM (RFC 8410); None if it is not one."""
    form = rb"-----BEGIN PUBLIC KEY-----\s+([A-Za-z0-9+/]{59}=)\s+-----END PUBLIC KEY-----\s*"
    match = re.fullmatch(form, pem)
    der = base64.b64decode(match[1]) if match else b""
    return der[12:] if der[:12] == bytes.fromhex("302a300506032b6570032100") else None


# ---- Checkpoints: signed notes (C2SP signed-note, tlog-checkpoint) ----
NOTE = re.compile(
    r"(?P<body>(?P<origin>[^\s+]{1,200})\n(?P<size>0|[1-9][0-9]{0,17})\n"
    r"(?P<root>[A-Za-z0-9+/]{43}=)\n\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z\n)"
    r"\n— (?P=origin) (?P<signature>[A-Za-z0-9+/]{91}=)\n(\n(?=.))?",  # a blank line if more come
    re.ASCII,
)


class _Checkpoint(NamedTuple):
    origin: str
    size: int
    root: bytes
    body: str
    signature: bytes  # four bytes that name the key, then 64 bytes of Ed25519
    where: str  # for messages

    def check_signature(self, public_key: bytes) -> None:
        named = self.origin.encode() + b"\n\x01" + public_key
        if self.signature[:4] != hashlib.sha256(named).digest()[:4]:
            raise _Broken(f"{self.where} was signed with another key")
        if not verify_signature(public_key, self.body.encode(), self.signature[4:]):
            raise _Broken(f"{self.where}: the signature does not hold")


def _read_checkpoints(data: bytes, where: str, fault: type[Exception]) -> Iterator[_Checkpoint]:
    text, position = data.decode("utf-8", "replace"), 0
    while position < len(text) or not text:
        note = NOTE.match(text, position)
        if note is None:
            raise fault(f"{where} is not a signed checkpoint")
        root, signature = (base64.b64decode(note[part]) for part in ("root", "signature"))
        if base64.b64encode(signature).decode() != note["signature"]:  # two bits are left over
            raise fault(f"{where}: the signature is not in its canonical spelling")
        yield _Checkpoint(note["origin"], int(note["size"]), root, note["body"], signature, where)
        position = note.end()


# ---- The ledger: canonical lines, chain, Merkle tree (RFC 6962 section 2.1) ----
FIELDS = """actor annex_commitment as_of code_version decision_id effect input_digest item_ref
    item_version kind next_check_year outcome packs policy_digest prev_hash public_reason
    publication_ref role seq supersedes time unit"""
# No blanks and nothing to escape: codes, digests and days have one spelling, and prose has none.
STRING = r'"[!#-\[\]-~]*"'
VALUE = rf"{STRING}|null|0|[1-9][0-9]*|\[(?:{STRING}(?:,{STRING})*)?\]"
MEMBERS = ",".join(f'"{name}":(?P<{name}>{VALUE})' for name in FIELDS.split())
RECORD = re.compile(rf"\{{{MEMBERS}\}}\n".encode())


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def _read_ledger(stream: BinaryIO, sizes: set[int], progress: Progress) -> tuple[int, Roots]:
    """Follow the chain; the number of records, and the Merkle root after each of `sizes`."""
    roots = {0: hashlib.sha256(b"").digest()}
    peaks: list[bytes] = []  # roots of the complete subtrees, the largest first
    previous, count = GENESIS, 0
    lines = iter(lambda: stream.readline(MAX_LINE_BYTES), b"")
    for line in lines:
        node = hashlib.sha256(b"\x00" + line[:-1]).digest()
        record = RECORD.fullmatch(line)
        if record is None:
            raise _Broken("it is not one line of canonical JSON, or was cut off", count)
        if record["seq"] != b"%d" % count:
            raise _Broken("it has another number: records were removed, added or moved", count)
        if record["prev_hash"] != b'"%s"' % previous:
            # This record or the one before was changed. The record after vouches for this one.
            following = next(lines, None)
            is_vouched_for = following is None or node.hex().encode() in following
            first_bad = count - 1 if is_vouched_for and count else count
            raise _Broken("its hash is not the one in the record after it", first_bad)
        previous, complete = node.hex().encode(), count
        while complete & 1:
            node = _node(peaks.pop(), node)
            complete >>= 1
        peaks.append(node)
        count += 1
        if count in sizes:
            roots[count] = reduce(lambda right, left: _node(left, right), reversed(peaks))
        if progress and count % 100_000 == 0:
            progress(count)
    return count, roots


def _compare(notes: list[_Checkpoint], count: int, roots: Roots) -> None:
    """Every checkpoint must be what the records give, from the shortest to the longest."""
    good = 0  # records that a signed root vouches for
    for origin, size, root, *_, where in sorted(notes, key=lambda note: note.size):
        if origin != notes[0].origin:
            raise _Broken(f"{where} is of another ledger")
        if size > count:
            raise _Broken(f"{where} covers {size} records, {count} are here: cut off", count)
        if roots[size] != root:
            raise _Broken(
                f"a record from {good} to here is not as {where} has it", max(size - 1, 0)
            )
        good = size


# ---- The folder ----
def _files(folder: Path) -> dict[str, Path]:
    found = {path.name: path for path in sorted(folder.iterdir())}
    for name, path in found.items():
        is_ours = name in KNOWN_FILES or name.startswith(PEOPLE_TEXT)
        if not is_ours or path.is_symlink() or not path.is_file():
            raise _Broken(f"{name} does not belong to an exported ledger")
    return {name: path for name, path in found.items() if name in KNOWN_FILES}


def _small(path: Path) -> bytes:
    with path.open("rb") as stream:
        return stream.read(MAX_SMALL_FILE_BYTES)  # what is longer is not whole, and so not right


def _check_manifest(files: dict[str, Path], may_be_absent: set[str]) -> None:
    """The manifest must be exactly the sorted list of all other files, as sha256sum writes it."""
    if MANIFEST not in files:
        raise _Broken(f"{MANIFEST} is missing")
    listed = _small(files[MANIFEST]).decode("utf-8", "replace").split("\n")
    here = {}
    for name in sorted(files.keys() - {MANIFEST}):
        digest = hashlib.sha256()
        with files[name].open("rb") as stream:
            for chunk in iter(lambda: stream.read(1 << 20), b""):
                digest.update(chunk)
        here[name] = f"{digest.hexdigest()}  {name}"
        if here[name] not in listed:
            raise _Broken(f"{name} is not the file in {MANIFEST}")
    left = [line for line in listed if line[66:] in here or line[66:] not in may_be_absent]
    if left != [*here.values(), ""]:
        raise _Broken(f"{MANIFEST} lists a file that is missing, or was changed")


def verify_folder(
    folder: Path, key: bytes | None = None, kept: Sequence[bytes] = (), progress: Progress = None
) -> VerifyResult:
    """Check the ledger in `folder`; nothing is written, and memory stays bounded.

    `key` (PEM) and `kept` (checkpoints) are what the caller has from outside the folder;
    `progress` is told the number of records now and then.
    """
    try:
        return VerifyResult("sound", None, _verify(folder, key, kept, progress))
    except _Broken as fault:
        return VerifyResult("broken", fault.record, str(fault))
    except (_CannotTell, OSError) as gap:
        return VerifyResult("cannot_tell", None, str(gap))


def _verify(folder: Path, pinned: bytes | None, kept: Sequence[bytes], progress: Progress) -> str:
    files = _files(folder)
    if LEDGER not in files:
        fault = _Broken if MANIFEST in files else _CannotTell
        raise fault(f"{LEDGER} is missing: nothing to verify")
    notes: list[_Checkpoint] = []
    for name in (CHECKPOINT, EARLIER):
        notes += _read_checkpoints(_small(files[name]), name, _Broken) if name in files else ()
    for data in kept:  # may have come by mail: line ends do not count
        where, text = "the checkpoint that you kept", data.replace(b"\r\n", b"\n")
        notes += _read_checkpoints(text, where, _CannotTell)
    folder_key = read_public_key(_small(files[KEY])) if KEY in files else None
    public_key = folder_key if pinned is None else read_public_key(pinned)
    with files[LEDGER].open("rb") as stream:
        count, roots = _read_ledger(stream, {note.size for note in notes}, progress)
    if KEY in files and public_key and folder_key != public_key:
        raise _Broken(f"{KEY} is not the key that you gave")
    if public_key:
        for note in notes:
            note.check_signature(public_key)
    _compare(notes, count, roots)
    if CHECKPOINT in files and notes[0].size != count:
        raise _Broken(f"{CHECKPOINT} covers {notes[0].size} records, more are here", notes[0].size)
    _check_manifest(files, may_be_absent={KEY, CHECKPOINT})
    if CHECKPOINT not in files:
        raise _CannotTell(f"{CHECKPOINT} is missing: nothing proves where the ledger ends")
    if public_key is None:
        raise _CannotTell("there is no Ed25519 public key: nothing proves who signed")
    if count == 0:
        raise _CannotTell("the ledger has no records: nothing to verify")
    trust = "as you gave it" if pinned is not None else "from the folder: compare it"
    fingerprint = hashlib.sha256(public_key).hexdigest()[:32]
    return f"{count} records, root {roots[count].hex()}, key {fingerprint} ({trust})"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the check from the command line; the exit codes are in the head of this file."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--key", type=Path, help="public key (PEM) that you know")
    parser.add_argument("--checkpoint", type=Path, action="append", default=[], help="kept note")
    given = parser.parse_args(arguments)
    try:
        key, kept = given.key and given.key.read_bytes(), [c.read_bytes() for c in given.checkpoint]
    except OSError as error:
        parser.error(f"{error.filename}: {error.strerror}")
    result = verify_folder(given.folder, key, kept, lambda n: print(n, "...", file=sys.stderr))
    print(f"{result.status.replace('_', ' ')}: {result.message}")
    return {"sound": 0, "broken": 1}.get(result.status, 3)


if __name__ == "__main__":
    sys.exit(main())
