"""The inventory of the example holding: one row an item, as an archivist would write it."""

from dataclasses import dataclass

HEADINGS: dict[str, str] = {
    "item_id": "шифр",
    "files": "файлы",
    "title": "заголовок",
    "date": "крайние даты",
    "material": "вид документа",
    "creator": "фондообразователь",
    "creator_type": "тип фондообразователя",
    "series": "опись",
    "language": "язык",
    "author": "автор",
    "author_died": "год смерти автора",
    "description": "аннотация",
    "access": "доступ",
    "rights": "права",
    "act": "акт",
    "sheets": "количество листов",
    "note": "примечание",
}
"""Fields of a row and the Russian heading of each; the last two are unknown to openfonds."""

UPRAVA = "Ф. 12. Нижнелужская городская управа. Опись 1"
DUMA = "Ф. 5. Нижнелужская городская дума. Опись 1"
ISPOLKOM = "Ф. 30. Нижнелужский уездный исполком. Опись 1"
GORSOVET = "Ф. 41. Нижнелужский городской совет. Опись 1"
POLICE = "Ф. 20. Нижнелужское полицейское управление. Опись 2"
OPEN_SERIES = (UPRAVA, DUMA, ISPOLKOM)

CLOSED_ITEM = "Ф. 12. Оп. 1. Д. 95"


@dataclass(frozen=True, slots=True)
class Row:
    """One row; the fields are the keys of HEADINGS, an empty one is an empty cell."""

    item_id: str
    files: str
    title: str
    date: str
    material: str = "архивный документ"
    creator: str = ""
    creator_type: str = ""
    series: str = ""
    language: str = "русский"
    author: str = ""
    author_died: str = ""
    description: str = ""
    access: str = ""
    rights: str = ""
    act: str = ""
    sheets: str = ""
    note: str = ""


def _uprava(number: int, files: str, title: str, date: str, **more: str) -> Row:
    code = f"Ф. 12. Оп. 1. Д. {number}"
    creator = "Нижнелужская городская управа"
    fields = {"creator": creator, "creator_type": "муниципальный орган", "series": UPRAVA} | more
    return Row(code, files, title, date, **fields)


def _duma(number: int, files: str, title: str, date: str, **more: str) -> Row:
    return Row(
        f"Ф. 5. Оп. 1. Д. {number}",
        files,
        title,
        date,
        creator="Нижнелужская городская дума",
        creator_type="муниципальный орган",
        series=DUMA,
        **more,
    )


def _soviet(number: int, files: str, title: str, date: str, **more: str) -> Row:
    return Row(
        f"Ф. 41. Оп. 1. Д. {number}",
        files,
        title,
        date,
        creator="Нижнелужский городской совет",
        creator_type="государственный орган",
        series=GORSOVET,
        **more,
    )


def _book(number: int, files: str, title: str, date: str, **more: str) -> Row:
    return Row(f"Библиотека. Инв. {number}", files, title, date, **({"material": "книга"} | more))


_FIRST = _uprava(
    101,
    "scans/uprava-101-1.jpg;scans/uprava-101-2.jpg",
    "Постановление о содержании мостовых и тротуаров",
    "12 марта 1912 г.",
    sheets="2",
    note="оборот последнего листа чистый",
)

ROWS: tuple[Row, ...] = (
    _FIRST,
    _uprava(
        102, "scans/uprava-102.png", "Постановление об освещении улиц", "3 мая 1912 г.", sheets="1"
    ),
    _uprava(
        103,
        "scans/uprava-103-*.jpg",
        "Обязательное постановление о торговле на Базарной площади",
        "20 июня 1912 г.",
        sheets="2",
    ),
    _uprava(
        104, "scans/uprava-104.webp", "Постановление о городском саде", "1912-11-08", sheets="1"
    ),
    _duma(
        7,
        "scans/duma-1898-1901.tif",
        "Протоколы заседаний",
        "1898–1901",
        access="открыт",
        sheets="3",
    ),
    _duma(11, "scans/duma-1902.jp2", "Протокол о городской библиотеке", "1902 г.", sheets="1"),
    _uprava(60, "pdf/most-1903.pdf", "Отчет о ремонте городского моста", "1903", sheets="2"),
    _uprava(
        98, "texts/obyazatelnyya-1910.txt", "Обязательные постановления", "1910 г.", sheets="3"
    ),
    Row(
        "Ф. 30. Оп. 1. Д. 4",
        "scans/ispolkom-1921.jpg",
        "Постановление о заготовке дров",
        "14 сентября 1921 г.",
        creator="Нижнелужский уездный исполнительный комитет",
        creator_type="государственный орган",
        series=ISPOLKOM,
        sheets="1",
    ),
    _book(
        14,
        "scans/povesti-1869.jpg",
        "Повести",
        "1869",
        author="А. С. Пушкин",
        rights="общественное достояние",
    ),
    _book(
        31,
        "scans/ocherki-1905-1.jpg;scans/ocherki-1905-2.jpg",
        "Очерки старого города",
        "1905",
        author="В. Ардатов-Кленовский",
        author_died="1911",
    ),
    _book(
        27,
        "scans/almanah-1894-1.jpg;scans/almanah-1894-2.jpg",
        "Речной альманах",
        "1894",
        author="А. П. Чехов; Н. С. Лесков",
        author_died="1904; 1895",
    ),
    _book(
        16,
        "alto/listok-1872-1.xml;alto/listok-1872-2.xml",
        "Нижнелужский листок",
        "15 апреля 1872 г.",
        material="газета",
        description="распознана библиотекой",
    ),
    _book(15, "pdf/putevoditel-1871.pdf", "Путеводитель по Нижнелужску", "1871"),
    _book(
        13,
        "scans/alice-1866.jpg",
        "Alice's Adventures in Wonderland",
        "1866",
        language="английский",
        author="Lewis Carroll",
        author_died="1898",
    ),
    _soviet(
        2,
        "scans/gorsovet-1938-1.jpg;scans/gorsovet-1938-2.jpg",
        "Протоколы заседаний президиума",
        "22 апреля 1938 г.",
        sheets="2",
    ),
    _uprava(130, "scans/zapiska-bd.jpg", "Записка о пожарном насосе", "б.д.", sheets="1"),
    _uprava(115, "scans/kopiya-1913.jpg", "Уведомление о починке пристани", "1913", sheets="1"),
    Row(
        "Ф. 20. Оп. 2. Д. 8",
        "scans/policiya-1908.jpg",
        "Рапорт о порядке на ярмарке",
        "2 октября 1908 г.",
        creator="Нижнелужское полицейское управление",
        creator_type="государственный орган",
        series=POLICE,
        sheets="1",
    ),
    _uprava(
        108,
        "scans/spravka-1912.jpg",
        "Свидетельство о дворовом месте",
        "30 августа 1912 г.",
        sheets="1",
    ),
    _uprava(
        99,
        "scans/dostup-1911.jpg",
        "Журнал управы о починке амбаров",
        "6 апреля 1911 г.",
        access="по особому распоряжению",
        sheets="1",
    ),
    _uprava(
        41,
        "scans/pisma-1889.jpg",
        "Письмо о барже с солью",
        "5 мая 1889 г.",
        creator="Сухоруков Матвей",
        creator_type="физическое лицо",
        sheets="1",
    ),
    _book(52, "scans/rasskazy-1931.jpg", "У переправы. Рассказы", "1931", author="К. Подлесных"),
    _soviet(
        77,
        "scans/lichnoe-1961.jpg",
        "Личное дело работника речного порта",
        "1961",
        material="личное дело",
        sheets="1",
    ),
    _soviet(50, "scans/sekretno-1952.jpg", "План складов", "11 июля 1952 г.", sheets="1"),
    _uprava(
        117, "scans/shtamp-1913.jpg", "Отношение о здании таможни", "19 ноября 1913 г.", sheets="1"
    ),
    _soviet(91, "scans/dsp-1978.jpg", "Инструкция о пропуске", "5 июня 1978 г.", sheets="1"),
    _soviet(
        120,
        "scans/spisok-2003.jpg",
        "Список получателей подарков",
        "27 августа 2003 г.",
        sheets="1",
    ),
    Row(
        "Ф. 8. Оп. 1. Д. 19",
        "scans/bolezn-1899.jpg",
        "История болезни",
        "3–29 марта 1899 г.",
        material="история болезни",
        creator="Нижнелужская земская больница",
        creator_type="муниципальный орган",
        series="Ф. 8. Нижнелужская земская больница. Опись 1",
        sheets="1",
    ),
    _uprava(100, "scans/usynovlenie-1911.jpg", "Дело об усыновлении", "8 июня 1911 г.", sheets="1"),
    _uprava(
        95,
        "scans/perechen-1909.jpg",
        "Постановление о водозаборе",
        "25 февраля 1909 г.",
        sheets="1",
    ),
    _uprava(
        94,
        "scans/zaveshchanie-1908.jpg",
        "Духовное завещание",
        "12 декабря 1908 г.",
        creator="Пустозвонова Аграфена",
        creator_type="физическое лицо",
        sheets="1",
    ),
    _book(
        88,
        "scans/kniga-1978.jpg",
        "Песчаный остров. Повесть",
        "1978",
        author="И. Саламатин",
        author_died="1999",
    ),
    _uprava(90, "scans/slomano-1907.jpg", "Постановление о пристани", "1907 г.", sheets="1"),
    _uprava(91, "scans/propavshiy-1907.jpg", "Постановление о перевозе", "1907 г.", sheets="1"),
    _uprava(92, "../chuzhaya-papka/list.jpg", "Постановление о рынке", "1908 г.", sheets="1"),
    _uprava(93, "scans/plan-1908.xyz", "План города", "1908 г.", sheets="1"),
    _FIRST,
)
