"""A small image of a page, for whoever has to decide on its item.

It is made of the image that is decoded for reading anyway, once for a page, and goes into the vault
and nowhere else. It carries nothing but pixels: no metadata of the file, no colour profile.
"""

import io
from collections.abc import Callable
from dataclasses import dataclass

from PIL import Image

from openfonds.storage import Zone

LONGEST_SIDE_PX = 1000
JPEG_QUALITY = 60  # 75 KB for a typed or printed page
FOLDER = "page-images/1"  # raise the number when the images of pages change
MODES = ("L", "RGB")

Sight = Callable[[Image.Image], None]  # told what a page looks like, upright


@dataclass(frozen=True, slots=True)
class PageImages:
    """The images of pages in the vault, by item and page: digests and numbers, no titles."""

    vault: Zone

    def keep(self, item_key: str, number: int, image: Image.Image) -> None:
        """Keep a derivative of the image of a page, unless there is one.

        Raises:
            TransientError: when the storage is full or out of reach.
        """
        name = name_of_image(item_key, number)
        if not self.vault.exists(name):
            self.vault.write(name, derivative(image))

    def find(self, item_key: str, number: int) -> bytes | None:
        """The derivative of a page as JPEG, if there is one."""
        try:
            return self.vault.read(name_of_image(item_key, number))
        except FileNotFoundError:
            return None


def name_of_image(item_key: str, number: int) -> str:
    """Where in the vault the derivative of a page is."""
    return f"{FOLDER}/{item_key[:2]}/{item_key}/{number:05}.jpg"


def derivative(image: Image.Image) -> bytes:
    """A page as a JPEG of about 1000 pixels; the same bytes for the same pixels."""
    plain = image if image.mode in MODES else image.convert("RGB")
    scale = LONGEST_SIDE_PX / max(plain.size)
    if scale < 1:
        size = max(1, round(plain.width * scale)), max(1, round(plain.height * scale))
        # In whole steps as far as that goes, which costs a fifth of the exact way.
        plain = plain.resize(size, Image.Resampling.BILINEAR, reducing_gap=1.0)
    bare = Image.new(plain.mode, plain.size)
    bare.paste(plain)
    buffer = io.BytesIO()
    bare.save(buffer, "JPEG", quality=JPEG_QUALITY)
    return buffer.getvalue()
