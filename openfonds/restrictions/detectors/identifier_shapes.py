"""How identifiers of persons are written: shapes of numbers, and words before numbers.

All patterns are for folded text (normalise.py): lower case, й as и, ё as е, look-alikes in
Cyrillic. Sources: ПФР rules on СНИЛС; ФНС order on the ИНН; Decree 828 of 8.07.1997 (passport);
Soviet passport regulations of 1974 (series in Roman numerals); E.164 and the Russian numbering
plan; ISO/IEC 7812-1; ГОСТ Р 50577 (plates); SSA, HMRC, NHS, INSEE, BZSt and DRV for numbers of
other countries, which count only after their name (the SSN also by its hyphens); ISO 13616.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from openfonds.restrictions.detectors.checksums import (
    is_luhn,
    is_nhs,
    is_nir,
    is_organisation_inn,
    is_person_inn,
    is_snils,
    is_ssn,
    is_steuer_id,
)
from openfonds.restrictions.detectors.normalise import LETTER
from openfonds.restrictions.detectors.numbers import CHARACTER as X
from openfonds.restrictions.detectors.numbers import NUMERO
from openfonds.restrictions.detectors.phrases_of import fold_pattern, whole_words
from openfonds.restrictions.findings import Confidence

PERSON, TAX = "personal_identifier", "tax_identifier"
_SEP = r"[ .\-]{1,3}"
_BEGIN, _END = r"(?<![\w-])", r"(?![\w]|-\w)"

SNILS_WORD = re.compile(r"снилс|страхов\w{0,6} (?:номер|свид)|пенсионн")
INN_WORD = re.compile(r"(?<!\w)и\.? ?н\.? ?н(?!\w)")
PASSPORT_WORD = re.compile(
    r"паспорт|(?<!\w)сери[яиюе](?!\w)|удостоверяющ|свидетельств|"
    + fold_pattern("passport|passeport|pass(?!\\w)|reisepass")
)
CARD_WORD = re.compile(
    r"карт[аыуе]|(?<!\w)мир(?!\w)|" + fold_pattern("visa|maestro|mastercard|card(?!\\w)")
)
ACCOUNT_WORD = re.compile(
    r"(?<!\w)(?:[рлк] ?[/.] ?[ср]|рас[чс]\w{0,9}|сч[.е]\w{0,5}|" + fold_pattern("iban") + ")"
)
PHONE_WORD = re.compile(
    r"(?<!\w)(?:т|тел(?:еф(?:он\w{0,4})?)?|тлф|моб(?:ильн\w{1,3})?|факс|сот(?:ов\w{1,3})?"
    r"|рноnе|теl(?:ерноnе?)?|fах|fоn)(?!\w)"
)
FOREIGN_PHONE_WORD = whole_words(
    "telefon|téléphone|fernruf|fernsprecher|rufnummer|mobile?|handy|cell|portable"
)
SSN_WORD = whole_words("social security|soc\\.? sec|ssn")
NI_WORD = whole_words("national insurance|nino|n\\.? ?i\\.? (?:no|number)")
NHS_WORD = whole_words("nhs")
NIR_WORD = whole_words("sécurité sociale|sécu|nir|n° ?ss|insee")
STEUER_WORD = whole_words("steuer-?id\\w{0,30}|steuerliche identifikationsnummer|idnr|id-nr")
INSURANCE_WORD = whole_words(
    "(?:sozial|renten)?versicherungs-?(?:nummer|nr)|sv-?nr|rvnr|sozialversicherung"
)
LICENCE_WORD = re.compile(r"водительск|(?<!\w)прав[ао](?!\w)|в/у")
PLATE_WORD = re.compile(
    r"гос\.? ?номер|номерн\w{1,3} знак|рег\w{0,14}\.? знак|автомашин|автомобил|(?<!\w)а/м(?!\w)"
)


@dataclass(frozen=True, slots=True)
class Shape:
    """A number that is known by its shape, its check digit or a word before it.

    Confidence is `checked` where the check digit is right, likely after the keyword, and
    `bare` otherwise; None: a number of this shape alone says nothing and is not reported.
    Where the pattern has groups, they hold the digits.
    """

    name: str
    fact: str
    pattern: re.Pattern[str]
    n_digits: tuple[int, int]  # least and most
    keyword: re.Pattern[str]
    bare: Confidence | None
    check: Callable[[str], bool] | None = None
    checked: Confidence | None = "certain"


def _shape(
    name: str,
    pattern: str,
    n_digits: tuple[int, int],
    keyword: re.Pattern[str],
    bare: Confidence | None,
    check: Callable[[str], bool] | None = None,
    checked: Confidence | None = "certain",
    fact: str = PERSON,
) -> Shape:
    whole = re.compile(_BEGIN + pattern + _END)
    return Shape(name, fact, whole, n_digits, keyword, bare, check, checked)


_PHONE_TAIL = rf"{X}{{1,3}}[ -]?{X}{{2}}[ -]?{X}{{2}}"

SHAPES: tuple[Shape, ...] = (
    # 112-233-445 95: four groups with hyphens are seen nowhere else
    _shape("snils", rf"{X}{{3}}-{X}{{3}}[ -]{{1,2}}{X}{{3}}[ .-]{{0,3}}{X}{{2}}", (11, 11),
           SNILS_WORD, "possible", is_snils),
    _shape("snils", rf"{X}{{3}}{_SEP}{X}{{3}}{_SEP}{X}{{3}}[ .-]{{0,3}}{X}{{2}}", (11, 11),
           SNILS_WORD, None, is_snils),
    _shape("snils", rf"{X}{{9}}[ -]?{X}{{2}}", (11, 11), SNILS_WORD, None, is_snils),
    _shape("inn", rf"{X}{{12}}", (12, 12), INN_WORD, "possible", is_person_inn),
    # in groups as cards are: nothing without the word, as the check fits years in columns too
    _shape("inn", rf"{X}(?:[ -]?{X}){{11}}", (12, 12), INN_WORD, None, is_person_inn, None),
    _shape("passport", rf"{X}{{2}} ?{X}{{2}} {X}{{6}}", (10, 10), PASSPORT_WORD, "possible"),
    _shape("passport", rf"({X}{{2}} ?{X}{{2}}),? ?(?:{NUMERO}|номер|ном\.?) ?({X}{{6}})", (10, 10),
           PASSPORT_WORD, "likely"),
    _shape("foreign passport", rf"({X}{{2}})(?: ?{NUMERO} ?| )({X}{{7}})", (9, 9), PASSPORT_WORD,
           "possible"),
    _shape("card", rf"{X}{{4}}[ -]{X}{{4}}[ -]{X}{{4}}[ -]{X}{{4}}(?:[ -]{X}{{1,3}})?", (16, 19),
           CARD_WORD, "possible", is_luhn),
    _shape("card", rf"{X}{{4}}[ -]{X}{{6}}[ -]{X}{{4,5}}", (14, 15), CARD_WORD, None, is_luhn),
    # one number in ten passes Luhn, so a solid row of digits is not certain
    _shape("card", rf"{X}{{13,19}}", (13, 19), CARD_WORD, None, is_luhn, "likely"),
    _shape("account", rf"{X}{{20}}", (20, 20), ACCOUNT_WORD, "possible"),
    _shape("account", rf"{X}{{3}}[ .-]{X}{{2}}[ .-]{X}{{3}}[ .-]{X}(?:[ .-]{X}{{3,4}}){{2,3}}",
           (19, 21), ACCOUNT_WORD, "possible"),
    # a hyphen or a bracket makes it a telephone; blanks alone may be columns of figures
    _shape("phone", rf"[87в][ -]{{0,2}}\( ?{X}{{3,5}} ?\)[ -]{{0,2}}{_PHONE_TAIL}", (10, 11),
           PHONE_WORD, "likely"),
    _shape("phone", rf"[87в]-{X}{{3,5}}-{_PHONE_TAIL}", (10, 11), PHONE_WORD, "likely"),
    _shape("phone", rf"[87в] {X}{{3}} {X}{{3}}-{X}{{2}}-{X}{{2}}", (11, 11), PHONE_WORD, "likely"),
    _shape("phone", rf"[87] [3489зчg]{X}{{2}} {X}{{3}} {X}{{2}} {X}{{2}}", (11, 11), PHONE_WORD,
           "possible"),
    _shape("phone", rf"\+ ?{X}{{1,3}}(?:[ ()-]{{1,3}}{X}{{1,7}}){{1,5}}", (9, 15), PHONE_WORD,
           "likely"),
    _shape("phone", rf"\+ ?{X}{{10,15}}", (10, 15), PHONE_WORD, "likely"),
    _shape("phone", rf"\( ?{X}{{3,5}} ?\)[ -]?{X}{{1,3}}-{X}{{2}}-{X}{{2}}", (9, 10), PHONE_WORD,
           "likely"),
    _shape("driving licence", rf"({X}{{2}}) ?[авекмнорстух]{{2}} ?{NUMERO}? ?({X}{{6}})", (8, 8),
           LICENCE_WORD, "possible"),
)  # fmt: skip

# Only in texts with words in Latin letters, and most of them only after their name.
FOREIGN_SHAPES: tuple[Shape, ...] = (
    _shape("ssn", rf"{X}{{3}}-{X}{{2}}-{X}{{4}}", (9, 9), SSN_WORD, None, is_ssn, "possible"),
    _shape("ssn", rf"(?:{X}{{3}} {X}{{2}} {X}{{4}}|{X}{{9}})", (9, 9), SSN_WORD, None, is_ssn,
           None),
    _shape("national insurance", rf"{LETTER}{{2}} ?({X}{{2}} ?{X}{{2}} ?{X}{{2}}) ?[авсd]", (6, 6),
           NI_WORD, None),
    _shape("nhs", rf"{X}{{3}}[ -]?{X}{{3}}[ -]?{X}{{4}}", (10, 10), NHS_WORD, None, is_nhs, None),
    _shape("nir", rf"{X} ?{X}{{2}} ?{X}{{2}} ?{X}{{2}} ?{X}{{3}} ?{X}{{3}} ?{X}{{2}}", (15, 15),
           NIR_WORD, None, is_nir, "likely"),
    _shape("steuer-id", rf"{X}{{2}} ?{X}{{3}} ?{X}{{3}} ?{X}{{3}}", (11, 11), STEUER_WORD, None,
           is_steuer_id, None),
    _shape("german insurance", rf"({X}{{2}} ?{X}{{6}}) ?{LETTER} ?({X}{{3}})", (11, 11),
           INSURANCE_WORD, None),
)  # fmt: skip

ORGANISATION_INN = Shape(
    "inn", TAX, re.compile(rf"{_BEGIN}{X}{{10}}{_END}"), (10, 10), INN_WORD, None,
    is_organisation_inn,
)  # fmt: skip

# XII-АК № 123456, also as typed without Latin letters (ХУ, Ш, П, 1) or read so
SOVIET_SERIES = re.compile(
    rf"(?<!\w)[иvхlсушпiм1]{{1,6}}(?: ?[- ] ?[а-я]{{2}}[ ,]{{0,3}}({NUMERO}|номер)[ .]{{0,3}}"
    rf"|(-)[а-я]{{2}} |[- ]{{1,3}}[а-я]{{2}}[ ,.]{{0,5}})({X}{{6}}){_END}"
)
PLATE = re.compile(
    rf"(?<!\w)([авекмнорстух]) ?({X}{{3}}) ?([авекмнорстух]{{2}}) ?({X}{{2,3}})?(?!\w)"
)
SOVIET_PLATE = re.compile(r"(?<!\w)(?:[а-я] ?)?\d{2}[- ]?\d{2} ?([а-я]{2,3})(?!\w)")

# Words after which a number is a person's, and the least number of digits that it has.
NUMBERED_PAPERS: tuple[tuple[str, int], ...] = (
    ("паспорт*", 5), ("паспортн* книжк*", 3), ("загранпаспорт*", 5), ("удостоверени* личности", 4),
    ("свидетельств* о рождении", 4), ("свидетельств* о браке", 4), ("свидетельств* о смерти", 4),
    ("военн* билет*", 5), ("военный бил", 5), ("красноармейск* книжк*", 4),
    ("военно учетн*", 5), ("личный номер", 4), ("личный знак", 4), ("партбилет*", 4),
    ("партийн* билет*", 4), ("парт билет*", 4), ("п б", 6), ("учетная карточка члена", 4),
    ("комсомольск* билет*", 5), ("комсомольский бил", 5), ("профбилет*", 4),
    ("профсоюзн* билет*", 4), ("профессиональн* билет*", 4), ("водительск* удостоверени*", 5),
    ("водительск* прав*", 5), ("удостоверени* водителя", 5), ("трудов* книжк*", 5),
    ("пенсионн* удостоверени*", 4), ("пенсионн* книжк*", 4), ("пенсионн* дел*", 4),
    ("студенческ* билет*", 4), ("зачетн* книжк*", 4), ("служебн* удостоверени*", 4),
    ("орденск* книжк*", 4), ("полис*", 6), ("снилс", 9), ("страхов* свидетельств*", 9),
    ("страхов* номер*", 9), ("вид на жительство", 5), ("справк* об освобождении", 4),
    ("расчетн* счет*", 12), ("лицев* счет*", 5), ("сберкнижк*", 4), ("сберегательн* книжк*", 4),
    ("reisepass", 6), ("personalausweis", 6), ("kennkarte", 4), ("passport no", 6),
    ("passeport n", 5), ("carte d'identité", 5), ("social security", 9), ("občanský průkaz", 5),
)  # fmt: skip

ADDRESS_WORD = re.compile(
    r"прожив\w+|прописан\w*|(?:дом(?:ашн\w{2,3})? ?)?адрес\w{0,3}|жительств\w|зарегистрирован\w*"
    r"|живет|живущ\w{2,4}|местожительств\w"
)
STREET_WORD = re.compile(
    r"(?<!\w)(?:ул|улиц[аеыу]|пер|переул\w{2,3}|просп\w{0,5}|пр-?т|пр|наб\w{0,8}|шоссе|ш"
    r"|бульв\w{1,2}|б-р|проезд\w?|пл|площад\w|лини[яи])(?!\w)"
)
HOUSE_WORD = re.compile(r"(?<!\w)(?:д|дом|№)(?:\.| |,)? ?(?:№|n)? ?\d")
FLAT = re.compile(rf"(?<!\w)кв(?:артир[аеыу])?\.?,? ?{NUMERO}? ?\d{{1,4}}(?!\d)")
BIC = re.compile(r"(?<!\w)бик(?!\w)[^\d\n]{0,6}(\d{9})(?!\d)")
# Two letters that Cyrillic has no look-alike of: a word of a language in Latin letters.
LATIN_WORD = re.compile(r"[dfgjlnqrsuwz]\w{0,3}[dfgjlnqrsuwz]")
IBAN = re.compile(
    r"(?<!\w)[A-ZАВЕКМНОРСТУХ]{2} ?[0-9OОЗбl]{2}(?: ?[A-ZАВЕКМНОРСТУХ0-9]{4}){2,7}"
    r"(?: ?[A-ZАВЕКМНОРСТУХ0-9]{1,3})?(?!\w)"
)
EMAIL_TAIL = re.compile(r"[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")
EMAIL_HEAD = re.compile(r"[\w.+-]{1,64}\Z")
