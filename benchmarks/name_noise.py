"""Damage to a text such as OCR does: a share of all characters read wrongly, lost or added."""

import random

from benchmarks.name_sentences import END, OTHER, TARGET

# What OCR reads for a letter, after the letter.
_CONFUSIONS = (
    "аая б6в ввнз гтг длц есеэ жкх з3э инпй йия кнх лпдн мин нипк о0сеа пнл рряг сосе тгпш уучх"
    " фор хкж цпи ч4у шщиц щшц ъьб ыьш ььъы эз юнк яйа"
)
_CONFUSED = {row[0]: row[1:] for row in _CONFUSIONS.split()}


def noisy(marked: str, rate: float, rng: random.Random) -> tuple[str, list[tuple[str, bool]]]:
    """The text without marks, and for each character what part it is of and whether undamaged."""
    characters: list[str] = []
    origins: list[tuple[str, bool]] = []
    part = ""
    for character in marked:
        if character in (TARGET, OTHER, END):
            part = "" if character == END else character
            continue
        damage = rng.random() < rate and character != "\n"
        written, intact = (_damaged(character, rng), False) if damage else (character, True)
        for each in written:
            characters.append(each)
            origins.append((part, (intact or each == character) and each.isalpha()))
    return "".join(characters), origins


def _damaged(character: str, rng: random.Random) -> str:
    kind = rng.random()
    if kind < 0.65:
        alike = rng.choice(_CONFUSED.get(character.lower(), "·'-"))
        return alike.upper() if character.isupper() else alike
    if kind < 0.80:
        return rng.choice("абвгдежзиклмнопрстуфхцчшщыьэюя")
    if kind < 0.90:
        return ""
    return character + rng.choice(".,'·^ ")
