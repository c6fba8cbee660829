"""Letters that tell languages apart, beyond А-Я without ё and A-Z.

A statistical identifier answers with the nearest language that it knows, and surely. The alphabet
says whether that can be: a page with ә and җ is not Bulgarian. It also names the languages of the
peoples of Russia that the identifier does not know. Languages that write with the Russian
letters alone (Erzya, Moksha) cannot be told from Russian this way.
"""

from collections import Counter
from collections.abc import Mapping

from openfonds.languages.scripts import script_of

# Below this share, letters outside the alphabet are names, quotations and misreadings.
MAX_FOREIGN_RATIO = 0.015

_BASIC = frozenset("абвгдежзийклмнопрстуфхцчшщъыьэюяёabcdefghijklmnopqrstuvwxyz")

# ISO 639-3: the letters of its alphabet that are not in _BASIC; where it had several alphabets
# (Komi: that of Molodcov, 1918-1932), each, after a blank.
CYRILLIC: Mapping[str, str] = {
    "alt": "јҥӧӱ",
    "bak": "ғҙҡңөҫүһә",
    "bel": "іў",
    "bul": "ѣѫ",
    "bxr": "өүһ",
    "chm": "ҥӧӱӓӹ",
    "chu": "ѕіїѡѿѣѧѩѫѭѯѱѳѵꙋꙗєѻꙑѥꙁ",
    "chv": "ӑӗҫӳ",
    "kaz": "әғқңөұүһі",
    "kjh": "ғіңҥӧӱӌҷ",
    "kpv": "іӧ ӧԁԃԅԇԉԋԍԏј",
    "mkd": "ѓѕјљњќџѐѝ",
    "mon": "өү",
    "oss": "ӕ",
    "rus": "ѣіїѳѵ",
    "sah": "ҕҥөһү",
    "srp": "ђјљњћџ",
    "tat": "әөүҗңһ",
    "tyv": "ңөү",
    "udm": "ӝӟӥӧӵ",
    "ukr": "ґєії",
    "xal": "әһҗңөү",
}
LATIN: Mapping[str, str] = {
    "aze": "əğıöüçş",
    "ces": "áčďéěíňóřšťúůýž",
    "dan": "æøåéäöü",
    "deu": "äöüßſàé",
    "eng": "éèïœæàê",
    "est": "äõöüšž",
    "fin": "äöåšž",
    "fra": "àâæçéèêëîïôœùûüÿ",
    "hrv": "čćđšž",
    "hun": "áéíóöőúüű",
    "ita": "àèéìîòùú",
    "lat": "æœāēīōūăĕĭŏŭëïſ",
    "lav": "āčēģīķļņšūžōŗ",
    "lit": "ąčęėįšųūž",
    "nld": "ëïöüéèáóíĳ",
    "nno": "æøåéòôèäö",
    "nob": "æøåéòôèäö",
    "pol": "ąćęłńóśźż",
    "por": "áâãàçéêíóôõúü",
    "ron": "ăâîșțşţ",
    "slk": "áäčďéíĺľňóôŕšťúýž",
    "slv": "čšžćđ",
    "spa": "áéíñóúü",
    "swe": "åäöéüà",
    "tur": "âçğıîöşûü",
}
# Kalmyk and Tatar have the same letters, but ы is common in one and rare in the other.
_YERY = "ы"
_MIN_YERY_RATIO = 0.01
# Yiddish writes е as ע, about one letter in ten, and has the digraphs װ ױ ײ; in Hebrew ע is one
# in thirty.
_AYIN = "ע"
_MIN_AYIN_RATIO = 0.065
_YIDDISH_DIGRAPHS = "װױײ"
_MIN_DIGRAPH_RATIO = 0.01


def letter_counts(text: str) -> Counter[str]:
    """How often each letter stands in a text, in lower case; other characters are left out."""
    return Counter({char: n for char, n in Counter(text.lower()).items() if char.isalpha()})


def fits(language: str, letters: Counter[str]) -> bool:
    """Whether at most MAX_FOREIGN_RATIO of the letters are outside the language's alphabet.

    Letters of another script than the alphabet's are not counted. A language without an alphabet
    here (one that does not write in Cyrillic or Latin) fits.
    """
    table, script = (CYRILLIC, "Cyrl") if language in CYRILLIC else (LATIN, "Latn")
    if language not in table:
        return True
    of_script = {char: n for char, n in letters.items() if script_of(char) == script}
    return _foreign(of_script, table[language]) <= MAX_FOREIGN_RATIO * sum(of_script.values())


def is_yiddish(letters: Counter[str]) -> bool:
    """Whether a text in Hebrew letters spells vowels the Yiddish way."""
    total = sum(n for char, n in letters.items() if script_of(char) == "Hebr")
    digraphs = sum(letters[char] for char in _YIDDISH_DIGRAPHS)
    return total > 0 and (
        letters[_AYIN] >= _MIN_AYIN_RATIO * total or digraphs >= _MIN_DIGRAPH_RATIO * total
    )


def by_letters(letters: Counter[str]) -> tuple[str | None, float | None]:
    """The Cyrillic language whose alphabet explains the special letters best, and how well.

    The score is the share of the special letters that its alphabet explains. (None, None) where
    Cyrillic is not the main script, there are too few special letters, or two alphabets explain
    them as well as each other.
    """
    cyrillic = {char: n for char, n in letters.items() if script_of(char) == "Cyrl"}
    total = sum(cyrillic.values())
    special = _foreign(cyrillic, "")
    if 2 * total <= sum(letters.values()) or special <= MAX_FOREIGN_RATIO * total:
        return None, None
    has_yery = cyrillic.get(_YERY, 0) >= _MIN_YERY_RATIO * total
    # Fewest letters unexplained, then fewest letters of the alphabet that never occur.
    ranked = sorted(
        (
            _foreign(cyrillic, extra),
            sum(1 for char in extra if char not in cyrillic),
            language,
        )
        for language, alphabets in CYRILLIC.items()
        for extra in alphabets.split()
        if not (language == "tat" and not has_yery) and not (language == "xal" and has_yery)
    )
    best, second = ranked[0], ranked[1]
    if best[:2] == second[:2] and best[2] != second[2]:
        return None, None
    return best[2], round(1 - best[0] / special, 4)


def _foreign(letters: Mapping[str, int], extra: str) -> int:
    return sum(n for char, n in letters.items() if char not in _BASIC and char not in extra)
