"""Traps of the catalogue: what the inventory itself says, in some column and some wording."""

from benchmarks.traps.insets import inset
from benchmarks.traps.model import Draw, Family, Made, text_item
from benchmarks.traps.people import person
from benchmarks.traps.texts import decree, fill, prose
from benchmarks.traps.wordlists import parted

FAMILY = Family("catalogue")
TITLE = "LAW 5 (41): titles and abstracts are content too"
OWNER = "RU-2, RU-3: 125-FZ 25"
LIST = "RU-13: order 38; RU-22"
AUTHOR = "RU-26: GK 1281"
_TITLES = (
    "Дело об усыновлении {pins} сироты {cgen}",
    "О принятии в семью {pgen} подкидыша и присвоении ему фамилии",
    "О помещении {pgen} в дом умалишенных",
    "Скорбные листы больных земской лечебницы",
    "Свидетельства о болезни служащих управы",
    "Духовное завещание {pgen}",
    "Акты нотариуса {o}",
    "Дело по обвинению {pgen} в поджоге",
    "Протоколы допросов по делу о краже у {pgen}",
    "Лицевые счета вкладчиков сберегательной кассы",
    "Донесения секретных сотрудников",
    "Списки лишенных избирательных прав",
    "Переписка защитника {o} с доверителями",
    "Сведения о доходах плательщиков подоходного налога",
    "Истории болезни, буквы {y}",
)


def _plain(draw: Draw, year: int = 1921, **row: str) -> Made:
    return text_item(decree(draw, year), date=str(year), **row)


@FAMILY.trap("title", 41, TITLE)
def title(draw: Draw) -> Made:
    return _plain(draw, title=inset(draw, draw.turn(_TITLES)))


@FAMILY.trap("description", 41, TITLE)
def description(draw: Draw) -> Made:
    return _plain(draw, description=f"В деле есть также: {inset(draw, draw.turn(_TITLES))}.")


@FAMILY.trap("other-column", 41, TITLE)
def other_column(draw: Draw) -> Made:
    """A column that openfonds does not know."""
    columns = ("Состав", "Именной указатель", "Рубрика", "Замечания фондовика", "Ключевые слова")
    return _plain(draw, 1921, **{draw.pick(columns): inset(draw, draw.turn(_TITLES))})


@FAMILY.trap("access-as-written", 41, OWNER, "not open")
def access_as_written(draw: Draw) -> Made:
    notes = parted(
        "на особом хранении|не для всех|только сотрудникам|по согласованию с дирекцией|изъято"
        "|спецфонд|выдача прекращена|в читальный зал не выносить|ограничено фондообразователем"
        "|доступ по заявлению родственников|открыто частично|открыт кроме л. 12|не рассекречено"
        "|не полностью открыт|открытие после 2040 г.|временно закрыто|до решения ЭПК"
        "|рассекречивание не проводилось|спросить хранителя|закр.|огр.|ДСП|п. 3|хр. 2|К"
    )
    return _plain(draw, access=draw.turn(notes))


@FAMILY.trap("rights-as-written", 41, "RU-26 to RU-30: GK 1229, 1270")
def rights_as_written(draw: Draw) -> Made:
    notes = parted(
        "© наследники|по соглашению с семьей|исключительная лицензия издательства|не установлены"
        "|права у автора|автор неизвестен, ищется|на депозите|договор дарения, без публикации"
        "|не публиковать|только для чтения|неизвестно|NC-ND|публикация с согласия вдовы|спорно"
    )
    return _plain(draw, rights=draw.turn(notes))


@FAMILY.trap("fact-by-a-person", 41, "LAW 6: a fact that a person catalogued")
def fact_by_a_person(draw: Draw) -> Made:
    names = parted(
        "fact:medical|fact:adoption|fact:secrecy_mark|fact:service_mark|fact:notarial|факт:health"
        "|fact:owner_terms|fact:community_restriction|fact:safety_threat_to_family|fact:tainted"
        "|fact:state_secret|fact:dsp|fact:donor_restriction|fact:усыновление|fact:closed"
    )
    return _plain(draw, 1921, **{draw.turn(names): draw.pick(("true", "да", "1", "+"))})


@FAMILY.trap("material-not-known", 41, "LAW 0.2: what is unknown is not open")
def material_not_known(draw: Draw) -> Made:
    kinds = parted(
        "|фотография|карта|дневник|рукопись|личный фонд|личное дело партийца|фонодокумент|чертеж"
        "|медицинская книга|история болезни|дело об усыновлении|завещание|адвокатское досье"
        "|следственное дело|переписной лист|письмо|налоговая декларация|банковское дело|иное|?"
    )
    return _plain(draw, material=draw.turn(kinds))


@FAMILY.trap("series-not-approved", 41, "LAW 6, default (a): a series on the allow list")
def series_not_approved(draw: Draw) -> Made:
    series = parted(
        "Ф. 1. Опись 11|Ф. 1. Опись 1л|Ф. 1. Опись 1 (секретная часть)|Ф. 1. Опись 2|Ф. 11. Опись 1"
        "|Ф. 1. Опись 1с|Ф. 1. Опись l|Ф. l. Опись 1|Ф. 1. Описъ 1|Ф. Р-1. Опись 1||Опись 1|Ф. 1"
    )
    return _plain(draw, series=draw.turn(series))


@FAMILY.trap("creator-not-official", 41, "RU-27: GK 1259(6): official papers of bodies of power")
def creator_not_official(draw: Draw) -> Made:
    kinds = parted("person|organisation|физическое лицо|организация||семья|трест|общество|купец")
    return _plain(draw, creator_type=draw.turn(kinds))


@FAMILY.trap("author-in-official-file", 41, "LAW 0.10: letters and drawings in a file are not free")
def author_in_official_file(draw: Draw) -> Made:
    return _plain(draw, author=person(draw).initials())


@FAMILY.trap("on-closed-list", 56, LIST, "withheld", setting="list-of-references")
def on_closed_list(draw: Draw) -> Made:
    return _plain(draw)


@FAMILY.trap("title-on-closed-list", 56, LIST, "withheld", setting="list-of-titles")
def title_on_closed_list(draw: Draw) -> Made:
    """The title is listed in other letters, other spacing, or as a part."""
    base = "Воззвание союза печатников города"
    titles = (
        base,
        base.upper(),
        f"«{base}»",
        f"{base}. Издание второе",
        base.replace(" ", "  "),
        f"Листовка: {base.lower()}",
        base.replace("о", "o"),
        f"{base},",
        base.replace("Воззвание союза", "Воззвание  Союза"),
        f"{base} [{draw.between(1900, 1920)}]",
    )
    return _plain(draw, title=draw.turn(titles))


@FAMILY.trap("act-of-no-weight", 66, "LAW 0.8: a proof is read by a person", "not open")
def act_of_no_weight(draw: Draw) -> Made:
    """A restriction, and an act that is vague, expired, forged or of another item."""
    acts = parted(
        "есть|акт|акт утерян|Акт № {n}|решение от 2040 г.|разрешение устное|Акт б/н|см. дело фонда"
        "|Акт № {k} от 32.13.1994|Акт № {n} от 12.03.1994 (на ф. 7)|действовал до 01.01.2001|да"
        "|Акт № {k} от 01.02.1995|Рассекречено актом № {k} от 5.06.1992, л. 3"
    )
    text = f"Совершенно секретно\n{decree(draw, 1921)}"
    return text_item(text, date="1921", act=fill(draw, draw.turn(acts)))


def _book(draw: Draw, year: int, **row: str) -> Made:
    fields = {"material": "published", "series": "", "creator_type": "", "title": "Повести", **row}
    return text_item(prose(draw), date=str(year), **fields)


@FAMILY.trap("death-not-certain", 67, AUTHOR)
def death_not_certain(draw: Draw) -> Made:
    """Two authors of one name, a year with a question mark, one year for two authors."""
    first, second = person(draw), person(draw)
    year = draw.between(1890, 1915)
    died, authors = draw.turn(
        (
            ("1911?", first.initials()),
            ("1911 или 1958", first.initials()),
            ("ок. 1950", first.initials()),
            ("1911", f"{first.initials()}; {second.initials()}"),
            ("1911; ?", f"{first.initials()}; {second.initials()}"),
            ("1911; 1962", f"{first.initials()}; {second.initials()}"),
            ("не ранее 1930", first.initials()),
            ("", first.initials()),
            ("2061", first.initials()),
            ("1911 (по др. данным 1957)", first.initials()),
            ("XX в.", first.initials()),
            ("после 1911", first.initials()),
            ("1956", first.initials()),
            ("1911", f"{first.initials()}, {second.initials()}"),
            ("1911", f"{first.initials()} и {second.initials()}"),
        )
    )
    return _book(draw, year, author=authors, author_died=died)


@FAMILY.trap("attributed-later", 68, AUTHOR)
def attributed_later(draw: Draw) -> Made:
    """A pen name or nothing; the description names the author, who died late."""
    who = person(draw)
    died = draw.between(1957, 1979)
    notes = (
        f"Псевдоним раскрыт: {who.natural()} (1879–{died}).",
        f"Авторство установлено: {who.initials()}, ум. {died}.",
        f"На самом деле написано {who.natural('ins')}, скончавшимся в {died} году.",
        f"Под именем брата печатался {who.initials()}, умерший в {died} г.",
    )
    author, pen_died = draw.pick((("", ""), ("Старый Житель", "1911"), ("N. N.", "1905")))
    note = draw.turn(notes)
    return _book(draw, 1904, author=author, author_died=pen_died, description=note)


@FAMILY.trap("new-edition-of-old-work", 68, "RU-30: GK 1337, 1340; RU-26")
def new_edition(draw: Draw) -> Made:
    """An old author, a new introduction and notes by somebody who is alive."""
    year = draw.between(2003, 2024)
    return _book(draw, year, author="А. С. Пушкин", author_died="1837")


@FAMILY.trap("introduction-in-text", (9, 68), AUTHOR)
def introduction_in_text(draw: Draw) -> Made:
    """Catalogued by its first edition; the book tells the year of a later one."""
    year = draw.between(1960, 1999)
    note = draw.turn(
        (
            "Подписано в печать {d} {r} г. Тираж {n} экз.",
            "Издательство «Наука», {r}",
            "© {p}, вступительная статья, {r}",
            "Печатается по изданию 1868 года. Примечания {o}, {r} г.",
            "Сдано в набор {d} {r}. Формат 84х108",
        )
    )
    text = fill(draw, note, r=str(year), p=person(draw).initials())
    made = _book(draw, 1868, author="Н. Н. Старый", author_died="1880")
    return Made({"text.txt": f"{text}\f{prose(draw)}".encode()}, made.row)
