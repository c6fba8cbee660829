"""Check digits of identifiers. A checksum may raise confidence, never discard a candidate.

Sources: СНИЛС, ПФР order on the insurance number (weights 9..1, modulo 101); ИНН, order of the
ФНС on the structure of the number; cards, ISO/IEC 7812-1 (Luhn); bank accounts, Bank of Russia
515 of 8.09.1997 (weights 7, 1, 3 over the last digits of the БИК and the account).
All functions take a string of ASCII digits.
"""


def is_snils(digits: str) -> bool:
    """Whether 11 digits have the right control number."""
    if len(digits) != 11:
        return False
    total = sum(int(d) * weight for d, weight in zip(digits, range(9, 0, -1), strict=False))
    return total % 101 % 100 == int(digits[9:])


def _inn_digit(digits: str, weights: tuple[int, ...]) -> int:
    return sum(int(d) * w for d, w in zip(digits, weights, strict=False)) % 11 % 10


_INN_10 = (2, 4, 10, 3, 5, 9, 4, 6, 8)
_INN_11 = (7, 2, 4, 10, 3, 5, 9, 4, 6, 8)
_INN_12 = (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)


def is_person_inn(digits: str) -> bool:
    """Whether 12 digits have the two right control digits."""
    return (
        len(digits) == 12
        and _inn_digit(digits, _INN_11) == int(digits[10])
        and _inn_digit(digits, _INN_12) == int(digits[11])
    )


def is_organisation_inn(digits: str) -> bool:
    """Whether 10 digits have the right control digit."""
    return len(digits) == 10 and _inn_digit(digits, _INN_10) == int(digits[9])


def is_luhn(digits: str) -> bool:
    """Whether the last digit is the Luhn digit of the rest."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return bool(digits) and total % 10 == 0


def is_account_of(bic: str, account: str) -> bool:
    """Whether a 20-digit account fits the 9-digit БИК of its bank."""
    if len(bic) != 9 or len(account) != 20:
        return False
    return sum(int(d) * (7, 1, 3)[i % 3] for i, d in enumerate(bic[-3:] + account)) % 10 == 0
