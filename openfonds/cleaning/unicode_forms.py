"""Characters that cannot be seen, and Unicode Normalization Form C (UAX #15).

Characters of the private use areas and U+FFFD stay: old fonts use the former for letters, and
the latter shows that something was lost on the way here.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

from openfonds.edits import Replacement

SOFT_HYPHEN = "\u00ad"

# CR, VT, FF, the separators of ISO 646, NEL, LINE and PARAGRAPH SEPARATOR (UAX #14, class BK).
_LINE_BREAK = "\r\n?|[\v\f\x1c-\x1f\u0085\u2028\u2029]"
_CONTROL = "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f"
# Zero-width space, word joiner and invisible operators, direction marks, byte order mark,
# annotation marks, and tags, which can carry a text that nobody sees.
_INVISIBLE = (
    "\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb"
    "\U000e0001\U000e0020-\U000e007f"
)
_BLANK = " \t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
# In Arabic and Indic scripts a (non-)joiner is spelling, elsewhere it is debris.
_JOINER = "\u200c\u200d"
_SHAPING = "\u0600-\u0dff\ufb50-\ufdff\ufe70-\ufefc"
# A soft hyphen at the end of a line is a hyphen that is seen; elsewhere it is not.
_SEEN_HYPHEN_AHEAD = (
    f"[{_CONTROL}{_INVISIBLE}{_JOINER}{_BLANK}]*(?:[\r\n\v\f\x1c-\x1f\u0085\u2028\u2029]|\\Z)"
)

_UNSEEN = re.compile(
    f"(?P<line>{_LINE_BREAK})"
    f"|(?P<control>[{_CONTROL}]+)"
    f"|(?P<invisible>[{_INVISIBLE}]+|(?<![{_SHAPING}])[{_JOINER}]+"
    f"|{SOFT_HYPHEN}(?!{_SEEN_HYPHEN_AHEAD}))"
)
# Text without any of these needs no closer look.
_ANY_UNSEEN = re.compile(
    f"[\r\v\f\x1c-\x1f\u0085\u2028\u2029{_CONTROL}{_INVISIBLE}{_JOINER}{SOFT_HYPHEN}]"
)
_REASONS = {"line": "line_break", "control": "control", "invisible": "invisible"}


def unseen_characters(text: str) -> Iterator[Replacement]:
    """Every line break as LF; control and invisible characters removed.

    Reasons: line_break, control, invisible.
    """
    if _ANY_UNSEEN.search(text) is None:
        return
    for match in _UNSEEN.finditer(text):
        kind = match.lastgroup or "control"
        new = "\n" if kind == "line" else ""
        yield Replacement(match.start(), match.end(), new, _REASONS[kind])


def composed_characters(text: str) -> Iterator[Replacement]:
    """Normalization Form C; only the characters that change are replaced. Reason: nfc."""
    if unicodedata.is_normalized("NFC", text):
        return
    for match in _unstable().finditer(text):
        # The character before may combine with what follows it.
        start = max(match.start() - 1, 0)
        stretch = text[start : match.end()]
        composed = unicodedata.normalize("NFC", stretch)
        if composed == stretch:
            continue
        if composed[0] == stretch[0] and start < match.start():
            start, composed = start + 1, composed[1:]
        yield Replacement(start, match.end(), composed, "nfc")


@cache
def _unstable() -> re.Pattern[str]:
    """Runs of characters that normalisation may change, reorder or join to the one before.

    Between any other two characters a text can be cut and normalised piece by piece.
    """
    codes = set()
    for code in range(0xC0, 0x10000):
        char = chr(code)
        if unicodedata.combining(char):
            codes.add(code)
        decomposition = unicodedata.decomposition(char)
        if decomposition and not decomposition.startswith("<"):
            codes.update(int(part, 16) for part in decomposition.split()[1:])
            if not unicodedata.is_normalized("NFC", char):
                codes.add(code)
    codes.update(range(0x1161, 0x1176), range(0x11A8, 0x11C3))  # Hangul vowels and finals
    listed = "".join(re.escape(chr(code)) for code in sorted(codes))
    # Beyond the BMP all count as unstable: too many is safe, and one range keeps the search fast.
    return re.compile(f"[{listed}\U00010000-\U0010ffff]+")
