"""One installation, opened at the edge: settings, storage zones and catalog database."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.engine import Engine

from catalog.database import open_database
from openfonds.settings import Settings
from openfonds.storage import Storage, open_storage


@dataclass(frozen=True, slots=True)
class Installation:
    """What the parts of openfonds work on."""

    settings: Settings
    storage: Storage
    engine: Engine

    @property
    def policies(self) -> Path:
        """The folder of the policy packs."""
        return Path(self.settings.policies)


def open_installation(settings: Settings | None = None) -> Installation:
    """Open what the environment names.

    Raises:
        SettingsError: when a setting cannot be used.
    """
    settings = settings or Settings.from_environment()
    return Installation(
        settings, open_storage(settings.storage), open_database(settings.database_url)
    )


def now() -> str:
    """The time, for the ledger: ISO 8601 in UTC. Nothing that is published depends on it."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
