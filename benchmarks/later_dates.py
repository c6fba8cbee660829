"""Dates in a text that are later than the catalogue says: recall by form, and false alarms.

    python -m benchmarks.later_dates [--variants N] [--seed N] [--each]

Recall: a paper said to be of 1800 to 1912 that holds one later date, by the form of the date;
letters are damaged at 0, 3 and 10 percent as OCR damages them (benchmarks/detectors.py), digits
at a tenth of that. A date is found when the last possible day of the item moves to its year or
later (in the form "same year": to its day or later).

False alarms, in pages of which the last day moves although they hold no later date:

- generated pages of old minutes with sums, weights, paragraphs, times, numbers and older dates;
- Russian print of 1752-1801 with its OCR readings by other programs, Russian plays printed or
  written before 1913 (pages of 2,000 letters), and council papers of Charlottenburg, 1879-1919,
  all under OPENFONDS_TEST_DATA. A page of these that holds a later date is counted all the same.
"""

import argparse
import csv
import gzip
import json
import os
import random
import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks.detectors import damage
from openfonds.model import DateSpan
from openfonds.restrictions.detectors.later_dates import dates_described, dates_mentioned
from openfonds.restrictions.later_day import later_day

DATA = Path(os.environ.get("OPENFONDS_TEST_DATA", Path(__file__).parents[1] / "../shared/data"))
AS_OF = date(2026, 11, 22)
NOISE = (0.0, 0.03, 0.10)
PAGE_LETTERS = 2000
LAST_OLD_YEAR = 1912

_MONTHS = "января февраля марта апреля мая июня июля августа сентября октября ноября декабря"
MONTHS = _MONTHS.split()
_ROMAN = "I II III IV V VI VII VIII IX X XI XII"
ROMAN = _ROMAN.split()
SURNAMES = ("Кедров", "Лаптева", "Ширяев", "Бондаренко", "Юшков")
_ORDINALS = (
    "первого второго третьего четвертого пятого шестого седьмого восьмого девятого десятого "
    "одиннадцатого двенадцатого тринадцатого четырнадцатого пятнадцатого шестнадцатого "
    "семнадцатого восемнадцатого девятнадцатого"
)
_TENS = "двадцать тридцать сорок пятьдесят шестьдесят семьдесят восемьдесят девяносто"
_TENTHS = (
    "двадцатого тридцатого сорокового пятидесятого шестидесятого семидесятого восьмидесятого "
    "девяностого"
)

Draw = random.Random


def in_words(year: int) -> str:
    """A year of the twentieth century in words, in the genitive."""
    rest = year % 100
    if rest == 0:
        return "тысяча девятисотого"
    if rest < 20:
        return f"тысяча девятьсот {_ORDINALS.split()[rest - 1]}"
    tens, units = divmod(rest, 10)
    if not units:
        return f"тысяча девятьсот {_TENTHS.split()[tens - 2]}"
    return f"тысяча девятьсот {_TENS.split()[tens - 2]} {_ORDINALS.split()[units - 1]}"


def _in(ending: str, genitive: str) -> str:
    return re.sub("ого$", ending, genitive).replace("третьем", "третьем")


# Each form: a sentence for a day later than the paper. d: day, m: month 1-12, y: year.
FORMS: dict[str, Callable[[Draw, int, int, int], str]] = {
    "day, month, year г.": lambda r, d, m, y: f"Справка выдана {d} {MONTHS[m - 1]} {y} г.",
    "12.03.1951": lambda r, d, m, y: f"получено {d:02}.{m:02}.{y}",
    "3/XI-1961": lambda r, d, m, y: f"К делу. {d}/{ROMAN[m - 1]}-{y}",
    "XI.1961": lambda r, d, m, y: f"Проверка фонда, {ROMAN[m - 1]}.{y}",
    "in words": lambda r, d, m, y: (
        f"выдано {_ORDINALS.split()[d % 19]} {MONTHS[m - 1]} {in_words(y)} года"
    ),
    "in words, в ... году": lambda r, d, m, y: f"переписано в {_in('ом', in_words(y))} году",
    "in words, old spelling": lambda r, d, m, y: (
        f"списано въ {_in('омъ', in_words(y)).replace('девятьсот ', 'девятьсотъ ')} году"
    ),
    "27.1.31": lambda r, d, m, y: f"Справка выдана {d}.{m}.{y % 100:02}",
    "27.1.31, alone": lambda r, d, m, y: f"Сверил {r.choice(SURNAMES)}. {d}.{m}.{y % 100:02}",
    "5 октября 67 г.": lambda r, d, m, y: f"Принято {d} {MONTHS[m - 1]} {y % 100:02} г.",
    "«10» октября 70 года": lambda r, d, m, y: f"«{d}» {MONTHS[m - 1]} {y % 100:02} года",
    "3/XI-61": lambda r, d, m, y: f"В архив {d}/{ROMAN[m - 1]}-{y % 100:02}",
    "1944 г.р.": lambda r, d, m, y: f"{r.choice(SURNAMES)} И. П., {y} г.р.",
    "год рождения 1944": lambda r, d, m, y: f"год рождения {y}, {r.choice(SURNAMES)} Н. С.",
    "М.: Наука, 1981": lambda r, d, m, y: f"М.: {r.choice(('Наука', 'Искусство'))}, {y}",
    "Л., «Правда», 1981": lambda r, d, m, y: f"Л., «{r.choice(('Правда', 'Детгиз'))}», {y}. 240 с.",
    "издательство, 1981": lambda r, d, m, y: f"Издательство «Мысль», {y}",
    "© Имя, 1987": lambda r, d, m, y: f"© {r.choice(SURNAMES)} Е. Н., предисловие, {y}",
    "Москва / 1981": lambda r, d, m, y: f"МОСКВА\n{y}",
    "(1879–1972)": lambda r, d, m, y: f"{r.choice(SURNAMES)} В. Г. ({y - 61}–{y})",
    "same year": lambda r, d, m, y: f"Доложено 27 ноября {y} г.",
}
DESCRIBED: dict[str, Callable[[Draw, int, int, int], str]] = {
    "копия, 1937": lambda r, d, m, y: f"Журнал управы. Машинописная копия, {y}",
    "«Наука», 1981": lambda r, d, m, y: f"Переиздание: «Наука», {y}",
    "ум. 1976": lambda r, d, m, y: f"Псевдоним раскрыт: {r.choice(SURNAMES)} (ум. {y})",
    "(1879–1972)": lambda r, d, m, y: f"Автор: {r.choice(SURNAMES)} ({y - 70}–{y})",
    "1899, 1937": lambda r, d, m, y: f"Протоколы 1899, {y} с приложениями",
}
OLD = (
    "Слушали докладъ управы о мощеніи улицъ и о ремонтѣ моста.",
    "Постановили: ходатайство отклонить, о чемъ увѣдомить просителя.",
    "Отчетъ городской управы разсмотрѣнъ и утвержденъ единогласно.",
)


def old_sentence(rng: Draw, year: int) -> str:
    """A sentence of a paper of a year: numbers that are no dates, and dates that are not later."""
    n, big = rng.randint(1, 31), rng.randint(1700, 2026)
    before = year - rng.randint(0, 120)
    month = rng.choice(MONTHS)
    return rng.choice(
        (
            f"Въ магазинѣ оставалось {big} пудовъ ржи и {n} четвертей овса.",
            f"Ассигновать {big} руб. {n} коп. на содержаніе училища.",
            f"По описи № {big} значится {big + 1} листовъ.",
            f"См. журналъ, стр. {big}, и § {n % 12 + 1}.{n % 9 + 1}.{n + 10} устава.",
            f"Итого {n}.{rng.randint(1, 12)}.{rng.randint(10, 99)}\nВсего {n}.5.{n + 20}",
            f"{n}.{n % 12}.{rng.randint(10, 99)} и 12.45.{n + 10} по вѣдомости",
            f"Вѣсъ {n} п. {n % 12} ф. {rng.randint(10, 95)} зол.",
            f"Засѣданіе открыто въ 12.{n % 6}5 пополудни.",
            f"{n % 12 + 1}.{n % 7 + 1}.{n + 10}. О найме сторожа.\n"
            f"{n % 12 + 1}.{n % 7 + 1}.{n + 11}. О дровах.",
            f"Планъ {before} года, утвержденный {n} {month} {before} г.",
            f"Отъ {n} {month} {year % 100:02} г. за № {big}.",
            f"Дворов {big}, душ мужского пола {big + n}.",
            f"Кадастръ: участокъ {big}, межа {big - 1} саж., цѣна {big}-50.",
            f"Телефонъ № {n % 10}-{n + 20}-{rng.randint(10, 99)}.",
            f"Прошеніе поступило {n} {month}; отъ роду ему {n + 20} лѣтъ.",
            f"на {n + 20} году от роду; тысяча девятьсот {rng.choice(('рублей', 'пудов', 'душ'))}",
            f"Императоръ царствовалъ {before}–{min(before + 20, year)} гг.",
            f"Участокъ {big}, Москва {big + 5} пудовъ, Казань {big - 7} пудовъ.",
            f"въ {n} верстахъ; по {n % 12} р. {n + 10} к.; сборъ {big}.",
            f"Пробы: {big} грам. серебра 84; тиражъ {big} экз., цѣна 15 коп.",
        )
    )


def page(rng: Draw, year: int) -> str:
    """A page of minutes of a year."""
    lines = [rng.choice(OLD) if rng.random() < 0.5 else old_sentence(rng, year) for _ in range(24)]
    return "\n".join([f"Протоколъ {rng.randint(1, 28)} {rng.choice(MONTHS)} {year} г.", *lines])


def damaged(text: str, share: float, rng: Draw) -> str:
    """Letters damaged by a share, digits by a tenth of it."""
    digits = "".join(
        rng.choice("0123456789") if c.isdigit() and rng.random() < share / 10 else c for c in text
    )
    return damage(digits, share, rng)


def last_day(year: int, text: str, *, described: bool = False, end: date | None = None) -> date:
    """The last possible day of an item of a year with this text."""
    end = end or date(year, 12, 31)
    said = dates_described(text, AS_OF.year) if described else dates_mentioned(text)
    moved = later_day(DateSpan("", date(year, 1, 1), end), said, julian_until=None, as_of=AS_OF)
    assert moved is not None  # the catalogue gives a day
    return moved


def recall(form: str, described: bool, noise: float, variants: int, seed: int) -> Iterator[bool]:
    """Whether each later date of a form was found."""
    for number in range(variants):
        rng = random.Random(f"{seed} {form} {noise} {number}")
        year = rng.randint(1800, LAST_OLD_YEAR)
        later = 1900 + rng.choice([n for n in range(27, 100) if abs(n - year % 100) > 5])
        end = None
        if form == "same year":
            later, end = year, date(year, 5, 3)
        make = (DESCRIBED if described else FORMS)[form]
        text = make(rng, rng.randint(1, 28), rng.randint(1, 12), later)
        if described:
            text = damaged(text, noise, rng)
            yield last_day(year, text, described=True).year >= later
            continue
        around = [rng.choice(OLD), text, rng.choice(OLD)]
        moved = last_day(year, damaged("\n".join(around), noise, rng), end=end)
        yield moved >= date(later, 11, 27) if form == "same year" else moved.year >= later


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        if len(value) > 150:
            yield value
    else:
        for inner in value.values() if isinstance(value, dict) else value or ():
            if isinstance(inner, str | dict | list):
                yield from _strings(inner)


def civil_print() -> Iterator[tuple[int, str]]:
    """Pages of 1752-1801 with their year, transcribed and read by other programs."""
    folder = DATA / "A/ru-civil-print-18c"
    with (folder / "pages.tsv").open(encoding="utf-8") as rows:
        for row in csv.DictReader(rows, delimiter="\t"):
            year, name = int(row["year"]), row["image_id"]
            yield year, (folder / f"{name}.gt.txt").read_text(encoding="utf-8")
            read = DATA / f"D/ru-18c-ocr-hypotheses/{name}.json"
            for text in _strings(json.loads(read.read_text(encoding="utf-8"))):
                yield year, text


def plays() -> Iterator[tuple[int, str]]:
    """Pages of plays whose writing, printing and first night were before 1913."""
    for file in sorted((DATA / "E/rusdracor-tei").glob("*.gz")):
        tei = gzip.decompress(file.read_bytes()).decode()
        years = [int(y) for y in re.findall(r'<event[^>]*(?:when|notAfter)="(\d{4})', tei)]
        if not years or max(years) > LAST_OLD_YEAR:
            continue
        body = re.sub(r"<[^>]+>", "", tei[tei.index("<body") : tei.index("</body>")])
        text = re.sub(r"\n\s*\n+", "\n", body)
        for at in range(0, len(text), PAGE_LETTERS):
            yield max(years), text[at : at + PAGE_LETTERS]


def council_papers() -> Iterator[tuple[int, str]]:
    """German council papers; all are taken for papers of the last year, 1919."""
    for file in sorted((DATA / "B/page-charlottenburg-municipal").rglob("*.xml")):
        lines = re.findall(r"<Unicode>([^<]*)</Unicode>", file.read_text(encoding="utf-8"))
        if lines:
            yield 1919, "\n".join(lines)


def generated(count: int, seed: int, noise: float) -> Iterator[tuple[int, str]]:
    """Pages of minutes of 1800-1912."""
    for number in range(count):
        rng = random.Random(f"{seed} page {number} {noise}")
        year = rng.randint(1800, LAST_OLD_YEAR)
        yield year, damaged(page(rng, year), noise, rng)


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--variants", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--each", action="store_true", help="print the pages that alarm falsely")
    given = parser.parse_args()
    print(f"{'form':28}" + "".join(f"{share:>8.0%}" for share in NOISE) + "   (recall)")
    for described, forms in ((False, FORMS), (True, DESCRIBED)):
        for form in forms:
            shares = []
            for noise in NOISE:
                found = list(recall(form, described, noise, given.variants, given.seed))
                shares.append(sum(found) / len(found))
            name = f"title: {form}" if described else form
            print(f"{name:28}" + "".join(f"{share:8.1%}" for share in shares))
    print(f"\n{'pages':28}{'pages':>8}{'alarms':>8}{'per 1,000':>11}")
    sources = {
        "print of 1752-1801": civil_print(),
        "plays before 1913": plays(),
        "council papers": council_papers(),
        **{f"minutes, {n:.0%} noise": generated(5 * given.variants, given.seed, n) for n in NOISE},
    }
    for name, pages in sources.items():
        count = alarms = 0
        for year, text in pages:
            count += 1
            if last_day(year, text) > date(year, 12, 31):
                alarms += 1
                if given.each:
                    print(year, dates_mentioned(text), repr(text[:3000]))
        if count:
            print(f"{name:28}{count:8}{alarms:8}{1000 * alarms / count:11.1f}")


if __name__ == "__main__":
    main()
