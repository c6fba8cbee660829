"""The endings by which a word may be taken for a surname, in every case and both genders.

After the classes of Unbegaun (Russian Surnames, 1972): Russian -ов, -ин, -ский, -ых, -аго;
Ukrainian and Belarusian -енко, -ук, -ик, -ич; Georgian, Armenian, Turkic, Jewish and German ones.
"""

_POSSESSIVE = ["", "а", "у", "ым", "е", "ы", "ой", "ою", "ых", "ыми", "ом"]
_ADJECTIVE = [
    "ий",
    "ый",
    "ой",
    "ого",
    "ому",
    "им",
    "ым",
    "ом",
    "ая",
    "ую",
    "ою",
    "ие",
    "ые",
    "их",
    "ых",
    "ими",
    "ыми",
]
_NOUN = ["", "а", "у", "ом", "ем", "е", "ы", "и", "ов", "ам", "ами", "ах"]
_SOFT = ["ь", "я", "ю", "ем", "е", "и", "ей"]
_NEUTER = ["о", "а", "у", "ом", "е", "ы", "и", "ов", "ам"]
_FEMININE = ["а", "ы", "и", "е", "у", "ой", "ою", "я", "ю", "ей"]
_NONE = [""]

# Endings that few words but surnames have.
_SURE = (
    ("ов ев ёв ин ын", _POSSESSIVE),
    ("ск цк ськ цьк зьк", _ADJECTIVE),
    ("енк", _NEUTER),
    ("чук щук нюк люк юк рук тук дук сук", _NOUN),
    ("евич ович кевич", _NOUN),
    ("дзе швили шпили", _NONE),
    ("аян оян уян еян иян янц унц", _NOUN),
    ("оглы кызы заде", _NONE),
)
# Endings that other words have as well.
_LOOSE = (
    ("ян анц ич ец иц", _NOUN),
    ("ик ек ок ак як ук ач", _NOUN),
    ("енок онок", _NOUN),
    ("к йл л дьк хн ськ шк чк тк йк", _NEUTER),
    ("ых их аго яго ово ко ло ава уа иа ия иани ури ели", _NONE),
    ("ман сон зон берг бург штейн фельд баум вальд гольц мейер майер лер нер шмидт тейн ер"
     " ель ис ус ас ан ен он ун бек бай дин ат ит улл", _NOUN),
    ("ел ал ол ар ор ур ен ан ин ун он", _SOFT),
    ("к х б г д з р ц ш щ ч ж д т л н в п с м", _FEMININE),
    ("б в г д ж з к л м н п р с т ф х ц ч ш щ", _ADJECTIVE),
)  # fmt: skip


def _expand(table: tuple[tuple[str, list[str]], ...]) -> frozenset[str]:
    return frozenset(
        base + ending for bases, endings in table for base in bases.split() for ending in endings
    )


_SURE_ENDINGS = _expand(_SURE)
_LOOSE_ENDINGS = _expand(_LOOSE)
_LONGEST = max(map(len, _SURE_ENDINGS | _LOOSE_ENDINGS))


def _ends_in(word: str, endings: frozenset[str]) -> bool:
    # two letters at least must be left of a name
    return any(word[-n:] in endings for n in range(1, min(_LONGEST, len(word) - 2) + 1))


def is_surname_shaped(word: str) -> bool:
    """Whether `word` in lower case ends as few words but surnames do."""
    return _ends_in(word, _SURE_ENDINGS)


def may_be_surname(word: str) -> bool:
    """Whether `word` in lower case ends as some surnames do."""
    return _ends_in(word, _SURE_ENDINGS) or _ends_in(word, _LOOSE_ENDINGS)
