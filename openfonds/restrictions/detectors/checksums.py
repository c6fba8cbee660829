"""Check digits of identifiers. A checksum may raise confidence, never discard a candidate.

Sources: СНИЛС, ПФР order on the insurance number (weights 9..1, modulo 101); ИНН, order of the
ФНС on the structure of the number; cards, ISO/IEC 7812-1 (Luhn); bank accounts, Bank of Russia
515 of 8.09.1997 (weights 7, 1, 3 over the last digits of the БИК and the account). NHS number,
NHS Data Dictionary (modulo 11); NIR, INSEE (97 less the remainder); Steuer-ID, ISO 7064 Mod
11,10 (BZSt); IBAN, ISO 13616 (modulo 97).
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


def is_ssn(digits: str) -> bool:
    """Whether nine digits may be a US social security number (SSA: area, group and serial)."""
    area, group, serial = digits[:3], digits[3:5], digits[5:]
    is_area = area not in {"000", "666"} and area < "900"
    return len(digits) == 9 and is_area and group != "00" and serial != "0000"


def is_nhs(digits: str) -> bool:
    """Whether 10 digits have the right check digit of an NHS number."""
    if len(digits) != 10:
        return False
    total = sum(int(d) * weight for d, weight in zip(digits, range(10, 1, -1), strict=False))
    return 11 - total % 11 == (int(digits[9]) or 11)


def is_nir(digits: str) -> bool:
    """Whether 15 digits are a French NIR with the right key; Corsican ones have letters."""
    if len(digits) != 15 or digits[0] not in "12":
        return False
    return 97 - int(digits[:13]) % 97 == int(digits[13:])


def is_steuer_id(digits: str) -> bool:
    """Whether 11 digits have the right check digit of a German tax identification number."""
    if len(digits) != 11 or digits[0] == "0":
        return False
    product = 10
    for digit in digits[:10]:
        product = ((int(digit) + product) % 10 or 10) * 2 % 11
    return (11 - product) % 10 == int(digits[10])


def is_iban(written: str) -> bool:
    """Whether Latin capitals and digits without blanks have the remainder of an IBAN."""
    if not 15 <= len(written) <= 34 or not written.isascii() or not written.isalnum():
        return False
    return int("".join(str(int(c, 36)) for c in written[4:] + written[:4])) % 97 == 1
