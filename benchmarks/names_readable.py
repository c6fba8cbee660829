"""How many names stay readable after redaction, and how much of other text is masked.

    python benchmarks/names_readable.py [--persons N] [--half held-out|development] [--show FORM]

The measure of LAW 3.4: documents are generated for N persons (half of them women) in every form;
what the detector of persons finds is redacted; a document leaks when at least half of the
letters of the surname can still be read, and leaks strictly when any letter of any part of the
name can. Only the half of the surnames that was not used in the development is measured,
unless told otherwise. Noise damages a share of all characters, as OCR does. The control texts
hold no names, or only such as are left after those of the play are taken out: what is masked
there is an upper bound of what is masked for nothing.
"""

import argparse
import gzip
import math
import os
import random
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.name_samples import (
    DIMINUTIVES,
    MEN,
    PATRONYMICS,
    SURNAMES,
    TURKIC,
    UKRAINIAN,
    UKRAINIAN_PATRONYMICS,
    WOMEN,
    decline_given,
    decline_surname,
    is_held_out,
    patronymic,
)
from openfonds.restrictions.detectors.persons import Persons
from openfonds.restrictions.detectors.registry import examine
from openfonds.restrictions.redaction import grown_spans

DATA = Path(os.environ.get("OPENFONDS_TEST_DATA", Path(__file__).parents[1] / "../shared/data"))

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

_LATIN_SPELLING = "a b v g d e e zh z i y k l m n o p r s t u f kh ts ch sh shch  y  e yu ya"
_TRANSLITERATION = dict(
    zip("абвгдеёжзийклмнопрстуфхцчшщъыьэюя", _LATIN_SPELLING.split(" "), strict=True)
)
_LATIN_ALIKE = str.maketrans("асеорхуАВСЕНКМОРТХ", "aceopxyABCEHKMOPTX")
# What OCR reads for a letter, after the letter.
_CONFUSIONS = (
    "аая б6в ввнз гтг длц есеэ жкх з3э инпй йия кнх лпдн мин нипк о0сеа пнл рряг сосе тгпш уучх"
    " фор хкж цпи ч4у шщиц щшц ъьб ыьш ььъы эз юнк яйа"
)
_CONFUSED = {row[0]: row[1:] for row in _CONFUSIONS.split()}


@dataclass(frozen=True, slots=True)
class Person:
    """A person of the sample; index decides which sentence and which case is used."""

    surname: str
    first: str
    father: str
    sex: str
    index: int


def _t(text: str) -> str:
    return f"{TARGET}{text}{END}"


def _o(text: str) -> str:
    return f"{OTHER}{text}{END}"


def _sentence(person: Person, case: int, name: str) -> str:
    choices = SENTENCES[case]
    return choices[person.index // 6 % len(choices)].format(name)


def _full(person: Person, case: int) -> str:
    surname = _t(decline_surname(person.surname, person.sex, case))
    given = f"{decline_given(person.first, case)} {decline_given(person.father, case)}"
    return f"{surname} {_o(given)}" if person.index % 2 else f"{_o(given)} {surname}"


def clean(case: int) -> Callable[[Person], str]:
    return lambda person: _sentence(person, case, _full(person, case))


def tovarishch_only(person: Person) -> str:
    case = person.index % 6
    word = ("т.", "тов.", "гр.", "гр-н" if person.sex == "m" else "гр-ка")[person.index % 4]
    if "-" in word:
        case = 0
    return _sentence(
        person, case, f"{word} {_t(decline_surname(person.surname, person.sex, case))}"
    )


def capitals(person: Person) -> str:
    case = person.index % 6
    return _sentence(person, case, _full(person, case)).upper()


def pre_reform(person: Person) -> str:
    case = person.index % 6
    return _old_spelling(_sentence(person, case, _full(person, case)))


def _old_spelling(text: str) -> str:
    text = re.sub(r"([бвгджзклмнпрстфхцчшщ])(?=[^\w\n]|$)", r"\1ъ", text)
    text = re.sub(r"и(?=[аеиоуыэюяй])", "і", text)
    text = re.sub(r"ого(?=\W|$)", "аго", text)
    return re.sub(r"(?<=[бвлмнрстд])е(?=[клмнр])", "ѣ", text).replace("Ф", "Ѳ")


def hyphenated(person: Person) -> str:
    case = person.index % 6
    surname = decline_surname(person.surname, person.sex, case)
    cut = max(2, min(len(surname) - 2, len(surname) // 2 + person.index % 3 - 1))
    broken = f"{_t(surname[:cut])}-\n{_t(surname[cut:])}" if len(surname) > 3 else _t(surname)
    given = f"{decline_given(person.first, case)} {decline_given(person.father, case)}"
    return _sentence(person, case, f"{_o(given)} {broken}")


def table_row(person: Person) -> str:
    surname = _t(decline_surname(person.surname, person.sex, 0))
    given = _o(f"{person.first} {person.father}")
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
    return _sentence(person, case, _full(person, case).translate(_LATIN_ALIKE))


def letter_spaced(person: Person) -> str:
    case = person.index % 6
    surname = _t(" ".join(decline_surname(person.surname, person.sex, case)))
    given = f"{decline_given(person.first, case)} {decline_given(person.father, case)}"
    return _sentence(person, case, f"{_o(given)} {surname}")


def partly_spaced(person: Person) -> str:
    case = person.index % 6
    surname = decline_surname(person.surname, person.sex, case)
    cut = 1 + person.index % 3
    return _sentence(person, case, _t(surname[:cut] + " " + " ".join(surname[cut:])))


def _initials(person: Person) -> str:
    stop = ". " if person.index % 2 else "."
    return f"{person.first[0]}{stop}{person.father[0]}."


def initials_before(person: Person) -> str:
    case = person.index % 6
    surname = _t(decline_surname(person.surname, person.sex, case))
    return _sentence(person, case, f"{_o(_initials(person))} {surname}")


def initials_after(person: Person) -> str:
    case = person.index % 6
    surname = _t(decline_surname(person.surname, person.sex, case))
    return _sentence(person, case, f"{surname} {_o(_initials(person))}")


def surname_only(person: Person) -> str:
    case = person.index % 6
    return _sentence(person, case, _t(decline_surname(person.surname, person.sex, case)))


def diminutive(person: Person) -> str:
    names = DIMINUTIVES[person.sex]
    case = person.index % 6
    first = _o(decline_given(names[person.index // 2 % len(names)], case))
    return _sentence(
        person, case, f"{first} {_t(decline_surname(person.surname, person.sex, case))}"
    )


def patronymic_only(person: Person) -> str:
    case = person.index % 6
    return _sentence(person, case, _t(decline_given(person.father, case)))


def maiden_name(person: Person) -> str:
    new = SURNAMES[(person.index * 7) % len(SURNAMES)]
    given = _o(f"Анна Петровна {decline_surname(new, 'f', 0)}")
    kinds = (
        f"{given}, урожд. {_t(decline_surname(person.surname, 'f', 0))}, просит о пенсии.",
        f"{given}, по мужу {_t(decline_surname(person.surname, 'f', 0))}, выбыла.",
        f"Дочь {_t(decline_surname(person.surname, 'm', 1))} вышла замуж за приезжего.",
        f"Вдова {_t(decline_surname(person.surname, 'f', 0))} просит о пособии.",
        f"Девичья фамилия {_t(decline_surname(person.surname, 'f', 0))}.",
    )
    return kinds[person.index % len(kinds)]


def ukrainian(person: Person) -> str:
    names, fathers = UKRAINIAN[person.sex], UKRAINIAN_PATRONYMICS[person.sex]
    surname = decline_surname(person.surname, person.sex, 0)
    surname = re.sub(r"(?<=[сц])к(?=ий|ая|ой)", "ьк", surname).replace("ая", "а")
    surname = (
        surname.replace("и", "і" if person.index % 2 else "и").replace("ы", "и").replace("ё", "ьо")
    )
    name = f"{_t(surname)} {_o(names[person.index // 2 % len(names)])}"
    if person.index % 3:
        name += " " + _o(fathers[person.index // 2 % len(fathers)])
    sentences = (
        "Слухали: заяву, яку подає {}, про допомогу.",
        "До списку виборців внесено: {}, мешканець села.",
        "Ухвалили: {} звільнити з посади.",
    )
    return sentences[person.index % len(sentences)].format(name)


def turkic(person: Person) -> str:
    surname = _t(decline_surname(person.surname, person.sex, 0))
    firsts, fathers = TURKIC[person.sex], TURKIC["m"]
    first, father = (
        firsts[person.index // 2 % len(firsts)],
        fathers[person.index // 3 % len(fathers)],
    )
    word = {"m": ("улы", "оглы"), "f": ("кызы", "гызы")}[person.sex][person.index // 2 % 2]
    names = (
        f"{surname} {_o(first)} {_o(father)} {word}",
        f"{_o(first)} {_o(father)} {word} {surname}",
        f"{_o(first)} {surname}",
    )
    return _sentence(person, 0, names[person.index % len(names)])


def transliterated(person: Person) -> str:
    surname = decline_surname(person.surname, person.sex, 0)
    latin = _t(_transliterate(surname))
    names = (
        f"{latin} {person.first[0].translate(_to_latin)}.{person.father[0].translate(_to_latin)}.",
        f"{_o(_transliterate(person.first))} {latin}",
        f"{latin} {_o(_transliterate(person.first))} {_o(_transliterate(person.father))}",
    )
    sentences = ("The application of {} was refused.", "Der Antrag des {} wurde abgelehnt.",
                 "Телеграмма подписана {} и получена вечером.")  # fmt: skip
    return sentences[person.index // 3 % len(sentences)].format(names[person.index % len(names)])


_to_latin = str.maketrans("АБВГДЕЁЖЗИКЛМНОПРСТУФХЮЯЗ", "ABVGDEEZZIKLMNOPRSTUFKYYZ")


def _transliterate(word: str) -> str:
    latin = "".join(_TRANSLITERATION.get(letter.lower(), letter) for letter in word)
    return "-".join(part[:1].upper() + part[1:] for part in latin.split("-"))


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
NOISES = (0.0, 0.03, 0.10)


def persons(count: int, *, held_out: bool) -> list[Person]:
    """`count` persons with surnames of one half, men and women in turn."""
    surnames = [name for name in SURNAMES if is_held_out(name) is held_out]
    random.Random(7).shuffle(surnames)
    found = []
    for index in range(count):
        sex = "mf"[index % 2]
        firsts = MEN if sex == "m" else WOMEN
        found.append(
            Person(
                surnames[index % len(surnames)],
                firsts[index * 5 % len(firsts)],
                patronymic(PATRONYMICS[index * 11 % len(PATRONYMICS)], sex),
                sex,
                index * 13 % 360,
            )
        )
    return found


def noisy(marked: str, rate: float, rng: random.Random) -> tuple[str, list[tuple[str, bool]]]:
    """The text without marks, and for each character what part it is of and whether undamaged."""
    characters: list[str] = []
    origins: list[tuple[str, bool]] = []
    part = ""
    for character in marked:
        if character in (TARGET, OTHER, END):
            part = "" if character == END else character
            continue
        damage = rng.random() < rate and character != "\n"
        written, intact = (_damaged(character, rng), False) if damage else (character, True)
        for each in written:
            characters.append(each)
            origins.append((part, (intact or each == character) and each.isalpha()))
    return "".join(characters), origins


def _damaged(character: str, rng: random.Random) -> str:
    kind = rng.random()
    if kind < 0.65:
        alike = rng.choice(_CONFUSED.get(character.lower(), "·'-"))
        return alike.upper() if character.isupper() else alike
    if kind < 0.80:
        return rng.choice("абвгдежзиклмнопрстуфхцчшщыьэюя")
    if kind < 0.90:
        return ""
    return character + rng.choice(".,'·^ ")


@dataclass(frozen=True, slots=True)
class Leak:
    """Whether half of the surname, or any letter of the name, can be read."""

    half: bool
    any_part: bool
    shown: str


def leak_of(detector: Persons, marked: str, rate: float, seed: str) -> Leak:
    """Redact one document and see what is left of the name."""
    text, origins = noisy(marked, rate, random.Random(seed))
    masked = bytearray(len(text))
    for start, end in grown_spans(text, ((f.start, f.end) for f in detector.find(text))):
        masked[start:end] = b"\x01" * (end - start)
    letters = sum(
        character.isalpha()
        for part in re.findall(f"{TARGET}([^{END}]*){END}", marked)
        for character in part
    )
    visible = [part for at, (part, letter) in enumerate(origins) if letter and not masked[at]]
    seen = visible.count(TARGET)
    shown = "".join("#" if masked[at] else character for at, character in enumerate(text))
    return Leak(2 * seen >= letters, bool(seen or OTHER in visible), f"{text!r}\n     {shown!r}")


def upper_bound(leaks: int, n: int) -> float:
    """The exact one-sided 95 per cent bound of a share (Clopper and Pearson)."""
    if leaks == n:
        return 1.0
    low, high = leaks / n, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        at_most = sum(
            math.exp(
                math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)
                + k * math.log(middle) + (n - k) * math.log1p(-middle)
            )
            for k in range(leaks + 1)
        )  # fmt: skip
        low, high = (middle, high) if at_most > 0.05 else (low, middle)
    return high


@dataclass(slots=True)
class Tally:
    """Documents, leaks and strict leaks."""

    n: int = 0
    half: int = 0
    any_part: int = 0

    def add(self, leak: Leak) -> None:
        """Count one document."""
        self.n += 1
        self.half += leak.half
        self.any_part += leak.any_part

    def __str__(self) -> str:
        return (
            f"{self.half:4}/{self.n:<5} {self.half / self.n:6.2%}"
            f" (<= {upper_bound(self.half, self.n):5.2%})  {self.any_part / self.n:6.2%}"
        )


def measure_leaks(count: int, *, held_out: bool, show: str | None) -> None:
    """Print the table of forms and noises."""
    detector = Persons()
    people = persons(count, held_out=held_out)
    half = "held-out" if held_out else "development"
    print(f"{len(people)} persons, {len({p.surname for p in people})} surnames of the {half} half")
    print("leak: half of the surname; (one-sided 95% bound); strict: any letter of any part")
    print(f"{'form':26}" + "".join(f"{f'noise {noise:.0%}':38}" for noise in NOISES))
    headline, with_noise, everything = Tally(), Tally(), Tally()
    for form, make in FORMS.items():
        row = []
        for noise in NOISES:
            tally = Tally()
            for number, person in enumerate(people):
                leak = leak_of(detector, make(person), noise, f"{form} {noise} {number}")
                tally.add(leak)
                everything.add(leak)
                if noise == 0 and form not in BEYOND:
                    headline.add(leak)
                if form not in BEYOND and (noise == 0 or form.startswith("clean")):
                    with_noise.add(leak)
                if show is not None and form.startswith(show) and leak.any_part:
                    print(f"  {noise:.0%} {'LEAK' if leak.half else 'part'} {leak.shown}")
            row.append(str(tally))
        print(f"{form:26}" + "".join(f"{cell:38}" for cell in row))
    print(f"{'all forms, no noise':26}{headline}")
    print(f"{'... and clean with noise':26}{with_noise}")
    print(f"{'everything':26}{everything}")


def _plays() -> Iterator[tuple[str, str]]:
    """Prose of plays without the paragraphs that have a name of the cast or a speaker."""
    for path in sorted((DATA / "E/rusdracor-tei").glob("*.xml.gz")):
        raw = gzip.decompress(path.read_bytes()).decode("utf-8")
        head, _, body = raw.partition("</teiHeader>")
        cast = " ".join(
            re.findall(r"<persName[^>]*>([^<]*)<", head)
            + re.findall(
                r"<(?:castItem|speaker|role)[^>]*>(.*?)</(?:castItem|speaker|role)>", body, re.S
            )
        )
        stems = {word.lower()[:4] for word in re.findall(r"[А-ЯЁ][а-яё]{2,}", cast)}
        body = re.sub(r"<speaker.*?</speaker>", "", body, flags=re.S)
        kept = []
        for paragraph in re.findall(r"<(?:p|stage)(?: [^>]*)?>(.*?)</(?:p|stage)>", body, re.S):
            text = re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", paragraph)).strip()
            words = re.findall(r"[А-ЯЁ][а-яё]{2,}", text)
            if not any(word.lower()[:4] in stems for word in words):
                kept.append(text)
        if kept:
            yield path.name, "\n".join(kept)


def _prints() -> Iterator[tuple[str, str]]:
    for path in sorted((DATA / "A/ru-civil-print-18c").glob("*.gt.txt")):
        yield path.name, path.read_text(encoding="utf-8")


def _laws() -> Iterator[tuple[str, str]]:
    for path in sorted((DATA / "B/ru-office-docs/laws").rglob("*.txt")):
        try:
            yield path.name, path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            yield path.name, path.read_text(encoding="cp1251", errors="replace")


CONTROLS: dict[str, Callable[[], Iterator[tuple[str, str]]]] = {
    "print of 1752-1801": _prints,
    "plays without their cast": _plays,
    "laws and orders of today": _laws,
}
MOST_CONTROL_CHARS = 400_000


def measure_controls(*, show: bool) -> None:
    """Print the share of characters masked where there should be hardly a name, and the speed."""
    detector = Persons()
    list(detector.find("Иванов Иван Иванович"))
    for name, texts in CONTROLS.items():
        total = masked = 0
        seconds = 0.0
        by_confidence: Counter[str] = Counter()
        for _, text in texts():
            if total > MOST_CONTROL_CHARS:
                break
            for page in (text[at : at + 2000] for at in range(0, len(text), 2000)):
                began = time.process_time()
                examine(page)
                found = list(detector.find(page))
                seconds += time.process_time() - began
                total += len(page)
                masked += sum(
                    end - at for at, end in grown_spans(page, [(f.start, f.end) for f in found])
                )
                by_confidence.update(f.confidence for f in found)
                if show:
                    for f in found:
                        around = page[max(f.start - 30, 0) : f.end + 20].replace("\n", "/")
                        print(f"    {f.confidence:8} {page[f.start : f.end]!r:30} {around!r}")
        if total:
            print(
                f"{name:26}{total:8} characters, {masked / total:6.2%} masked, "
                f"{dict(sorted(by_confidence.items()))}, {total / seconds:,.0f} characters/s"
            )
        else:
            print(f"{name:26} no data: set OPENFONDS_TEST_DATA")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--persons", type=int, default=300)
    parser.add_argument("--half", choices=("held-out", "development"), default="held-out")
    parser.add_argument("--show", help="print what leaks of the forms that begin so")
    parser.add_argument("--show-controls", action="store_true")
    parser.add_argument("--only", choices=("leaks", "controls"))
    arguments = parser.parse_args()
    if arguments.only != "controls":
        measure_leaks(arguments.persons, held_out=arguments.half == "held-out", show=arguments.show)
    if arguments.only != "leaks":
        measure_controls(show=arguments.show_controls)


if __name__ == "__main__":
    main()
