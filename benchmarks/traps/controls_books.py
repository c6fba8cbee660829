"""Controls: books that belong to everybody, whatever stands in them."""

from benchmarks.traps.model import Draw, Family, Made, text_item
from benchmarks.traps.people import person
from benchmarks.traps.spelling import misread, old
from benchmarks.traps.texts import fill, prose

# ruff: noqa: E501 - a passage stands on one line

FAMILY = Family("books")

# Each name is a kind; its passages stand within prose. {p} and {q} are people.
_PASSAGES: dict[str, tuple[str, ...]] = {
    "secretly": (
        "— Секретно, совершенно секретно! — шепнул он и подмигнул.",
        "Он открыл секретный ящик бюро и вынул письмо.",
        "Они секретно сговорились бежать до рассвета.",
        "Под строгим секретом она рассказала все подруге.",
        "«Строго секретно», — прочла она на конверте и засмеялась.",
    ),
    "denunciations": (
        "На него написали донос, и исправник приехал с обыском.",
        "Доносчику первый кнут, говаривал дед.",
        "{p} был известный доносчик и фискал.",
    ),
    "the-sick": (
        "{p} умирал от чахотки; доктор приходил по утрам и качал головою.",
        "Больная бредила; у нее нашли горячку и послали за священником.",
        "Он сошел с ума и кончил дни в желтом доме.",
        "Тиф прошел по полку, и половина роты лежала в лазарете.",
    ),
    "adopted-heroes": (
        "Граф усыновил сироту и дал ему свое имя.",
        "Найденыш вырос в доме мельника, как родной сын, и не знал своей матери.",
        "Она была приемною дочерью генерала, о чем шептались в гостиных.",
    ),
    "wills-in-novels": (
        "Завещание вскрыли при свидетелях: все отошло племяннику.",
        "Нотариус надел очки и прочел последнюю волю покойного.",
        "Наследники ждали в прихожей, и никто не плакал.",
    ),
    "crimes-in-novels": (
        "Следователь допрашивал его трое суток; убийца молчал.",
        "— Признайтесь, — сказал пристав, — топор нашли под лавкой.",
        "Присяжные ушли и вынесли приговор: виновен, каторга на {k} лет.",
    ),
    "banks-in-novels": (
        "Он заложил имение в банке и проиграл деньги в карты.",
        "Вексель на {n} рублей был подложный.",
        "На счету его не осталось ни копейки.",
    ),
    "lawyers-in-novels": (
        "Адвокат говорил два часа; дамы рыдали.",
        "Присяжный поверенный шепнул подсудимому, чтобы тот молчал.",
    ),
    "letters-of-great-men": (
        "Письмо {k}. Милый друг! Посылаю тебе стихи; никому не показывай.",
        "К брату. Денег нет, болен, сижу дома и пишу.",
        "Переписка с друзьями. Душа моя, обнимаю тебя и целую ручки.",
    ),
    "medical-handbook": (
        "Наблюдение {k}. Больной N., {k} лет, поступил с болью в боку; диагноз: плеврит; выздоровел.",
        "История болезни. Крестьянка, {k} лет; сифилис костей; назначена ртуть.",
        "О лечении чахотки кумысом: из {k} больных поправились {y}.",
    ),
    "law-books": (
        "Ст. {n}. Усыновление допускается лицам, не имеющим законных детей.",
        "Ст. {n}. О завещаниях духовных и о порядке явки их у нотариуса.",
        "Ст. {n}. За разглашение тайны следствия виновный подвергается штрафу.",
        "Ст. {n}. О тайне почтовой корреспонденции и наказаниях за ее нарушение.",
    ),
    "spies-and-wars": (
        "Лазутчик доставил секретное донесение в штаб фельдмаршала.",
        "Тайная канцелярия хватала невинных по слову и делу.",
        "Шифр посланника разобрали; депеша была совершенно секретная.",
    ),
    "secretaries": (
        "Секретарь посольства танцевал мазурку.",
        "Губернский секретарь и коллежский секретарь не поделили стула.",
    ),
    "saints": (
        "Житие святителя Николая, архиепископа Мирликийского: исцелил слепых и бесноватых.",
        "Преподобный Сергий и мученица Варвара, чья память 4 декабря.",
    ),
    "emperors": (
        "Император Александр I вступил на престол 12 марта 1801 года.",
        "Екатерина Алексеевна, родившаяся 21 апреля 1729 года, правила мудро.",
    ),
    "almanac": (
        "Январь 31 день. Восход солнца 8 ч. {k} м. Полнолуние {d}.",
        "Ярмарки: {v} — {d}; {t} — {d}. Почта ходит по вторникам.",
    ),
    "address-calendar": (
        "{p}, коллежский асессор, улица {s}, собственный дом.",
        "Почтмейстер {o}; лекарь {o}; стряпчий {o}; аптекарь {o}.",
    ),
    "newspaper": (
        "Пропала собака, шерсть рыжая; доставить на улицу {s} за вознаграждение.",
        "Кухарка ищет места; спросить у дворника дома {k}.",
        "Телеграммы: курс рубля {n}; хлеб дорожает.",
    ),
    "children": (
        "Мальчик {k} лет украл яблоко, и его простили.",
        "Дети остались сиротами; старшей было двенадцать.",
    ),
    "faith-and-politics": (
        "Раскольники, лютеране и магометане жили в слободе мирно.",
        "Он был либерал, масон и вольнодумец.",
    ),
    "page-numbers": ("— {n} —", "Стр. {n}", "[{n}]", "{n}"),
    "travels": (
        "До крепости 1945 верст; в пути 1937 верст степью.",
        "Высота горы 2010 сажен; в деревне {v} 1953 души.",
    ),
    "statistics": (
        "Родилось {n}, умерло {n}; от оспы {k}, от горячек {k}.",
        "Губерния {t}: дворов {n}, скота {n}{n}, хлеба 19{k} четвертей.",
    ),
    "drama": (
        "Действующие лица: {p}, помещик. {q}, его жена. Секретарь. Доктор. Арестант.",
        "Явление {y}. Те же и следователь. — Ваш паспорт! — Он у барина.",
    ),
    "cookery": ("Взять {k} яиц, фунт муки и секретную приправу бабушки.", "Соус тайный: уксусу {y} ложки."),
    "astronomy": ("Долгота {k}° {k}′ {k}″, склонение {k}° {k}′.", "{n} {n} {n} {k}\n{n} {n} {n} {k}"),
    "library-stamps": (
        "БИБЛИОТЕКА\nГородского училища\nИнв. № 1937",
        "Изъ книгъ {o}",
        "ЧИТАЛЬНЫЙ ЗАЛ. Отд. {y}. Шкаф {k}. № {n}",
        "Публичная библиотека г. {t}. Инв. {n}{n}",
    ),
    "inscriptions": ("Любезной сестре от брата, на память.", "Цена 1 р. {k} к. Дозволено цензурою."),
    "inquisition": ("Тайный трибунал приговорил ученого; протокол допроса сохранился.",),
    "spiritual-diary": ("Исповедь: грешен, пил, лгал, завидовал; духовник {o} отпустил.",),
}  # fmt: skip
_GERMAN = (
    "Der Wanderer ging durch das Dorf {v} und sah {k} Pferde am Brunnen stehen.",
    "Das Geheimnis des alten Schlosses blieb den Leuten verborgen.",
    "Im Jahre 1812 zog das Heer nach Osten, und der Winter war streng.",
    "Der Arzt sagte, der Kranke werde den Frühling nicht erleben.",
    "Sie schrieb einen vertraulichen Brief und siegelte ihn mit rotem Wachs.",
    "Die Kinder spielten am Ufer und zählten {k} Boote.",
)
_FRENCH = (
    "Le vieux moulin tournait encore au bord de la rivière.",
    "Elle gardait le secret depuis {k} ans et souriait.",
    "Le médecin trouva le malade au plus mal et fit venir le prêtre.",
    "On adopta l'orphelin, et personne n'en parla plus.",
    "Les chevaux fatigués s'arrêtèrent devant l'auberge de {t}.",
)
_TATAR = (
    "Авыл янында зур елга ага, анда {k} көймә тора.",
    "Бабай ат җигеп базарга китте, кич кайтты.",
    "Кыз җырлый-җырлый су буена төште.",
    "Яз җитте, карлар эреде, кошлар кайтты.",
    "Карт әби балаларга әкият сөйләде.",
)


def _book(draw: Draw, text: str, **row: str) -> Made:
    fields = {"material": "книга", "series": "", "creator_type": "", "title": "Повести и рассказы"}
    if draw.chance(0.5):
        fields["date"] = str(draw.between(1790, 1874))
    else:
        fields |= {"date": str(draw.between(1877, 1915)), "author": person(draw).initials()}
        fields["author_died"] = str(draw.between(1916, 1950))
    return text_item(text, **{**fields, **row})


def _control(name: str, passages: tuple[str, ...]) -> None:
    def make(draw: Draw) -> Made:
        people = {"p": person(draw).natural(), "q": person(draw).natural()}
        insets = [fill(draw, draw.pick(passages), **people) for _ in range(draw.between(1, 3))]
        insets.append(fill(draw, draw.turn(passages), **people))
        text = "\n\n".join(f"{prose(draw, 4)}\n\n{one}" for one in insets) + f"\n\n{prose(draw, 3)}"
        return _book(draw, old(text) if draw.chance(0.6) else text)

    FAMILY.control(name)(make)


for _name, _texts in _PASSAGES.items():
    _control(_name, _texts)


def _foreign(name: str, sentences: tuple[str, ...], language: str) -> None:
    def make(draw: Draw) -> Made:
        text = " ".join(fill(draw, draw.pick(sentences)) for _ in range(20))
        return _book(draw, text, language=language, title=name.capitalize())

    FAMILY.control(name)(make)


_foreign("german", _GERMAN, "немецкий")
_foreign("french", _FRENCH, "французский")
_foreign("tatar", _TATAR, "татарский")


@FAMILY.control("titles-that-frighten")
def titles_that_frighten(draw: Draw) -> Made:
    titles = (
        "Секретный брак: роман",
        "Рассекречено временем: повесть старого архивариуса",
        "Тайны мадридского двора",
        "Записки сумасшедшего",
        "Усыновленный: драма в пяти действиях",
        "Завещание старого графа",
        "Допрос с пристрастием. Из старых судов",
        "О болезнях рабочих. Руководство",
        "Государственная тайна: водевиль",
    )
    return _book(draw, prose(draw, 12), title=draw.turn(titles))


@FAMILY.control("checked-by-the-library")
def checked_by_the_library(draw: Draw) -> Made:
    """A stamp of the stock-taking of the library, with its year."""
    year = draw.between(1931, 1975)
    stamp = draw.turn(
        (
            f"ПРОВЕРЕНО {year} г.",
            f"Проверено\n{year}",
            f"Библ. Инв. № {draw.between(100, 9999)}. Пров. {year}",
        )
    )
    row = {"date": "1861", "author": person(draw).initials(), "author_died": "1875"}
    return _book(draw, f"{stamp}\n{prose(draw, 12)}", **row)


@FAMILY.control("died-75-years-ago")
def died_75_years_ago(draw: Draw) -> Made:
    row = {
        "date": str(draw.between(1890, 1925)),
        "author": person(draw).initials(),
        "author_died": "1950",
    }
    return _book(draw, prose(draw, 12), **row)


@FAMILY.control("two-authors")
def two_authors(draw: Draw) -> Made:
    authors = f"{person(draw).initials()}; {person(draw).initials()}"
    died = f"{draw.between(1912, 1940)}; {draw.between(1912, 1940)}"
    return _book(draw, prose(draw, 12), date="1901", author=authors, author_died=died)


@FAMILY.control("official-print")
def official_print(draw: Draw) -> Made:
    """Laws and decrees are in nobody's copyright, whenever printed before."""
    title = draw.turn(
        ("Закон о городах", "Указ о сборе хлеба", "Постановление о дорогах", "Устав пожарный")
    )
    text = "\n".join(f"Ст. {n}. {prose(draw, 1)}" for n in range(1, 12))
    row = {"creator_type": "state_body", "title": title, "date": str(draw.between(1895, 1924))}
    return text_item(text, material="published", series="", **row)


@FAMILY.control("recognised-badly")
def recognised_badly(draw: Draw) -> Made:
    return _book(draw, misread(draw, old(prose(draw, 14)), 0.04))


@FAMILY.control("plain")
def plain(draw: Draw) -> Made:
    return _book(draw, old(prose(draw, 14)))
