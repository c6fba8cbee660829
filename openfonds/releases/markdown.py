"""Text of others, and tables of it, as Markdown that shows what was written and nothing else."""

from collections.abc import Iterable, Sequence


def escaped(value: str) -> str:
    """`value` on one line, without what Markdown tables or HTML would take for markup.

    >>> escaped("a | b\\n<i>")
    'a \\\\| b &lt;i>'
    """
    flat = " ".join(value.split())
    return flat.replace("&", "&amp;").replace("<", "&lt;").replace("|", "\\|")


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; cells are escaped."""
    lines = [headings, ["---"] * len(headings), *rows]
    return "\n".join(f"| {' | '.join(escaped(cell) for cell in line)} |" for line in lines)
