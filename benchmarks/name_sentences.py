"""Sentences with the name of a person in a given case; the parts of the name are marked."""

from dataclasses import dataclass

from benchmarks.name_samples import decline_given, decline_surname

TARGET, OTHER, END = "\ue000", "\ue001", "\ue002"

# Sentences with a name, by the case that they ask for.
SENTENCES: tuple[tuple[str, ...], ...] = (
    (
        "В заседание явился {}, который просил о выдаче пособия.",
        "Согласно списку от 3 марта, {} выбыл в 1921 году.",
        "При осмотре амбара присутствовал {} и двое понятых.",
        "По делу о потраве показал {}, что скот был загнан вечером.",
        "{} проживает в собственном доме по Никольской улице.",
    ),
    (
        "Слушали заявление {} о переводе в другой цех.",
        "Из показаний {} видно, что сено было продано осенью.",
        "Дело по жалобе {} оставить без последствий.",
        "Имущество {} описано и передано на хранение в сельсовет.",
        "Считать справку {} недействительной.",
    ),
    (
        "Постановили: выдать {} вспомоществование в размере 15 рублей.",
        "Отказать {} в восстановлении в избирательных правах.",
        "Копию постановления вручить {} под расписку.",
        "Квартиру в доме № 4 предоставить {} с семьей.",
    ),
    (
        "Комиссия осмотрела {} и признала к труду негодным.",
        "Уволить {} с работы с 1 июля.",
        "На собрании обвиняли {} в растрате общественных денег.",
        "Направить {} на излечение в уездную больницу.",
    ),
    (
        "Земля была куплена {} у соседней общины.",
        "Жалоба, поданная {} в волостное правление, возвращена.",
        "Спор между {} и обществом разобран третейским судом.",
        "Работа выполнена {} в срок и без недоделок.",
    ),
    (
        "Запросить сведения о {} по месту прежней службы.",
        "В донесении говорится о {} как о человеке неблагонадежном.",
        "Вопрос о {} снять с обсуждения до выяснения.",
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Person:
    """A person of the sample; index decides which sentence and which case is used."""

    surname: str
    first: str
    father: str
    sex: str
    index: int


def target(text: str) -> str:
    """The part of a name that must not be readable: the surname, where there is one."""
    return f"{TARGET}{text}{END}"


def other(text: str) -> str:
    """Another part of a name."""
    return f"{OTHER}{text}{END}"


def sentence(person: Person, case: int, name: str) -> str:
    """A sentence that asks for this case, with a name in its place."""
    choices = SENTENCES[case]
    return choices[person.index // 6 % len(choices)].format(name)


def full_name(person: Person, case: int) -> str:
    """Surname, first name and patronymic, in one order or the other."""
    surname = target(decline_surname(person.surname, person.sex, case))
    given = f"{decline_given(person.first, case)} {decline_given(person.father, case)}"
    return f"{surname} {other(given)}" if person.index % 2 else f"{other(given)} {surname}"
