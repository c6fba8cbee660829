"""Conditions, facts and outcomes in plain words, in English and in Russian."""

from typing import Literal

from openfonds.model import FactSource, Outcome, Truth
from openfonds.restrictions.conditions import (
    AllOf,
    AnyOf,
    AttributeIn,
    Condition,
    Dated,
    Elapsed,
    FactHolds,
    NotSo,
    OnClosedList,
    SeriesOpen,
)
from openfonds.restrictions.policy import Period

Language = Literal["en", "ru"]
LANGUAGES: tuple[Language, ...] = ("en", "ru")

OUTCOMES: dict[Language, dict[Outcome, str]] = {
    "en": {
        Outcome.OPEN: "open",
        Outcome.REVIEW: "in review: a person must decide",
        Outcome.WITHHELD: "withheld",
        Outcome.SUSPENDED: "suspended: access is under review",
        Outcome.FAILED: "failed: it could not be read",
        Outcome.DUPLICATE: "a duplicate of what is already held",
    },
    "ru": {
        Outcome.OPEN: "открыт",
        Outcome.REVIEW: "на рассмотрении: решает человек",
        Outcome.WITHHELD: "доступ ограничен",
        Outcome.SUSPENDED: "доступ приостановлен до решения",
        Outcome.FAILED: "не прочитан",
        Outcome.DUPLICATE: "повторно принятый документ",
    },
}
SOURCES: dict[Language, dict[FactSource, str]] = {
    "en": {
        FactSource.CATALOGUE: "a person, in the inventory",
        FactSource.AUTHORITY: "an authority file",
        FactSource.LIST: "a closed list",
        FactSource.STAMP_DETECTOR: "the stamp detector",
        FactSource.TEXT_DETECTOR: "a text detector",
        FactSource.OCR_DATE: "a date found in the text",
    },
    "ru": {
        FactSource.CATALOGUE: "человек, в описи",
        FactSource.AUTHORITY: "авторитетный файл",
        FactSource.LIST: "закрытый перечень",
        FactSource.STAMP_DETECTOR: "детектор штампов",
        FactSource.TEXT_DETECTOR: "детектор текста",
        FactSource.OCR_DATE: "дата, найденная в тексте",
    },
}
VALUES: dict[Language, dict[Truth, str]] = {
    "en": {Truth.TRUE: "yes", Truth.FALSE: "no", Truth.UNKNOWN: "unknown"},
    "ru": {Truth.TRUE: "да", Truth.FALSE: "нет", Truth.UNKNOWN: "неизвестно"},
}
_STARTS: dict[Language, dict[str, str]] = {
    "en": {
        "doc.created": "the latest document",
        "published": "the publication",
        "author.term": "the last author's death (or a later first publication)",
        "author.died": "the last author's death",
        "person.birth": "the person's birth",
        "person.death": "the person's death",
        "rehabilitated": "the rehabilitation",
    },
    "ru": {
        "doc.created": "последнего документа",
        "published": "опубликования",
        "author.term": "смерти последнего автора (или более позднего опубликования)",
        "author.died": "смерти последнего автора",
        "person.birth": "рождения лица",
        "person.death": "смерти лица",
        "rehabilitated": "реабилитации",
    },
}


def words_of(condition: Condition, language: Language) -> str:
    """A condition as a clause."""
    english = language == "en"
    match condition:
        case FactHolds(name):
            return f"{name} is so" if english else f"верно {name}"
        case AttributeIn(attribute, values):
            joined = (" or " if english else " или ").join(sorted(values))
            return f"{attribute} is {joined}" if english else f"{attribute}: {joined}"
        case SeriesOpen():
            return "its series was approved" if english else "опись открыта архивом"
        case OnClosedList():
            return "a closed list names it" if english else "внесён в закрытый перечень"
        case Elapsed(years, start):
            since = _STARTS[language][start]
            return (
                f"{years} years have passed since {since}"
                if english
                else f"прошло {years} лет со дня {since}"
            )
        case Dated(since, start):
            what = _STARTS[language][start]
            return (
                f"{what} is of {since} or later" if english else f"день {what}: {since} или позже"
            )
        case AllOf(parts):
            return (" and " if english else " и ").join(_part(p, language) for p in parts)
        case AnyOf(parts):
            return (" or " if english else " или ").join(_part(p, language) for p in parts)
        case NotSo(part):
            return (
                f"not ({words_of(part, language)})"
                if english
                else f"не ({words_of(part, language)})"
            )
    raise TypeError(f"no words for {type(condition).__name__}")


def words_of_period(period: Period, language: Language) -> str:
    """A period as a clause."""
    since = _STARTS[language][period.start]
    return (
        f"{period.years} years from {since}"
        if language == "en"
        else f"{period.years} лет со дня {since}"
    )


def _part(condition: Condition, language: Language) -> str:
    words = words_of(condition, language)
    return f"({words})" if isinstance(condition, (AllOf, AnyOf)) else words
