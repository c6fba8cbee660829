import csv
import io
from dataclasses import fields, replace

import pytest

from openfonds.releases.metadata.datasheet import datasheet
from openfonds.releases.metadata.json_ld import json_ld
from openfonds.releases.metadata.passport import passport_files
from openfonds.releases.metadata.passport_columns import MEANINGS
from openfonds.releases.metadata.release_facts import PROGRAM, ReleaseFacts
from openfonds.releases.metadata.statements import NOT_MEASURED
from openfonds.releases.records import DocumentRecord
from tests.metadata_samples import HISTORY, HOSTILE, release_facts
from tests.release_rows import COLLECTION

HUB = "https://hub.example.org/datasets/archive/decrees"


def _passport(facts: ReleaseFacts) -> list[list[str]]:
    return list(csv.reader(io.StringIO(passport_files(facts)["passport/meta.csv"])))


def test_the_passport_has_the_fields_of_the_recommendations_in_order() -> None:
    names = [row[0] for row in _passport(release_facts())]
    assert names == [
        "property",
        "standardversion",
        "identifier",
        "title",
        "description",
        "creator",
        "created",
        "modified",
        "subject",
        "format",
        "data-20261122-structure-20261122",
        "structure-20261122",
        "provenance",
        "valid",
        "publishername",
        "publisherphone",
        "publishermbox",
        "license",
        "version",
    ]


def test_what_nobody_said_is_an_empty_field() -> None:
    silent = replace(COLLECTION, repository="", contact="8 (999) 123", licence="unknown")
    passport = dict(_passport(release_facts(collection=silent, history=HISTORY[:1])))
    for name in (
        "identifier",
        "creator",
        "created",
        "valid",
        "publishername",
        "publisherphone",
        "publishermbox",
        "license",
    ):
        assert passport[name] == "", name


def test_what_was_said_is_there() -> None:
    passport = dict(_passport(release_facts(keeper_inn="7712345678", base_url=HUB)))
    assert passport["identifier"] == "7712345678-decrees"
    assert passport["created"] == "20261001" and passport["modified"] == "20261122"
    assert passport["publishermbox"] == "archive@example.org"
    assert passport["provenance"] == "Версия 1.1.0: строк добавлено 6, изменено 0, изъято 0"
    assert passport["structure-20261122"].startswith(f"{HUB}/resolve/v1.1.0/passport/")
    assert passport["data-20261001-structure-20261001"] == f"{HUB}/tree/v1.0.0"


def test_the_first_version_is_the_first_publication() -> None:
    first = replace(release_facts(), version=HISTORY[1].version, history=HISTORY[1:])
    assert dict(_passport(first))["provenance"] == "Первая публикация"


def test_formulas_become_text() -> None:
    passport = dict(_passport(release_facts(collection=HOSTILE)))
    assert passport["title"].startswith("'=1+1")
    assert passport["description"].startswith("'+cmd")
    assert passport["creator"].startswith("'@SUM")
    wide = replace(HOSTILE, title="＝1+1", repository=" ＠SUM(1)")
    passport = dict(_passport(release_facts(collection=wide)))
    assert (passport["title"], passport["creator"]) == ("'＝1+1", "'＠SUM(1)")


def test_the_datasheet_says_what_is_true_of_this_release_alone() -> None:
    owner = replace(HOSTILE, licence="Условия владельца")
    sheet = datasheet(release_facts(collection=owner, refused=11))
    assert "Условия владельца." in sheet and "(SPDX)" not in sheet
    assert "11 open items are neither in the dataset" in sheet
    assert "neither in the dataset" not in datasheet(release_facts())


def test_a_technique_is_one_that_was_used() -> None:
    assert json_ld(release_facts())["measurementTechnique"] == [*release_facts().engines, PROGRAM]


def test_the_structure_file_explains_every_column_in_both_languages() -> None:
    text = passport_files(release_facts())["passport/structure-20261122.csv"]
    head, *rows = csv.reader(io.StringIO(text))
    assert head == ["field name", "english description", "russian description", "format"]
    assert [row[0] for row in rows] == [f.name for f in fields(DocumentRecord)]
    assert all(all(row) for row in rows)
    assert set(MEANINGS) == {row[0] for row in rows}


@pytest.mark.parametrize("ending, words", [("_src", "архив"), ("_gen", "")])
def test_russian_meanings_keep_the_archive_and_the_program_apart(ending: str, words: str) -> None:
    for name, meaning in MEANINGS.items():
        if name.endswith(ending):
            assert words in meaning.lower()
        if name.endswith("_gen"):
            assert "архивом" not in meaning


def test_the_datasheet_says_what_is_not_stated_and_who_could_say() -> None:
    text = datasheet(release_facts())
    assert text.count("ot stated; ") >= 10
    for who in ("the archive that holds the originals", "the people who described the holding"):
        assert f"{who} could say" in text
    assert NOT_MEASURED in text
    assert "| 1.0.0 | 2026-10-01 | 12 | 0 | 0 |" in text
    assert "\n- 1 item without a known year." in text


def test_the_datasheet_of_a_silent_archive_asks_it() -> None:
    silent = replace(COLLECTION, description="", repository="", contact="", licence="unknown")
    text = datasheet(release_facts(collection=silent, history=()))
    for question in ("What is it?", "Who holds the originals?", "Who answers questions?"):
        assert f"**{question}**\n\nNot stated; " in text
    assert "**Which versions have there been?**\n\nThis one, 1.1.0." in text


def test_every_question_has_an_answer() -> None:
    parts = datasheet(release_facts()).split("\n\n")
    for number, part in enumerate(parts):
        if part.startswith("**"):
            assert parts[number + 1] and not parts[number + 1].startswith(("**", "## "))
