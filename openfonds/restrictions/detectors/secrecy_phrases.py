"""The marks of secrecy and of service information, as words.

Sources: law 5485-1 art. 8 (the three marks); Decree 1233 of 3.11.1994 (для служебного
пользования); Soviet and pre-1918 office practice (LAW 5.24); law 3855-XII of Ukraine and
2170-XII of Belarus; Verschlusssachenanweisung; IGI 1300; EO 13526; UK Government Security
Classifications. The degrees of other languages are in secrecy_phrases_abroad.py.
"""

from dataclasses import dataclass
from itertools import chain

from openfonds.restrictions.detectors.secrecy_phrases_abroad import ABROAD, SERVICE_ABROAD
from openfonds.restrictions.findings import Confidence

LONG_ENOUGH = 11  # characters of a mark that is known when two of its letters are wrong
SECRECY, SERVICE, DECLASSIFIED = "secrecy_mark", "service_mark", "declassification_stamp"


@dataclass(frozen=True, slots=True)
class Mark:
    """What a phrase says where it stands as a mark, and where it stands in prose."""

    fact: str
    prose: Confidence | None  # None: a word of the language, evidence only as a mark
    quoted: Confidence = "certain"  # in quotation marks or brackets
    alone: Confidence = "certain"  # in or at the head of a line, without a copy number
    head_only: bool = False  # evidence only at the head of a page


# Nobody writes these but as a mark, or about a marked document.
_STRONG = (
    "совершенно секретно", "сов секретно", "сов секр", "соверш секретно", "соверш секр",
    "строго секретно", "строго секр", "стр секретно", "весьма секретно", "весьма секр",
    "особо секретно", "сугубо секретно", "особая папка", "особой папки", "особую папку",
    "особой папке", "хранить наравне с шифром", "хранить на правах шифра", "наравне с шифром",
    "на правах шифра", "не подлежит оглашению",
    "оглашению не подлежит", "не подлежащ* оглашению", "оглашению не подлежащ*",
    "не подлежат оглашению", "оглашению не подлежат", "не подлежит ~ оглашению",
    "не подлежит огласке", "огласке не подлежит", "огласке не подлежащ*",
    "не подлежащ* огласке", "разглашению не подлежит", "не подлежит разглашению",
    "не подлежащ* разглашению", "не подлежит распространению", "распространению не подлежит",
    "размножению не подлежит", "не подлежит размножению", "копированию не подлежит",
    "не подлежит копированию", "снятие копий воспрещается", "снятие копий запрещается",
    "снятие копий не разрешается", "снимать копии воспрещается", "снимать копии запрещается",
    "копий не снимать", "копии не снимать", "без права снятия копий", "без снятия копий",
    "по телефону не подлежит", "по радио не подлежит", "по телефону не передавать",
    "подлежит возврату в особый сектор", "подлежит возврату в цк", "только для членов цк",
    "только для членов политбюро", "только для членов бюро", "только для членов партии",
    "только для членов президиума", "только для членов коллегии", "по особому списку",
    "сие секретно", "держать в секрете", "держать в строгом секрете", "содержать в секрете",
    "содержать в строгом секрете", "хранить в секрете", "хранить в строгом секрете",
    "сохранить в секрете", "хранить в тайне", "держать в тайне", "содержать в тайне",
    "никому не оглашать", "никому не разглашать",
    "никому не показывать", "никому не объявлять", "не для огласки", "секретно от всех",
    "прочтя сожг*", "прочтя сжечь", "прочитав сжечь", "прочитав сожг*", "сжечь по прочтении",
    "по прочтении сжечь", "по прочтении уничтож*", "по прочтении подлежит уничтожению",
    "по прочтении возврат*", "по прочтении верн*", "гриф секретн*", "грифом секретн*",
    "секретн* распоряжени*", "секретн* переписк*", "переписк* секретн*", "секретн* част*",
    "секретн* отдел*", "секретн* стол", "секретн* стола", "секретн* столу", "секретн* столом",
    "секретн* канцеляри*", "секретн* комитет*", "секретн* экспедици*", "секретн* архив*",
    "секретн* делопроизводств*", "секретн* приложени*", "секретн* документ*", "секретн* дел*",
    "дел* секретн*", "секретн* фонд*", "секретн* хранени*", "секретн* донесени*",
    "секретн* циркуляр*", "секретн* протокол*", "секретн* предписани*", "секретн* отношени*",
    "секретн* рапорт*", "секретн* записк*", "секретн* инструкци*", "секретн* приказ*",
    "секретн* постановлени*", "секретн* решени*", "секретн* совещани*", "секретн* сводк*",
    "секретн* сведени*", "секретн* бумаг*", "секретн* журнал*", "секретн* телеграмм*",
    "секретн* надзор*", "секретн* наблюдени*", "секретн* сотрудник*", "секретн* агент*",
    "секретн* поручени*", "секретн* материал*", "секретн* опис*", "секретн* характер*",
    "секретн* порядк*", "в секретном порядке", "совершенно секретн*", "строго секретн*",
    "top secret", "most secret", "streng geheim*", "geheime kommandosache", "gkdos",
    "geheime reichssache", "geheime staatssache", "très secret", "secret défense",
    "confidentiel défense", "geheime verschlusssache*", "geheime verschlußsache*",
    "vertrauliche verschlusssache*", "vertrauliche verschlußsache*", "vs vertraulich", "vs geheim",
    "vs streng geheim", "amtlich geheimgehalten", "nur durch offizier", "g kdos", "geh kdo s",
    "g kdo s", "g rs", "très secret défense", "secret absolu", "secret et confidentiel",
    "strictement confidentiel", "noforn", "uk eyes only", "us eyes only", "uk secret",
    "nato secret", "nato confidential", "cosmic top secret", "secret uk eyes only",
    "přísně tajné", "prísne tajné", "ściśle tajne", "цілком таємно", "зусім сакрэтна",
    "особливої важливості", "асаблівай важнасці", "не підлягає розголошенню",
)  # fmt: skip
_WEAK = (
    "секретно", "не оглашать", "не разглашать", "рассекречиванию не подлежит", "особой важности", "хранить в сейфе",
    "confidentiel",
)  # fmt: skip
_ADJECTIVES = ("секретн*", "сверхсекретн*")
_MARK_ONLY = (
    "secret", "geheim", "только лично", "chefsache", "secret noforn", "eyes only", "совсекретно",
    "совсекр", "с секретно", "вскрыть лично", "вскрывать лично",
)  # fmt: skip
# Words of the language, which are a mark in a line of their own.
_WORDS_ALONE = (
    "подлежит оглашению",
    "подлежит огласке",
    "по секрету",
    "под секретом",
    "под строгим секретом",
    "подлежит возврату",
)
# At the head of a page only: anywhere else a secretary signs, or somebody comes in person.
_HEAD_ONLY = ("лично", "в собственные руки", "в собственныя руки", "секр")
# Abbreviations of the degree; also initials, and bits of broken words.
_SHORT = ("сс", "с с", "ов", "gvs", "vvs", "geh")

_SERVICE_STRONG = (
    "для служебного пользования", "служебного пользования", "для служебн польз*",
    "для служ польз*", "для сл польз*", "для служебного пользов", "для внутреннего пользования",
    "строго конфиденциально", "весьма конфиденциально", "совершенно конфиденциально",
    "весьма доверительно", "строго доверительно", "совершенно доверительно",
    "не подлежит опубликованию", "опубликованию не подлежит", "не подлежащ* опубликованию",
    "опубликованию не подлежащ*", "без права опубликования", "в печать не подлежит",
    "грифом дсп", "vs nfd", "nur für den dienstgebrauch",
    "streng vertraulich", "vs nur für den dienstgebrauch", "official sensitive",
    "diffusion restreinte", "for official use only", "strictly confidential",
    "для службового користування", "для службовага карыстання", "nur zum dienstgebrauch",
    "nur für den internen dienstgebrauch", "nur für den inneren dienstgebrauch",
    "vertrauliche dienstsache", "nicht zur veröffentlichung bestimmt", "diffusion limitée",
    "réservé au service", "réservé à l'usage du service", "personnel et confidentiel",
    "limited official use", "fouo", "sensitive but unclassified", "private and confidential",
    "personal and confidential", "конфиденциальн* переписк*", "конфиденциальн* письм*",
)  # fmt: skip
_SERVICE_WEAK = (
    "дсп", "д с п", "не для печати", "конфиденциально", "vertraulich",
    "confidential", "не для публикации", "не для опубликования", "ne pas diffuser",
    "ne pas communiquer", "non communicable", "not for publication", "usage interne",
    "à usage interne", "nicht zur veröffentlichung", "official use only",
)  # fmt: skip
_SERVICE_ADJECTIVES = ("конфиденциальн*",)
_SERVICE_MARK_ONLY = ("доверительно", "restricted", "cui", "n f d", "nfd")
_SERVICE_HEAD_ONLY = ("конф", "конфид", "конфиденц", "довер", "доверит")
_SERVICE_WORDS_ALONE = ("только для членов *",)
_DECLASSIFIED = (
    "рассекречен*", "рассекретить", "рассекретил*", "гриф снят", "гриф секретности снят",
    "declassified", "déclassifié*", "offengelegt", "розсекречен*",
)  # fmt: skip

MARKS: tuple[tuple[str, Mark], ...] = tuple(
    chain(
        ((p, Mark(SECRECY, "likely")) for p in _STRONG),
        ((p, Mark(SECRECY, "possible")) for p in _WEAK),
        ((p, Mark(SECRECY, "possible", "likely", "likely")) for p in _ADJECTIVES),
        ((p, Mark(SECRECY, None)) for p in _MARK_ONLY),
        ((p, Mark(SECRECY, None)) for p in ABROAD),
        ((p, Mark(SECRECY, None, alone="likely")) for p in (*_SHORT, *_WORDS_ALONE)),
        ((p, Mark(SECRECY, None, alone="likely", head_only=True)) for p in _HEAD_ONLY),
        ((p, Mark(SERVICE, "likely")) for p in _SERVICE_STRONG),
        ((p, Mark(SERVICE, "possible", "likely")) for p in _SERVICE_WEAK),
        ((p, Mark(SERVICE, "possible", "likely", "likely")) for p in _SERVICE_ADJECTIVES),
        ((p, Mark(SERVICE, None)) for p in (*_SERVICE_MARK_ONLY, *SERVICE_ABROAD)),
        ((p, Mark(SERVICE, None, alone="likely")) for p in _SERVICE_WORDS_ALONE),
        ((p, Mark(SERVICE, None, alone="likely", head_only=True)) for p in _SERVICE_HEAD_ONLY),
        ((p, Mark(DECLASSIFIED, "likely")) for p in _DECLASSIFIED),
    )
)

# Looked for with letters misread, cut, or broken over lines, where they stand as a mark.
DAMAGED: tuple[tuple[str, str], ...] = (
    ("совершенно секретно", SECRECY), ("сов секретно", SECRECY), ("строго секретно", SECRECY),
    ("весьма секретно", SECRECY), ("секретно", SECRECY), ("особой важности", SECRECY),
    ("особая папка", SECRECY), ("хранить наравне с шифром", SECRECY),
    ("хранить на правах шифра", SECRECY), ("не подлежит оглашению", SECRECY),
    ("оглашению не подлежит", SECRECY), ("снятие копий воспрещается", SECRECY),
    ("по прочтении сжечь", SECRECY), ("не подлежит опубликованию", SERVICE),
    ("подлежит возврату в секретную часть", SECRECY), ("в секретную часть", SECRECY),
    ("из особой папки", SECRECY),
    ("совершенно доверительно", SERVICE), ("весьма доверительно", SERVICE),
    ("строго конфиденциально", SERVICE), ("top secret", SECRECY), ("streng geheim", SECRECY),
    ("geheime kommandosache", SECRECY), ("très secret", SECRECY), ("secret défense", SECRECY),
    ("для служебного пользования", SERVICE), ("конфиденциально", SERVICE),
    ("доверительно", SERVICE), ("vertraulich", SERVICE), ("confidential", SERVICE),
    ("geheime reichssache", SECRECY), ("geheime verschlußsache", SECRECY),
    ("confidentiel défense", SECRECY), ("цілком таємно", SECRECY), ("зусім сакрэтна", SECRECY),
    ("для службового користування", SERVICE), ("nur für den dienstgebrauch", SERVICE),
    ("diffusion restreinte", SERVICE), ("for official use only", SERVICE),
    ("official sensitive", SERVICE), ("restricted", SERVICE),
)  # fmt: skip
# The longer marks, looked for so only in a line of their own or beside a wide blank.
DAMAGED_ALONE: tuple[tuple[str, str], ...] = tuple(
    (phrase, mark.fact)
    for phrase, mark in MARKS
    if mark.alone == "certain"
    and mark.fact != DECLASSIFIED
    and not set(phrase) & {"*", "~"}
    and len(phrase) >= LONG_ENOUGH
)
# Abbreviations with blanks and points between all letters ("С о в .  с е к р ."): as they are.
ABBREVIATED: tuple[tuple[str, str], ...] = (
    ("совсекр", SECRECY), ("строгосекр", SECRECY), ("весьмасекр", SECRECY),
    ("совершсекр", SECRECY), ("дляслужпольз", SERVICE), ("дляслужебнпольз", SERVICE),
)  # fmt: skip
# Words of the language as near to a mark as a misread one is.
NOT_DAMAGED = (
    "секрет", "секрета", "секреты", "секретом", "секрету", "секрете", "секретов", "секретам",
    "секретар", "секретаря", "секретарь", "секретари", "секретер", "секретный", "скрытно", "скрытый", "скрыто",
    "конкретно", "декретно", "декреты", "декрета", "декретом", "доверенность", "доверителя",
    "доверителю", "доверитель", "доверители", "доверителем", "доверенно", "доверительный",
    "утвердительно", "особая палка", "особая шапка", "особая лапка", "секретарша", "secretary",
    "secretaire", "secretly", "secrets", "сердечно", "сетевого", "советско", "советское",
    "советского", "советские", "зосектор",
)  # fmt: skip
# Looked for with as many as three letters misread, where they stand alone or nearly so.
LONE: tuple[tuple[str, str], ...] = (
    ("секретно", SECRECY), ("секретное", SECRECY), ("с секретно", SECRECY),
    ("сов секретно", SECRECY), ("по секрету", SECRECY), ("совершенно секретно", SECRECY),
    ("строго секретно", SECRECY), ("весьма секретно", SECRECY), ("особой важности", SECRECY),
    ("особая папка", SECRECY), ("из особой папки", SECRECY), ("не подлежит оглашению", SECRECY),
    ("конфиденциально", SERVICE), ("доверительно", SERVICE),
    ("строго конфиденциально", SERVICE), ("весьма доверительно", SERVICE),
    ("совершенно доверительно", SERVICE), ("для служебного пользования", SERVICE),
)  # fmt: skip
# What stands beside them without being a sentence, and words that are no misread mark.
LONE_WITH = (
    "лично", "вручить", "срочно", "спешно", "экземпляр", "строго", "весьма", "совершенно", "только",
    "собственные", "собственныя", "папка", "папки", "особая", "особой", "подлежит", "служебного",
)  # fmt: skip
LONE_RIVALS = (
    *NOT_DAMAGED, "секретаре", "секретарем", "секретарю", "секретарство", "конкретное",
    "декретное", "декретный", "свирепо", "повелительно", "подозрительно", "презрительно",
    "действительно", "относительно", "предварительно", "окончательно", "выразительно",
    "удивительно", "решительно", "почтительно", "отвратительно", "снисходительно", "медлительно",
    "внимательно", "значительно", "отрицательно", "убедительно", "вопросительно", "положительно",
    "приблизительно", "утвердительное",
)  # fmt: skip
