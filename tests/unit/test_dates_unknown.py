"""Dates that must stay unknown: undated, impossible, contradictory, or not wholly understood."""

import pytest

from openfonds.dates.parse import LONGEST_DATE_CHARS, parse_date

UNDATED = (
    "",
    " ",
    "?",
    "-",
    "б.д.",
    "б/д",
    "[б.д.]",
    "без даты",
    "не датировано",
    "дата неизвестна",
)
UNDATED_ELSEWHERE = ("n.d.", "n. d.", "o. D.", "s.d.", "undated", "no date", "XXXX", "/", "../..")
NO_SUCH_DAY = (
    "31 февраля 1912",
    "29 февраля 1913",
    "1913-02-29",
    "1900-02-29",
    "1912-13-45",
    "1912-00-01",
    "31.04.1937",
    "0 марта 1937",
    "12.13.1937",
    "22.XIII.1951",
    "3-я половина XIX в.",
    "5 кв. 1912",
)
NO_SUCH_YEAR = (
    "912",
    "912 г.",
    "0912",
    "2201",
    "9999",
    "10000",
    "19377 г.",
    "XXII в.",
    "5 в.",
    "MD",
)
RUNNING_BACK = (
    "1949–1937",
    "1930-20-е гг.",
    "1949/1937",
    "[1949..1937]",
    "12 апреля – 5 марта 1912",
    "15-12 марта 1912",
)
CONTRADICTORY = ("не ранее не позднее 1920", "после 1950 – до 1937", "1890 (1889)")
CENTURY_NOT_SAID = ("28.2.51", "28/2-51", "12 марта 51 г.", "20-е годы", "12.03.37-15.04.38", "'37")
NOT_DIGITS = (
    "19З7",
    "1937 О",
    "1937О",
    "l937",
    "І937",
    "٢٠١٢",
    "１９１２",
    "1912²",
    "19 37",
    "1Х.1912",
)
IN_OTHER_ERAS = (
    "в 3-й год царствования",
    "индикта 7-го",
    "лета 7199",
    "XIX в. до н. э.",
    "1912 до н. э.",
)
MORE_THAN_A_DATE = (
    "1912, копия 1951",
    "1912 (прил. 1989)",
    "1912 и позднее",
    "1912 и след.",
    "1912...",
    "1912..",
    "1912…",
    "1912,",
    "1912-",
    "-1937",
    "1961, n.d.",
    "1912, б.д.",
    "1912 – по н. вр.",
    "12 марта 1912 г. (ст. ст.)",
    "1912 г. № 5",
    "с 1912–1915 гг.",
    "1912 1913",
    "1912 г. 1",
    "1951, I",
    "1912, X - 1913",
    "1912-10/1913 гг.",
    "ген. 1912",
    "12 марта",
    "март",
    "XII, 5 марта 1912",
    "начало – 12 марта 1912",
    "30-е гг. V в.",
    "19?12",
    "1937-21-01",
    "1912-03-12 10:00, 1951",
    "XIX",
    "1914-6",
    "19[12]",
    "1912\u200b",
    "Y17000",
    "1950S2",
    "\ud800",
)


@pytest.mark.parametrize(
    "written",
    [
        *UNDATED,
        *UNDATED_ELSEWHERE,
        *NO_SUCH_DAY,
        *NO_SUCH_YEAR,
        *RUNNING_BACK,
        *CONTRADICTORY,
        *CENTURY_NOT_SAID,
        *NOT_DIGITS,
        *IN_OTHER_ERAS,
        *MORE_THAN_A_DATE,
    ],
    ids=ascii,
)
def test_date_stays_unknown(written: str) -> None:
    span = parse_date(written)
    assert (span.written, span.earliest, span.latest) == (written, None, None)


def test_text_too_long_for_a_date_stays_unknown() -> None:
    longest = "1912, " * (LONGEST_DATE_CHARS // 6) + "1912"
    assert len(longest) == LONGEST_DATE_CHARS
    assert parse_date(longest).latest is not None
    assert parse_date(longest + " ").latest is None
