import pytest

from extractors.description.inventory.headings import column_of, layout_of
from extractors.description.inventory.vocabulary import creator_type_of, material_of, truth_of
from openfonds.errors import SourceError
from openfonds.model import Truth


@pytest.mark.parametrize(
    ("heading", "column"),
    [
        ("item_id", "item_id"), ("Шифр", "item_id"), ("АРХИВНЫЙ ШИФР", "item_id"),
        ("files", "files"), ("Файлы", "files"), ("Файл(ы)", "files"), ("имя файла", "files"),
        ("Заголовок", "title"), ("Заголовок дела (тома, части)", "title"), ("Название", "title"),
        ("Крайние даты", "date"), ("крайние\nдаты", "date"), ("Дата", "date"), ("даты", "date"),
        ("Примечание", "description"), ("Примечания.", "description"), ("Аннотация", "description"),
        ("Фондообразователь", "creator"), ("создатель", "creator"),
        ("Тип фондообразователя", "creator_type"), ("вид фондообразователя", "creator_type"),
        ("Язык", "language"), ("Опись", "series"), ("Серия", "series"), ("Фонд", "series"),
        ("раздел", "series"), ("описание", "description"), ("Вид документа", "material"),
        ("материал", "material"), ("Тип материала", "material"), ("Автор", "author"),
        ("Год смерти автора", "author_died"), ("дата смерти автора", "author_died"),
        ("Доступ", "access"), ("Условия доступа", "access"), ("режим доступа", "access"),
        ("Права", "rights"), ("правовой статус", "rights"), ("Акт", "act"),
        ("Акт о рассекречивании", "act"), ("  «Заголовок» ", "title"), ("\ufeffШифр", "item_id"),
        ("№ п/п", None), ("Количество листов", None), ("Кол-во листов", None), ("Топография", None),
        ("", None),
    ],
)  # fmt: skip
def test_headings_are_understood(heading: str, column: str | None) -> None:
    assert column_of(heading) == column


def test_the_standard_form_of_an_inventory() -> None:
    layout = layout_of(
        ["№ п/п", "Индекс дела", "№ дела", "Заголовок дела", "Крайние даты", "Кол-во листов",
         "Примечания", "Файлы", "Топография", "fact:Minor", "факт: private_life"]
    )  # fmt: skip
    assert layout.columns == {
        "item_id": (2,), "title": (3,), "date": (4,), "description": (6,), "files": (7,),
    }  # fmt: skip
    assert layout.facts == {"minor": 9, "private_life": 10}
    assert layout.unknown == ("Топография",)
    assert [name for _, name in layout.extra] == [
        "№ п/п", "Индекс дела", "Кол-во листов", "Топография",
    ]  # fmt: skip


def test_a_running_number_is_no_reference_code() -> None:
    with pytest.raises(SourceError, match="no column item_id"):
        layout_of(["№ п/п", "файлы"])


def test_notes_and_series_may_stand_in_several_columns() -> None:
    layout = layout_of(["шифр", "файлы", "описание", "примечание", "фонд", "опись"])
    assert layout.columns["description"] == (2, 3)
    assert layout.columns["series"] == (4, 5)


@pytest.mark.parametrize(
    ("headings", "said"),
    [
        (["шифр", "файлы", "дата", "крайние даты"], "'дата', 'крайние даты'"),
        (["шифр", "item_id", "файлы"], "'шифр', 'item_id'"),
        (["шифр", "файлы", "fact:minor", "факт:minor"], "fact:minor"),
        (["шифр", "файлы", "доступ", "условия доступа"], "access"),
        (["№ дела", "номер дела", "файлы"], "item_id"),
        (["заголовок", "файлы"], "no column item_id"),
        (["шифр", "заголовок"], "no column files.*'шифр', 'заголовок'"),
    ],
)
def test_missing_and_double_columns_are_named(headings: list[str], said: str) -> None:
    with pytest.raises(SourceError, match=said):
        layout_of(headings)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("state_body", "state_body"), ("Государственный орган", "state_body"),
        ("муниципальный  орган", "municipal_body"), ("Организация", "organisation"),
        ("физическое лицо", "person"), ("Лицо", "person"), ("колхоз", None), ("", None),
    ],
)  # fmt: skip
def test_kinds_of_creators(written: str, code: str | None) -> None:
    assert creator_type_of(written) == code


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("archival", "archival"), ("Архивный", "archival"), ("книга", "published"),
        ("Печатное издание", "published"), ("личное дело", "personal_file"),
        ("Уголовное дело", "criminal_file"), ("архивно-следственное дело", "criminal_file"),
        ("медицинский", "medical_file"), ("Метрическая книга", "civil_register"),
        ("запись актов гражданского состояния", "civil_register"),
        ("дело об усыновлении", "adoption_file"), ("нотариальное дело", "notarial_file"),
        ("census", "census"), ("дело", None), ("карта", None),
    ],
)  # fmt: skip
def test_kinds_of_material(written: str, code: str | None) -> None:
    assert material_of(written) == code


@pytest.mark.parametrize(
    ("written", "truth"),
    [
        ("true", Truth.TRUE), ("Да", Truth.TRUE), ("1", Truth.TRUE), ("+", Truth.TRUE),
        ("FALSE", Truth.FALSE), (" нет ", Truth.FALSE), ("0", Truth.FALSE), ("-", None),
        ("unknown", Truth.UNKNOWN), ("неизвестно", Truth.UNKNOWN), ("", Truth.UNKNOWN),
        ("—", None), ("–", None), ("нет данных", None), ("2", None), ("да?", None),
    ],
)  # fmt: skip
def test_yes_and_no(written: str, truth: Truth | None) -> None:
    assert truth_of(written) == truth
