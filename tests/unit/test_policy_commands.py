import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from openfonds.app.cli import app
from openfonds.app.policies.packs import check, find_folder
from openfonds.errors import SettingsError
from openfonds.restrictions.pack_check import check_packs
from tests.policy_folders import PACK, RULE, TODAY, Policies, make_policies


@pytest.fixture
def policies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Policies:
    made = make_policies(tmp_path)
    monkeypatch.setenv("OPENFONDS_POLICIES", str(made.root))
    monkeypatch.setenv("OPENFONDS_STORAGE", str(tmp_path / "storage"))
    return made


def ran(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, list(arguments))
    return done.exit_code, done.output


def told(*arguments: str) -> tuple[int, dict[str, Any]]:
    done = CliRunner().invoke(app, [*arguments, "--json"])
    return done.exit_code, json.loads(done.stdout.splitlines()[-1])


def faults_of(text: str, today: date = TODAY) -> list[str]:
    return [
        f for report in check_packs([("a.toml", text.encode())], {}, today) for f in report.faults
    ]


def test_a_good_pack_has_no_faults() -> None:
    (report,) = check_packs([("a.toml", (PACK + RULE).encode())], {}, TODAY)
    assert (report.name, report.rules, report.grounds, report.examples) == ("town@1", 1, 0, 3)
    assert report.faults == () and report.notes == ()


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ('expect = "deny"', 'expect = "na"', "example 1 expects na"),
        ('expect = "review" },\n', 'expect = "na" },\n', "example 2 expects na"),
        ("latest = 1961-12-31", "latst = 1961-12-31", "unknown key 'latst'"),
        ("from = 2000-01-01", "from = 2000-01-01, to = 1999-01-01", "ends (1999-01-01) before"),
        ("from = 2000-01-01", "from = 1200-01-01", "slip of the pen"),
        ("from = 2000-01-01", "from = 2207-01-01", "slip of the pen"),
        ('fact = "private_life"', 'fact = "secrecy_mrak"', "'secrecy_mark' is asserted"),
    ],
    ids=[
        *("wrong example", "wrong example 2", "typo in an example", "ends before it begins"),
        *("too old", "too far ahead", "misspelt fact"),
    ],
)
def test_a_fault_is_found_and_names_the_rule(before: str, after: str, says: str) -> None:
    text = PACK + RULE.replace(before, after)
    assert text != PACK + RULE
    found = faults_of(text)
    assert any(says in fault and fault.startswith("TOWN.private") for fault in found), found


def test_a_rule_without_one_of_its_examples_is_not_finished() -> None:
    lines = [x for x in RULE.splitlines() if 'expect = "review"' not in x]
    assert faults_of(PACK + "\n".join(lines)) == ["TOWN.private: no example where it says review"]


def test_a_rule_of_the_future_is_a_note() -> None:
    text = PACK + RULE.replace("from = 2000-01-01", "from = 2027-03-01").replace(
        "as_of = 2026-11-22", "as_of = 2027-11-22"
    )
    (report,) = check_packs([("a.toml", text.encode())], {}, TODAY)
    assert report.faults == ()
    assert report.notes == ("TOWN.private: not in force before 2027-03-01",)


def test_a_fact_that_only_people_assert_is_a_note() -> None:
    text = PACK + RULE.replace("private_life", "blood_feud")
    (report,) = check_packs([("a.toml", text.encode())], {}, TODAY)
    assert report.faults == ()
    assert report.notes == (
        "TOWN.private: only a person can assert 'blood_feud' (column fact:blood_feud)",
    )


@pytest.mark.parametrize(
    "text",
    ["", "no toml", "[pack]", PACK + "[[rule]]\n", PACK + "x = 1\n", PACK + "[[rule]]\nid=3\n"],
)
def test_what_is_no_pack_is_unusable(text: str) -> None:
    (report,) = check_packs([("a.toml", text.encode())], {}, TODAY)
    assert not report.is_usable and report.faults


def test_ids_and_versions_overlap() -> None:
    both = [("a.toml", (PACK + RULE).encode()), ("b.toml", (PACK + RULE).encode())]
    _, second = check_packs(both, {}, TODAY)
    assert second.faults == (
        "TOWN.private: the id also stands in a.toml",
        "the pack town also stands in a.toml: two versions overlap",
    )
    assert faults_of(PACK + RULE + RULE) == ["TOWN.private: the id stands there twice"]
    elsewhere = {"TOWN.private": "ru/x.toml"}
    (report,) = check_packs([("a.toml", (PACK + RULE).encode())], elsewhere, TODAY)
    assert report.faults == ("TOWN.private: the id also stands in ru/x.toml",)


def test_a_draft_is_held_against_the_other_policies_only(
    policies: Policies, tmp_path: Path
) -> None:
    draft = tmp_path / "drafts" / "town"
    draft.mkdir(parents=True)
    (draft / "a.toml").write_text(PACK + RULE)
    assert not [f for r in check(policies.root, policies.folder(draft), TODAY) for f in r.faults]
    as_another = policies.folder(draft, "village")
    # Named otherwise the same draft would stand beside the old one; its own name does not count.
    assert not [f for r in check(policies.root, as_another, TODAY) for f in r.faults]
    (draft.rename(draft.parent / "village"))
    village = policies.folder(draft.parent / "village")
    (report,) = check(policies.root, village, TODAY)
    assert report.faults == ("TOWN.private: the id also stands in town/a.toml",)


def test_check_on_the_command_line(policies: Policies) -> None:
    assert ran("policy", "check")[0] == 0
    code, said = told("policy", "check", "town")
    assert (code, said["faults"]) == (0, 0)
    assert [(p["file"], p["examples"]) for p in said["policies"]["town"]] == [
        ("a.toml", 3),
        ("b.toml", 3),
    ]
    file = policies.root / "town" / "b.toml"
    good = file.read_text()
    file.write_text(good.replace('expect = "deny"', 'expect = "na"'))
    code, out = ran("policy", "check", str(policies.root / "town"))
    assert code == 1 and "FAULT TOWN.more: example 1 expects na, the rule says deny" in out
    file.write_text(good.replace("cite", "kite"))
    code, out = ran("policy", "check")
    assert code == 2 and "unknown key 'kite'" in out and "a.toml: town@1, 1 rules" in out


@pytest.mark.parametrize("arguments", [("check", "nowhere"), ("check", ".")])
def test_a_folder_without_packs_is_unusable(policies: Policies, arguments: tuple[str, ...]) -> None:
    code, out = ran("policy", *arguments)
    assert code == 2 and "Traceback" not in out


def test_a_missing_folder_of_policies_is_explained(
    policies: Policies, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENFONDS_POLICIES", str(policies.root / "nowhere"))
    for command in (("check",), ("status",), ("diff", "x"), ("enable", "x")):
        code, out = ran("policy", *command)
        assert code == 2 and "OPENFONDS_POLICIES" in out, command


def test_find_folder_prefers_the_installation(policies: Policies) -> None:
    assert not policies.folder("town").is_draft
    assert not policies.folder(policies.root / "town").is_draft
    with pytest.raises(SettingsError, match="neither a folder nor a policy"):
        find_folder(policies.root, "village")


def test_keygen_sign_and_status_on_the_command_line(policies: Policies, tmp_path: Path) -> None:
    code, out = ran("policy", "keygen", str(tmp_path / "k"), "--name", "counsel.x")
    assert code == 0 and 'name = "counsel.x"' in out and "public_key" in out
    assert ran("policy", "status")[0] == 1
    for one in policies.people:
        code, out = ran(
            *("policy", "sign", "town", "--key", str(one.key)),
            *("--name", one.name, "--role", one.role),
        )
        assert code == 0, out
    code, said = told("policy", "status")
    town = said["policies"]["town"]
    assert code == 0 and town["signed"] and town["signers"] == ["counsel.a", "archivist.b"]
    assert not town["placeholders"]
    one = policies.people[0]
    again = ("policy", "sign", "town", "--key", str(one.key), "--name", one.name)
    code, out = ran(*again, "--role", one.role)
    assert code == 2 and "has signed these packs already" in out


@pytest.mark.parametrize("role", ["boss", "secrecy_commission", ""])
def test_only_some_roles_sign(policies: Policies, role: str) -> None:
    one = policies.people[0]
    code, out = ran(
        *("policy", "sign", "town", "--key", str(one.key), "--name", one.name, "--role", role)
    )
    assert code != 0 and "counsel, archivist, archive_head" in out


def test_nothing_of_a_private_key_is_ever_shown(policies: Policies, tmp_path: Path) -> None:
    _, out = ran("policy", "keygen", str(tmp_path / "k"), "--name", "counsel.x", "--json")
    secret = (tmp_path / "k" / "counsel.x.pem").read_text().splitlines()[1]
    assert secret not in out
