"""Pages whose text came with them, typed or as a layer: nothing was recognised."""

from openfonds.model import PageText, ReadStatus, Word


def typed_page(
    item_key: str,
    number: int,
    text: str,
    *,
    engine: str,
    engine_version: str,
    if_empty: str | None = None,
    words: tuple[Word, ...] = (),
    size_px: tuple[int, int] | tuple[None, None] = (None, None),
    marks: tuple[str, ...] = (),
) -> PageText:
    """The page with its text as it stands; the reason `if_empty` where it has none.

    `words` are in pixels of a page of the width and height `size_px`.
    """
    return PageText(
        item_key=item_key,
        number=number,
        status=ReadStatus.READ,
        reason=None if text.strip() else if_empty,
        text=text,
        words=words,
        width_px=size_px[0],
        height_px=size_px[1],
        ink_ratio=None,
        confidence=None,
        engine=engine,
        engine_version=engine_version,
        model="",
        marks=marks,
    )
