"""What the stand-alone verifier says, tampering by tampering, from the inside out."""

import ast
import dataclasses
import os
import subprocess
import sys
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest

from openfonds.errors import SettingsError
from openfonds.ledger import verify
from openfonds.ledger.checkpoint import sign_checkpoint, verify_checkpoint
from openfonds.ledger.export import write_export
from openfonds.ledger.keys import new_signing_key, public_key_pem
from openfonds.ledger.records import LedgerError, LedgerRecord
from tests.ledger_samples import (
    SIZE,
    export_sample,
    refresh_manifest,
    rewritten,
    sample_lines,
    signed,
    verify_folder,
)

KEY = new_signing_key()
OTHER_KEY = new_signing_key()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A sound export of SIZE records."""
    export_sample(tmp_path / "export", sample_lines(), KEY)
    return tmp_path / "export"


def write_lines(folder: Path, lines: list[bytes]) -> None:
    (folder / "ledger.jsonl").write_bytes(b"".join(line + b"\n" for line in lines))
    refresh_manifest(folder)


def test_verifier_agrees_with_the_records_on_their_form() -> None:
    fields = [field.name for field in dataclasses.fields(LedgerRecord)]
    assert sorted(verify.COLUMNS.split()) == sorted(fields)


def test_verifier_needs_the_standard_library_only_and_can_be_read_in_ten_minutes() -> None:
    source = Path(verify.__file__).read_text()
    tree = ast.parse(source, feature_version=(3, 11))
    imported = {
        alias.name if isinstance(node, ast.Import) else str(node.module)
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    assert {name.split(".")[0] for name in imported} <= sys.stdlib_module_names
    assert len(source.splitlines()) <= 400


def test_sound_export(folder: Path) -> None:
    result = verify_folder(folder)
    assert (result.status, result.record) == ("sound", None)
    assert f"{SIZE} records" in result.message


def test_sound_with_what_was_kept_outside(folder: Path) -> None:
    lines = sample_lines()
    kept = [signed(lines, size, KEY).encode() for size in (0, 1, 5, 7, SIZE)]
    mailed = kept[2].replace(b"\n", b"\r\n")
    assert verify_folder(folder, public_key_pem(KEY), [*kept, mailed]).status == "sound"


def test_texts_for_people_may_change(folder: Path) -> None:
    (folder / "README.txt").write_text("changed")
    (folder / "README.md").write_text("added")
    assert verify_folder(folder).status == "sound"


LedgerTampering = Callable[[list[bytes]], list[bytes]]
LEDGER_TAMPERINGS: dict[str, tuple[LedgerTampering, int]] = {
    "first_edited": (lambda x: [x[0].replace(b"machine", b"person"), *x[1:]], 0),
    "edited": (lambda x: [*x[:4], x[4].replace(b"machine", b"person"), *x[5:]], 4),
    "before_last_edited": (lambda x: [*x[:10], x[10].replace(b"machine", b"person"), x[11]], 10),
    "last_edited": (lambda x: [*x[:11], x[11].replace(b"machine", b"person")], 11),
    "hash_edited": (lambda x: [*x[:4], x[4].replace(b'prev_hash":"', b'prev_hash":"0'), *x[5:]], 4),
    "replaced": (lambda x: [*x[:4], rewritten(x, 4)[4], *x[5:]], 4),
    "escaped": (lambda x: [*x[:4], x[4].replace(b"machine", b"m\\u0061chine"), *x[5:]], 4),
    "blank_added": (lambda x: [*x[:4], x[4].replace(b'"role":', b'"role": '), *x[5:]], 4),
    "field_added": (lambda x: [*x[:4], x[4][:-1] + b',"x":1}', *x[5:]], 4),
    "emptied": (lambda x: [*x[:4], b"", *x[5:]], 4),
    "cut_inside": (lambda x: [*x[:4], x[4][:100], *x[5:]], 4),
    "very_long": (lambda x: [*x[:4], b"x" * 3_000_000, *x[5:]], 4),
    "deleted": (lambda x: [*x[:4], *x[5:]], 4),
    "first_deleted": (lambda x: x[1:], 0),
    "repeated": (lambda x: [*x[:4], x[3], *x[4:]], 4),
    "swapped": (lambda x: [*x[:4], x[5], x[4], *x[6:]], 4),
    "renumbered": (
        lambda x: [*x[:4], *(y.replace(b'"seq":%d,' % n, b'"seq":%d,' % (n - 1))
                             for n, y in enumerate(x) if n > 4)], 4),
    "tail_cut": (lambda x: x[:-1], 11),
    "tail_cut_at_a_checkpoint": (lambda x: x[:9], 9),
    "all_cut": (lambda x: [], 0),
    "tail_added": (lambda x: sample_lines(SIZE + 1), SIZE),
    "rewritten_after_a_checkpoint": (lambda x: rewritten(x, 10), 10),
    "rewritten_from_the_start": (lambda x: rewritten(x, 0), 0),
}  # fmt: skip


@pytest.mark.parametrize("tampering", LEDGER_TAMPERINGS)
def test_tampered_records_are_found_and_named(folder: Path, tampering: str) -> None:
    tamper, record = LEDGER_TAMPERINGS[tampering]
    write_lines(folder, tamper(sample_lines()))
    result = verify_folder(folder)
    assert (result.status, result.record) == ("broken", record)
    assert f"record {record} (line {record + 1})" in result.message


@pytest.mark.parametrize("size", [1, 100, 5000])
def test_bytes_cut_off_are_found(folder: Path, size: int) -> None:
    ledger = folder / "ledger.jsonl"
    ledger.write_bytes(ledger.read_bytes()[:-size])
    refresh_manifest(folder)
    assert verify_folder(folder).status == "broken"


@pytest.mark.parametrize("name", ["checkpoint.txt", "earlier-checkpoints.txt"])
@pytest.mark.parametrize(
    "tamper",
    [
        lambda note: b"",
        lambda note: note[:-1],
        lambda note: note + b"\n",
        lambda note: note + b"x",
        lambda note: note.replace(b"\n12\n", b"\n11\n").replace(b"\n5\n", b"\n4\n"),
        lambda note: note.replace(b"2026", b"2025"),
        lambda note: note.replace(b"archive.", b"another."),
        lambda note: b"\xff" + note,
        lambda note: note.replace("—".encode(), b"-"),
    ],
    ids=["empty", "cut", "longer", "junk", "size", "time", "origin", "not_utf8", "dash"],
)
def test_tampered_checkpoint_is_found(
    folder: Path, name: str, tamper: Callable[[bytes], bytes]
) -> None:
    (folder / name).write_bytes(tamper((folder / name).read_bytes()))
    refresh_manifest(folder)
    assert verify_folder(folder).status == "broken"


def test_checkpoint_of_another_ledger_is_found(folder: Path) -> None:
    lines = sample_lines()
    (folder / "checkpoint.txt").write_text(signed(rewritten(lines, 3), SIZE, KEY))
    refresh_manifest(folder)
    assert verify_folder(folder).status == "broken"


def test_second_spelling_of_a_checkpoint_is_found(folder: Path) -> None:
    # The last letter of the base64 of 68 bytes holds two bits that mean nothing.
    note = (folder / "checkpoint.txt").read_text()
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    other = letters[letters.index(note[-3]) + 1]
    (folder / "checkpoint.txt").write_text(f"{note[:-3]}{other}=\n")
    refresh_manifest(folder)
    assert verify_folder(folder).status == "broken"


def test_kept_checkpoint_of_another_ledger_of_the_same_archive_is_found(folder: Path) -> None:
    checkpoint = verify_checkpoint((folder / "checkpoint.txt").read_text(), public_key_pem(KEY))
    other = dataclasses.replace(checkpoint, origin="archive.example/other")
    result = verify_folder(folder, kept=[sign_checkpoint(other, KEY).encode()])
    assert result.status == "broken" and "of another ledger" in result.message


def test_older_checkpoint_in_place_of_the_newest_is_found(folder: Path) -> None:
    (folder / "checkpoint.txt").write_text(signed(sample_lines(), 9, KEY))
    refresh_manifest(folder)
    result = verify_folder(folder)
    assert (result.status, result.record) == ("broken", 9)


@pytest.mark.parametrize(
    "name", ["ledger.jsonl", "earlier-checkpoints.txt", "verify.py", "MANIFEST.sha256"]
)
def test_missing_file_is_found(folder: Path, name: str) -> None:
    (folder / name).unlink()
    assert verify_folder(folder).status == "broken"


def test_changed_file_is_named(folder: Path) -> None:
    with (folder / "verify.py").open("a") as stream:
        stream.write("#")
    result = verify_folder(folder)
    assert result.status == "broken" and "verify.py" in result.message


def test_memory_is_bounded_by_the_line_and_not_by_the_file(folder: Path) -> None:
    os.truncate(folder / "ledger.jsonl", 0)
    os.truncate(folder / "ledger.jsonl", 200_000_000)  # sparse: one line without an end
    tracemalloc.start()
    result = verify_folder(folder)
    _, peak_bytes = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (result.status, result.record) == ("broken", 0)
    assert peak_bytes < 40_000_000


@pytest.mark.parametrize("has_manifest_entry", [False, True])
@pytest.mark.parametrize("name", ["ledger.csv", "ledger.jsonl.bak", ".hidden", "folder/x"])
def test_extra_file_is_found(folder: Path, name: str, has_manifest_entry: bool) -> None:
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_text("x")
    if has_manifest_entry and "/" not in name:
        refresh_manifest(folder)
    assert verify_folder(folder).status == "broken"


def test_links_and_pipes_are_not_followed(folder: Path) -> None:
    (folder / "ledger.jsonl").rename(folder.parent / "elsewhere")
    (folder / "ledger.jsonl").symlink_to(folder.parent / "elsewhere")
    assert verify_folder(folder).status == "broken"
    (folder / "ledger.jsonl").unlink()
    os.mkfifo(folder / "ledger.jsonl")
    assert verify_folder(folder).status == "broken"


@pytest.mark.parametrize(
    "tamper",
    [
        lambda text: text + "\n",
        lambda text: text[:-1],
        lambda text: text.replace("  ", " *"),
        lambda text: "".join(reversed(text.splitlines(keepends=True))),
        lambda text: text + text.splitlines(keepends=True)[0],
        lambda text: text + "0" * 64 + "  another\n",
        lambda text: text.upper(),
        lambda text: "",
    ],
    ids=["blank_line", "cut", "mode", "order", "repeated", "absent_file", "case", "empty"],
)
def test_tampered_manifest_is_found(folder: Path, tamper: Callable[[str], str]) -> None:
    manifest = folder / "MANIFEST.sha256"
    manifest.write_text(tamper(manifest.read_text()))
    assert verify_folder(folder).status == "broken"


def forge(folder: Path, key: bytes) -> None:
    """Put in place of `folder` an export in which record 3 was rewritten, signed with `key`."""
    export_sample(folder, rewritten(sample_lines(), 3), key)


def test_all_signed_anew_with_another_key_is_found_by_whoever_knows_the_key(folder: Path) -> None:
    forge(folder, OTHER_KEY)
    assert verify_folder(folder).status == "sound"  # nothing in the folder can show it
    assert verify_folder(folder, public_key_pem(KEY)).status == "broken"


def test_all_signed_anew_with_another_key_is_found_by_whoever_kept_a_checkpoint(
    folder: Path,
) -> None:
    kept = (folder / "checkpoint.txt").read_bytes()
    forge(folder, OTHER_KEY)
    result = verify_folder(folder, kept=[kept])
    assert result.status == "broken" and "another key" in result.message


def test_fork_signed_with_the_same_key_is_found_by_whoever_kept_a_checkpoint(folder: Path) -> None:
    kept = signed(sample_lines(), 5, KEY).encode()
    forge(folder, KEY)
    assert verify_folder(folder, public_key_pem(KEY)).status == "sound"
    result = verify_folder(folder, public_key_pem(KEY), [kept])
    assert (result.status, result.record) == ("broken", 4)


def test_ledger_shorter_than_a_kept_checkpoint_is_found(folder: Path) -> None:
    kept = (folder / "checkpoint.txt").read_bytes()
    export_sample(folder, sample_lines(9), KEY)
    assert verify_folder(folder).status == "sound"
    result = verify_folder(folder, kept=[kept])
    assert (result.status, result.record) == ("broken", 9)


@pytest.mark.parametrize("name", ["public_key.pem", "checkpoint.txt"])
def test_without_key_or_checkpoint_it_cannot_tell(folder: Path, name: str) -> None:
    (folder / name).unlink()
    assert verify_folder(folder).status == "cannot_tell"


@pytest.mark.parametrize("name", ["public_key.pem", "checkpoint.txt"])
def test_what_is_broken_is_broken_also_without_key_or_checkpoint(folder: Path, name: str) -> None:
    (folder / name).unlink()
    write_lines(folder, rewritten(sample_lines(), 3)[:5] + sample_lines()[5:])
    assert verify_folder(folder).status == "broken"


def test_key_given_replaces_key_in_folder(folder: Path) -> None:
    (folder / "public_key.pem").unlink()
    refresh_manifest(folder, KEY)
    assert verify_folder(folder, public_key_pem(KEY)).status == "sound"
    assert verify_folder(folder, public_key_pem(OTHER_KEY)).status == "broken"


def test_other_key_in_folder_than_the_one_given_is_found(folder: Path) -> None:
    (folder / "public_key.pem").write_bytes(public_key_pem(OTHER_KEY))
    refresh_manifest(folder)
    assert verify_folder(folder).status == "broken"
    assert verify_folder(folder, public_key_pem(KEY)).status == "broken"


def test_it_cannot_tell_with_a_key_or_kept_checkpoint_that_is_none(folder: Path) -> None:
    assert verify_folder(folder, b"nonsense").status == "cannot_tell"
    assert verify_folder(folder, kept=[b"nonsense"]).status == "cannot_tell"


def test_it_cannot_tell_of_nothing(tmp_path: Path) -> None:
    assert verify_folder(tmp_path / "absent").status == "cannot_tell"
    assert verify_folder(tmp_path).status == "cannot_tell"
    export_sample(tmp_path, [], KEY)
    assert verify_folder(tmp_path).status == "cannot_tell"


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    """Run the copy in the export as an outsider would: isolated, in another folder."""
    command = [sys.executable, "-I", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, cwd="/", check=False)


def test_copy_in_the_export_runs_alone(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "key.pem").write_bytes(public_key_pem(KEY))
    (tmp_path / "kept.txt").write_text(signed(sample_lines(), 5, KEY))
    script = folder / "verify.py"
    done = run(script, folder, "--key", tmp_path / "key.pem", "--checkpoint", tmp_path / "kept.txt")
    assert (done.returncode, done.stdout.split(":")[0]) == (0, "sound")
    absent = run(script, folder, "--key", tmp_path / "absent")
    assert absent.returncode == 2 and "Traceback" not in absent.stderr
    write_lines(folder, sample_lines()[:4] + sample_lines()[5:])
    done = run(script, folder)
    assert (done.returncode, done.stdout[:17]) == (1, "broken: record 4 ")
    done = run(script, tmp_path / "nothing")
    assert (done.returncode, done.stdout.split(":")[0]) == (3, "cannot tell")


def test_export_is_the_same_each_time_and_replaces_an_earlier_one(
    folder: Path, tmp_path: Path
) -> None:
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    export_sample(folder, sample_lines(5), KEY)
    assert not (folder / "earlier-checkpoints.txt").exists()
    assert verify_folder(folder).status == "sound"
    export_sample(folder, sample_lines(), KEY)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


@pytest.mark.parametrize("name", ["holiday.jpg", "README.txt", "verify.py"])
def test_export_does_not_touch_a_folder_of_something_else(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("precious")
    with pytest.raises(SettingsError):
        export_sample(tmp_path, sample_lines(), KEY)
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_export_needs_a_checkpoint(tmp_path: Path) -> None:
    with pytest.raises(LedgerError):
        write_export(tmp_path, sample_lines(), [], public_key_pem(KEY), KEY)


def test_interrupted_export_is_not_sound(tmp_path: Path) -> None:
    def failing() -> list[bytes]:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_export(
            tmp_path,
            (line for part in (sample_lines, failing) for line in part()),
            [signed(sample_lines(), SIZE, KEY)],
            public_key_pem(KEY),
            KEY,
        )
    assert verify_folder(tmp_path).status != "sound"
    export_sample(tmp_path, sample_lines(), KEY)
    assert verify_folder(tmp_path).status == "sound"
