"""Texts made of everyday words, and bad readings of them, for tests."""

import random

_WORDS = ("улица", "мостовая", "колодец", "телега", "камень", "кровля", "забор", "пристань")
_SYLLABLES = [a + b for a in "бвгдзклмнпрстх" for b in ("а", "о", "у", "и", "е", "ол", "ар")]
_LETTERS = "абвгдежзийклмнопрстуфхцчшщыьэюя"


def text_of(seed: int, n_words: int = 240) -> str:
    """A text that shares a few words with that of another seed; most of its words mean nothing."""
    draw = random.Random(seed)
    stems = ["".join(draw.choices(_SYLLABLES, k=draw.randint(2, 4))) for _ in range(n_words)]
    words = [draw.choice(_WORDS) if draw.random() < 0.15 else stem for stem in stems]
    return "\n".join(" ".join(words[i : i + 8]) for i in range(0, n_words, 8)) + ".\n"


def misread(text: str, error_rate: float, seed: int = 1) -> str:
    """The text with that share of its letters read wrongly, lost or doubled."""
    draw = random.Random(seed)
    read = []
    for letter in text:
        wrong = letter.isalpha() and draw.random() < error_rate
        kind = draw.random() if wrong else 1.0
        if kind < 0.7:
            read.append(draw.choice(_LETTERS))
        elif kind >= 0.85:
            read += [letter, draw.choice(_LETTERS)] if wrong else [letter]
    return "".join(read)
