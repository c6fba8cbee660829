"""The forms of LAW 3.4 in which names stand in documents: each makes a sentence with a name."""

import re
from collections.abc import Callable

from benchmarks.name_forms_abroad import transliterated, turkic, ukrainian
from benchmarks.name_samples import DIMINUTIVES, SURNAMES, decline_given, decline_surname
from benchmarks.name_sentences import Person, full_name, other, sentence, target

_LATIN_ALIKE = str.maketrans("асеорхуАВСЕНКМОРТХ", "aceopxyABCEHKMOPTX")


def clean(case: int) -> Callable[[Person], str]:
    return lambda person: sentence(person, case, full_name(person, case))


def tovarishch_only(person: Person) -> str:
    case = person.index % 6
    word = ("т.", "тов.", "гр.", "гр-н" if person.sex == "m" else "гр-ка")[person.index % 4]
    if "-" in word:
        case = 0
    return sentence(
        person, case, f"{word} {target(decline_surname(person.surname, person.sex, case))}"
    )


def capitals(person: Person) -> str:
    case = person.index % 6
    return sentence(person, case, full_name(person, case)).upper()


def pre_reform(person: Person) -> str:
    case = person.index % 6
    return _old_spelling(sentence(person, case, full_name(person, case)))


def _old_spelling(text: str) -> str:
    text = re.sub(r"([бвгджзклмнпрстфхцчшщ])(?=[^\w\n]|$)", r"\1ъ", text)
    text = re.sub(r"и(?=[аеиоуыэюяй])", "і", text)
    text = re.sub(r"ого(?=\W|$)", "аго", text)
    return re.sub(r"(?<=[бвлмнрстд])е(?=[клмнр])", "ѣ", text).replace("Ф", "Ѳ")


def hyphenated(person: Person) -> str:
    case = person.index % 6
    surname = decline_surname(person.surname, person.sex, case)
    cut = max(2, min(len(surname) - 2, len(surname) // 2 + person.index % 3 - 1))
    broken = (
        f"{target(surname[:cut])}-\n{target(surname[cut:])}"
        if len(surname) > 3
        else target(surname)
    )
    given = f"{decline_given(person.first, case)} {decline_given(person.father, case)}"
    return sentence(person, case, f"{other(given)} {broken}")


def table_row(person: Person) -> str:
    surname = target(decline_surname(person.surname, person.sex, 0))
    given = other(f"{person.first} {person.father}")
    rows = (
        f"№ | ФИО | Год рожд. | Занятие\n1 | {surname} {given} | 1898 | слесарь\n",
        f"12 | {surname} {given} | 1901 | хлебопашество\n",
        f"№ п/п\tФамилия\tИмя и отчество\n7\t{surname}\t{given}\n",
        f"Фамилия, имя, отчество\n3. {surname} {given}\n",
        f"№   Фамилия        Пай\n5   {surname}      12 р. 40 к.\n",
    )
    return rows[person.index % len(rows)]


def latin_alike(person: Person) -> str:
    case = person.index % 6
    return sentence(person, case, full_name(person, case).translate(_LATIN_ALIKE))


def letter_spaced(person: Person) -> str:
    case = person.index % 6
    surname = target(" ".join(decline_surname(person.surname, person.sex, case)))
    given = f"{decline_given(person.first, case)} {decline_given(person.father, case)}"
    return sentence(person, case, f"{other(given)} {surname}")


def partly_spaced(person: Person) -> str:
    case = person.index % 6
    surname = decline_surname(person.surname, person.sex, case)
    cut = 1 + person.index % 3
    return sentence(person, case, target(surname[:cut] + " " + " ".join(surname[cut:])))


def _initials(person: Person) -> str:
    stop = ". " if person.index % 2 else "."
    return f"{person.first[0]}{stop}{person.father[0]}."


def initials_before(person: Person) -> str:
    case = person.index % 6
    surname = target(decline_surname(person.surname, person.sex, case))
    return sentence(person, case, f"{other(_initials(person))} {surname}")


def initials_after(person: Person) -> str:
    case = person.index % 6
    surname = target(decline_surname(person.surname, person.sex, case))
    return sentence(person, case, f"{surname} {other(_initials(person))}")


def surname_only(person: Person) -> str:
    case = person.index % 6
    return sentence(person, case, target(decline_surname(person.surname, person.sex, case)))


def diminutive(person: Person) -> str:
    names = DIMINUTIVES[person.sex]
    case = person.index % 6
    first = other(decline_given(names[person.index // 2 % len(names)], case))
    return sentence(
        person, case, f"{first} {target(decline_surname(person.surname, person.sex, case))}"
    )


def patronymic_only(person: Person) -> str:
    case = person.index % 6
    return sentence(person, case, target(decline_given(person.father, case)))


def maiden_name(person: Person) -> str:
    new = SURNAMES[(person.index * 7) % len(SURNAMES)]
    given = other(f"Анна Петровна {decline_surname(new, 'f', 0)}")
    kinds = (
        f"{given}, урожд. {target(decline_surname(person.surname, 'f', 0))}, просит о пенсии.",
        f"{given}, по мужу {target(decline_surname(person.surname, 'f', 0))}, выбыла.",
        f"Дочь {target(decline_surname(person.surname, 'm', 1))} вышла замуж за приезжего.",
        f"Вдова {target(decline_surname(person.surname, 'f', 0))} просит о пособии.",
        f"Девичья фамилия {target(decline_surname(person.surname, 'f', 0))}.",
    )
    return kinds[person.index % len(kinds)]


CASES = ("nominative", "genitive", "dative", "accusative", "instrumental", "prepositional")
FORMS: dict[str, Callable[[Person], str]] = {
    **{f"clean, {name}": clean(case) for case, name in enumerate(CASES)},
    "т. / тов. / гр. only": tovarishch_only,
    "CAPITALS": capitals,
    "pre-reform spelling": pre_reform,
    "hyphen at line break": hyphenated,
    "table row": table_row,
    "Latin look-alikes": latin_alike,
    "letter-spaced": letter_spaced,
    "partly spaced, alone": partly_spaced,
    "initials before": initials_before,
    "initials after": initials_after,
    "surname alone": surname_only,
    "diminutive + surname": diminutive,
    "patronymic alone": patronymic_only,
    "maiden name, kin": maiden_name,
    "Ukrainian": ukrainian,
    "Tatar, Turkic": turkic,
    "transliterated": transliterated,
}
# Not in LAW 3.4: nothing but the word itself says that it is a name. Reported beside the rest.
BEYOND = frozenset({"surname alone", "partly spaced, alone"})
