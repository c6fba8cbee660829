"""The marks of secrecy and of service information, as words.

Sources: law 5485-1 art. 8 (the three marks); Decree 1233 of 3.11.1994 (для служебного
пользования); Soviet and pre-1918 office practice (LAW 5.24); law 3855-XII of Ukraine and
2170-XII of Belarus; Verschlusssachenanweisung; IGI 1300; EO 13526; UK Government Security
Classifications.
"""

from dataclasses import dataclass
from itertools import chain

from openfonds.restrictions.findings import Confidence

SECRECY, SERVICE, DECLASSIFIED = "secrecy_mark", "service_mark", "declassification_stamp"


@dataclass(frozen=True, slots=True)
class Mark:
    """What a phrase says where it stands as a mark, and where it stands in prose."""

    fact: str
    prose: Confidence | None  # None: a word of the language, evidence only as a mark
    quoted: Confidence = "certain"  # in quotation marks or brackets
    alone: Confidence = "certain"  # in or at the head of a line, without a copy number


# Nobody writes these but as a mark, or about a marked document.
_STRONG = (
    "совершенно секретно", "сов секретно", "сов секр", "соверш секретно", "строго секретно",
    "весьма секретно", "особо секретно", "особая папка", "особой папки", "особую папку",
    "хранить наравне с шифром", "наравне с шифром", "не подлежит оглашению",
    "оглашению не подлежит", "не подлежит распространению", "снятие копий воспрещается",
    "снятие копий запрещается",
    "снимать копии воспрещается", "гриф секретн*", "секретн* распоряжени*",
    "секретн* переписк*", "секретн* част*", "секретн* отдел*", "секретн* делопроизводств*",
    "секретн* приложени*", "секретн* документ*", "секретн* дел*", "секретн* фонд*",
    "секретн* хранени*", "секретн* донесени*", "секретн* циркуляр*", "секретн* протокол*",
    "top secret", "most secret", "streng geheim*", "geheime kommandosache", "gkdos",
    "geheime reichssache", "geheime staatssache", "très secret", "secret défense",
    "confidentiel défense", "přísně tajné", "ściśle tajne", "цілком таємно", "зусім сакрэтна",
)  # fmt: skip
_WEAK = (
    "секретно", "рассекречиванию не подлежит", "особой важности",
    "хранить в сейфе", "по прочтении сжечь", "по прочтении уничтожить", "confidentiel",
)  # fmt: skip
_ADJECTIVES = ("секретн*", "сверхсекретн*")
_MARK_ONLY = (
    "secret", "geheim", "tajné", "tajne", "таємно", "сакрэтна", "только лично",
)  # fmt: skip
# Abbreviations of the degree; also initials, and bits of broken words.
_SHORT = ("сс", "с с", "ов")

_SERVICE_STRONG = (
    "для служебного пользования", "служебного пользования", "для служебн польз*",
    "для служебного пользов", "строго конфиденциально", "весьма конфиденциально",
    "весьма доверительно", "строго доверительно", "vs nfd", "nur für den dienstgebrauch",
    "streng vertraulich", "vs nur für den dienstgebrauch", "official sensitive",
    "diffusion restreinte", "for official use only", "strictly confidential",
)  # fmt: skip
_SERVICE_WEAK = (
    "дсп", "д с п", "не для печати", "конфиденциально", "vertraulich",
    "confidential", "не для публикации", "не для опубликования",
)  # fmt: skip
_SERVICE_ADJECTIVES = ("конфиденциальн*",)
_SERVICE_MARK_ONLY = ("доверительно", "restricted", "důvěrné", "poufne")
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
        ((p, Mark(SECRECY, None, alone="likely")) for p in _SHORT),
        ((p, Mark(SERVICE, "likely")) for p in _SERVICE_STRONG),
        ((p, Mark(SERVICE, "possible", "likely")) for p in _SERVICE_WEAK),
        ((p, Mark(SERVICE, "possible", "likely", "likely")) for p in _SERVICE_ADJECTIVES),
        ((p, Mark(SERVICE, None)) for p in _SERVICE_MARK_ONLY),
        ((p, Mark(DECLASSIFIED, "likely")) for p in _DECLASSIFIED),
    )
)

# Looked for with letters misread, where they stand as a mark. All letters, no blanks.
DAMAGED: tuple[tuple[str, str], ...] = (
    ("совершенно секретно", SECRECY), ("сов секретно", SECRECY), ("строго секретно", SECRECY),
    ("весьма секретно", SECRECY), ("секретно", SECRECY), ("особой важности", SECRECY),
    ("особая папка", SECRECY), ("хранить наравне с шифром", SECRECY),
    ("не подлежит оглашению", SECRECY), ("top secret", SECRECY), ("streng geheim", SECRECY),
    ("geheime kommandosache", SECRECY), ("très secret", SECRECY), ("secret défense", SECRECY),
    ("для служебного пользования", SERVICE), ("конфиденциально", SERVICE),
    ("доверительно", SERVICE), ("vertraulich", SERVICE), ("confidential", SERVICE),
)  # fmt: skip
