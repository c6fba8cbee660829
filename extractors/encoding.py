"""From the bytes of an inventory to its text: UTF-8, UTF-16, or an old Russian code page.

The old code pages decode almost anything, so the most plausible Russian wins, and what is not
plausible in any of them is refused: text in the wrong code page would hide from every rule.
"""

import codecs
from collections.abc import Mapping

from openfonds.errors import SourceError

CODE_PAGES = ("cp1251", "koi8-r", "cp866")  # in this order where they are equally plausible
# Letters of a thousand of running text (Russian National Corpus, rounded); і, ї, є, ґ, ў, ѣ as
# in texts of other languages and of other times.
_PER_MILLE: Mapping[str, int] = {
    letter: count
    for count, letters in (
        (110, "о"), (84, "е"), (80, "а"), (74, "и"), (67, "н"), (63, "т"), (55, "с"), (47, "р"),
        (45, "в"), (43, "л"), (35, "к"), (32, "м"), (30, "д"), (28, "п"), (26, "у"), (20, "я"),
        (19, "ы"), (17, "ь"), (17, "г"), (16, "з"), (16, "б"), (14, "ч"), (12, "й"), (10, "х"),
        (9, "ж"), (7, "ш"), (6, "ю"), (5, "ц"), (4, "щ"), (3, "э"), (3, "ф"), (2, "ъё"),
        (8, "ії"), (3, "єґў"),
    )
    for letter in letters
}  # fmt: skip
_PUNCTUATION = frozenset("№«»„“”‘’–—…§°•·\u00a0")
_PUNCTUATION_PER_MILLE = 30
_IMPLAUSIBLE_PER_MILLE = -150
_LEAST_PLAUSIBLE = 25  # Russian has about 55, case or code page mixed up at most 20


def decode_inventory(data: bytes) -> tuple[str, str]:
    """The text of an inventory and the name of its encoding.

    Raises:
        SourceError: if it is binary, or plausible in none of the encodings that are known here.
    """
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if data.startswith(mark):
            text = _strict(data[len(mark) :], encoding)
            if text is None:
                raise _unreadable(f"it begins as {encoding} but breaks off")
            return _without_nul(text), encoding
    text = _strict(data, "utf-8")
    if text is not None:
        return _without_nul(text), "utf-8"
    candidates = [(t, e) for e in CODE_PAGES if (t := _strict(data, e)) is not None]
    text, encoding = max(candidates, key=lambda c: plausibility(c[0]))
    if plausibility(text) < _LEAST_PLAUSIBLE:
        raise _unreadable("it is neither UTF-8 nor Russian in cp1251, KOI8-R or cp866")
    return _without_nul(text), encoding


def plausibility(text: str) -> float:
    """How much the characters beyond ASCII look like Russian; a random one has about 25.

    The mean, over those characters, of how often the letter comes in a thousand of Russian text;
    a capital after a small letter, and a Cyrillic letter beside a Latin one, count against it.
    """
    total = n = 0
    before = ""
    for character in text:
        if character > "\x7f":
            n += 1
            total += _weight(character, before)
        elif before > "\x7f" and before.isalpha() and character.isalpha():
            total += _IMPLAUSIBLE_PER_MILLE
        before = character
    return total / n if n else 0.0


def was_misread(text: str) -> bool:
    """Whether text was damaged before it came here: UTF-8 once read as cp1251, or lost letters.

    >>> was_misread("РџСЂРѕС‚РѕРєРѕР»С‹"), was_misread("Протоколы")
    (True, False)
    """
    if "\ufffd" in text:
        return True
    try:
        return any(c > "\x7f" for c in text) and text.encode("cp1251").decode("utf-8") != text
    except UnicodeError:
        return False


def _weight(character: str, before: str) -> int:
    if character in _PUNCTUATION:
        return _PUNCTUATION_PER_MILLE
    weight = _PER_MILLE.get(character.lower())
    beside_latin = before.isascii() and before.isalpha()
    if weight is None or beside_latin or (character.isupper() and before.islower()):
        return _IMPLAUSIBLE_PER_MILLE
    return weight


def _strict(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _without_nul(text: str) -> str:
    if "\0" in text:
        raise _unreadable("it holds binary zeros")
    return text


def _unreadable(why: str) -> SourceError:
    return SourceError(f"the inventory cannot be read: {why}. Save it as CSV in UTF-8")
