"""What the ingest says of how reading went."""

from openfonds.app.intake.read_account import ReadAccount, lines_of_reading


def test_reasons_and_packages_are_told() -> None:
    account = ReadAccount(
        {"page.handwriting": 2, "ocr.timeout": 1}, {"tesseract-ocr-script-arab": 3}
    )
    assert list(lines_of_reading(account)) == [
        "  2 pages of handwriting, which is not read (page.handwriting)",
        "  1 page without text (ocr.timeout)",
        "  3 pages would be read better: apt-get install tesseract-ocr-script-arab,"
        " then ingest again",
    ]


def test_a_good_reading_is_not_mentioned() -> None:
    assert list(lines_of_reading(ReadAccount({}, {}))) == []
