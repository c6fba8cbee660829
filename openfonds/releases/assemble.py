"""From an open item and its texts to the rows that are published."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from openfonds.collection import Collection
from openfonds.digests import digest_of
from openfonds.languages.dictionaries import Dictionaries
from openfonds.languages.identify import identify_item
from openfonds.languages.modern_spelling import in_modern_spelling
from openfonds.languages.orthography import BEFORE_REFORM
from openfonds.languages.scripts import main_script
from openfonds.model import Decision, Item, PageClean, PageText, ReadStatus
from openfonds.quality.signals import Signals, item_signals, page_signals, tenth_percentile
from openfonds.releases.partial import masked
from openfonds.releases.records import WITHHELD_PAGE, DocumentRecord, PageRecord, Span
from openfonds.restrictions.redaction import MASK

PAGE_BREAK = "\f"
RUSSIAN = "rus"
ID_LENGTH = 32
HANDWRITING = "handwriting"  # content of a page
PICTURES = frozenset({"image", "pdf"})  # kinds of sources that nobody makes again from a text


@dataclass(frozen=True, slots=True)
class OpenItem:
    """An item that passed the gate, with everything that was read from it."""

    item: Item
    decision: Decision
    legal_basis: tuple[str, ...]
    pages: Sequence[PageText]
    cleaned: Sequence[PageClean]
    withheld: frozenset[int] = frozenset()  # pages that stay closed
    spans: Mapping[int, tuple[Span, ...]] = field(default_factory=dict)  # masks, by page

    def as_published(self) -> "OpenItem":
        """The item without the pages and spans that its decision keeps closed."""
        if not self.decision.parts:
            return self
        shown = masked(self.item, self.decision, self.pages, self.cleaned)
        return replace(
            self,
            item=shown.item,
            pages=shown.pages,
            cleaned=shown.cleaned,
            withheld=shown.withheld,
            spans=shown.spans,
        )


def record_id(collection: str, reference_code: str) -> str:
    """The key of a row: stable over versions, the same on every machine."""
    return digest_of([collection, reference_code])[:ID_LENGTH]


def signals_of(opened: OpenItem, dictionaries: Dictionaries) -> dict[int, Signals]:
    """The quality signals of an item as published, by page: of a masked page what is left of it."""
    read = {page.number: page for page in opened.pages}
    return {
        clean.number: page_signals(read[clean.number], clean, dictionaries, MASK)
        for clean in opened.cleaned
    }


def document_record(
    opened: OpenItem, collection: Collection, signals: Mapping[int, Signals]
) -> DocumentRecord:
    """The row of an item in the `documents` config, with the signals of its pages."""
    item, decision = opened.item, opened.decision
    texts = [page.text for page in opened.cleaned]
    text = PAGE_BREAK.join(texts)
    language, score = identify_item(
        [(p.language, p.language_score, len(p.text)) for p in opened.cleaned]
    )
    spelling = _most(opened.cleaned, lambda page: page.orthography)
    quality = item_signals([signals[page.number] for page in opened.cleaned])
    statuses = [page.status for page in opened.pages if page.number not in opened.withheld]
    confidences = [w.confidence for p in opened.pages for w in p.words if w.confidence is not None]
    return DocumentRecord(
        id=record_id(collection.name, item.reference_code),
        reference_code=item.reference_code,
        repository=collection.repository,
        series_src=item.series,
        title_src=item.title,
        creator_src=item.creator,
        creator_type_src=item.creator_type,
        author_src=item.author,
        material_src=item.material,
        date_src=item.dates.written or None,
        year_start=item.dates.earliest.year if item.dates.earliest else None,
        year_end=item.dates.latest.year if item.dates.latest else None,
        language_src=item.language,
        language_gen=language,
        language_score_gen=score,
        script_gen=_most(opened.cleaned, lambda page: page.script) or main_script(text),
        orthography_gen=spelling,
        text=text,
        text_modern_gen=_modern(opened.cleaned) if spelling in BEFORE_REFORM else None,
        n_pages=len(opened.pages),
        n_pages_blank=statuses.count(ReadStatus.BLANK),
        n_pages_handwriting=sum(page.content == HANDWRITING for page in opened.pages),
        n_chars=len(text),
        n_words=quality.n_words,
        ocr_engine=", ".join(dict.fromkeys(_engine(p) for p in opened.pages if p.engine)),
        ocr_confidence=_mean(confidences),
        ocr_confidence_p10=tenth_percentile(confidences),
        estimated_cer_gen=_mean_of_pages(opened),
        quality_garbage_ratio_gen=quality.garbage,
        quality_lexicon_ratio_gen=quality.coverage,
        quality_main_language_ratio_gen=quality.main_language,
        quality_repetition_ratio_gen=quality.repetition,
        quality_compression_ratio_gen=quality.compression,
        quality_score_gen=quality.quality,
        duplicate_cluster_gen=None,  # needs all rows: see openfonds.app.release.merge
        duplicate_representative_gen=True,
        rights_uri=decision.rights_uri or "",
        licence=collection.licence,
        decision_id=decision.decision_id,
        legal_basis=opened.legal_basis,
        decision_checked_on=decision.as_of,
        redactions=tuple(_masks(opened)),
        source_sha256=tuple(_digests(opened).values()),
    )


def page_records(
    opened: OpenItem, document: DocumentRecord, signals: Mapping[int, Signals]
) -> list[PageRecord]:
    """The rows of an item in the `pages` config, in page order."""
    digests = _digests(opened)
    sources = {p.number: digests[p.path] for p in opened.item.pages}
    cleaned = {p.number: p for p in opened.cleaned}
    return [
        _page_record(
            page,
            cleaned[page.number],
            sources[page.number],
            document,
            signals[page.number],
            WITHHELD_PAGE if page.number in opened.withheld else page.status.value,
        )
        for page in opened.pages
    ]


def _page_record(
    page: PageText,
    clean: PageClean,
    source_sha256: str,
    document: DocumentRecord,
    quality: Signals,
    status: str,
) -> PageRecord:
    return PageRecord(
        id=f"{document.id}#{page.number}",
        document_id=document.id,
        reference_code=document.reference_code,
        page=page.number,
        year_end=document.year_end,
        document_language_gen=document.language_gen,
        language_gen=clean.language,
        language_score_gen=clean.language_score,
        script_gen=clean.script,
        orthography_gen=clean.orthography,
        text=clean.text,
        n_chars=quality.n_chars,
        n_words=quality.n_words,
        text_raw=page.text,
        edits=clean.edits,
        words=page.words,
        status=status,
        content_gen=page.content,
        width_px=page.width_px,
        height_px=page.height_px,
        ink_ratio=page.ink_ratio,
        ocr_engine=_engine(page),
        ocr_model=page.model,
        ocr_confidence=page.confidence,
        ocr_confidence_p10=quality.confidence_p10,
        estimated_cer_gen=page.estimated_cer,
        quality_garbage_ratio_gen=quality.garbage,
        quality_lexicon_ratio_gen=quality.coverage,
        quality_main_language_ratio_gen=quality.main_language,
        quality_repetition_ratio_gen=quality.repetition,
        quality_compression_ratio_gen=quality.compression,
        quality_score_gen=quality.quality,
        duplicate_cluster_gen=None,  # as of the document
        duplicate_representative_gen=True,
        decision_id=document.decision_id,
        source_sha256=source_sha256,
    )


def _digests(opened: OpenItem) -> dict[str, str]:
    """Digests of the files by path; none of a text of which a part stays closed.

    Whoever has the rest of it could try one name or date after another until the digest fits
    (LAW 5, 55). A picture cannot be made again from the text.
    """
    closed = opened.withheld | opened.spans.keys()
    hidden = {p.path for p in opened.item.pages if p.number in closed and p.kind not in PICTURES}
    return {f.path: "" if f.path in hidden else f.sha256 for f in opened.item.files}


def _masks(opened: OpenItem) -> Iterator[Span]:
    """The masks of all pages, in the text of the document."""
    offset = 0
    for page in opened.cleaned:
        for span in opened.spans.get(page.number, ()):
            yield replace(span, offset=offset + span.offset)
        offset += len(page.text) + len(PAGE_BREAK)


def is_readable(pages: Iterable[PageText], withheld: frozenset[int] = frozenset()) -> bool:
    """Whether every page of an item was read, has no ink, or stays closed anyway."""
    return all(page.status is not ReadStatus.FAILED or page.number in withheld for page in pages)


def _engine(page: PageText) -> str:
    return f"{page.engine} {page.engine_version}".strip()


def _modern(pages: Iterable[PageClean]) -> str:
    """All pages, those in Russian of before 1918 in modern spelling, the others as they are.

    A page too short to tell by goes along with the others; a page in another language does not.
    """
    return PAGE_BREAK.join(
        in_modern_spelling(page.text)
        if page.orthography in BEFORE_REFORM
        or (page.orthography is None and page.language in (None, RUSSIAN))
        else page.text
        for page in pages
    )


def _most(pages: Sequence[PageClean], tag: Callable[[PageClean], str | None]) -> str | None:
    """The spelling, or the script, of most of the text, by characters."""
    weights: dict[str, int] = {}
    for page in pages:
        if value := tag(page):
            weights[value] = weights.get(value, 0) + len(page.text)
    return max(sorted(weights), key=weights.__getitem__, default=None)


def _mean(values: Sequence[float]) -> float | None:
    return round(sum(values) / len(values), 2) if values else None


def _mean_of_pages(opened: OpenItem) -> float | None:
    """The estimated error rate of a document: that of its pages, by their characters."""
    lengths = {page.number: len(page.text) for page in opened.cleaned}
    told = [
        (p.estimated_cer, lengths[p.number]) for p in opened.pages if p.estimated_cer is not None
    ]
    total = sum(length for _, length in told)
    return round(sum(rate * length for rate, length in told) / total, 4) if total else None
