"""Function words: sure in prose of the large languages, and not in that of their kin."""

import pytest

from openfonds.languages.function_words import WORDS, by_function_words, has_most_function_words
from openfonds.languages.identify import answers, identify

PROSE = {
    "rus": "Когда все собрались, он сказал, что было бы лучше уйти, но так как никто его не слушал,"
    " то и ему пришлось остаться с ними до утра, и только после этого они разошлись по домам.",
    "ukr": "Коли вони прийшли до хати, він сказав, що вже пізно і що треба йти, але його ніхто не"
    " слухав, бо всі були такі втомлені, як і він, та й дощ ішов, і до села було ще далеко.",
    "bul": "Когато се върнаха в града, той им каза, че не може да остане при тях, но че ще дойде"
    " през лятото, за да види дали са направили това, което са му обещали, и как са били без него.",
    "eng": "When they came to the town he told them that it was too late, and that they would have"
    " to go on without him; but she was not at all sure that he had been there before.",
    "deu": "Als sie in die Stadt kamen, sagte er ihnen, daß es zu spät sei und daß sie ohne ihn"
    " weiter müßten; aber sie war sich nicht so sicher, ob er noch bei der Sache war.",
    "fra": "Quand ils furent dans la ville, il leur dit que c'était trop tard et qu'il ne pouvait"
    " pas rester avec eux, mais qu'on le verrait sans doute au mois de mai chez son frère.",
    "pol": "Kiedy przyszli do miasta, powiedział im, że jest już za późno i że nie może z nimi"
    " zostać, ale przyjdzie po nich, jak tylko będzie to dla niego możliwe, bo tak im obiecał.",
    "swe": "När de kom till staden sade han att det var för sent och att han inte kunde vara med"
    " dem, men att han skulle komma om en vecka när han hade fått pengar från sin bror.",
}


@pytest.mark.parametrize("language", PROSE)
def test_prose_is_told_surely(language: str) -> None:
    told, score, is_sure = by_function_words(PROSE[language])
    assert (told, is_sure) == (language, True) and score > 0.8
    assert identify(PROSE[language])[0] == language
    assert has_most_function_words(PROSE[language], language)
    assert not any(
        has_most_function_words(PROSE[language], other) for other in WORDS.keys() - PROSE
    )


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param("и в на не за до се да " * 9, id="shared by the Slavic languages"),
        pytest.param("og i at det er en til på for med den de som " * 4, id="Danish or Norwegian"),
        # The Universal Declaration, article 1, in Samoan and in Interlingua.
        pytest.param(
            "O tagata soifua uma ua saoloto lo latou fananau mai, ma e tutusa o latou tulaga"
            " aloaia faapea a latou aia tatau. Ua faaeeina atu i a latou le mafaufau lelei ma le"
            " loto fuatiaifo ma e tatau ona faatino le agaga faaleuso i le va o le tasi i le isi.",
            id="short words of another family",
        ),
        pytest.param(
            "Tote le esseres human nasce libere e equal in dignitate e in derectos. Illes es"
            " dotate de ration e de conscientia e debe ager le unes verso le alteres in un spirito"
            " de fraternitate.",
            id="near kin",
        ),
        pytest.param("а|и с.и да=да он{он ко~ко " * 20, id="letters between other signs"),
        pytest.param("the " * 50, id="one word"),
        pytest.param("der die das " * 20, id="three words"),
        pytest.param(f"che per una non con {'lorem ' * 20}" * 4, id="too few of all words"),
        pytest.param("и в на не за по от до или при что что что", id="three that the kin has not"),
        pytest.param(
            "и в на не за по от до или при что что что что что что към към",
            id="a third as many of the kin",
        ),
    ],
)
def test_doubt(text: str) -> None:
    assert not by_function_words(text)[2]


def test_many_words_are_counted_apart() -> None:
    told, score, is_sure = by_function_words(f"{PROSE['rus']} " * 2000)
    assert (told, is_sure) == ("rus", True) and 0 < score <= 1


def test_what_has_function_words_may_be_answered() -> None:
    assert answers() >= WORDS.keys()
    assert all(word == word.lower() and word for words in WORDS.values() for word in words)
