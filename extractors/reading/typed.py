"""Pages of what somebody typed: they were never images, and nothing was recognised."""

from openfonds.model import PageText, ReadStatus


def typed_page(
    item_key: str, number: int, text: str, *, engine: str, engine_version: str, if_empty: str
) -> PageText:
    """The page with its text as it stands; the reason `if_empty` where it has none."""
    return PageText(
        item_key=item_key,
        number=number,
        status=ReadStatus.READ,
        reason=None if text.strip() else if_empty,
        text=text,
        words=(),
        width_px=None,
        height_px=None,
        ink_ratio=None,
        confidence=None,
        engine=engine,
        engine_version=engine_version,
        model="",
    )
