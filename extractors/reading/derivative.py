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
_BEGIN, _END = b"\xff\xd8", b"\xff\xd9"  # of a JPEG (ISO/IEC 10918-1, B.1.1.3)

Sight = Callable[[Image.Image], None]  # told what a page looks like, as it was delivered


@dataclass(frozen=True, slots=True)
class PageImages:
    """The images of pages in the vault, by item and page: digests and numbers, no titles."""

    vault: Zone

    def keep(self, item_key: str, number: int, image: Image.Image) -> None:
        """Keep a derivative of the image of a page, unless there is a whole one.

        Raises:
            TransientError: when the storage is full or out of reach.
        """
        if self.find(item_key, number) is None:
            self.vault.write(name_of_image(item_key, number), derivative(image))

    def find(self, item_key: str, number: int) -> bytes | None:
        """The derivative of a page as JPEG; None where there is none that is whole."""
        try:
            found = self.vault.read(name_of_image(item_key, number))
        except FileNotFoundError:
            return None
        return found if found.startswith(_BEGIN) and found.endswith(_END) else None


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
