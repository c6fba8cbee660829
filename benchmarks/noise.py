"""Misread letters for benchmarks: every letter may be changed, lost or doubled, by a fixed seed."""

import random

CYRILLIC = "абвгдежзийклмнопрстуфхцчшщъыьэюя"
LATIN = "abcdefghijklmnopqrstuvwxyz"
# Of ten errors six change a letter, two lose one, two put one in.
_CHANGED, _LOST = 0.6, 0.8


def misread(text: str, rate: float, seed: int) -> str:
    """The text with `rate` of its letters wrong; line ends, blanks and signs stay.

    What is put in are letters of today, as an engine writes that has no others.
    """
    if not rate:
        return text
    chance = random.Random(seed)
    read: list[str] = []
    for char in text:
        if not char.isalpha() or chance.random() >= rate:
            read.append(char)
            continue
        kind = chance.random()
        other = chance.choice(CYRILLIC if "\u0400" <= char <= "\u052f" else LATIN)
        if kind < _CHANGED:
            read.append(other)
        elif kind >= _LOST:
            read += [char, other]
    return "".join(read)
