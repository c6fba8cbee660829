import pytest

from openfonds.restrictions.detectors.birth_dates import BirthDates

FOUND = [
    ("дата рождения 12.03.1951", "likely"),
    ("Дата и место рождения: 12 марта 1951 г., Тверь", "likely"),
    ("год рождения 1951", "likely"),
    ("1951 г.р.", "likely"),
    ("1951 г. р.", "likely"),
    ("1951 г. рожд.", "likely"),
    ("Иванов И.И., 1951 года рождения", "likely"),
    ("12.03.1951 года\nрождения", "likely"),
    ("1951 рождения", "likely"),
    ("род. 12 марта 1951", "likely"),
    ("род. в 1951 г.", "likely"),
    ("(р. 1951)", "likely"),
    ("г.р. 1951", "likely"),
    ("родилась 3 мая 1951 года", "likely"),
    ("родился в селе Покровском Тверской губернии в 1891 году", "likely"),
    ("родился\n12.III.1951", "likely"),
    ("родился 12 марта 1851 года", "likely"),
    ("рожденъ въ 1851 году", "likely"),
    ("Р о ж д е н и я 1951", "likely"),
    ("дата рождения 12.0З.195l", "likely"),
    ("дата рождения 12.03.19?1", "likely"),
    ("дата рождения ф2.03.19к1", "likely"),
    ("19З1 г.р.", "likely"),
    ("51 г.р.", "possible"),
    ("род. 12.3.51", "possible"),
    ("born 12 March 1951", "likely"),
    ("Date of birth: 1951-03-12, 1951", "likely"),
    ("geb. 12.3.1921 in Wien", "likely"),
    ("geboren am 3. Mai 1921", "likely"),
    ("née le 3 mai 1921", "likely"),
    ("né à Paris en 1921", "likely"),
    ("nar. 12.3.1921", "likely"),
    ("ur. 12.3.1921", "likely"),
]
NOT_FOUND = [
    "12.03.1951", "1951 г.", "в 1951 году", "рождество 25 декабря", "родственник",
    "рождения не указано", "родина", "1951 год", "природа 1951", "г. Ржев 1951",
    "возрождение в 1951 году", "narrative of 1951", "il ne vient pas avant 1951",
    "новорожденный", "ne 1951", "1951 р.", "100 рублей 1951", "родные, 12 человек",
    "родился 12-го числа", "зарождение 1850", "1951 г. Ростов", "в 1951 г. разрушен",
    "род Романовых 1613",
]  # fmt: skip

detector = BirthDates()


@pytest.mark.parametrize(("text", "confidence"), FOUND, ids=[c[0] for c in FOUND])
def test_birth_date_is_found(text: str, confidence: str) -> None:
    assert confidence in [f.confidence for f in detector.find(text)]


@pytest.mark.parametrize("text", NOT_FOUND)
def test_other_dates_are_not_birth_dates(text: str) -> None:
    assert list(detector.find(text)) == []


def test_the_finding_covers_the_date() -> None:
    text = "Иванов, род. 12 марта 1951 г., слесарь"
    (finding,) = detector.find(text)
    assert text[finding.start : finding.end] == "род. 12 марта 1951"
