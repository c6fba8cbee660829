"""What the cleaners ask of a language's word list."""

from typing import Protocol


class WordList(Protocol):
    """A dictionary of one language; `openfonds.languages.dictionaries.Dictionary` is one."""

    def has(self, word: str) -> bool:
        """Whether the word is listed, in whatever case it is written."""
        ...
