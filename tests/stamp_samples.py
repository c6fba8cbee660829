"""Pages with a rubber stamp, drawn so that they look like scans; the same seed, the same page."""

from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont, ImageOps

Frame = Literal["none", "box", "double"]
Crossing = Literal["", "slant", "cross", "strike"]
Rgb = tuple[int, int, int]

FONTS = Path("/usr/share/fonts/truetype")
STAMP_FONTS = (
    *("dejavu/DejaVuSans-Bold.ttf", "paratype/PTS75F.ttf", "paratype/PTF75F.ttf"),
    *("paratype/PTN77F.ttf", "dejavu/DejaVuSerif-Bold.ttf"),
)
PAGE_FONTS = ("paratype/PTM55F.ttf", "paratype/PTF55F.ttf", "dejavu/DejaVuSerif.ttf")

INKS: dict[str, Rgb] = {
    "red": (184, 30, 44), "blue": (38, 54, 158), "violet": (104, 48, 150), "black": (34, 32, 36),
}  # fmt: skip


def _marks(*written: str) -> tuple[tuple[str, ...], ...]:
    """The lines of stamps; a stroke divides two lines of one."""
    return tuple(tuple(mark.split("/")) for mark in written)


SOVIET_MARKS = _marks(
    *("СЕКРЕТНО", "СОВ. СЕКРЕТНО", "СОВЕРШЕННО СЕКРЕТНО", "СОВЕРШЕННО/СЕКРЕТНО"),
    *("СЕКРЕТНО/Экз. № 1", "СТРОГО СЕКРЕТНО/Экз. № 3", "ОСОБАЯ ПАПКА"),
    *("НЕ ПОДЛЕЖИТ ОГЛАШЕНИЮ", "НЕ ПОДЛЕЖИТ/ОГЛАШЕНИЮ", "ХРАНИТЬ НАРАВНЕ/С ШИФРОМ"),
    "СОВ. СЕКРЕТНО/Серия К",
)
MODERN_MARKS = _marks(
    *("Для служебного/пользования", "ДЛЯ СЛУЖЕБНОГО ПОЛЬЗОВАНИЯ", "ДСП", "ДСП/Экз. № 2"),
    *("КОНФИДЕНЦИАЛЬНО", "ОСОБОЙ ВАЖНОСТИ", "Секретно/Экз. № 2"),
)
SECRECY_MARKS = SOVIET_MARKS + MODERN_MARKS
RING_MARKS = _marks("СОВЕРШЕННО СЕКРЕТНО", "СЕКРЕТНО * СЕКРЕТНО", "СЕКРЕТНАЯ ЧАСТЬ")
HARMLESS_MARKS = _marks(
    *("БИБЛИОТЕКА", "БИБЛИОТЕКА/Городского училища", "ВХОДЯЩИЙ № 123"),
    *("ВХОДЯЩИЙ № 123/12 марта 1934 г.", "КОПИЯ ВЕРНА", "ПРОВЕРЕНО/1952 г."),
    *("ЧИТАЛЬНЫЙ ЗАЛ", "ПОЛУЧЕНО/14 ИЮН 1926"),
)
BODY = (
    "Заведующий отделом доложил собранию о состоянии дорог в уезде и о ходе ремонта моста через "
    "реку. Постановили принять отчет к сведению, просить управу представить смету к первому "
    "числу следующего месяца и назначить осмотр комиссией из трех лиц. Слушали также заявление "
    "жителей слободы об отводе земли под новый колодец; признали нужным осмотреть место весной, "
    "когда сойдет вода, и пригласить техника. Расходы отнести на остаток прошлого года. "
)


@dataclass(frozen=True, slots=True)
class Stamp:
    """A rubber stamp; the angle is counted anticlockwise, strength is the share of the ink."""

    lines: tuple[str, ...]
    ink: str
    angle: float = 0
    frame: Frame = "box"
    crossing: Crossing = ""
    strength: float = 0.9
    is_round: bool = False
    is_by_hand: bool = False
    letter_mm: float = 6.5
    font: str = STAMP_FONTS[0]
    over: "Stamp | None" = None  # pressed on top of it


@dataclass(frozen=True, slots=True)
class Page:
    """A page with at most one stamp; `place` is the centre as a share of width and height."""

    seed: int
    stamp: Stamp | None
    place: tuple[float, float] = (0.78, 0.09)
    dpi: int = 200
    is_grey: bool = False
    top_margin: float = 0.17  # share of the height without text
    cut: float = 0  # share of the stamp beyond the nearest edge of the page


def draw_page(page: Page) -> Image.Image:
    """An A4 page as a scanner gives it: RGB (or L), uneven paper, noise, JPEG."""
    rng = Random(page.seed)
    noise = np.random.default_rng(page.seed)
    size = round(8.27 * page.dpi), round(11.69 * page.dpi)
    paper = rng.choice([(250, 248, 244), (238, 228, 204), (228, 214, 178), (216, 214, 210)])
    image = Image.new("RGB", size, paper)
    image = ImageChops.multiply(image, _light(size, rng))
    image.paste((38, 36, 40), mask=_body(size, page, rng))
    if page.stamp is not None:
        _press(image, page.stamp, page, noise)
        if page.stamp.over is not None:
            _press(image, page.stamp.over, page, noise)
    image = image.rotate(rng.uniform(-0.8, 0.8), Image.Resampling.BICUBIC, fillcolor=paper)
    image = image.filter(ImageFilter.GaussianBlur(rng.uniform(0.4, 0.9) * page.dpi / 200))
    image = Image.fromarray(_grained(np.asarray(image), noise))
    if page.is_grey:
        image = image.convert("L")
    file = BytesIO()
    image.save(file, "JPEG", quality=rng.choice([60, 75, 90]))
    return Image.open(file)


def _grained(pixels: NDArray[np.uint8], noise: np.random.Generator) -> NDArray[np.uint8]:
    """The grain of paper and sensor, the same in each square of 256 pixels to save time."""
    grain = noise.normal(0, noise.uniform(1.5, 5), (256, 256, 1))
    grain = grain + noise.normal(0, noise.uniform(0.5, 3), (256, 256, 3))
    height, width, _ = pixels.shape
    times = (-(-height // 256), -(-width // 256), 1)
    tiled = np.tile(grain.astype(np.int16), times)[:height, :width]
    return (pixels + tiled).clip(0, 255).astype(np.uint8)


def _light(size: tuple[int, int], rng: Random) -> Image.Image:
    """Darker and yellower towards one side, as old paper is."""
    ramp = Image.linear_gradient("L").rotate(rng.choice([0, 90, 180, 270])).resize(size)
    depth = rng.uniform(0.02, 0.14)
    return Image.merge(
        "RGB",
        [
            ramp.point([round(255 * (1 - share * depth * v / 255)) for v in range(256)])
            for share in (0.6, 0.8, 1.4)
        ],
    )


def _body(size: tuple[int, int], page: Page, rng: Random) -> Image.Image:
    cover = Image.new("L", size, 0)
    pen = ImageDraw.Draw(cover)
    font = stamp_font(rng.choice(PAGE_FONTS), round(page.dpi * 0.165))
    words = (BODY * 12).split()[rng.randrange(40) :]
    left, right = size[0] * 0.12, size[0] * 0.9
    top, bottom = size[1] * page.top_margin, size[1] * rng.choice([0.6, 0.86, 0.9])
    while top < bottom and words:
        line = words.pop(0)
        while words and pen.textlength(f"{line} {words[0]}", font) < right - left:
            line += " " + words.pop(0)
        pen.text((left, top), line, 225, font)
        top += page.dpi * 0.27
    return cover


def _press(image: Image.Image, stamp: Stamp, page: Page, noise: np.random.Generator) -> None:
    """Put the stamp on the page; ink darkens what lies under it."""
    cover = _round_cover(stamp, page.dpi) if stamp.is_round else _cover(stamp, page.dpi)
    if stamp.is_by_hand:
        cover = _swayed(cover, page.dpi)
    spots = Image.fromarray(
        noise.integers(120, 256, (cover.height // 5 + 2, cover.width // 5 + 2), dtype=np.uint8)
    ).resize(cover.size, Image.Resampling.BICUBIC)
    cover = ImageChops.multiply(cover, spots)
    cover = cover.rotate(stamp.angle, Image.Resampling.BICUBIC, expand=True)
    cover = cover.point([round(v * stamp.strength) for v in range(256)])
    cover = cover.crop(cover.getbbox())
    left, top = _corner(image.size, cover.size, page)
    part = cover.crop(
        (max(0, -left), max(0, -top), min(cover.width, image.width - left), cover.height)
    )
    box = (max(0, left), max(0, top), max(0, left) + part.width, max(0, top) + part.height)
    under = image.crop(box)
    inked = ImageChops.multiply(under, Image.new("RGB", under.size, INKS[stamp.ink]))
    image.paste(Image.composite(inked, under, part), box)


def _corner(size: tuple[int, int], cover: tuple[int, int], page: Page) -> tuple[int, int]:
    """Where the left upper corner of the stamp is; beyond the edge where it is cut."""
    left = min(max(8, round(page.place[0] * size[0] - cover[0] / 2)), size[0] - cover[0] - 8)
    top = min(max(8, round(page.place[1] * size[1] - cover[1] / 2)), size[1] - cover[1] - 8)
    if page.cut and page.place[0] > page.place[1]:
        left = size[0] - round((1 - page.cut) * cover[0])
    elif page.cut:
        left = -round(page.cut * cover[0])
    return left, top


def _swayed(cover: Image.Image, dpi: int) -> Image.Image:
    """Letters as a hand makes them: up and down, leaning, and not of one width."""
    cm = dpi / 2.54
    pixels = np.asarray(ImageOps.expand(cover, round(0.12 * cm)))
    rows, columns = np.indices(pixels.shape)
    up = 0.07 * cm * np.sin(columns / (0.9 * cm)) + 0.04 * cm * np.sin(columns / (0.31 * cm))
    aside = 0.06 * cm * np.sin(columns / (0.7 * cm) + 1) + 0.2 * (rows - pixels.shape[0] / 2)
    source_rows = np.clip(rows + up, 0, pixels.shape[0] - 1).astype(np.int64)
    source_columns = np.clip(columns + aside, 0, pixels.shape[1] - 1).astype(np.int64)
    return Image.fromarray(pixels[source_rows, source_columns])


def _cover(stamp: Stamp, dpi: int) -> Image.Image:
    cm = dpi / 2.54
    font = stamp_font(stamp.font, round(stamp.letter_mm / 10 * cm / 0.72))
    pad, leading = round(0.45 * cm), round(stamp.letter_mm / 10 * cm * 1.55)
    width = round(max(font.getlength(line) for line in stamp.lines)) + 2 * pad
    height = leading * len(stamp.lines) + 2 * pad
    cover = Image.new("L", (width, height), 0)
    pen = ImageDraw.Draw(cover)
    stroke = max(2, round(0.07 * cm))
    if stamp.frame != "none":
        pen.rectangle((2, 2, width - 3, height - 3), outline=255, width=stroke)
    if stamp.frame == "double":
        gap = round(0.16 * cm)
        pen.rectangle((2 + gap, 2 + gap, width - 3 - gap, height - 3 - gap), outline=255, width=2)
    for number, line in enumerate(stamp.lines):
        middle = pad + leading * (number + 0.5)
        pen.text((width / 2, middle), line, 255, font, anchor="mm")
    if stamp.crossing in ("slant", "cross"):
        pen.line((pad // 2, height - pad, width - pad // 2, pad), 255, stroke)
    if stamp.crossing == "cross":
        pen.line((pad // 2, pad, width - pad // 2, height - pad), 255, stroke)
    if stamp.crossing == "strike":
        for number in range(len(stamp.lines)):
            middle = round(pad + leading * (number + 0.5))
            pen.line((pad // 2, middle, width - pad // 2, middle + stroke), 255, stroke)
    return cover


def _round_cover(stamp: Stamp, dpi: int) -> Image.Image:
    """A seal: two rings, words around, and something in the middle."""
    side = round(3.6 * dpi / 2.54)
    cover = Image.new("L", (side, side), 0)
    pen = ImageDraw.Draw(cover)
    pen.ellipse((2, 2, side - 3, side - 3), outline=255, width=max(2, dpi // 40))
    pen.ellipse((side * 0.27, side * 0.27, side * 0.73, side * 0.73), outline=255, width=2)
    font = stamp_font(stamp.font, round(side * 0.11))
    text = " ".join(stamp.lines) + " * "
    for number, letter in enumerate(text):
        tile = Image.new("L", (side, side), 0)
        ImageDraw.Draw(tile).text((side / 2, side * 0.135), letter, 255, font, anchor="mm")
        cover = ImageChops.lighter(cover, tile.rotate(-360 * number / len(text)))
    pen = ImageDraw.Draw(cover)
    pen.text((side / 2, side / 2), stamp.lines[0][:3], 255, font, anchor="mm")
    return cover


def stamp_font(name: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONTS / name, size, layout_engine=ImageFont.Layout.BASIC)


def random_stamped(seed: int, ink: str, frame: Frame, marks: tuple[tuple[str, ...], ...]) -> Page:
    """A page with a stamp whose words, angle, strength and place the seed tells."""
    rng = Random(f"{seed} {ink} {frame}")
    lines = marks[rng.randrange(len(marks))]
    stamp = Stamp(
        lines,
        ink,
        angle=rng.choice([rng.uniform(-30, 30), rng.uniform(-8, 8), 0]),
        frame=frame,
        strength=rng.uniform(0.5, 0.95),
        letter_mm=rng.uniform(4.2, 8) if len("".join(lines)) < 20 else rng.uniform(3.6, 5),
        font=rng.choice(STAMP_FONTS),
    )
    place = rng.choice([(0.8, 0.08), (0.2, 0.08), (0.75, 0.95)])
    is_grey = rng.random() < 0.15
    return Page(seed, stamp, place, dpi=rng.choice([200, 200, 300]), is_grey=is_grey)


def random_page(kind: str, seed: int) -> Page:
    """A page with a secrecy stamp of one of `KINDS`."""
    rng = Random(f"{kind} {seed}")
    frame: Frame = rng.choice(("none", "box", "double"))
    page = random_stamped(seed, rng.choice(tuple(INKS)), frame, SECRECY_MARKS)
    assert page.stamp is not None
    stamp, over_text = page.stamp, (rng.uniform(0.3, 0.7), rng.uniform(0.3, 0.5))
    match kind:
        case "rotated":
            angle = rng.choice([90, 180, 270, rng.uniform(0, 360), rng.uniform(-45, 45)])
            return replace(page, stamp=replace(stamp, angle=angle))
        case "faint":
            return replace(page, stamp=replace(stamp, strength=rng.uniform(0.22, 0.35)))
        case "boxed":
            return replace(page, stamp=replace(stamp, frame=rng.choice(("box", "double"))))
        case "crossed out":
            stamp = replace(stamp, crossing=rng.choice(("slant", "cross", "strike")))
            return replace(page, stamp=stamp)
        case "overstamped":
            over = Stamp(("РАССЕКРЕЧЕНО",), rng.choice(("red", "blue")), rng.uniform(-20, 20))
            return replace(page, stamp=replace(stamp, lines=("СОВ. СЕКРЕТНО",), over=over))
        case "Soviet" | "modern":
            marks = SOVIET_MARKS if kind == "Soviet" else MODERN_MARKS
            return replace(page, stamp=replace(stamp, lines=rng.choice(marks)))
        case "round":
            return replace(page, stamp=replace(stamp, is_round=True, lines=rng.choice(RING_MARKS)))
        case "cut":
            corner = rng.choice([(0.94, 0.4), (0.06, 0.4), (0.9, 0.08)])
            return replace(page, place=corner, cut=rng.uniform(0.1, 0.3))
        case "by hand":
            by_hand = rng.choice(("paratype/PTF56F.ttf", "dejavu/DejaVuSerif-Italic.ttf"))
            stamp = replace(stamp, is_by_hand=True, frame="none")
            return replace(page, stamp=replace(stamp, font=by_hand))
        case "over text":
            is_dark = stamp.ink == "black" or page.is_grey
            framed: Frame = rng.choice(("box", "double")) if is_dark else stamp.frame
            return replace(page, stamp=replace(stamp, frame=framed), place=over_text)
        case "typewritten":
            typed = Stamp(stamp.lines, "black", 0, "none", letter_mm=2.6, font=PAGE_FONTS[0])
            return replace(page, stamp=typed, place=(0.8, 0.07))
    raise ValueError(f"no kind of stamp: {kind}")


KINDS = (
    *("rotated", "faint", "boxed", "crossed out", "overstamped", "Soviet", "modern", "round"),
    *("cut", "by hand", "over text", "typewritten"),
)


def random_seal(seed: int, ink: str) -> Page:
    """A page with a round seal of a town council."""
    page = random_stamped(seed, ink, "none", HARMLESS_MARKS)
    assert page.stamp is not None
    return replace(page, stamp=replace(page.stamp, is_round=True, lines=("ГОРОДСКОЙ СОВЕТ",)))


def as_pdf(page: Image.Image, text: str, quality: int = 80) -> bytes:
    """A page of a PDF: the scan, and over it words that are not seen, as OCR programs write it."""
    file = BytesIO()
    page.save(file, "JPEG", quality=quality)
    width, height = 595, 842
    shown = f"q {width} 0 0 {height} 0 0 cm /I Do Q BT 3 Tr /F 12 Tf 60 400 Td ({text}) Tj ET"
    space = "DeviceGray" if page.mode == "L" else "DeviceRGB"
    data = file.getvalue()
    image = (
        f"<</Type/XObject/Subtype/Image/Width {page.width}/Height {page.height}/ColorSpace/{space}"
        f"/BitsPerComponent 8/Filter/DCTDecode/Length {len(data)}>>stream\n"
    ).encode()
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {width} {height}]/Contents 4 0 R/Resources"
        "<</Font<</F 5 0 R>>/XObject<</I 6 0 R>>>>>>".encode(),
        f"<</Length {len(shown)}>>stream\n{shown}\nendstream".encode(),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        image + data + b"\nendstream",
    )
    body = b"%PDF-1.4\n"
    table = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n"
    for number, value in enumerate(objects, 1):
        table += f"{len(body):010} 00000 n \n"
        body += f"{number} 0 obj\n".encode() + value + b"\nendobj\n"
    end = f"trailer<</Root 1 0 R/Size {len(objects) + 1}>>\nstartxref\n{len(body)}\n%%EOF\n"
    return body + (table + end).encode()
