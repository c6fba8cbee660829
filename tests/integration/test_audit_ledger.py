"""The ledger from end to end on a small database: witnesses, keys, proofs, erasure, forgery."""

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine
from typer.testing import CliRunner, Result

from catalog import annex, decisions, ledger_store
from catalog import database as db
from catalog.checkpoints import checked_leaves, export_ledger, notes, sign_current
from catalog.holdings import register_holding
from catalog.keys import load_keys
from catalog.rotation import rotate_keys
from openfonds.app.cli import app
from openfonds.collection import Collection
from openfonds.digests import digest_of
from openfonds.errors import IntegrityError, SettingsError
from openfonds.ledger.annex import AnnexEntry, new_annex_key, seal
from openfonds.ledger.keys import item_reference, new_signing_key, public_key_pem
from openfonds.ledger.records import LedgerError, parse_record
from openfonds.model import Decision, Outcome
from openfonds.storage import Storage, open_storage
from tests.ledger_samples import draft, verify_folder

NOW = "2026-11-22T10:00:00Z"
COLLECTION = "town"


@dataclass(frozen=True, slots=True)
class Place:
    """One installation in a folder."""

    folder: Path
    engine: Engine
    storage: Storage

    def decide(self, first: int, count: int) -> list[Decision]:
        made = [decision(n) for n in range(first, first + count)]
        proposed = (decisions.Proposed(d, (), ()) for d in made)
        assert decisions.record(self.engine, self.storage.annex, proposed, now=NOW) == count
        return made

    def sign(self) -> str:
        with db.writing(self.engine) as connection:
            keys = load_keys(self.storage.annex, connection)
            return sign_current(connection, keys, self.storage.audit)

    def openfonds(self, *words: object) -> Result:
        return CliRunner().invoke(app, [str(word) for word in words])


def decision(number: int) -> Decision:
    made = Decision(
        decision_id="",
        collection=COLLECTION,
        holding="h1",
        reference_code=f"F. 1. D. {number}",
        position=number,
        item_key=digest_of(number),
        unit="item",
        page=None,
        outcome=Outcome.REVIEW,
        effect="none",
        reason_codes=("care.unknown",),
        citations=(),
        next_check_on=None,
        rights_uri=None,
        pack="",
        policy_digest=digest_of("law"),
        as_of=date(2026, 11, 22),
        decided_by="openfonds",
    )
    return replace(made, decision_id=digest_of(made))


@pytest.fixture
def at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    folder = tmp_path / "var"
    monkeypatch.setenv("OPENFONDS_STORAGE", str(folder))
    monkeypatch.delenv("OPENFONDS_DATABASE_URL", raising=False)
    monkeypatch.delenv("OPENFONDS_STAFF", raising=False)
    monkeypatch.chdir(tmp_path)
    engine = db.open_database(f"sqlite:///{folder}/catalog.db")
    place = Place(tmp_path, engine, open_storage(str(folder)))
    register_holding(engine, "h1", Collection(COLLECTION), "", "plan")
    place.decide(0, 7)
    yield place
    engine.dispose()


def export(at: Place) -> Path:
    folder = at.folder / "export"
    export_ledger(at.engine, at.storage, folder)
    return folder


def rewrite(at: Place, seq: int) -> None:
    """Change a stored record as somebody with the database could."""
    with at.engine.begin() as connection:
        line = ledger_store.line_at(connection, seq).replace(b'"review"', b'"opened"', 1)
        table = db.ledger
        connection.execute(sa.update(table).where(table.c.seq == seq).values(record=line))


def test_a_checkpoint_after_more_records_continues_the_last(at: Place) -> None:
    for size in range(7, 24):
        at.sign()
        at.decide(size, 1)
    with db.writing(at.engine) as connection:
        keys = load_keys(at.storage.annex, connection)
        assert len(list(checked_leaves(connection, keys, at.storage.audit))) == 24
    assert len(notes(at.storage.audit)) == 17
    assert verify_folder(export(at)).status == "sound"


def test_signing_reads_only_what_is_new(at: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    at.sign()
    at.decide(7, 2)
    at.sign()
    at.decide(9, 3)
    read: list[object] = []
    original = ledger_store.leaf_hashes

    def counted(*given: object, **named: object) -> Iterator[bytes]:
        for leaf in original(*given, **named):  # type: ignore[arg-type]
            read.append(leaf)
            yield leaf

    monkeypatch.setattr(ledger_store, "leaf_hashes", counted)
    at.sign()
    assert len(read) == 1  # the last one that was signed before


@pytest.mark.parametrize("seq", [0, 3, 6], ids=["first", "inside", "last"])
def test_a_rewritten_record_is_refused_by_the_export(at: Place, seq: int) -> None:
    at.sign()
    rewrite(at, seq)
    with pytest.raises(IntegrityError, match=f"record {seq}"):
        export(at)


def test_the_last_signed_record_is_checked_when_signing(at: Place) -> None:
    at.sign()
    rewrite(at, 6)
    at.decide(7, 1)
    with pytest.raises(IntegrityError, match="record 6"):
        at.sign()


def test_records_cut_off_are_refused_when_signing(at: Place) -> None:
    at.sign()
    with at.engine.begin() as connection:
        connection.execute(sa.delete(db.ledger).where(db.ledger.c.seq >= 5))
    with pytest.raises(IntegrityError):
        at.sign()


def test_a_false_tree_in_the_database_is_not_believed(at: Place) -> None:
    at.sign()
    with at.engine.begin() as connection:
        connection.execute(sa.update(db.ledger_tree).values(peaks=json.dumps(["0" * 64] * 2)))
    at.decide(7, 1)
    at.sign()
    assert verify_folder(export(at)).status == "sound"


def test_rotated_keys_are_followed_from_the_first(at: Place) -> None:
    first = public_key_pem(at.storage.annex.read("keys/signing-key.pem"))
    before = rotate_keys(at.engine, at.storage, by="head", now=NOW)
    at.decide(7, 2)
    rotate_keys(at.engine, at.storage, by="head", now=NOW)
    at.decide(9, 1)
    folder = export(at)
    assert verify_folder(folder, first).status == "sound"
    middle = at.storage.annex.read("keys/public-key-2.pem")
    assert verify_folder(folder, middle).status == "sound"
    assert verify_folder(folder, kept=[before.checkpoint.encode()]).status == "sound"
    other = public_key_pem(new_signing_key())
    assert verify_folder(folder, other).status == "broken"
    assert not at.storage.annex.exists("keys/signing-key.pem")


def test_old_records_are_proved_with_the_secret_of_their_time(at: Place) -> None:
    rotate_keys(at.engine, at.storage, by="head", now=NOW)
    at.decide(8, 1)
    with db.writing(at.engine) as connection:
        keys = load_keys(at.storage.annex, connection)
        for seq, number in ((0, 0), (6, 6), (8, 8)):
            record = parse_record(ledger_store.line_at(connection, seq))
            reference = item_reference(keys.epoch_at(seq), COLLECTION, f"F. 1. D. {number}")
            assert record.item_ref == reference
    assert keys.epoch == keys.epoch_at(8) != keys.epoch_at(7 - 1)
    with pytest.raises(SettingsError):
        load_keys(at.storage.annex)  # without the database nobody knows which key holds


def test_an_erased_entry_cannot_be_read_and_the_tree_holds(at: Place) -> None:
    made = at.decide(7, 1)[0]
    copy = _annex_row(at, 7)
    assert at.openfonds("audit", "erase", made.decision_id, "--reason", "x").exit_code == 2
    done = at.openfonds("audit", "erase", made.decision_id, "--reason", "court_order")
    assert done.exit_code == 0, done.output
    again = at.openfonds("audit", "erase", made.decision_id, "--reason", "court_order")
    assert again.exit_code == 2
    with db.writing(at.engine) as connection:
        keys = load_keys(at.storage.annex, connection)
        assert annex.read_entry(connection, keys, 7) is None
        kept = annex.read_entry(connection, keys, 6)
        assert kept is not None and kept.reference_code == "F. 1. D. 6"
        record = parse_record(ledger_store.line_at(connection, 8))
    assert (record.kind, record.effect) == ("erasure", "erase:court_order")
    assert verify_folder(export(at)).status == "sound"
    # An older copy of the database is of no use once the wrapping key was changed.
    rotate_keys(at.engine, at.storage, by="head", now=NOW)
    with at.engine.begin() as connection:
        connection.execute(sa.update(db.annex).where(db.annex.c.seq == 7).values(**copy))
    with db.writing(at.engine) as connection, pytest.raises(LedgerError):
        annex.read_entry(connection, load_keys(at.storage.annex, connection), 7)


def _annex_row(at: Place, seq: int) -> dict[str, bytes]:
    with at.engine.connect() as connection:
        row = connection.execute(sa.select(db.annex).where(db.annex.c.seq == seq)).one()
    return {"sealed": bytes(row.sealed), "key": bytes(row.key)}


def test_keys_of_entries_that_lay_in_clear_are_wrapped(at: Place) -> None:
    entry = AnnexEntry("d", COLLECTION, "F. 9", None, (), (), (), None)
    key = new_annex_key()
    sealed = seal(entry, key)
    with at.engine.begin() as connection:
        record = replace(draft(1), annex_commitment=sealed.commitment)
        seq = ledger_store.append(connection, [record])[0]
        connection.execute(sa.insert(db.annex).values(seq=seq, sealed=sealed.sealed, key=key))
        connection.execute(sa.delete(db.key_epochs))  # as a version without epochs left it
    with db.writing(at.engine) as connection:
        keys = load_keys(at.storage.annex, connection)
        stored = connection.execute(sa.select(db.annex.c.key).where(db.annex.c.seq == seq))
        assert key not in bytes(stored.scalar_one())
        assert annex.read_entry(connection, keys, seq) == entry


def test_a_witness_cosigns_what_continues_and_nothing_else(at: Place) -> None:
    box, note = at.folder / "witness", at.folder / "note.txt"
    assert at.openfonds("audit", "witness-key", box).exit_code == 0
    note.write_text(at.sign())
    (at.folder / "ledger.pem").write_bytes(
        public_key_pem(at.storage.annex.read("keys/signing-key.pem"))
    )
    cosign = ["audit", "witness", note, "--key", box / "witness.pem", "--name", "other.example/w1"]
    assert at.openfonds(*cosign).exit_code == 2  # it does not know the key of the ledger yet
    done = at.openfonds(*cosign, "--ledger-key", at.folder / "ledger.pem")
    assert done.exit_code == 0, done.output
    accept = ["audit", "accept-witness", note]
    assert at.openfonds(*accept).exit_code == 2  # the archive does not know the witness yet
    public = box / "witness-public.pem"
    assert at.openfonds(*accept, "--witness", public).exit_code == 0
    folder = at.folder / "export"
    assert at.openfonds("audit", "export", folder).exit_code == 0
    asked = ["audit", "verify", folder, "--witness", public]
    assert at.openfonds(*asked).exit_code == 0
    assert b"other.example/w1" in (folder / "checkpoint.txt").read_bytes()
    # More records: the newest checkpoint has no cosignature, and the witness wants a proof.
    kept = at.folder / "kept.txt"
    kept.write_bytes(note.read_bytes())
    at.decide(7, 3)
    rotate_keys(at.engine, at.storage, by="head", now=NOW)
    note.write_text(at.sign())
    assert at.openfonds("audit", "export", folder).exit_code == 0
    assert at.openfonds(*asked).exit_code == 3
    assert at.openfonds(*cosign).exit_code == 1
    proof = at.folder / "proof.json"
    prove = at.openfonds("audit", "prove", "--consistency", kept, "--output", proof)
    assert prove.exit_code == 0, prove.output
    assert at.openfonds("audit", "verify", proof).exit_code == 0
    assert at.openfonds(*cosign, "--proof", proof).exit_code == 0
    assert at.openfonds(*accept).exit_code == 0
    assert at.openfonds("audit", "export", folder).exit_code == 0
    assert at.openfonds(*asked).exit_code == 0
    note.write_bytes(kept.read_bytes())
    assert at.openfonds(*cosign).exit_code == 1  # fewer records than before


def test_a_proof_is_checked_offline_by_the_file_alone(at: Place) -> None:
    made = at.decide(7, 5)
    rotate_keys(at.engine, at.storage, by="head", now=NOW)
    proof = at.folder / "proof.json"
    done = at.openfonds("audit", "prove", made[2].decision_id, "--output", proof, "--json")
    assert done.exit_code == 0, done.output
    script = export(at) / "verify.py"
    alone = [sys.executable, "-I", str(script), str(proof)]
    checked = subprocess.run(alone, capture_output=True, text=True, check=False)
    assert (checked.returncode, checked.stdout[:20]) == (0, "sound: record 9 of 1")
    proof.write_bytes(proof.read_bytes().replace(b'\\"review\\"', b'\\"opened\\"'))
    assert subprocess.run(alone, capture_output=True, check=False).returncode == 1
    assert at.openfonds("audit", "prove", "nothing").exit_code == 2


def test_the_parquet_form_is_compared_row_by_row(at: Place) -> None:
    folder = export(at)
    assert "rows agree" in at.openfonds("audit", "verify", folder).output
    jsonl = at.folder / "jsonl"
    assert at.openfonds("audit", "export", jsonl, "--format", "jsonl").exit_code == 0
    assert not (jsonl / "ledger.parquet").exists() and not (jsonl / "ledger.csv").exists()
    assert at.openfonds("audit", "verify", jsonl).exit_code == 0
    assert at.openfonds("audit", "export", jsonl, "--format", "xls").exit_code == 2
