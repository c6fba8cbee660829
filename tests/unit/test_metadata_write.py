import csv
import io
import json
import re
from dataclasses import fields, replace
from pathlib import Path
from xml.etree import ElementTree

import pytest

from openfonds.releases.card import dataset_card
from openfonds.releases.card_metadata import FRONT_MATTER, validate_card
from openfonds.releases.hub_listing import staged_files
from openfonds.releases.metadata.card_facts import card_facts
from openfonds.releases.metadata.files import about
from openfonds.releases.metadata.release_facts import ReleaseFacts
from openfonds.releases.metadata.write import metadata_files, metadata_paths, write_metadata
from openfonds.releases.parquet import ShardFile
from tests.metadata_samples import AS_OF, HOSTILE, release_facts, stage


def _all_of(folder: Path) -> dict[str, bytes]:
    found = sorted(p for p in folder.rglob("*") if p.is_file())
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in found}


def test_all_descriptions_are_written_and_named(tmp_path: Path) -> None:
    facts = stage(tmp_path)
    written = write_metadata(facts, tmp_path)
    assert written == list(metadata_paths(facts))
    assert written == [
        "DATASHEET.md",
        "croissant.json",
        "metadata/datacite.xml",
        "metadata/dataset.jsonld",
        "metadata/dcat.jsonld",
        "metadata/premis.xml",
        "passport/meta.csv",
        "passport/structure-20261122.csv",
        "plots/confidence.svg",
        "plots/decades.svg",
        "plots/languages.svg",
        "plots/withheld.svg",
        "ro-crate-metadata.json",
    ]
    assert all((tmp_path / path).is_file() for path in written)
    assert len(staged_files(tmp_path)) == len(written) + 3, "every name can be served by the hub"


def test_the_same_facts_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        write_metadata(stage(tmp_path / name), tmp_path / name)
    write_metadata(stage(tmp_path / "two"), tmp_path / "two")
    assert _all_of(tmp_path / "one") == _all_of(tmp_path / "two")


def test_no_date_but_those_of_the_facts() -> None:
    allowed = {AS_OF.isoformat(), "2026-10-01"}
    for path, text in metadata_files(release_facts()).items():
        days = set(re.findall(r"20[0-9]{2}-[01][0-9]-[0-3][0-9]", text))
        assert days <= allowed, path


def test_what_nobody_said_is_in_no_file() -> None:
    silent = release_facts(
        collection=replace(HOSTILE, repository="", contact="", licence="unknown", description=""),
        packs=(),
        history=(),
    )
    for path, text in metadata_files(silent).items():
        assert not re.search(r"\bNone\b(?! where)", text), path
        assert "example.org" not in text, path


@pytest.mark.parametrize("path", sorted(metadata_files(release_facts())))
def test_hostile_titles_change_no_form(path: str) -> None:
    text = metadata_files(release_facts(collection=HOSTILE))[path]
    assert not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", text)
    if path.endswith((".json", ".jsonld")):
        assert json.loads(text)["name" if path != "metadata/dcat.jsonld" else "dct:title"]
        assert not re.search("[<>&\u2028]", text), "it can be put into a page"
    elif path.endswith((".xml", ".svg")):
        root = ElementTree.fromstring(text)
        assert not root.findall(".//archive") and not root.findall(".//b")
    elif path.endswith(".csv"):
        for row in csv.reader(io.StringIO(text)):
            assert not [cell for cell in row if cell.startswith(("=", "+", "-", "@"))]
    else:
        assert (
            "<b>" not in text
            and "<!--" not in text
            and "](javascript:b)" not in text.replace("\\](", "")
        )
        assert "\n```" not in text and "\n---\n" not in text


def test_the_card_links_to_what_lies_beside_it(tmp_path: Path) -> None:
    facts = stage(tmp_path)
    card = dataset_card(card_facts(facts, metadata_paths(facts)))
    write_metadata(facts, tmp_path)
    files = list(_all_of(tmp_path))
    assert validate_card(card, files) == []
    for path in metadata_paths(facts):
        assert f"]({path})" in card
    assert validate_card(card, [f for f in files if f != "plots/withheld.svg"]) == [
        "the card links to plots/withheld.svg, which is not in the release"
    ]


def test_a_card_alone_links_to_nothing() -> None:
    card = dataset_card(card_facts(release_facts()))
    assert "](" not in card and "Other files" not in card


def test_a_hostile_card_is_valid_and_shows_what_was_written() -> None:
    facts = release_facts(collection=HOSTILE)
    paths = metadata_paths(facts)
    card = dataset_card(card_facts(facts, paths))
    assert validate_card(card, [*paths, *(f.path for f in facts.files)]) == []
    match = FRONT_MATTER.match(card)
    assert match and "license: other" in match[1]
    text = card[match.end() :]
    assert "\\[a\\](javascript:b)" in text and text.count("\n```") == 6


def test_rows_of_the_card_are_those_of_the_files(tmp_path: Path) -> None:
    card = dataset_card(card_facts(stage(tmp_path)))
    assert "| `documents` | 6 |" in card and "| `withheld` | 4 |" in card


def test_every_file_is_explained(tmp_path: Path) -> None:
    reference = (Path(__file__).parents[2] / "docs/reference/release-files.md").read_text()
    for path in metadata_paths(release_facts()):
        assert path.startswith("plots/") or about(path), path
        assert path.replace("20261122", "YYYYMMDD") in reference, path


def test_a_config_that_came_is_described_without_another_word() -> None:
    facts = release_facts()
    gone = ShardFile("data/withdrawn/withdrawn-00000.parquet", "9" * 64, 10, 3)
    files = metadata_files(replace(facts, files=(*facts.files, gone)))
    sets = [r["@id"] for r in json.loads(files["croissant.json"])["recordSet"]]
    assert sets == ["documents", "pages", "withheld", "withdrawn"]
    assert "| withdrawn | 3 |" in files["DATASHEET.md"]
    assert "| withdrawn |" not in metadata_files(facts)["DATASHEET.md"]


def test_facts_are_frozen() -> None:
    assert {f.name for f in fields(ReleaseFacts)} >= {"collection", "files", "statistics", "as_of"}
    with pytest.raises(AttributeError):
        release_facts().version = None  # type: ignore[misc, assignment]
