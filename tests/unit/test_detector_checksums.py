from collections.abc import Callable

import pytest

from openfonds.restrictions.detectors.checksums import (
    is_account_of,
    is_luhn,
    is_organisation_inn,
    is_person_inn,
    is_snils,
)

VALID: list[tuple[Callable[[str], bool], str]] = [
    (is_snils, "11223344595"),
    (is_snils, "08765430300"),
    (is_person_inn, "500100732259"),
    (is_organisation_inn, "7707083893"),
    (is_organisation_inn, "7830002293"),
    (is_luhn, "4111111111111111"),
    (is_luhn, "378282246310005"),
]


@pytest.mark.parametrize(("check", "number"), VALID)
def test_accepts_a_right_number_and_no_other_last_digit(
    check: Callable[[str], bool], number: str
) -> None:
    assert check(number)
    others = [number[:-1] + str(d) for d in range(10) if str(d) != number[-1]]
    assert not any(check(other) for other in others)


@pytest.mark.parametrize(("check", "number"), VALID[:-2])
def test_a_number_too_short_or_too_long_is_wrong(check: Callable[[str], bool], number: str) -> None:
    assert not check(number[1:])
    assert not check("0" + number)


def test_no_digits_pass_no_check() -> None:
    assert not any(check("") for check, _ in VALID)


def test_account_fits_its_bank_only() -> None:
    assert is_account_of("044525225", "40817810938160925982")
    assert not is_account_of("044525225", "40817810938160925983")
    assert not is_account_of("044525226", "40817810938160925982")
    assert not is_account_of("44525225", "40817810938160925982")
