"""What `openfonds audit ...` does: export the ledger, check it, prove from it, change its keys."""

import os
import time
from collections.abc import Sequence
from pathlib import Path

from catalog import annex, staff
from catalog.checkpoints import export_ledger
from catalog.proofs import prove_consistency, prove_decision
from catalog.rotation import rotate_keys
from catalog.witnesses import accept_cosigned
from openfonds.app.installation import Installation, now, open_installation
from openfonds.app.output import Output
from openfonds.app.review.closing import ANYBODY
from openfonds.errors import ExitCode, SettingsError, TransientError
from openfonds.ledger import account, verify
from openfonds.ledger.keys import new_signing_key, public_key_pem
from openfonds.ledger.tables import parquet_fault
from openfonds.ledger.verify import Result, verify_path
from openfonds.ledger.witness import Witness, witness_checkpoint
from openfonds.releases.fetched import fetch_release
from openfonds.storage import scratch_folder

WITNESS_KEY, WITNESS_PUBLIC = "witness.pem", "witness-public.pem"
KEPT_CHECKPOINT, KEPT_LEDGER_KEY = "last-checkpoint.txt", "ledger-key.pem"
PRIVATE_MODE = 0o600


def export(out: Output, folder: Path, forms: tuple[str, ...]) -> ExitCode:
    """Write the public ledger."""
    at = open_installation()
    count = export_ledger(at.engine, at.storage, folder, forms)
    out.line(f"{count} records: {folder}")
    out.line(f"check it with: python {folder}/verify.py {folder}")
    out.result({"records": count, "folder": str(folder)})
    return ExitCode.DONE


def verify_export(
    out: Output,
    path: Path,
    keys: tuple[Path, ...],
    checkpoints: tuple[Path, ...],
    witnesses: tuple[Path, ...],
) -> ExitCode:
    """Check an exported ledger or a proof; also the rows of the Parquet form."""
    outside = ([given.read_bytes() for given in files] for files in (keys, checkpoints, witnesses))
    result = check(path, *outside)
    out.line(f"{result.status.replace('_', ' ')}: {result.message}")
    out.result({"status": result.status, "record": result.record, "message": result.message})
    codes = {"sound": ExitCode.DONE, "broken": ExitCode.INCOMPLETE}
    return codes.get(result.status, ExitCode.CANNOT_TELL)


def check(
    path: Path, keys: Sequence[bytes], kept: Sequence[bytes], witnesses: Sequence[bytes]
) -> Result:
    """What `verify.py` says of a folder or a proof, and whether the Parquet rows agree.

    The arguments are those of `openfonds.ledger.verify.verify_path`.
    """
    result = verify_path(path, keys, kept, witnesses)
    parquet = path / verify.PARQUET
    if result.status != "sound" or not path.is_dir() or not parquet.is_file():
        return result
    fault = parquet_fault(parquet, path / verify.LEDGER)
    if fault is None:
        said = f"{result.message.rpartition(';')[0]}; {parquet.name}: rows agree"
        return result._replace(message=said)
    message = f"record {fault} (line {fault + 1}): {parquet.name} says something else"
    return Result("broken", fault, message)


def check_account(
    out: Output,
    place: str,
    ledger: Path,
    keys: tuple[Path, ...],
    checkpoints: tuple[Path, ...],
    witnesses: tuple[Path, ...],
    *,
    is_whole: bool,
) -> ExitCode:
    """Check what a release says of every item against an exported ledger."""
    outside = [[given.read_bytes() for given in files] for files in (keys, checkpoints, witnesses)]
    if place.startswith(("http://", "https://")):
        with scratch_folder() as scratch:
            try:
                fetch_release(place, scratch)
            except TransientError as error:
                found = account.Audited("cannot_tell", None, [], [str(error)], [], {})
            else:
                found = account.check_release(scratch, ledger, *outside, is_whole=is_whole)
                found.remarks.append("over the network, files that are not listed cannot be seen")
    else:
        found = account.check_release(Path(place), ledger, *outside, is_whole=is_whole)
    for line in found.lines():
        out.line(line)
    out.result(found._asdict())
    return ExitCode(account.EXIT_CODES[found.status])


def prove(
    out: Output, decision_id: str | None, consistency: Path | None, output: Path | None
) -> ExitCode:
    """Write the proof of one record, or that the ledger continues an older checkpoint."""
    at = open_installation()
    if (decision_id is None) == (consistency is None):
        raise SettingsError("give the id of a decision, or --consistency with a checkpoint")
    if consistency is not None:
        old, new, proof = prove_consistency(at.engine, at.storage, _text(consistency))
        name, said = f"proof-{old}-{new}.json", f"records 0 to {old - 1} are the same among {new}"
    else:
        seq, proof = prove_decision(at.engine, at.storage, str(decision_id))
        name, said = f"proof-{str(decision_id)[:16]}.json", f"record {seq} is in the ledger"
    target = output or Path(name)
    target.write_bytes(proof)
    out.line(f"{said}: {target}")
    out.line(f"check it with: openfonds audit verify {target}")
    out.result({"proof": str(target), "said": said})
    return ExitCode.DONE


def make_witness(out: Output, folder: Path) -> ExitCode:
    """Make the key of a witness, on the machine of the witness."""
    key, public = folder / WITNESS_KEY, folder / WITNESS_PUBLIC
    if key.exists():
        raise SettingsError(f"{key} is there already; it is never replaced")
    folder.mkdir(parents=True, exist_ok=True)
    pem = new_signing_key()
    with os.fdopen(os.open(key, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_MODE), "wb") as file:
        file.write(pem)
    public.write_bytes(public_key_pem(pem))
    out.line(f"{key}: keep it to yourself")
    out.line(f"{public}: give it to the archive and to whoever checks the ledger")
    out.result({"key": str(key), "public_key": str(public)})
    return ExitCode.DONE


def cosign(
    out: Output,
    checkpoint: Path,
    key: Path,
    name: str,
    ledger_key: Path | None,
    previous: Path | None,
    proof: Path | None,
) -> ExitCode:
    """Cosign a checkpoint, if it continues the last one; the note is changed in its place.

    What the witness saw last is kept beside its key, and always compared.
    """
    kept, known = key.parent / KEPT_CHECKPOINT, key.parent / KEPT_LEDGER_KEY
    if ledger_key is None and not known.exists():
        raise SettingsError("the first time, give the public key of the ledger with --ledger-key")
    last = _text(kept) if kept.exists() else None
    given = _text(previous) if previous else last
    if last is not None and given != last:
        raise SettingsError(f"{kept} is the checkpoint that was cosigned last, not --previous")
    pem = known.read_bytes() if known.exists() else Path(str(ledger_key)).read_bytes()
    if ledger_key is not None and ledger_key.read_bytes() != pem:
        raise SettingsError(f"{known} is another key than --ledger-key; it stays the first one")
    witness = Witness(name, key.read_bytes(), pem, given)
    note = witness_checkpoint(witness, _text(checkpoint), proof, int(time.time()))
    known.write_bytes(pem)
    kept.write_text(note, encoding="utf-8")
    checkpoint.write_text(note, encoding="utf-8")
    out.line(f"cosigned: {checkpoint}; send it to the archive (openfonds audit accept-witness)")
    out.result({"checkpoint": str(checkpoint), "name": name, "first": given is None})
    return ExitCode.DONE


def accept_witness(out: Output, note: Path, witness: Path | None) -> ExitCode:
    """Take a cosigned checkpoint in."""
    at = open_installation()
    pem = witness.read_bytes() if witness else None
    size, names = accept_cosigned(at.engine, at.storage.audit, _text(note), pem)
    out.line(f"the checkpoint over {size} records is cosigned by {', '.join(names)}")
    out.result({"size": size, "witnesses": names})
    return ExitCode.DONE


def rotate(out: Output, by: str | None) -> ExitCode:
    """Change the keys of the ledger."""
    at = open_installation()
    done = rotate_keys(at.engine, at.storage, by=_who(at, by), now=now())
    out.line(f"epoch {done.epoch} begins after record {done.seq}; the old private keys are gone")
    out.line(f"fingerprint of the new public key: {done.fingerprint}")
    out.line(f"{done.rewrapped} keys of sealed entries were wrapped anew; next: back up annex/")
    out.result(
        {
            "epoch": done.epoch,
            "record": done.seq,
            "fingerprint": done.fingerprint,
            "rewrapped": done.rewrapped,
            "checkpoint": done.checkpoint,
        }
    )
    return ExitCode.DONE


def erase(out: Output, decision_id: str, reason: str, by: str | None) -> ExitCode:
    """Erase what is sealed behind a decision."""
    at = open_installation()
    who = _who(at, by)
    seqs = annex.erase(at.engine, at.storage.annex, decision_id, reason, by=who, now=now())
    out.line(f"erased behind {len(seqs)} records of the ledger; the records stay")
    out.line("copies of database and annex together can still be read: next, make them anew, or")
    out.line("openfonds audit rotate-keys, after which a copy of the database alone is of no use")
    out.result({"decision_id": decision_id, "records": seqs, "reason": reason})
    return ExitCode.DONE


def _who(at: Installation, by: str | None) -> str:
    name = by or os.environ.get("OPENFONDS_STAFF")
    return staff.entitled(at.engine, name).name if name else ANYBODY


def _text(path: Path) -> str:
    return path.read_bytes().decode("utf-8", "replace").replace("\r\n", "\n")
