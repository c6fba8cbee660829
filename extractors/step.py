"""The reading step: Item -> PageText, page by page in worker processes.

Pages go to the workers in order and come back in order; a page that cannot be read comes back
with its reason. What was read before from the same bytes with the same models is taken over.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from typing import Any

from extractors.jobs import read_job
from extractors.reading.derivative import PageImages
from extractors.reading.page import READING_VERSION, unread_page
from extractors.reading.tesseract import OcrSettings
from openfonds.model import Item, PageSource, PageText
from openfonds.settings import Limits
from openfonds.steps import Unit
from openfonds.workers import WorkerCrashed, WorkerPool, WorkerTimedOut

TIMEOUT, CRASHED = "ocr.timeout", "ocr.crashed"
MAY_PASS = frozenset((TIMEOUT, CRASHED))  # with more time, or more memory, the page may be read
GRACE_SECONDS = 30  # beyond the page's own limit: decoding, hashing, one retry of nothing

Reuse = Callable[[Sequence[tuple[Item, str]]], Mapping[str, Sequence[PageText]]]


class ReadStep:
    """Reads every page of every item: by OCR, or from the text that is already there."""

    name = "read"
    version = READING_VERSION
    noun = PageText

    def __init__(
        self,
        pool: WorkerPool,
        source: str,
        limits: Limits,
        *,
        ocr_for: Callable[[Item], OcrSettings],
        recipe_of: Callable[[OcrSettings], str],
        reuse: Reuse,
        on_page: Callable[[], None],
        settings: Any,
        images: PageImages | None = None,
    ) -> None:
        self._pool, self._source, self._limits = pool, source, limits
        self._ocr_for, self._recipe_of, self._reuse = ocr_for, recipe_of, reuse
        self._on_page, self._settings, self._images = on_page, settings, images

    def settings(self) -> Any:
        """What reads, with which models."""
        return self._settings

    def apply(self, units: Sequence[Unit]) -> Iterator[tuple[Unit, Sequence[PageText]]]:
        """One page text for every page, also for those that could not be read."""
        known = self._reuse([(u.item, self._recipe_of(self._ocr_for(u.item))) for u in units])
        waiting = [
            (unit, None if unit.item.key in known else self._submit(unit.item)) for unit in units
        ]
        for unit, futures in waiting:
            if futures is None:
                yield unit, known[unit.item.key]
                for _ in unit.item.pages:
                    self._on_page()
            else:
                pages = zip(unit.item.pages, futures, strict=True)
                yield unit, [self._result(unit.item, page, future) for page, future in pages]

    def _submit(self, item: Item) -> list[Future[PageText]]:
        ocr = self._ocr_for(item)
        digests = {f.path: f.sha256 for f in item.files}
        seconds = self._limits.page_seconds + GRACE_SECONDS
        return [
            self._pool.submit(
                read_job,
                *(self._source, item.key, page, digests[page.path], ocr, self._limits),
                self._images,
                seconds=seconds,
            )
            for page in item.pages
        ]

    def _result(self, item: Item, page: PageSource, future: Future[PageText]) -> PageText:
        try:
            result = future.result()
        except WorkerTimedOut:
            result = unread_page(item.key, page, TIMEOUT)
        except WorkerCrashed:
            result = unread_page(item.key, page, CRASHED)
        self._on_page()
        return result
