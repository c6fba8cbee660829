import random

import pytest

from openfonds.quality import garbage_ratio


@pytest.mark.parametrize(
    "text",
    [
        "Совѣтъ слушалъ, «постановилъ»: и т. д.",
        "Der Magistrat (1912—1915) § 7, Abs. 3/4 …",
        "№ 7 — 5-го марта 1912 г., 12.03.1937, 1 000,50 руб., 25%",
        "Людовикъ XVIII и Карлъ VIII",
        "Глава ........ 7 * * * -----",
        "контръ-адмиралъ Д.И.Ивановъ, кое-кто, l’état d'âme",
        "гдⷭ҇и поми́лꙋй",
        "ВКП РСФСР Verſammlung⸗Etats",
        "שלום עולם كتاب قديم საქართველო",
        "Straße Ångström čtvrtek żółć",
    ],
)
def test_what_is_printed_is_no_garbage(text: str) -> None:
    assert garbage_ratio(text) == 0.0


@pytest.mark.parametrize(
    "token",
    [
        pytest.param("a~b^c", id="signs inside"),
        pytest.param("Coвет", id="Latin beside Cyrillic"),
        pytest.param("ддддом", id="a letter four times"),
        pytest.param("бвгджз", id="no vowel"),
        pytest.param("дОмОй", id="capitals inside"),
        pytest.param("1а2б3в", id="digits and letters mixed"),
        pytest.param("~~~~", id="signs that are not printed in rows"),
        pytest.param("\ufffd\ufffd", id="lost characters"),
        pytest.param("а" + "бa" * 20, id="longer than 40 letters"),
    ],
)
def test_garbage(token: str) -> None:
    assert garbage_ratio(token) == 1.0


def test_ratio_is_by_token_and_rounded() -> None:
    assert garbage_ratio("совет ~#~#~#\nпостановил") == 0.3333


def test_an_empty_text_has_no_garbage() -> None:
    assert garbage_ratio(" \n") == 0.0


def test_noise_is_mostly_garbage() -> None:
    chooser = random.Random(1)
    noise = " ".join(
        "".join(chooser.choice("abc|~^}{<>#@1lI!АбВ%$=;,") for _ in range(chooser.randint(4, 9)))
        for _ in range(500)
    )
    assert garbage_ratio(noise) > 0.8


def test_time_is_linear_in_a_token_without_end() -> None:
    assert garbage_ratio("а-" * 200_000 + "~") == 1.0
