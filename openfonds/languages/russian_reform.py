"""From the Russian spelling before 1918 to that of today, by rule alone.

The reform (decrees of the People's Commissariat of Education of 23 December 1917 and of the
Council of People's Commissars of 10 October 1918) took away ѣ, і and ѳ, and ъ at the end of
words, and changed the endings -аго, -яго, -ыя, -ія, the forms ея, онѣ, однѣ, and the prefixes in
-з before voiceless consonants. `openfonds.languages.modern_spelling` asks a dictionary as well.
"""

import re

from openfonds.word_memory import WordMemory

CYRILLIC = "\u0400-\u045f\u0460-\u0481\u048a-\u04ff\ua640-\ua66e"
FINAL_ER = re.compile(rf"[бвгджзклмнпрстфхцчшщБВГДЖЗКЛМНПРСТФХЦЧШЩ][ъЪ](?![{CYRILLIC}])")
_WORD = re.compile(f"[{CYRILLIC}]+")
_OLD_TO_NEW = str.maketrans("ѣѢіІїЇѳѲѵѴ", "еЕиИиИфФиИ")


def to_modern(text: str) -> str:
    """Pre-reform Russian in modern spelling, by rule alone.

    There is no dictionary behind it: ё is not restored, words that are merely old ("итти",
    "галлерея") stay, and a word that looks like an old form by chance is changed. Everything but
    Cyrillic words stays as it is.

    >>> to_modern("Разсказъ о безсмертномъ генералѣ")
    'Рассказ о бессмертном генерале'
    """
    return _WORD.sub(lambda match: _modern_word(match.group()), text)


def _modern_spelling(word: str) -> str:
    lower = word.lower()
    modern = _modern_lower(lower)
    if modern == lower:
        return word
    if word == lower:
        return modern
    if word[1:] == lower[1:]:
        return modern[0].upper() + modern[1:]
    if word.isupper():
        return modern.upper()
    # Mixed capitals are a misreading: only what can be told letter by letter.
    return re.sub(FINAL_ER, lambda match: match.group()[0], word.translate(_OLD_TO_NEW))


_modern_word = WordMemory(_modern_spelling, 1 << 16)


# First the letters, on lower-case words.
_LETTERS = (
    (re.compile("^(он|одн)ѣ(хъ|мъ|ми)?$"), r"\1и\2"),
    (re.compile("(?<=[ае])іо"), "йо"),  # маіоръ, раіонъ
    (re.compile("(?<=[бвгджзклмнпрстфхцчшщ])ъ$"), ""),
)

# Then whole words that the rules below would get wrong.
_WHOLE_WORDS = {
    "ея": "ее",
    "нея": "нее",
    "маия": "мая",
    "большаго": "большого",
    "чужаго": "чужого",
    "благо": "благо",
    "всеблаго": "всеблаго",
    "чикаго": "чикаго",
    "сантьяго": "сантьяго",
    "выя": "выя",
    "словакия": "словакия",
    "чехословакия": "чехословакия",
    "фракия": "фракия",
}

# Then endings and prefixes.
_FORMS = tuple(
    (re.compile(pattern), new)
    for pattern, new in (
        # безъименный, предъидущій: ъи is now ы
        ("^(без|из|об|от|под|пред|раз|роз|с|в)ъи", r"\1ы"),
        # genitive of adjectives: хорошаго, находящагося; новаго; синяго
        ("([жшчщ])аго(ся)?$", r"\1его\2"),
        ("(?<=..)аго$", "ого"),
        ("(?<=..)яго$", "его"),
        # plural of adjectives; a noun (исторія, имѣнія, отличія) must not match
        ("(?<=.)ыя$", "ые"),
        ("([шщ])ия(ся)?$", r"\1ие\2"),
        ("(?<=.к)ия$", "ие"),
        ("^((?:не)?мног|друг|долг|строг|туг|наг|тих|сух|глух|ветх|лих|плох)ия$", r"\1ие"),
        ("(?<=[шжх]н)ия$|(?<=йн)ия$|(?<=[ез]дн)ия$", "ие"),
        ("((?:древ|дав|лет|вечер|зим|ран|внутрен|искрен|осен|весен|утрен|^си)н)ия$", r"\1ие"),
        (
            "((?:проч|рабоч|горяч|зряч|ходяч|висяч|стояч|[гптх]уч|кипуч|текуч|дремуч|[лр]юч))ия$",
            r"\1ие",
        ),
        # prefixes before voiceless consonants: безсмертный, разсказъ, изслѣдованіе; not возка,
        # низкій, where the consonant belongs to the root; разсчетъ has lost its second с
        ("^(не|без)?разсч(?=ет)", r"\1расч"),
        (
            "^(не|наи|без|про)?(бе|во(?!з[кч])|и|ра|ро|чре|чере|ни(?!з[кш]))з(?=[кпстфхцчшщ])",
            r"\1\2с",
        ),
    )
)


# What every one of these rules needs to see: spares most words all of them.
_ANY_FORM = re.compile("ъи|[ая]го(?:ся)?$|[ыи]я(?:ся)?$|з[кпстфхцчшщ]")


def _modern_lower(word: str) -> str:
    for pattern, new in _LETTERS:
        word = pattern.sub(new, word)
    word = word.translate(_OLD_TO_NEW)
    if word in _WHOLE_WORDS:
        return _WHOLE_WORDS[word]
    if _ANY_FORM.search(word) is None:
        return word
    for pattern, new in _FORMS:
        word = pattern.sub(new, word)
    return word
