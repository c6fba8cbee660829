"""What openfonds needs, and whether it is there."""

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from extractors.tesseract import probe
from openfonds.app.installation import Installation, open_installation
from openfonds.errors import OpenfondsError
from openfonds.restrictions.packs import load_policy
from openfonds.settings import GIBIBYTE

ENOUGH_BYTES = GIBIBYTE


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that is needed."""

    what: str
    holds: bool
    found: str


def examine() -> list[Check]:
    """Look at everything, also when something is missing."""
    return [
        _check("tesseract", lambda: probe().version),
        _check("models", lambda: ", ".join(probe().languages)),
        _check("settings", lambda: open_installation().settings.storage),
        _check("storage", lambda: _storage(open_installation())),
        _check("database", lambda: open_installation().engine.dialect.name),
        _check("policies", lambda: _policies(open_installation().policies)),
        _check("temporary folder", _space),
    ]


def _check(what: str, look: Callable[[], str]) -> Check:
    try:
        return Check(what, True, look())
    except (OpenfondsError, OSError) as error:
        return Check(what, False, str(error))


def _storage(at: Installation) -> str:
    at.storage.vault.write("doctor", b"")
    at.storage.vault.delete("doctor")
    return f"{at.settings.storage} can be written to"


def _policies(root: Path) -> str:
    names = sorted(p.name for p in root.iterdir() if p.is_dir())
    return ", ".join(f"{n} ({len(load_policy(root, (n,)).rules)} rules)" for n in names)


def _space() -> str:
    folder = tempfile.gettempdir()
    free = shutil.disk_usage(folder).free
    if free < ENOUGH_BYTES:
        raise OSError(f"{folder} has less than 1 GiB free: set TMPDIR to a larger folder")
    return f"{folder} ({free / GIBIBYTE:.0f} GiB free)"
