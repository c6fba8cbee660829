"""Church Slavonic print and script, by the letters and signs that civil type never had.

Evidence: the letters of the church alphabet (ѡ ѧ ꙋ ꙗ ѿ ѻ ѯ ѱ є ѕ ѫ ...), and the signs over letters
(titlo, breathing, accents, letters above the line). Civil Russian had at most ѣ ѳ ѵ і with the
accent that a dictionary or a prayer book in civil type prints; so accents alone are no evidence.
"""

import re
from collections.abc import Mapping

CHURCH_SLAVONIC = "church-slavonic"
CYRS = "Cyrs"

MIN_LETTERS = 40
# In the liturgical books of the printing house in Moscow six letters in a hundred are of the church
# alphabet. Engines that lack them lose ѡ and ꙋ first, and ѧ last.
MIN_LETTER_RATIO = 0.02
MIN_KINDS = 2
# A sign over every fourth letter; of a page whose letters were all read as civil ones.
MIN_SIGN_RATIO = 0.02

# Without є, ѕ and ї, which Ukrainian, Macedonian and print of the 18th century have too.
_LETTERS = frozenset("ѡѽѿѧѩѫѭꙋѹꙗѥѻѯѱꙁꙃꙑꙟ\u1c80\u1c81\u1c82\u1c83\u1c84\u1c86\u1c87\u1c88")
_SIGNS = re.compile("[\u0483-\u0487\u2de0-\u2dff\ua66f\ua67c-\ua67f]")


def is_church_slavonic(text: str, counts: Mapping[str, int], n_cyrillic: int) -> bool:
    """Whether a text is in the church alphabet, whatever the language says.

    Args:
        text: the text, for its signs over letters.
        counts: how often each letter stands in it, in lower case.
        n_cyrillic: how many of these letters are Cyrillic.
    """
    if n_cyrillic < MIN_LETTERS:
        return False
    found = [counts[char] for char in _LETTERS if counts.get(char)]
    if not found:
        return False
    signs = len(_SIGNS.findall(text))
    return (sum(found) >= MIN_LETTER_RATIO * n_cyrillic and len(found) >= MIN_KINDS) or (
        signs >= MIN_SIGN_RATIO * n_cyrillic
    )
