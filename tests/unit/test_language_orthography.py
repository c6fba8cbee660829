import pytest

from openfonds.languages.orthography import (
    MODERN,
    PRE_REFORM,
    has_old_spelling,
    orthography,
)
from openfonds.languages.russian_reform import to_modern

OLD = (
    "Городской совѣтъ слушалъ докладъ о постройкѣ новаго училища и постановилъ отпустить изъ "
    "городскихъ суммъ двѣ тысячи рублей, о чемъ и увѣдомить губернатора."
)
NEW = (
    "Городской совет слушал доклад о постройке нового училища и постановил отпустить из "
    "городских сумм две тысячи рублей, о чем и уведомить губернатора."
)

# By hand: letters, final ъ, endings, pronouns, prefixes, and what must stay.
WORDS = """
домъ дом | въ в | гдѣ где | міръ мир | Ѳеодоръ Феодор | сѵнодъ синод | мѵро миро |
Россія Россия | исторія история | Азіи Азии | линія линия | Британнія Британния |
імперія империя | явленїй явлений | отъѣздъ отъезд | съѣздъ съезд | объявленіе объявление |
подъячій подъячий | маіоръ майор | раіонъ район | маія мая | пріобрѣтеніе приобретение |
новаго нового | злаго злого | синяго синего | третьяго третьего | хорошаго хорошего |
находящагося находящегося | большаго большого | чужаго чужого | благо благо | сего сего |
новыя новые | оныя оные | русскія русские | великія великие | многія многие |
прежнія прежние | внѣшнія внешние | послѣднія последние | древнія древние |
внутреннія внутренние | столѣтнія столетние | бывшія бывшие | находящіяся находящиеся |
прочія прочие | рабочія рабочие | имѣнія имения | мнѣнія мнения | званія звания |
отличія отличия | нарѣчія наречия | комиссія комиссия | коллегія коллегия |
ея ее | Ея Ее | нея нее | онѣ они | однѣ одни | однѣхъ одних | однѣми одними | обѣ обе |
идея идея | змѣя змея | безсмертный бессмертный | безполезный бесполезный |
разсказъ рассказ | изслѣдованіе исследование | возстаніе восстание | чрезчуръ чресчур |
черезчуръ чересчур | безразсудный безрассудный | неразсудительный нерассудительный |
неизслѣдованный неисследованный | разсчетъ расчет | разсчитывать рассчитывать |
низкій низкий | низшій низший | возка возка | возчикъ возчик | воздухъ воздух | изъ из |
безъ без | безъимянный безымянный | предъидущій предыдущий | съиграть сыграть |
ДОМЪ ДОМ | ВЫСОЧАЙШАГО ВЫСОЧАЙШЕГО | ѢЗДА ЕЗДА | Въ В
"""
PAIRS = [tuple(pair.split()) for pair in WORDS.split("|")]


def test_the_list_has_at_least_sixty_words() -> None:
    assert len(PAIRS) >= 60


@pytest.mark.parametrize(("old", "modern"), PAIRS)
def test_word_in_modern_spelling(old: str, modern: str) -> None:
    assert to_modern(old) == modern


def test_text_in_modern_spelling() -> None:
    assert to_modern(OLD) == NEW


def test_modern_spelling_has_no_rule_left_to_apply() -> None:
    assert to_modern(NEW) == NEW


def test_everything_but_cyrillic_words_stays() -> None:
    text = "Изъ-за № 7, 5-го\n  IV ch. «A. v. Humboldt» \f — 1/2 п."
    assert to_modern(text) == text.replace("Изъ", "Из")


def test_mixed_capitals_change_letter_by_letter_only() -> None:
    assert to_modern("ХхЪъ ДоМъ НоваГо") == "ХхЪъ ДоМ НоваГо"


@pytest.mark.parametrize(
    ("text", "spelling"),
    [
        pytest.param(OLD, PRE_REFORM, id="old"),
        pytest.param(NEW, MODERN, id="modern"),
        pytest.param(OLD.replace("ѣ", "в"), PRE_REFORM, id="a modern model lost every ѣ"),
        pytest.param(OLD.replace("ъ", ""), PRE_REFORM, id="an old text that lost every ъ"),
        pytest.param(NEW * 4 + "отъ города", MODERN, id="one old word"),
        pytest.param("совѣтъ " * 7, None, id="fewer than 50 letters"),
        pytest.param("", None, id="empty"),
        pytest.param("Der Magistrat beschliesst die Vorlage " * 3, None, id="no Cyrillic"),
    ],
)
def test_orthography_of_russian(text: str, spelling: str | None) -> None:
    assert orthography(text, "rus") == spelling


@pytest.mark.parametrize("language", ["bul", "ukr", None])
def test_orthography_is_told_of_russian_only(language: str | None) -> None:
    assert orthography(OLD, language) is None


def test_ukrainian_is_not_taken_for_old_russian() -> None:
    assert not has_old_spelling(
        "Всі люди народжуються вільними і рівними у своїй гідності та правах. Вони наділені "
        "розумом і совістю і повинні діяти у відношенні один до одного в дусі братерства."
    )
