"""What the reading of a holding came to: pages without text and why, models to install."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from extractors.reading.other_models import packages_wanted
from openfonds.batches import read_batch
from openfonds.model import Batch, PageText
from openfonds.storage import Zone

# Reasons of pages that were read: what people are told of them.
WITHOUT_TEXT = {
    "page.handwriting": "of handwriting, which is not read",
    "page.picture": "of pictures without text",
    "ocr.no_text": "with ink, in which no text was found",
}


@dataclass(frozen=True, slots=True)
class ReadAccount:
    """How many pages have no text, by reason, and how many would be read better with a package."""

    without_text: dict[str, int]
    models_wanted: dict[str, int]


def read_account(vault: Zone, batches: Iterable[Batch]) -> ReadAccount:
    """Count over the pages of all shards."""
    reasons: Counter[str] = Counter()
    wanted: Counter[str] = Counter()
    for batch in batches:
        for page in read_batch(vault, batch, PageText):
            reasons.update([page.reason] if page.reason else [])
            wanted.update(packages_wanted(page.steps))
    return ReadAccount(dict(sorted(reasons.items())), dict(sorted(wanted.items())))


def lines_of_reading(account: ReadAccount) -> Iterator[str]:
    """The account as lines for a terminal: what was read well is not mentioned."""
    for reason, count in account.without_text.items():
        what = WITHOUT_TEXT.get(reason, "without text")
        yield f"  {_pages(count)} {what} ({reason})"
    for package, count in account.models_wanted.items():
        yield (
            f"  {_pages(count)} would be read better: apt-get install {package}, then ingest again"
        )


def _pages(count: int) -> str:
    return f"{count} page{'' if count == 1 else 's'}"
