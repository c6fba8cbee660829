"""Whether letters spell words, by which letters follow one another; no dictionary is needed.

The tables hold the commonest pairs of neighbouring letters: 66, 19 and 11 % of all pairs of a
language in its first, second and third row. A word of any text of the language is made of them,
also a surname or a heading of a table; rubbish of OCR and a text in the wrong encoding are not.
Old letters, accents and titla are folded to the plain letters.
"""

import re
import unicodedata

from openfonds.encodings import PAIR_WEIGHTS, RARE_PAIR_WEIGHT
from openfonds.word_memory import WordMemory

# From newspapers in German, French and Dutch (Europeana, OCR) and legal prose in English.
LATIN_PAIR_WEIGHTS = {
    pair: weight
    for weight, pairs in {
        1.0: """
        en er de re es an in te on he le ch nt se ie th is or nd ar it ge st ne ti at li ou ra et
        ri un me co ur la ns ve ic di ei al be ng el ce ai io ma au ha ro il ll ta tr ss ed us to
        si as em pr rs sc of so ut eu da ec na pa rt om
        """,
        0.7: """
        ni qu mi no ee vo ir ue ac ig ui hi rd am pe ol po ot ts sa va ca lo nn wi ag we nc ho fo
        do mo fr vi ea op ct gr fe su ab eg bl du wa tt ht os im pl lu ib ru yo oi br ci mm rm fi
        ke ia ad if rr wo aa id ul bu rk ba iv ga fa av
        """,
        0.4: """
        bi ev um uc ap oc od rn hr mp ub bo tu oo zu ef rg ij ov lt sp rc ze ep cu ls nu dr pu ft
        ex gi pi ff eh cl ld eb fu og oe ka ay pp af ly mb ry ux zi ko je uf ah rl ud ny mu gn gu
        ua jo wh ck ob ms rb tl sh hl uv cr ek gh nf tz hu tw py ow ew ez pt ug ju nz by up gt ty
        ak nv ii sl cc rv gl ja nk hn ds ip za go vr ki nl
        """,
    }.items()
    for pair in pairs.split()
}
_ALL = {**PAIR_WEIGHTS, **LATIN_PAIR_WEIGHTS}
_WORDS = re.compile("[а-я]{2,}|[a-z]{2,}")
_OLD = {"ѣ": "е", "і": "и", "ѳ": "ф", "ѵ": "и", "ѕ": "з", "ѡ": "о", "ѧ": "я", "ѫ": "у", "ꙋ": "у"}
_OLD |= {"є": "е", "ї": "и", "ґ": "г", "ꙗ": "я", "ѿ": "от", "ß": "ss", "æ": "ae", "œ": "oe"}


class _FoldTable(dict[int, str]):
    """The table for str.translate, filled as characters are met."""

    def __missing__(self, code: int) -> str:
        self[code] = folded = _fold(chr(code))
        return folded


def _fold(character: str) -> str:
    small = character.lower()
    if small in _OLD:
        return _OLD[small]
    if small in "йё":
        return small.replace("ё", "е")
    if unicodedata.combining(character):
        return ""
    return unicodedata.normalize("NFKD", small)[:1] if character.isalpha() else " "


_FOLD = _FoldTable()


def plausibility(text: str) -> tuple[float, int]:
    """How much letters look like Russian, German, French or English words, and of how many pairs.

    1 at most; prose has 0.6 to 0.75, letters thrown together are about 0 or below. Single letters
    and other scripts are not counted.

    >>> plausibility("Городская управа")[0] > 0.5, plausibility("зЮПНДЯЙЮЪ СОПЮБЮ")[0] < 0
    (True, True)
    """
    total, n_pairs = 0.0, 0
    for weight, n in _WEIGHTS.each(_WORDS.findall(text.translate(_FOLD))):
        total += weight
        n_pairs += n
    return (total / n_pairs if n_pairs else 0.0), n_pairs


def _weight(word: str) -> tuple[float, int]:
    pairs = [word[i : i + 2] for i in range(len(word) - 1)]
    return sum(_ALL.get(pair, RARE_PAIR_WEIGHT) for pair in pairs), len(pairs)


_WEIGHTS = WordMemory(_weight, 1 << 14)
