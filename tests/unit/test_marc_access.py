from pathlib import Path

import pytest

from tests.marc_samples import UNIMARC, book, iso2709, only_row, rows_of, rusmarc_book


@pytest.mark.parametrize(
    ("field", "access"),
    [
        (("506", "0 $aOpen"), "Open"),
        (("506", "0 "), "no restrictions"),
        (("506", "  $aUnknown terms"), "Unknown terms"),
        (
            ("506", "1 $aЗакрыто$fNo online access$g20400101"),
            "access restricted (506, first indicator 1): Закрыто; No online access; 20400101",
        ),
        (("355", "0 $aSecret$bEyes only"), None),
    ],
    ids=["open", "indicator-0", "unknown", "closed", "classified"],
)
def test_access_of_marc21(tmp_path: Path, field: tuple[str, str], access: str | None) -> None:
    said = only_row(tmp_path, iso2709(book("b1", field))).access
    assert said == access if access else "restricted" in (said or "")


def test_rights_of_marc21(tmp_path: Path) -> None:
    more = [("540", "  $aПо договору$uhttps://r.example/"), ("542", "1 $dHeirs$lUnder copyright")]
    row = only_row(tmp_path, iso2709(book("b1", *more)))
    assert row.rights == "По договору; https://r.example/\nHeirs; Under copyright"


@pytest.mark.parametrize(
    ("field", "is_hint"),
    [
        (("300", "  $aБиблиогр. в конце"), False),
        (("310", "  $aВ переплете"), False),
        (("310", "  $aВыдается с разрешения директора"), True),
        (("333", "  $a18+"), True),
        (("300", "  $aДля служебного пользования"), True),
        (("371", "0 $aДоступ в читальном зале"), True),
    ],
    ids=["note", "binding", "permission", "age", "official-use", "holdings"],
)
def test_hints_of_rusmarc(tmp_path: Path, field: tuple[str, str], is_hint: bool) -> None:
    row = only_row(tmp_path, iso2709(rusmarc_book("r1", field), leader=UNIMARC))
    assert bool(row.access) is is_hint
    if field[0] != "371":
        assert field[1][4:] in (row.description or "")


def test_what_a_holdings_record_closes_is_told_of_its_record(tmp_path: Path) -> None:
    holdings = [
        ("001", "h1"),
        ("004", "b1"),
        ("506", "1 $aОграничено"),
        ("876", "  $hIn-house only"),
    ]
    records = iso2709(book("b1")) + iso2709(holdings, leader="nx  a22{base}   4500")
    inventory = rows_of(tmp_path, {"c.mrc": records, "b1.txt": "т"})
    assert [row.access for row in inventory.rows] == [
        "access restricted (506, first indicator 1): Ограничено\nIn-house only"
    ]


@pytest.mark.parametrize(
    ("field", "is_hint"),
    [
        (("500", "  $aMode of access: Internet."), False),
        (("500", "  $aRestricted to staff"), True),
        (("856", "40$uhttps://x.example/$zДоступ только из читального зала"), True),
        (("856", "40$uhttps://x.example/$zРежим доступа: http://x.example"), False),
        (("876", "  $hReading room only"), True),
    ],
)
def test_hints_of_marc21(tmp_path: Path, field: tuple[str, str], is_hint: bool) -> None:
    assert bool(only_row(tmp_path, iso2709(book("b1", field))).access) is is_hint
