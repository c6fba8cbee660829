"""How often the words of a language are used, P(meant), and how its words are spelled.

For Russian the counts are those that navec's embeddings carry with their vocabulary: 250,000 forms
in a billion words of news (natasha's wheel, MIT licence). News know little of old books, so half of
the weight goes to the dictionary itself, in which every form counts the same. For other languages
there are no counts, and every word in the list of Tesseract's model is as likely as any other.
"""

import gzip
import math
import tarfile
from array import array
from collections.abc import Mapping, Sequence
from functools import lru_cache

from openfonds.correction.letters import LetterModel
from openfonds.errors import SettingsError
from openfonds.languages.dictionaries import RUSSIAN, Dictionary
from openfonds.languages.natasha_data import natasha_data

NAVEC = "navec_news_v1_1B_250K_300d_100q.tar"
N_FORMS = 5_000_000  # in OpenCorpora's dictionary
WEIGHT_OF_USE = 0.5
# Enough to know how words are spelled.
N_SPELLED = 60_000


class Vocabulary:
    """The words of one language with their probabilities."""

    def __init__(self, counts: Mapping[str, int], n_forms: int, spelled: Sequence[str]) -> None:
        self._counts, self._total = counts, sum(counts.values())
        self._unused = (1 - WEIGHT_OF_USE if counts else 1) / n_forms
        self.letters = LetterModel(spelled)

    def log_probability(self, word: str) -> float:
        """Log P(meant) of a listed word, in small letters and in today's spelling."""
        if not self._counts:
            return math.log(self._unused)
        return math.log(WEIGHT_OF_USE * self._counts.get(word, 0) / self._total + self._unused)


@lru_cache(maxsize=4)
def vocabulary_of(language: str, listed: Dictionary) -> Vocabulary:
    """The vocabulary of a language; it takes a second or two, once in a process."""
    if language == RUSSIAN:
        counts = _russian_counts()
        used = [word for word in counts if word.isalpha()]
        used.sort(key=lambda word: (-counts[word], word))
        return Vocabulary(counts, N_FORMS, used[:N_SPELLED])
    words = [word for word in listed.listed_words() if word.islower() and word.isalpha()]
    step = max(1, len(words) // N_SPELLED)
    return Vocabulary({}, max(1, len(words)), words[::step])


def _russian_counts() -> Mapping[str, int]:
    with tarfile.open(natasha_data() / "emb" / NAVEC) as archive:
        member = archive.extractfile("vocab.bin")
        if member is None:
            raise SettingsError(f"vocab.bin is not in {NAVEC}: run `make setup`")
        data = gzip.decompress(member.read())
    # As navec's Vocab: the number of words, a count for each, the words, a line each.
    numbers = array("I")
    numbers.frombytes(data[:4])
    size = numbers[0]
    numbers = array("I")
    numbers.frombytes(data[4 : 4 + 4 * size])
    return dict(zip(data[4 + 4 * size :].decode("utf-8").split("\n"), numbers, strict=False))
