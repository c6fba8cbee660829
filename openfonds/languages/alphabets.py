"""Letters that tell languages apart, beyond А-Я without ё and A-Z.

A statistical identifier answers with the nearest language that it knows, and surely. The alphabet
says whether that can be: a page with ә and җ is not Bulgarian. It also names the languages of the
peoples of Russia that the identifier does not know. Languages that write with the Russian
letters alone (Erzya, Moksha) cannot be told from Russian this way, and the palochka of the Caucasus
is read as any upright stroke: these are told by `openfonds.languages.common_words`.
"""

from collections import Counter
from collections.abc import Mapping

from openfonds.languages.scripts import lower_counts, script_of

# Below this share, letters outside the alphabet are names, quotations and misreadings.
MAX_FOREIGN_RATIO = 0.015

MIN_EXPLAINED = 0.75
MIN_LETTERS_FOR_ALL = 200

_BASIC = frozenset("абвгдежзийклмнопрстуфхцчшщъыьэюяёabcdefghijklmnopqrstuvwxyz")

# ISO 639-3: the letters of its alphabet that are not in _BASIC; where it had several alphabets
# (Komi: that of Molodcov, 1918-1932), each, after a blank.
CYRILLIC: Mapping[str, str] = {
    "abk": "ҕӷҟқҧҩҭҳҵҷҽҿәӡџ",
    "ady": "ӏ",
    "alt": "јҥӧӱ",
    "ava": "ӏ",
    "bak": "ғҙҡңөҫүһә",
    "bel": "іў",
    "bul": "ѣѫ",
    "bxr": "өүһ",
    "che": "ӏ",
    "chu": "ѕіїѡѿѣѧѩѫѭѯѱѳѵꙋꙗєѻꙑѥꙁ",
    "chv": "ӑӗҫӳ",
    "inh": "ӏ",
    "kaz": "әғқңөұүһі",
    "kbd": "ӏ",
    "kir": "ңөү",
    "kjh": "ғіңҥӧӱӌҷ",
    "kpv": "іӧ ӧԁԃԅԇԉԋԍԏј",
    "lbe": "ӏ",
    "lez": "ӏ",
    "mhr": "ҥӧӱ",
    "mkd": "ѓѕјљњќџѐѝ",
    "mon": "өү",
    "mrj": "ӓӧӱӹ",
    "oss": "ӕ",
    "rus": "ѣіїѳѵ",
    "sah": "ҕҥөһү",
    "srp": "ђјљњћџ",
    "tat": "әөүҗңһ",
    "tgk": "ғӣқӯҳҷ",
    "tyv": "ңөү",
    "udm": "ӝӟӥӧӵ",
    "ukr": "ґєії",
    "xal": "әһҗңөү",
}
LATIN: Mapping[str, str] = {
    "afr": "êëôéèïöû",
    "aze": "əğıöüçş",
    "bre": "ñùêâô",
    "cat": "àçèéíïòóúü",
    "ces": "áčďéěíňóřšťúůýž",
    "cym": "âêîôûŵŷïäëö",
    "dan": "æøåéäöü",
    "deu": "äöüßſàé",
    "eng": "éèïœæàê",
    "epo": "ĉĝĥĵŝŭ",
    "est": "äõöüšž",
    "eus": "ñçü",
    "fin": "äöåšž",
    "fra": "àâæçéèêëîïôœùûüÿ",
    "fry": "âêôûúëïéö",
    "gla": "àèìòùáéó",
    "gle": "áéíóúċḋḟġṁṗṡṫḃ",
    "glg": "áéíñóúüïç",
    "hrv": "čćđšž",
    "hsb": "ćčěłńóřšž",
    "hun": "áéíóöőúüű",
    "isl": "áðéíóúýþæö",
    "ita": "àèéìîòùú",
    "lat": "æœāēīōūăĕĭŏŭëïſ",
    "lav": "āčēģīķļņšūžōŗ",
    "lit": "ąčęėįšųūž",
    "ltz": "äëéüöèêîô",
    "mlt": "ċġħżàèìòù",
    "nld": "ëïöüéèáóíĳ",
    "nno": "æøåéòôèäö",
    "nob": "æøåéòôèäö",
    "oci": "àáçèéíïòóúü",
    "pol": "ąćęłńóśźż",
    "por": "áâãàçéêíóôõúü",
    "roh": "àâèéìòöü",
    "ron": "ăâîșțşţ",
    "slk": "áäčďéíĺľňóôŕšťúýž",
    "slv": "čšžćđ",
    "spa": "áéíñóúü",
    "sqi": "çëâ",
    "swe": "åäöéüà",
    "tuk": "äçňöşüýž",
    "tur": "âçğıîöşûü",
    "uzb": "ʻʼ",
    "vep": "äöüčšž",
}
# Their letters are many, and most of them rare.
_MANY_RARE = frozenset({"abk", "chu", "rus"})
# Many languages of the Caucasus have this letter and no other: it says nothing of which.
_PALOCHKA = "ӏ"
# Letters of A-Z that an alphabet does not have, where its next of kin do: Crimean Tatar and
# Azerbaijani are full of q, Turkish has none.
_LACKING: Mapping[str, frozenset[str]] = {"tur": frozenset("qwx")}
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
    return Counter({char: n for char, n in lower_counts(text).items() if char.isalpha()})


def fits(language: str, letters: Counter[str]) -> bool:
    """Whether at most MAX_FOREIGN_RATIO of the letters are outside the language's alphabet.

    Letters of another script than the alphabet's are not counted. A language without an alphabet
    here (one that does not write in Cyrillic or Latin) fits.
    """
    table, script = (CYRILLIC, "Cyrl") if language in CYRILLIC else (LATIN, "Latn")
    if language not in table:
        return True
    of_script = {char: n for char, n in letters.items() if script_of(char) == script}
    foreign = _foreign(of_script, table[language])
    foreign += sum(letters[char] for char in _LACKING.get(language, ()))
    return foreign <= MAX_FOREIGN_RATIO * sum(of_script.values())


def is_yiddish(letters: Counter[str]) -> bool:
    """Whether a text in Hebrew letters spells vowels the Yiddish way."""
    total = sum(n for char, n in letters.items() if script_of(char) == "Hebr")
    digraphs = sum(letters[char] for char in _YIDDISH_DIGRAPHS)
    return total > 0 and (
        letters[_AYIN] >= _MIN_AYIN_RATIO * total or digraphs >= _MIN_DIGRAPH_RATIO * total
    )


def by_letters(letters: Counter[str]) -> tuple[tuple[str, ...], float]:
    """The Cyrillic languages whose alphabets explain the special letters best, and how well.

    First that of which the fewest letters are missing from the text. The score is the share of the
    special letters that is explained. None where Cyrillic is not the main script, there are too
    few special letters, or no alphabet explains MIN_EXPLAINED of them.
    """
    cyrillic = {char: n for char, n in letters.items() if script_of(char) == "Cyrl"}
    total = sum(cyrillic.values())
    special = _foreign(cyrillic, "")
    if 2 * total <= sum(letters.values()) or special <= MAX_FOREIGN_RATIO * total:
        return (), 0.0
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
        if extra != _PALOCHKA
        and not _is_unlike(language, extra, cyrillic, total)
        and not (language == "tat" and not has_yery)
        and not (language == "xal" and has_yery)
    )
    least = ranked[0][0] if ranked else special
    if least > (1 - MIN_EXPLAINED) * special:
        return (), 0.0
    named = dict.fromkeys(language for left, _, language in ranked if left == least)
    return tuple(named), round(1 - least / special, 4)


def _is_unlike(language: str, extra: str, letters: Mapping[str, int], total: int) -> bool:
    """Whether a text is long enough to have most letters of an alphabet, and has not."""
    missing = sum(1 for char in extra if char not in letters)
    return total >= MIN_LETTERS_FOR_ALL and 2 * missing >= len(extra) and language not in _MANY_RARE


def _foreign(letters: Mapping[str, int], extra: str) -> int:
    return sum(n for char, n in letters.items() if char not in _BASIC and char not in extra)
