"""Text of others, and tables of it, as Markdown that shows what was written and nothing else."""

import re
from collections.abc import Iterable, Sequence

from openfonds.releases.metadata.plain_text import one_line

_INLINE = re.compile(r"[\\`*\[\]~]|(?<![^\W_])_|_(?![^\W_])")  # within a word _ is a letter
_CODE = re.compile(r"`[\w.-]+`")  # a name of ours
_AT_THE_START = re.compile(r"^(?:[#+=>-]|[0-9]+[.)])")


def escaped(value: str) -> str:
    """`value` on one line, without control characters, HTML and what ends a cell of a table.

    >>> escaped("a | b\\n<i>")
    'a \\\\| b &lt;i>'
    """
    return one_line(value).replace("&", "&amp;").replace("<", "&lt;").replace("|", "\\|")


def prose(value: str) -> str:
    """Text of others where it stands alone: no heading, list, link, picture or code comes of it.

    >>> prose("# [a](b) `c`")
    '\\\\# \\\\[a\\\\](b) \\\\`c\\\\`'
    """
    return _AT_THE_START.sub(_marked, _inert(value))


def _inert(value: str) -> str:
    """`escaped`, and without what makes a link, a picture, code or emphasis within a line."""
    flat = _INLINE.sub(r"\\\g<0>", escaped(value).replace("\\|", "|"))
    return flat.replace("|", "\\|")


def _marked(start: re.Match[str]) -> str:
    return f"{start[0][:-1]}\\{start[0][-1]}"


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; no markup comes of a cell, unless it is one name between backticks."""
    lines = [headings, ["---"] * len(headings), *rows]
    return "\n".join(f"| {' | '.join(map(_cell, line))} |" for line in lines)


def _cell(value: str) -> str:
    return value if _CODE.fullmatch(value) else _inert(value)


def bullets(sentences: Iterable[str]) -> str:
    """A list, a sentence a line, each escaped."""
    return "\n".join(f"- {escaped(sentence)}" for sentence in sentences)
