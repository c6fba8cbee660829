import pytest

from extractors.encoding import CODE_PAGES, decode_inventory, was_misread
from openfonds.errors import SourceError

RUSSIAN = "Протоколы заседаний городского совета; № 5 «Правда»\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be-bom", *CODE_PAGES])
@pytest.mark.parametrize(
    "text",
    [
        "шифр;файлы;заголовок\n1;p1.jpg;Протоколы заседаний\n",
        "ШИФР;ФАЙЛЫ;ЗАГОЛОВОК\n1;p1.jpg;ПРОТОКОЛЫ ЗАСЕДАНИЙ\n",
        "item_id,files,title\n1,p1.jpg,Метрическая книга\n",
        "item_id,files,title\n1,p1.jpg,Дело\n",
        "item_id,files,title\n1,p1.jpg,съезд Хлынов\n",
    ],
    ids=["small", "capitals", "english-headings", "one-word", "rare-letters"],
)
def test_russian_is_read_in_every_encoding(text: str, encoding: str) -> None:
    if encoding == "utf-16-be-bom":
        data = b"\xfe\xff" + text.encode("utf-16-be")
    else:
        data = text.encode(encoding)
    assert decode_inventory(data)[0] == text


@pytest.mark.parametrize("text", ["a,b\n1,№ 5\n", "a,b\n1,«x» – y\n"])
def test_signs_alone_are_read_as_cp1251(text: str) -> None:
    assert decode_inventory(text.encode("cp1251")) == (text, "cp1251")


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (RUSSIAN.encode("utf-16-le"), "UTF-8"),
        (b"\xff\xfe" + RUSSIAN.encode("utf-16-le")[:-1], "breaks off"),
        (b"\xef\xbb\xbf" + RUSSIAN.encode("cp1251"), "breaks off"),
        ("item_id,title\n1,Müller résumé naïve\n".encode("cp1252"), "neither"),
        ("書類,題名\n記録\n".encode("shift_jis"), "neither"),
        (b"item_id,files\0\n", "zeros"),
        (bytes(range(256)), "neither"),
    ],
    ids=["utf-16-no-mark", "utf-16-cut", "false-mark", "western", "japanese", "nul", "binary"],
)
def test_what_is_not_understood_is_refused_with_advice(data: bytes, why: str) -> None:
    with pytest.raises(SourceError, match="Save it as CSV in UTF-8") as caught:
        decode_inventory(data)
    assert why in str(caught.value) or "zeros" in str(caught.value)


def test_text_that_was_damaged_earlier_is_noticed() -> None:
    assert was_misread("Протоколы".encode().decode("cp1251"))
    assert was_misread("Прот\ufffdколы")
    assert not was_misread(RUSSIAN)
    assert not was_misread("plain")
    assert not was_misread("Об утверждении – «№»")
