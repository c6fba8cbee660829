"""The nouns of openfonds (docs/reference/nouns.md), each a frozen dataclass.

One definition serves everything: `openfonds.schema` derives the Parquet schema from the fields,
and their documentation becomes the table on the dataset's card. A field that is None is
unknown or not applicable; it never means "no".
"""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

SCHEMA_VERSION = "2"


def doc(text: str, **kwargs: Any) -> Any:
    """A dataclass field that carries its own documentation."""
    return field(metadata={"doc": text}, **kwargs)


class Truth(StrEnum):
    """Kleene's three values."""

    TRUE = "true"
    FALSE = "false"
    UNKNOWN = "unknown"


class FactSource(StrEnum):
    """Who says so, from the strongest to the weakest (LAW 6).

    Only a person or an authority file may assert that a restriction is absent.
    """

    CATALOGUE = "catalogue"
    AUTHORITY = "authority"
    LIST = "list"
    STAMP_DETECTOR = "stamp_detector"
    TEXT_DETECTOR = "text_detector"
    OCR_DATE = "ocr_date"


class Outcome(StrEnum):
    """What became of an item. Every item that goes in has exactly one."""

    OPEN = "open"
    REVIEW = "review"
    WITHHELD = "withheld"
    SUSPENDED = "suspended"
    FAILED = "failed"
    DUPLICATE = "duplicate"


class ReadStatus(StrEnum):
    """What became of the reading of one page."""

    READ = "read"
    BLANK = "blank"  # no ink: no text, and none is invented
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file of the holding, with its fixity."""

    path: str = doc("path relative to the root of the holding, POSIX")
    sha256: str = doc("SHA-256 of the bytes as delivered")
    n_bytes: int = doc("size in bytes")


@dataclass(frozen=True, slots=True)
class PageSource:
    """Where one page of an item comes from."""

    number: int = doc("page number within the item, from 1")
    path: str = doc("source file, relative to the root of the holding")
    part: int = doc("which page, frame or section within the file, from 0")
    kind: str = doc(
        "image, pdf, djvu, text, alto, docx, odt, rtf, html, or picture: one in a document"
    )
    image: str | None = doc(
        "image of the page, where its text comes from another file", default=None
    )


@dataclass(frozen=True, slots=True)
class DateSpan:
    """A date as an archive wrote it, and the days between which it must lie.

    A bound is None where nothing is known; an open end ("not before 1920") has no `latest`.
    """

    written: str = doc("as written in the inventory")
    earliest: date | None = doc("first possible day")
    latest: date | None = doc("last possible day; None when it cannot be told")


@dataclass(frozen=True, slots=True)
class NamedValue:
    """A column that the inventory has and openfonds does not know: kept, never dropped."""

    name: str = doc("heading as written")
    value: str = doc("value as written")


@dataclass(frozen=True, slots=True)
class CataloguedFact:
    """A fact that a person wrote into the inventory (column fact:NAME)."""

    name: str = doc("name of the fact")
    value: Truth = doc("true, false or unknown")


@dataclass(frozen=True, slots=True)
class Item:
    """A unit of description: an archival file, a book, an issue."""

    key: str = doc("digest of description and file bytes; identifies this version")
    position: int = doc("row in the inventory, from 1")
    reference_code: str = doc("reference code, unchanged")
    files: tuple[SourceFile, ...] = doc("source files in page order")
    pages: tuple[PageSource, ...] = doc("pages in order")
    title: str | None = doc("title as the archive wrote it")
    creator: str | None = doc("creator as the archive wrote it")
    creator_type: str | None = doc("state_body, municipal_body, organisation or person")
    language: str | None = doc("language as the archive wrote it")
    series: str | None = doc("series (опись, фонд) as the archive wrote it")
    description: str | None = doc("description and notes as the archive wrote them")
    material: str | None = doc("archival, published, civil_register, personal_file, ...")
    dates: DateSpan = doc("date of the item; the latest document counts for a file")
    author: str | None = doc("author or authors, ;-separated, as written")
    author_died: str | None = doc("year of death of each author, ;-separated, as written")
    access: str | None = doc("what the inventory says about access")
    rights: str | None = doc("what the inventory says about rights")
    act: str | None = doc("number and date of a declassification or permission act on file")
    facts: tuple[CataloguedFact, ...] = doc("facts that a person catalogued")
    extra: tuple[NamedValue, ...] = doc("columns that openfonds does not know")
    remarks: tuple[str, ...] = doc("codes of what was odd about this row; each leads to review")
    file_notes: tuple[str, ...] = doc(
        "what files say of themselves: properties, captions, comments; never published", default=()
    )


@dataclass(frozen=True, slots=True)
class Absence:
    """Why an item did not come out of a step."""

    reference_code: str = doc("reference code, or row-N where the row has none")
    position: int = doc("row in the inventory, from 1")
    outcome: Outcome = doc("failed or duplicate")
    reason_code: str = doc("stable code, such as source.file_missing")
    message: str = doc("for staff: what happened and what to do")


@dataclass(frozen=True, slots=True)
class Word:
    """One recognised word and where it stands on the page."""

    text: str = doc("the word")
    left: int = doc("left edge of the box, pixels")
    top: int = doc("top edge of the box, pixels")
    width: int = doc("width of the box, pixels")
    height: int = doc("height of the box, pixels")
    confidence: float | None = doc("confidence, 0-100; None where the source gives none")


@dataclass(frozen=True, slots=True)
class PageText:
    """What was read from a page, or the reason why nothing was read."""

    item_key: str = doc("key of the item")
    number: int = doc("page number within the item, from 1")
    status: ReadStatus = doc("read, blank or failed")
    reason: str | None = doc("why nothing was read: ocr.timeout, ocr.crashed, image.broken ...")
    text: str = doc("raw text, as read")
    words: tuple[Word, ...] = doc("words with boxes")
    width_px: int | None = doc("width of the page image, pixels")
    height_px: int | None = doc("height of the page image, pixels")
    ink_ratio: float | None = doc("share of dark pixels, 0-1; None where there is no image")
    confidence: float | None = doc("mean word confidence, 0-100")
    engine: str = doc(
        "tesseract, pdf-text-layer, djvu-text-layer, alto, text-file, docx, odt, rtf, html"
    )
    engine_version: str = doc("version of the engine")
    model: str = doc("languages, model digests and page segmentation mode; empty without OCR")
    marks: tuple[str, ...] = doc("readings of stamps, for detectors and not for people", default=())
    unread_marks: int = doc("stamps of which no words could be read", default=0)
    steps: tuple[str, ...] = doc(
        "why a text layer was not taken, what was done to the image: layer:garbled, scale:0.7",
        default=(),
    )
    content: str | None = doc(
        "print, handwriting, picture or blank; None where nobody looked", default=None
    )
    estimated_cer: float | None = doc(
        "estimate of the character error rate, 0-1; None where there is nothing to tell it by",
        default=None,
    )


@dataclass(frozen=True, slots=True)
class Edit:
    """One change from raw to cleaned text.

    Replacing `length` characters of the cleaned text at `offset` by `original` undoes it.
    Offsets are Unicode code points in the cleaned text; edits are in order and do not overlap.
    """

    offset: int = doc("where in the cleaned text, code points")
    length: int = doc("how many code points of the cleaned text, may be 0")
    original: str = doc("what stood there in the raw text")
    reason: str = doc("nfc, hyphen, whitespace ...")


@dataclass(frozen=True, slots=True)
class PageClean:
    """The cleaned text of a page, with the edits that made it from the raw text."""

    item_key: str = doc("key of the item")
    number: int = doc("page number within the item, from 1")
    text: str = doc("cleaned text, Unicode NFC")
    edits: tuple[Edit, ...] = doc("edits; undoing them gives the raw text")
    language: str | None = doc("ISO 639-3, None where it cannot be told")
    language_score: float | None = doc("0-1")
    script: str | None = doc("ISO 15924")
    orthography: str | None = doc(
        "one of openfonds.languages.orthography.ORTHOGRAPHIES; None where nothing tells"
    )


@dataclass(frozen=True, slots=True)
class PageFinding:
    """Evidence for a restriction at one place. It holds no text."""

    page: int = doc("page number within the item, from 1")
    fact: str = doc("name of the fact")
    start: int = doc("first code point in the cleaned text of the page")
    end: int = doc("one past the last code point")
    confidence: str = doc("certain, likely or possible")
    source: FactSource = doc("text_detector, or stamp_detector: then the place is 0, 0")


@dataclass(frozen=True, slots=True)
class Examination:
    """What the detectors found in all pages of an item."""

    item_key: str = doc("key of the item")
    completed: bool = doc("whether every detector went through every page")
    latest_year: int | None = doc("latest year mentioned as a date")
    findings: tuple[PageFinding, ...] = doc("evidence, in page order")
    names_searched: bool = doc(
        "whether persons were searched for: only where it matters", default=False
    )
    latest_day: date | None = doc("latest day mentioned; of a month alone its last", default=None)
    short_days: tuple[date, ...] = doc(
        "days whose century is left out, as of 2000-2099; of a year alone 1 January", default=()
    )


@dataclass(frozen=True, slots=True)
class Fact:
    """One answered question about an item or a page."""

    name: str = doc("name of the fact")
    value: Truth = doc("true, false or unknown")
    source: FactSource = doc("who says so")
    detector: str = doc("module and version, or the column of the inventory")
    page: int | None = doc("page number, None for the whole item")
    confidence: str | None = doc("certain, likely or possible")


@dataclass(frozen=True, slots=True)
class RuleHit:
    """What one rule said of one item, when it said anything."""

    rule_id: str = doc("id of the rule in its pack")
    verdict: str = doc("review or deny; partial: pages or spans; open for a positive ground")
    layer: str = doc("secrecy, privacy, copyright ...")
    citation: str = doc("act, article, part")
    opens_on: date | None = doc("first day on which this rule no longer closes; None: never")


@dataclass(frozen=True, slots=True)
class Part:
    """A page or a span of an item that stays closed although the item is open."""

    page: int = doc("page number within the item, from 1")
    start: int | None = doc("first code point in the cleaned text; None for the whole page")
    end: int | None = doc("one past the last code point; None for the whole page")
    effect: str = doc("withhold_page or redact_span")
    reason_code: str = doc("id of the rule, or of the ruling of people")
    citation: str = doc("the law behind it")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the rules say of one item, before duplicates and people are asked."""

    item_key: str = doc("key of the item")
    outcome: Outcome = doc("open, review or withheld")
    effect: str = doc("publish, withhold_item, mediated, none")
    reason_codes: tuple[str, ...] = doc("stable codes: ids of the rules, or ground.missing.LAYER")
    citations: tuple[str, ...] = doc("the law behind each reason, or behind the opening")
    hits: tuple[RuleHit, ...] = doc("what each rule said")
    facts: tuple[Fact, ...] = doc("the facts that were used")
    next_check_on: date | None = doc("day on which the outcome may change by itself")
    rights_uri: str | None = doc("rights statement, for what is open")
    pack: str = doc("packs, versions and digests")
    as_of: date = doc("the day on which the law was applied")
    parts: tuple[Part, ...] = doc("pages and spans that stay closed", default=())
    ruling: str | None = doc("id of the ruling of people that was applied", default=None)
    decided_by: str = doc("openfonds, or the people who ruled, joined by +", default="openfonds")
    lifted: tuple[str, ...] = doc("codes of what people lifted", default=())


@dataclass(frozen=True, slots=True)
class Decision:
    """Open, review, withhold or suspend: final for a unit until superseded."""

    decision_id: str = doc("digest of what was decided, on what and by which rules")
    collection: str = doc("name of the collection")
    holding: str = doc("id of the holding")
    reference_code: str = doc("reference code of the item")
    position: int = doc("row in the inventory, from 1")
    item_key: str = doc("key of the item version that was decided on")
    unit: str = doc("item, page or span")
    page: int | None = doc("page number, None for the whole item")
    outcome: Outcome = doc("open, review, withheld, suspended, failed or duplicate")
    effect: str = doc("publish, withhold_item, mediated, none")
    reason_codes: tuple[str, ...] = doc("stable codes")
    citations: tuple[str, ...] = doc("the law behind them")
    next_check_on: date | None = doc("day on which the outcome may change by itself")
    rights_uri: str | None = doc("rights statement, for what is open")
    pack: str = doc("packs, versions and digests")
    policy_digest: str = doc("digest of packs, closed lists and opened series")
    as_of: date = doc("the day on which the law was applied")
    decided_by: str = doc("openfonds, or the pseudonyms of the people who ruled, joined by +")
    ruling: str | None = doc("id of the ruling of people behind it, if there is one", default=None)
    parts: tuple[Part, ...] = doc("pages and spans that stay closed", default=())


@dataclass(frozen=True, slots=True)
class Batch:
    """A reference to an immutable Parquet file of one noun. Small: it travels between tasks."""

    noun: str
    path: str
    sha256: str
    count: int
    schema_version: str = SCHEMA_VERSION
