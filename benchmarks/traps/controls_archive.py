"""Controls: papers of a town or state body over a hundred years old, which a naive filter closes."""

from collections.abc import Callable

from benchmarks.traps.model import Draw, Family, Made, text_item
from benchmarks.traps.people import STREETS, person
from benchmarks.traps.spelling import broken, misread, old, spaced
from benchmarks.traps.texts import MONTHS, decree, fill, in_spelling, minutes, paper
from benchmarks.traps.wordlists import words

# ruff: noqa: E501 - a passage stands on one line

FAMILY = Family("archive")

# Each name is a kind; one of its passages stands in an otherwise harmless paper.
_PASSAGES: dict[str, tuple[str, ...]] = {
    "secretary": (
        "Секретарь управы {o} доложил, что переписка ведется исправно.",
        "Избран секретарем думы {o}; секретарский оклад {n} рублей.",
        "В секретариате заготовить {k} бланков; секретарю выдать свечи.",
        "Куплен для канцелярии секретер орехового дерева за {n} руб.",
    ),
    "secret-ballot": (
        "Выборы произведены тайным голосованием: за {k}, против {y}.",
        "Закрытою баллотировкою шарами избран {o}: белых {k}, черных {y}.",
        "Тайная подача голосов назначена на {d} в зале собрания.",
        "По подсчете записок закрытого голосования избраны {o} и {o}.",
    ),
    "officials": (
        "Присутствовали: городской голова {o}, члены управы {o} и {o}, гласные {o}, {o}, {o}.",
        "Назначены: {o} — смотрителем, {o} — бухгалтером, {o} — землемером.",
        "Отпуск разрешен казначею {o} на {k} дней; обязанности его принять {o}.",
    ),
    "figures-like-years": (
        "Заготовлено 1945 пудов ржи и 1937 пудов овса.",
        "Доставлено 1953 сажени дров, остаток 2003 полена.",
        "Израсходовано 1961 руб. {k} коп., в запасе 1938 руб.",
        "Отношение за № 1941, на № 1937 прошлого месяца.",
        "На 1950 душ населения приходится {y} колодца; скота 2010 голов.",
    ),
    "inventory-numbers": (
        "Инвентарный № 1937, опись 45, связка {k}.",
        "Шкаф {y}, полка {y}, книга № 19{k}{y}, переплет холщовый.",
        "По старой описи № {n}/{k}, по новой № 112-{n}.",
    ),
    "telephones-of-their-day": (
        "Телефон управы № 2-14, квартира головы 3-{k}, пожарная часть 0-01.",
        "Абонент № {k}: контора парохода; абонент № {n}: аптека.",
        "Звонить на станцию {k}-{k}, спросить телеграфиста.",
    ),
    "figures-like-identifiers": (
        "{n} {n} {n} {k}\n{n} {n} {n} {k}\n{n}-{n}-{n} {k}",
        "Итого: {n}{n}{n}{k}; баланс {n} {n} {n}.",
        "Участки: {k}:{k}:{n}{n}:{k}; {k}:{k}:{n}{n}:{y}.",
        "{k}{k} {n}{n}\n{k}{k} {n}{n}\n{k}{k} {n}{n}",
    ),
    "statistics-of-diseases": (
        "Холерою в городе заболело {k}, выздоровело {k}, умерло {y}; в уезде новых случаев нет.",
        "Оспа привита {n} детям; в приходах прививка окончена.",
        "Смертность за год: от горячек {k}, от простуды {k}, от старости {k}.",
        "Санитарный отчет: тиф убывает, очистка дворов окончена, колодцы закрыты: {y}.",
    ),
    "hospital-as-a-building": (
        "О постройке земской больницы на {k} кроватей; кирпич доставлен.",
        "Ассигновано на ремонт крыши лечебницы {n} руб.; печи переложены.",
        "Аптеке отпустить посуду и {k} пудов извести для побелки палат.",
        "Избран попечитель городской больницы, {o}.",
    ),
    "orphanage-as-a-building": (
        "На содержание детского приюта отпущено {n} руб. из пожертвований.",
        "Воспитательный дом просит дров {k} сажен и муки {k} пудов.",
        "О починке ограды сиротского дома на улице {s}.",
    ),
    "town-bank": (
        "Городской общественный банк представил годовой отчет: прибыли {n} руб., оборот возрос.",
        "Устав банка утвержден; учетный процент понижен до {y}.",
        "В правление городского банка избран {o}, товарищем его {o}.",
    ),
    "taxes-in-general": (
        "Оценочный сбор с недвижимых имуществ назначен в размере {y} процентов.",
        "Раскладка государственного налога по частям города: первая {n} руб., вторая {n} руб.",
        "О взимании сбора с лошадей и экипажей: с каждой лошади по {y} руб.",
    ),
    "notary-in-general": (
        "Об отводе помещения под контору нотариуса на улице {s}.",
        "Нотариусам города разослать объявление о новых бланках.",
        "Старшему нотариусу сообщено о перемене названия улицы {s}.",
    ),
    "court-in-general": (
        "О найме дома для камеры мирового судьи за {n} руб. в год.",
        "Списки присяжных заседателей на следующий год проверены и вывешены.",
        "Окружному суду отвести зал на время сессии с {d}.",
    ),
    "prison-as-a-building": (
        "О ремонте тюремного замка: крыша, ограда, {k} рам.",
        "Арестному дому отпустить дров {k} сажен.",
        "Полицейскому управлению передать под участок дом на улице {s}.",
    ),
    "post-in-general": (
        "О часах выемки писем из почтовых ящиков на улице {s}.",
        "Просить почтовое ведомство об открытии телеграфа в селе {v}.",
        "Корреспонденцию отправлять дважды в неделю; разносчику платить {k} руб.",
    ),
    "schoolchildren": (
        "Похвальными листами награждены ученики: {p}, {q}; книги выданы на {k} руб.",
        "В городское училище принято {k} мальчиков и {k} девочек.",
        "Стипендия имени головы назначена ученику {pdat}, окончившему курс первым.",
    ),
    "emperors-and-saints": (
        "В память Императора Александра II соорудить часовню; придел во имя святителя Николая.",
        "По случаю трехсотлетия Дома Романовых, 1613 года, отслужить молебен святым Константину и Елене.",
        "Священное коронование Их Величеств Николая Александровича и Александры Федоровны праздновать {d}.",
    ),
    "land-survey": (
        "Межевая книга: участок {k}, мерою {n} десятин {n} сажен, владелец {p}.",
        "По плану землемера от столба {k} на румб {k} градусов, {n} сажен.",
        "Усадебное место № {n} по улице {s}, длиною {k} саж., шириною {k} саж., за мещанином {pins}.",
    ),
    "conscription-in-general": (
        "О призыве новобранцев: участок {y}, сбор {d} у казармы.",
        "Казармы исправить к приходу полка; фуража {n} пудов.",
        "Воинскому начальнику отвести квартиру на улице {s}.",
    ),
    "births-long-ago": (
        "{p}, родился в 1841 году, служит с 1860 года, жалованья {n} руб.",
        "Гласный {o}, 57 лет, мещанин, домовладелец.",
        "Старейший житель, солдат, родом 1798 года, получает пособие {y} руб.",
    ),
    "complaints-on-trade": (
        "Жалоба лавочников на торговлю в разнос оставлена без последствий.",
        "Доносят смотрители, что весы неверны; весы проверить.",
        "Донесение брандмейстера: рукава пришли в ветхость, бочек {y}.",
    ),
    "religion-and-estate": (
        "Православных {n}, старообрядцев {k}, магометан {n}, лютеран {k}; дворов {n}.",
        "О постройке мечети в слободе и об отводе земли под кладбище лютеран.",
        "Крестьян {n}, мещан {n}, купцов {k}, духовных {k}.",
    ),
    "keeping-things": (
        "Вещи хранить наравне с прочим имуществом; ключ у смотрителя.",
        "Дела переплести и сложить в папки; на особую полку поставить законы.",
        "Экземпляры плана разослать: первый — губернатору, второй — в архив.",
        "Объявление огласить на базаре и напечатать {n} экземпляров.",
    ),
}  # fmt: skip


def _control(name: str, passages: tuple[str, ...]) -> None:
    def make(draw: Draw) -> Made:
        one, other = person(draw), person(draw)
        names = {"p": one.natural(), "q": other.natural(), "pdat": one.full("dat")}
        text = fill(draw, draw.turn(passages), pins=one.full("ins"), **names)
        year = draw.between(1876, 1916)
        return text_item(in_spelling(draw, paper(draw, year, text), year), date=str(year))

    FAMILY.control(name)(make)


for _name, _texts in _PASSAGES.items():
    _control(_name, _texts)


def _paper(name: str, change: Callable[[Draw, str], str], years: tuple[int, int]) -> None:
    def make(draw: Draw) -> Made:
        year = draw.between(*years)
        return text_item(change(draw, decree(draw, year, 8)), date=str(year))

    FAMILY.control(name)(make)


_paper("plain-modern", lambda _, text: text, (1918, 1924))
_paper("plain-old", lambda _, text: old(text), (1870, 1917))
_paper("capitals", lambda _, text: text.upper(), (1880, 1924))
_paper("recognised-well", lambda draw, text: misread(draw, text, 0.01), (1880, 1924))
_paper("recognised-badly", lambda draw, text: misread(draw, text, 0.04), (1880, 1924))
_paper("broken-lines", lambda draw, text: "\n".join(
    broken(draw, line) if len(line) > 30 else line for line in text.split("\n")
), (1880, 1924))  # fmt: skip
_paper(
    "spaced-headings",
    lambda draw, text: f"{spaced(draw, 'ПРОТОКОЛ ЗАСЕДАНИЯ')}\n{text}",
    (1880, 1924),
)


@FAMILY.control("hundred-years-and-a-day")
def hundred_years_and_a_day(draw: Draw) -> Made:
    written = draw.turn(
        (
            "21 ноября 1926 г.",
            "21.11.1926",
            "1926-11-21",
            "1924 – 21 ноября 1926 г.",
            "20 ноября 1926",
        )
    )
    return text_item(decree(draw, 1925), date=written)


@FAMILY.control("ways-of-dating")
def ways_of_dating(draw: Draw) -> Made:
    day, month, year = draw.between(1, 28), draw.between(1, 12), draw.between(1860, 1915)
    written = draw.turn(
        (
            f"{day} {MONTHS[month - 1]} {year} г.",
            f"{day:02}.{month:02}.{year}",
            f"{year - 5}–{year}",
            f"{day}/{day + 13} марта {year} г." if day < 18 else f"{year} г.",
            f"{year}-{month:02}-{day:02}",
            "1790-е гг.",
            "XVIII в.",
            f"{year}-03/{year}-07",
            f"до {year}",
            f"ок. {year - 20}",
            f"[{year}]",
            f"{day} {MONTHS[month - 1]} {year - 2} – 3 мая {year} г.",
        )
    )  # fmt: skip
    return text_item(minutes(draw, 8), date=written)


@FAMILY.control("open-in-words")
def open_in_words(draw: Draw) -> Made:
    access = draw.turn(("открыт", "Открытый доступ", "без ограничений", "свободный", ""))
    rights = draw.pick(("общественное достояние", "не охраняется", "public domain", ""))
    return text_item(decree(draw, 1905), date="1905", access=access, rights=rights)


@FAMILY.control("columns-of-no-weight")
def columns_of_no_weight(draw: Draw) -> Made:
    columns = {"Количество листов": str(draw.between(1, 400)), "Переплет": "картон"}
    columns["Сохранность"] = draw.pick(("хорошая", "углы загнуты", "подтеки"))
    columns["Оцифровано"] = draw.pick(("сканер планетарный", "300 точек на дюйм"))
    return text_item(decree(draw, 1905), date="1905", **columns)


@FAMILY.control("facts-denied")
def facts_denied(draw: Draw) -> Made:
    names = words("medical adoption secrecy_mark service_mark notarial personal_identifier minor")
    return text_item(decree(draw, 1905), date="1905", **{f"fact:{draw.turn(names)}": "false"})


@FAMILY.control("parish-register")
def parish_register(draw: Draw) -> Made:
    """Over a hundred years from the last record."""
    lines = []
    for number in range(1, draw.between(4, 9)):
        child, father, mother = person(draw), person(draw, woman=False), person(draw, woman=True)
        lines.append(
            f"{number}. {draw.between(1, 28)} {draw.pick(MONTHS)} родился, крещен. {child.first[0]}."
            f" Родители: крестьянин {father.natural()} и законная жена его {mother.first[0]}"
            f" {mother.patronymic[0]}, оба православные."
        )
    text = fill(draw, "Метрическая книга церкви села {v}\n") + "\n".join(lines)
    row = {"material": "метрическая книга", "title": "Метрическая книга", "date": "1871"}
    return text_item(old(text), **row)


@FAMILY.control("service-record")
def service_record(draw: Draw) -> Made:
    """A personal file, over 75 and over 100 years old."""
    who = person(draw, woman=False)
    text = (
        f"Формулярный список о службе {who.natural('gen')}. Из мещан. Имения нет. В службу вступил"
        f" писцом {draw.between(1, 28)} {draw.pick(MONTHS)} {draw.between(1860, 1880)} года;"
        f" произведен в чин; награжден медалью. Женат, имеет детей: {person(draw).first[0]},"
        f" {person(draw).first[0]}. В штрафах не бывал."
    )
    row = {"material": "личное дело", "title": f"Послужной список {who.full('gen')}"}
    return text_item(f"{old(text)}\n{minutes(draw, 2)}", date="1884", **row)


@FAMILY.control("table-of-accounts")
def table_of_accounts(draw: Draw) -> Made:
    mark = draw.turn((" | ", "\t", "    "))
    rows = [
        mark.join((draw.pick(STREETS), *(str(draw.between(10, 99_999)) for _ in range(4))))
        for _ in range(draw.between(8, 20))
    ]
    return text_item("\n".join(("Улица" + mark + "Приход и расход по месяцам", *rows)), date="1898")


@FAMILY.control("many-pages")
def many_pages(draw: Draw) -> Made:
    pages = [f"— {n} —\n{minutes(draw, 4)}" for n in range(1, draw.between(20, 40))]
    return text_item(*pages, date=str(draw.between(1876, 1915)))
