"""HTML: what a browser shows, in the encoding that it has; nothing is run or fetched."""

import time
from pathlib import Path

import pytest

from extractors.documents.html import decode_html
from openfonds.errors import ItemError
from tests.unit.documents_made import read

SAID = "Постановление о выдаче разрешения на вывоз зерна из губернии"


def made(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "d.html"
    path.write_bytes(text.encode())
    return path


def test_blocks_tables_and_blanks(tmp_path: Path) -> None:
    text = (
        "<html><head><title>Имя</title><style>p{color:red}</style><script>x()</script></head><body>"
        "<h1>Дело</h1><p>о \n  <b>мосте</b>&nbsp;&mdash; <i>x</i><br>строка</p>"
        "<table><tr><th>№<td>Имя</tr><tr><td>1</td><td><p>а</p><p>б</p></td></tr></table>"
        "<ul><li>пункт<li>ещё</ul><pre>a\n  b</pre>"
    )
    found = read(made(tmp_path, text))
    assert found.parts[0].text == (
        "Дело\n\nо мосте\u00a0— x\nстрока\n\n№\tИмя\n1\tа б\n\nпункт\n\nещё\n\na\n  b"
    )
    assert found.notes == ("Имя",)
    assert found.is_whole


def test_what_is_not_seen_is_a_note_and_no_text(tmp_path: Path) -> None:
    text = (
        "<style>@media print {.p {display:none}} .x, #y {display: none} q.z{visibility:hidden}"
        "</style><p>видно<span style='color:red; DISPLAY:none'>тайно</span></p><div hidden>скрыто"
        "</div><p class='a X'>класс</p><div id=y>имя<p>внутри</p></div><q class=z>я</q>"
        "<p class=p>печать</p><!-- пометка --><input type=hidden value=поле>"
        "<input value='ответ'><template>образец</template>"
    )
    found = read(made(tmp_path, text))
    assert found.parts[0].text == "видно\n\nпечать\n\nответ"
    assert set(found.notes) == {"тайно", "скрыто", "класс", "имя", "внутри", "я", "пометка", "поле"}


def test_pages_are_where_they_are_told(tmp_path: Path) -> None:
    text = (
        "<div style='page-break-before:always'>1</div><br style='page-break-before:always'>2"
        "<p style='break-after: page'>3</p>4"
    )
    assert [one.text for one in read(made(tmp_path, text)).parts] == ["1", "2\n\n3", "4"]


def test_a_picture_that_is_elsewhere_is_told(tmp_path: Path) -> None:
    found = read(made(tmp_path, "<p>a<img src='http://127.0.0.1:9/p.png' alt='Вид моста'>"))
    assert (found.is_whole, found.notes) == (False, ("Вид моста",))


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (f"<p>{SAID}".encode("cp1251"), "cp1251"),
        (f"<p>{SAID}".encode("koi8-r"), "koi8-r"),
        (f"<meta charset=windows-1251><p>{SAID}".encode("cp1251"), "cp1251"),
        (f"<meta charset=utf-8><p>{SAID}".encode("cp1251"), "cp1251"),
        (f"<meta charset=iso-8859-1><p>{SAID}".encode("cp1251"), "cp1251"),
        (f"<meta charset=windows-1251><p>{SAID}".encode(), "utf-8"),
        (f'<?xml version="1.0" encoding="koi8-r"?><p>{SAID}'.encode("koi8-r"), "koi8-r"),
        (f"\ufeff<p>{SAID}".encode("utf-16-le"), "utf-16-le"),
        (f"<p>{SAID}".encode("utf-16-be"), "utf-16-be"),
        ("<meta charset=iso-8859-1><p>été".encode("latin-1"), "iso8859-1"),
    ],
    ids=[
        "bare-1251",
        "bare-koi8",
        "meta",
        "wrong",
        "western",
        "told-1251",
        "xml",
        "bom16",
        "bare16",
        "latin",
    ],
)
def test_encodings(tmp_path: Path, data: bytes, encoding: str) -> None:
    text, found = decode_html(data)
    assert (found, SAID in text or "été" in text) == (encoding, True)


def test_an_encoding_that_cannot_be_told_is_refused() -> None:
    with pytest.raises(ItemError) as error:
        decode_html(b"<p>\xe9t\xe9")
    assert error.value.reason_code == "text.encoding_unclear"


@pytest.mark.parametrize(
    "text",
    [
        "<div>" * 200_000 + "x",
        "<!--" * 200_000,
        "<a " * 200_000,
        "<table>" * 50_000 + "x",
        "&" * 400_000,
    ],
    ids=["deep", "comments", "tags", "tables", "entities"],
)
def test_hostile_nesting_ends(tmp_path: Path, text: str) -> None:
    start = time.monotonic()
    read(made(tmp_path, text))
    assert time.monotonic() - start < 20


def test_long_text_comes_whole(tmp_path: Path) -> None:
    assert len(read(made(tmp_path, "<p>" + "дело " * 2_500_000)).parts[0].text) == 12_499_999
