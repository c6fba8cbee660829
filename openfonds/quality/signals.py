"""The quality signals of a page and of an item, from what is published of them.

Whatever is given here may be published: the caller gives masked pages as they are masked.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from openfonds.languages.dictionaries import Dictionaries
from openfonds.languages.mixture import main_language_ratio
from openfonds.model import PageClean, PageText
from openfonds.quality.coverage import lexicon_coverage
from openfonds.quality.doubt import doubt_of_words
from openfonds.quality.garbage import garbage_ratio
from openfonds.quality.repetition import compression_ratio, repetition_ratio
from openfonds.quality.score import Evidence, quality_score

SIGNALS_VERSION = "2"  # raise it when the same page may have other signals


@dataclass(frozen=True, slots=True)
class Signals:
    """What is known of the worth of a text; None where there is nothing to tell it by."""

    n_chars: int
    n_words: int
    confidence_p10: float | None  # 0-100
    garbage: float | None  # 0-1, as all below
    coverage: float | None
    main_language: float | None
    repetition: float | None
    compression: float | None
    quality: float | None


def page_signals(
    page: PageText, clean: PageClean, dictionaries: Dictionaries, mask: str = ""
) -> Signals:
    """The signals of one page.

    Args:
        mask: what stands where something was taken out; it is no text of the page.
    """
    text = clean.text.replace(mask, " ") if mask else clean.text
    p10 = tenth_percentile([w.confidence for w in page.words if w.confidence is not None])
    tokens = text.split()
    n_words = len(tokens)
    if not n_words:
        return Signals(len(clean.text), 0, p10, None, None, None, None, None, None)
    coverage = lexicon_coverage(text, clean.language, dictionaries)
    garbage, repetition = garbage_ratio(text), repetition_ratio(text)
    return Signals(
        n_chars=len(clean.text),
        n_words=n_words,
        confidence_p10=p10,
        garbage=garbage,
        coverage=coverage,
        main_language=main_language_ratio(text, clean.language),
        repetition=repetition,
        compression=compression_ratio(text),
        quality=quality_score(
            Evidence(
                page.confidence,
                doubt_of_words(page.words),
                garbage,
                coverage,
                repetition,
                n_words / sum(map(len, tokens)),
            )
        ),
    )


def item_signals(pages: Sequence[Signals]) -> Signals:
    """Those of an item: sums, and means by the characters of the pages that have the signal.

    `confidence_p10` is not a mean of anything: it is left out.
    """
    return Signals(
        n_chars=sum(page.n_chars for page in pages),
        n_words=sum(page.n_words for page in pages),
        confidence_p10=None,
        garbage=_mean(pages, lambda page: page.garbage),
        coverage=_mean(pages, lambda page: page.coverage),
        main_language=_mean(pages, lambda page: page.main_language),
        repetition=_mean(pages, lambda page: page.repetition),
        compression=_mean(pages, lambda page: page.compression),
        quality=_mean(pages, lambda page: page.quality),
    )


def tenth_percentile(values: Sequence[float]) -> float | None:
    """The value below which a tenth lies; None of none."""
    return round(sorted(values)[len(values) // 10], 2) if values else None


def _mean(pages: Sequence[Signals], of: Callable[[Signals], float | None]) -> float | None:
    told = [(value, page.n_chars) for page in pages if (value := of(page)) is not None]
    total = sum(n for _, n in told)
    return round(sum(value * n for value, n in told) / total, 4) if total else None
