"""Writes nouns.md beside this file, from the definitions in the code.

python docs/reference/make_nouns.py
"""

import dataclasses
import enum
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from openfonds import model  # noqa: E402
from openfonds.app.audit.listing import ListedDecision  # noqa: E402
from openfonds.ledger.annex import AnnexEntry  # noqa: E402
from openfonds.ledger.records import LedgerRecord  # noqa: E402
from openfonds.releases import records  # noqa: E402
from openfonds.releases.metadata.release_facts import NOUNS  # noqa: E402
from openfonds.schema import column_docs  # noqa: E402

PAGE = Path(__file__).with_name("nouns.md")
CONFIGS = dict(NOUNS)
VALUES: tuple[type[enum.StrEnum], ...] = (
    model.Truth,
    model.FactSource,
    model.Outcome,
    model.ReadStatus,
)
HEAD = """\
# Nouns and columns

Made by `python docs/reference/make_nouns.py` from `openfonds.model` and
`openfonds.releases.records`: change it there. A value that is empty is unknown or does not apply;
it never means "no". Times are UTC. Offsets count Unicode code points.
"""


def nouns_page() -> str:
    """The whole page."""
    parts = [HEAD, "## Columns of a published dataset\n"]
    parts += [_section(f"`{config}`", noun) for config, noun in CONFIGS.items()]
    parts.append(_section("`Span`, in `redactions`", records.Span))
    parts += ["## Columns of `openfonds decisions`\n", _section("A line", ListedDecision)]
    parts += ["## The ledger\n", _section("A record", LedgerRecord)]
    parts += [_section("An entry of the sealed annex", AnnexEntry), "## Nouns\n"]
    for name, noun in vars(model).items():
        if noun.__class__ is type and dataclasses.is_dataclass(noun) and name != "Batch":
            parts.append(_section(f"`{name}`", noun))
    parts.append("## Values\n")
    for values in VALUES:
        listed = ", ".join(f"`{one.value}`" for one in values)
        parts.append(f"`{values.__name__}`: {_first_sentence(values)} {listed}.\n")
    return "\n".join(parts)


def _section(title: str, noun: type) -> str:
    rows = [
        f"| `{name}` | {_short(kind)} | {meaning} |" for name, kind, meaning in column_docs(noun)
    ]
    return "\n".join(
        [
            f"### {title}\n",
            f"{_first_sentence(noun)}\n",
            "| name | type | meaning |",
            "|---|---|---|",
            *rows,
            "",
        ]
    )


def _short(kind: str) -> str:
    """A nested type by what it is a list of; its fields have a section of their own."""
    if kind.startswith("list<"):
        inner = kind.partition(": ")[2].removesuffix(">").removesuffix(" not null")
        return f"list of {'structs' if inner.startswith('struct') else inner}"
    return "struct" if kind.startswith("struct") else kind


def _first_sentence(noun: type) -> str:
    paragraph = (noun.__doc__ or "").partition("\n\n")[0]
    return " ".join(paragraph.split())


if __name__ == "__main__":
    PAGE.write_text(nouns_page())
