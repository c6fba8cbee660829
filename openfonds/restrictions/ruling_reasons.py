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


def _reason(row: dict[str, object]) -> RulingReason:
    if unknown := sorted(set(row) - _KEYS):
        raise PolicyError(f"{FILE}: unknown key {unknown[0]!r}")
    reason = RulingReason(**{"needs_act": False, **row})  # type: ignore[arg-type]
    if reason.kind not in (OPENING, CLOSING, SUSPENDING) or not reason.code.startswith("ruling."):
        raise PolicyError(f"{FILE}: {reason.code!r} has no kind, or does not begin with ruling.")
    return reason
