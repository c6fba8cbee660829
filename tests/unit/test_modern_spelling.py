import pytest

from benchmarks.modern_spelling import lines_of
from openfonds.languages.modern_spelling import MAX_WORD, in_modern_spelling
from tests.timing import seconds_of

WORDS = [tuple(line.split()) for line in lines_of("words.txt")]
SENTENCES = lines_of("sentences.txt")


def test_there_are_five_hundred_words_by_hand() -> None:
    assert len({old for old, _ in WORDS}) >= 500


def test_words_by_hand() -> None:
    wrong = [(old, new) for old, new in WORDS if in_modern_spelling(old) != new]
    assert len(wrong) <= len(WORDS) // 200, wrong


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param(old, new, id=new[:30])
        for old, new in zip(SENTENCES[::2], SENTENCES[1::2], strict=True)
    ],
)
def test_sentences_by_hand(old: str, new: str) -> None:
    assert in_modern_spelling(old) == new


@pytest.mark.parametrize("modern", SENTENCES[1::2], ids=lambda text: text[:30])
def test_modern_text_has_nothing_left_to_change(modern: str) -> None:
    assert in_modern_spelling(modern) == modern


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("о дѣлѣ раз-\nсмотрѣнномъ", "о деле рас-\nсмотренном", id="prefix"),
        pytest.param("древ-\n  нія хроники", "древ-\n  ние хроники", id="ending, indented"),
        pytest.param("съ-\nѣздъ", "съ-\nезд", id="ъ that stays"),
        pytest.param("объ-\nявленіе", "объ-\nявление", id="ъ that stays before я"),
        pytest.param("контръ-\nадмиралъ", "контр-\nадмирал", id="own hyphen"),
        pytest.param("изъ-\nза", "из-\nза", id="preposition"),
        pytest.param("безъ-\nименный", "без-\nыменный", id="ъи"),
        pytest.param("раз-\nсчетъ", "ра-\nсчет", id="letter lost at the cut"),
        pytest.param("ВЫСО-\nЧАЙШАГО", "ВЫСО-\nЧАЙШЕГО", id="capitals"),
        pytest.param("губерн-\n\nскаго", "губерн-\n\nскаго", id="no cut over a blank line"),
    ],
)
def test_words_cut_by_a_line_end_keep_their_cut(old: str, new: str) -> None:
    assert in_modern_spelling(old) == new


def test_line_structure_stays() -> None:
    text = "\f\nПрiѣздъ   Iоанна\r\n\tвъ Кіевъ;\u2028№ 5-го\f"
    modern = in_modern_spelling(text)
    assert modern == "\f\nПриезд   Иоанна\r\n\tв Киев;\u2028№ 5-го\f"


@pytest.mark.parametrize(
    ("read", "respelled"),
    [
        pytest.param("хллбъ", "хллб", id="final er"),
        pytest.param("пшнѣкція", "пшнекция", id="letters; no plural by guess"),
        pytest.param("вязкозть", "вязкозть", id="з before a voiceless consonant"),
        pytest.param("Мышкинскаго", "Мышкинского", id="an ending that only adjectives have"),
        pytest.param("фраго", "фраго", id="short, ending in -аго"),
        pytest.param("ХхЪъ ДоМъ НоваГо", "ХхЪ ДоМ НоваГо", id="mixed capitals"),
    ],
)
def test_what_no_dictionary_knows(read: str, respelled: str) -> None:
    assert in_modern_spelling(read) == respelled


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Paris, Ivan IV; ch. i. Nr 7", id="latin"),
        pytest.param("доктор Живаго из Чикаго ел саго", id="names and nouns in -аго"),
        pytest.param("галлерея, корридоръ".replace("ъ", ""), id="old words in letters of today"),
        pytest.param("дѣло"[:0], id="empty"),
    ],
)
def test_what_stays(text: str) -> None:
    assert in_modern_spelling(text) == text


@pytest.mark.parametrize(
    "unit", ["ъ", "а-\n", "ѣ ", "раз-\nсказъ\n", "з", "i", "безъ"], ids=lambda unit: repr(unit)
)
def test_time_is_linear(unit: str) -> None:
    def seconds(count: int) -> float:
        text = unit * (count // len(unit))
        return seconds_of(lambda: in_modern_spelling(text))

    seconds(1000)
    assert seconds(400_000) < max(0.3, 12 * seconds(100_000))


def test_long_runs_of_letters_change_letter_by_letter() -> None:
    assert in_modern_spelling("разсѣ" * MAX_WORD) == "разсе" * MAX_WORD
