"""Modern Russian put into the spelling before 1918, to make pairs that measure the way back.

Written from the grammar (J. Grot, "Russkoe pravopisanie") and from pymorphy3's cases and genders,
apart from `openfonds.languages.modern_spelling`, with which it shares no table and no rule.
"""

import re
from functools import lru_cache
from typing import Any

from openfonds.languages.russian_words import analyser

VOWELS = "аеёиоуыэюя"
_CONSONANT_END = re.compile("[бвгджзклмнпрстфхцчшщ]$")
_WORD = re.compile("[А-Яа-яЁё]+")

# Roots with ѣ, as they begin a word or follow a prefix.
_YAT_ROOTS = """
бел бег бед беж бес вед век вер вес вест вет вен веч вещ гнев гнезд грех гре дева деви дево
дед дел дет ед еди езд ех желез зве звер звезд зре змей змея кле клет колен лев лез лек лен леп
лес лест лет мед мел мен мер мес мест меш мет мех недел нем нет обед обет ответ пен пес петь
пел печен плен победа победи полен прелест пред рез река реки речь речи реш ред ресниц свет
свеж свеч север сед сем сен сер след слеп сме снег совет сосед спе стен стрел тел тем тень
тес теш телег успех хлеб хлев цвет цел цен цеп человек
"""
_PREFIXES = (
    "(?:на|по|про|при|за|вы|у|о|об|обо|от|до|пере|под|раз|из|без|не|ни|с|в|вс|со|во|воз|пре|пред)?"
)
_LONGEST_FIRST = sorted(_YAT_ROOTS.split(), key=len, reverse=True)
_YAT = re.compile(f"^({_PREFIXES})({'|'.join(_LONGEST_FIRST)})")
_YAT_WORDS = {
    "мне": "мнѣ", "тебе": "тебѣ", "себе": "себѣ", "все": "всѣ", "всех": "всѣхъ", "всем": "всѣмъ",
    "всеми": "всѣми", "тех": "тѣхъ", "тем": "тѣмъ", "теми": "тѣми", "где": "гдѣ", "здесь": "здѣсь",
    "везде": "вездѣ", "ныне": "нынѣ", "вне": "внѣ", "кроме": "кромѣ", "после": "послѣ",
    "возле": "возлѣ", "разве": "развѣ", "нет": "нѣтъ", "две": "двѣ", "обе": "обѣ", "те": "тѣ",
    "вместе": "вмѣстѣ", "кем": "кѣмъ", "чем": "чѣмъ", "нечего": "нечего", "меня": "меня",
}  # fmt: skip
_FITA = re.compile("^(фом|федо|фекл|марф|агаф|афин|тимофе|арифм|кафедр|миф|рифм|орфо|анафем)")
_PRONOUNS = " этот тот мой твой свой наш ваш весь сам один чей никто он кто что ничто сей некто "
_BEZ = re.compile("^(не)?бес(?=[кптфхцчшщс])(?!тол?[иь]|тсел)")
_RAZ_S = re.compile("^(не|без|по|про)?(ра|и|во|ни)сс(?=[а-я])(?!ор)")
_SCHET = re.compile("^(не|без|пере)?расч(?=ет)")
_CHEREZ = re.compile("^(чере|чре)с(?=ч|п)")


def in_old_spelling(text: str) -> str:
    """A modern text, ё folded to е, in the spelling of about 1900."""
    words = [m.group() for m in _WORD.finditer(text)]
    genders = _genders_of_heads([w.lower() for w in words])
    number = iter(range(len(words)))

    def old(match: re.Match[str]) -> str:
        place = next(number)
        word = match.group()
        told = _old(word.lower(), genders[place], place % 2 == 0)
        if word.isupper() and len(word) > 1:
            return told.upper()
        return told[0].upper() + told[1:] if word[0].isupper() else told

    return _WORD.sub(old, text)


def _genders_of_heads(words: list[str]) -> list[str | None]:
    """The gender of the next noun within three words."""
    genders: list[str | None] = [None] * len(words)
    for place in range(len(words)):
        for other in words[place + 1 : place + 4]:
            tag = _tag(other)
            if tag.POS == "NOUN":
                genders[place] = str(tag.gender) if tag.gender else None
                break
    return genders


@lru_cache(maxsize=1 << 17)
def _old(word: str, head: str | None, is_even: bool) -> str:
    tag = _tag(word)
    if word in _YAT_WORDS:
        return _YAT_WORDS[word]
    if word == "ее" and is_even:
        return "ея"
    if word == "они" and head == "femn" and is_even:
        return "онѣ"
    stem, ending = _adjective(word, tag, head)
    if not ending:
        stem, ending = _noun(word, tag)
    stem = _CHEREZ.sub(r"\1з", _SCHET.sub(r"\1разсч", stem))
    stem = _RAZ_S.sub(r"\1\2зс", _BEZ.sub(r"\1без", stem))
    stem = _FITA.sub(lambda m: m.group().replace("ф", "ѳ"), stem)
    found = _YAT.match(stem)
    if found:
        root = found[2].replace("е", "ѣ", 1)
        stem = found[1] + root + stem[found.end() :]
    whole = stem + ending
    if tag.POS in ("COMP", "INFN", "VERB"):
        whole = re.sub("е(?=(?:ть|л|ла|ло|ли|е|й)(?:ся|сь)?$)", "ѣ", whole)
    whole = re.sub(f"и(?=[{VOWELS}йѣ])", "і", whole)
    return whole + "ъ" if _CONSONANT_END.search(whole) else whole


def _adjective(word: str, tag: Any, head: str | None) -> tuple[str, str]:
    if tag.POS not in ("ADJF", "PRTF") or f" {_lemma(word)} " in _PRONOUNS:
        return word, ""
    for reflexive in ("ся", ""):
        if not word.endswith(reflexive):
            continue
        body = word[: len(word) - len(reflexive)] if reflexive else word
        if body.endswith("ого"):
            return body[:-3], "аго" + reflexive
        if body.endswith("его"):
            is_hushing = body[-4:-3] in ("ж", "ш", "ч", "щ")
            return body[:-3], ("аго" if is_hushing else "яго") + reflexive
        is_plural = "plur" in tag and tag.case in ("nomn", "accs")
        if is_plural and head in ("femn", "neut") and body.endswith(("ые", "ие")):
            return body[:-2], body[-2] + "я" + reflexive
        return word, ""
    return word, ""


def _noun(word: str, tag: Any) -> tuple[str, str]:
    has_yat = tag.POS == "NOUN" and word.endswith("е") and tag.case in ("datv", "loct")
    return (word[:-1], "ѣ") if has_yat and not word.endswith("ие") else (word, "")


@lru_cache(maxsize=1 << 17)
def _tag(word: str) -> Any:
    return analyser().parse(word)[0].tag


def _lemma(word: str) -> str:
    return str(analyser().parse(word)[0].normal_form)
