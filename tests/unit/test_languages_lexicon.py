"""The dictionary inside a model of Tesseract."""

import struct
from pathlib import Path

import pytest

from extractors.reading.tesseract import probe
from openfonds.languages.lexicon import characters_of, listed_share, load_lexicon


def model(language: str) -> Path:
    if language not in probe().languages:
        pytest.skip(f"apt-get install tesseract-ocr-{language}")
    return probe().tessdata / f"{language}.traineddata"


@pytest.mark.parametrize(
    ("language", "word"),
    [
        ("rus", "городской"),
        ("rus", "Городской"),
        ("rus", "ГОРОДСКОЙ"),
        ("rus", "Москва"),
        ("eng", "house"),
        ("eng", "don’t"),
        ("deu", "Haus"),
        ("deu", "Straße"),
        ("fra", "était"),
        ("fra", "été"),  # decomposed
    ],
)
def test_words_are_found(language: str, word: str) -> None:
    assert load_lexicon(model(language)).has(word)


@pytest.mark.parametrize("word", ["", "ывапролд", "гороской", "house", "город1", "ѣ", "городс"])
def test_what_is_no_word_is_not_found(word: str) -> None:
    assert not load_lexicon(model("rus")).has(word)


def test_shares_are_of_letters_in_words_of_three_and_more() -> None:
    russian = [load_lexicon(model("rus"))]
    assert listed_share(["«Город,", "и", "ывапр."], russian) == (0.5, 10)
    assert listed_share(["и", "12", "—"], russian) == (None, 0)
    assert listed_share(["город"], []) == (None, 0)


def test_old_spelling_is_found_in_modern_spelling() -> None:
    assert listed_share(["городскаго", "совѣтъ", "постановилъ"], [load_lexicon(model("rus"))])[0]


def _packed(unicharset: bytes, dawg: bytes) -> bytes:
    header = 4 + 24 * 8
    offsets = [-1] * 24
    offsets[19], offsets[21] = header, header + len(dawg)
    return struct.pack("<i24q", 24, *offsets) + dawg + unicharset


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"nothing of the kind",
        struct.pack("<i", 1 << 30) + b"\0" * 64,
        struct.pack("<i", -1) + b"\0" * 64,
        _packed(b"4\nNULL 0\n", b""),
        _packed(b"4\nNULL 0\n", struct.pack("<hii", 42, 4, 1 << 30)),
        _packed(b"4\nNULL 0\n", struct.pack("<hii", 41, 4, 1) + b"\0" * 8),
        _packed(b"\xff\xfe\n", struct.pack("<hiiq", 42, 4, 1, -1)),
    ],
)
def test_a_broken_model_has_no_words(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "broken.traineddata"
    path.write_bytes(data)
    assert not load_lexicon(path).has("город")


def test_a_graph_that_leads_to_itself_ends(tmp_path: Path) -> None:
    unicharset = "5\nNULL 0\nJoined 0\nBroken 0\nа 3\nб 3\n".encode()
    # letter 3, last of its node, next node 0: "ааа..." for ever
    edge = 3 | 1 << 3
    path = tmp_path / "round.traineddata"
    path.write_bytes(_packed(unicharset, struct.pack("<hiiQ", 42, 5, 1, edge)))
    assert not load_lexicon(path).has("а" * 1000)


def test_a_missing_model_has_no_words(tmp_path: Path) -> None:
    assert not load_lexicon(tmp_path / "none.traineddata")


def test_letters_of_a_model_are_known() -> None:
    letters = characters_of(model("rus"))
    assert letters >= set("абвюя") and not letters & set("ѣіѳў")
