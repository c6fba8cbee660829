"""What the card says in numbers, counted from the rows while they stream by."""

from collections import Counter
from dataclasses import dataclass

from openfonds.languages.orthography import BEFORE_REFORM
from openfonds.releases.records import DocumentRecord, PageRecord, WithheldRecord

MILLI = 1000  # confidence is added up in whole thousandths: exact, whatever the order of rows
MYRIAD = 10_000  # and error rates in whole ten-thousandths


@dataclass(frozen=True, slots=True)
class Group:
    """A decade, or a language. `name` is None where it is not known."""

    name: str | None
    documents: int
    pages: int
    characters: int
    rated_characters: int = 0  # of rows that have a confidence
    rating: int = 0  # thousandths of confidence times characters, added up
    estimated_characters: int = 0  # of rows that have an estimate of their error rate
    estimate: int = 0  # ten-thousandths of it times characters, added up

    @property
    def estimated_cer(self) -> float | None:
        """The mean, 0-1, weighted by characters; None where no row has one."""
        if not self.estimated_characters:
            return None
        return self.estimate / self.estimated_characters / MYRIAD

    @property
    def ocr_confidence(self) -> float | None:
        """The mean, weighted by characters; None where no row has one."""
        return self.rating / self.rated_characters / MILLI if self.rated_characters else None


@dataclass(frozen=True, slots=True)
class Closed:
    """Withheld groups of one kind. Groups under ten are not added up: that would reveal them."""

    reason: str
    ground: str
    items: int
    small_groups: int


@dataclass(frozen=True, slots=True)
class Statistics:
    """The numbers of one version. Decades ascend; the rest is in descending order of size."""

    documents: int
    pages: int
    characters: int
    pages_read: int
    pages_blank: int
    pages_withheld: int  # closed pages of open items
    documents_redacted: int
    documents_in_old_spelling: int
    documents_in_duplicate_clusters: int
    decades: tuple[Group, ...]
    languages: tuple[Group, ...]
    engines: tuple[tuple[str, int], ...]
    rights: tuple[tuple[str, int], ...]
    legal_basis: tuple[tuple[str, int], ...]
    closed: tuple[Closed, ...]
    openings: tuple[tuple[int, int, int], ...]  # year, items, groups under ten
    documents_repeated: int = 0  # those in clusters that are not the representative
    pages_in_duplicate_clusters: int = 0
    pages_repeated: int = 0

    @property
    def language_codes(self) -> tuple[str, ...]:
        """ISO 639-3 codes of the languages that were found."""
        return tuple(group.name for group in self.languages if group.name)

    @property
    def page_rows(self) -> int:
        """Rows of the `pages` config."""
        return self.pages_read + self.pages_blank + self.pages_withheld


@dataclass(slots=True)
class _Tally:
    documents: int = 0
    pages: int = 0
    characters: int = 0
    rated_characters: int = 0
    rating: int = 0
    estimated_characters: int = 0
    estimate: int = 0

    def add(self, record: DocumentRecord) -> None:
        self.documents += 1
        self.pages += record.n_pages
        self.characters += record.n_chars
        if record.ocr_confidence is not None:
            self.rated_characters += record.n_chars
            self.rating += round(record.ocr_confidence * MILLI) * record.n_chars
        if record.estimated_cer_gen is not None:
            self.estimated_characters += record.n_chars
            self.estimate += round(record.estimated_cer_gen * MYRIAD) * record.n_chars

    def group(self, name: str | None) -> Group:
        return Group(
            name,
            self.documents,
            self.pages,
            self.characters,
            self.rated_characters,
            self.rating,
            self.estimated_characters,
            self.estimate,
        )


class ReleaseStatistics:
    """Counts records of all configs, in any order, in memory that does not grow with them."""

    def __init__(self) -> None:
        self._total = _Tally()
        self._decades: dict[int | None, _Tally] = {}
        self._languages: dict[str | None, _Tally] = {}
        self._flags: Counter[str] = Counter()
        self._page_status: Counter[str] = Counter()
        self._page_flags: Counter[str] = Counter()
        self._engines: Counter[str] = Counter()
        self._rights: Counter[str] = Counter()
        self._legal_basis: Counter[str] = Counter()
        self._closed: dict[tuple[str, str], list[int]] = {}
        self._openings: dict[int, list[int]] = {}

    def add(self, record: DocumentRecord | PageRecord | WithheldRecord) -> None:
        """Count one row."""
        match record:
            case DocumentRecord():
                self._add_document(record)
            case PageRecord():
                self._page_status[record.status] += 1
                self._page_flags["duplicate"] += record.duplicate_cluster_gen is not None
                self._page_flags["repeated"] += not record.duplicate_representative_gen
            case WithheldRecord():
                self._add_withheld(record)

    def statistics(self) -> Statistics:
        """The numbers so far."""
        decades = sorted(self._decades.items(), key=lambda kv: (kv[0] is None, kv[0] or 0))
        languages = sorted(
            self._languages.items(), key=lambda kv: (-kv[1].documents, kv[0] is None, kv[0] or "")
        )
        return Statistics(
            documents=self._total.documents,
            pages=self._total.pages,
            characters=self._total.characters,
            pages_read=self._page_status["read"],
            pages_blank=self._page_status["blank"],
            pages_withheld=self._page_status["withheld"],
            documents_redacted=self._flags["redacted"],
            documents_in_old_spelling=self._flags["old spelling"],
            documents_in_duplicate_clusters=self._flags["duplicate"],
            decades=tuple(t.group(None if d is None else f"{d}s") for d, t in decades),
            languages=tuple(t.group(code) for code, t in languages),
            engines=_by_size(self._engines),
            rights=_by_size(self._rights),
            legal_basis=_by_size(self._legal_basis),
            closed=tuple(
                Closed(reason, ground, items, small)
                for (reason, ground), (items, small) in sorted(self._closed.items())
            ),
            openings=tuple(
                (year, items, small) for year, (items, small) in sorted(self._openings.items())
            ),
            documents_repeated=self._flags["repeated"],
            pages_in_duplicate_clusters=self._page_flags["duplicate"],
            pages_repeated=self._page_flags["repeated"],
        )

    def _add_document(self, record: DocumentRecord) -> None:
        decade = None if record.year_end is None else record.year_end // 10 * 10
        self._total.add(record)
        self._decades.setdefault(decade, _Tally()).add(record)
        self._languages.setdefault(record.language_gen, _Tally()).add(record)
        self._engines[record.ocr_engine] += 1
        self._rights[record.rights_uri] += 1
        self._legal_basis.update(set(record.legal_basis))
        self._flags["redacted"] += bool(record.redactions)
        self._flags["old spelling"] += record.orthography_gen in BEFORE_REFORM
        self._flags["duplicate"] += record.duplicate_cluster_gen is not None
        self._flags["repeated"] += not record.duplicate_representative_gen

    def _add_withheld(self, record: WithheldRecord) -> None:
        known = record.extent.isdecimal()
        counts = [self._closed.setdefault((record.reason, record.ground), [0, 0])]
        if record.opens_year is not None:
            counts.append(self._openings.setdefault(record.opens_year, [0, 0]))
        for count in counts:
            count[0 if known else 1] += int(record.extent) if known else 1


def _by_size(counter: Counter[str]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(counter.items(), key=lambda kv: (-kv[1], kv[0])))
