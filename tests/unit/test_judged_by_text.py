"""Whether a page can be judged by its text: what is held back, and what must not be."""

import html
import os
import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random

import pytest

from openfonds.double_decoding import undo_double_decoding
from openfonds.letter_pairs import plausibility
from openfonds.model import Outcome, ReadStatus
from openfonds.restrictions.judged_by_text import why_not_judged, why_text_is_not_judged
from tests import ROOT
from tests.item_samples import book, item, law, read

TODAY = date(2026, 11, 22)
DATA = Path(os.environ.get("OPENFONDS_TEST_DATA", ROOT.parent / "shared" / "data"))
RUSSIAN = (
    "Слушали доклад управы о мощении улиц и устройстве водопровода. Постановили утвердить смету, "
    "о чём сообщить господину губернатору."
)
SURNAMES = """Абдулов Арцыбашев Баев Вяземский Гагарин Джунковский Еремеев Жук Зыбин Ицкович
    Кржижановский Ландышев Мухаметшин Нейдгардт Остен-Сакен Пржевальский Рюмин Сысоев Трубецкой
    Уваров Фукс Хвостов Цветков Чхеидзе Шмидт Щербацкий Эссен Юсупов Ягужинский Гиззатуллин"""
STREETS = ("Садовая", "Б. Морская", "Кузнечн. пер.", "Выгонъ")
ALPHABET = "абвгдежзийклмнопрстуфхцчшщъыьэюя"


def rubbish(seed: int, letters: str, n_words: int = 120) -> str:
    rng = Random(seed)
    words = ["".join(rng.choices(letters, k=rng.randint(3, 9))) for _ in range(n_words)]
    return "\n".join(" ".join(words[i : i + 8]) for i in range(0, n_words, 8))


def table(seed: int, n_rows: int = 40) -> str:
    rng = Random(seed)
    rows = ["№ | Наименованіе расходовъ | руб. | коп."]
    for n in range(1, n_rows):
        what = rng.choice(("Дрова", "Жалованье", "Ремонтъ", "—", "то же", "Итого", "овесъ"))
        rows.append(f"{n} | {what} | {rng.randint(1, 9999)} | {rng.randint(0, 99):02}")
    return "\n".join(rows)


def figures(seed: int) -> str:
    rng = Random(seed)
    rows = [" ".join(str(rng.randint(0, 99999)) for _ in range(8)) for _ in range(40)]
    return "\n".join(["Вѣдомость о приходѣ и расходѣ суммъ", "р. к. р. к.", *rows, "Итого"])


def names(seed: int) -> str:
    rng = Random(seed)
    surnames = SURNAMES.split()
    return "\n".join(
        f"{n}. {rng.choice(surnames)} {rng.choice(ALPHABET[:20]).upper()}. "
        f"{rng.choice('АИПСФ')}. — {rng.randint(1840, 1890)}"
        for n in range(1, 60)
    )


def cadastre(seed: int) -> str:
    rng = Random(seed)
    return "\n".join(
        f"кв. {rng.randint(1, 99)} уч. {n} пл. {rng.randint(90, 900)} кв. саж. ул. "
        f"{rng.choice(STREETS)} д. {rng.randint(1, 60)}"
        for n in range(1, 50)
    )


JUDGED = {
    "prose": RUSSIAN,
    "old spelling": "Слушали докладъ управы о мощеніи улицъ. Постановили утвердить смѣту.",
    "title page": "ДѢЛО\n№ 5\nо мощеніи улицъ",
    "one word": "Обложка",
    "capitals": RUSSIAN.upper(),
    "table": table(1),
    "figures with headings": figures(1),
    "names": names(1),
    "cadastre": cadastre(1),
    "German": "Der Gemeinderat hat beschlossen, die Straße pflastern zu lassen. " * 4,
    "French": "Le conseil municipal a décidé de faire paver la rue de l'église. " * 4,
    "English": "The town council has resolved to have the street paved this year. " * 4,
    "Ukrainian": "Міська рада ухвалила забрукувати вулицю і сповістити губернатора. " * 4,
    "Belarusian": "Гарадская рада вырашыла забрукаваць вуліцу і паведаміць губернатару. " * 4,
    "Tatar": "Шәһәр советы быел урамга таш җәяргә һәм губернаторга хәбәр итәргә булды. " * 4,
    "names in Latin letters": "Schmidt\nKowalski\nVirtanen\nMüller\nOzoliņš",
    "a few Greek words": RUSSIAN * 2 + " Въ греческомъ подлинникѣ: Κύριε ἐλέησον.",
    "a few Arabic words": RUSSIAN * 2 + " Подпись: محمد علي",
    "Church Slavonic": "Бл҃гослове́нъ бг҃ъ на́шъ всегда̀, ны́нѣ и҆ при́снѡ, и҆ во вѣ́ки вѣкѡ́въ. а҆ми́нь.",
}
NOT_JUDGED = {
    "empty": ("", "page_without_text"),
    "digits": ("12 45 78 03", "page_without_text"),
    "specks": (". , - ~ | ' ..", "page_without_text"),
    "zero width only": ("\u200b\u200b \ufeff \u200d", "page_without_text"),
    "one letter a line": ("\n".join("Совершенно"), "page_without_text"),
    "one letter a line below a heading": ("Дело\n" + "\n".join("секретно"), "poor_text"),
    "letters in rows without words": (
        "Слушали доклад.\n" + " ".join("больнаястрадает" * 3),
        "poor_text",
    ),
    "OCR noise": ("~ ^^ ..| 1l|;; ~~ №№0О0 ¬¬ вы|| (c¬ " * 6 + "дым", "poor_text"),
    "Cyrillic rubbish": (rubbish(1, ALPHABET), "poor_text"),
    "Latin rubbish": (rubbish(1, "abcdefghijklmnopqrstuvwxyz"), "poor_text"),
    "Arabic": ("قرر مجلس المدينة رصف الشارع هذا العام وإبلاغ الوالي", "script_without_detector"),
    "Hebrew": ("מועצת העיר החליטה לרצף את הרחוב השנה", "script_without_detector"),
    "Georgian": ("ქალაქის საბჭომ გადაწყვიტა ქუჩის მოკირწყვლა", "script_without_detector"),
    "Armenian": ("Քաղաքային խորհուրդը որոշեց սալարկել փողոցը", "script_without_detector"),
    "Chinese": ("市議會決定今年鋪設街道並通知總督", "script_without_detector"),
    "Devanagari": ("नगर परिषद ने इस वर्ष सड़क बनाने का निर्णय लिया", "script_without_detector"),
    "Greek": ("Το δημοτικό συμβούλιο αποφάσισε να στρωθεί ο δρόμος", "script_without_detector"),
    "Russian and Arabic, half and half": (
        RUSSIAN[:60] + " قرر مجلس المدينة رصف الشارع هذا العام",
        "script_without_detector",
    ),
    "Polish": (
        "Rada miejska postanowiła w tym roku wybrukować ulicę i zawiadomić o tym gubernatora. " * 3,
        "language_without_detector",
    ),
    "Finnish": (
        "Kaupunginvaltuusto päätti kivetä kadun tänä vuonna ja ilmoittaa siitä kuvernöörille. " * 3,
        "language_without_detector",
    ),
    "Bulgarian": (
        "Общинският съвет реши да павира улицата тази година и да уведоми губернатора за това. "
        * 3,
        "language_without_detector",
    ),
    "Kazakh": (
        "Қалалық кеңес биыл көшеге тас төсеуге және бұл туралы губернаторға хабарлауға қаулы "
        "етті. " * 3,
        "language_without_detector",
    ),
}


@pytest.mark.parametrize("name", JUDGED)
def test_what_can_be_judged(name: str) -> None:
    assert why_text_is_not_judged(JUDGED[name]) is None


@pytest.mark.parametrize("name", NOT_JUDGED)
def test_what_cannot_be_judged(name: str) -> None:
    text, fact = NOT_JUDGED[name]
    assert why_text_is_not_judged(text) == fact


@pytest.mark.parametrize("make", [table, figures, names, cadastre], ids=lambda f: f.__name__)
def test_tables_and_lists_are_not_rubbish(make: object) -> None:
    flagged = [seed for seed in range(50) if why_text_is_not_judged(make(seed))]  # type: ignore[operator]
    assert flagged == []


@pytest.mark.parametrize("letters", [ALPHABET, ALPHABET.upper(), "abcdefghijklmnopqrstuvwxyz"])
def test_letters_thrown_together_are_rubbish(letters: str) -> None:
    passed = [n for n in range(50) if why_text_is_not_judged(rubbish(n, letters)) is None]
    assert passed == []


MISTAKES = [
    *(("cp1251", "utf-8"), ("koi8-r", "utf-8"), ("cp866", "utf-8"), ("latin-1", "utf-8")),
    *(("koi8-r", "cp1251"), ("cp1251", "koi8-r"), ("cp866", "cp1251"), ("cp1251", "cp866")),
    *(("latin-1", "cp1251"), ("latin-1", "koi8-r"), ("cp1252", "cp1251")),
]


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda m: f"{m[1]} read as {m[0]}")
def test_mojibake_is_undone_and_held_back(mistake: tuple[str, str]) -> None:
    read_as, written_in = mistake
    text = RUSSIAN.encode(written_in, "ignore").decode(read_as, "replace")
    repair = undo_double_decoding(text)
    assert repair is not None and repair.ratio > 0.9
    words = set(re.findall(r"\w{5,}", RUSSIAN))
    assert len(words & set(re.findall(r"\w+", repair.text))) >= 0.6 * len(words)
    assert why_text_is_not_judged(text) in ("poor_text", "page_without_text")


def test_mojibake_upon_mojibake_is_undone() -> None:
    once = RUSSIAN.encode().decode("cp1251", "ignore")
    twice = once.encode().decode("cp1251", "ignore")
    repair = undo_double_decoding(twice)
    assert repair is not None and "утвердить" in repair.text


def test_mojibake_in_one_line_of_a_good_page_is_undone() -> None:
    line = "Сов. секретно".encode().decode("cp1251")
    repair = undo_double_decoding(f"{RUSSIAN}\n{line}, экз. № 2\n{RUSSIAN}")
    assert repair is not None and "Сов. секретно, экз. № 2" in repair.text
    assert undo_double_decoding(RUSSIAN) is None


@pytest.mark.parametrize(
    ("line", "mistake"),
    [
        ("Сов. секр. Экз. № 4", ("latin-1", "cp1251")),
        ("Особая папка", ("latin-1", "cp1251")),
        ("Особая папка", ("cp1251", "koi8-r")),
        ("Секретно. Экз. № 4", ("cp1251", "cp866")),
    ],
)
def test_a_short_line_that_no_language_writes_is_undone(
    line: str, mistake: tuple[str, str]
) -> None:
    read_as, written_in = mistake
    text = f"{RUSSIAN}\n{line.encode(written_in).decode(read_as)}\n"
    repair = undo_double_decoding(text)
    assert repair is not None and repair.text == f"{RUSSIAN}\n{line}\n"
    assert law(TODAY).judge(item(), read(text)).outcome is not Outcome.OPEN


@pytest.mark.parametrize(
    "line", ["Größe und Übermaß", "créées à Genève", "сОВЕТ ДЕПУТАТОВ", "ЇЖА Є ЇЇ", "Ñandú"]
)
def test_a_short_line_that_a_language_writes_is_left(line: str) -> None:
    assert undo_double_decoding(f"{RUSSIAN}\n{line}\n") is None


def test_what_mojibake_hides_is_found() -> None:
    text = "Секретно\nЭкз. № 1\n\nДоклад о войсках".encode().decode("cp1251", "replace")
    assert law(TODAY).judge(item(), read(text)).outcome is Outcome.WITHHELD


def test_a_page_without_ink_is_judged_and_a_failed_one_is_not() -> None:
    page = read("").pages[0]
    assert why_not_judged(replace(page, status=ReadStatus.BLANK)) is None
    assert why_not_judged(replace(page, status=ReadStatus.FAILED)) == "page_failed"
    assert why_not_judged(replace(page, text=RUSSIAN, confidence=49.0)) == "poor_text"
    assert why_not_judged(replace(page, text=RUSSIAN, confidence=51.0)) is None


def test_a_page_that_is_estimated_to_be_wrong_is_not_judged_however_sure_it_is() -> None:
    (page,) = read(RUSSIAN, confidence=85.0).pages
    assert why_not_judged(replace(page, estimated_cer=0.79)) == "poor_text"
    assert why_not_judged(replace(page, estimated_cer=0.3)) is None


@pytest.mark.parametrize("name", ["Arabic", "Polish", "Cyrillic rubbish", "digits"])
def test_papers_wait_for_a_person_and_books_do_not(name: str) -> None:
    text, _ = NOT_JUDGED[name]
    judged = law(TODAY).judge(item(), read(text))
    care = {"care.script-not-judged", "care.text-not-judged"}
    assert judged.outcome is Outcome.REVIEW and care & set(judged.reason_codes)
    assert law(TODAY).judge(book(), read(text)).outcome is Outcome.OPEN


def test_likeness_to_words() -> None:
    assert plausibility(RUSSIAN)[0] > 0.6
    assert plausibility("")[1] == plausibility("12 в 3 с")[1] == 0
    assert plausibility("докладъ мощеніи")[0] > 0.5
    assert plausibility("щьцц жэыш")[0] < 0


@pytest.mark.parametrize(
    "folder", ["A/ehri-typescripts/german", "A/ehri-typescripts/english", "A/ru-civil-print-18c"]
)
def test_real_pages_are_judged(folder: str) -> None:
    if not DATA.is_dir():
        pytest.skip("real pages: set OPENFONDS_TEST_DATA")
    files = sorted((DATA / folder).rglob("*.xml"))
    assert files
    for file in files:
        lines = re.findall(r'CONTENT="([^"]*)"', file.read_text("utf-8"))
        assert why_text_is_not_judged(html.unescape("\n".join(lines))) is None


@pytest.mark.parametrize("content", ["handwriting", "picture"])
@pytest.mark.parametrize("text", ["", RUSSIAN], ids=["tesseract", "plug-in"])
def test_papers_that_are_not_print_wait_for_a_person_and_books_do_not(
    content: str, text: str
) -> None:
    found = read(text, confidence=99.0)
    found = replace(found, pages=(replace(found.pages[0], content=content),))
    judged = law(TODAY).judge(item(), found)
    assert judged.outcome is Outcome.REVIEW
    assert "care.text-not-judged" in judged.reason_codes
    assert law(TODAY).judge(book(), found).outcome is Outcome.OPEN
