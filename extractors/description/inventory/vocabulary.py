"""Words that an inventory uses for kinds of creators and materials, and for yes and no.

The codes are those that the policy packs know. A word that is not here is kept as written, with
a remark that sends the item to a person: guessing could open what a rule would close.
"""

from collections.abc import Mapping

from extractors.description.inventory.headings import fold_heading
from openfonds.model import Truth

ARCHIVAL, PUBLISHED = "archival", "published"


def _inverted(table: Mapping[str, str]) -> Mapping[str, str]:
    words = {word: code for code, line in table.items() for word in line.split("|")}
    return words | {fold_heading(code): code for code in table}


_CREATOR_TYPES = _inverted(
    {
        "state_body": "государственный орган|орган государственной власти|госорган",
        "municipal_body": "муниципальный орган|орган местного самоуправления|муниципалитет",
        "organisation": "организация|предприятие|учреждение|общественная организация"
        "|юридическое лицо|organization",
        "person": "физическое лицо|лицо|частное лицо|семья",
    }
)
_MATERIALS = _inverted(
    {
        ARCHIVAL: "архивный|архивный документ|архивные документы|архивное дело",
        PUBLISHED: "опубликованный|опубликовано|печатное издание|издание|книга|журнал|газета"
        "|брошюра|book|periodical|newspaper",
        "civil_register": "запись актов гражданского состояния|акты гражданского состояния"
        "|актовая книга|актовая запись|загс|метрическая книга|метрические книги",
        "personal_file": "личное дело|личные дела|трудовая книжка",
        "criminal_file": "уголовное дело|уголовные дела|следственное дело"
        "|архивно следственное дело|архивное уголовное дело",
        "medical_file": "медицинский|медицинский документ|медицинские документы|история болезни"
        "|медицинская карта|медицинское дело",
        "adoption_file": "усыновление|дело об усыновлении|дело усыновления",
        "notarial_file": "нотариальный|нотариальное дело|нотариальный документ|завещание"
        "|наследственное дело",
        "advocate_file": "адвокатское производство|адвокатское дело|адвокатское досье",
        "tax_file": "налоговый|налоговое дело|налоговая декларация",
        "bank_file": "банковский|банковское дело|банковский документ",
        "census": "перепись|переписной лист|переписные листы|материалы переписи",
        "statistics": "статистика|статистический документ|первичный статистический документ",
        "correspondence": "переписка|письмо|письма",
    }
)
# A minus is a no only as a hyphen: dashes of other lengths fill empty cells.
_TRUTHS: Mapping[str, Truth] = {
    **dict.fromkeys(("true", "да", "yes", "1", "+", "истина"), Truth.TRUE),
    **dict.fromkeys(("false", "нет", "no", "0", "ложь"), Truth.FALSE),
    **dict.fromkeys(("unknown", "неизвестно", "?", ""), Truth.UNKNOWN),
}


def creator_type_of(written: str) -> str | None:
    """The code of a kind of creator, or None for a word that is not known.

    >>> creator_type_of("Муниципальный орган"), creator_type_of("state_body")
    ('municipal_body', 'state_body')
    """
    return _CREATOR_TYPES.get(fold_heading(written))


def material_of(written: str) -> str | None:
    """The code of a kind of material, or None for a word that is not known.

    >>> material_of("Метрическая книга"), material_of("карта")
    ('civil_register', None)
    """
    return _MATERIALS.get(fold_heading(written))


def truth_of(written: str) -> Truth | None:
    """What a catalogued fact says, or None for a word that says none of the three.

    >>> truth_of(" Да "), truth_of(""), truth_of("возможно")
    (<Truth.TRUE: 'true'>, <Truth.UNKNOWN: 'unknown'>, None)
    """
    return _TRUTHS.get(written.strip().casefold())
