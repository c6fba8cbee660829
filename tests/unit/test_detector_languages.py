"""German, French, English and Ukrainian: private life, marks, numbers and names."""

from collections.abc import Callable
from dataclasses import MISSING, fields

import pytest

from openfonds.restrictions.detectors import checksums
from openfonds.restrictions.detectors.identifiers import Identifiers
from openfonds.restrictions.detectors.languages import LANGUAGES
from openfonds.restrictions.detectors.person_cues_western import find_named_persons
from openfonds.restrictions.detectors.phrases_of import PhrasesOf, fold_pattern
from openfonds.restrictions.detectors.private_life import PrivateLife
from openfonds.restrictions.detectors.secrecy_marks import SecrecyMarks
from openfonds.restrictions.findings import STRENGTH

S, V = "secrecy_mark", "service_mark"

CONTENT = [
    ("Frau Lehmann leidet an Epilepsie", "medical", "likely"),
    ("Er hat sich im Keller erhängt", "medical", "likely"),
    ("Diagnose: Tuberkulose", "medical", "possible"),
    ("Meine Schwester hat Tuberkulose", "medical", "likely"),
    ("Die Tuberkulose ging um zwei Prozent zurück", "medical", "possible"),
    ("Krankengeschichte des Häftlings", "medical", "certain"),
    ("ist wegen Betrugs vorbestraft", "private_life", "likely"),
    ("der IM berichtet", "denunciation", "likely"),
    ("Mme Perrin souffre d'épilepsie", "medical", "likely"),
    ("il s'est pendu", "medical", "likely"),
    ("La tuberculose a reculé", "medical", "possible"),
    ("demande le divorce", "private_life", "likely"),
    ("l'enfant adopté", "adoption", "likely"),
    ("she has suffered from epilepsy", "medical", "likely"),
    ("Tuberculosis in the county", "medical", "possible"),
    ("Mr Oakes has tuberculosis", "medical", "likely"),
    ("petition for divorce", "private_life", "likely"),
    ("the informant states", "denunciation", "likely"),
]
MARKS = [
    ("VS-NUR FÜR DEN DIENSTGEBRAUCH", V, "certain"),
    ("VS-VERTRAULICH", S, "certain"),
    ("GEHEIM", S, "certain"),
    ("Geheime Reichssache", S, "certain"),
    ("Geheime Verschlußsache Nr. 3", S, "certain"),
    ("Vertrauliche Verschlussache", S, None),
    ("g.Kdos.", S, "certain"),
    ("GVS 0008-12/85", S, "likely"),
    ("DIFFUSION RESTREINTE", V, "certain"),
    ("CONFIDENTIEL DÉFENSE", S, "certain"),
    ("Secret et confidentiel", S, "certain"),
    ("SECRET//NOFORN", S, "certain"),
    ("NATO SECRET", S, "certain"),
    ("UNCLASSIFIED//FOUO", V, "certain"),
    ("CUI", V, "certain"),
    ("LIMITED OFFICIAL USE", V, "certain"),
    ("Restricted", V, "certain"),
    ("Rcstricted", V, "likely"),
    ("Таємно", S, "certain"),
    ("ЦІЛКОМ ТАЄМНО", S, "certain"),
    ("Для службового користування", V, "certain"),
]
NO_MARKS = [
    "le secrétaire", "Geheimrat Müller", "Secretary of State", "restricted area",
    "das geheime Leben",
    "The area is restricted.", "Das bleibt geheim unter uns", "ein Geheimnis", "cui bono",
    "le secrétariat", "no secret to anybody", "в таємниці",
]  # fmt: skip
NUMBERS = [
    ("SSN 123-45-6789", "123-45-6789", "certain"),
    ("my number is 123-45-6789", "123-45-6789", "possible"),
    ("SSN 987-65-4321", "987-65-4321", "likely"),
    ("national insurance number QQ 12 34 56 C", "QQ 12 34 56 C", "likely"),
    ("NHS number 943 476 5919", "943 476 5919", "certain"),
    ("NHS number 943 476 5918", "943 476 5918", "likely"),
    ("Sécurité sociale : 2 55 08 14 168 025 38", "2 55 08 14 168 025 38", "certain"),
    ("Steuer-ID 86 095 742 719", "86 095 742 719", "certain"),
    ("Sozialversicherungsnummer 12 190367 K 006", "12 190367 K 006", "likely"),
    ("Personalausweis L01X00T47", "L01X00T47", "likely"),
    ("DE89 3704 0044 0532 0130 00", "DE89 3704 0044 0532 0130 00", "certain"),
    ("GB82WEST12345698765432", "GB82WEST12345698765432", "certain"),
    ("Тел.: 030/123456", "030/123456", "likely"),
    ("Téléphone 01 23 45 67 89", "01 23 45 67 89", "likely"),
    ("Fernruf 2 34 56", "2 34 56", "likely"),
    ("phone (212) 555-0143", "212) 555-0143", "likely"),
]
NO_NUMBERS = [
    "943 476 5919", "86095742719 Einwohner und Seelen", "1 2 3 4 5 6 7", "XII 1234 5678 9012",
    "the years 1835 and 1836", "pages 123-45", "No. 45 of 1951", "QQ 12 34 56 C",
]  # fmt: skip
NAMES = [
    ("de", "Herr Müller kam", "Herr Müller", "likely"),
    ("de", "an Frau Dr. Anna von der Tann", "Frau Dr. Anna von der Tann", "likely"),
    ("de", "der Bauer Hans-Peter Krüger", "Bauer Hans-Peter Krüger", "likely"),
    ("de", "gez. W. Schulze", "W. Schulze", "possible"),
    ("fr", "Mme de la Tour", "Mme de la Tour", "likely"),
    ("fr", "le nommé MERCIER Jean", "MERCIER Jean", "likely"),
    ("fr", "avec Jean-Baptiste Lefèvre", "Jean-Baptiste Lefèvre", "likely"),
    ("en", "saw Mrs. J. Dunn", "Mrs. J. Dunn", "likely"),
    ("en", "to Thomas O'Brien", "Thomas O'Brien", "likely"),
    ("en", "signed Oakes, W. B.", "Oakes, W. B.", "possible"),
]

private_life, marks, identifiers = PrivateLife(), SecrecyMarks(), Identifiers()


def surest(confidences: list[str]) -> str | None:
    return max(confidences, key=lambda c: STRENGTH[c], default=None)  # type: ignore[index]


@pytest.mark.parametrize(("text", "fact", "confidence"), CONTENT, ids=[c[0] for c in CONTENT])
def test_content_about_a_person(text: str, fact: str, confidence: str) -> None:
    assert surest([f.confidence for f in private_life.find(text) if f.fact == fact]) == confidence


@pytest.mark.parametrize(("text", "fact", "confidence"), MARKS, ids=[c[0] for c in MARKS])
def test_foreign_marks(text: str, fact: str, confidence: str | None) -> None:
    found = surest([f.confidence for f in marks.find(text) if f.fact == fact])
    assert found == confidence if confidence else found in (None, "likely")


@pytest.mark.parametrize("text", NO_MARKS)
def test_foreign_words_are_no_marks(text: str) -> None:
    assert list(marks.find(text)) == []


@pytest.mark.parametrize(("text", "part", "confidence"), NUMBERS, ids=[c[0] for c in NUMBERS])
def test_foreign_numbers(text: str, part: str, confidence: str) -> None:
    start = text.index(part)
    covering = [
        f.confidence
        for f in identifiers.find(text)
        if f.start <= start and f.end >= start + len(part)
    ]
    assert surest(covering) == confidence


@pytest.mark.parametrize("text", NO_NUMBERS)
def test_ordinary_figures_are_no_foreign_numbers(text: str) -> None:
    assert list(identifiers.find(text)) == []


@pytest.mark.parametrize(("language", "text", "part", "confidence"), NAMES)
def test_names_of_persons(language: str, text: str, part: str, confidence: str) -> None:
    start = text.index(part)
    found = [(f.start, f.end, f.confidence) for f in find_named_persons(text, language)]
    assert (start, start + len(part), confidence) in found


@pytest.mark.parametrize(
    ("language", "text"),
    [("de", "Der Herr Minister sprach"), ("fr", "M. le Président"), ("en", "the Lord Mayor")],
)
def test_offices_are_no_names(language: str, text: str) -> None:
    assert list(find_named_persons(text, language)) == []


def test_a_language_without_tables_is_refused() -> None:
    with pytest.raises(KeyError):
        find_named_persons("Jan Novák", "cs")


@pytest.mark.parametrize("phrases", LANGUAGES, ids=[p.language for p in LANGUAGES])
def test_every_language_gives_every_table(phrases: PhrasesOf) -> None:
    needed = [f for f in fields(phrases) if f.default is MISSING and f.default_factory is MISSING]
    assert all(getattr(phrases, field.name) for field in needed)
    rows = [p for table in phrases.private_life.values() for ps in table.values() for p in ps]
    assert not [row for row in rows if len(row) < 3], "a tuple of one phrase lost its comma"


def test_a_pattern_is_folded_like_a_text() -> None:
    assert fold_pattern("Ёж\\w{2}") == "еж\\w{2}"


@pytest.mark.parametrize(
    ("check", "right"),
    [
        (checksums.is_nhs, "9434765919"),
        (checksums.is_nir, "255081416802538"),
        (checksums.is_steuer_id, "86095742719"),
        (checksums.is_iban, "DE89370400440532013000"),
    ],
)
def test_check_digits_notice_a_wrong_digit(check: Callable[[str], bool], right: str) -> None:
    assert check(right)
    for place in range(2 if right.isdigit() else 4, len(right)):
        wrong = right[:place] + str((int(right[place]) + 1) % 10) + right[place + 1 :]
        assert not check(wrong)
