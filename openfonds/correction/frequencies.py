"""How often the words of Russian are used: P(meant).

The counts are those that navec's embeddings carry with their vocabulary: 250,000 forms in a billion
words of news (natasha's wheel, MIT licence). News know little of old books, so half of the weight
goes to the dictionary itself, in which every form counts the same. For other languages there are
no counts, and every listed word is as likely as any other.
"""

import gzip
import math
import tarfile
from array import array
from collections.abc import Mapping
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from openfonds.errors import SettingsError
from openfonds.languages.dictionaries import RUSSIAN

VOCABULARY = "navec_news_v1_1B_250K_300d_100q.tar"
N_FORMS = 5_000_000  # in OpenCorpora's dictionary
N_LISTED = 200_000  # in a list of Tesseract's, more or less
WEIGHT_OF_USE = 0.5


def log_probability(word: str, language: str) -> float:
    """Log P(meant) of a word in small letters and in today's spelling, as the dictionary has it."""
    if language != RUSSIAN:
        return -math.log(N_LISTED)
    counts, total = _russian_counts()
    used = counts.get(word, 0) / total
    return math.log(WEIGHT_OF_USE * used + (1 - WEIGHT_OF_USE) / N_FORMS)


@lru_cache(maxsize=1)
def _russian_counts() -> tuple[Mapping[str, int], int]:
    """Forms with their counts, and the sum of these. Takes 0.2 s and 40 MB, once."""
    with tarfile.open(_vocabulary()) as archive:
        member = archive.extractfile("vocab.bin")
        if member is None:
            raise SettingsError(f"vocab.bin is not in {VOCABULARY}: run `make setup`")
        data = gzip.decompress(member.read())
    # As navec's Vocab: the number of words, a count for each, the words, a line each.
    numbers = array("I")
    numbers.frombytes(data[:4])
    size = numbers[0]
    numbers.frombytes(data[4 : 4 + 4 * size])
    words = data[4 + 4 * size :].decode("utf-8").split("\n")
    counts = dict(zip(words, numbers[1:], strict=False))
    return counts, sum(counts.values())


def _vocabulary() -> Path:
    found = find_spec("natasha")
    if found is None or not found.submodule_search_locations:
        raise SettingsError("natasha is not installed: run `make setup`")
    return Path(found.submodule_search_locations[0]) / "data" / "emb" / VOCABULARY
