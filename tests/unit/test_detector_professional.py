"""What never lapses: health, adoption, secrets of professions, repression, as a table."""

import pytest

from openfonds.restrictions.detectors.file_kinds import FileKinds
from openfonds.restrictions.detectors.idioms import IdiomsInText
from openfonds.restrictions.detectors.minors import Minors
from openfonds.restrictions.detectors.phrases import Occurrence
from openfonds.restrictions.detectors.phrases_of import alternatives
from openfonds.restrictions.detectors.private_life import PrivateLife
from openfonds.restrictions.detectors.registry import examine

M, A, T, B, N = "medical", "adoption", "tax_secret", "bank_secret", "notarial"
V, Q, C, R = "advocate", "investigation", "correspondence", "repression"

# text, fact
LIKELY = [
    ("С ВЯЗЕМСКАЯ НА УЛИЦЕ САДОВАЯ ВЗЫСКАТЬ НЕДОИМКУ В 68 РУБ.", T),
    ("НА УЛИЦЕ САДОВАЯ БЕЛЬСКАЯ: ВЗЫСКАТЬ НЕДОИМКУ В 68 РУБ.", T),
    ("Кочегар Сидоров ошпарил руки, лежит в больнице", M),
    ("Диагнозъ: lues secundaria. Крестьянка Панова, 23 лѣтъ", M),
    ("Рекрут Фёдоров забракован за искривлением ноги", M),
    ("По слабости здоровья просит уволить его", M),
    ("жалуется на одышку и отёки ног", M),
    ("Каторжный Сизов страдает лёгкими", M),
    ("Заключение комиссии: Иванов И. И. болен эпилепсией, по статье 8", M),
    ("Мещанин Власов записал за собой приёмыша", A),
    ("Младенец подброшен к дому священника", A),
    ("Кому отдан | Имя ребёнка | Родная мать", A),
    ("родители неизвѣстны", A),
    ("За крестьянином Фокиным недоимки 12 руб. 40 коп.", T),
    ("Взыскать недоимку въ 30 руб. съ Петрова", T),
    ("У мещанки Садовой на улице Мещанской взыскать недоимку", T),
    ("Прибыль торговца Гусева исчислена в 900 рублей", T),
    ("Осмотрели умственные\nспособности\nОсоргиной\nМ.\nА., нашли", M),
    ("Больные: С. П. У. — брюшной тиф, К-а — белая горячка.", M),
    ("Выдать дровъ на 33 руб..\nПризнать девочку Гашу удочеренною", A),
    ("Вексель купца Мясникова учтён в Казанском банке", B),
    ("Вдова Попова имеет вклад в сберегательной кассе", B),
    ("Завѣщаю домъ мой внуку", N),
    ("явлено у нотаріуса въ Казани", N),
    ("Купчая крѣпость на дворъ", N),
    ("Моя подзащитная просила меня молчать", V),
    ("Присяжный повѣренный Мейеръ пишетъ довѣрителю", V),
    ("свидетель показал, что спал", Q),
    ("допрошенъ безъ присяги", Q),
    ("Судебный следователь допрашивал мещанина", Q),
    ("Выписка из полученного агентурным путём письма", C),
    ("Письмо вскрыто на почте, адресат Белов П. П.", C),
    ("Военная цензура. Изъ письма рядового Батурина Петра: «Насъ гонятъ». Вымарано.", C),
    ("Дьякон Покровский сослан в Соловки", R),
    ("спецпереселенка бежала", R),
    ("Мати хворіє на сухоти", M),
    ("Шевченко О. П. усиновила хлопчика", A),
    ("үпкә авыруы белән хастаханәдә ята", M),
    ("Гарипов баланы уллыкка алган", A),
    ("Яго жонка хварэе на сэрца", M),
    ("Дѣло по обви-\nненію мѣщанина въ поджогѣ", Q),
]
AT_MOST_POSSIBLE = [
    ("ПО ВОПРОСУ О МОЩЕНИИ УЛИЦЫ СОЛДАТСКАЯ РЕШЕНО ВЗЫСКАТЬ НЕДОИМКУ В 68 РУБ.", T),
    ("Болезнь картофеля распространилась, агроном Петров И. И. принял меры", M),
    ("Это больной вопрос земства, сказал Иванов И. И.", M),
    ("Лошади больны сапом, ветеринар Иванов И. И.", M),
    ("В отчётном году больных тифом 140, доклад Иванова И. И.", M),
    ("Средство от ревматизма, цена 40 коп., магазин Иванова", M),
    ("Кочегару Иванову И. И. велено подкинуть дров", A),
    ("Собрание узаконений и распоряжений", A),
    ("Сборы налогов по губернии", T),
    ("О высадке лип вдоль улицы Большая Дворянская решено взыскать недоимку в 59 руб.", T),
    ("О починке моста у улицы Солдатская: взыскать недоимку в 28 руб., избрать комиссию", T),
    ("Объ укрепленіи берега противъ улицы Воскресенская решено взыскать недоимку въ 30 руб.", T),
    ("Налог с оборота взимается с предприятий", T),
    ("Ценный вклад в науку внёс Иванов И. И.", B),
    ("Годовой отчёт банка: вкладов 12 млн", B),
    ("Нотариусом города назначен Иванов И. И.", N),
    ("Положение о нотариальной части", N),
    ("Присяжный поверенный Иванов И. И. избран гласным думы", V),
    ("Показания термометра записывает Иванов И. И.", Q),
    ("Судебным следователем назначен Иванов И. И.", Q),
    ("Выписка из письма управы", C),
    ("Ссылка на труд Иванова И. И. дана в примечании", R),
    ("Высылка товара наложенным платежом", R),
    ("Садовникъ донесъ, что изъ посаженныхъ липъ принялись сорокъ двѣ", "denunciation"),
]  # fmt: skip
TITLES = [
    ("Акты нотариуса Смирнова за 1884 год", N),
    ("Дело по обвинению Смирнова в поджоге", Q),
    ("Переписка защитника с доверителями", V),
    ("Сведения о доходах плательщиков подоходного налога", T),
    ("Дело об узаконении", A),
    ("Амбулаторные карточки", M),
    ("Родильный дом. Переписка", M),
    ("Списки раскулаченных", R),
]
NO_TITLES = [
    ("Родильный дом на 25 коек сдан в эксплуатацию.", M),
    ("Утвердить штат психиатрической больницы.", M),
    ("Усыновление допускается в интересах детей.", A),
    ("Отчет о работе нотариальных контор", N),
    ("Спектакль о раскулачивании поставлен.", R),
]

content, kinds = PrivateLife(), FileKinds()


def is_likely(text: str, fact: str) -> bool:
    return any(f.fact == fact and f.confidence != "possible" for f in examine(text))


@pytest.mark.parametrize(("text", "fact"), LIKELY, ids=[text for text, _ in LIKELY])
def test_what_concerns_one_person_is_likely(text: str, fact: str) -> None:
    assert is_likely(text, fact)


@pytest.mark.parametrize(
    "illness",
    [
        "гонорея",
        "гепатит",
        "цирроз",
        "уретрит",
        "бруцеллез",
        "лепра",
        "лейкемия",
        "остеомиелит",
        "саркома",
        "волчанка",
        "холера",
        "оспа",
        "корь",
        "эмфизема",
        "псориаз",
        "эклампсия",
        "мастит",
        "полиомиелит",
        "столбняк",
        "водобоязнь",
    ],
)
def test_an_illness_beside_a_name_is_likely(illness: str) -> None:
    assert is_likely(f"Иванова Анна Петровна. {illness.capitalize()}", M)


@pytest.mark.parametrize(
    ("text", "fact"), AT_MOST_POSSIBLE, ids=[text for text, _ in AT_MOST_POSSIBLE]
)
def test_what_concerns_nobody_is_at_most_possible(text: str, fact: str) -> None:
    assert not is_likely(text, fact)


@pytest.mark.parametrize(("title", "fact"), TITLES, ids=[title for title, _ in TITLES])
def test_titles_of_an_inventory_name_the_kind(title: str, fact: str) -> None:
    assert any(f.fact == fact and f.confidence == "likely" for f in kinds.find(title))


@pytest.mark.parametrize(("title", "fact"), NO_TITLES, ids=[title for title, _ in NO_TITLES])
def test_sentences_and_estimates_are_no_titles_of_files(title: str, fact: str) -> None:
    assert not any(f.fact == fact and f.confidence == "likely" for f in kinds.find(title))


def test_a_figure_of_speech_covers_only_its_own_words() -> None:
    assert is_likely("Больной вопрос. Больной Иванов И. И. кашляет кровью", M)


def test_idioms_cover_what_begins_or_ends_them() -> None:
    idioms = IdiomsInText([Occurrence(10, 20, M)])
    assert idioms.cover(M, 10, 15)
    assert idioms.cover(M, 15, 20)
    assert not idioms.cover(M, 12, 15)
    assert not idioms.cover(M, 10, 21)
    assert not idioms.cover(A, 10, 15)


def test_words_of_reports_give_way_to_what_only_a_person_does() -> None:
    assert is_likely("По докладу врача Иванов П. И. болен чахоткой", M)
    assert not is_likely("По докладу врача чахотка уменьшилась, Иванов П. И.", M)


def test_a_name_within_a_phrase_is_a_sign_of_a_person() -> None:
    texts = ["Прибыль Гусева П. П. исчислена", "Прибыль завода исчислена"]
    assert [is_likely(text, T) for text in texts] == [True, False]


def test_letters_may_be_misread() -> None:
    assert is_likely("Крестьянинъ Ивановъ И. И. страдаетъ эпилепсисй", M)
    assert is_likely("онъ усыновлснъ мѣщаниномъ", A) or is_likely("усыновлсніе его сына", A)


@pytest.mark.parametrize(
    "text",
    [
        "Малолѣтній преступникъ отданъ въ пріютъ", "опекунъ надъ малолѣтними",
        "Исключить из гимназии ученика 5 класса", "лишена родительских прав",
    ],
)  # fmt: skip
def test_children_in_cases_are_found(text: str) -> None:
    assert any(f.confidence != "possible" for f in Minors().find(text))


@pytest.mark.parametrize("text", ["Винодел Петров: выдержано 10 лет", "прослужил 15 лет Петров"])
def test_years_of_service_are_no_age(text: str) -> None:
    assert not list(Minors().find(text))


def test_alternatives_are_divided_outside_brackets() -> None:
    assert alternatives("a|b(?:c|d)|[|]e") == ["a", "b(?:c|d)", "[|]e"]


def test_every_fact_of_the_table_is_one_that_the_detector_declares() -> None:
    assert {fact for _, fact in LIKELY} <= content.facts
