"""The word lists that a machine has, by language.

Russian is OpenCorpora's dictionary of inflected forms, as pymorphy3 carries it (M. Korobov, 2015);
what it lacks, and every other language, is asked of the list in the model of Tesseract that is
installed for it. A language without a list is unknown, which is not the same as a list in which
no word stands.
"""

from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

from openfonds.digests import digest_of, sha256_of_bytes
from openfonds.languages.lexicon import Lexicon, load_lexicon
from openfonds.languages.russian_reform import to_modern
from openfonds.languages.russian_words import dictionary_version, is_only_name, is_russian_word
from openfonds.word_memory import WordMemory

RUSSIAN = "rus"
_WORDS_KNOWN = 1 << 17


class Dictionary:
    """The words of one language, in today's spelling and, for Russian, in that before 1918."""

    def __init__(self, listed: Lexicon, *, is_russian: bool) -> None:
        self._listed, self._is_russian = listed, is_russian
        self.has = WordMemory(self._has, _WORDS_KNOWN)
        self.has_common = WordMemory(self._has_common, _WORDS_KNOWN)

    def _has(self, word: str) -> bool:
        """Whether a word is listed as it stands, in small letters, or with a capital."""
        if not self._is_russian:
            return self._listed.has(word)
        if is_russian_word(word.lower()):
            return True
        # The model's list is walked in Python: last, and only for what the other does not have.
        modern = to_modern(word)
        return (
            (modern != word and is_russian_word(modern.lower()))
            or self._listed.has(word)
            or (modern != word and self._listed.has(modern))
        )

    def _has_common(self, word: str) -> bool:
        """Whether a word in small letters is one that is written so: no name, no abbreviation."""
        modern = to_modern(word) if self._is_russian else word
        if self._is_russian and is_russian_word(modern):
            return not is_only_name(modern)
        return self._listed.has_exactly(word) or self._listed.has_exactly(modern)

    def listed_words(self) -> Iterator[str]:
        """The words in the list of Tesseract's model, as they are written there."""
        return self._listed.words()


class Dictionaries:
    """The word lists in a folder of Tesseract's models, and that of Russian.

    Args:
        models: the folder with the .traineddata files; None where Tesseract is not installed.
    """

    def __init__(self, models: Path | None) -> None:
        self._models = models
        self._known: dict[str, Dictionary | None] = {}

    def of(self, language: str | None) -> Dictionary | None:
        """The dictionary of a language, ISO 639-3; None where there is none."""
        if language is None:
            return None
        if language not in self._known:
            self._known[language] = self._load(language)
        return self._known[language]

    def _load(self, language: str) -> Dictionary | None:
        is_russian = language == RUSSIAN
        file = self._models / f"{language}.traineddata" if self._models else None
        listed = load_lexicon(file) if file else load_lexicon(Path())
        return Dictionary(listed, is_russian=is_russian) if listed or is_russian else None

    @cached_property
    def digest(self) -> str:
        """Changes with any model in the folder, and with the Russian dictionary."""
        files = sorted(self._models.glob("*.traineddata")) if self._models else []
        return digest_of(
            [dictionary_version(), [[f.name, sha256_of_bytes(f.read_bytes())] for f in files]]
        )
