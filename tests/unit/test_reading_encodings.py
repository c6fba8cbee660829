"""What a text file says must never depend on a guess."""

import pytest

from openfonds.encodings import decode_text
from openfonds.errors import ItemError

LETTER = "Въ Правление общества. Честь имею просить выдать мне копию\nпротокола заседания."
PROTOCOL = "ПРОТОКОЛ № 12\r\nзаседания уездного исполкома от 3 марта 1924 года\r\n"
SHORT = "Дело о постройке моста"


@pytest.mark.parametrize("encoding", ["cp1251", "koi8-r", "cp866", "utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize(
    "text",
    [LETTER, PROTOCOL.replace("№", "N"), SHORT, SHORT.upper(), SHORT.lower()],
    ids=["letter", "protocol", "short", "capitals", "lower-case"],
)
def test_russian_is_read_in_every_encoding(text: str, encoding: str) -> None:
    decoded, named = decode_text(text.encode(encoding))
    assert decoded == text
    assert named in {encoding, "utf-8", "utf-16-le"}


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_needs_no_mark(encoding: str) -> None:
    assert decode_text(PROTOCOL.encode(encoding)) == (PROTOCOL, encoding)


def test_frames_of_the_text_screen_do_not_hide_russian() -> None:
    table = "┌─────────┬───────┐\n│ Фамилия │ Возраст │\n├─────────┼───────┤\n" * 5
    assert decode_text(table.encode("cp866")) == (table, "cp866")


def test_english_with_some_russian() -> None:
    text = "The fonds of the department (канцелярия губернатора) was received in 1931."
    assert decode_text(text.encode("cp1251")) == (text, "cp1251")


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(
            "Le procès-verbal a été approuvé à l'unanimité".encode("latin-1"), id="french"
        ),
        pytest.param("Übergabe der Akten über das Gehöft".encode("cp1252"), id="german"),
        pytest.param("Η συνεδρίαση του συμβουλίου".encode("cp1253"), id="greek"),
        pytest.param(b"\xff\xfe\x00", id="half-a-character"),
        pytest.param("Протокол заседания".encode("cp1251") + b"\x98", id="one-impossible-byte"),
        pytest.param(b"\xe0", id="one-letter"),
        pytest.param("Дело".encode("cp1251"), id="one-short-word"),
        pytest.param("Протокол".encode("cp1251") + "заседания".encode("koi8-r"), id="two-at-once"),
    ],
)
def test_what_is_unclear_is_refused(data: bytes) -> None:
    with pytest.raises(ItemError, match="UTF-8") as caught:
        decode_text(data)
    assert caught.value.reason_code == "text.encoding_unclear"


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", id="png"),
        pytest.param(bytes(range(1, 32)) * 9, id="controls"),
        pytest.param(b"text\0text", id="zero"),
    ],
)
def test_what_is_no_text_is_refused(data: bytes) -> None:
    with pytest.raises(ItemError) as caught:
        decode_text(data)
    assert caught.value.reason_code == "text.not_text"


@pytest.mark.parametrize("data", [b"", b"plain ASCII\n"], ids=["empty", "ascii"])
def test_ascii_is_utf8(data: bytes) -> None:
    assert decode_text(data) == (data.decode(), "utf-8")
