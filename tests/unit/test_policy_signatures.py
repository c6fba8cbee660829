import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from openfonds.app.policies.packs import make_key, sign
from openfonds.errors import PolicyError, SettingsError
from openfonds.restrictions.law import NOT_SIGNED, load_law
from openfonds.restrictions.signatures import (
    SIGNATURES_FILE,
    Signed,
    manifest_bytes,
    read_manifest,
    signed,
)
from openfonds.restrictions.signers import SIGNERS_FILE, read_signers, signers_digest
from tests import ROOT
from tests.policy_folders import PACK, PEOPLE, TODAY, Policies, make_policies


@pytest.fixture
def policies(tmp_path: Path) -> Policies:
    """One policy, signed by a counsel and an archivist."""
    made = make_policies(tmp_path)
    assert made.sign("counsel.a", "archivist.b").holds
    return made


def standing(policies: Policies, as_of: date = TODAY) -> Signed:
    return signed(policies.root, "town", as_of)


def test_two_people_vouch_for_the_packs(policies: Policies) -> None:
    found = standing(policies)
    assert found.holds
    assert [s.name for s in found.signers] == ["counsel.a", "archivist.b"]
    assert sorted(found.packs) == ["a.toml", "b.toml"]


def change_a_byte(town: Path) -> None:
    data = (town / "a.toml").read_bytes()
    (town / "a.toml").write_bytes(data.replace(b"years = 75", b"years = 74"))


def add_a_blank(town: Path) -> None:
    (town / "b.toml").write_bytes((town / "b.toml").read_bytes() + b"\n")


def delete_a_pack(town: Path) -> None:
    (town / "b.toml").unlink()


def add_a_pack(town: Path) -> None:
    (town / "c.toml").write_text(PACK.replace('"town"', '"third"'))


def rename_a_pack(town: Path) -> None:
    (town / "b.toml").rename(town / "c.toml")


def swap_packs(town: Path) -> None:
    a, b = (town / "a.toml").read_bytes(), (town / "b.toml").read_bytes()
    (town / "a.toml").write_bytes(b)
    (town / "b.toml").write_bytes(a)


def delete_signatures(town: Path) -> None:
    (town / SIGNATURES_FILE).unlink()


def delete_signers(town: Path) -> None:
    (town.parent / SIGNERS_FILE).unlink()


def empty_signers(town: Path) -> None:
    (town.parent / SIGNERS_FILE).write_text("")


def garbage_signers(town: Path) -> None:
    (town.parent / SIGNERS_FILE).write_bytes(b"\xff\xfe[[signer]]")


def _edit(town: Path, edit: Callable[[dict[str, object]], None]) -> None:
    raw = json.loads((town / SIGNATURES_FILE).read_text())
    edit(raw)
    (town / SIGNATURES_FILE).write_text(json.dumps(raw, indent=2, sort_keys=True) + "\n")


def _signature(raw: dict[str, object], number: int) -> dict[str, str]:
    found = raw["signatures"]
    assert isinstance(found, list)
    one: dict[str, str] = found[number]
    return one


def drop_counsel(town: Path) -> None:
    _edit(town, lambda raw: raw["signatures"].pop(0))  # type: ignore[attr-defined]


def drop_archivist(town: Path) -> None:
    _edit(town, lambda raw: raw["signatures"].pop(1))  # type: ignore[attr-defined]


def no_signatures(town: Path) -> None:
    _edit(town, lambda raw: raw.update(signatures=[]))


def repeat_counsel(town: Path) -> None:
    def edit(raw: dict[str, object]) -> None:
        raw["signatures"] = [_signature(raw, 0)] * 2

    _edit(town, edit)


def another_day(town: Path) -> None:
    _edit(town, lambda raw: _signature(raw, 0).update(day="2027-01-01"))


def another_name(town: Path) -> None:
    _edit(town, lambda raw: _signature(raw, 0).update(name="archivist.b"))


def another_role(town: Path) -> None:
    _edit(town, lambda raw: _signature(raw, 1).update(role="archive_head"))


def swap_signatures(town: Path) -> None:
    def edit(raw: dict[str, object]) -> None:
        one, two = _signature(raw, 0), _signature(raw, 1)
        one["signature"], two["signature"] = two["signature"], one["signature"]

    _edit(town, edit)


def another_policy(town: Path) -> None:
    _edit(town, lambda raw: raw.update(policy="village"))


def no_pack_listed(town: Path) -> None:
    _edit(town, lambda raw: raw.update(packs={}))


def a_key_beyond(town: Path) -> None:
    _edit(town, lambda raw: raw.update(note="approved"))


def a_key_twice(town: Path) -> None:
    text = (town / SIGNATURES_FILE).read_text()
    (town / SIGNATURES_FILE).write_text(text.replace("{", '{"policy": "town",', 1))


def other_whitespace(town: Path) -> None:
    raw = json.loads((town / SIGNATURES_FILE).read_text())
    (town / SIGNATURES_FILE).write_text(json.dumps(raw))


def deep_nesting(town: Path) -> None:
    (town / SIGNATURES_FILE).write_text("[" * 100_000)


def a_list_instead(town: Path) -> None:
    (town / SIGNATURES_FILE).write_text("[]")


def signatures_are_a_folder(town: Path) -> None:
    (town / SIGNATURES_FILE).unlink()
    (town / SIGNATURES_FILE).mkdir()


TAMPERINGS = [
    *(change_a_byte, add_a_blank, delete_a_pack, add_a_pack, rename_a_pack, swap_packs),
    *(delete_signatures, delete_signers, empty_signers, garbage_signers),
    *(drop_counsel, drop_archivist, no_signatures, repeat_counsel),
    *(another_day, another_name, another_role, swap_signatures, another_policy, no_pack_listed),
    *(a_key_beyond, a_key_twice, other_whitespace, deep_nesting, a_list_instead),
    signatures_are_a_folder,
]


@pytest.mark.parametrize("tamper", TAMPERINGS, ids=lambda t: t.__name__)
def test_whatever_is_tampered_with_nobody_vouches(
    policies: Policies, tamper: Callable[[Path], None]
) -> None:
    tamper(policies.root / "town")
    found = standing(policies)
    assert not found.holds and found.problems


def test_a_signed_policy_is_not_signed_under_another_name(policies: Policies) -> None:
    (policies.root / "town").rename(policies.root / "village")
    found = signed(policies.root, "village", TODAY)
    assert found.problems == ("it was signed as another policy",)


@pytest.mark.parametrize(
    "line",
    [
        'unknown = "x"',
        "revoked = true",
        'revoked = "2026-01-01"',
        'placeholder = "yes"',
        "revoked = 2026-01-01T00:00:00Z",
    ],
)
def test_a_malformed_signer_makes_nobody_count(policies: Policies, line: str) -> None:
    policies.write_signers(counsel_a=line + "\n")
    with pytest.raises(PolicyError):
        read_signers(policies.root)
    assert not standing(policies).holds


@pytest.mark.parametrize("what", ["name", "public_key"])
def test_one_person_or_key_stands_there_once(policies: Policies, what: str) -> None:
    text = (policies.root / SIGNERS_FILE).read_text()
    a, b = policies.people
    same = {"name": (b.name, a.name), "public_key": (b.public_key, a.public_key)}[what]
    (policies.root / SIGNERS_FILE).write_text(text.replace(*same))
    with pytest.raises(PolicyError, match="twice"):
        read_signers(policies.root)


@pytest.mark.parametrize(
    ("as_of", "holds"), [(date(2026, 12, 31), True), (date(2027, 1, 1), False)], ids=str
)
def test_a_revoked_signer_counts_until_that_day(
    policies: Policies, as_of: date, holds: bool
) -> None:
    policies.write_signers(counsel_a="revoked = 2027-01-01\n")
    assert standing(policies, as_of).holds is holds


def test_another_counsel_signs_in_place_of_one_who_was_revoked(tmp_path: Path) -> None:
    policies = make_policies(tmp_path, {**PEOPLE, "counsel.c": "counsel"})
    policies.sign("counsel.a", "archivist.b")
    policies.write_signers(counsel_a="revoked = 2026-11-01\n")
    assert not standing(policies).holds
    assert policies.sign("counsel.c").holds
    manifest = read_manifest(policies.root / "town" / SIGNATURES_FILE)
    assert manifest and [s.name for s in manifest.signatures] == ["archivist.b", "counsel.c"]


@pytest.mark.parametrize("role", ["archivist", "archive_head"])
def test_the_second_person_is_an_archivist_or_the_head(tmp_path: Path, role: str) -> None:
    policies = make_policies(tmp_path, {"counsel.a": "counsel", "head.b": role})
    assert not policies.sign("head.b").holds
    assert policies.sign("counsel.a").holds


@pytest.mark.parametrize("role", ["counsel", "archivist"])
def test_two_of_one_role_are_not_enough(tmp_path: Path, role: str) -> None:
    policies = make_policies(tmp_path, {"one.a": role, "two.b": role})
    assert not policies.sign("one.a", "two.b").holds


def test_nobody_signs_twice(policies: Policies) -> None:
    with pytest.raises(PolicyError, match=r"counsel\.a has signed these packs already"):
        policies.sign("counsel.a")


def test_one_key_does_not_sign_for_another_person(tmp_path: Path) -> None:
    policies = make_policies(tmp_path)
    a, b = policies.people
    with pytest.raises(PolicyError, match="does not stand in"):
        sign(policies.root, policies.folder(), a.key, b.name, b.role, TODAY)
    with pytest.raises(PolicyError, match="does not stand in"):
        sign(policies.root, policies.folder(), a.key, a.name, "archivist", TODAY)


def test_a_stranger_cannot_sign(tmp_path: Path) -> None:
    policies = make_policies(tmp_path)
    key, public = make_key(tmp_path, "stranger")
    with pytest.raises(PolicyError) as caught:
        sign(policies.root, policies.folder(), key, "stranger", "counsel", TODAY)
    assert public in str(caught.value)  # what the head of the archive would have to add


def test_the_revoked_cannot_sign(policies: Policies) -> None:
    (policies.root / "town" / SIGNATURES_FILE).unlink()
    policies.write_signers(counsel_a="revoked = 2026-11-22\n")
    with pytest.raises(PolicyError, match="may no longer sign"):
        policies.sign("counsel.a")


def test_packs_with_faults_are_not_signed(tmp_path: Path) -> None:
    policies = make_policies(tmp_path)
    file = policies.root / "town" / "b.toml"
    file.write_text(file.read_text().replace('expect = "deny"', 'expect = "na"'))
    with pytest.raises(PolicyError, match="faults"):
        policies.sign("counsel.a")
    assert not (policies.root / "town" / SIGNATURES_FILE).exists()


def test_a_change_needs_both_signatures_anew(policies: Policies) -> None:
    change_a_byte(policies.root / "town")
    assert not policies.sign("archivist.b").holds
    assert policies.sign("counsel.a").holds


def test_a_key_is_private_and_never_overwritten(tmp_path: Path) -> None:
    path, _ = make_key(tmp_path / "keys", "counsel.a")
    before = path.read_bytes()
    assert path.stat().st_mode & 0o077 == 0
    with pytest.raises(SettingsError, match="never overwritten"):
        make_key(tmp_path / "keys", "counsel.a")
    assert path.read_bytes() == before


@pytest.mark.parametrize("name", ["", "Counsel", "a b", "a/../b", "ц", "a" * 41, "a.", "-a"])
def test_a_bad_pseudonym_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(PolicyError):
        make_key(tmp_path, name)


@pytest.mark.parametrize("content", [b"", b"not a key"])
def test_a_bad_key_is_explained(tmp_path: Path, content: bytes) -> None:
    policies = make_policies(tmp_path)
    file = tmp_path / "bad.pem"
    file.write_bytes(content)
    with pytest.raises(PolicyError, match="keygen"):
        sign(policies.root, policies.folder(), file, "counsel.a", "counsel", TODAY)


def test_the_manifest_has_one_spelling(policies: Policies) -> None:
    file = policies.root / "town" / SIGNATURES_FILE
    manifest = read_manifest(file)
    assert manifest and manifest_bytes(manifest) == file.read_bytes()


def test_the_digest_of_the_signers_changes_with_any_byte(policies: Policies) -> None:
    before = signers_digest(policies.root)
    file = policies.root / SIGNERS_FILE
    file.write_text(file.read_text() + "\n")
    assert signers_digest(policies.root) != before
    file.unlink()
    assert signers_digest(policies.root) != before


def test_the_law_knows_who_vouches(policies: Policies) -> None:
    from openfonds.collection import Collection
    from tests.item_samples import item, read

    collection = Collection("demo", policies=("town",))

    def law(as_of: date = TODAY):  # type: ignore[no-untyped-def]
        return load_law(policies.root, collection, lambda _: (None, TODAY), as_of)

    before = law()
    assert before.unsigned == ()
    assert NOT_SIGNED not in before.judge(item(), read("")).reason_codes
    file = policies.root / SIGNERS_FILE
    file.write_text(file.read_text() + "\n")
    assert law().digest != before.digest and law().unsigned == ()
    change_a_byte(policies.root / "town")
    after = law()
    assert after.unsigned == ("town",) and after.digest != before.digest
    verdict = after.judge(item(), read(""))
    assert verdict.outcome == "review" and verdict.reason_codes[0] == NOT_SIGNED
    assert [h.layer for h in verdict.hits if h.rule_id == NOT_SIGNED] == ["care"]


def test_a_restriction_applies_without_signatures(policies: Policies) -> None:
    from openfonds.collection import Collection
    from tests.item_samples import item, read

    delete_signatures(policies.root / "town")
    collection = Collection("demo", policies=("town",))
    law = load_law(policies.root, collection, lambda _: (None, TODAY), TODAY)
    private = item(date="1961", facts={"private_life": "true"})
    verdict = law.judge(private, read(""))
    assert verdict.outcome == "withheld" and "TOWN.private" in verdict.reason_codes


def shipped() -> list[str]:
    return sorted(p.name for p in (ROOT / "policies").iterdir() if p.is_dir())


@pytest.mark.parametrize("name", shipped())
def test_the_shipped_packs_are_signed_and_current(name: str) -> None:
    # When this fails: python setup/sign_policies.py
    assert signed(ROOT / "policies", name, TODAY).problems == ()
