"""From a draft to an enabled policy, and what a changed pack does to what is held and published."""

import json
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from openfonds.restrictions.signatures import SIGNATURES_FILE
from openfonds.restrictions.signers import SIGNERS_FILE
from tests.holdings import AS_OF, CommandLine, open_row, write_holding
from tests.policy_folders import TEXTS, Policies, shipped_policies

NOT_SIGNED = "policy.not-signed"
RULE = """
[[rule]]
id = "RU.test.journals"
cite = "Test act, 1"
source = "the act"
verified = "primary"
valid = { from = 2000-01-01 }
layer = "content"
when = { all = [ { material = ["archival"] }, { dated = { since = 1914-06-01, from = "doc.created" } } ] }
unknown = "pass"
reason = { en = "journals from the summer of 1914 on", ru = "журналы с лета 1914 года" }
examples = [
  { given = { material = "archival", latest = 1914-12-31 }, as_of = 2026-11-22, expect = "deny" },
  { given = { material = "archival", latest = 1912-12-31 }, as_of = 2026-11-22, expect = "na" },
  { given = { material = "archival", examined = false }, as_of = 2026-11-22, expect = "review" },
]
"""  # noqa: E501


@dataclass(frozen=True)
class Town:
    """A command line, its policies, and a holding of 1912 (two items) and 1914 (one)."""

    run: "SignedLine"
    policies: Policies
    holding: Path

    @property
    def pack(self) -> Path:
        return self.policies.root / "ru" / "archives.toml"

    def outcomes(self) -> list[str]:
        return [d["outcome"] for d in self.run.decisions()]

    def codes(self) -> set[str]:
        return {code for d in self.run.decisions() for code in d["reason_codes"]}

    def signing(self, folder: Path, number: int) -> tuple[str, ...]:
        one = self.policies.people[number]
        who = ("--key", str(one.key), "--name", one.name, "--role", one.role)
        return ("policy", "sign", str(folder), *who)


@pytest.fixture
def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Town:
    policies = shipped_policies(tmp_path)
    rows = [open_row(1), open_row(2), open_row(3, date="1914")]
    texts = {f"{n}.txt": TEXTS[n] for n in (1, 2, 3)}
    holding = write_holding(tmp_path / "holding", rows, texts)
    return Town(SignedLine(tmp_path / "storage", policies.root), policies, holding)


@dataclass(frozen=True)
class SignedLine(CommandLine):
    """`openfonds` with policies of its own."""

    policies: Path

    @property
    def environment(self) -> dict[str, str]:
        return {**super().environment, "OPENFONDS_POLICIES": str(self.policies)}


def draft_of(town: Town, folder: Path, more: str) -> Path:
    draft = folder / "drafts" / "ru"
    draft.mkdir(parents=True)
    for file in (town.policies.root / "ru").glob("*.toml"):
        (draft / file.name).write_bytes(file.read_bytes())
    (draft / "archives.toml").write_text((draft / "archives.toml").read_text() + more)
    return draft


def one_byte(town: Town) -> None:
    town.pack.write_bytes(town.pack.read_bytes() + b"\n")


def delete_a_pack(town: Town) -> None:
    (town.policies.root / "ru" / "libraries.toml").unlink()


def no_signatures(town: Town) -> None:
    (town.policies.root / "ru" / SIGNATURES_FILE).unlink()


def tamper_with_the_manifest(town: Town) -> None:
    file = town.policies.root / "ru" / SIGNATURES_FILE
    raw = json.loads(file.read_text())
    town.pack.write_bytes(town.pack.read_bytes() + b"\n")
    from openfonds.digests import sha256_of_bytes

    raw["packs"]["archives.toml"] = sha256_of_bytes(town.pack.read_bytes())
    file.write_text(json.dumps(raw, indent=2, sort_keys=True) + "\n")


def revoke_the_counsel(town: Town) -> None:
    town.policies.write_signers(counsel_a="revoked = 2026-11-01\n")


CHANGES = (one_byte, delete_a_pack, no_signatures, tamper_with_the_manifest, revoke_the_counsel)


def test_what_nobody_vouches_for_opens_nothing(town: Town, tmp_path: Path) -> None:
    assert town.run.ingest(town.holding).json["not_signed"] == []
    assert town.run.release().json["documents"] == 3
    sound = tmp_path / "sound"
    shutil.copytree(town.policies.root, sound)
    for change in CHANGES:
        change(town)
        again = town.run("reassess", "--as-of", AS_OF, "--json")
        account = again.json["collections"]["demo"]
        told = (again.code, account["closed"], account["opened"], account["unsigned"])
        assert told == (0, 3, 0, ["ru"]), change.__name__
        assert "policy ru is not signed" in again.err
        shutil.rmtree(town.policies.root)
        shutil.copytree(sound, town.policies.root)
        again = town.run("reassess", "--as-of", AS_OF, "--json")
        assert again.json["collections"]["demo"]["opened"] == 3, change.__name__


def test_unsigned_packs_are_told_everywhere_and_signing_opens_again(town: Town) -> None:
    town.run.ingest(town.holding)
    one_byte(town)
    taken = town.run.ingest(town.holding)
    assert taken.json["not_signed"] == ["ru"] and "policy ru is not signed" in taken.err
    assert town.outcomes() == ["review"] * 3 and NOT_SIGNED in town.codes()
    refused = town.run.release()
    assert refused.code == 1 and refused.json["exit_code"] == 1
    assert "nothing was published" in refused.err and "openfonds policy sign ru" in refused.err
    assert not list((town.run.storage / "public").rglob("*.parquet"))
    doctor = town.run("doctor")
    assert doctor.code == 2 and "FAIL  signatures: policy ru is not signed" in doctor.out
    ru = town.policies.root / "ru"
    first = town.run(*town.signing(ru, 0))
    assert first.code == 0 and "still missing" in first.out
    assert town.run(*town.signing(ru, 0)).code == 2  # the same person twice
    assert town.run(*town.signing(ru, 1)).code == 0
    assert town.run.release().json["documents"] == 3


def test_a_change_of_the_signers_decides_everything_anew(town: Town) -> None:
    town.run.ingest(town.holding)
    before = {d["decision_id"] for d in town.run.decisions()}
    file = town.policies.root / SIGNERS_FILE
    file.write_text(file.read_text() + "# a new year\n")
    account = town.run("reassess", "--as-of", AS_OF, "--json").json["collections"]["demo"]
    assert (account["renewed"], account["changed"]) == (3, 3)
    assert before.isdisjoint(d["decision_id"] for d in town.run.decisions())


def test_a_draft_is_compared_signed_enabled_and_withdraws(town: Town, tmp_path: Path) -> None:
    town.run.ingest(town.holding)
    assert town.run.release().json["version"] == "1.0.0"
    draft = draft_of(town, tmp_path, RULE)
    assert town.run("policy", "check", str(draft)).code == 0

    ledger = town.run("audit", "export", str(tmp_path / "before"), "--json").json["records"]
    diff = town.run("policy", "diff", str(draft), "--as-of", AS_OF, "--json")
    assert diff.code == 0
    assert (diff.json["items"], diff.json["published"]) == (3, 3)
    assert diff.json["changes"] == {"open -> withheld": 1}
    assert diff.json["changes_of_published"] == {"open -> withheld": 1}
    (changed,) = diff.json["items_changed"]
    assert changed["reference_code"] == "Ф. 1. Оп. 1. Д. 3" and changed["published"]
    assert changed["codes_after"] == ["RU.test.journals"]
    after = town.run("audit", "export", str(tmp_path / "after"), "--json").json["records"]
    assert ledger == after and town.outcomes() == ["open"] * 3  # nothing was written

    refused = town.run("policy", "enable", str(draft))
    assert refused.code == 2 and "nobody has signed it" in refused.err
    assert town.run(*town.signing(draft, 0)).code == 0
    assert town.run("policy", "enable", str(draft)).code == 2
    assert town.run(*town.signing(draft, 1)).code == 0
    before = town.run("policy", "status", "--json").json["policies"]["ru"]["packs"]
    enabled = town.run("policy", "enable", str(draft), "--json")
    assert enabled.code == 0, enabled.err
    assert enabled.json["signers"] == ["counsel.a", "archivist.b"]
    assert enabled.json["changes"] == {"open -> withheld": 1}
    status = town.run("policy", "status", "--json").json["policies"]["ru"]
    assert status["signed"] and status["packs"] != before
    assert not list(town.policies.root.glob(".*"))

    account = town.run("reassess", "--as-of", AS_OF, "--json").json["collections"]["demo"]
    assert (account["closed"], account["renewed"]) == (1, 2)
    released = town.run.release()
    assert released.json["version"] == "2.0.0" and released.json["rows"]["went"] == 2
    assert released.json["documents"] == 2


def test_enabling_is_in_the_ledger_with_packs_and_signers(town: Town, tmp_path: Path) -> None:
    town.run.ingest(town.holding)
    draft = draft_of(town, tmp_path, RULE)
    for number in (0, 1):
        town.run(*town.signing(draft, number))
    enabled = town.run("policy", "enable", str(draft), "--json").json
    town.run("audit", "export", str(tmp_path / "ledger"))
    lines = [
        json.loads(line)
        for file in sorted((tmp_path / "ledger").rglob("*.jsonl"))
        for line in file.read_text().splitlines()
    ]
    (record,) = [r for r in lines if r["kind"] == "approval"]
    assert record["seq"] == enabled["record"]
    assert record["actor"] == "counsel.a+archivist.b" and record["role"] == "counsel+archivist"
    assert record["packs"][:-1] == enabled["packs"]
    assert record["packs"][-1].startswith("signers.toml@ru:")
    assert town.run("audit", "verify", str(tmp_path / "ledger")).code == 0


def test_a_draft_with_faults_or_changed_after_signing_is_not_enabled(
    town: Town, tmp_path: Path
) -> None:
    draft = draft_of(town, tmp_path, RULE)
    for number in (0, 1):
        assert town.run(*town.signing(draft, number)).code == 0
    pack = draft / "archives.toml"
    pack.write_text(pack.read_text().replace('expect = "deny"', 'expect = "na"', 1))
    before = sorted(p.read_bytes() for p in (town.policies.root / "ru").iterdir())
    refused = town.run("policy", "enable", str(draft))
    assert refused.code == 2 and "archives.toml was changed after it was signed" in refused.err
    assert "faults" in town.run(*town.signing(draft, 0)).err
    assert sorted(p.read_bytes() for p in (town.policies.root / "ru").iterdir()) == before


def test_a_draft_becomes_a_new_policy(town: Town, tmp_path: Path) -> None:
    draft = tmp_path / "drafts" / "county"
    draft.mkdir(parents=True)
    head = town.pack.read_text().partition("[[")[0].replace("ru-archives", "county")
    (draft / "a.toml").write_text(head + RULE.replace("RU.test", "COUNTY.test"))
    for number in (0, 1):
        assert town.run(*town.signing(draft, number)).code == 0
    enabled = town.run("policy", "enable", str(draft), "--json")
    assert enabled.code == 0 and enabled.json["items"] == 0
    assert town.run("policy", "status").code == 0
