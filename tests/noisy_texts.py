"""Texts made of everyday words, and bad readings of them, for tests."""

import random

_WORDS = (
    "улица мостовая площадь фонарь колодец лошадь телега песок гравий камень доска бревно гвоздь"
    " кровля печь дымоход окно забор ворота сарай амбар мельница пристань берег канава насыпь"
    " починить построить осмотреть принять отпустить купить сложить вывезти засыпать покрасить"
    " весной летом осенью зимой вчера после прежде вместо около вдоль через между против ради"
    " новый старый большой прочный сухой сырой каменный деревянный железный городской общий"
    " десять двадцать сорок девяносто подрядчик плотник каменщик сторож управа смета доклад"
).split()
_LETTERS = "абвгдежзийклмнопрстуфхцчшщыьэюя"


def text_of(seed: int, n_words: int = 240) -> str:
    """A text that hardly shares more than words with that of another seed."""
    draw = random.Random(seed)
    words = draw.choices(_WORDS, k=n_words)
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
