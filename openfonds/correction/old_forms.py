"""Whether a word can be a form of the spelling before 1918, by rule.

The dictionary knows a word in old spelling through its modern form, and would take "какь", "дом"
or "нѣбо" for right too. So what correction puts into an old text must follow the rules of
Ya. K. Grot's "Russkoe pravopisanie" (1885), which the prints of a century and a half have in
common: no hard consonant at the end of a word without ъ or ь, і before vowels and not before
consonants, ѣ only in the roots and endings that have it.
"""

import re

CONSONANTS = "бвгджзклмнпрстфхцчшщѳ"
VOWELS = "аеёиіїоуыэюяѣѵ"

# No bare consonant at the end; ъ and ь only behind consonants, ъ before vowels or at the end; и
# before vowels only where it ends the first part of a compound ("семиэтажный"); і nowhere else.
_NEVER = re.compile(
    rf"[{CONSONANTS}]$|(?:^|[{VOWELS}йьъ])[ъь]|ъ[{CONSONANTS}]|ъ(?=[аоуыэ])"
    rf"|(?<!^на)(?<!^сем)(?<!^восьм)(?<!^пят)(?<!^шест)и[{VOWELS}й]"
    rf"|(?<!^м)[ії](?:[{CONSONANTS}]|$)"
)

# Roots with ѣ after Grot's list, each with the ways in which it is lengthened that matter here.
_ROOTS = """
апрѣл бесѣд блѣд болѣзн бѣг бѣд бѣж бѣл бѣс бѣш вездѣ велѣ видѣ висѣ владѣ вмѣст возлѣ вѣд вѣж вѣк
вѣн вѣр вѣс вѣт вѣх вѣч вѣш вѣщ вѣя гдѣ глядѣ гнѣв гнѣд гнѣзд горѣ горѣл грѣл грѣть грѣх грѣш двѣ
доселѣ дѣв дѣд дѣж дѣйств дѣл дѣн дѣт дѣю дѣя жалѣ желѣз забвѣн завѣс завѣт звѣзд звѣр здѣс змѣ
зрѣ зѣв зѣл зѣн имѣ кипѣ клѣв клѣт колѣн копѣ корѣ кромѣ крѣп лелѣ лицемѣр лѣв лѣз лѣк лѣн лѣп лѣс
лѣт лѣч лѣш медвѣд мнѣн молѣ мѣд мѣл мѣн мѣр мѣс мѣт мѣх мѣш мѣщ надѣе надѣж надѣю надѣя намѣр
невѣст негдѣ недѣл нынѣ нѣг нѣдр нѣж нѣк нѣм нѣс нѣт нѣч обидѣ обрѣс обрѣт обѣ обѣд обѣт обѣщ
одолѣ одѣ орѣх отселѣ печенѣг плѣн плѣс плѣш побѣд повѣд повѣст подлѣ позднѣ полѣн послѣ потѣх
преслѣд прѣн прѣс пѣв пѣн пѣс пѣт пѣх пѣш развѣ разумѣ редѣк рѣд рѣж рѣз рѣзв рѣк рѣп рѣс рѣсн рѣч
рѣш рѣшен рѣшетк рѣшот рѣю свирѣл свирѣп свѣд свѣж свѣт свѣч свѣщ сидѣ синѣ скорбѣ слѣд слѣз слѣп
смотрѣ смѣл смѣн смѣр смѣс смѣт смѣть смѣх смѣш смѣщ смѣю снѣг снѣж совѣ сосѣд спѣл спѣх спѣш
стрѣл стѣн сѣв сѣд сѣк сѣм сѣн сѣр сѣт сѣч сѣю телѣг терпѣ тѣл тѣм тѣн тѣс тѣх тѣш увѣдом увѣр
увѣч увѣщ умѣ успѣ утѣш хлѣб хлѣв хотѣ хрѣн цвѣт цѣв цѣд цѣл цѣн цѣп человѣк шипѣ шумѣ
"""
_IN_ROOT = re.compile("|".join(sorted(_ROOTS.split(), key=lambda root: (-len(root), root))))
# To eat and to go: at the beginning, or behind a prefix, which ends in a vowel or ъ.
_TO_EAT_TO_GO = re.compile(rf"(?<![{CONSONANTS}])ѣ[дзжлмстхш]")
# Datives and locatives; comparatives; тѣхъ, всѣмъ, двѣсти; verbs in -ѣть and what is made of them.
_IN_ENDING = re.compile(
    "ѣ(?:$|й$|е$|йш|хъ$|хи$|мъ$|ми$|сти$|ть|л[аоиъ]|в(?:ъ|ши|а)|н[иіїн]|ю|е(?:тъ|шь|мъ|те))"
)


def is_old_form(word: str) -> bool:
    """Whether a word in small letters keeps the rules of the spelling before 1918.

    >>> [is_old_form(word) for word in ("какъ", "дѣло", "пріятель", "как", "нѣбо", "приятель")]
    [True, True, True, False, False, False]
    """
    if _NEVER.search(word):
        return False
    if "ѣ" not in word:
        return True
    rooted = {place for found in _IN_ROOT.finditer(word) for place in range(*found.span())}
    for pattern in (_TO_EAT_TO_GO, _IN_ENDING):
        rooted.update(found.start() for found in pattern.finditer(word))
    return all(place in rooted for place, letter in enumerate(word) if letter == "ѣ")
