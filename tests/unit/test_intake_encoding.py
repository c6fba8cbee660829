import pytest

from extractors.description.inventory.encoding import decode_inventory, was_misread
from openfonds.errors import SourceError

RUSSIAN = "шифр;файлы;заголовок\n1;p1.jpg;Протоколы заседаний городского совета\n"
ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-be-bom", "cp1251", "koi8-r", "cp866"]


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize(
    "text",
    [
        RUSSIAN,
        RUSSIAN.upper(),
        "item_id,files,title\n1,p1.jpg,Метрическая книга Троицкой церкви\n",
    ],
    ids=["small", "capitals", "english-headings"],
)
def test_russian_is_read_in_every_encoding(text: str, encoding: str) -> None:
    if encoding == "utf-16-be-bom":
        data = b"\xfe\xff" + text.encode("utf-16-be")
    else:
        data = text.encode(encoding)
    decoded, _, is_certain = decode_inventory(data)
    assert decoded == text
    assert is_certain


@pytest.mark.parametrize("text", ["a,b\n1,№ 5\n", "a,b\n1,«x» – y\n", "a,b\n1,Дело\n"])
def test_too_little_to_tell_is_taken_for_cp1251_and_said_so(text: str) -> None:
    assert decode_inventory(text.encode("cp1251")) == (text, "cp1251", False)


@pytest.mark.parametrize(
    "data",
    [
        b"\xff\xfe" + RUSSIAN.encode("utf-16-le")[:-1],
        b"\xef\xbb\xbf" + RUSSIAN.encode("cp1251"),
        "item_id,title\n1,Müller résumé naïve\n".encode("cp1252"),
        "書類,題名\n記録\n".encode("shift_jis"),
        b"item_id,files\0\n",
        bytes(range(256)),
        RUSSIAN.encode("cp1251") + b"\x98",
    ],
    ids=["utf-16-cut", "false-mark", "western", "japanese", "nul", "binary", "not-in-cp1251"],
)
def test_what_is_not_understood_is_refused_with_advice(data: bytes) -> None:
    with pytest.raises(SourceError, match="Save it as CSV in UTF-8"):
        decode_inventory(data)


def test_text_that_was_damaged_earlier_is_noticed() -> None:
    assert was_misread("Протоколы".encode().decode("cp1251"))
    assert was_misread("Прот\ufffdколы")
    assert not was_misread(RUSSIAN)
    assert not was_misread("plain")
    assert not was_misread("Об утверждении – «№»")
