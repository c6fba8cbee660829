"""An item as files for the person who decides on it: images and texts of its pages.

The folder is a copy out of the vault, for the eyes of staff: whoever asked for it removes it when
they have decided.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from extractors.reading.derivative import PageImages
from openfonds.app.installation import Installation
from openfonds.app.review.dossier import lines_of_dossier
from openfonds.app.review.held import Held
from openfonds.errors import SettingsError, TransientError
from openfonds.model import PageSource, PageText
from openfonds.storage import PRIVATE_MODE

FILE_MODE = 0o600
DOSSIER = "item"


@dataclass(frozen=True, slots=True)
class Written:
    """What is in the folder."""

    images: int
    texts: int
    pages: int


def write_pages(at: Installation, held: Held, folder: Path) -> Written:
    """Write 001.jpg, 001.txt ... of an item, and item.txt, which says what is known of it.

    Raises:
        SettingsError: if the folder is not empty, or in the storage, of which zones are published.
        TransientError: if it cannot be written.
    """
    require_usable(at, folder)
    images = PageImages(at.storage.vault)
    texts = {page.number: page for page in held.pages}
    n_images = n_texts = 0
    digits = max(3, len(str(len(held.item.pages))))
    said: list[str] = []
    try:
        folder.mkdir(mode=PRIVATE_MODE, parents=True, exist_ok=True)
        folder.chmod(PRIVATE_MODE)
        for page in held.item.pages:
            name, read = f"{page.number:0{digits}}", texts.get(page.number)
            image = images.find(held.item.key, page.number)
            if image is not None:
                _write(folder / f"{name}.jpg", image)
                n_images += 1
            if read is not None and read.text:
                _write(folder / f"{name}.txt", f"{read.text}\n".encode())
                n_texts += 1
            said.append(_line_of_page(name, page, read, has_image=image is not None))
        lines = [*lines_of_dossier(held), "", "pages", *said]
        _write(folder / f"{DOSSIER}.txt", "".join(f"{line}\n" for line in lines).encode())
    except OSError as error:
        raise TransientError(
            f"{folder} cannot be written ({error.strerror}): make room or name another folder"
        ) from error
    return Written(n_images, n_texts, len(held.item.pages))


def lines_of_written(written: Written, folder: Path) -> Iterator[str]:
    """What was written, for a terminal."""
    yield f"written to {folder}: images of pages {written.images}, texts {written.texts}"
    if left := written.pages - written.images:
        yield f"  {left} pages have no image in the vault: item.txt says which; see the holding"
    yield "  it is not cleared: keep it from others, and remove it when you have decided"


def _line_of_page(name: str, page: PageSource, read: PageText | None, *, has_image: bool) -> str:
    what = "not read" if read is None else read.status.value
    if read is not None:
        what += "".join(f", {one}" for one in (read.reason, read.content, *read.steps) if one)
    image = "" if has_image else ", no image"
    return f"  {name}  {page.path} ({page.part + 1}): {what}{image}"


def require_usable(at: Installation, folder: Path) -> None:
    """Check that pages may be written into a folder.

    Raises:
        SettingsError: if it is not empty, or in the storage.
    """
    place = folder.resolve()
    storage = at.settings.storage
    if storage.startswith("file://") and place.is_relative_to(
        Path(storage.removeprefix("file://")).resolve()
    ):
        raise SettingsError(
            f"--pages {folder}: this is in the storage, part of which is published: name a folder"
            " of your own"
        )
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise SettingsError(f"--pages {folder}: it is not an empty folder: name a new one")


def _write(path: Path, data: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(data)
