"""The texts of items that their description alone closed, where no recognition is needed.

Such an item is never taken in: no OCR, no text of it in the vault. But what it says may stand in
an open item too (LAW 5, 18), so a text that lies there as a text is read once, to be
fingerprinted, and forgotten. Scans and PDFs are not: they are compared by their bytes alone.
"""

import logging
from collections.abc import Iterator, Sequence

from extractors.documents.read import DOCUMENTS
from extractors.packing.package import open_package
from extractors.reading.page import OCR_FILE, OcrSettings, read_page
from openfonds.app.installation import Installation
from openfonds.app.intake.plan import Plan
from openfonds.errors import SourceError
from openfonds.model import Item, ReadStatus

log = logging.getLogger(__name__)

WITHOUT_OCR = frozenset({"text", OCR_FILE, *DOCUMENTS})


def texts_at_hand(
    at: Installation, plan: Plan, items: Sequence[Item]
) -> Iterator[tuple[Item, list[str]]]:
    """The items whose every page is a text, with what the pages say; the others are left out.

    Nothing comes when the delivery is gone: then what was fingerprinted before still counts.
    """
    wanted = [item for item in items if item.pages and _is_text(item)]
    if not wanted:
        return
    limits = at.settings.limits
    try:
        package = open_package(plan.source, limits)
    except SourceError:
        log.warning("%d closed items cannot be compared: the delivery is gone", len(wanted))
        return
    without_stamps = OcrSettings((), stamps=False)
    with package:
        for item in wanted:
            digests = {f.path: f.sha256 for f in item.files}
            pages = [
                read_page(package, item.key, page, digests[page.path], without_stamps, limits)
                for page in item.pages
            ]
            if all(page.status is not ReadStatus.FAILED for page in pages):
                yield item, [page.text for page in pages]


def _is_text(item: Item) -> bool:
    return all(page.kind in WITHOUT_OCR for page in item.pages)
