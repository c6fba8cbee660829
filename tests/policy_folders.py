"""Folders of policies for tests: a small pack, people with keys, and what they sign."""

import shutil
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from openfonds.app.policies.packs import Folder, find_folder, make_key, sign
from openfonds.restrictions.signatures import Signed
from openfonds.restrictions.signers import SIGNERS_FILE
from tests import ROOT

TODAY = date(2026, 11, 22)
PEOPLE = {"counsel.a": "counsel", "archivist.b": "archivist"}

PACK = """\
[pack]
id = "town"
version = "1"
jurisdiction = "TOWN"
default = "review"
approved_by = ["counsel.a", "archivist.b"]
sources_checked_on = 2026-11-01
"""
RULE = """
[[rule]]
id = "TOWN.private"
cite = "Town act, 1"
source = "the act"
verified = "primary"
valid = { from = 2000-01-01 }
layer = "privacy"
when = { fact = "private_life" }
period = { years = 75, from = "doc.created" }
unknown = "pass"
reason = { en = "private life", ru = "частная жизнь" }
examples = [
  { given = { facts = { private_life = true }, latest = 1961-12-31 }, as_of = 2026-11-22, expect = "deny" },
  { given = { facts = { private_life = true } }, as_of = 2026-11-22, expect = "review" },
  { given = { facts = { private_life = false } }, as_of = 2026-11-22, expect = "na" },
]
"""  # noqa: E501
MORE = RULE.replace("TOWN.private", "TOWN.more")

# Of five different papers: copies of closed texts are closed.
TEXTS = (
    "Слушали доклад управы о мощении улиц. Постановили смету утвердить и заём разрешить.\n",
    "Отчёт смотрителя водопровода: трубы осмотрены, краны исправлены, вода чистая.\n",
    "Ведомость расходов на училища, дрова, свечи и жалованье учителям за полугодие.\n",
    "О переносе ярмарки с соборной площади на новое место за рекой, ближе к пристани.\n",
    "Прошение купцов о дозволении выстроить каменные лавки взамен сгоревших деревянных.\n",
)


@dataclass(frozen=True, slots=True)
class Signer:
    """A person of the tests."""

    name: str
    role: str
    key: Path
    public_key: str


@dataclass(frozen=True, slots=True)
class Policies:
    """A folder of policies with its people."""

    root: Path
    people: tuple[Signer, ...]

    def person(self, name: str) -> Signer:
        return next(p for p in self.people if p.name == name)

    def folder(self, named: str | Path = "town", policy: str | None = None) -> Folder:
        return find_folder(self.root, str(named), policy)

    def sign(self, *names: str, named: str | Path = "town", policy: str | None = None) -> Signed:
        """Let these people sign, one after the other."""
        for name in names:
            one = self.person(name)
            folder = self.folder(named, policy)
            found, _ = sign(self.root, folder, one.key, one.name, one.role, TODAY)
        return found

    def write_signers(self, **changes: str) -> None:
        """Write signers.toml, with a line more for some of the people."""
        entries = [
            f'[[signer]]\nname = "{p.name}"\nrole = "{p.role}"\npublic_key = "{p.public_key}"\n'
            + changes.get(p.name.replace(".", "_"), "")
            for p in self.people
        ]
        (self.root / SIGNERS_FILE).write_text("\n".join(entries))


def make_policies(folder: Path, people: dict[str, str] = PEOPLE) -> Policies:
    """A folder with one policy `town` of two packs; nobody has signed it."""
    root = folder / "policies"
    (root / "town").mkdir(parents=True)
    (root / "town" / "a.toml").write_text(PACK + RULE)
    (root / "town" / "b.toml").write_text(PACK.replace('"town"', '"more"') + MORE)
    return with_people(Policies(root, ()), folder / "keys", people)


def shipped_policies(folder: Path) -> Policies:
    """A copy of the policies of the repository, signed by people of the tests."""
    root = folder / "policies"
    shutil.copytree(ROOT / "policies", root)
    for old in root.glob("*/signatures.json"):
        old.unlink()
    made = with_people(Policies(root, ()), folder / "keys", PEOPLE)
    for name in sorted(p.name for p in root.iterdir() if p.is_dir()):
        made.sign(*PEOPLE, named=name)
    return made


def with_people(policies: Policies, keys: Path, people: dict[str, str]) -> Policies:
    """The same policies with new people who may sign."""
    made = []
    for name, role in people.items():
        path, public = make_key(keys, name)
        made.append(Signer(name, role, path, public))
    found = replace(policies, people=tuple(made))
    found.write_signers()
    return found
