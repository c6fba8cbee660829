"""What counts as a mark of secrecy, as a table that a lawyer can read."""

import pytest

from openfonds.restrictions.detectors.secrecy_marks import SecrecyMarks
from openfonds.restrictions.findings import STRENGTH

S, V, D = "secrecy_mark", "service_mark", "declassification_stamp"

# text, fact, least confidence
FOUND = [
    # as a mark
    ("Секретно", S, "certain"),
    ("СЕКРЕТНО", S, "certain"),
    ("Совершенно секретно", S, "certain"),
    ("СОВЕРШЕННО СЕКРЕТНО", S, "certain"),
    ("СОВЕРШЕННО\nСЕКРЕТНО", S, "certain"),
    ("Сов. секретно", S, "certain"),
    ("Сов.секретно", S, "certain"),
    ("сов. секр.", S, "certain"),
    ("Строго секретно", S, "certain"),
    ("Особой важности", S, "certain"),
    ("ОСОБАЯ ПАПКА", S, "certain"),
    ("Секретно. Экз. № 2", S, "certain"),
    ("Сов. секретно  Экз. единств.", S, "certain"),
    ("СС\nПротокол", S, "likely"),
    ("С.С.  Экз. № 1", S, "certain"),
    ("Хранить наравне с шифром", S, "certain"),
    ("Не подлежит оглашению.", S, "certain"),
    ("Снятие копий воспрещается", S, "certain"),
    ("НАРКОМАТ ОБОРОНЫ            СЕКРЕТНО", S, "certain"),
    ("Секретно.  Народному комиссару обороны", S, "certain"),
    ("Документ под грифом «секретно» получен", S, "certain"),
    ("Переписка о границе (совершенно секретно)", S, "certain"),
    ("Гриф: секретно, том 3", S, "certain"),
    ("1. Секретно", S, "certain"),
    ("ЦК ВКП(б). Строго секретно", S, "likely"),
    ("Приказ № 00447 об операции", S, "likely"),
    ("Исх. № 1234/сс", S, "likely"),
    ("Вх. № 45-с от 3 мая", S, "likely"),
    # before 1918
    ("Секретно.\nГосподину Губернатору", S, "certain"),
    ("ВЕСЬМА СЕКРЕТНО", S, "certain"),
    ("Весьма секретно, в собственныя руки", S, "likely"),
    ("Секретное дѣло о поднадзорныхъ", S, "likely"),
    ("Конфиденціально", V, "certain"),
    ("Довѣрительно.", V, "certain"),
    ("Дѣло секретной части", S, "likely"),
    # damaged by OCR
    ("С0ВЕРШЕННО СЕКРЕТН0", S, "certain"),
    ("CEKPETHO", S, "certain"),
    ("СЕКPЕТНО", S, "certain"),
    ("Cов. cекpетно", S, "certain"),
    ("сов, секретно", S, "certain"),
    ("с о в е р ш е н н о  с е к р е т н о", S, "certain"),
    ("С Е К Р Е Т Н О", S, "certain"),
    ("с-е-к-р-е-т-н-о", S, "likely"),
    ("сек ре тно", S, "likely"),
    ("совершенно сек-\nретно", S, "certain"),
    ("сек\u00adрет\u00adно", S, "certain"),
    ("секрстно", S, "likely"),
    ("сскретно", S, "likely"),
    ("совершенио сскретно", S, "likely"),
    ("Сов. сскретно. Экз. № 3", S, "likely"),
    ("СОВЕРШННО СЕКРЕТНО", S, "likely"),
    ("не подлежит оглашсиию", S, "likely"),
    ("для служебвого пользоваиия", V, "likely"),
    # service information
    ("Для служебного пользования", V, "certain"),
    ("ДСП", V, "certain"),
    ("ДСП. Экз. № 14", V, "certain"),
    ("Не для печати", V, "certain"),
    ("только для служебного пользования сотрудников", V, "likely"),
    ("сборник с пометкой ДСП хранится отдельно", V, "certain"),
    # other languages
    ("TOP SECRET", S, "certain"),
    ("Top Secret", S, "certain"),
    ("SECRET", S, "certain"),
    ("Geheim!", S, "certain"),
    ("Streng geheim", S, "certain"),
    ("Geheime Kommandosache", S, "certain"),
    ("Très secret", S, "certain"),
    ("SECRET DEFENSE", S, "certain"),
    ("Secret-Défense", S, "certain"),
    ("Confidentiel", S, "certain"),
    ("Přísně tajné", S, "certain"),
    ("Цілком таємно", S, "certain"),
    ("VS-NfD", V, "certain"),
    ("VS – Nur für den Dienstgebrauch", V, "certain"),
    ("Vertraulich", V, "certain"),
    ("CONFIDENTIAL", V, "certain"),
    ("OFFICIAL-SENSITIVE", V, "certain"),
    # as secretaries of all times wrote it
    ("Хранить на правах шифра", S, "certain"),
    ("Подлежит возврату\nСтенограмма", S, "likely"),
    ("Не подлежит опубликованию", V, "certain"),
    ("Только для членов бюро", S, "certain"),
    ("По прочтении сжечь", S, "certain"),
    ("Совершенно доверительно", V, "certain"),
    ("По секрету\nГосподину приставу", S, "likely"),
    ("сіе секретно", S, "certain"),
    ("держать въ секретѣ", S, "certain"),
    ("никому не оглашать", S, "certain"),
    ("Не разглашать!", S, "certain"),
    ("Огласке не подлежит", S, "certain"),
    ("Лично\nГосподину исправнику", S, "likely"),
    ("Въ собственныя руки\nГосподину", S, "likely"),
    ("с/с\nВ трест", S, "likely"),
    ("С.с.\nВ трест", S, "likely"),
    ("Сс.\nВ трест", S, "likely"),
    ("Секр.\nВ отдел", S, "likely"),
    ("Слушали\n\nне разглашать, С. И. Батурин\n", S, "certain"),
    ("Э к з .  №  2 .  Д л я  с л у ж е б н .  п о л ь з .\n", V, "likely"),
    ("Э к з .   №   3 .   Д л я   с л у ж е б н .   п о л ь з .\n", V, "likely"),
    ("Журнал управы. 3 июня 1918 года    D.S.P.\n\nСлушали доклад", V, "likely"),
    ("Журнал управы. 20 марта 1924 года    С.с.\n\nСлушали доклад", S, "likely"),
    ("Журнал управы. 26 марта 1921 года    с/с\n\nСлушали доклад", S, "likely"),
    ("Слушали доклад управы.\n" * 30 + "Член управы Харламов Е. А.\n\nс е к р.\n", S, "likely"),
    ("Цалком сакрэтна\n\nСлухалі", S, "certain"),
    ("Сенретно, вручить лично\n\nСлушали", S, "likely"),
    ("Секретно, нручнть дично\n\nСлушали", S, "likely"),
    ("Из ое0бой папкн\n\nСлушали", S, "likely"),
    ("С о в .   с е к р .   Э к з .   №   4\n\nСлушали", S, "likely"),
    ("                Донсрителъно\n\nСлушали доклад", V, "likely"),
    ("      подлежит оглашению\n\nСлушали доклад", S, "likely"),
    ("Особая па\n\nСлушали доклад", S, "likely"),
    ("Журнал управы. 1 мая 1924 года    СС\n\nСлушали доклад", S, "likely"),
    ("       Секр. В несгораемый шкафъ\n\nСлушали доклад", S, "likely"),
    ("Слушали доклад\n\nне разглашать, Овсянниковъ К. И.", S, "certain"),
    ("Слушали доклад.\n\nПодлежит возврату в сскретную часть", S, "likely"),
    ("Журнал. 22 мая 1918 года    Khranit naravne s shifrom\n", S, "certain"),
    ("Протокол заседания 15 марта 1919 г.    секр.\n\nСлушали доклад", S, "likely"),
    ("Строго секр.", S, "certain"),
    ("Исх. № 61с\nВ порт", S, "likely"),
    ("исх. № 68сс от 4 июня", S, "likely"),
    ("Для служ. польз.", V, "certain"),
    ("Экз. № 2\nДоклад", S, "possible"),
    ("Отп. 3 экз.", S, "possible"),
    ("Отпечатано в 2 экз.", S, "possible"),
    ("Экз. единств.", S, "possible"),
    # over lines, spaced, cut, misread
    ("Не\nподлежит\nоглашению", S, "certain"),
    ("СЕК\nРЕТНО", S, "likely"),
    ("Совершенно\n\nсекретно", S, "likely"),
    ("НАРКОМАТ ПУТЕЙ              Особая\nСООБЩЕНИЯ                   папка", S, "likely"),
    ("С о в .  с е к р .", S, "likely"),
    ("СЕКРЕТ\nНачальнику", S, "likely"),
    ("Строго секре", S, "likely"),
    ("овершенно секретно", S, "likely"),
    ("Для служебного пользов", V, "likely"),
    ("Сскрстно\nНачальнику", S, "likely"),
    ("Нс подложит оглашснию", S, "likely"),
    # in Latin letters
    ("Sov. sekretno", S, "certain"),
    ("SOVERŠENNO SEKRETNO", S, "certain"),
    ("Osobaia papka", S, "certain"),
    ("Osoboi vazhnosti", S, "certain"),
    ("Dlya sluzhebnogo polzovaniya", V, "certain"),
    ("Dlia sluzhebnogo pol'zovaniia", V, "certain"),
    ("Dlâ služebnogo polʹzovaniâ", V, "certain"),
    ("Spravka\nOsobaya\npapka", S, "certain"),
    # of other countries
    ("Бик яшерен", S, "certain"),
    ("Өте құпия", S, "certain"),
    ("Poufne", V, "certain"),
    ("Erittäin salainen", S, "certain"),
    ("Szigorúan titkos", S, "certain"),
    ("绝密", S, "certain"),
    # titles of an inventory
    ("Документы, не подлежащие оглашению", S, "likely"),
    ("Переписка секретная о сукне", S, "likely"),
    ("Секретное отдѣленіе канцеляріи", S, "likely"),
    # in prose: somebody has to look
    ("он говорил секретно с министром", S, "possible"),
    ("потайной секретный ход вёл в сад", S, "possible"),
    ("секретный ящик бюро", S, "possible"),
    ("бумага совершенно секретно передана", S, "likely"),
    ("дело особой важности поручено ему", S, "possible"),
    ("служащие секретного отдела", S, "likely"),
    # its own fact: it cures nothing
    ("РАССЕКРЕЧЕНО", D, "certain"),
    ("Дело рассекречено актом № 5", D, "likely"),
]

NOT_FOUND = [
    "секретарь райкома", "Секретарь", "СЕКРЕТАРЬ ЦК ВКП(б)", "секретарша вышла", "секретариат",
    "Секретариат Исполкома", "Секретарь: Иванов", "Ответственный секретарь", "секретаря съезда",
    "это мой секрет", "по секрету всему свету", "секреты мастерства", "Секрет",
    "секретер красного дерева",
    "секреция желез", "конкретно", "Конкретно.", "заметно", "Декретом", "в сокровищнице",
    "совершенно верно", "Совершенно", "совершенно справедливо", "строго говоря", "Строго",
    "особая благодарность", "Особая", "особо важные дела", "Папка № 5", "особой честности",
    "войска СС вошли в город", "С. С. Иванов", "С.С. Прокофьев, композитор", "СССР",
    "СССР. Народный комиссариат", "Протокол № 12", "Приказ № 447", "Приказ № 45",
    "№ 123 с приложением",
    "№ 12 с. 45", "Приказ № 5 от 03.04.1935", "печати и подписи", "для печати", "Не для меня",
    "Для пользования", "служебное письмо", "о служебной командировке", "доверительно улыбнулся",
    "Доверенность", "конфеты", "конференция", "the secret of happiness",
    "a secret garden", "le secret de la vie", "ein Geheimnis", "geheimnisvoll", "im Geheimen Rat",
    "confidence", "restricted area of study", "Secretary of State", "Sekretär", "документ-\nов",
    "касс", "сс", "итого 100 ос", "ов", "рассекли", "рассказано", "засекречивание",
    "Сельсовет", "сов. хоз.", "сов. власть", "Совет", "Важность", "шифоньер", "шифер",
    "Тираж 5000 экз.", "Напечатать устав в 300 экз.", "Выслать два экз. устава",
    "Секр. Иванов", "Председатель  Петров\nСекр.         Сидоров", "Ивановский с/с постановил",
    "Ольховский    с/с", "Иванов С. С.    Петров А. А.",
    "аванс подлежит возврату", "явиться лично\nпереговорить", "По прочтении\nпротокола",
    "Отпущено 3 экз. устава", "№ 61 с. Покровское", "Тайный советник", "тайное голосование",
    "Sekretari i sekretarshi", "Osobaya komissiya", "публикование", "Подлежит опубликованию",
    "он совершенно здоров", "оглашенные", "Оглашение приговора",
]  # fmt: skip

detector = SecrecyMarks()


def found(text: str, fact: str) -> list[str]:
    return [f.confidence for f in detector.find(text) if f.fact == fact]


@pytest.mark.parametrize(("text", "fact", "confidence"), FOUND, ids=[c[0] for c in FOUND])
def test_mark_is_found(text: str, fact: str, confidence: str) -> None:
    confidences = found(text, fact)
    assert confidences, "the mark was not found"
    assert max(STRENGTH[c] for c in confidences) >= STRENGTH[confidence]  # type: ignore[index]


@pytest.mark.parametrize("text", NOT_FOUND)
def test_ordinary_words_are_not_marks(text: str) -> None:
    assert list(detector.find(text)) == []


@pytest.mark.parametrize(
    "text",
    ["он говорил секретно с министром", "секретный ход вёл в сад", "дело особой важности было"],
)
def test_a_bare_word_in_prose_is_only_possible(text: str) -> None:
    assert found(text, S) == ["possible"]


def test_a_declassification_stamp_does_not_hide_the_mark_under_it() -> None:
    facts = {f.fact for f in detector.find("Совершенно секретно\nРАССЕКРЕЧЕНО")}
    assert facts == {S, D}


def test_offsets_are_those_of_the_text_as_given() -> None:
    text = "Съѣздъ\u00ad совѣтовъ\n\nСов. сек-\nретно\n"
    (mark,) = (f for f in detector.find(text) if f.confidence == "certain")
    assert text[mark.start : mark.end] == "Сов. сек-\nретно"


TALK = [
    "— Секретно, совершенно секретно! — шепнул он.",
    "— Секретно.",
    "Депеша была совершенно секретная.",
    "Под величайшим секретом она рассказала все.",
    "Так говорил он\nсовершенно секретно.\nНо его слышали.",
    "Глава первая\nСекретно. Так начиналось письмо.",
    "«Совершенно секретно», прочел он.",
    "Слышалось: СЕКРЕТНО и ТАЙНО, и он не верил.",
    "Приказ № 00447 издан в том же году.",
    "Секретный циркуляр был известен всем.",
]
printed = SecrecyMarks(printed=True)


@pytest.mark.parametrize("text", TALK)
def test_talk_in_a_published_work_is_possible_at_most(text: str) -> None:
    assert {f.confidence for f in printed.find(text)} <= {"possible"}


@pytest.mark.parametrize(
    "text",
    [
        "Совершенно секретно\nСправочник", "ДСП", "Справочник (для служебного пользования)",
        "Документ с грифом «секретно»", "Секретно. Экз. № 12", "Секретно. Начальнику штаба",
        "ИЗДАТЕЛЬСТВО              СЕКРЕТНО", "Dlya sluzhebnogo polzovaniya", "СЕКРЕТ",
    ],
)  # fmt: skip
def test_a_mark_on_a_published_work_is_a_mark(text: str) -> None:
    assert {f.confidence for f in printed.find(text)} & {"likely", "certain"}


def test_the_number_of_a_copy_says_nothing_of_a_published_work() -> None:
    assert list(printed.find("Экз. № 17")) == []


def test_offsets_of_transliterated_marks_are_those_of_the_text() -> None:
    text = "Доклад\nDlia sluzhebnogo pol'zovaniia\nКонец"
    (mark,) = detector.find(text)
    assert text[mark.start : mark.end] == "Dlia sluzhebnogo pol'zovaniia"
