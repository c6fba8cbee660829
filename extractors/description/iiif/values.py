"""Texts in IIIF manifests: language maps of version 3, values of version 2, a little HTML."""

from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from typing import Any

MAX_VALUE_CHARS = 100_000


class _Text(HTMLParser):
    """Collects what a reader would see of the HTML that values may have."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.seen: list[str] = []

    def handle_data(self, data: str) -> None:
        self.seen.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("br", "p"):
            self.seen.append("\n")


def plain(value: str) -> str:
    """A value without the HTML that IIIF allows in it.

    >>> plain("<span>Fonds&nbsp;<b>12</b></span>"), plain("a < b")
    ('Fonds 12', 'a < b')
    """
    value = value[:MAX_VALUE_CHARS]
    if value.lstrip().startswith("<") and value.rstrip().endswith(">"):
        parser = _Text()
        parser.feed(value)
        parser.close()
        value = "".join(parser.seen)
    lines = (" ".join(line.split()) for line in value.splitlines())
    return "\n".join(line for line in lines if line)


def values_of(written: Any) -> list[tuple[str, str]]:
    """Language and text of each value of a label or value, in order; the language may be empty.

    >>> values_of({"ru": ["Дело"], "en": ["File"]})
    [('ru', 'Дело'), ('en', 'File')]
    >>> values_of([{"@value": "Дело", "@language": "ru"}, "x"]), values_of(None)
    ([('ru', 'Дело'), ('', 'x')], [])
    """
    return [(language, text) for language, value in _pairs(written) if (text := plain(value))]


def _pairs(written: Any) -> Iterator[tuple[str, str]]:
    if isinstance(written, bool) or written is None:
        return
    if isinstance(written, (str, int, float)):
        yield "", str(written)
    elif isinstance(written, list):
        for one in written:
            if not isinstance(one, list):
                yield from _pairs(one)
    elif isinstance(written, Mapping):
        if "@value" in written:
            language = written.get("@language")
            yield language if isinstance(language, str) else "", str(written["@value"])
            return
        for language, texts in written.items():
            for text in texts if isinstance(texts, list) else [texts]:
                if isinstance(text, str):
                    yield "" if language in ("none", "@none") else str(language), text


def first_of(written: Any) -> str | None:
    """The first value: makers of manifests put the language of the material first."""
    return next((text for _, text in values_of(written)), None)


def all_of(written: Any) -> str | None:
    """All values, a line each: of terms and conditions none may be lost."""
    return "\n".join(dict.fromkeys(text for _, text in values_of(written))) or None
