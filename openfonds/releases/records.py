"""The rows of a published dataset (DESIGN 5.3), one dataclass a config.

Column names say who says so: `_src` from the archive, `_gen` made by openfonds, neither where
there is no doubt. A record can only be made from an open decision (`openfonds.releases.gate`).
"""

from dataclasses import dataclass
from datetime import date

from openfonds.model import Edit, Word, doc


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of text that was redacted."""

    offset: int = doc("where in the text, code points")
    length: int = doc("how many code points")
    reason_code: str = doc("why")


@dataclass(frozen=True, slots=True)
class DocumentRecord:
    """One row of the `documents` config: one open item."""

    id: str = doc("stable row key: digest of collection and reference code")
    reference_code: str = doc("reference code, as the archive wrote it")
    repository: str = doc("the archive or library that holds the original")
    series_src: str | None = doc("series, as the archive wrote it")
    title_src: str | None = doc("title, as the archive wrote it")
    creator_src: str | None = doc("creator, as the archive wrote it")
    creator_type_src: str | None = doc("state_body, municipal_body, organisation or person")
    author_src: str | None = doc("author, as the archive wrote it")
    material_src: str | None = doc("archival, published ...")
    date_src: str | None = doc("date, as the archive wrote it")
    year_start: int | None = doc("first possible year")
    year_end: int | None = doc("last possible year")
    language_src: str | None = doc("language, as the archive wrote it")
    language_gen: str | None = doc("main language of the text, ISO 639-3")
    language_score_gen: float | None = doc("how sure the language is, 0-1")
    script_gen: str | None = doc("main script of the text, ISO 15924 (Cyrl, Cyrs, Latn, Latf ...)")
    orthography_gen: str | None = doc(
        "spelling or alphabet: pre-reform, civil-18c, modern (Russian), church-slavonic,"
        " yanalif ...; docs/reference/spelling.md"
    )
    text: str = doc("cleaned text of all pages, joined by form feeds")
    text_modern_gen: str | None = doc(
        "Russian of before 1918 in modern spelling, by rule and dictionary; pages joined as in"
        " text, so that the same split gives them"
    )
    n_pages: int = doc("number of pages")
    n_pages_blank: int = doc("number of pages without ink")
    n_pages_handwriting: int = doc("number of pages whose content_gen is handwriting")
    n_chars: int = doc("number of code points in text")
    n_words: int = doc("number of words in text: what stands between blanks")
    ocr_engine: str = doc("what read the pages, with version")
    ocr_confidence: float | None = doc("mean word confidence, 0-100")
    ocr_confidence_p10: float | None = doc("10th percentile of word confidence, 0-100")
    estimated_cer_gen: float | None = doc(
        "estimated character error rate of the pages, by characters, 0-1"
    )
    quality_garbage_ratio_gen: float | None = doc("share of tokens unlike words, 0-1")
    quality_lexicon_ratio_gen: float | None = doc(
        "share of letters in words that the dictionary of the language has, 0-1; null: none there"
    )
    quality_main_language_ratio_gen: float | None = doc(
        "share of text that is not surely in another language than the main one, 0-1"
    )
    quality_repetition_ratio_gen: float | None = doc(
        "share of characters in repeated lines or runs of five words, 0-1"
    )
    quality_compression_ratio_gen: float | None = doc(
        "size of the text after zlib by that before it; low: it goes round in circles"
    )
    quality_score_gen: float | None = doc(
        "one score, 0-1: the share of characters expected to be right, calibrated; filters nothing"
    )
    duplicate_cluster_gen: str | None = doc(
        "same for documents of equal or nearly equal text, else null"
    )
    duplicate_representative_gen: bool = doc(
        "false where another document of its cluster stands for it; keep the rows with true"
    )
    rights_uri: str = doc("rights statement of the work")
    licence: str = doc("SPDX licence under which the dataset is given")
    decision_id: str = doc("the decision that opened the item; see ledger/")
    legal_basis: tuple[str, ...] = doc("the law behind the opening")
    decision_checked_on: date = doc("day for which the law was applied")
    redactions: tuple[Span, ...] = doc("spans removed from text")
    source_sha256: tuple[str, ...] = doc(
        "SHA-256 of the source files, in page order; empty for a text of which a part is closed"
    )


@dataclass(frozen=True, slots=True)
class PageRecord:
    """One row of the `pages` config: one page of an open item."""

    id: str = doc("id of the document and page number, joined by #")
    document_id: str = doc("id of the document")
    reference_code: str = doc("reference code, as the archive wrote it")
    page: int = doc("page number within the item, from 1")
    year_end: int | None = doc("last possible year of the item")
    document_language_gen: str | None = doc("main language of the document, ISO 639-3")
    language_gen: str | None = doc("language of the page, ISO 639-3")
    language_score_gen: float | None = doc("how sure the language is, 0-1")
    script_gen: str | None = doc("script of the page, ISO 15924 (Cyrl, Cyrs, Latn, Latf ...)")
    orthography_gen: str | None = doc(
        "spelling or alphabet: pre-reform, civil-18c, modern (Russian), church-slavonic,"
        " yanalif ...; docs/reference/spelling.md"
    )
    text: str = doc("cleaned text")
    n_chars: int = doc("number of code points in text")
    n_words: int = doc("number of words in text: what stands between blanks")
    text_raw: str = doc("text as read; text and edits give it back exactly")
    edits: tuple[Edit, ...] = doc("what was changed from text_raw to text")
    words: tuple[Word, ...] = doc("words with boxes and confidence, as read")
    status: str = doc("read, blank (a page without ink), or withheld: it stays closed")
    content_gen: str | None = doc("print, handwriting, picture or blank; null: nobody looked")
    width_px: int | None = doc("width of the page image, pixels")
    height_px: int | None = doc("height of the page image, pixels")
    ink_ratio: float | None = doc("share of dark pixels, 0-1")
    ocr_engine: str = doc("what read the page, with version")
    ocr_model: str = doc("language models with digests, and page segmentation mode")
    ocr_confidence: float | None = doc("mean word confidence, 0-100")
    ocr_confidence_p10: float | None = doc("10th percentile of word confidence, 0-100")
    estimated_cer_gen: float | None = doc("estimated character error rate, 0-1")
    quality_garbage_ratio_gen: float | None = doc("share of tokens unlike words, 0-1")
    quality_lexicon_ratio_gen: float | None = doc(
        "share of letters in words that the dictionary of the language has, 0-1; null: none there"
    )
    quality_main_language_ratio_gen: float | None = doc(
        "share of text that is not surely in another language than the main one, 0-1"
    )
    quality_repetition_ratio_gen: float | None = doc(
        "share of characters in repeated lines or runs of five words, 0-1"
    )
    quality_compression_ratio_gen: float | None = doc(
        "size of the text after zlib by that before it; low: it goes round in circles"
    )
    quality_score_gen: float | None = doc(
        "one score, 0-1: the share of characters expected to be right, calibrated; filters nothing"
    )
    duplicate_cluster_gen: str | None = doc(
        "same for pages of equal or nearly equal text, else null"
    )
    duplicate_representative_gen: bool = doc(
        "false where another page of its cluster stands for it; keep the rows with true"
    )
    decision_id: str = doc("the decision that opened the item")
    source_sha256: str = doc(
        "SHA-256 of the source file of this page; empty for a text of which a part is closed"
    )


@dataclass(frozen=True, slots=True)
class WithheldRecord:
    """One row of the `withheld` config: a group of items that are not open.

    No titles, no references, no content. Groups under ten are given as "<10", so that a small
    group points at nobody (LAW 4).
    """

    reason: str = doc("coarse reason: withheld by law, in review, suspended, failed, duplicate")
    ground: str = doc("law on access, copyright, terms of the owner; or none")
    opens_year: int | None = doc("year in which the group may open by itself, if there is one")
    extent: str = doc("number of items; <10 for small groups")


@dataclass(frozen=True, slots=True)
class WithdrawnRecord:
    """One row of the `withdrawn` config: a text that an earlier version had.

    It says nothing to whoever does not have the text (`openfonds.releases.withdrawn`).
    """

    tombstone: str = doc(
        "HMAC-SHA-256 of the row's id, hexadecimal, keyed with the text that it had; or with the"
        " one that it has now, where it was replaced"
    )
    config: str = doc("the config that the row was in: documents or pages")
    withdrawn_on: date = doc("day for which the law was applied when it was taken out")
    since_version: str = doc("the first version without it")
    reason: str = doc(
        "withheld by law, in review, suspended, not judged, failed, replaced, no longer held"
    )
    id: str | None = doc("id of a row that was replaced; null for what went", default=None)


WITHHELD_PAGE = "withheld"  # status of a page that stays closed in an open item
DOCUMENT_ORDER = ("language_gen", "year_end", "id")
PAGE_ORDER = ("document_language_gen", "year_end", "document_id", "page")
WITHHELD_ORDER = ("reason", "ground", "opens_year")
WITHDRAWN_ORDER = ("withdrawn_on", "config", "tombstone")
