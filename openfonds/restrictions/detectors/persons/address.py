"""Surnames after a form of address, a word of kinship or estate: т. Иванов, урожд. Петрова.

After some words whatever comes is a name, even when it is an ordinary word or lost its capital
in OCR; after others only what may be one.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from openfonds.restrictions.detectors.persons.lexicon import look_up
from openfonds.restrictions.detectors.persons.marks import Mark
from openfonds.restrictions.detectors.persons.words import CAPITAL_WORD, Word
from openfonds.restrictions.detectors.roles import is_post

# Regular expressions without case; each is a whole word with its endings.
_NAME_FOLLOWS = (
    r"т\. ?т\.", r"т\.", r"тт\.?", r"тов\.?", r"т-щ\w{0,2}", r"т-ща",
    r"товарищ(?:а|у|ем|е|и|ей|ам|ами)?",
    r"гр\.", r"гр-(?:н|на|ну|ном|не|не|ка|ки|ке|ку|кой|ин|ина|ину|анин|нин|не)",
    r"граж(?:д|дан|д-н|д-ка)?\.", r"гр\.гр\.", r"гражданин(?:а|у|ом|е)?",
    r"гражданк(?:а|и|е|у|ой|ою)",
    r"граждан(?:е|ам)?", r"г-(?:н|на|ну|ном|не|жа|жи|же|жу|жею|жой)", r"г\. ?г\.", r"гг\.",
    r"господин(?:а|у|ом|е)?", r"госпож(?:а|и|е|у|ой|ею)", r"пан(?:а|у|ом|и)?", r"пани",
    r"урожд(?:\.|енная|енной|енную|енною|енный|ен\.)?", r"рожд(?:\.|енная|енной|енную)",
    r"по (?:мужу|отцу|матери|(?:первому|второму) браку|прозванию|прозвищу|фамилии|кличке)",
    r"по паспорту",
    r"(?:девичья|прежняя|настоящая|бывшая|добрачная) фамилия", r"в девичестве", r"в замужестве",
    r"фамили(?:я|ю|ей|и)", r"прозвищ(?:е|ем|у|а)", r"прозван(?:ный|ная|ного|ной)",
    r"кличк(?:а|и|е|у|ой)", r"псевдоним(?:ом|а|у)?", r"он же", r"она же", r"по имени", r"имя",
    r"отчество", r"ф\. ?и\. ?о\.?", r"фио", r"имя и отчество",
)  # fmt: skip
_NAME_MAY_FOLLOW = (
    r"г\.", r"(?:кр|крест|мещ|куп|двор|каз|сол|вд|дев|свящ|прот|диак|учит|проф|доц|акад|д-р|инж|"
    r"студ|асп|кап|лейт|полк|подполк|ген|майор|ряд|серж|ефр|стар|мл|ст|об|фельд)\.",
    r"кр-(?:н|ка|на|ну|ке|ку|ин|не)", r"д-р(?:а|у|ом)?", r"пр-ль",
    r"вдов(?:а|ы|е|у|ою|ой|ец|ца|цу|ые)",
    r"доч(?:ь|ери|ерью|ка|ки|ке|ку|ерей)", r"сын(?:а|у|ом|е|овья|овей|ок)?",
    r"жен(?:а|ы|е|у|ой|ою)",
    r"муж(?:а|у|ем|е|ья)?", r"мат(?:ь|ери|ерью)", r"от(?:ец|ца|цу|цом)", r"брат(?:а|у|ом|ья|ьев)?",
    r"сест(?:ра|ры|ре|ру|рой|ер)", r"бабк(?:а|и|е|у)", r"дед(?:а|у)?", r"дяд(?:я|и|е|ю)",
    r"тет(?:ка|ки|ке|ку|я|и)",
    r"тест(?:ь|я|ю)", r"тещ(?:а|и|е|у)", r"зят(?:ь|я|ю)", r"внук(?:а|у)?", r"внучк(?:а|и|е|у)",
    r"плем\w{5,9}", r"невест\w{1,4}", r"опекун\w{0,3}", r"сирот(?:а|ы|е|у|ой)", r"младенец",
    r"младенца",
    r"девиц(?:а|ы|е|у|ею|ей)", r"девк(?:а|и|е|у)", r"баб(?:а|ы|е|у)", r"дворов\w{2,3}",
    r"крестьян(?:ин|ина|ину|ином|ка|ки|ке|ку|кой|е|ам|ами)?",
    r"мещан(?:ин|ина|ину|ином|ка|ки|ке|ку|кой|е|ам)?",
    r"дворян(?:ин|ина|ину|ином|ка|ки|ке|ку|кой|е)?", r"куп(?:ец|ца|цу|цом|цы|цов|чиха|чихи|чихе)",
    r"однодвор\w{2,4}", r"казак(?:а|у|ом|и|ов)?", r"казач\w{2,4}",
    r"солдат(?:а|у|ом|ы|ка|ки|ке|ку)?",
    r"рядов\w{2,3}", r"красноармеец|красноармейца|красноармейцу", r"ефрейтор\w{0,2}",
    r"сержант\w{0,2}",
    r"старшин\w", r"лейтенант\w{0,2}", r"поручик\w{0,2}", r"подпоручик\w{0,2}", r"прапорщик\w{0,2}",
    r"штабс-капитан\w{0,2}", r"капитан\w{0,2}", r"ротмистр\w{0,2}", r"майор\w{0,2}",
    r"полковник\w{0,2}",
    r"подполковник\w{0,2}", r"генерал\w{0,2}", r"корнет\w{0,2}", r"хорунж\w{2,3}", r"есаул\w{0,2}",
    r"княз(?:ь|я|ю|ем)", r"княгин(?:я|и|е|ю|ей)", r"княж(?:на|ны|не|ну)", r"граф(?:а|у|ом)?",
    r"графин(?:я|и|е|ю|ей)", r"барон(?:а|у|ом|есса|ессы)?", r"помещи(?:к|ка|ку|ком|ца|цы|це|цу)",
    r"врач(?:а|у|ом)?", r"доктор(?:а|у|ом)?", r"фельдшер(?:а|у|ом|ица|ицы)?", r"акушерк\w{1,2}",
    r"професс?ор(?:а|у|ом)?", r"доцент(?:а|у|ом)?", r"академик(?:а|у|ом)?", r"инженер(?:а|у|ом)?",
    r"учител(?:ь|я|ю|ем|ьница|ьницы|ьнице|ьницу|ьницей)", r"студент(?:а|у|ом|ка|ки|ке|ку)?",
    r"учени(?:к|ка|ку|ком|ца|цы|це|цу|ки)", r"воспитанни(?:к|ка|ку|ца|цы|це|цу)",
    r"священник(?:а|у|ом)?", r"протоиере\w", r"иере\w", r"диакон(?:а|у|ом)?", r"дьякон(?:а|у|ом)?",
    r"дьяч(?:ок|ка|ку)", r"пономар\w", r"псаломщик\w{0,2}", r"монах(?:а|у|иня|ини)?",
    r"раввин\w{0,2}",
    r"мулл\w", r"пастор\w{0,2}", r"рабоч(?:ий|его|ему|им|ая|ей|ую)",
    r"колхозни(?:к|ка|ку|ком|ца|цы|це|цу)",
    r"слесар(?:ь|я|ю|ем)", r"токар(?:ь|я|ю|ем)", r"плотник(?:а|у|ом)?", r"бригадир(?:а|у|ом)?",
    r"сторож(?:а|у|ем|иха)?", r"заявител(?:ь|я|ю|ьница)", r"просител(?:ь|я|ю|ьница|ьницы)",
    r"свидетел(?:ь|я|ю|ем|и|ьница)", r"обвиняем\w{2,3}", r"подсудим\w{2,3}",
    r"подследственн\w{2,3}",
    r"осужденн\w{2,3}", r"арестованн\w{2,3}", r"заключенн\w{2,3}", r"потерпевш\w{2,3}",
    r"больн(?:ой|ого|ому|ая|ую)",
    r"беспартийн\w{2,3}", r"коммунист\w{0,2}", r"комсомол(?:ец|ьца|ьцу|ка|ки|ке|ку)",
    r"некто", r"некий", r"некоего", r"некая", r"бывш\w{2,3}", r"покойн\w{2,4}", r"умерш\w{2,3}",
    r"кулак(?:а|у|ом)?", r"батрак(?:а|у|ом)?", r"середняк(?:а|у|ом)?", r"поселен(?:ец|ца|цу)",
)  # fmt: skip

# Headings of a form, which stand where a name is to be written.
_FORM_WORDS = frozenset(
    ("фамилия", "имя", "отчество", "должность", "адрес", "возраст", "пол", "год", "место", "звание")
)
_SEPARATOR = r"(?:[.:]? ?[\"«(]?|[ .,:-]{0,3}\n {0,20}| - | {1,3})[\"«(]? ?"
_NAME_AFTER = re.compile(
    rf"(?<![\w-])(?P<address>{'|'.join(_NAME_FOLLOWS)})(?!\w){_SEPARATOR}"
    r"(?<!\w)(?P<name>[^\W_]{2,24}(?:-[^\W_]{2,24})?)",
    re.IGNORECASE,
)
_MAY_FOLLOW = re.compile("|".join(_NAME_MAY_FOLLOW), re.IGNORECASE)
_WORD_BEFORE = re.compile(
    r"(?<![\w-])(?P<word>[^\W\d_][\w-]{0,24}\.?)(?:[ :\"«(]{1,4}|[ ]?\n {0,20})\Z"
)
_REACH = 48
# "тт. Иванов, Петров и Сидоров": what follows a name in a list is a name.
_NEXT_IN_LIST = re.compile(rf"(?:, ?\n?| и |, и )(?P<name>{CAPITAL_WORD})(?!\w)")
_LONGEST_LIST = 200


def addressed(text: str) -> Iterator[Mark]:
    """Mark what stands after a form of address after which a name must follow."""
    for match in _NAME_AFTER.finditer(text):
        if not _is_addressed(match["address"], match["name"]):
            continue
        yield Mark(match.start("name"), match.end("name"), "certain")
        end = match.end("name")
        for _ in range(_LONGEST_LIST):
            following = _NEXT_IN_LIST.match(text, end)
            if following is None or not _may_be_name(following["name"].lower()):
                break
            yield Mark(following.start("name"), following.end("name"), "likely")
            end = following.end("name")


def introduced(text: str, words: list[Word]) -> Iterator[Mark]:
    """Mark words with a capital that stand after a word of kinship, estate, rank or trade."""
    for word in words:
        before = _WORD_BEFORE.search(text, max(word.start - _REACH, 0), word.start)
        if before is not None and _introduces(before["word"].lower()) and _may_be_name(word.lower):
            yield Mark(word.start, word.end, "likely")


@lru_cache(maxsize=1 << 14)
def _introduces(word: str) -> bool:
    return _MAY_FOLLOW.fullmatch(word) is not None


def _is_addressed(address: str, name: str) -> bool:
    lower = name.lower()
    if lower in _FORM_WORDS or is_post(lower) or len(name) < 3:
        return False
    if not any(map(str.isalpha, name)):
        return False
    if name[0].isupper():
        # after an abbreviation whatever comes is a name, even Белый or Заяц
        return not address[-1].isalpha() or "-" in address or _may_be_name(lower)
    return len(name) >= 4 and not look_up(lower).known


@lru_cache(maxsize=1 << 14)
def _may_be_name(lower: str) -> bool:
    reading = look_up(lower)
    if is_post(lower) or lower in _FORM_WORDS or len(lower) < 3:
        return False
    if reading.ordinary:
        return reading.named and (reading.surname or not reading.adjective)
    return not reading.place or reading.listed
