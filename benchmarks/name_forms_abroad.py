"""Names in a sentence as they are written elsewhere: Ukrainian, Tatar and Turkic, in Latin."""

import re

from benchmarks.name_samples import (
    TURKIC,
    UKRAINIAN,
    UKRAINIAN_PATRONYMICS,
    decline_surname,
)
from benchmarks.name_sentences import Person, other, sentence, target

_LATIN_SPELLING = "a b v g d e e zh z i y k l m n o p r s t u f kh ts ch sh shch  y  e yu ya"
_TRANSLITERATION = dict(
    zip("абвгдеёжзийклмнопрстуфхцчшщъыьэюя", _LATIN_SPELLING.split(" "), strict=True)
)


def ukrainian(person: Person) -> str:
    names, fathers = UKRAINIAN[person.sex], UKRAINIAN_PATRONYMICS[person.sex]
    surname = decline_surname(person.surname, person.sex, 0)
    surname = re.sub(r"(?<=[сц])к(?=ий|ая|ой)", "ьк", surname).replace("ая", "а")
    surname = (
        surname.replace("и", "і" if person.index % 2 else "и").replace("ы", "и").replace("ё", "ьо")
    )
    name = f"{target(surname)} {other(names[person.index // 2 % len(names)])}"
    if person.index % 3:
        name += " " + other(fathers[person.index // 2 % len(fathers)])
    sentences = (
        "Слухали: заяву, яку подає {}, про допомогу.",
        "До списку виборців внесено: {}, мешканець села.",
        "Ухвалили: {} звільнити з посади.",
    )
    return sentences[person.index % len(sentences)].format(name)


def turkic(person: Person) -> str:
    surname = target(decline_surname(person.surname, person.sex, 0))
    firsts, fathers = TURKIC[person.sex], TURKIC["m"]
    first, father = (
        firsts[person.index // 2 % len(firsts)],
        fathers[person.index // 3 % len(fathers)],
    )
    word = {"m": ("улы", "оглы"), "f": ("кызы", "гызы")}[person.sex][person.index // 2 % 2]
    names = (
        f"{surname} {other(first)} {other(father)} {word}",
        f"{other(first)} {other(father)} {word} {surname}",
        f"{other(first)} {surname}",
    )
    return sentence(person, 0, names[person.index % len(names)])


def transliterated(person: Person) -> str:
    surname = decline_surname(person.surname, person.sex, 0)
    latin = target(_transliterate(surname))
    names = (
        f"{latin} {person.first[0].translate(_to_latin)}.{person.father[0].translate(_to_latin)}.",
        f"{other(_transliterate(person.first))} {latin}",
        f"{latin} {other(_transliterate(person.first))} {other(_transliterate(person.father))}",
    )
    sentences = ("The application of {} was refused.", "Der Antrag des {} wurde abgelehnt.",
                 "Телеграмма подписана {} и получена вечером.")  # fmt: skip
    return sentences[person.index // 3 % len(sentences)].format(names[person.index % len(names)])


_to_latin = str.maketrans("АБВГДЕЁЖЗИКЛМНОПРСТУФХЮЯЗ", "ABVGDEEZZIKLMNOPRSTUFKYYZ")


def _transliterate(word: str) -> str:
    latin = "".join(_TRANSLITERATION.get(letter.lower(), letter) for letter in word)
    return "-".join(part[:1].upper() + part[1:] for part in latin.split("-"))
