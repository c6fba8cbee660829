import re
from dataclasses import replace
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]

from openfonds.ledger.account import ACCOUNT, MANIFEST, NOTE
from openfonds.releases.card import dataset_card
from openfonds.releases.card_metadata import (
    FRONT_MATTER,
    HUB_LICENCES,
    size_category,
    validate_card,
)
from openfonds.releases.records import DocumentRecord, Span
from openfonds.releases.statistics import Closed, ReleaseStatistics
from tests.release_rows import COLLECTION, card_facts, document, page, withheld

FILES = [f"data/{c}/{c}-00000.parquet" for c in ("documents", "pages", "withheld")]


def _counted(*documents: DocumentRecord) -> ReleaseStatistics:
    counts = ReleaseStatistics()
    for row in documents:
        counts.add(row)
        counts.add(page(row, 1))
        counts.add(page(row, 2, status="blank"))
    counts.add(withheld("withheld by law", "privacy", 2031, "24"))
    return counts


def _head(card: str) -> dict[str, Any]:
    match = FRONT_MATTER.match(card)
    assert match
    head: dict[str, Any] = yaml.safe_load(match[1])
    return head


def test_the_card_of_a_release_is_valid_and_always_the_same() -> None:
    rows = [document(n) for n in range(20)]
    card = dataset_card(card_facts(_counted(*rows)))
    assert validate_card(card, FILES) == []
    assert dataset_card(card_facts(_counted(*reversed(rows)))) == card


def test_what_the_hub_reads() -> None:
    head = _head(dataset_card(card_facts(_counted(document(1), document(2, language_gen="sah")))))
    assert head["license"] == "cc0-1.0"
    assert head["language"] == ["ru", "sah"]
    assert head["size_categories"] == ["n<1K"]
    assert head["task_categories"] == ["text-generation"]
    assert head["pretty_name"] == COLLECTION.title
    assert head["configs"][0] == {
        "config_name": "documents",
        "data_files": [{"split": "train", "path": "data/documents/documents-*.parquet"}],
        "default": True,
    }
    assert [c["config_name"] for c in head["configs"]] == ["documents", "pages", "withheld"]


def test_norwegian_is_not_a_truth_value() -> None:
    head = _head(dataset_card(card_facts(_counted(document(1, language_gen="nor")))))
    assert head["language"] == ["no"]


def test_configs_without_rows_are_left_out_and_named() -> None:
    counts = ReleaseStatistics()
    counts.add(withheld("in review", "none", None, "<10"))
    card = dataset_card(card_facts(counts))
    head = _head(card)
    assert [(c["config_name"], c.get("default")) for c in head["configs"]] == [("withheld", True)]
    assert "Without rows in this version, and so not among the configs above: documents" in card
    assert head["language"] == ["ru"], "without texts, what the collection says"
    assert validate_card(card, FILES) == []


@pytest.mark.parametrize(
    "licence, expected",
    [
        ("CC-BY-4.0", {"license": "cc-by-4.0"}),
        ("ODbL-1.0", {"license": "odbl"}),
        ("unknown", {"license": "unknown"}),
        ("CC-BY-4.0 ", {"license": "other", "license_name": "cc-by-4.0"}),
        ("cc-by-4.0", {"license": "other", "license_name": "cc-by-4.0"}),
        ("CC-BY-4.0-NC", {"license": "other", "license_name": "cc-by-4.0-nc"}),
        ("LicenseRef-Архив", {"license": "other", "license_name": "licenseref"}),
        ("лицензия", {"license": "other", "license_name": "see-text"}),
    ],
)
def test_a_licence_matches_exactly_or_is_another(licence: str, expected: dict[str, str]) -> None:
    facts = card_facts(_counted(document(1)), collection=replace(COLLECTION, licence=licence))
    card = dataset_card(facts)
    head = _head(card)
    assert {k: v for k, v in head.items() if k.startswith("license")} == expected
    assert validate_card(card, FILES) == []


def test_without_a_licence_the_card_says_so() -> None:
    facts = card_facts(_counted(document(1)), collection=replace(COLLECTION, licence="unknown"))
    assert "has not named a licence" in dataset_card(facts)


def test_licence_identifiers_are_written_as_the_hub_writes_them() -> None:
    assert all(name == name.lower() for name in HUB_LICENCES.values())
    assert len(set(HUB_LICENCES)) == len(HUB_LICENCES)


@pytest.mark.parametrize(
    "n, expected", [(0, "n<1K"), (999, "n<1K"), (1000, "1K<n<10K"), (10**12, "n>1T")]
)
def test_size_category(n: int, expected: str) -> None:
    assert size_category(n) == expected


def test_text_of_the_archive_is_not_taken_for_markup() -> None:
    hostile = replace(
        COLLECTION,
        title="---\nlicense: mit\n---\n# a | b <script>",
        description="one\n\n## two <b>",
        repository="A {B} \\C ```",
    )
    card = dataset_card(card_facts(_counted(document(1)), collection=hostile))
    assert _head(card)["license"] == "cc0-1.0" and card.count("\n---\n") == 1
    text, citation = card.split("\n---\n", 1)[1].split("## Citation")
    assert "<script>" not in text and "<b>" not in text and "\n## two" not in text
    assert citation.count("```") == 2, "no text ends the block of code"
    assert "author = {{A B C}}" in card
    assert validate_card(card, FILES) == []


@pytest.mark.parametrize(
    "licence, said",
    [
        ("CC0-1.0", "under CC0-1.0 (SPDX)."),
        ("Условия владельца", "under Условия владельца."),
        ("GPL|x", "under GPL\\|x."),
    ],
)
def test_spdx_is_said_of_licences_on_its_list_alone(licence: str, said: str) -> None:
    facts = card_facts(_counted(document(1)), collection=replace(COLLECTION, licence=licence))
    assert f"The archive gives the dataset {said}" in dataset_card(facts)


def test_the_example_loads_a_config_that_has_rows() -> None:
    counts = ReleaseStatistics()
    facts = card_facts(counts)
    assert "This version has no rows." in dataset_card(facts)
    assert "load_dataset" not in dataset_card(facts)
    counts.add(withheld("in review", "none", None, "<10"))
    card = dataset_card(card_facts(counts))
    assert 'load_dataset("archive/decrees", "withheld",' in card
    assert "(`data/withheld/*.parquet`), which pandas" in card
    assert "sorted by" not in card
    card = dataset_card(card_facts(_counted(document(1))))
    assert "(`data/documents/*.parquet`), which pandas" in card
    assert "sorted by language and year;\nfilters by these fetch little." in card


@pytest.mark.parametrize(
    "refused, said",
    [(12, "12 open items are neither in"), (3, "Some open items (&lt;10) are neither"), (0, "")],
)
def test_open_items_that_were_not_let_in_are_told(refused: int, said: str) -> None:
    card = dataset_card(card_facts(_counted(document(1)), refused=refused))
    assert said in card
    assert ("neither in" in card) == bool(refused)


def test_the_card_says_what_the_account_gives_away() -> None:
    """Exact numbers by outcome (ADR 0011), so that the card must not say that there are none."""
    card = dataset_card(card_facts(_counted(document(1))))
    assert "therefore not given" not in card
    assert f"(`{ACCOUNT}`) has a row for each decision, and so the number of each" in card


def test_redacted_pages_have_no_raw_text_of_their_own() -> None:
    redacted = document(1, redactions=(Span(0, 1, "x"),))
    said = "1 item with redacted spans: text_raw of such a page is the redacted text"
    assert said in dataset_card(card_facts(_counted(redacted)))
    assert said not in dataset_card(card_facts(_counted(document(1))))


def test_the_program_that_a_file_names_is_no_markup() -> None:
    named = document(1, ocr_engine="alto ![x](https://e/x.png) `y`")
    card = dataset_card(card_facts(_counted(named)))
    assert "| alto !\\[x\\](https://e/x.png) \\`y\\` | 1 |" in card


def test_the_citation_can_be_typeset() -> None:
    named = replace(COLLECTION, repository="A & B_C 5 % $ # {x}")
    card = dataset_card(card_facts(_counted(document(1)), collection=named))
    assert "author = {{A \\& B\\_C 5 \\% \\$ \\# x}}" in card


def test_no_control_characters_come_into_the_card() -> None:
    hostile = replace(
        COLLECTION, title="a\x1b[31m\x07", description="b\x00\x9b", repository="c\x1b\u2028d"
    )
    card = dataset_card(card_facts(_counted(document(1)), collection=hostile))
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028]", card)
    assert _head(card)["pretty_name"] == "a[31m"


def test_what_is_missing_is_counted_and_small_groups_are_not_added_up() -> None:
    counts = _counted(document(1))
    for row in (
        withheld("withheld by law", "privacy", 2032, "11"),
        withheld("withheld by law", "privacy", 2040, "<10"),
        withheld("in review", "none", None, "<10"),
    ):
        counts.add(row)
    assert counts.statistics().closed == (
        Closed("in review", "none", 0, 1),
        Closed("withheld by law", "privacy", 35, 1),
    )
    card = dataset_card(card_facts(counts))
    assert "| open |  | 1 |" in card
    assert "| withheld by law | privacy | 35 and 1 group under ten |" in card
    assert "| in review | none | 1 group under ten |" in card
    assert "| 2032 | 11 |" in card and "| 2040 | 1 group under ten |" in card


def test_numbers_by_decade_and_language() -> None:
    counts = _counted(
        document(1, year_end=1909, ocr_confidence=80.0, n_chars=100),
        document(2, year_end=1900, ocr_confidence=90.0, n_chars=300),
        document(3, year_end=None, ocr_confidence=None, language_gen=None),
    )
    numbers = counts.statistics()
    assert [g.name for g in numbers.decades] == ["1900s", None]
    assert numbers.decades[0].ocr_confidence == pytest.approx(87.5)
    assert numbers.decades[1].ocr_confidence is None
    assert [(g.name, g.documents) for g in numbers.languages] == [("rus", 2), (None, 1)]
    assert (numbers.pages_read, numbers.pages_blank) == (3, 3)
    card = dataset_card(card_facts(counts))
    assert "| 1900s | 87.5 |" in card
    assert "It is not accuracy" in card
    assert "| not known | 1 | 2 | 30 |" in card


def test_the_card_tells_of_redactions_spelling_and_duplicates() -> None:
    numbers = _counted(
        document(1, redactions=(Span(0, 1, "x"),), orthography_gen="pre-reform"),
        document(2, duplicate_cluster_gen="c"),
    ).statistics()
    assert numbers.documents_redacted == 1
    assert numbers.documents_in_old_spelling == 1
    assert numbers.documents_in_duplicate_clusters == 1


def test_every_column_is_explained() -> None:
    card = dataset_card(card_facts(_counted(document(1))))
    for column in ("`decision_id`", "`text_raw`", "`words`", "`opens_year`"):
        assert f"| {column} | " in card


def test_how_to_load_and_cite() -> None:
    card = dataset_card(card_facts(_counted(document(1)), version="2.0.1"))
    expected = 'load_dataset("archive/decrees", "documents", split="train", revision="v2.0.1")'
    assert expected in card
    assert "@misc{archive_decrees_2_0_1," in card and "year = {2026}" in card
    assert COLLECTION.contact in card


def test_how_to_verify_and_what_becomes_of_a_takedown() -> None:
    card = dataset_card(card_facts(_counted(document(1)), packs=("ru.access@1",)))
    commands = re.findall(r"`(openfonds [^`]+)`", card)
    assert [c.split()[1:3] for c in commands] == [
        ["audit", "account"],
        ["audit", "verify"],
        ["check-my-copy", "PATH"],
    ]
    assert "--against" in commands[2] and "--ledger" in commands[0]
    assert f"sha256sum -c {MANIFEST}" in card and f"`{NOTE}`" in card
    assert "The rules are in `policies/`: ru.access@1." in card
    assert "the versions that had it are removed as a whole" in card


@pytest.mark.parametrize(
    "old, new, problem",
    [
        ("---\npretty", "--\npretty", "does not begin with a front matter"),
        ("license: cc0-1.0", "license: cc-0", "license 'cc-0' is not an identifier"),
        ("license: cc0-1.0", "license: other", "give it a license_name"),
        ("license: cc0-1.0", "license: [", "is not YAML"),
        ("- ru\n", "- russian\n", "language: 'russian' is not"),
        ("- ru\n", "- no\n", "language: False is not"),
        ("- n<1K", "- tiny", "size_categories: 'tiny'"),
        ("config_name: pages", "config_name: a/b", "'a/b' cannot be the name of a config"),
        ("config_name: pages", "config_name: documents", "documents occurs more than once"),
        ("split: train", "split: train-1", "'train-1' cannot be the name of a split"),
        ("path: data/pages", "path: data/page", "config pages: no file matches"),
        ("  default: true\n", "", "0 are the default"),
        ("- ru\n", "- rus\n", "language: 'rus' is not"),
        ("- ru\n", "- xx\n", "language: 'xx' is not"),
        ("- ru\n", "- ru\n- ru\n", "language: ru occurs more than once"),
        ("- text-generation", "- text-generating", "task_categories: 'text-generating'"),
        ("- ocr\n", "- OCR of old texts\n", "tags: 'OCR of old texts'"),
        ("license: cc0", "licence: cc0", "'licence' is not a key"),
        ("path: data/pages/pages", "path: data/documents/documents", "is in config documents as"),
        ("path: data/pages/pages-*.parquet", "path: data/*", "config pages: no file matches"),
        ("## Uses", "[x](no/such.file)", "links to no/such.file"),
    ],
    ids=str,
)
def test_mistakes_in_a_card_are_found(old: str, new: str, problem: str) -> None:
    card = dataset_card(card_facts(_counted(document(1))))
    assert old in card
    problems = validate_card(card.replace(old, new, 1), FILES)
    assert any(problem in p for p in problems), problems


@pytest.mark.parametrize(
    "head", ["- a", "configs: []", "configs:\n- x", "configs:\n- config_name: a\n  data_files: b"]
)
def test_a_front_matter_of_another_form_is_a_problem_and_no_crash(head: str) -> None:
    assert validate_card(f"---\nlicense: mit\n{head}\n---\n", []) != []
    assert validate_card(f"---\n{head}\n---\n", []) != []
