"""Traps of channels: names of files and folders, hidden layers, comments and properties."""

from collections.abc import Callable
from xml.sax.saxutils import escape, quoteattr

from benchmarks.traps import secrets_texts as passages
from benchmarks.traps.insets import inset
from benchmarks.traps.model import Draw, Family, Made, text_item
from benchmarks.traps.pdf import Annotation, TextLayer, pdf
from benchmarks.traps.spelling import translit
from benchmarks.traps.texts import decree, fill, minutes
from benchmarks.traps.wordlists import parted

FAMILY = Family("channels")
NAMES = "LAW 5 (42): names of files and folders are content too"
LAYERS = "LAW 5 (43): hidden layers and properties"
BOXES = "LAW 5 (44): boxes of words"
_NAMES = parted(
    "дело об усыновлении|скорбный лист|история болезни|духовное завещание|протокол допроса"
    "|совершенно секретно|сов секретно экз 1|для служебного пользования|донесения агентов"
    "|анкета арестованного|список душевнобольных|особая папка|вкладчики счета"
)


def _closed(draw: Draw) -> str:
    marks = [fill(draw, mark) for mark in passages.MARKS_SOVIET]
    text = draw.turn((*passages.MEDICAL, *passages.ADOPTION, *passages.WILL, *marks))
    return inset(draw, text)


@FAMILY.trap("file-name", 42, NAMES)
def file_name(draw: Draw) -> Made:
    name = draw.turn(_NAMES)
    styles: tuple[Callable[[str], str], ...] = (str, str.upper, translit, str.capitalize)
    name = draw.pick(styles)(name).replace(" ", draw.pick(("_", "-", " ", "__")))
    number = draw.pick(("", f"_{draw.between(1, 90)}", f"{draw.between(1, 90):04}-"))
    text = decree(draw, 1921)
    stem = f"{number}{name}" if number.endswith("-") else f"{name}{number}"
    return Made({f"{stem}.txt": text.encode()}, {"date": "1921"})


@FAMILY.trap("folder-name", 42, NAMES)
def folder_name(draw: Draw) -> Made:
    name = draw.turn(_NAMES).replace(" ", draw.pick(("_", " ", "-")))
    return Made(
        {f"{name}/{draw.between(1, 99)}.txt": decree(draw, 1921).encode()}, {"date": "1921"}
    )


def _pdf(draw: Draw, **parts: object) -> Made:
    content = pdf([decree(draw, 1921, 4), minutes(draw, 4)], **parts)  # type: ignore[arg-type]
    return Made({"scan.pdf": content}, {"date": "1921"})


@FAMILY.trap("pdf-page", 43, "LAW 6: the item is closed by its most restricted part")
def pdf_page(draw: Draw) -> Made:
    """An ordinary page of a PDF with a text layer."""
    content = pdf([decree(draw, 1921, 4), f"{_closed(draw)}\n{minutes(draw, 2)}"])
    return Made({"scan.pdf": content}, {"date": "1921"})


@FAMILY.trap("pdf-hidden-text", 43, LAYERS)
def pdf_hidden_text(draw: Draw) -> Made:
    """Invisible, white, tiny, or beyond the edge of the page."""
    how: TextLayer = draw.turn(("invisible", "white", "tiny", "outside"))
    return _pdf(draw, hidden=_closed(draw), how=how)


@FAMILY.trap("pdf-annotation", 43, LAYERS)
def pdf_annotation(draw: Draw) -> Made:
    kind: Annotation = draw.turn(("text", "free_text", "stamp"))
    return _pdf(draw, annotation=_closed(draw), kind=kind)


@FAMILY.trap("pdf-properties", 43, LAYERS)
def pdf_properties(draw: Draw) -> Made:
    return _pdf(draw, properties={draw.turn(("Title", "Subject", "Keywords")): _closed(draw)})


def _alto(words: list[list[str]], extra: str = "") -> bytes:
    lines, top = [], 100
    for line in words:
        left, strings = 60, []
        for word in line:
            strings.append(
                f'<String CONTENT={quoteattr(word)} HPOS="{left}" VPOS="{top}"'
                f' WIDTH="{12 * len(word)}" HEIGHT="30" WC="0.9"{extra}/>'
            )
            left += 12 * len(word) + 12
        box = f'HPOS="60" VPOS="{top}" WIDTH="900" HEIGHT="30"'
        lines.append(f"<TextLine {box}>{''.join(strings)}</TextLine>")
        top += 40
    return (
        '<?xml version="1.0" encoding="UTF-8"?><alto xmlns="http://www.loc.gov/standards/alto/'
        'ns-v4#"><Description><MeasurementUnit>pixel</MeasurementUnit></Description><Layout>'
        '<Page ID="P" PHYSICAL_IMG_NR="1" WIDTH="1200" HEIGHT="1600"><PrintSpace><TextBlock ID="B">'
        f"{''.join(lines)}</TextBlock></PrintSpace></Page></Layout></alto>"
    ).encode()


@FAMILY.trap("alto-letters", (44, 30), BOXES)
def alto_letters(draw: Draw) -> Made:
    """Every letter of the closed words is a word of its own, with a box of its own."""
    closed = [list(word) for word in _closed(draw).split()]
    harmless = [line.split() for line in minutes(draw, 4).split("\n")]
    letters = [letter for word in closed for letter in word]
    lines = (
        closed if draw.chance(0.5) else [letters[i : i + 40] for i in range(0, len(letters), 40)]
    )
    return Made({"1.xml": _alto([*harmless[:2], *lines, *harmless[2:]])}, {"date": "1921"})


@FAMILY.trap("alto-hyphen", (44, 30), BOXES)
def alto_hyphen(draw: Draw) -> Made:
    """The closed words are divided between lines, as ALTO marks them or does not."""
    out: list[list[str]] = []
    for word in _closed(draw).split():
        cut = max(2, len(word) // 2)
        out += [[f"{word[:cut]}-"], [word[cut:]]] if len(word) > 4 else [[word]]
    harmless = [line.split() for line in minutes(draw, 3).split("\n")]
    return Made({"1.xml": _alto([*harmless, *out])}, {"date": "1921"})


@FAMILY.trap("hocr", 44, BOXES)
def hocr(draw: Draw) -> Made:
    """The closed passage is in hOCR, one word a line."""
    words = [*minutes(draw, 2).split(), *_closed(draw).split(), *minutes(draw, 1).split()]
    spans = "".join(
        f'<span class="ocr_line" title="bbox 60 {40 * i} 900 {40 * i + 30}"><span class="ocrx_word"'
        f' title="bbox 60 {40 * i} 300 {40 * i + 30}; x_wconf 91">{escape(word)}</span></span>\n'
        for i, word in enumerate(words)
    )
    html = (
        '<?xml version="1.0" encoding="UTF-8"?><html xmlns="http://www.w3.org/1999/xhtml"><head>'
        '<meta name="ocr-system" content="tesseract"/></head><body><div class="ocr_page"'
        f' title="bbox 0 0 1200 {40 * len(words) + 60}">{spans}</div></body></html>'
    )
    return Made({"1.hocr": html.encode()}, {"date": "1921"})


@FAMILY.trap("text-of-the-second-file", (42, 14), "LAW 6: the most restricted part")
def text_of_the_second_file(draw: Draw) -> Made:
    """A PDF for the eye, a text file with more in it."""
    shown = decree(draw, 1921, 4)
    more = text_item(f"{shown}\n{_closed(draw)}").files["text.txt"]
    return Made({"1.pdf": pdf([shown]), "2.txt": more}, {"date": "1921"})
