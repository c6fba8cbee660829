"""What is kept of words."""

from openfonds.word_memory import LONGEST_WORD, WordMemory


def test_words_are_asked_once_and_runs_without_blanks_are_not_kept() -> None:
    asked = []

    def length(word: str) -> int:
        asked.append(word)
        return len(word)

    lengths = WordMemory(length, 10)
    word, run = "а" * LONGEST_WORD, "а" * (LONGEST_WORD + 1)
    assert [lengths(one) for one in (word, word, run, run)] == [64, 64, 65, 65]
    assert list(lengths.each([word, run])) == [64, 65]
    assert list(lengths.each([])) == []
    assert asked == [word, run, run, run]
