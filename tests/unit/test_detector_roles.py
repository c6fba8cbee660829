"""Officials on duty and persons: when a post stands before a name, and when it does not count."""

import pytest

from openfonds.restrictions.detectors.persons import Persons
from openfonds.restrictions.detectors.roles import is_post


def _fact(text: str, name: str) -> str:
    at = text.index(name)
    facts = {f.fact for f in Persons().find(text) if f.start <= at < f.end}
    assert len(facts) == 1
    return facts.pop()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Председатель Исполкома И. И. Петров", "Петров"),
        ("Секретарь: А. Сидоров", "Сидоров"),
        ("Слушали: доклад Кузнецова о ходе сева.", "Кузнецова"),
        ("Подписал: губернатор Н. Муравьев", "Муравьев"),
        ("Членъ Управы Ѳедоровъ внесъ предложеніе.", "Ѳедоровъ"),
        ("Верно: делопроизводитель\nП. Смирнов", "Смирнов"),
    ],
)
def test_a_post_before_the_name_is_an_official(text: str, name: str) -> None:
    assert _fact(text, name) == "official_named"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Выдать пособие вдове Кузнецовой.", "Кузнецовой"),
        ("Председатель Петров И. И. осужден за растрату.", "Петров"),
        ("Директор завода просит. Смирнов уехал.", "Смирнов"),
        ("Председатель собрания.\n\nСмирнов П. П.", "Смирнов"),
        ("Председатель сельсовета сообщил, что дом сгорел ночью, а Смирнов спал", "Смирнов"),
        ("Секретарь Петров. Жена Петрова больна.", "Петров"),
    ],
    ids=["no post", "private", "other sentence", "blank line", "far", "named privately elsewhere"],
)  # fmt: skip
def test_in_doubt_it_is_a_person(text: str, name: str) -> None:
    assert _fact(text, name) == "person_named"


def test_who_is_a_person_elsewhere_is_no_official_anywhere() -> None:
    business = "Постановили отпустить лес на постройку моста через реку. " * 8
    text = f"Секретарь Щукин. {business}Жена Щукина больна. {business}Секретарь Смирнов."
    assert _fact(text, "Щукин.") == "person_named"
    assert _fact(text, "Смирнов") == "official_named"


def test_a_post_is_a_whole_word() -> None:
    assert is_post("председателем")
    assert is_post("секретарю")
    assert not is_post("иванов")
