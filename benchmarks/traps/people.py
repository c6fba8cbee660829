"""People and places that never were, with the cases of their names."""

from dataclasses import dataclass

from benchmarks.traps.model import Draw
from benchmarks.traps.wordlists import parted, words

_SURNAMES = words(
    "Арзамасцев Балакирев Ветошкин Горшенин Дубасов Елагин Жеребцов Заварзин Ивлев Калганов"
    " Лабутин Мамонтов Неклюдов Обухов Пантелеев Растегаев Сабуров Толмачев Ушаков Фролов"
    " Хлебников Цыбин Чубаров Шабалин Щетинин Юматов Ягодин Бурмистров Верещагин Гуляев"
    " Дерябин Зотов Кадочников Ложкин Малафеев Носырев Овсянников Плотников Рукавишников"
    " Селиванов Тетерин Уткин Харламов Черемисин Шишкин Якимов Батурин Волосатов Гагарин"
    " Добрынин Ерофеев Зимин Крутиков Ледяев Моисеев Никонов Осоргин Подшивалов Ремезов"
)
_ADJECTIVES = words("Бельский Вяземский Горский Дубровский Залесский Крапивский Озерский")
# nominative, genitive, dative, accusative, instrumental; pet name in the same cases
_MEN = (
    "Иван Ивана Ивану Ивана Иваном Ваня Вани Ване Ваню Ваней",
    "Петр Петра Петру Петра Петром Петя Пети Пете Петю Петей",
    "Семен Семена Семену Семена Семеном Сеня Сени Сене Сеню Сеней",
    "Николай Николая Николаю Николая Николаем Коля Коли Коле Колю Колей",
    "Степан Степана Степану Степана Степаном Степка Степки Степке Степку Степкой",
    "Федор Федора Федору Федора Федором Федя Феди Феде Федю Федей",
    "Григорий Григория Григорию Григория Григорием Гриша Гриши Грише Гришу Гришей",
    "Михаил Михаила Михаилу Михаила Михаилом Миша Миши Мише Мишу Мишей",
    "Егор Егора Егору Егора Егором Егорка Егорки Егорке Егорку Егоркой",
    "Тимофей Тимофея Тимофею Тимофея Тимофеем Тимоша Тимоши Тимоше Тимошу Тимошей",
    "Яков Якова Якову Якова Яковом Яша Яши Яше Яшу Яшей",
    "Кузьма Кузьмы Кузьме Кузьму Кузьмой Кузя Кузи Кузе Кузю Кузей",
)
_WOMEN = (
    "Анна Анны Анне Анну Анной Анюта Анюты Анюте Анюту Анютой",
    "Мария Марии Марии Марию Марией Маша Маши Маше Машу Машей",
    "Екатерина Екатерины Екатерине Екатерину Екатериной Катя Кати Кате Катю Катей",
    "Авдотья Авдотьи Авдотье Авдотью Авдотьей Дуня Дуни Дуне Дуню Дуней",
    "Прасковья Прасковьи Прасковье Прасковью Прасковьей Параша Параши Параше Парашу Парашей",
    "Ольга Ольги Ольге Ольгу Ольгой Оля Оли Оле Олю Олей",
    "Елена Елены Елене Елену Еленой Леночка Леночки Леночке Леночку Леночкой",
    "Пелагея Пелагеи Пелагее Пелагею Пелагеей Поля Поли Поле Полю Полей",
    "Матрена Матрены Матрене Матрену Матреной Мотя Моти Моте Мотю Мотей",
    "Варвара Варвары Варваре Варвару Варварой Варя Вари Варе Варю Варей",
    "Агафья Агафьи Агафье Агафью Агафьей Гаша Гаши Гаше Гашу Гашей",
    "Софья Софьи Софье Софью Софьей Соня Сони Соне Соню Соней",
)
_FATHERS = words(
    "Иван Петр Алексей Василий Николай Степан Андрей Сергей Григорий Михаил Тимофей Матвей"
)
CASES = ("nom", "gen", "dat", "acc", "ins")
VILLAGES = parted(
    "Верхняя Сосновка|Кривая Балка|Малые Ключи|Старая Мельница|Заречное|Ольховка|Березовый Яр"
    "|Новая Слобода|Каменный Брод|Троицкое|Липовец|Сухой Лог|Красный Холм|Дальние Пруды|Выселки"
)
TOWNS = words("Нижнелужск Староборск Заволжск Камнегорск Белополье Усть-Ярск Троицк Чернолесск")
STREETS = parted(
    "Соборная|Базарная|Мещанская|Пристанская|Большая Дворянская|Кузнечная|Полевая|Садовая"
    "|Заречная|Почтовая|Солдатская|Вознесенская|Ильинская|Набережная|Гончарная|Острожная|Луговая"
    "|Никольская|Успенская|Ямская|Сенная|Казанская|Конная|Кладбищенская|Воскресенская|Лесная"
)


@dataclass(frozen=True, slots=True)
class Person:
    """A person; each tuple has the nominative, genitive, dative, accusative and instrumental."""

    surname: tuple[str, ...]
    first: tuple[str, ...]
    patronymic: tuple[str, ...]
    pet: tuple[str, ...]
    is_woman: bool

    def full(self, case: str = "nom") -> str:
        """Surname, first name, patronymic."""
        i = CASES.index(case)
        return f"{self.surname[i]} {self.first[i]} {self.patronymic[i]}"

    def natural(self, case: str = "nom") -> str:
        """First name, patronymic, surname."""
        i = CASES.index(case)
        return f"{self.first[i]} {self.patronymic[i]} {self.surname[i]}"

    def initials(self, case: str = "nom", *, last: bool = True) -> str:
        """The surname with initials, after it or before it."""
        both = f"{self.first[0][0]}. {self.patronymic[0][0]}."
        name = self.surname[CASES.index(case)]
        return f"{name} {both}" if last else f"{both} {name}"


def person(draw: Draw, *, woman: bool | None = None) -> Person:
    """Anybody."""
    is_woman = draw.chance(0.5) if woman is None else woman
    words = draw.pick(_WOMEN if is_woman else _MEN).split()
    return Person(
        surname=_surname(draw, is_woman),
        first=tuple(words[:5]),
        patronymic=_patronymic(draw.pick(_FATHERS), is_woman),
        pet=tuple(words[5:]),
        is_woman=is_woman,
    )


def official(draw: Draw) -> str:
    """The initials and surname of a man, as he signs."""
    return person(draw, woman=False).initials(last=draw.chance(0.4))


def _surname(draw: Draw, is_woman: bool) -> tuple[str, ...]:
    if draw.chance(0.1):
        stem = draw.pick(_ADJECTIVES).removesuffix("ий")
        ends = ("ая", "ой", "ой", "ую", "ой") if is_woman else ("ий", "ого", "ому", "ого", "им")
    else:
        stem = draw.pick(_SURNAMES)
        ends = ("а", "ой", "ой", "у", "ой") if is_woman else ("", "а", "у", "а", "ым")
    return tuple(stem + end for end in ends)


def _patronymic(father: str, is_woman: bool) -> tuple[str, ...]:
    if father.endswith("ий"):
        stem = f"{father[:-2]}ь"
    elif father.endswith("й"):
        stem = father[:-1]
    else:
        stem = father
    stem += "ев" if father.endswith("й") else "ов"
    if is_woman:
        return tuple(stem + end for end in ("на", "ны", "не", "ну", "ной"))
    return tuple(stem + end for end in ("ич", "ича", "ичу", "ича", "ичем"))
