"""Harmless office prose and book prose, in so many words that no two items are alike."""

from collections.abc import Callable

from benchmarks.traps.model import Draw
from benchmarks.traps.people import STREETS, TOWNS, VILLAGES, official
from benchmarks.traps.spelling import old
from benchmarks.traps.wordlists import parted, words

MONTHS = words("января февраля марта апреля мая июня июля августа сентября октября ноября декабря")
_ABOUT = parted(
    "о мощении улицы {s}|об устройстве колодца на улице {s}|о починке моста у улицы {s}"
    "|о сдаче в наем лавки на улице {s}|об отводе места под склад близ деревни {v}"
    "|о торгах на вывоз мусора с улицы {s}|о покупке {n} ведер керосина для фонарей"
    "|о постройке сарая для пожарной трубы|о назначении караульщика в сад на улице {s}"
    "|об осмотре весов и мер на ярмарке в селе {v}|о высадке {n} лип вдоль улицы {s}"
    "|о прокладке {n} сажен труб по улице {s}|о расчетах с подрядчиком за доставку камня"
    "|о выпасе {n} голов скота на выгоне|об очистке ключа у деревни {v}|о ремонте крыши училища"
    "|об укреплении берега против улицы {s}|о найме {n} возчиков для подвоза дров"
    "|о распродаже старых бревен от моста|о порядке на пристани во время навигации"
    "|о печатании росписи доходов и расходов|о страховании городских построек на {n} рублей"
    "|о межевом споре с обществом деревни {v}|об открытии чайной на улице {s}|о числе фонарей"
    "|о перевозе через реку у деревни {v}|о выписке семян овса для {n} дворов"
    "|о сборе за места на площади|о постройке навеса на хлебной площади|о дровах для канцелярии"
)
_WHAT = parted(
    "доклад члена комиссии|словесное заявление смотрителя|прошение торговцев|рапорт техника"
    "|предложение головы|письмо соседней управы|отзыв сведущих людей|записку казначея"
    "|справку бухгалтера|отношение правления дороги|ходатайство жителей|мнение гласных"
)
_ACTION = parted(
    "отпустить на это {n} руб. {k} коп. из запасных сумм|отложить до следующего собрания"
    "|поручить осмотр двум гласным|объявить торги на {d}|просить техника составить чертеж"
    "|заключить условие сроком на {y} года|принять к сведению|внести расход в смету"
    "|избрать комиссию из {y} лиц|отклонить за неимением средств|напечатать объявление"
    "|сообщить о том просителям|выдать задаток в {n} руб.|взыскать недоимку в {k} руб."
    "|передать вопрос в строительный отдел|купить {k} пудов извести и {n} штук кирпича"
    "|нанять плотников поденно по {k} коп.|оставить цены прошлого года|утвердить без изменений"
    "|благодарить за труды|запросить цены у {y} фирм|продать с торгов не дешевле {n} руб."
)
_FRAME = (
    "Слушали: {w} {a}. Постановили: {x}.",
    "Доложено {a}. Определено: {x}; {x}.",
    "По вопросу {a}, по обмене мнений, решено {x}.",
    "Заслушав {w} {a}, собрание нашло возможным {x}.",
    "{N}. {W} {a}. Большинством голосов положено {x}.",
    "Рассмотрено {a}: {x}, а затем {x}.",
    "Председатель доложил {a}. Собрание согласилось {x}.",
)
_WHEN = parted(
    "Под вечер|Утром|В базарный день|После обедни|Еще затемно|На масленой|Осенью|К полудню|Зимою"
    "|Перед грозой|В ту пору|Намедни|По первому снегу|Весной|Когда стемнело|Наутро|За чаем|Летом"
)
_WHO = parted(
    "старик|ямщик|купец|мельник|барыня|учитель|староста|рыбак|внук|гость|странник|мальчик|писарь"
    "|кузнец|пастух|бабушка|сосед|кучер|садовник|приказчик|дьячок|паромщик|плотник|хозяйка"
)
_DOES = parted(
    "смотрит на|вспоминает про|молча обходит|несет в дом|видит|торгует|рисует|рассказывает про"
    "|ищет|бранит|хвалит|чинит|везет на возу|продает|бережет|показывает|ругает|находит|любит"
)
_OBJECT = parted(
    "лодку|самовар|колокол|старую мельницу|сено|мост|хомут|вишни|рыбу|книгу|зеркало|часы|холст"
    "|телегу|иконостас|колодец|яблоки|дуб|мед|горшки|сад|погреб|снег|пристань|гармонь|шубу"
)
_WHERE = parted(
    "за околицей|у самой реки|на улице {s}|близ деревни {v}|в городе {t}|под горой|у церкви"
    "|на пароме|в людской|за {k} верст от дома|на ярмарке|под навесом|в сенях|у плетня|на чердаке"
)
_THEN = parted(
    "и вздыхает|и никто не спорит|а дождь все идет|и пахнет дегтем|и звонят к вечерне|а река шумит"
    "|и так проходит час|и смеется|а галки кричат|и вокруг тихо|но дорога пуста|и ветер {adj}"
    "|и вечер {adj}|а туман {adj}|и дом кажется {adj}|и чай стынет|а лошади фыркают"
)
_ADJ = parted(
    "мягкий|серый|ровный|легкий|тихий|сырой|теплый|ясный|долгий|скорый|белый|ржавый|густой"
    "|редкий|свежий|пустой|темный|светлый|сонный|медный"
)
_OPENING = (
    "Журнал городской управы. {d} {year} года",
    "ПОСТАНОВЛЕНИЕ\nгородской управы, {d} {year} года, № {n}",
    "Протокол заседания {d} {year} г.",
    "Выписка из журнала присутствия\n{d} {year} года № {n}",
    "ОБЯЗАТЕЛЬНОЕ ПОСТАНОВЛЕНИЕ № {n}\n{d} {year} г.",
)


def fill(draw: Draw, template: str, **given: str) -> str:
    """A template with its slots filled, each anew.

    {s} street, {v} village, {t} town, {n} {k} {y} numbers, {d} day and month, {o} an official.
    """
    makers: dict[str, Callable[[], str]] = {
        "s": lambda: draw.pick(STREETS),
        "v": lambda: draw.pick(VILLAGES),
        "t": lambda: draw.pick(TOWNS),
        "n": lambda: str(draw.between(11, 980)),
        "k": lambda: str(draw.between(3, 95)),
        "y": lambda: str(draw.between(2, 4)),
        "d": lambda: f"{draw.between(1, 28)} {draw.pick(MONTHS)}",
        "o": lambda: official(draw),
        "adj": lambda: draw.pick(_ADJ),
        "w": lambda: draw.pick(_WHAT),
        "W": lambda: draw.pick(_WHAT).capitalize(),
        "a": lambda: fill(draw, draw.pick(_ABOUT)),
        "x": lambda: fill(draw, draw.pick(_ACTION)),
        "N": lambda: str(draw.between(1, 30)),
    }
    out = template
    for name, value in given.items():
        out = out.replace("{" + name + "}", value)
    for name, make in makers.items():
        while "{" + name + "}" in out:
            out = out.replace("{" + name + "}", make(), 1)
    return out


def minutes(draw: Draw, sentences: int = 6) -> str:
    """Harmless minutes of a town council, one paragraph a matter."""
    return "\n".join(fill(draw, draw.pick(_FRAME)) for _ in range(sentences))


def decree(draw: Draw, year: int, sentences: int = 6, *, is_old: bool = False) -> str:
    """A harmless paper with a heading, a day of that year and a signature."""
    head = fill(draw, draw.pick(_OPENING), year=str(year))
    sign = fill(draw, draw.pick(("Городской голова {o}", "Секретарь {o}", "Член управы {o}")))
    text = f"{head}\n\n{minutes(draw, sentences)}\n\n{sign}\n"
    return old(text) if is_old else text


def prose(draw: Draw, sentences: int = 10) -> str:
    """Harmless prose of a novel."""
    pools = (_WHEN, _WHO, _DOES, _OBJECT, _WHERE)
    return " ".join(
        fill(draw, f"{' '.join(draw.pick(pool) for pool in pools)}, {draw.pick(_THEN)}.")
        for _ in range(sentences)
    )


def paper(draw: Draw, year: int, inset: str, *, before: int = 2, after: int = 3) -> str:
    """A harmless paper with something in its midst."""
    head = fill(draw, draw.pick(_OPENING), year=str(year))
    sign = fill(draw, draw.pick(("Городской голова {o}", "Секретарь {o}", "Делопроизводитель {o}")))
    return f"{head}\n\n{minutes(draw, before)}\n\n{inset}\n\n{minutes(draw, after)}\n\n{sign}\n"


def in_spelling(draw: Draw, text: str, year: int) -> str:
    """In the spelling of its day, mostly: typists kept the old one, copyists use the new one."""
    return old(text) if year < 1918 and draw.chance(0.6) else text
