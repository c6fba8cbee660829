"""Traps of operations: lists, packs, encodings, reading that fails, days that go back."""

from benchmarks.traps import secrets_texts as passages
from benchmarks.traps.insets import inset
from benchmarks.traps.model import Draw, Family, Made, text_item
from benchmarks.traps.people import person
from benchmarks.traps.settings import BROKEN_LISTS, BROKEN_PACKS
from benchmarks.traps.texts import decree, fill, minutes

# ruff: noqa: E501 - a passage stands on one line

FAMILY = Family("operations")
CANNOT_TELL = "LAW 6: errors, time-outs, unknown lead to review"


def _closed(draw: Draw) -> str:
    marks = [fill(draw, mark) for mark in passages.MARKS_SOVIET]
    return inset(draw, draw.turn((*passages.MEDICAL, *passages.ADOPTION, *marks)))


@FAMILY.trap("list-not-usable", 56, "RU-13: a list that is not loaded is no list that is empty")
def list_not_usable(draw: Draw) -> Made:
    """Missing, empty, an error page, old, cut off: nobody can tell what it would have closed."""
    return Made(text_item(decree(draw, 1912)).files, {"date": "1912"}, draw.turn(BROKEN_LISTS))


@FAMILY.trap("pack-not-usable", 57, "LAW 6: an unusable pack opens nothing", "failed")
def pack_not_usable(draw: Draw) -> Made:
    """An unknown key, a typo in a day, a ground from memory, one approver: no decision at all."""
    return Made(text_item(decree(draw, 1912)).files, {"date": "1912"}, draw.turn(BROKEN_PACKS))


@FAMILY.trap(
    "rule-not-yet-valid", 57, "LAW 6: what is not in force opens nothing", setting="ground-of-2040"
)
def rule_not_yet_valid(draw: Draw) -> Made:
    """The only ground for opening comes into force in 2040."""
    return text_item(decree(draw, 1912), date="1912")


@FAMILY.trap("nothing-read", 58, CANNOT_TELL)
def nothing_read(draw: Draw) -> Made:
    """Empty recognition: blanks, dots, or one empty page among full ones."""
    empty = draw.turn(("", " \n \n", "\t", "\n\n\n", "\u00a0\u00a0", "\ufeff\n", "\u200b \u200b"))
    pages = [decree(draw, 1912), empty, decree(draw, 1912)]
    return text_item(*(pages if draw.chance(0.7) else [empty, decree(draw, 1912)]), date="1912")


@FAMILY.trap("little-read", 58, CANNOT_TELL)
def little_read(draw: Draw) -> Made:
    """A page of which recognition made rubbish: no word can be judged by it."""
    signs = "|\\/.,;:'`~^*_-=+<>{}[]()#№%&§°·•»«!?1l"
    page = "\n".join(
        "".join(draw.pick(list(signs + "   ")) for _ in range(draw.between(20, 60)))
        for _ in range(draw.between(10, 25))
    )
    return text_item(decree(draw, 1912), page, date="1912")


@FAMILY.trap("script-without-detector", 59, "LAW 5 (59): what no detector can read is not examined")
def script_without_detector(draw: Draw) -> Made:
    """Pages in writings for which there is no word list: Arabic, Hebrew, Georgian, Armenian, Chinese."""
    words = draw.turn(
        (
            "سر محرمانه طبیب بیمار یتیم پسر خانه دفتر شهر نامه قاضی حکم کتاب مرد زن آب راه کوچه بازار",
            "سری گیزلی خسته طبیب بالا یتیم اویلادی شهر خط قاضی بازار یول صو آط کیلدی آلدی بیردی یازدی",
            "סוד רופא חולה יתום ילד בית ספר עיר מכתב דיין פסק שוק דרך מים סוס אשה איש בא לקח נתן כתב",
            "საიდუმლო ექიმი ავადმყოფი ობოლი ბავშვი სახლი წიგნი ქალაქი წერილი მოსამართლე ბაზარი გზა წყალი",
            "գաղտնի բժիշկ հիվանդ որբ երեխա տուն գիրք քաղաք նամակ դատավոր շուկա ճանապարհ ջուր ձի կին մարդ",
            "機密 醫生 病人 孤兒 孩子 房屋 書 城市 信 法官 市場 道路 水 馬 女人 男人 來 取 給 寫",
        )
    ).split()
    page = "\n".join(" ".join(draw.pick(words) for _ in range(9)) + "." for _ in range(14))
    pages = [page] if draw.chance(0.5) else [decree(draw, 1912), page]
    return text_item(*pages, date="1912")


@FAMILY.trap(
    "day-set-back",
    63,
    "LAW 6: the law of the day; it opens nothing before",
    setting="decided-for-2060",
)
def day_set_back(draw: Draw) -> Made:
    """Decided for a day in 2060, when it would be open; then the law of today is applied."""
    year = draw.between(1930, 1955)
    return text_item(decree(draw, year), date=str(year))


@FAMILY.trap("huge-page", 64, "LAW 5 (64): what is skipped for its size is not examined")
def huge_page(draw: Draw) -> Made:
    """The closed passage stands after a hundred thousand characters of one page."""
    filler = minutes(draw, 60)
    harmless = "\n".join([filler] * (draw.between(100_000, 140_000) // len(filler)))
    return text_item(f"{harmless}\n{_closed(draw)}\n", date="1912")


@FAMILY.trap("long-line", 64, "LAW 5 (64)")
def long_line(draw: Draw) -> Made:
    """One line of very many letters without a blank, or of very many words, before the passage."""
    start = draw.pick(
        ("а" * 20_000, "." * 20_000, minutes(draw, 60).replace("\n", " "), "1" * 20_000)
    )
    return text_item(f"{start} {_closed(draw)}\n{minutes(draw, 2)}", date="1912")


@FAMILY.trap(
    "closed-later",
    69,
    "RU-13: order 38: a list may close again",
    "withheld",
    setting="closed-later",
)
def closed_later(draw: Draw) -> Made:
    """Open at first; then the list names it."""
    return text_item(decree(draw, 1912), date="1912")


@FAMILY.trap("encoding", 70, CANNOT_TELL)
def encoding(draw: Draw) -> Made:
    """Encodings of other days, in which a closed word may look like rubbish."""
    text = f"{decree(draw, 1921)}\n{_closed(draw)}\n{minutes(draw, 2)}"
    names = (
        "cp1251",
        "koi8-r",
        "cp866",
        "mac-cyrillic",
        "iso8859-5",
        "utf-16",
        "utf-16-le",
        "utf-8-sig",
        "utf-16-be",
    )
    content = text.replace("—", "-").encode(draw.turn(names), "replace")
    return Made({"text.txt": content}, {"date": "1921"})


@FAMILY.trap("encoding-twice", 70, CANNOT_TELL)
def encoding_twice(draw: Draw) -> Made:
    """Text that somebody saved in the wrong encoding before it came: only the closed page is spoilt."""
    closed = _closed(draw).replace("—", "-")
    first, second = draw.turn(
        (
            ("utf-8", "cp1251"),
            ("koi8-r", "cp1251"),
            ("cp1251", "koi8-r"),
            ("utf-8", "latin-1"),
            ("cp1251", "latin-1"),
            ("cp866", "cp1251"),
        )
    )
    spoilt = (
        closed.encode(first, "replace")
        .decode(second, "replace")
        .replace("\f", " ")
        .replace("\0", " ")
    )
    return text_item(decree(draw, 1921), f"{spoilt}\n", date="1921")


@FAMILY.trap("file-broken", (58, 64), "LAW 5: what cannot be read is not open", "failed")
def file_broken(draw: Draw) -> Made:
    """Cut off, missing, empty, or not what its name says."""
    good = decree(draw, 1912).encode()
    files, row = draw.turn(
        (
            ({"1.txt": good, "2.pdf": b"%PDF-1.4\n" + good[:200]}, {}),
            ({"1.txt": good, "2.jpg": b"\xff\xd8\xff\xe0" + good[:100]}, {}),
            ({"1.txt": good, "2.xml": b"<alto><Layout><Page>"}, {}),
            ({"1.txt": good, "2.png": good}, {}),
            ({"1.txt": good, "2.txt": b""}, {}),
            ({"1.txt": good, "2.docx": b"PK\x03\x04" + good[:60]}, {}),
            ({"1.txt": good}, {"files": "{folder}/1.txt;{folder}/2.txt"}),
            ({"1.txt": good}, {"files": "{folder}/1.txt;../../../etc/hostname"}),
        )
    )
    return Made(files, {"date": "1912", **row})


@FAMILY.trap(
    "two-jurisdictions",
    65,
    "LAW 6: over jurisdictions the union of restrictions (GK 1281 is over, 17 USC 304 is not)",
    setting="two-laws",
)
def two_jurisdictions(draw: Draw) -> Made:
    """A printed work, free where its holder is and not free in the other country."""
    year = draw.between(1933, 1949)
    author = person(draw)
    return text_item(
        minutes(draw, 4),
        title="Записки о городе",
        date=str(year),
        material="published",
        series="",
        creator="",
        creator_type="",
        author=f"{author.surname[0]} {author.first[0][0]}. {author.patronymic[0][0]}.",
        author_died=str(draw.between(year, 1949)),
    )
