"""Pages that lie on their side or stand on their head, by quarters of a circle."""

from PIL import Image

_TRANSPOSED = {
    90: Image.Transpose.ROTATE_270,  # Pillow counts against the clock
    180: Image.Transpose.ROTATE_180,
    270: Image.Transpose.ROTATE_90,
}


def turned(image: Image.Image, degrees: int) -> Image.Image:
    """The image turned clockwise by 0, 90, 180 or 270 degrees."""
    return image.transpose(_TRANSPOSED[degrees]) if degrees else image


def box_after(
    box: tuple[int, int, int, int], degrees: int, size: tuple[int, int]
) -> tuple[int, int, int, int]:
    """A box (left, top, width, height) of an image of this size on the image turned from it.

    >>> box_after((20, 560, 5, 30), 90, (400, 600))
    (10, 20, 30, 5)
    """
    upright = size[::-1] if degrees in (90, 270) else size
    return box_before(box, -degrees % 360, upright)


def box_before(
    box: tuple[int, int, int, int], degrees: int, size: tuple[int, int]
) -> tuple[int, int, int, int]:
    """A box (left, top, width, height) of a turned image on the image of this size before that.

    >>> box_before((10, 20, 30, 5), 90, (400, 600))
    (20, 560, 5, 30)
    """
    left, top, width, height = box
    right, bottom = size[0] - left - width, size[1] - top - height
    if degrees == 180:
        return right, bottom, width, height
    if degrees == 90:
        return top, size[1] - left - width, height, width
    if degrees == 270:
        return size[0] - top - height, left, height, width
    return box
