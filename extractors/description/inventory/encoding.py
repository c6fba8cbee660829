"""From the bytes of an inventory to its text.

An inventory may hold too few Russian words for its code page to be told (openfonds.encodings).
Refusing it would refuse a whole holding, so it is then read as cp1251, which is what Russian
office programs write, and each row that depends on the guess says so.
"""

import codecs
import re

from openfonds.encodings import decode_text
from openfonds.errors import ItemError, SourceError

PRESUMED = "cp1251"
# What reading another encoding as cp1251 makes of words: two alphabets in one, a capital inside.
_NONSENSE = re.compile("[A-Za-z][А-Яа-яЁё]|[А-Яа-яЁё][A-Za-z]|[а-яё][А-ЯЁ]|[\x80-\x9f]")
_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def decode_inventory(data: bytes) -> tuple[str, str, bool]:
    """The text of an inventory, its encoding, and whether that is certain.

    Raises:
        SourceError: if it is binary, or is not even plausible as cp1251.
    """
    try:
        text, encoding = decode_text(data)
    except ItemError as error:
        presumed = _presumed(data)
        if presumed is None or error.reason_code != "text.encoding_unclear":
            raise SourceError(
                f"the inventory cannot be read: {error}. Save it as CSV in UTF-8"
            ) from None
        return presumed, PRESUMED, False
    if "\0" in text:
        raise SourceError(
            "the inventory cannot be read: it holds binary zeros. Save it as CSV in UTF-8"
        )
    return text, encoding, True


def was_misread(text: str) -> bool:
    """Whether text was damaged before it came here: UTF-8 once read as cp1251, or lost letters.

    >>> was_misread("РџСЂРѕС‚РѕРєРѕР»С‹"), was_misread("Протоколы")
    (True, False)
    """
    if "\ufffd" in text:
        return True
    try:
        return not text.isascii() and text.encode("cp1251").decode("utf-8") != text
    except UnicodeError:
        return False


def _presumed(data: bytes) -> str | None:
    if data.startswith(_MARKS):
        return None
    try:
        text = data.decode(PRESUMED)
    except UnicodeDecodeError:
        return None
    return None if _NONSENSE.search(text) else text
