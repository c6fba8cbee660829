"""Whether a person is named as an official on duty, which is not private life (LAW 5.36).

A post before the name, in the same sentence or as a signature, with nothing private near, is an
official named. In doubt it is a person: a word of private life anywhere near, a blank line or a
full stop between, or more than a few words.

Works on a readable text (persons.readable); all passes are linear.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable
from functools import lru_cache

# Beginnings of words that name a post or a service rank, before and after 1917.
POSTS = (
    "председател", "секретар", "директор", "начальник", "заведующ", "заведывающ", "завед",
    "управляющ",
    "губернатор", "вице-губернатор", "генерал-губернатор", "градоначальник", "полицмейстер",
    "полицеймейстер",
    "пристав", "исправник", "урядник", "нотариус", "судь", "прокурор", "следовател", "стряпч",
    "асессор",
    "заседател", "предводител", "попечител", "инспектор", "ревизор", "бухгалтер", "казначе",
    "делопроизводител",
    "столоначальник", "письмоводител", "регистратор", "архивариус", "протоколист", "правител",
    "комиссар", "военком", "уполномоченн", "инструктор", "референт", "управдел", "завкаф",
    "министр", "наркои", "нарком", "депутат", "гласн", "старшин", "старост", "бургомистр", "ратман",
    "мэр", "консул", "посол", "посланник", "атташе", "редактор", "ректор", "декан", "проректор",
    "комендант", "командир", "командующ", "адъютант", "заместител", "помощник", "товарищ прокурор",
    "товарищ председател", "товарищ министр", "член", "городск голов", "голов", "смотрител",
    "надзирател",
    "главврач", "техник", "архитектор", "землемер", "контролер", "писар", "предисполком",
    "предгорсовет",
    "предсельсовет", "предколхоз", "президент", "канцлер", "сенатор", "обер-прокурор",
    "обер-секретар",
    "столоначальник", "благочинн", "епископ", "архиепископ", "митрополит", "настоятел",
    "и о", "врид", "зам", "зав", "нач", "пред", "секр", "упр", "уполн", "инж", "гл",
)  # fmt: skip
# Words of signature and of business that stand before an official's name.
DUTIES = (
    "подписал", "подписали", "подпись", "подлинный подписал", "подлинное подписал", "верно",
    "с подлинным верно",
    "скрепил", "скрепа", "утвердил", "утверждаю", "согласовано", "докладчик", "доклад", "сообщение",
    "докладывает", "доложил", "председательствовал", "председательствующий", "присутствовали",
    "протокол вел", "вел протокол", "сверил", "читал", "приказываю",
)  # fmt: skip
# Beginnings of words that make a matter private: origin, family, health, punishment, a plea.
PRIVATE = (
    "родил", "рожд", "урожд", "умер", "смерт", "возраст", "лет от роду", "жен", "муж", "дочь",
    "дочер",
    "сын", "мать", "матер", "отца", "отец", "отцом", "брат", "сестр", "вдов", "сирот", "ребен",
    "дети", "детей",
    "брак", "развод", "развед", "усынов", "удочер", "внебрачн", "алимент", "беременн",
    "болез", "болен", "больн", "болел", "диагноз", "инвалид", "лечен", "лечил", "психич", "ранен",
    "госпитал",
    "прожива", "жительств", "адрес", "квартир", "паспорт", "снилс",
    "судим", "осужд", "арест", "обвин", "приговор", "заключен", "ссылк", "сослан", "расстрел",
    "репресс",
    "реабилит", "подследств", "допрос", "показан", "обыск", "донос", "уволен", "уволить",
    "увольн", "выговор",
    "исключ", "вычищ", "пьянств", "растрат", "краж", "национальн", "происхожд", "вероисповед",
    "партийност",
    "беспартийн", "автобиограф", "анкет", "характеристик", "личн", "заявлени", "проси", "прошени",
    "ходатайств",
    "пособи", "пенси", "жалоб", "лишен", "раскулач", "кулак", "выслан", "наград", "завещ",
    "наследств",
    "оклад", "зарплат", "жаловань", "отпуск", "вероиспов", "псевдоним", "агент", "осведомител",
)  # fmt: skip

_NEAR_CHARS = 160
_BETWEEN_WORDS = 6
_BEFORE_CHARS = 110


@lru_cache(maxsize=1)
def _post() -> re.Pattern[str]:
    stems = _one_of(re.escape(stem).replace(r"\ ", r"\w{0,6}[ .]{1,3}") for stem in POSTS)
    duties = _one_of(map(re.escape, DUTIES))
    return re.compile(rf"(?<!\w)(?:{stems}\w{{0,8}}|{duties}(?!\w))", re.IGNORECASE)


@lru_cache(maxsize=1)
def _private() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){_one_of(PRIVATE)}", re.IGNORECASE)


def _one_of(patterns: Iterable[str]) -> str:
    """The first of `patterns` that matches, each tried only where its first letter stands."""
    by_letter: dict[str, list[str]] = {}
    for pattern in patterns:
        by_letter.setdefault(pattern[0], []).append(pattern[1:])
    groups = (f"{first}(?:{'|'.join(rest)})" for first, rest in by_letter.items())
    return f"(?:{'|'.join(groups)})"


_WORD = re.compile(r"\w+")
_SENTENCE_END = re.compile(r"(?<=[^\W\d_]{4})[.;!?] |\n[ ]*\n")


@lru_cache(maxsize=1 << 14)
def is_post(word: str) -> bool:
    """Whether `word`, in lower case, names a post: no part of the name beside which it stands."""
    return len(word) > 3 and _post().fullmatch(word) is not None


class Duties:
    """Where a text speaks of posts and where of private matters."""

    def __init__(self, text: str) -> None:
        """Look through a readable text once."""
        self._text = text
        self._posts = [(match.start(), match.end()) for match in _post().finditer(text)]
        self._post_ends = [end for _, end in self._posts]
        self._private = [match.start() for match in _private().finditer(text)]

    def is_on_duty(self, start: int, end: int) -> bool:
        """Whether the name at [start, end) is an official's, with nothing private near."""
        return self._follows_post(start) and not self._is_private(start, end)

    def _follows_post(self, start: int) -> bool:
        last = bisect_left(self._post_ends, start + 1) - 1
        if last < 0:
            return False
        after = self._post_ends[last]
        if start - after > _BEFORE_CHARS:
            return False
        between = self._text[after:start]
        if _SENTENCE_END.search(between):
            return False
        return len(_WORD.findall(between)) <= _BETWEEN_WORDS

    def _is_private(self, start: int, end: int) -> bool:
        first = bisect_left(self._private, start - _NEAR_CHARS)
        return first < len(self._private) and self._private[first] < end + _NEAR_CHARS
