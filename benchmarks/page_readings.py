"""The pages with a ground truth as openfonds reads them now, kept in a folder for the next time."""

import json
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.recognition_pages import held_out, pages
from benchmarks.recognition_sides import ours
from openfonds.model import Word
from openfonds.workers import WorkerPool

# The sets of benchmarks.recognition, and the languages of their pages.
LANGUAGE_OF_SET = {"ru": "rus", "fr": "fra"}


@dataclass(frozen=True, slots=True)
class Reading:
    """One page: what stands on it, and what was read."""

    group: str
    name: str
    truth: str
    text: str
    words: tuple[Word, ...]

    @property
    def language(self) -> str:
        """ISO 639-3."""
        return LANGUAGE_OF_SET.get(self.group, self.group)


def readings(folds: Path, kept: Path | None = None, only: str | None = None) -> Iterator[Reading]:
    """All pages of benchmarks.recognition, the Russian books with the models of `folds`.

    Args:
        folds: A.traineddata and B.traineddata, as `setup.train_rus_civil --folds` makes them.
        kept: a folder with a file for each page; what is missing is read and added.
        only: one set of pages.
    """
    if kept:
        kept.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as models, WorkerPool(1) as pool:
        for page in held_out(pages(is_dated=True), folds, Path(models)):
            if only not in (None, page.group):
                continue
            file = kept / f"{page.group}-{page.image.stem}.json" if kept else None
            if file and file.exists():
                text, words = json.loads(file.read_text())
            else:
                read = ours(pool, [page])[0]
                text = read.text
                words = [
                    [w.text, w.left, w.top, w.width, w.height, w.confidence] for w in read.words
                ]
                if file:
                    file.write_text(json.dumps([text, words], ensure_ascii=False))
            yield Reading(
                page.group, page.image.stem, page.truth, text, tuple(Word(*word) for word in words)
            )
