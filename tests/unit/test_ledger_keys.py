import base64

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from openfonds.ledger.annex import AnnexEntry, commitment, new_annex_key, seal, unseal
from openfonds.ledger.checkpoint import (
    Checkpoint,
    parse_checkpoint,
    sign_checkpoint,
    verify_checkpoint,
)
from openfonds.ledger.keys import (
    actor_pseudonym,
    input_reference,
    item_reference,
    item_version,
    new_epoch_key,
    new_signing_key,
    public_key_pem,
)
from openfonds.ledger.records import LedgerError

EPOCH_KEY = bytes(range(32))
CHECKPOINT = Checkpoint("archive.example/ledger", 12, bytes(range(32)), "2026-01-31T12:00:00Z")
ENTRY = AnnexEntry(
    decision_id="d1",
    collection="council",
    reference_code="Ф. 17 Оп. 1 Д. 5",
    page=None,
    reason_codes=("ru.privacy.75_years",),
    citations=("125-ФЗ, ст. 25, ч. 3",),
    facts=("person.private_life=unknown:catalogue",),
    next_check_on="2031-05-17",
)


def test_references_are_stable_keyed_and_apart() -> None:
    reference = item_reference(EPOCH_KEY, "council", "1-2-3")
    assert reference == item_reference(EPOCH_KEY, "council", "1-2-3")
    others = [
        item_reference(EPOCH_KEY, "council", "1-2-4"),
        item_reference(EPOCH_KEY, "council1", "-2-3"),
        item_reference(new_epoch_key(), "council", "1-2-3"),
        item_version(EPOCH_KEY, "1-2-3"),
        input_reference(EPOCH_KEY, "1-2-3"),
    ]
    assert len({reference, *others}) == len(others) + 1
    assert all(len(value) == 64 for value in others)


def test_pseudonym_does_not_hold_the_name() -> None:
    assert actor_pseudonym(EPOCH_KEY, "ivanova") == actor_pseudonym(EPOCH_KEY, "ivanova")
    assert "ivanova" not in actor_pseudonym(EPOCH_KEY, "ivanova")


def test_epoch_key_must_be_a_whole_key() -> None:
    with pytest.raises(LedgerError):
        item_reference(b"", "council", "1-2-3")


def test_note_has_the_form_of_a_c2sp_checkpoint() -> None:
    note = sign_checkpoint(CHECKPOINT, new_signing_key())
    body, blank, signature = note.partition("\n\n")
    root = base64.b64encode(bytes(range(32))).decode()
    assert body.split("\n") == [CHECKPOINT.origin, "12", root, "2026-01-31T12:00:00Z"]
    assert blank and signature.startswith("— archive.example/ledger ")
    assert signature.endswith("\n") and len(base64.b64decode(signature.split()[2])) == 4 + 64


def test_signed_checkpoint_is_verified() -> None:
    key = new_signing_key()
    note = sign_checkpoint(CHECKPOINT, key)
    assert verify_checkpoint(note, public_key_pem(key)) == CHECKPOINT
    assert parse_checkpoint(note).checkpoint == CHECKPOINT


def test_every_changed_character_of_a_checkpoint_is_found() -> None:
    key = new_signing_key()
    note, public = sign_checkpoint(CHECKPOINT, key), public_key_pem(key)
    for position, character in enumerate(note):
        for other in {"A", "B", "0", "1", "\n", " "} - {character}:
            with pytest.raises(LedgerError):
                verify_checkpoint(note[:position] + other + note[position + 1 :], public)


def test_checkpoint_of_another_key_is_found() -> None:
    note = sign_checkpoint(CHECKPOINT, new_signing_key())
    with pytest.raises(LedgerError, match="another key"):
        verify_checkpoint(note, public_key_pem(new_signing_key()))


@pytest.mark.parametrize(
    "checkpoint",
    [
        Checkpoint("with blanks", 1, bytes(32), "2026-01-31T12:00:00Z"),
        Checkpoint("with\nline", 1, bytes(32), "2026-01-31T12:00:00Z"),
        Checkpoint("origin", 1, bytes(31), "2026-01-31T12:00:00Z"),
        Checkpoint("origin", -1, bytes(32), "2026-01-31T12:00:00Z"),
        Checkpoint("origin", 1, bytes(32), "yesterday"),
    ],
    ids=["blank", "line", "root", "size", "time"],
)
def test_checkpoint_that_cannot_be_a_note_is_not_signed(checkpoint: Checkpoint) -> None:
    with pytest.raises(LedgerError):
        sign_checkpoint(checkpoint, new_signing_key())


def test_keys_of_another_kind_are_refused() -> None:
    key = generate_private_key(SECP256R1())
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    for pem in (b"", b"nonsense", private):
        with pytest.raises(LedgerError):
            public_key_pem(pem)
    note = sign_checkpoint(CHECKPOINT, new_signing_key())
    for pem in (b"", b"nonsense", public):
        with pytest.raises(LedgerError):
            verify_checkpoint(note, pem)


def test_sealed_entry_opens_with_its_key_and_commitment() -> None:
    key = new_annex_key()
    sealed = seal(ENTRY, key)
    assert unseal(sealed.sealed, key, sealed.commitment) == ENTRY


def test_sealed_entry_shows_nothing() -> None:
    sealed = seal(ENTRY, new_annex_key())
    for text in ("Ф. 17", "council", "ru.privacy", "2031"):
        assert text.encode() not in sealed.sealed


@pytest.mark.parametrize(
    "key",
    [b"", bytes(32), bytes(16), new_annex_key()],
    ids=["none", "zeros", "too short", "another"],
)
def test_without_its_key_an_entry_is_gone(key: bytes) -> None:
    sealed = seal(ENTRY, new_annex_key())
    with pytest.raises(LedgerError):
        unseal(sealed.sealed, key, sealed.commitment)


def test_after_the_key_is_gone_a_guess_cannot_be_tested() -> None:
    # Sealing the same entry again gives nothing that could be compared with what is left.
    first, second = seal(ENTRY, new_annex_key()), seal(ENTRY, new_annex_key())
    assert first.commitment != second.commitment
    assert first.commitment != commitment(b"", ENTRY)


def test_changed_or_exchanged_entries_are_found() -> None:
    key = new_annex_key()
    sealed = seal(ENTRY, key)
    for position in range(len(sealed.sealed)):
        changed = bytearray(sealed.sealed)
        changed[position] ^= 1
        with pytest.raises(LedgerError):
            unseal(bytes(changed), key, sealed.commitment)
    for other in (seal(ENTRY, key).sealed, sealed.sealed[:-1], b""):
        with pytest.raises(LedgerError):
            unseal(other, key, sealed.commitment)
