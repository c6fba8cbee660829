"""Laws of correction, for any text and any words."""

from hypothesis import given, settings
from hypothesis import strategies as st

from openfonds.correction.correct import corrections
from openfonds.edits import EditedText, undo
from openfonds.languages.dictionaries import Dictionaries
from openfonds.languages.orthography import MODERN, PRE_REFORM
from openfonds.model import Word

RUSSIAN = Dictionaries(None)
PIECES = st.lists(
    st.sampled_from(
        ["женщипы", "совершенпую", "Женщипы", "домъ", "█", "5", "-", "ѣ", "Ъ", " ", "\n", "учишель"]
    )
    | st.text(max_size=6),
    max_size=20,
)


@settings(deadline=None, max_examples=60)  # the word lists are read with the first
@given(
    pieces=PIECES,
    confidence=st.sampled_from([None, 0.0, 50.0, 89.9, 95.0]),
    old=st.booleans(),
)
def test_only_small_letters_change_and_the_text_comes_back(
    pieces: list[str], confidence: float | None, old: bool
) -> None:
    text = "".join(pieces)
    words = [Word(word, 0, 0, 0, 0, confidence) for word in text.split()]
    made = list(corrections(text, words, "rus", PRE_REFORM if old else MODERN, RUSSIAN))
    after = EditedText(text).apply(made)
    assert undo(after.text, after.edits) == text
    for one in made:
        read = text[one.start : one.end]
        assert one.reason == "ocr" and one.new.islower() and one.new.isalpha() and read.isalpha()
        assert read.islower() or read.lower() == one.new
    assert after.apply(corrections(after.text, (), "rus", PRE_REFORM, RUSSIAN)).text == after.text
