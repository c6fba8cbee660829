"""Traps of content: what no passing of time opens, in papers of over a hundred years ago."""

# ruff: noqa: E501 - a passage stands on one line

from collections.abc import Sequence

from benchmarks.traps import secrets_texts as passages
from benchmarks.traps.insets import inset
from benchmarks.traps.model import Draw, Family, Made, text_item
from benchmarks.traps.people import person
from benchmarks.traps.texts import decree, fill, in_spelling, paper
from benchmarks.traps.wordlists import words

FAMILY = Family("content")
MEDICAL = "RU-16: 323-FZ 13, also after death"
ADOPTION = "RU-17: SK 139, no term"
NOTARY = "RU-20: notariat basics 5, 16"


def _within(draw: Draw, templates: Sequence[str], year: int) -> Made:
    text = paper(draw, year, inset(draw, draw.turn(tuple(templates))))
    return text_item(in_spelling(draw, text, year), date=str(year))


@FAMILY.trap("medical", (14, 28), MEDICAL)
def medical(draw: Draw) -> Made:
    return _within(draw, passages.MEDICAL, draw.between(1885, 1915))


@FAMILY.trap("medical-soviet", (14, 28), MEDICAL)
def medical_soviet(draw: Draw) -> Made:
    return _within(draw, passages.MEDICAL, draw.between(1919, 1924))


@FAMILY.trap("medical-without-name", (37, 38), MEDICAL)
def medical_without_name(draw: Draw) -> Made:
    return _within(draw, passages.MEDICAL_NO_NAME, draw.between(1885, 1915))


@FAMILY.trap("adoption", 38, ADOPTION)
def adoption(draw: Draw) -> Made:
    return _within(draw, passages.ADOPTION, draw.between(1880, 1915))


@FAMILY.trap("adoption-soviet", 38, ADOPTION)
def adoption_soviet(draw: Draw) -> Made:
    return _within(draw, passages.ADOPTION, draw.between(1919, 1924))


@FAMILY.trap("adoption-without-name", (37, 38), ADOPTION)
def adoption_without_name(draw: Draw) -> Made:
    return _within(draw, passages.ADOPTION_NO_NAME, draw.between(1880, 1924))


@FAMILY.trap("will", 14, NOTARY)
def will(draw: Draw) -> Made:
    return _within(draw, passages.WILL, draw.between(1875, 1915))


@FAMILY.trap("advocate", 14, "RU-20: 63-FZ 8")
def advocate(draw: Draw) -> Made:
    return _within(draw, passages.ADVOCATE, draw.between(1880, 1916))


@FAMILY.trap("bank", 14, "RU-19: 395-1 art. 26; GK 857")
def bank(draw: Draw) -> Made:
    return _within(draw, passages.BANK, draw.between(1890, 1924))


@FAMILY.trap("tax", 14, "RU-19: NK 102")
def tax(draw: Draw) -> Made:
    return _within(draw, passages.TAX, draw.between(1912, 1924))


@FAMILY.trap("investigation", 14, "RU-20: UPK 161")
def investigation(draw: Draw) -> Made:
    return _within(draw, passages.INVESTIGATION, draw.between(1880, 1916))


@FAMILY.trap("intercepted-letter", 14, "RU-20: Constitution 23")
def intercepted_letter(draw: Draw) -> Made:
    return _within(draw, passages.INTERCEPTED, draw.between(1890, 1917))


@FAMILY.trap("repression", 38, "RU-14: law 1761-1, art. 11; order 375/584/352")
def repression(draw: Draw) -> Made:
    return _within(draw, passages.REPRESSION, draw.between(1918, 1924))


@FAMILY.trap("informer", 39, "RU-3, RU-11: 5485-1; 125-FZ 25(2)")
def informer(draw: Draw) -> Made:
    return _within(draw, passages.AGENTS, draw.between(1918, 1924))


@FAMILY.trap("medical-table", 32, MEDICAL)
def medical_table(draw: Draw) -> Made:
    """A list of patients in a table."""
    head = draw.turn(
        (
            ("№", "ФИО", "Лет", "Болезнь"),
            ("№№", "Имя, отчество и фамилия", "Возраст", "Чем болен"),
            ("Фамилия больного", "Палата", "Диагноз", "Исход"),
            ("Прозвание и имя", "Откуда", "Род болезни", "Лечение"),
        )
    )
    ills = words("тиф чахотка сифилис рожа грыжа оспа скорбут родильная_горячка чесотка трахома")
    rows = []
    for number in range(1, draw.between(4, 8)):
        who = person(draw)
        ill = draw.pick(ills).replace("_", " ")
        cells = {
            0: (str(number), who.initials(), str(draw.between(9, 70)), ill),
            1: (str(number), who.natural(), str(draw.between(9, 70)), ill),
            2: (who.surname[0], str(draw.between(1, 9)), ill, draw.pick(("умер", "выписан"))),
            3: (who.initials(), fill(draw, "{v}"), ill, draw.pick(("мазь", "покой", "порошок"))),
        }[draw.number % 4]
        rows.append(cells)
    mark = draw.pick((" | ", "\t", "   ", " ; "))
    table = "\n".join(mark.join(cells) for cells in (head, *rows))
    year = draw.between(1885, 1924)
    return text_item(in_spelling(draw, paper(draw, year, table), year), date=str(year))


@FAMILY.trap("adoption-table", (32, 33), ADOPTION)
def adoption_table(draw: Draw) -> Made:
    """A list of foundlings and of those who took them in."""
    head = draw.turn(
        (
            ("№", "Питомец", "Кем взят", "Основание"),
            ("ФИО усыновителя", "Дитя", "Прежняя фамилия", "Новая фамилия"),
            ("Кому отдан", "Имя ребенка", "Родная мать", "Примечание"),
        )
    )
    rows = []
    for number in range(1, draw.between(4, 7)):
        who, child, mother = person(draw), person(draw), person(draw, woman=True)
        rows.append(
            {
                0: (str(number), child.pet[0], who.initials("ins"), "опред. суда об усыновлении"),
                1: (who.natural(), child.first[0], mother.surname[0], who.surname[0]),
                2: (who.initials("dat"), child.pet[0], mother.initials(), "в семью навсегда"),
            }[draw.number % 3]
        )
    table = "\n".join(draw.pick((" | ", "\t", "   ")).join(cells) for cells in (head, *rows))
    year = draw.between(1885, 1924)
    return text_item(paper(draw, year, table), date=str(year))


@FAMILY.trap("minor-in-case", 33, "RU-20, RU-14: investigation and courts, here of a child")
def minor_in_case(draw: Draw) -> Made:
    """A child before a court or an investigator."""
    templates = (
        "Малолетний {c}, одиннадцати лет, допрошен следователем о краже яблок; отец его {p} присутствовал.",
        "Дело о покушении на честь девочки {cgen}, девяти лет; потерпевшая на допросе плакала и назвала {pacc}.",
        "Комиссия о несовершеннолетних: {c}, 13 лет, обвиняется в краже; поместить в колонию до решения следствия.",
        "Несовершеннолетний обвиняемый {c}, сын {pgen}, на следствии сознался в поджоге сарая.",
        "Ученик {c}, подвергнутый старшими насилию, освидетельствован врачом, найдены ссадины.",
    )  # fmt: skip
    return _within(draw, templates, draw.between(1890, 1924))


@FAMILY.trap("official-and-patient", (36, 34), MEDICAL)
def official_and_patient(draw: Draw) -> Made:
    """An official who signs, and the same man as a patient on another page."""
    who = person(draw, woman=False)
    year = draw.between(1885, 1915)
    sign = f"Городской голова {who.initials()}"
    ill = inset(draw, draw.turn(passages.MEDICAL), who)
    first = decree(draw, year).rsplit("\n\n", 1)[0] + f"\n\n{sign}\n"
    pages = [first, decree(draw, year), f"{ill}\n{fill(draw, 'Врач {o}')}"]
    return text_item(*pages, date=str(year))


@FAMILY.trap("maiden-name", 40, ADOPTION)
def maiden_name(draw: Draw) -> Made:
    """A woman by her maiden name."""
    templates = (
        "{pnom}, урожденная {qnom}, на девичью фамилию коей записан ребенок, отдала его в усыновление; по мужу не значится.",
        "Мать усыновленного младенца, девица {q}, ныне в замужестве {p}, от прав на дитя отказалась.",
        "Солдатка {p} (в девичестве {q}) больна дурною болезнью, лечится под девичьей фамилией.",
        "Бывшая {q}, ныне по второму мужу {p}, удочерила падчерицу, изменив ей отчество.",
        "{p}, рожденная {q}, разрешилась мертвым младенцем, душевно больна, помещена в лечебницу.",
    )  # fmt: skip
    text = inset(draw, draw.turn(templates), person(draw, woman=True))
    year = draw.between(1885, 1924)
    return text_item(in_spelling(draw, paper(draw, year, text), year), date=str(year))
