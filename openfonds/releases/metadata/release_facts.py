"""All that any description of a release says, in one place: collected once, written many times."""

import re
import uuid
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote

from openfonds import __version__
from openfonds.collection import Collection
from openfonds.releases.metadata.licences import Licence, licence_of
from openfonds.releases.metadata.plain_text import one_line, readable
from openfonds.releases.parquet import ShardFile
from openfonds.releases.records import (
    DocumentRecord,
    PageRecord,
    WithdrawnRecord,
    WithheldRecord,
)
from openfonds.releases.statistics import Statistics
from openfonds.releases.versions import FIRST, RowDiff, Version

NOUNS: tuple[tuple[str, type], ...] = (
    ("documents", DocumentRecord),
    ("pages", PageRecord),
    ("withheld", WithheldRecord),
    ("withdrawn", WithdrawnRecord),
)
PROGRAM = f"openfonds {__version__}"
KEYWORDS = ("archives", "cultural heritage", "historical documents", "OCR")
_EMAIL = re.compile(r"[^\s@<>\"']+@[^\s@<>\"']+\.[^\s@<>\"']+")
_DECADE = re.compile(r"([0-9]{1,4})s")


@dataclass(frozen=True, slots=True)
class PublishedVersion:
    """One version of the dataset and what became of the rows with it."""

    version: Version
    as_of: date
    diff: RowDiff


@dataclass(frozen=True, slots=True)
class ReleaseFacts:
    """A release. The only date is `as_of`, the day for which the law was applied.

    Nothing here differs between installations, so that a release is the same bytes everywhere: the
    head of the ledger is in ledger/checkpoint.txt.
    """

    collection: Collection
    repo_id: str  # namespace/name on the hub
    version: Version
    as_of: date
    files: tuple[ShardFile, ...]  # of the data: data/<config>/...
    statistics: Statistics
    nouns: tuple[tuple[str, type], ...] = NOUNS  # of all configs; the first one is the default
    packs: tuple[str, ...] = ()  # policy packs with versions
    history: tuple[PublishedVersion, ...] = ()  # newest first, beginning with this one
    base_url: str = ""  # address of the dataset on the hub, without a slash at the end
    keeper_inn: str = ""  # taxpayer number of the keeper, which Russian catalogues identify by
    doi: str = ""
    refused: int = 0  # open items that the gate did not let into the dataset

    @property
    def title(self) -> str:
        """The title, on one line."""
        return one_line(self.collection.title) or self.collection.name

    @property
    def description(self) -> str:
        """What the archive says of the collection; empty if nothing."""
        return readable(self.collection.description).strip()

    @property
    def summary(self) -> str:
        """The description, or else what the numbers say. Never empty."""
        numbers = self.statistics
        made = (
            f"Text of {numbers.documents:,} open items with {numbers.pages:,} pages, read and"
            f" published by {PROGRAM}; the law was applied as of {self.as_of.isoformat()}."
        )
        return f"{self.description}\n\n{made}" if self.description else made

    @property
    def keeper(self) -> str:
        """The archive or library that holds the originals; empty if nobody has said."""
        return one_line(self.collection.repository)

    @property
    def contact(self) -> str:
        """How to reach it, as written; empty if nobody has said."""
        return one_line(self.collection.contact)

    @property
    def email(self) -> str:
        """The contact, if it is an address of electronic mail and nothing else."""
        return self.contact if _EMAIL.fullmatch(self.contact) else ""

    @property
    def licence(self) -> Licence | None:
        """The licence of the dataset; None where the archive has not named one."""
        return licence_of(one_line(self.collection.licence))

    @property
    def languages(self) -> tuple[str, ...]:
        """ISO 639-3 codes: found in the texts, or else named by the archive."""
        return self.statistics.language_codes or self.collection.languages

    @property
    def engines(self) -> tuple[str, ...]:
        """The programs that read the pages, with versions."""
        return tuple(one_line(name) for name, _ in self.statistics.engines if name)

    @property
    def decades(self) -> tuple[int, int] | None:
        """First year of the first decade and last year of the last one; None if not known."""
        found = [_DECADE.fullmatch(g.name) for g in self.statistics.decades if g.name]
        years = [int(match[1]) for match in found if match]
        return (min(years), max(years) + 9) if years else None

    @property
    def first_published(self) -> date | None:
        """`as_of` of the first version; None if the history does not reach back to it."""
        if self.history:
            oldest = self.history[-1]
            return oldest.as_of if oldest.version == FIRST else None
        return self.as_of if self.version == FIRST else None

    @property
    def identifier(self) -> str:
        """An address-free name of this version: a UUID (RFC 9562, version 5) as a URN."""
        name = f"openfonds:{self.repo_id}:{self.version}"
        return uuid.uuid5(uuid.NAMESPACE_URL, name).urn

    @property
    def configs(self) -> tuple[tuple[str, type], ...]:
        """The configs that this version has, with the nouns of their rows."""
        return tuple((name, noun) for name, noun in self.nouns if self.files_of(name))

    def files_of(self, config: str) -> tuple[ShardFile, ...]:
        """The Parquet files of a config, in order."""
        return tuple(f for f in self.files if f.path.startswith(f"data/{config}/"))

    def rows_of(self, config: str) -> int:
        """How many rows a config has."""
        return sum(f.rows for f in self.files_of(config))

    def url_of(self, path: str) -> str:
        """The address of a file in this version, or one relative to a folder of the release."""
        if not self.base_url:
            return f"../{quote(path)}"
        return f"{self.base_url}/resolve/{self.version.tag}/{quote(path)}"
