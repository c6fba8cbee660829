"""Check an exported openfonds ledger, or a proof, with nothing but Python (3.11 or later).

    python verify.py FOLDER|PROOF.json [--key K.pem] [--checkpoint KEPT.txt] [--witness W.pem]

1. Every record is one line of canonical JSON (RFC 8785), numbered from 0, and carries the hash
   of the record before it: shows edits, deletions, insertions and swaps.
2. Every checkpoint (number of records, Merkle root, time) is signed by the key of its time, and
   its root is the root over the first records: shows a cut or added tail, and records chained
   anew. A record of the kind "rotation" announces a new key, signed with the one before.
3. The files are those in the signed manifest; texts for people (README...) may differ. The rows
   of ledger.csv are compared with the records, those of ledger.parquet are not.
4. A proof (RFC 9162) shows that a ledger has a record, or begins with an earlier ledger.

A thief of the signing key, or the archive itself, could write the whole folder anew. Only what
was kept outside shows that: a public key, checkpoints, keys of witnesses who must have cosigned.
Exit code: 0 sound, 1 broken (the first bad record is named), 2 wrong arguments, 3 cannot tell.
It shares no code with what writes the ledger. Take it from elsewhere than the folder, and read it.
"""

import argparse
import base64
import hashlib
import json
import re
import sys
from collections.abc import Iterator, Sequence
from functools import reduce
from pathlib import Path
from typing import BinaryIO, NamedTuple

Point = tuple[int, int, int, int]
Rotation = tuple[bytes, bytes, bytes]  # of a record: seq, prev_hash, publication_ref
Ledger = tuple[int, dict[int, bytes], list[Rotation]]
Files = Sequence[bytes]

LEDGER, CHECKPOINT, EARLIER = "ledger.jsonl", "checkpoint.txt", "earlier-checkpoints.txt"
CSV, PARQUET, KEY, VERIFIER = "ledger.csv", "ledger.parquet", "public_key.pem", "verify.py"
MANIFEST, SIGNATURE = "MANIFEST.sha256", "MANIFEST.sig"
KNOWN_FILES = {LEDGER, CHECKPOINT, EARLIER, CSV, PARQUET, KEY, VERIFIER, MANIFEST, SIGNATURE}
PROOF = ["format", "public_key", "checkpoint", "earlier", "record", "path", "rotations"]
FORM = "openfonds-ledger-proof/1"
MAX_LINE_BYTES, MAX_OTHER_BYTES = 1 << 20, 1 << 24  # so that no file can fill the memory


class Result(NamedTuple):
    """`status` is sound, broken or cannot_tell; `record` counts from 0, as seq does."""

    status: str
    record: int | None
    message: str


class _Broken(Exception):
    """Something was changed: what, and the first bad record where that can be said."""

    def __init__(self, message: str, record: int | None = None) -> None:
        self.record = record
        at = "" if record is None else f"record {record} (line {record + 1}): "
        super().__init__(at + message)


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


# ---- Checkpoints: signed notes (C2SP signed-note, tlog-checkpoint, tlog-cosignature) ----
# Base64 leaves bits over at its end: only the spelling in which they are zero is taken.
HASH, SIGNED = r"[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=", r"[A-Za-z0-9+/]{85}[AQgw]=="
NOTE = re.compile(
    r"(?P<body>(?P<origin>[^\s+]{1,200})\n(?P<size>0|[1-9][0-9]{0,17})\n"
    rf"(?P<root>{HASH})\n\d{{4}}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{{1,6}})?Z\n)"
    r"\n(?P<lines>— (?P=origin) [A-Za-z0-9+/]{90}[AEIMQUYcgkosw048]=\n"
    r"(— [^\s+]{1,200} [A-Za-z0-9+/]{101}[AQgw]==\n)*)(\n(?=.))?",  # a blank line if more come
    re.ASCII,
)
OF_LEDGER, OF_WITNESS = b"\x01", b"\x04"  # kinds of signature


class _Note(NamedTuple):
    where: str  # for messages
    origin: str
    size: int
    root: bytes
    body: str
    lines: list[str]  # "— name base64(4 bytes that name the key, (8 of time,) Ed25519)"

    def names(self, key: bytes, kind: bytes) -> Iterator[str]:
        """The names under which the key signed."""
        for _, name, text in map(str.split, self.lines):
            data = base64.b64decode(text)
            if data[:4] == hashlib.sha256(name.encode() + b"\n" + kind + key).digest()[:4]:
                head = f"cosignature/v1\ntime {int.from_bytes(data[4:12], 'big')}\n"
                message = self.body if kind == OF_LEDGER else head + self.body
                if not verify_signature(key, message.encode(), data[-64:]):
                    raise _Broken(f"{self.where}: the signature of {name} does not hold")
                yield name


def _read_notes(data: bytes, where: str, fault: type[Exception] = _Broken) -> Iterator[_Note]:
    text, position = data.decode("utf-8", "replace"), 0
    while position < len(text) or not text:
        note = NOTE.match(text, position)
        if note is None:
            raise fault(f"{where} is not a signed checkpoint")
        origin, size, root, body, lines = note.group("origin", "size", "root", "body", "lines")
        yield _Note(where, origin, int(size), base64.b64decode(root), body, lines.splitlines())
        position = note.end()


Given = tuple[list[bytes], list[bytes], list[_Note]]  # from outside: keys, witnesses, checkpoints


# ---- The ledger: canonical lines, chain, Merkle tree (RFC 6962 section 2.1) ----
COLUMNS = """seq time kind decision_id unit outcome public_reason effect next_check_year as_of
    actor role supersedes publication_ref item_ref item_version input_digest packs policy_digest
    code_version annex_commitment prev_hash"""  # in the order of ledger.csv
# No blanks and nothing to escape: codes, digests and days have one spelling, and prose has none.
STRING = r'"[!#-\[\]-~]*"'
VALUE = rf"{STRING}|null|0|[1-9][0-9]*|\[(?:{STRING}(?:,{STRING})*)?\]"
MEMBERS = ",".join(f'"{name}":(?P<{name}>{VALUE})' for name in sorted(COLUMNS.split()))
RECORD = re.compile(rf"\{{{MEMBERS}\}}\n".encode())
NEW_KEY = re.compile(f"ed25519:({HASH}):({SIGNED})".encode())
FORMULA = re.compile(rb"(?<=[\" ,;])(?=['=+@-])")  # where a spreadsheet might begin to calculate


def _csv_line(values: Sequence[bytes]) -> bytes:
    """A line of ledger.csv (RFC 4180): strings quoted, null empty, a list with blanks between."""
    cells = (v[1:-1].replace(b'","', b" ") or b'""' if v[:1] == b"[" else v for v in values)
    return FORMULA.sub(b"'", b",".join(b"" if c == b"null" else c for c in cells)) + b"\r\n"


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def _read_ledger(stream: BinaryIO, table: BinaryIO | None, sizes: set[int]) -> Ledger:
    """Follow the chain, and ledger.csv: number of records, roots after `sizes`, new keys."""
    names = COLUMNS.split()
    if table and table.readline(MAX_LINE_BYTES) != ",".join(names).encode() + b"\r\n":
        raise _Broken(f"{CSV} has other columns")
    roots, rotations = {0: hashlib.sha256(b"").digest()}, []
    peaks: list[bytes] = []  # roots of the complete subtrees, the largest first
    previous, count = b"0" * 64, 0
    lines = iter(lambda: stream.readline(MAX_LINE_BYTES), b"")
    for line in lines:
        node, record = hashlib.sha256(b"\x00" + line[:-1]).digest(), RECORD.fullmatch(line)
        if record is None:
            raise _Broken("it is not one line of canonical JSON, or was cut off", count)
        if record["seq"] != b"%d" % count:
            raise _Broken("it has another number: records were removed, added or moved", count)
        if record["prev_hash"] != b'"%s"' % previous:
            # This record or the one before was changed. The record after vouches for this one.
            following = next(lines, node.hex().encode())
            first_bad = count - 1 if count and node.hex().encode() in following else count
            raise _Broken("its hash is not the one in the record after it", first_bad)
        if table and table.readline(MAX_LINE_BYTES) != _csv_line(record.group(*names)):
            raise _Broken(f"{CSV} says something else", count)
        if record["kind"] == b'"rotation"':
            rotations.append((record["seq"], previous, record["publication_ref"].strip(b'"')))
        previous, complete = node.hex().encode(), count
        while complete & 1:
            node, complete = _node(peaks.pop(), node), complete >> 1
        peaks.append(node)
        count += 1
        if count in sizes:
            roots[count] = reduce(lambda right, left: _node(left, right), reversed(peaks))
    if table and table.read(1):
        raise _Broken(f"{CSV} has more records", count)
    return count, roots, rotations


def _check_signers(
    first: bytes, rotations: list[Rotation], notes: list[_Note], given: Given
) -> tuple[bytes, str]:
    """Check who signed `notes`, the newest first, and who each new key: the last, and words."""
    (known, witnesses, kept), origin = given, notes[0].origin
    keys = [(0, first)]  # from how many records on
    for seq, prev_hash, text in rotations:
        new = NEW_KEY.fullmatch(text)
        if not new:
            raise _Broken("it announces no key", int(seq))
        place = (b"openfonds ledger key v1", origin.encode(), seq, prev_hash)
        message = b"".join(line + b"\n" for line in (*place, new[1]))
        if not verify_signature(keys[-1][1], message, base64.b64decode(new[2])):
            raise _Broken("the key before did not sign the new one", int(seq))
        keys.append((int(seq) + 1, base64.b64decode(new[1])))
    if not {key for _, key in keys}.issuperset(known):
        raise _Broken("the ledger never had the key that you gave")
    for note in [*notes, *kept]:
        key = [key for start, key in keys if start <= note.size][-1]
        if note.origin != origin or origin not in note.names(key, OF_LEDGER):
            raise _Broken(f"{note.where} is of another ledger, or was signed with another key")
    words = ", then ".join(hashlib.sha256(key).hexdigest()[:32] for _, key in keys)
    words += " (as you gave it)" if known else " (not from outside: compare it)"
    for witness in witnesses:
        if not (names := [*notes[0].names(witness, OF_WITNESS)]):
            raise _CannotTell(f"{notes[0].where} has no cosignature of the witness")
        words += f", cosigned by {names[0]}"
    return keys[-1][1], f"key {words}"


def _files(folder: Path) -> dict[str, Path]:
    found = {path.name: path for path in sorted(folder.iterdir())}
    for name, path in found.items():
        is_ours = name in KNOWN_FILES or name.startswith("README")
        if not is_ours or path.is_symlink() or not path.is_file():
            raise _Broken(f"{name} does not belong to an exported ledger")
        if path.stat().st_size > MAX_OTHER_BYTES and name not in (LEDGER, CSV, PARQUET):
            raise _Broken(f"{name} is too long")
    return {name: path for name, path in found.items() if name in KNOWN_FILES}


def _check_manifest(files: dict[str, Path], key: bytes) -> None:
    """The manifest is the sorted list of the other files, as sha256sum writes it, and signed."""
    here = b""
    for name in sorted(files.keys() - {MANIFEST, SIGNATURE}):
        with files[name].open("rb") as stream:
            here += f"{hashlib.file_digest(stream, 'sha256').hexdigest()}  {name}\n".encode()
    listed = files[MANIFEST].read_bytes() if MANIFEST in files else b""
    if listed != here:
        wrong = b", ".join(line[66:] for line in here.splitlines() if line not in listed).decode()
        raise _Broken(f"{MANIFEST} does not list just the files that are here: {wrong or 'others'}")
    signature = files[SIGNATURE].read_bytes() if SIGNATURE in files else b""
    is_spelled = re.fullmatch(SIGNED.encode() + b"\n", signature)
    message = b"openfonds ledger manifest v1\n" + here
    if not is_spelled or not verify_signature(key, message, base64.b64decode(signature)):
        raise _Broken(f"{SIGNATURE}: the newest key did not sign {MANIFEST}")


def _verify_folder(folder: Path, given: Given) -> str:
    files = _files(folder)
    if LEDGER not in files:
        raise (_Broken if MANIFEST in files else _CannotTell)(f"{LEDGER} is missing")
    parts = [_read_notes(files[n].read_bytes(), n) for n in (CHECKPOINT, EARLIER) if n in files]
    notes = [note for part in parts for note in part]
    shortest_first = sorted([*notes, *given[2]], key=lambda note: note.size)
    with files[LEDGER].open("rb") as stream, files.get(CSV, files[LEDGER]).open("rb") as table:
        cells, sizes = table if CSV in files else None, {note.size for note in shortest_first}
        count, roots, rotations = _read_ledger(stream, cells, sizes)
    first, *_ = [read_public_key(files[KEY].read_bytes())] if KEY in files else [*given[0], None]
    if first and notes:
        key, words = _check_signers(first, rotations, notes, given)
    for note in shortest_first:
        if note.size > count:
            raise _Broken(f"{note.where} covers {note.size} records: cut off", count)
        if roots[note.size] != note.root:
            raise _Broken(f"it or one before is not as {note.where} has it", max(note.size - 1, 0))
    if CHECKPOINT not in files or first is None or not count:
        verdict = _Broken if KEY in files and first is None else _CannotTell
        raise verdict(f"no record, {CHECKPOINT} or {KEY}: nothing proves who signed, and what")
    if notes[0].size != count:
        raise _Broken(f"{CHECKPOINT} covers {notes[0].size} records, more are here", notes[0].size)
    _check_manifest(files, key)
    words += f"; {CSV} agrees" * (CSV in files) + f"; {PARQUET}: rows not read" * (PARQUET in files)
    return f"{count} records, root {roots[count].hex()}, {words}"


def _climb(node: bytes, position: int, last: int, path: list[bytes]) -> tuple[bytes, bytes] | None:
    """Root over `node` and all left of it, and root over all (RFC 9162 2.1.3.2, 2.1.4.2)."""
    left = whole = node
    for sibling in path:
        if position & 1 or position == last:
            left, whole = _node(sibling, left), _node(sibling, whole)
            while position and not position & 1:
                position, last = position >> 1, last >> 1
        else:
            whole = _node(whole, sibling)
        position, last = position >> 1, last >> 1
    return None if last else (left, whole)


def _verify_proof(file: Path, given: Given) -> str:
    try:
        proof = json.loads(data := file.read_bytes())
        key, path = bytes.fromhex(proof["public_key"]), [*map(bytes.fromhex, proof["path"])]
        note, earlier, line = (proof[name].encode() for name in PROOF[2:5])
        rotations = [(a.encode(), b.encode(), c.encode()) for a, b, c in proof["rotations"]]
        proof |= {"format": FORM, "public_key": key.hex(), "path": [node.hex() for node in path]}
        spelled = json.dumps(proof, indent=1, ensure_ascii=False).encode() + b"\n"
        if [*proof] != PROOF or spelled != data:
            raise ValueError
    except (ValueError, AttributeError, TypeError, KeyError):
        raise _CannotTell("it is not a proof as openfonds writes them") from None
    new, *old = _read_notes(note + b"\n" * bool(earlier) + earlier, "the proof")
    record = RECORD.fullmatch(line + b"\n")
    if (record is None) != len(old) or (old and not 0 < old[0].size < new.size):
        raise _Broken("the proof is not about one record or one shorter checkpoint")
    words = _check_signers(key, rotations, [new, *old], given)[1]
    roots = {note.size: note.root for note in (new, *old)}
    for note in given[2]:
        if note.size not in roots:
            raise _CannotTell(f"{note.where} is over {note.size} records, the proof is not")
        if roots[note.size] != note.root:
            raise _Broken(f"{note.where} has another root: there are two histories")
    if record:
        seq, leaf = int(record["seq"]), hashlib.sha256(b"\x00" + line).digest()
        if seq >= new.size or (_climb(leaf, seq, new.size - 1, path) or [b""])[-1] != new.root:
            raise _Broken("it is not in the ledger that the checkpoint signs", seq)
        return f"record {seq} of {new.size}, root {new.root.hex()}, {words}"
    position, last = old[0].size - 1, new.size - 1
    while position & 1:
        position, last = position >> 1, last >> 1
    start = path.pop(0) if position and path else old[0].root
    if _climb(start, position, last, path) != (old[0].root, new.root):
        raise _Broken("the longer ledger does not begin with the shorter one")
    return f"{new.size} records begin with the {old[0].size}, root {new.root.hex()}, {words}"


def verify_path(path: Path, keys: Files = (), kept: Files = (), witnesses: Files = ()) -> Result:
    """Check a folder or a proof, with keys (PEM) and checkpoints that the caller has kept."""
    try:
        read = [raw for pem in [*keys, *witnesses] if (raw := read_public_key(pem))]
        if len(read) < len(keys) + len(witnesses):
            raise _CannotTell("a key that you gave is not an Ed25519 public key in PEM")
        texts = [data.replace(b"\r\n", b"\n") for data in kept]  # may have come by mail
        notes = [n for t in texts for n in _read_notes(t, "the kept checkpoint", _CannotTell)]
        verify = _verify_proof if path.is_file() else _verify_folder
        given = (read[: len(keys)], read[len(keys) :], notes)
        return Result("sound", None, verify(path, given))
    except _Broken as fault:
        return Result("broken", fault.record, str(fault))
    except (_CannotTell, OSError) as gap:
        return Result("cannot_tell", None, str(gap))


def main() -> int:
    """Run the check from the command line; the exit codes are in the head of this file."""
    parser = argparse.ArgumentParser()
    parser.add_argument("path", type=Path, help="folder of an exported ledger, or a proof")
    for option in ("--key", "--checkpoint", "--witness"):
        parser.add_argument(option, type=Path, action="append", default=[], help="may be repeated")
    given = parser.parse_args()
    try:
        outside = (given.key, given.checkpoint, given.witness)
        result = verify_path(given.path, *([path.read_bytes() for path in x] for x in outside))
    except OSError as error:
        parser.error(f"{error.filename}: {error.strerror}")
    print(f"{result.status.replace('_', ' ')}: {result.message}")
    return {"sound": 0, "broken": 1}.get(result.status, 3)


if __name__ == "__main__":
    sys.exit(main())
