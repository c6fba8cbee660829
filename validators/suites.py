"""What is expected of a release, as data: one suite for each part, one check for each rule.

What the schema says (a value in every required column) comes from the dataclasses of
`openfonds.releases.records`, the rest is written here. Great Expectations carries the checks out
(`validators.expectations`). A rule that needs two columns, or looks into a text or a list, is
worked out beforehand (`validators.laws`) as a column of true and false under the rule's own words.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from openfonds.languages.orthography import ORTHOGRAPHIES
from openfonds.model import ReadStatus
from openfonds.releases.records import (
    WITHHELD_PAGE,
    DocumentRecord,
    PageRecord,
    WithdrawnRecord,
    WithheldRecord,
)
from openfonds.releases.withdrawn import DOCUMENTS, NOT_HELD, NOT_JUDGED, PAGES, REPLACED
from openfonds.releases.withheld import BY_LAW, PUBLIC_GROUNDS, REASONS
from openfonds.schema import schema_of
from validators import across, clusters, laws, shards

# \Z and not $, which also matches before a line break at the end.
DOCUMENT_ID = r"^[0-9a-f]{32}\Z"
SHA256 = r"^[0-9a-f]{64}\Z"
SHA256_OR_EMPTY = r"^(?:[0-9a-f]{64})?\Z"  # empty: openfonds.releases.assemble
ISO_639_3 = r"^[a-z]{3}\Z"
ISO_15924 = r"^[A-Z][a-z]{3}\Z"
WEB_ADDRESS = r"^https?://[^\s/]+\S*\Z"
SOMETHING_SEEN = r"\S"
VERSION = r"^[0-9]+\.[0-9]+\.[0-9]+\Z"
BUCKET_OR_NUMBER = r"^(?:<10|[1-9][0-9]+)\Z"


@dataclass(frozen=True, slots=True)
class Check:
    """One rule: `says` is what holds, in words; the rest is how Great Expectations looks at it."""

    says: str
    expectation: str  # class in great_expectations.expectations
    arguments: dict[str, Any]
    is_advice: bool = False  # worth a look, but no reason to hold up a release

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that the rule looks at."""
        names = ("column", "column_A", "column_B")
        return tuple(self.arguments[name] for name in names if name in self.arguments)


@dataclass(frozen=True, slots=True)
class Suite:
    """The checks of one part of a release."""

    name: str
    checks: tuple[Check, ...]

    def value_columns(self) -> frozenset[str]:
        """Columns whose values are looked at; of all others only whether there is a value."""
        return frozenset(
            column
            for check in self.checks
            if check.expectation != _NOT_NULL
            for column in check.columns
        )


_NOT_NULL = "ExpectColumnValuesToNotBeNull"


def files() -> Suite:
    """One row a file below data/."""
    return Suite("files", tuple(map(_holds, shards.FILE_LAWS)))


def columns() -> Suite:
    """One row a column of each file: the schema, from the dataclasses."""
    return Suite("columns", tuple(map(_holds, shards.COLUMN_LAWS)))


def documents(as_of: date) -> Suite:
    """One row a document."""
    return Suite(
        "documents",
        (
            *_required(DocumentRecord),
            _matches("id", DOCUMENT_ID, "id is 32 hexadecimal digits"),
            _matches("reference_code", SOMETHING_SEEN, "reference_code is not empty"),
            _year_order(),
            _between("year_end", None, as_of.year, f"year_end is not after {as_of.year}"),
            *_language(),
            _between("n_pages", 1, None, "n_pages is at least 1"),
            *_counts("n_pages_blank", "n_pages_handwriting", "n_chars", "n_words"),
            *(
                _between(column, 0, 100, f"{column} lies between 0 and 100")
                for column in ("ocr_confidence", "ocr_confidence_p10")
            ),
            _share("estimated_cer_gen"),
            *_quality(),
            _matches("rights_uri", WEB_ADDRESS, "rights_uri is a web address"),
            _matches("licence", SOMETHING_SEEN, "licence is not empty"),
            _matches("decision_id", SHA256, "decision_id is 64 hexadecimal digits"),
            *map(_holds, (*laws.DOCUMENT_LAWS, *laws.TEXT_LAWS)),
        ),
    )


def pages(as_of: date) -> Suite:
    """One row a page."""
    statuses = (ReadStatus.READ.value, ReadStatus.BLANK.value, WITHHELD_PAGE)
    return Suite(
        "pages",
        (
            *_required(PageRecord),
            _matches("document_id", DOCUMENT_ID, "document_id is 32 hexadecimal digits"),
            _matches("reference_code", SOMETHING_SEEN, "reference_code is not empty"),
            _between("page", 1, None, "page is at least 1"),
            _between("year_end", None, as_of.year, f"year_end is not after {as_of.year}"),
            _code("document_language_gen", ISO_639_3, "ISO 639-3"),
            *_language(),
            _in_set("status", statuses, "status is read, blank or withheld"),
            *(
                replace(_between(size, 1, None, f"{size} is at least 1"), is_advice=True)
                for size in ("width_px", "height_px")
            ),
            _share("ink_ratio"),
            _share("estimated_cer_gen"),
            *_quality(),
            *_counts("n_chars", "n_words"),
            *(
                _between(column, 0, 100, f"{column} lies between 0 and 100")
                for column in ("ocr_confidence", "ocr_confidence_p10")
            ),
            _matches("decision_id", SHA256, "decision_id is 64 hexadecimal digits"),
            _matches(
                "source_sha256",
                SHA256_OR_EMPTY,
                "source_sha256 is 64 hexadecimal digits or left empty",
            ),
            *map(_holds, (*laws.PAGE_LAWS, *laws.TEXT_LAWS)),
        ),
    )


def withheld() -> Suite:
    """One row a group of the withdrawal sheet."""
    grounds = (*PUBLIC_GROUNDS.values(), BY_LAW, "none")
    return Suite(
        "withheld",
        (
            *_required(WithheldRecord),
            _in_set("reason", tuple(REASONS.values()), "reason is one of those that are public"),
            _in_set("ground", grounds, "ground is one of those that are public"),
            _matches("extent", BUCKET_OR_NUMBER, 'extent is "<10" or a number from 10 on'),
            *map(_holds, laws.WITHHELD_LAWS),
        ),
    )


def withdrawn(as_of: date) -> Suite:
    """One row a text that an earlier version had."""
    reasons = (*REASONS.values(), REPLACED, NOT_HELD, NOT_JUDGED)
    return Suite(
        "withdrawn",
        (
            *_required(WithdrawnRecord),
            _matches("tombstone", SHA256, "tombstone is 64 hexadecimal digits"),
            _in_set("config", (DOCUMENTS, PAGES), "config is documents or pages"),
            _in_set("reason", reasons, "reason is one of those that are public"),
            _matches("since_version", VERSION, "since_version is a version"),
            _between("withdrawn_on", None, as_of, f"withdrawn_on is not after {as_of}"),
        ),
    )


def documents_across_files(open_decisions: int) -> Suite:
    """One row a document, of all files together."""
    return Suite(
        "documents of all files",
        (
            Check(
                f"there is one row for each of the {open_decisions} items that are open",
                "ExpectTableRowCountToEqual",
                {"value": open_decisions},
            ),
            _unique("id", "id is unique"),
            _unique("reference_code", "reference_code is unique"),
            *map(_holds, across.DOCUMENT_LAWS),
        ),
    )


def pages_across_files() -> Suite:
    """One row for each run of pages of one document, of all files together."""
    return Suite("pages of all files", tuple(map(_holds, across.PAGE_LAWS)))


def clusters_of_pages() -> Suite:
    """One row for each page that is in a cluster of copies or not kept, of all files together."""
    return Suite("copies among pages of all files", tuple(map(_holds, clusters.PAGE_LAWS)))


def _required(noun: type) -> Iterable[Check]:
    return (
        Check(f"{field.name} is there", _NOT_NULL, {"column": field.name})
        for field in schema_of(noun)
        if not field.nullable
    )


def _holds(law: str) -> Check:
    return replace(_in_set(law, (True,), law), is_advice=law in laws.ADVICE)


def _quality() -> tuple[Check, ...]:
    """The quality signals that pages and documents have; compression has no upper bound."""
    shares = ("garbage", "lexicon", "main_language", "repetition")
    compression = "quality_compression_ratio_gen"
    return (
        *(_share(f"quality_{name}_ratio_gen") for name in shares),
        _between(compression, 0, None, f"{compression} is not negative"),
        _share("quality_score_gen"),
    )


def _counts(*columns: str) -> tuple[Check, ...]:
    return tuple(_between(name, 0, None, f"{name} is not negative") for name in columns)


def _language() -> tuple[Check, ...]:
    return (
        _code("language_gen", ISO_639_3, "ISO 639-3"),
        _share("language_score_gen"),
        _code("script_gen", ISO_15924, "ISO 15924"),
        _in_set(
            "orthography_gen",
            ORTHOGRAPHIES,
            "orthography_gen is one of the spellings or nothing",
        ),
    )


def _code(column: str, pattern: str, standard: str) -> Check:
    return _matches(column, pattern, f"{column} is a code of {standard} or nothing")


def _share(column: str) -> Check:
    return _between(column, 0, 1, f"{column} lies between 0 and 1")


def _year_order() -> Check:
    return Check(
        "year_end is not before year_start",
        "ExpectColumnPairValuesAToBeGreaterThanB",
        {
            "column_A": "year_end",
            "column_B": "year_start",
            "or_equal": True,
            "ignore_row_if": "either_value_is_missing",
        },
    )


def _between(column: str, low: int | None, high: int | date | None, says: str) -> Check:
    arguments = {"column": column, "min_value": low, "max_value": high}
    return Check(says, "ExpectColumnValuesToBeBetween", arguments)


def _in_set(column: str, values: tuple[Any, ...], says: str) -> Check:
    return Check(says, "ExpectColumnValuesToBeInSet", {"column": column, "value_set": list(values)})


def _matches(column: str, pattern: str, says: str) -> Check:
    return Check(says, "ExpectColumnValuesToMatchRegex", {"column": column, "regex": pattern})


def _unique(column: str, says: str) -> Check:
    return Check(says, "ExpectColumnValuesToBeUnique", {"column": column})
