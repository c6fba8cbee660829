"""RTF: code pages, tables, notes and pictures as a word processor shows them."""

from pathlib import Path

import pytest

from extractors.documents.read import picture_file
from openfonds.errors import ItemError
from openfonds.settings import Limits
from tests.unit.documents_made import png, read

FONTS = r"{\fonttbl{\f0\fcharset0 Times;}{\f1\fcharset204 Times;}{\f2\fcharset2 Symbol;}}"


def escaped(text: str, encoding: str = "cp1251") -> str:
    return "".join(f"\\'{byte:02x}" for byte in text.encode(encoding))


def made(tmp_path: Path, body: str, head: str = r"\ansi\ansicpg1251") -> Path:
    path = tmp_path / "d.rtf"
    path.write_bytes(f"{{\\rtf1{head}{FONTS}{body}}}".encode("cp1251"))
    return path


@pytest.mark.parametrize(
    ("head", "body", "expected"),
    [
        (r"\ansi\ansicpg1251", escaped("Дело"), "Дело"),
        (r"\ansi\ansicpg1251", "Дело", "Дело"),
        (r"\ansi\ansicpg1252", r"\f1 " + escaped("Дело") + r"\f0 \'e9", "Делоé"),
        (r"\ansi", r"{\f1 " + escaped("Дело") + r"}\'e9", "Делоé"),
        (r"\ansi\ansicpg1252\deff0", r"\uc1\u1044?\u1077\'e5\u-2?x", "Де\ufffex"),
        (r"\ansi\ansicpg10007", escaped("Дело", "mac-cyrillic"), "Дело"),
        (r"\ansi", r"\u-10179?\u-8704?", "\U0001f600"),
        (r"\ansi", r"{\uc2\u1044 ab}\u1077?x", "Деx"),
        (r"\ansi", r"a\~b\_c\-d\emdash e\{\}\\", "a\u00a0b\u2011cd—e{}\\"),
        (r"\ansi", r"\f2 \'a8", "\uf0a8"),
        (r"\ansi\ansicpg1", r"a\'e9", "aé"),
    ],
    ids=[
        "escapes",
        "raw",
        "font",
        "group",
        "unicode",
        "mac",
        "pair",
        "skip",
        "signs",
        "symbol",
        "unknown",
    ],
)
def test_letters(tmp_path: Path, head: str, body: str, expected: str) -> None:
    assert read(made(tmp_path, body, head)).parts[0].text == expected


def test_a_code_page_that_nobody_tells_is_told_by_the_letters(tmp_path: Path) -> None:
    said = "Постановление о выдаче разрешения на вывоз зерна из губернии"
    path = tmp_path / "d.rtf"
    path.write_bytes(f"{{\\rtf1\\ansi {escaped(said)}}}".encode())
    found = read(path)
    assert (found.parts[0].text, found.engine_version) == (said, "cp1251")


def test_tables_pages_and_sections(tmp_path: Path) -> None:
    row = r"\trowd\cellx1\cellx2\pard\intbl {}\cell {}\cell\row "
    body = (
        r"before\par "
        + row.format("1", r"a\par b")
        + row.format("2", "c")
        + r"\pard after\par\page next\par\sect\sectd\sbknone same\par\sect\sectd other\par"
    )
    assert [one.text for one in read(made(tmp_path, body)).parts] == [
        "before\n\n1\ta b\n2\tc\n\nafter",
        "next\n\nsame",
        "other",
    ]


def test_what_is_not_seen_is_a_note_and_no_text(tmp_path: Path) -> None:
    body = (
        r"{\info{\title Title}{\author Author}{\creatim\yr2020}{\*\company Firm}}"
        r"{\*\generator Word;}{\stylesheet{\s0 Normal;}}seen{\v hidden}{\deleted gone}\plain"
        r"{\*\annotation doubt}{\field{\*\fldinst HYPERLINK x}{\fldrslt link}}"
        r"{\*\bkmkstart mark}{\*\unknown {nested} x}\par"
    )
    found = read(made(tmp_path, body))
    assert found.parts[0].text == "seenlink"
    assert set(found.notes) == {"Title", "Author", "Firm", "hiddengone", "doubt"}


def test_notes_boxes_and_margins(tmp_path: Path) -> None:
    body = (
        r"{\header\pard top\par}{\footer bottom}word{\footnote \chftn  note}"
        r"{\shp{\*\shpinst{\sp{\sn x}{\sv 5}}{\shptxt box\par}}}\par"
    )
    assert read(made(tmp_path, body)).parts[0].text == (
        "top\n\nbox\n\nword[1]\n\n[1] note\n\nbottom"
    )


def test_pictures(tmp_path: Path) -> None:
    digits = png().hex()
    split = "\n".join(digits[i : i + 64] for i in range(0, len(digits), 64))
    body = (
        r"a{\*\shppict{\pict{\*\picprop{\sp{\sn x}{\sv y}}}\picw10\pngblip\bliptag1{\*\blipuid ab}"
        f"\n{split}}}}}" + r"{\nonshppict{\pict\wmetafile8 0102}}"
    )
    path = made(tmp_path, body)
    found = read(path)
    assert found.is_whole
    (where,) = [one.picture for one in found.parts if one.picture]
    with picture_file(path, where, Limits()) as picture:
        assert picture.read_bytes() == png()
    assert not read(made(tmp_path, r"a{\pict\wmetafile8 0102}")).is_whole
    assert not read(made(tmp_path, r"{\object{\*\objdata 01}{\result x}}")).is_whole
    binary = made(tmp_path, "a{\\pict\\pngblip\\bin5 }}}}}z}b")
    assert (read(binary).parts[0].text, read(binary).is_whole) == ("ab", False)


@pytest.mark.parametrize(
    "data", [b"{\\rtf1 a", b"no", b"{\\rtf1" + b"{" * 30_000], ids=["breaks-off", "none", "deep"]
)
def test_broken(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "d.rtf"
    path.write_bytes(data)
    with pytest.raises(ItemError) as error:
        read(path)
    assert error.value.reason_code == "document.broken"
