import pytest

from openfonds.restrictions.detectors.file_kinds import FileKinds
from openfonds.restrictions.findings import STRENGTH

FOUND = [
    ("Личное дело Иванова Ивана Ивановича", "personal_file", "likely"),
    ("ЛИЧНОЕ ДЕЛО № 45", "personal_file", "likely"),
    ("Личный листок по учёту кадров", "personal_file", "likely"),
    ("трудовая книжка", "personal_file", "likely"),
    ("Учётная карточка члена КПСС", "personal_file", "likely"),
    ("Автобиография", "personal_file", "likely"),
    ("Анкета арестованного", "personal_file", "likely"),
    ("Формулярный списокъ о службѣ", "personal_file", "likely"),
    ("Personalakte", "personal_file", "likely"),
    ("История болезни № 12", "medical", "likely"),
    ("медицинская карта стационарного больного", "medical", "likely"),
    ("Диагноз: шизофрения", "medical", "likely"),
    ("Заключение ВКК", "medical", "likely"),
    ("акт медицинскаго освидѣтельствованія", "medical", "likely"),
    ("врач поставил ему диагноз и ушёл домой", "medical", "possible"),
    ("Психиатрическая больница. Переписка", "medical", "likely"),
    ("Материалы об усыновлении", "adoption", "likely"),
    ("дело об удочереніи", "adoption", "likely"),
    ("Метрическая книга Никольской церкви", "civil_register", "likely"),
    ("книга записей актов гражданского состояния", "civil_register", "likely"),
    ("Запись акта о рождении № 5", "civil_register", "likely"),
    ("Отдел ЗАГС. Переписка", "civil_register", "likely"),
    ("Geburtsurkunde", "civil_register", "likely"),
    ("acte de naissance", "civil_register", "likely"),
    ("Уголовное дело № 45", "criminal_file", "likely"),
    ("Архивно-следственное дело", "criminal_file", "likely"),
    ("обвинительное заключение", "criminal_file", "likely"),
    ("Протокол допроса", "criminal_file", "likely"),
    ("ПРИГОВОР", "criminal_file", "likely"),
    ("Приговор", "criminal_file", "likely"),
    ("суровый приговор вынесла ему жизнь", "criminal_file", "possible"),
    ("Дело по обвинению в шпионаже. УНКВД", "criminal_file", "likely"),
    ("НКВД СССР. Дело № 123", "criminal_file", "likely"),
    ("фильтрационно-проверочное дело", "criminal_file", "likely"),
    ("Списки раскулаченных", "repression", "likely"),
    ("Личные дела репрессированных", "repression", "likely"),
    ("Справка о реабилитации", "repression", "likely"),
    ("карточки спецпереселенцев", "repression", "likely"),
    ("Лицевые счета вкладчиков", "bank_secret", "likely"),
    ("налоговая декларация", "tax_secret", "likely"),
    ("Духовное завѣщаніе", "notarial", "likely"),
    ("Нотаріальный актъ", "notarial", "likely"),
    ("в завещании своём покойный просил", "notarial", "possible"),
    ("Комиссия по делам несовершеннолетних", "minor", "likely"),
    ("вред здоровью несовершеннолетних", "minor", "possible"),
    ("Списки воспитанников детского дома", "minor", "likely"),
    ("Донос на соседа", "denunciation", "likely"),
    ("анонимное заявление в горком", "denunciation", "likely"),
    ("агентурное донесение", "denunciation", "likely"),
    ("Дело о разводе супругов", "private_life", "likely"),
    ("взыскание алиментов", "private_life", "likely"),
    ("бракоразводный процесс", "private_life", "likely"),
    ("ИСТОРIЯ БОЛѢЗНИ", "medical", "likely"),
    ("Лич-\nное дело", "personal_file", "likely"),
    ("Л и ч н о е  д е л о", "personal_file", "likely"),
]
NOT_FOUND = [
    "Протокол заседания исполкома", "история города", "личность", "это моё личное мнение",
    "книга приказов", "карта губернии", "дело № 5", "Дело о постройке моста", "запись в журнале",
    "донесение о манёврах", "доносится шум", "доносить начальству", "заявление о приёме",
    "детская книга", "новый дом", "налоги и сборы", "банк", "счёт за дрова", "завод", "разведка",
    "Министерство внутренних дел", "следствие из теоремы", "усыпальница", "метр", "трудовой подвиг",
    "Народный комиссариат", "воспитание чувств", "медицина", "медицинский журнал", "высылаю письмо",
]  # fmt: skip

detector = FileKinds()


@pytest.mark.parametrize(("text", "fact", "confidence"), FOUND, ids=[c[0] for c in FOUND])
def test_kind_is_found(text: str, fact: str, confidence: str) -> None:
    confidences = [f.confidence for f in detector.find(text) if f.fact == fact]
    assert confidences, "not found"
    assert max(confidences, key=STRENGTH.__getitem__) == confidence


@pytest.mark.parametrize("text", NOT_FOUND)
def test_other_titles_have_no_kind(text: str) -> None:
    assert list(detector.find(text)) == []


def test_a_word_deep_in_a_long_line_is_no_title() -> None:
    text = "Слово " * 100 + "завещание " + "слово " * 100
    assert [f.confidence for f in detector.find(text)] == ["possible"]


def test_a_word_in_the_middle_of_a_paragraph_is_no_title() -> None:
    text = "Первая строка текста,\nВторая о завещании его,\nТретья строка"
    assert [f.confidence for f in detector.find(text)] == ["possible"]
