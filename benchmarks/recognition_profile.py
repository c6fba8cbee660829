"""Where the processor time of reading a page goes: each part without the parts inside it."""

import hashlib
import resource
from collections import defaultdict
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from functools import wraps
from pkgutil import resolve_name
from typing import Any
from unittest.mock import patch

from benchmarks.recognition_job import read_with
from benchmarks.recognition_pages import Page
from extractors.reading.tesseract import OcrSettings
from openfonds.model import PageSource
from openfonds.settings import Limits

EVERY = 4
PARTS = {
    "fixity of the file": "extractors.reading.page._sha256",
    "decoding": "PIL.ImageFile.ImageFile.load",
    "ink": "extractors.reading.image.ink_ratio",
    "even paper": "extractors.preparing.page.evened",
    "angle of the lines": "extractors.preparing.page.skew_of",
    "turning the page level": "extractors.preparing.page.levelled",
    "height of letters": "extractors.preparing.page.letter_height",
    "gutter": "extractors.preparing.page.gutter_of",
    "changing the size": "extractors.preparing.page.scaled",
    "preparing, the rest": "extractors.reading.upright.prepare",
    "image files for Tesseract": "PIL.Image.Image.save",
    "Tesseract": "subprocess.Popen.communicate",
    "calling Tesseract, its table": "extractors.reading.tesseract.recognise",
    "stamps": "extractors.reading.image.find_stamps",
    "print or writing": "extractors.reading.content._content",
    "estimate of errors": "extractors.reading.page.with_estimated_cer",
}


class _Watch:
    """Processor time of nested calls, each without those inside."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = defaultdict(float)
        self._running: list[str] = []
        self._since = _processor_seconds()

    def of(self, name: str, run: Callable[..., Any]) -> Callable[..., Any]:
        """`run`, with its time taken down under a name."""

        @wraps(run)
        def timed(*arguments: Any, **named: Any) -> Any:
            self._turn()
            self._running.append(name)
            try:
                return run(*arguments, **named)
            finally:
                self._turn()
                self._running.pop()

        return timed

    def _turn(self) -> None:
        now = _processor_seconds()
        if self._running:
            self.spent[self._running[-1]] += now - self._since
        self._since = now


def _processor_seconds() -> float:
    """Of this process and those that it has waited for."""
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(u.ru_utime + u.ru_stime for u in used)


def profile(found: Sequence[Page]) -> None:
    """Print the processor seconds of each part, without and with the search for stamps.

    Of some of the pages, one after the other.
    """
    found = found[::EVERY]
    for stamps in (False, True):
        watch = _Watch()
        with ExitStack() as patches:
            for name, where in PARTS.items():
                module, _, function = where.rpartition(".")
                run = getattr(resolve_name(module), function)
                patches.enter_context(patch(where, watch.of(name, run)))
            read = watch.of("opening, and the rest", _read)
            for page in found:
                read(page, stamps)
        total = sum(watch.spent.values())
        print(f"processor seconds for each page, {'with' if stamps else 'without'} stamps:")
        for name, seconds in sorted(watch.spent.items(), key=lambda one: -one[1]):
            print(f"  {name:<30}{seconds / len(found):>8.3f}{seconds / total:>7.1%}")
        print(f"  {'in all':<30}{total / len(found):>8.3f}")


def _read(page: Page, stamps: bool) -> None:
    folder = str(page.image.parent)
    source = PageSource(1, page.image.name, 0, "image")
    settings = OcrSettings((page.language,), spelling=page.spelling, stamps=stamps)
    digest = hashlib.sha256(page.image.read_bytes()).hexdigest()
    read_with(str(page.models), folder, "key", source, digest, settings, Limits())
