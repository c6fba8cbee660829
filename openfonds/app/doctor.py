"""What openfonds needs, and whether it is there."""

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import entry_points
from pathlib import Path

from extractors.djvu.tool import PACKAGE, PROGRAMS
from extractors.reading.engine import GROUP, engine_named
from extractors.reading.other_models import MODELS_OF_SCRIPT, has_model, missing_package
from extractors.reading.tesseract import probe
from openfonds.app.installation import Installation, open_installation
from openfonds.app.policies.packs import lines_of_unsigned, policy_names, unsigned
from openfonds.errors import OpenfondsError, PolicyError
from openfonds.restrictions.packs import load_policy
from openfonds.restrictions.signers import read_signers
from openfonds.settings import GIBIBYTE, Settings

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
        _check("models for pages in other scripts", _other_scripts),
        _check("engine of recognition", _engine),
        _check("DjVu", _djvu),
        _check("settings", lambda: open_installation().settings.storage),
        _check("storage", lambda: _storage(open_installation())),
        _check("database", lambda: open_installation().engine.dialect.name),
        _check("policies", lambda: _policies(open_installation().policies)),
        _check("signatures", lambda: _signatures(open_installation().policies)),
        _check("temporary folder", _space),
    ]


def _check(what: str, look: Callable[[], str]) -> Check:
    try:
        return Check(what, True, look())
    except (OpenfondsError, OSError) as error:
        return Check(what, False, str(error))


def _other_scripts() -> str:
    there = probe().languages
    found: list[str] = []
    missing: list[str] = []
    for script in MODELS_OF_SCRIPT:
        package = missing_package(script, there)
        if has_model(script, there):
            found.append(f"{script} (better: apt-get install {package})" if package else script)
        else:
            missing.append(f"{script} (apt-get install {package})")
    return f"{', '.join(found) or 'none'}; not there: {', '.join(missing) or 'none'}"


def _engine() -> str:
    """The engine that the settings name; what is in it is loaded, and asked for its version."""
    name = Settings.from_environment().engine
    found = f"{name} {engine_named(name).version()}"
    plugins = sorted(entry_points(group=GROUP).names)
    there = f"plug-ins that are installed: {', '.join(plugins) or 'none'}"
    return f"{found}; {there} (OPENFONDS_ENGINE chooses)"


def _djvu() -> str:
    """DjVu files are not in every holding: without the programs nothing else is amiss."""
    missing = [name for name in PROGRAMS if shutil.which(name) is None]
    if missing:
        return f"DjVu files cannot be read: apt-get install {PACKAGE}"
    return f"{' and '.join(PROGRAMS)} are there"


def _storage(at: Installation) -> str:
    at.storage.vault.write("doctor", b"")
    at.storage.vault.delete("doctor")
    return f"{at.settings.storage} can be written to"


def _policies(root: Path) -> str:
    names = policy_names(root)
    return ", ".join(f"{n} ({len(load_policy(root, (n,)).rules)} rules)" for n in names)


def _signatures(root: Path) -> str:
    today = datetime.now(UTC).astimezone().date()
    if found := unsigned(root, policy_names(root), today):
        raise PolicyError("; ".join(lines_of_unsigned(found)))
    if any(s.placeholder for s in read_signers(root)):
        return (
            "every policy is signed; placeholders of the project stand in signers.toml: replace"
            " them by people of the archive before you publish for good"
        )
    return "every policy is signed"


def _space() -> str:
    folder = tempfile.gettempdir()
    free = shutil.disk_usage(folder).free
    if free < ENOUGH_BYTES:
        raise OSError(f"{folder} has less than 1 GiB free: set TMPDIR to a larger folder")
    return f"{folder} ({free / GIBIBYTE:.0f} GiB free)"
