"""What was told of a word is kept for the next time that it is met."""

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import Generic, TypeVar

LONGEST_WORD = 64  # longer ones are runs without blanks

Told = TypeVar("Told")


class WordMemory(Generic[Told]):
    """A function of words that keeps its answers; what is no word would fill the memory."""

    def __init__(self, tell: Callable[[str], Told], most: int) -> None:
        self._tell, self._known = tell, lru_cache(maxsize=most)(tell)

    def __call__(self, word: str) -> Told:
        """What is told of one word."""
        return self._known(word) if len(word) <= LONGEST_WORD else self._tell(word)

    def each(self, words: Sequence[str]) -> Iterator[Told]:
        """The answers for all words of a text, far faster than one by one."""
        is_text = max(map(len, words), default=0) <= LONGEST_WORD
        return map(self._known if is_text else self, words)
