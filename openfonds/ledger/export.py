"""The public export of the ledger: a folder that anyone can check without openfonds.

What is stored is written as it is, sound or not: an export is evidence, and it is for
`openfonds.ledger.verify`, of which every export holds a copy, to say what it is worth.
"""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path

from openfonds.errors import SettingsError
from openfonds.ledger import verify
from openfonds.ledger.keys import sign_manifest
from openfonds.ledger.records import LedgerError
from openfonds.ledger.tables import write_csv, write_parquet

FORMS = ("jsonl", "csv", "parquet")
README = "README.txt"
_README_TEXT = """\
The public ledger of an openfonds installation: every decision and every publication.

ledger.jsonl             one record a line, each with the hash of the record before it
ledger.csv               the same as a table; verify.py compares it record by record
ledger.parquet           the same again; its bytes are in the signed manifest, its rows are
                         compared by `openfonds audit verify` only
checkpoint.txt           number of records and Merkle root, signed, perhaps by witnesses too
earlier-checkpoints.txt  the same from earlier times, where there are any
public_key.pem           the first key; a record of the kind "rotation" announces a later one
MANIFEST.sha256          digests of the other files
MANIFEST.sig             signature of the newest key on the manifest
verify.py                the check; needs Python only

    python verify.py . [--key KEY_THAT_YOU_KNOW] [--checkpoint ONE_THAT_YOU_KEPT]
                       [--witness KEY_OF_A_WITNESS]

It says sound (exit code 0), broken (1, with the record) or cannot tell (3). Keep checkpoint.txt
somewhere else, and give it next time: nothing in the folder itself can show that all of it was
written anew. Better than the verify.py here is one that you took from elsewhere.

In ledger.csv an apostrophe stands before what a spreadsheet might take for a formula.

Открытый журнал решений и публикаций. Проверка: python verify.py .
Ответ: sound (цел), broken (нарушен, с номером записи) или cannot tell (судить нельзя).
Храните checkpoint.txt отдельно и указывайте его при следующей проверке (--checkpoint).
"""


def write_export(
    folder: Path,
    records: Iterable[bytes],
    checkpoints: Sequence[str],
    public_key_pem: bytes,
    signing_key_pem: bytes,
    forms: Collection[str] = FORMS,
) -> int:
    """Write the export into `folder` and return the number of records.

    Args:
        folder: new, empty, or an earlier export, which is replaced.
        records: canonical lines without LF, in order; no more than the newest checkpoint covers.
        checkpoints: signed notes, the newest last.
        public_key_pem: the first public key of the ledger; the records announce later ones.
        signing_key_pem: the newest key, which signs the manifest.
        forms: which of FORMS to write; the JSON lines are always there.

    Raises:
        SettingsError: if the folder holds anything else, or a form is unknown.
        LedgerError: if there is no checkpoint; sign one first.
    """
    if not checkpoints:
        raise LedgerError("the ledger has no checkpoint yet; sign one before exporting")
    if unknown := sorted(set(forms) - set(FORMS)):
        raise SettingsError(f"--format {unknown[0]!r}: choose from {', '.join(FORMS)}")
    _clear(folder)
    # The manifest comes last: an export that was interrupted has none and is found out.
    ledger = folder / verify.LEDGER
    count = _write_ledger(ledger, records)
    if "csv" in forms:
        write_csv(folder / verify.CSV, ledger)
    if "parquet" in forms:
        write_parquet(folder / verify.PARQUET, ledger)
    (folder / verify.CHECKPOINT).write_bytes(checkpoints[-1].encode())
    if len(checkpoints) > 1:
        (folder / verify.EARLIER).write_bytes("\n".join(checkpoints[:-1]).encode())
    (folder / verify.KEY).write_bytes(public_key_pem)
    (folder / verify.VERIFIER).write_bytes(Path(verify.__file__).read_bytes())
    (folder / README).write_bytes(_README_TEXT.encode())
    manifest = "".join(_manifest_lines(folder)).encode()
    (folder / verify.SIGNATURE).write_bytes(sign_manifest(manifest, signing_key_pem))
    (folder / verify.MANIFEST).write_bytes(manifest)
    return count


def _clear(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    ours = verify.KNOWN_FILES | {README}
    present = sorted(folder.iterdir())
    is_export = folder / verify.LEDGER in present or not present
    if not is_export or any(p.name not in ours or not p.is_file() for p in present):
        raise SettingsError(
            f"{folder} holds files that are no part of a ledger export; give a new folder"
        )
    for path in present:
        path.unlink()


def _write_ledger(path: Path, records: Iterable[bytes]) -> int:
    count = 0
    with path.open("wb") as stream:
        for line in records:
            stream.write(line)
            stream.write(b"\n")
            count += 1
    return count


def _manifest_lines(folder: Path) -> Iterator[str]:
    for path in sorted(folder.iterdir()):
        if path.name in verify.KNOWN_FILES:
            with path.open("rb") as stream:
                digest = hashlib.file_digest(stream, "sha256").hexdigest()
            yield f"{digest}  {path.name}\n"
