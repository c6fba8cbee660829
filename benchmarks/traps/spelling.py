"""Ways in which the same words look on paper: old spelling, bad recognition, spacing, breaks."""

import re

from benchmarks.traps.model import Draw
from benchmarks.traps.wordlists import words

# Roots in which ѣ stood, as they begin a word; some words are caught that never had it.
_YAT_ROOTS = words(
    "бел бег бед вер вес вет дел дет лет лес мест мер мен рек речк свет смет сем сено след совет"
    " тело цел цен хлеб здесь где все обе обед ответ уезд человек помещ помест заведен сведен"
    " врем предел сосед желез заповед посел"
)
_LOOK_ALIKES = str.maketrans("АВЕКМНОРСТХаеорсух", "ABEKMHOPCTXaeopcyx")
_MISREAD = dict(
    zip(
        "озбнпиесшщтглдыьмкавярОЗСЕН",
        words("0 3 6 п н н с е щ ш г т д л ьт ъ и н л н п о 0 3 О Б П"),
        strict=True,
    )
)


def old(text: str) -> str:
    """Roughly the spelling before 1918, as far as rules without a dictionary go."""
    text = re.sub(r"и(?=[аеиоуыэюяй])", "і", text)
    text = re.sub(r"И(?=[аеиоуыэюяй])", "І", text)
    text = re.sub(r"([бвгджзклмнпрстфхцчшщ])\b(?!\.)", r"\1ъ", text)
    text = re.sub(r"\b([БВГДЖЗКЛМНПРСТФХЦЧШЩ]{2,})\b", _with_er, text)
    for root in _YAT_ROOTS:
        text = re.sub(rf"\b{root}", lambda m: m[0].replace("е", "ѣ", 1), text)
    text = re.sub(r"(?<=[а-я]{3})ого\b", "аго", text)
    return re.sub(r"\bв((?:и|ы|о)?)с(?=[кпстхцчшщ])", r"в\1с", text)


def _with_er(word: "re.Match[str]") -> str:
    return f"{word[0]}Ъ" if len(word[0]) > 3 else word[0]


def misread(draw: Draw, text: str, share: float) -> str:
    """As a recogniser reads a bad page: this share of the letters is wrong."""
    return "".join(_MISREAD.get(c, c) if c in _MISREAD and draw.chance(share) else c for c in text)


def misread_some(draw: Draw, text: str, count: int) -> str:
    """So many letters misread, wherever that is possible."""
    places = [i for i, c in enumerate(text) if c in _MISREAD]
    letters = list(text)
    for i in draw.random.sample(places, min(count, len(places))):
        letters[i] = _MISREAD[letters[i]]
    return "".join(letters)


def look_alike(draw: Draw, text: str) -> str:
    """Some or all letters that also exist in Latin are Latin."""
    share = draw.pick((0.4, 0.7, 1.0))
    return "".join(c.translate(_LOOK_ALIKES) if draw.chance(share) else c for c in text)


def spaced(draw: Draw, text: str) -> str:
    """Letters set apart, as typists and printers stress a word."""
    gap, between = draw.pick(((" ", "   "), (" ", "  "), ("\u2009", "  "), ("\u00a0", "   ")))
    return between.join(gap.join(word) for word in text.split())


def broken(draw: Draw, text: str) -> str:
    """One of the longer words is hyphenated at a line end."""
    words = text.split()
    longest = max(range(len(words)), key=lambda i: (len(words[i]), draw.random.random()))
    word = words[longest]
    cut = draw.between(2, max(2, len(word) - 3))
    hyphen = draw.pick(("-", "-", "\u00ad", "¬", "‐", "="))
    words[longest] = f"{word[:cut]}{hyphen}\n{word[cut:]}"
    return " ".join(words)


def translit(text: str) -> str:
    """In Latin letters, as a telegram or a catalogue card."""
    table = dict(
        zip(
            "абвгдежзийклмнопрстуфхцчшщъыьэюя",
            words("a b v g d e zh z i i k l m n o p r s t u f kh ts ch sh shch _ y _ e iu ia"),
            strict=True,
        )
    )
    out = []
    for letter in text:
        latin = table.get(letter.lower(), letter).replace("_", "")
        out.append(latin.capitalize() if letter.isupper() else latin)
    return "".join(out)
