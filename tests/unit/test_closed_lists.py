"""Closed lists: what is read, what makes a list unusable, and how names are compared."""

import gzip
from datetime import date, timedelta

import pytest

from openfonds.model import Truth
from openfonds.restrictions.closed_lists import (
    LoadedList,
    fold_reference,
    fold_title,
    read_closed_list,
)

DAY = date(2026, 11, 22)
ROWS = "item_id,note\nФ. 1. Оп. 1. Д. 1,в\nФ. 1. Оп. 1. Д. 2,г\n"
NAMES = "item_id\n" + "".join(f"Ф. 1. Оп. 1. Д. 1{n}\n" for n in range(6))
TITLES = "title\nДело о поджоге усадьбы\nОтчет о волнениях на заводе в Перми\n"


def load(
    data: bytes | None, key: str = "item_id", changed_on: date = DAY, max_age_days: int = 30
) -> LoadedList:
    return read_closed_list(
        "list", key, data, changed_on=changed_on, max_age_days=max_age_days, as_of=DAY
    )


READABLE = {
    "UTF-8": ROWS.encode(),
    "UTF-8 with mark": ROWS.encode("utf-8-sig"),
    "two marks": "\ufeff\ufeff".encode() + ROWS.encode(),
    "cp1251, too short to be told": ROWS.encode("cp1251"),
    "CRLF": ROWS.replace("\n", "\r\n").encode(),
    "CR": ROWS.replace("\n", "\r").encode(),
    "semicolons": ROWS.replace(",", ";").encode(),
    "tabs": ROWS.replace(",", "\t").encode(),
    "heading in capitals, with blanks": ROWS.replace("item_id", "\u00a0 ITEM_ID \t ").encode(),
    "quoted": ROWS.replace("Ф. 1. Оп. 1. Д. 1", '"Ф. 1. Оп. 1. Д. 1"').encode(),
    "no-break spaces": ROWS.replace(" ", "\u00a0").encode(),
    "blank lines": ROWS.replace("\n", "\n\n , \n").encode(),
    "no last line end": ROWS[:-1].encode(),
    "trailing blanks": ROWS.replace("Д. 1,", "Д. 1  ,").encode(),
}
UNUSABLE = {
    "missing": None,
    "empty": b"",
    "blanks only": b" \r\n\n",
    "heading only": b"item_id,note\n",
    "a row without a name": ROWS.encode() + " ,д\n".encode(),
    "cut off in the last name": NAMES[:-2].encode(),
    "cut off at the end of a block": ("item_id\n" + "Ф. 1. Оп. 1. Д. 1234\n" * 400).encode()[:4096],
    "quotation mark not closed": ROWS.replace("Ф. 1. Оп. 1. Д. 2", '"Ф. 1').encode(),
    "fewer columns": ROWS.replace("Д. 2,г", "Д. 2").encode(),
    "more columns": ROWS.replace("Д. 2,г", "Д. 2,г,д").encode(),
    "column of another name": ROWS.replace("item_id", "шифр").encode(),
    "heading twice": b"item_id,Item_ID\n1,2\n",
    "no heading": ROWS.partition("\n")[2].encode(),
    "HTML": b"<!DOCTYPE html>\n<html>item_id</html>\n",
    "HTML after a mark and blanks": "\ufeff \n <html><body>503</body></html>\n".encode(),
    "HTML after a comment": b"<!-- item_id -->\n<html></html>\n",
    "HTML below a heading": b"item_id\n<html><body>503</body></html>\n",
    "XML": b'<?xml version="1.0"?>\n<Error/>\n',
    "JSON object": b'{"item_id": "1"}\n',
    "JSON list": b'[{"item_id": "1"}]\n',
    "UTF-16": ROWS.encode("utf-16"),
    "UTF-16 without mark": ROWS.encode("utf-16-le"),
    "gzip": gzip.compress(ROWS.encode(), mtime=0),
    "binary zeros": ROWS.encode() + b"\0\n",
    "KOI8, too short to be told": ROWS.encode("koi8-r"),
    "code page 866, too short to be told": ROWS.encode("cp866"),
    "mojibake": TITLES.encode().decode("cp1251", "replace").replace("title", "item_id").encode(),
    "lost letters": ROWS.replace("Ф", "\ufffd").encode(),
}
PROBLEMS = {
    "missing": "missing",
    "heading only": "empty",
    "cut off in the last name": "cut_off",
    "cut off at the end of a block": "cut_off",
    "fewer columns": "broken",
    "quotation mark not closed": "broken",
    "column of another name": "no_key_column",
    "HTML below a heading": "not_a_list",
    "JSON list": "not_a_list",
    "UTF-16": "not_text",
    "gzip": "not_text",
    "mojibake": "damaged",
}


@pytest.mark.parametrize("name", READABLE)
def test_a_list_is_read_however_it_was_saved(name: str) -> None:
    one = load(READABLE[name])
    assert one.problem is None
    assert one.lists("ф.1.оп.1.д.2", None) is Truth.TRUE
    assert one.lists("Ф. 1. Оп. 1. Д. 3", None) is Truth.FALSE


@pytest.mark.parametrize("name", UNUSABLE)
def test_a_list_that_cannot_be_used_in_full_clears_nobody(name: str) -> None:
    one = load(UNUSABLE[name])
    assert one.lists("Ф. 1. Оп. 1. Д. 3", None) is Truth.UNKNOWN
    assert one.names == frozenset()
    assert one.problem == PROBLEMS.get(name, one.problem) is not None


@pytest.mark.parametrize(
    ("days", "problem"),
    [(0, None), (30, None), (31, "stale"), (-1, None), (-400, None)],
)
def test_the_age_of_a_list_counts_from_the_day_of_the_file(days: int, problem: str | None) -> None:
    assert load(ROWS.encode(), changed_on=DAY - timedelta(days=days)).problem == problem


@pytest.mark.parametrize("encoding", ["cp1251", "koi8-r", "cp866", "utf-8"])
def test_a_long_list_of_titles_tells_its_code_page(encoding: str) -> None:
    one = load((TITLES * 20).encode(encoding), key="title")
    assert one.lists("1", "Отчёт о волнениях на заводе в Перми") is Truth.TRUE
    assert one.lists("1", "Отчет о посевах") is Truth.FALSE


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Дело о пожаре", "Делo o пoжape"),
        ("ДЕЛО О ПОЖАРЕ", "ДEЛO O ПOЖAPE"),
        ("Отчет о делах", "Отчётъ о дѣлахъ"),
        ("Описание усадьбы", "Описаніе усадьбы"),
        ("Дело «О пожаре», т. 2", "Дело  о пожаре - т 2"),
        ("Дело о пожаре", "Дело\u00a0о по\u00adжа\u200bре"),
    ],
    ids=["small letters", "capitals", "old spelling", "і", "marks", "unseen characters"],
)
def test_titles_are_equal_however_they_were_typed(one: str, other: str) -> None:
    assert fold_title(one) == fold_title(other)


def test_other_titles_and_references_stay_apart() -> None:
    assert fold_title("Дело 12") != fold_title("Дело 1 2")
    assert fold_title("Дом") != fold_title("Дым")
    assert fold_reference("Ф. 1. Д. 12") != fold_reference("Ф. 11. Д. 2")


NAMED_OTHERWISE = {
    "commas": "Ф. 1, оп. 1, д. 2",
    "no stops": "ф1 оп1 д2",
    "no blanks": "Ф.1Оп.1Д.2",
    "zeros": "Ф. 001. Оп. 01. Д. 0002",
    "whole words": "Фонд 1 Опись 1 Дело 2",
    "unit of storage": "Ф. 1 Оп. 1 ед. хр. 2",
    "numbers alone": "1-1-2",
    "strokes": "1/1/2",
    "the series": "Ф. 1. Оп. 1.",
    "the fonds": "фонд 1",
}


@pytest.mark.parametrize("named", NAMED_OTHERWISE.values(), ids=NAMED_OTHERWISE)
def test_one_item_is_known_however_its_code_is_typed(named: str) -> None:
    listed = load(f"item_id;note\n{named};в\n".encode())
    assert listed.problem is None
    assert listed.lists("Ф. 1. Оп. 1. Д. 2", None) is Truth.TRUE


@pytest.mark.parametrize(
    "other",
    ["Ф. 1. Оп. 1. Д. 12", "Ф. 1. Оп. 12", "Ф. 11. Оп. 2", "Ф. 1. Оп. 1. Д. 2а", "Д. 2", "11-2"],
)
def test_another_item_is_not_named(other: str) -> None:
    assert load(f"item_id\n{other}\n".encode()).lists("Ф. 1. Оп. 1. Д. 2", None) is Truth.FALSE
