"""The reason codes with which people decide (policies/rulings.toml)."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

from openfonds.errors import PolicyError

FILE = "rulings.toml"
OPENING, CLOSING, SUSPENDING = "opening", "closing", "suspending"
_KEYS = {"code", "kind", "needs_act", "en", "ru", "cite"}


@dataclass(frozen=True, slots=True)
class RulingReason:
    """Why people open, close or suspend something."""

    code: str
    kind: str  # opening, closing or suspending
    needs_act: bool  # number and date of an act, a permission or a licence on file
    en: str
    ru: str
    cite: dict[str, str]  # by jurisdiction

    def citation(self, jurisdictions: tuple[str, ...]) -> str:
        """The law behind it in these jurisdictions (pack folders such as ru); may be empty."""
        found = [self.cite[j.upper()] for j in jurisdictions if j.upper() in self.cite]
        return "; ".join(found)


def load_reasons(policies: Path) -> dict[str, RulingReason]:
    """The reasons of an installation, by code, in the order of the file.

    Raises:
        PolicyError: when the file is missing or anything in it is not as it should be.
    """
    path = policies / FILE
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
        rows = [_reason(row) for row in raw.pop("reason")]
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise PolicyError(f"{path} cannot be used: {error}") from None
    if raw or len({row.code for row in rows}) != len(rows):
        raise PolicyError(f"{path}: an unknown key, or a code that occurs twice")
    return {row.code: row for row in rows}


def _reason(row: object) -> RulingReason:
    if not isinstance(row, dict):
        raise PolicyError(f"{FILE}: a reason is a table: [[reason]]")
    if unknown := sorted(set(row) - _KEYS):
        raise PolicyError(f"{FILE}: unknown key {unknown[0]!r}")
    code, kind, needs_act = _text(row, "code"), _text(row, "kind"), row.get("needs_act", False)
    if kind not in (OPENING, CLOSING, SUSPENDING) or not code.startswith("ruling."):
        raise PolicyError(f"{FILE}: {code!r} has no kind, or does not begin with ruling.")
    if not isinstance(needs_act, bool):
        raise PolicyError(f"{FILE}: needs_act of {code!r} is true or false")
    cite = row.get("cite")
    if not isinstance(cite, dict) or not all(isinstance(c, str) for c in cite.values()):
        raise PolicyError(f"{FILE}: cite of {code!r} is a table of jurisdictions and their law")
    return RulingReason(code, kind, needs_act, _text(row, "en"), _text(row, "ru"), cite)


def _text(row: dict[str, object], key: str) -> str:
    value = row.get(key)
    if not isinstance(value, str) or not value.strip():
        raise PolicyError(f"{FILE}: a reason whose {key!r} is missing, empty or not a text")
    return value
