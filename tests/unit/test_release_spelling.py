"""Script, spelling and modern spelling in the published rows, and nothing closed in them."""

from dataclasses import fields
from typing import Any

import pytest

from openfonds.cleaning.step import CleanStep
from openfonds.languages.dictionaries import Dictionaries
from openfonds.model import PageSource, PageText, Part, ReadStatus
from openfonds.releases.assemble import (
    PAGE_BREAK,
    OpenItem,
    document_record,
    page_records,
    signals_of,
)
from openfonds.releases.records import DocumentRecord
from openfonds.steps import Unit
from tests.item_samples import item
from tests.release_rows import COLLECTION

OLD = (
    "По указу Его Императорскаго Величества, городская управа разсмотрѣла прошеніе мѣщанина "
    "Ильина о постройкѣ деревяннаго дома на каменномъ фундаментѣ.\n"
)
MODERN = (
    "По указу Его Императорского Величества, городская управа рассмотрела прошение мещанина "
    "Ильина о постройке деревянного дома на каменном фундаменте."
)
UKRAINIAN = (
    "Всі люди народжуються вільними і рівними у своїй гідності та правах. Вони наділені "
    "розумом і совістю і повинні діяти у відношенні один до одного в дусі братерства.\n"
)
GERMAN = "Der Magiſtrat hat beſchloſſen, daß der Bau ſpäteſtens im Juli zu beginnen hat. " * 2
SECRET = "Мѣщанина"


def opened(*texts: str, parts: tuple[Part, ...] = (), model: str = "") -> OpenItem:
    """An item with these pages, as the steps make it and its decision shows it."""
    numbers = range(1, len(texts) + 1)
    held = item(pages=tuple(PageSource(n, "1.txt", n - 1, "image") for n in numbers))
    read = [
        PageText("k", n, ReadStatus.READ, None, text, (), None, None, None, None, "e", "1", model)
        for n, text in zip(numbers, texts, strict=True)
    ]
    ((_, cleaned),) = CleanStep(Dictionaries(None)).apply([Unit(held, {PageText: read})])
    decided: dict[str, Any] = {"rights_uri": "", "decision_id": "d", "as_of": None, "parts": parts}
    decision: Any = type("Decided", (), decided)
    return OpenItem(held, decision, (), read, cleaned).as_published()


def document(*texts: str, **given: Any) -> DocumentRecord:
    return record_of(opened(*texts, **given))


def record_of(one: OpenItem) -> DocumentRecord:
    return document_record(one, COLLECTION, signals_of(one, Dictionaries(None)))


def test_an_old_text_is_given_in_modern_spelling() -> None:
    record = document(OLD)
    assert (record.orthography_gen, record.script_gen) == ("pre-reform", "Cyrl")
    assert record.text_modern_gen is not None
    assert record.text_modern_gen.strip() == MODERN


def test_a_modern_text_is_not() -> None:
    record = document(MODERN)
    assert (record.orthography_gen, record.text_modern_gen) == ("modern", None)


def test_pages_are_found_in_the_modern_text_by_the_same_split() -> None:
    record = document(OLD, "", OLD * 2, "№ 5.")
    assert record.text_modern_gen is not None
    modern, plain = record.text_modern_gen.split(PAGE_BREAK), record.text.split(PAGE_BREAK)
    assert [page.count("\n") for page in modern] == [page.count("\n") for page in plain]
    assert MODERN in modern[0] and MODERN in modern[2]


def test_a_page_too_short_to_tell_goes_along() -> None:
    record = document(OLD * 2, "Дѣло городскаго головы")
    assert (record.text_modern_gen or "").endswith("Дело городского головы")


@pytest.mark.parametrize("other", [UKRAINIAN, GERMAN], ids=["Ukrainian", "German"])
def test_a_page_in_another_language_stays_as_it_is(other: str) -> None:
    record = document(OLD * 3, other)
    assert (record.text_modern_gen or "").split(PAGE_BREAK)[1] == record.text.split(PAGE_BREAK)[1]


def test_pages_say_their_own_script_and_spelling() -> None:
    both = opened(OLD, GERMAN)
    rows = page_records(both, record_of(both), signals_of(both, Dictionaries(None)))
    assert [(row.script_gen, row.orthography_gen) for row in rows] == [
        ("Cyrl", "pre-reform"),
        ("Latf", "long-s"),
    ]


def test_the_model_that_read_a_page_tells_fraktur() -> None:
    text = GERMAN.replace("ſ", "s")
    assert document(text, model="frk:00ff00ff00ff;psm=3").script_gen == "Latf"
    assert document(text, model="deu:00ff00ff00ff;psm=3").script_gen == "Latn"


@pytest.mark.parametrize(
    "part",
    [
        Part(2, None, None, "withhold_page", "R", "c"),
        Part(2, 0, len(SECRET), "redact_span", "R", "c"),
    ],
    ids=["page", "span"],
)
def test_what_is_closed_is_in_no_spelling(part: Part) -> None:
    record = document(OLD, f"{SECRET} {OLD}", parts=(part,))
    told = repr([getattr(record, field.name) for field in fields(record)]).lower()
    assert record.text_modern_gen is not None
    assert "мѣщанина ильина" in told  # of page 1, which is open
    assert SECRET not in record.text
    assert SECRET not in record.text_modern_gen and "Мещанина" not in record.text_modern_gen


def test_spelling_of_an_emptied_page_says_nothing() -> None:
    part = Part(1, None, None, "withhold_page", "R", "c")
    record = document(OLD, parts=(part,))
    assert (record.orthography_gen, record.script_gen, record.text_modern_gen) == (None,) * 3


def test_a_step_of_other_versions_has_other_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    before = CleanStep(Dictionaries(None)).settings()
    for name in ("SCRIPT_VERSION", "ORTHOGRAPHY_VERSION"):
        with monkeypatch.context() as patched:
            patched.setattr(f"openfonds.cleaning.step.{name}", "another")
            assert CleanStep(Dictionaries(None)).settings() != before
