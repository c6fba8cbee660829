"""Traps of units: the closed part is small, elsewhere, split, or a copy of something closed."""

from benchmarks.traps import secrets_texts as passages
from benchmarks.traps.insets import inset
from benchmarks.traps.model import Draw, Family, Made, text_item
from benchmarks.traps.people import person
from benchmarks.traps.spelling import misread, old
from benchmarks.traps.texts import decree, fill, minutes

FAMILY = Family("units")
PART = "LAW 6: the item is closed by its most restricted part"
COPY = "LAW 5 (18): the most restrictive wins for all copies"
_CLOSED = (*passages.MEDICAL, *passages.ADOPTION, *passages.WILL)
_PHRASES = (
    "у больной найдена чахотка и кровохарканье",
    "признан врачами страдающим падучею болезнью",
    "определил считать младенца усыновленным",
    "разрешено взять в семью и усыновить сироту",
    "в духовном завещании отказал имение сестре",
    "совершенно секретно, лично начальнику",
)


def _closed_page(draw: Draw) -> str:
    if draw.chance(0.4):
        mark = fill(draw, draw.pick(passages.MARKS_SOVIET))
        return f"{mark}\n{minutes(draw, 3)}"
    return f"{inset(draw, draw.turn(_CLOSED))}\n"


@FAMILY.trap("attachment", 14, PART)
def attachment(draw: Draw) -> Made:
    """A public cover, a closed attachment."""
    year = draw.between(1918, 1924)
    cover = decree(draw, year) + fill(draw, "\nПриложение: на {y} листах")
    return text_item(cover, _closed_page(draw), date=str(year))


@FAMILY.trap("verso", 15, PART)
def verso(draw: Draw) -> Made:
    """The back of a sheet, an envelope, an interleaf."""
    year = draw.between(1918, 1924)
    where = draw.turn(("л. {k} об.", "На обороте:", "Конверт:", "Вкладыш между л. {y} и {y}"))
    back = f"{fill(draw, where)}\n{_closed_page(draw)}"
    return text_item(decree(draw, year), back, decree(draw, year), date=str(year))


@FAMILY.trap("stamp-over-the-edge", 15, PART)
def stamp_over_the_edge(draw: Draw) -> Made:
    """Half of the mark is on one scan, half on the next."""
    year = draw.between(1918, 1924)
    first, second = draw.turn(
        (
            ("СОВЕРШЕННО", "СЕКРЕТНО"),
            ("СЕКРЕ", "ТНО"),
            ("Не подлежит", "оглашению"),
            ("Особая", "папка"),
            ("Для служебного", "пользования"),
            ("Совершенно сек-", "ретно"),
        )
    )
    pages = [f"{decree(draw, year)}\n{first}", f"{second}\n{decree(draw, year)}"]
    return text_item(*pages, date=str(year))


@FAMILY.trap("over-two-files", 16, PART)
def over_two_files(draw: Draw) -> Made:
    """The item lies in several files; the closed passage goes from one into the next."""
    year = draw.between(1900, 1915)
    words = inset(draw, draw.turn(_PHRASES)).split()
    cut = max(1, len(words) // 2)
    first = f"{decree(draw, year)}\n{person(draw).full()} {' '.join(words[:cut])}"
    second = f"{' '.join(words[cut:])}.\n{decree(draw, year)}"
    return Made({"1.txt": first.encode(), "2.txt": second.encode()}, {"date": str(year)})


@FAMILY.trap("one-file-of-many", 16, PART)
def one_file_of_many(draw: Draw) -> Made:
    """The closed page is a file of its own among eight."""
    year = draw.between(1900, 1915)
    pages = [decree(draw, year, 3) for _ in range(8)]
    pages[draw.between(1, 7)] = _closed_page(draw)
    return Made({f"{i}.txt": p.encode() for i, p in enumerate(pages, 1)}, {"date": str(year)})


@FAMILY.trap("one-page-of-300", 17, PART)
def one_page_of_300(draw: Draw) -> Made:
    year = draw.between(1900, 1915)
    pages = [minutes(draw, 1) for _ in range(300)]
    pages[draw.between(1, 299)] = _closed_page(draw)
    return text_item(*pages, date=str(year))


@FAMILY.trap("same-bytes-as-closed", 18, COPY)
def same_bytes_as_closed(draw: Draw) -> Made:
    """The same file belongs to an item of a series that nobody approved."""
    content = decree(draw, 1908).encode()
    closed = Made({"text.txt": content}, {"date": "1908", "series": "Ф. 9. Опись 2"})
    return Made({"text.txt": content}, {"date": "1908"}, others=(closed,))


@FAMILY.trap("same-text-as-withheld", 18, COPY)
def same_text_as_withheld(draw: Draw) -> Made:
    """The same text, in other bytes, belongs to an item that a fact closes."""
    text = decree(draw, 1908, 10)
    facts = ("fact:medical", "fact:secrecy_mark", "fact:notarial", "fact:adoption")
    closed = Made({"text.txt": text.encode()}, {"date": "1908", draw.turn(facts): "true"})
    other = draw.pick((f"{text}\n\n", text.replace("\n\n", "\n \n"), text.replace("\n", "\r\n")))
    return Made({"text.txt": other.encode()}, {"date": "1908"}, others=(closed,))


@FAMILY.trap("copied-from-marked", (18, 19), COPY)
def copied_from_marked(draw: Draw) -> Made:
    """A copy of a marked paper, without the mark, in the spelling or reading of another day."""
    text = decree(draw, 1921, 10)
    closed = Made({"text.txt": f"Сов. секретно\nЭкз. № 1\n{text}".encode()}, {"date": "1921"})
    changed = draw.turn((text, misread(draw, text, 0.02), old(text), text.replace("\n\n", "\n")))
    return Made({"text.txt": changed.encode()}, {"date": "1921"}, others=(closed,))


@FAMILY.trap("quoted-from-marked", 19, COPY)
def quoted_from_marked(draw: Draw) -> Made:
    """A long passage of a marked paper within an open one."""
    secret = minutes(draw, 8)
    closed = Made({"text.txt": f"Совершенно секретно\n{secret}".encode()}, {"date": "1921"})
    lines = secret.split("\n")
    text = decree(draw, 1922, 5) + "\n".join(lines[2:7]) + "\n" + minutes(draw, 5)
    return Made({"text.txt": text.encode()}, {"date": "1922"}, others=(closed,))


@FAMILY.trap("over-a-page-break", 20, PART)
def over_a_page_break(draw: Draw) -> Made:
    """A form feed within the phrase, within the word, or a page number between."""
    year = draw.between(1900, 1915)
    words = draw.turn(_PHRASES)
    cuts = [i for i in range(6, len(words) - 6) if words[i] != " "]
    at = draw.pick(cuts)
    hyphen = "" if words[at - 1] == " " else draw.pick(("-", ""))
    middle = draw.pick((f"\n— {draw.between(2, 90)} —\n", "", fill(draw, "л. {k}\n")))
    first = f"{minutes(draw, 4)}\n{person(draw).full()} {words[:at]}{hyphen}"
    return text_item(first, f"{middle}{words[at:]}.\n{minutes(draw, 4)}", date=str(year))


@FAMILY.trap("pages-shuffled", 20, PART)
def pages_shuffled(draw: Draw) -> Made:
    """The end of the closed passage comes before its beginning."""
    year = draw.between(1900, 1915)
    sentences = inset(draw, draw.turn(_CLOSED)).split(". ")
    half = max(1, len(sentences) // 2)
    end, start = ". ".join(sentences[half:]), ". ".join(sentences[:half])
    pages = [f"{end}\n{minutes(draw, 3)}", minutes(draw, 3), f"{minutes(draw, 2)}\n{start}"]
    return text_item(*pages, date=str(year))
