"""Text of others without what a format cannot hold."""

import unicodedata


def readable(text: str) -> str:
    """Text without what XML 1.0 (2.2) and UTF-8 cannot hold: control characters and surrogates."""
    return "".join(c for c in text if c in "\n\t" or _is_character(c))


def one_line(text: str) -> str:
    """`readable` text with every run of white space as one blank."""
    return " ".join(readable(" ".join(text.split())).split())


def _is_character(c: str) -> bool:
    return unicodedata.category(c) not in {"Cc", "Cs"} and ord(c) not in (0xFFFE, 0xFFFF)
