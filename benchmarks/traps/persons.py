"""Traps of persons: closed passages however the person is named, and numbers of living people."""

from collections.abc import Callable

from benchmarks.traps import secrets_texts as passages
from benchmarks.traps.insets import inset
from benchmarks.traps.model import Draw, Family, Made, text_item
from benchmarks.traps.people import person
from benchmarks.traps.spelling import (
    look_alike,
    misread,
    misread_some,
    old,
    spaced,
    translit,
)
from benchmarks.traps.texts import fill, paper
from benchmarks.traps.wordlists import parted

# ruff: noqa: E501 - a passage stands on one line

FAMILY = Family("persons")
MEDICAL = "RU-16: 323-FZ 13"
EITHER = "RU-16: 323-FZ 13; RU-17: SK 139"
LIVING = "RU-8, RU-9: 152-FZ 10, 10.1"
_BOTH = (*passages.MEDICAL, *passages.ADOPTION)


def _changed(draw: Draw, change: Callable[[str], str]) -> Made:
    text = change(inset(draw, draw.turn(_BOTH)))
    year = draw.between(1888, 1924)
    return text_item(paper(draw, year, text), date=str(year))


@FAMILY.trap("pet-names", 28, EITHER)
def pet_names(draw: Draw) -> Made:
    """Diminutives and patronymics alone."""
    templates = (
        "У {cgen} открылась чахотка, доктор велит везти в Крым, мать не знает.",
        "{c} наша не родная: взяли из воспитательного и усыновили, она того не ведает.",
        "{f} лечится от пьянства и белой горячки у земского врача.",
        "Третьего дня {cdat} прикладывали пиявки: удар, отнялась рука и речь.",
        "{f} заражена мужем, лечится тайно от сифилиса, просит не писать.",
        "{cacc} удочерили у {f}, а родная мать в работницах.",
    )
    other = person(draw)
    text = inset(draw, draw.turn(templates).replace("{f}", other.patronymic[0]))
    year = draw.between(1888, 1915)
    return text_item(paper(draw, year, text), date=str(year))


@FAMILY.trap("old-spelling", 29, EITHER)
def old_spelling(draw: Draw) -> Made:
    return _changed(draw, old)


@FAMILY.trap("translit", 29, EITHER)
def in_latin(draw: Draw) -> Made:
    return _changed(draw, translit)


@FAMILY.trap("ukrainian", 29, EITHER)
def ukrainian(draw: Draw) -> Made:
    templates = (
        "Селянин {p} хворіє на сухоти, лікар {o} визнав його непрацездатним.",
        "Громада ухвалила: дитину {cacc} вважати всиновленою {pins}, про рідну матір не оголошувати.",
        "{p} лікується від пранців у повітовій лікарні, ліжко {k}.",
        "Посвідчення лікаря: {p} страждає на падучу хворобу, напади щотижня.",
        "Заява {pgen} про всиновлення сироти {cgen} з притулку.",
        "Хвора {p}, діагноз: черевний тиф, померла {k} числа.",
    )
    text = inset(draw, draw.turn(templates))
    return text_item(paper(draw, 1923, text), date="1923")


@FAMILY.trap("tatar", 29, EITHER)
def tatar(draw: Draw) -> Made:
    templates = (
        "{p} үпкә чире белән авырый, табиб аны хастаханәгә салырга кушты.",
        "Ятим бала {cacc} {p} гаиләсенә уллыкка алынды, анасы турында әйтмәскә.",
        "Авыру {p}, диагноз: тиф. Дәвалау: дару, ятак режимы. Табиб {o}",
        "{p} кызлыкка алган баланың исеме үзгәртелде, карар № {n}.",
        "Хастаханә язуы: {p}, җенси авыру, дәвалана.",
    )
    text = inset(draw, draw.turn(templates))
    return text_item(paper(draw, 1922, text), date="1922")


@FAMILY.trap("capitals", 30, EITHER)
def capitals(draw: Draw) -> Made:
    return _changed(draw, str.upper)


@FAMILY.trap("letter-spaced", 30, EITHER)
def letter_spaced(draw: Draw) -> Made:
    return _changed(draw, lambda text: spaced(draw, text))


@FAMILY.trap("look-alikes", 30, EITHER)
def look_alikes(draw: Draw) -> Made:
    return _changed(draw, lambda text: look_alike(draw, text))


@FAMILY.trap("hyphenated", 30, EITHER)
def hyphenated(draw: Draw) -> Made:
    """Every line is short, so that nearly every long word is broken."""

    def narrow(text: str) -> str:
        lines, line = [], ""
        for word in text.split():
            while len(line) + len(word) > 16:
                cut = max(2, 14 - len(line))
                if len(word) - cut < 2:
                    break
                lines.append(f"{line}{word[:cut]}-")
                line, word = "", word[cut:]
            line += f"{word} "
            if len(line) > 14:
                lines.append(line.strip())
                line = ""
        return "\n".join([*lines, line.strip()])

    return _changed(draw, narrow)


@FAMILY.trap("misread", (25, 30), EITHER)
def misread_passage(draw: Draw) -> Made:
    """Recognised badly: one letter in twelve is wrong."""
    return _changed(draw, lambda text: misread(draw, text, 0.08))


@FAMILY.trap("initials", 31, MEDICAL)
def initials(draw: Draw) -> Made:
    """Initials before and after the surname, and nothing but initials."""
    ill = parted("чахотка|сифилис|брюшной тиф|падучая|рак желудка|белая горячка|острый психоз")
    people = [person(draw) for _ in range(4)]
    lines = draw.turn(
        (
            "Состоят на излечении: {a} ({x}), {b} ({y}).",
            "{b} — {x}; {a} — {y}. Врач {o}",
            "Больные: {m} — {x}, {h} — {y}.",
            "Отпуск по болезни: {a}, {x}; {h}, {y}.",
        )
    )
    text = fill(
        draw,
        lines.replace("{y}", draw.pick(ill)),
        a=people[0].initials(),
        b=people[1].initials(last=False),
        m=f"{people[2].first[0][0]}. {people[2].patronymic[0][0]}. {people[2].surname[0][0]}.",
        h=f"{people[3].surname[0][0]}-{people[3].surname[1][-1]}",
        x=draw.pick(ill),
    )
    year = draw.between(1888, 1924)
    return text_item(paper(draw, year, text), date=str(year))


@FAMILY.trap("living", 34, LIVING)
def living(draw: Draw) -> Made:
    """A later slip with a living descendant, bound into an old paper; no date on it."""
    mail = f"{translit(person(draw).surname[0]).lower()}{draw.between(1, 99)}@mail.ru"
    phone = f"8 ({draw.between(901, 989)}) {draw.between(100, 999)}-{draw.between(10, 99)}-{draw.between(10, 99)}"
    templates = (
        "Запрос поступил от внучки: {p}, моб. {t}, просит копию.",
        "Обратный адрес: {m}. {p}, правнук просителя.",
        "Звонить: {p}, сотовый {t}",
        "Копию выслать на e-mail {m}",
        "Читатель {p}, паспорт {s}, тел. {t}",
        "WhatsApp {t}, {p}",
    )
    text = draw.turn(templates).replace("{t}", phone).replace("{m}", mail)
    text = text.replace(
        "{s}", f"{draw.between(10, 99)} {draw.between(10, 22)} {draw.between(100000, 999999)}"
    )
    return text_item(paper(draw, 1899, inset(draw, text)), date="1899")


def _control_digits(digits: str) -> int:
    total = sum(int(d) * weight for d, weight in zip(digits, range(9, 0, -1), strict=True))
    return total % 101 % 100


@FAMILY.trap("pension-number-misread", (34, 30), LIVING)
def pension_number_misread(draw: Draw) -> Made:
    """СНИЛС, some with letters among the digits; the numbers are of the unassigned sort."""
    digits = f"{draw.between(200, 989)}{draw.between(100, 999)}{draw.between(100, 999)}"
    check = f"{_control_digits(digits):02}"
    parts = [digits[:3], digits[3:6], digits[6:]]
    style = draw.turn(("-", "-", " ", "-"))
    number = f"{style.join(parts)} {check}"
    if draw.chance(0.6):
        number = misread_some(draw, number.replace("0", "О", 1).replace("3", "З", 1), 1)
    who = person(draw)
    line = draw.turn(
        (
            f"{who.full()} СНИЛС {number}",
            f"Страховой номер {number}, {who.initials()}",
            f"страх. свид. ПФ № {number}",
            f"{who.initials()} | {number} | пенсия",
            f"СНИЛС: {number}",
        )
    )
    return text_item(paper(draw, 1899, line), date="1899")


@FAMILY.trap("passport", 34, LIVING)
def passport(draw: Draw) -> Made:
    """Passports of the Soviet Union and of the Russian Federation."""
    a, b, n = draw.between(10, 99), f"{draw.between(0, 22):02}", draw.between(100000, 999999)
    roman, letters = draw.pick(("IV", "XII", "VII", "II")), draw.pick(("БА", "КБ", "МЮ", "ЛО"))
    line = draw.turn(
        (
            f"паспорт серия {a} {b} № {n} выдан ОВД города",
            f"паспорт {a}{b} {n}, код подразделения {draw.between(100, 999)}-{draw.between(100, 999)}",
            f"паспорт {roman}-{letters} № {n}, выдан отделом внутренних дел",
            f"пасп. сер. {a}{b} номер {n}",
            f"Документ: паспорт гражданина РФ {a} {b} {n}",
            f"удост. личн.: {roman}-{letters} {n}, УВД",
        )
    )
    who = person(draw).full()
    return text_item(paper(draw, 1899, f"{who}, {line}"), date="1899")


@FAMILY.trap(
    "taxpayer-number", (34, 9), "RU-8, RU-9; a number that exists since 1993 dates the paper"
)
def taxpayer_number(draw: Draw) -> Made:
    """ИНН and policy numbers, which no paper of 1899 can bear."""
    digits = "".join(str(draw.between(0, 9)) for _ in range(10))
    first = [int(d) for d in digits]
    n11 = sum(w * d for w, d in zip((7, 2, 4, 10, 3, 5, 9, 4, 6, 8), first, strict=True)) % 11 % 10
    first.append(n11)
    n12 = (
        sum(w * d for w, d in zip((3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8), first, strict=True)) % 11 % 10
    )
    number = f"{digits}{n11}{n12}"
    who = person(draw)
    line = draw.turn(
        (
            f"{who.full()}, ИНН {number}",
            f"ИНН физического лица: {number}",
            f"{who.initials()} инн {number[:4]} {number[4:8]} {number[8:]}",
            f"полис ОМС {number}{draw.between(1000, 9999)}, {who.initials()}",
            f"индивидуальный предприниматель {who.initials()} (ИНН {number})",
        )
    )
    return text_item(paper(draw, 1899, line), date="1899")
