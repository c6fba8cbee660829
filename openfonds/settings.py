"""Settings: built once at the edge (command line, task), then passed as arguments.

Nothing else reads the environment. Settings that can change what is published are part of the
digest of each step; those that cannot (folders, number of processes) are not.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from openfonds.errors import SettingsError

GIBIBYTE = 1 << 30
MEBIBYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file or page may cost before it is given up as an explained failure."""

    max_image_px: int = 200_000_000  # A2 at 600 dpi is 140 million
    max_file_bytes: int = 4 * GIBIBYTE
    max_unpacked_bytes: int = 64 * GIBIBYTE  # of one packed holding
    max_unpacking_ratio: int = 200  # unpacked to packed size of one member
    max_members: int = 1_000_000  # files in one packed holding
    max_pages_per_item: int = 20_000
    max_text_bytes: int = 64 * MEBIBYTE  # of one text or OCR file
    page_seconds: int = 600  # reading of one page; a newspaper page of 69 million pixels took 300
    survey_seconds: int = 120  # counting the pages of one item


@dataclass(frozen=True, slots=True)
class Settings:
    """Where things are kept and how much may run at once."""

    storage: str
    database_url: str
    jobs: int
    policies: str
    limits: Limits = Limits()
    pages_per_shard: int = 24  # one to two minutes of recognition
    engine: str = "tesseract"  # of recognition, or the name of a plug-in

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ) -> "Settings":
        """Read OPENFONDS_STORAGE, OPENFONDS_DATABASE_URL, OPENFONDS_JOBS and so on.

        Raises:
            SettingsError: if a value cannot be used.
        """
        storage = environ.get("OPENFONDS_STORAGE") or "./var"
        if "://" not in storage:
            storage = f"file://{Path(storage).absolute()}"
        return cls(
            storage=storage.rstrip("/"),
            database_url=environ.get("OPENFONDS_DATABASE_URL") or _default_database(storage),
            jobs=parse_jobs(environ.get("OPENFONDS_JOBS"), "OPENFONDS_JOBS"),
            policies=environ.get("OPENFONDS_POLICIES") or str(_repository_root() / "policies"),
            engine=environ.get("OPENFONDS_ENGINE") or "tesseract",
            limits=_limits(environ.get("OPENFONDS_PAGE_SECONDS")),
        )


def parse_jobs(value: str | None, name: str) -> int:
    """A number of processes; the number of usable cores when `value` is empty.

    Raises:
        SettingsError: if it is not a whole number of at least 1.
    """
    return _number(value, name, "processes") if value else len(os.sched_getaffinity(0))


def _limits(page_seconds: str | None) -> Limits:
    if not page_seconds:
        return Limits()
    return Limits(page_seconds=_number(page_seconds, "OPENFONDS_PAGE_SECONDS", "seconds"))


def _number(value: str, name: str, unit: str) -> int:
    if not value.isdecimal() or int(value) < 1:
        raise SettingsError(f"{name} is {value!r}: give a whole number of {unit}, at least 1")
    return int(value)


def _default_database(storage: str) -> str:
    if not storage.startswith("file://"):
        raise SettingsError(
            "set OPENFONDS_DATABASE_URL: with OPENFONDS_STORAGE on an object store the catalog"
            " needs a database server, such as postgresql+psycopg://user@host/openfonds"
        )
    return f"sqlite:///{storage.removeprefix('file://')}/catalog.db"


def _repository_root() -> Path:
    return Path(__file__).resolve().parent.parent
