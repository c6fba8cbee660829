"""Traps of images: the mark is in the picture alone, or beside a clean text (LAW 5, 21, 25, 43)."""

import io

from PIL import Image, ImageDraw

from benchmarks.traps.model import Draw, Family, Made
from benchmarks.traps.pdf import pdf_over_image
from benchmarks.traps.texts import minutes
from examples.pages import Look, load_font, render_page

FAMILY = Family("images")
MARK = "RU-3, RU-11, RU-12; LAW 5 (25): of low confidence means closed"
_SHEET = Look(1100, 1300, 90, "paratype/PTF55F.ttf", 30, 44)
_INKS = ((178, 34, 44), (44, 52, 150), (104, 46, 140), (28, 28, 30))
_FONTS = ("dejavu/DejaVuSans-Bold.ttf", "paratype/PTS75F.ttf", "paratype/PTF75F.ttf")
_MARKS = (
    ("СЕКРЕТНО",),
    ("СОВЕРШЕННО", "СЕКРЕТНО"),
    ("СОВ. СЕКРЕТНО",),
    ("СОВ. СЕКРЕТНО", "Экз. № 2"),
    ("СТРОГО СЕКРЕТНО",),
    ("ДЛЯ СЛУЖЕБНОГО", "ПОЛЬЗОВАНИЯ"),
    ("НЕ ПОДЛЕЖИТ", "ОГЛАШЕНИЮ"),
    ("ОСОБАЯ ПАПКА",),
)


def _page(draw: Draw) -> Image.Image:
    return render_page(f"{draw.number}/{draw.between(0, 10**9)}", minutes(draw, 5), _SHEET)


def stamped(
    draw: Draw, page: Image.Image, *, angle: int, strength: int, frame: bool, cut_px: int = 0
) -> Image.Image:
    """The page with a stamp; strength is its cover in per cent, cut_px of it are off the sheet."""
    lines, size = draw.turn(_MARKS), draw.between(38, 56)
    font = load_font(draw.pick(_FONTS), size)
    width = max(int(font.getlength(line)) for line in lines) + size
    height = (size + 16) * len(lines) + size // 2
    cover = Image.new("L", (width, height), 0)
    pen, ink = ImageDraw.Draw(cover), 255 * strength // 100
    if frame:
        pen.rectangle((3, 3, width - 4, height - 4), outline=ink, width=5)
    for i, line in enumerate(lines):
        left = (width - int(font.getlength(line))) // 2
        pen.text((left, size // 6 + (size + 16) * i), line, font=font, fill=ink)
    cover = cover.rotate(angle, Image.Resampling.BICUBIC, expand=True)
    sheet = page.convert("RGB")
    left = draw.between(60, max(61, sheet.width - cover.width - 20))
    top = draw.between(20, 1000)
    if cut_px:
        left = sheet.width - cover.width + cut_px
    sheet.paste(draw.pick(_INKS), (left, top), cover)
    return sheet


def _jpeg(image: Image.Image, **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=82, dpi=(150, 150), **options)
    return buffer.getvalue()


def _item(image: Image.Image) -> Made:
    return Made({"1.jpg": _jpeg(image)}, {"date": "1921"})


@FAMILY.trap("stamp", 21, MARK, is_image=True)
def stamp(draw: Draw) -> Made:
    tilt = draw.between(-12, 12)
    return _item(stamped(draw, _page(draw), angle=tilt, strength=85, frame=draw.chance(0.6)))


@FAMILY.trap("stamp-beside-clean-text", 21, MARK, is_image=True)
def stamp_beside_clean_text(draw: Draw) -> Made:
    """A PDF whose text layer is clean; the stamp is in the picture under it."""
    text = minutes(draw, 5)
    page = render_page(f"{draw.number}", text, _SHEET)
    image = stamped(draw, page, angle=draw.between(-10, 10), strength=85, frame=draw.chance(0.6))
    return Made({"scan.pdf": pdf_over_image(text, image)}, {"date": "1921"})


@FAMILY.trap("faint-stamp", 25, MARK, is_image=True)
def faint_stamp(draw: Draw) -> Made:
    tilt, cover = draw.between(-10, 10), draw.between(30, 50)
    return _item(stamped(draw, _page(draw), angle=tilt, strength=cover, frame=draw.chance(0.6)))


@FAMILY.trap("turned-stamp", 25, MARK, is_image=True)
def turned_stamp(draw: Draw) -> Made:
    turn = draw.pick((90, -90, 180, 30, -30, 45, -45, 60))
    return _item(stamped(draw, _page(draw), angle=turn, strength=85, frame=draw.chance(0.6)))


@FAMILY.trap("cut-stamp", 25, MARK, is_image=True)
def cut_stamp(draw: Draw) -> Made:
    cut = draw.between(40, 110)
    image = stamped(
        draw, _page(draw), angle=draw.between(-6, 6), strength=85, frame=True, cut_px=cut
    )
    return _item(image)


@FAMILY.trap("exif", 43, "LAW 5 (43): properties of files", is_image=True)
def exif(draw: Draw) -> Made:
    """The property of the file says what the picture does not."""
    tags = Image.Exif()
    words = draw.turn(("Sov. sekretno", "SECRET", "Dlya sluzhebnogo polzovaniya", "DSP ekz. 1"))
    tags[draw.pick((0x010E, 0x8298, 0x9C9C))] = words  # ImageDescription, Copyright, XPComment
    page = _page(draw)
    return Made({"1.jpg": _jpeg(page, exif=tags.tobytes())}, {"date": "1921"})


@FAMILY.control("no-stamp")
def no_stamp(draw: Draw) -> Made:
    return Made({"1.jpg": _jpeg(_page(draw))}, {"date": "1921"})
