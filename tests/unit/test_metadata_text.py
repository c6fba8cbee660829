from xml.etree import ElementTree

import pytest

from openfonds.releases.markdown import bullets, prose, table
from openfonds.releases.metadata.licences import licence_of
from openfonds.releases.metadata.plain_text import one_line, readable
from openfonds.releases.metadata.xml_text import node, xml_text


@pytest.mark.parametrize(
    "written, shown",
    [
        ("# a", "\\# a"),
        ("- a", "\\- a"),
        ("+ a", "\\+ a"),
        ("> a", "\\> a"),
        ("=", "\\="),
        ("1. a", "1\\. a"),
        ("12) a", "12\\) a"),
        ("1912 a", "1912 a"),
        ("```", "\\`\\`\\`"),
        ("![a](b)", "!\\[a\\](b)"),
        ("*a* ~~b~~", "\\*a\\* \\~\\~b\\~\\~"),
        ("_a_ b_c _", "\\_a\\_ b_c \\_"),
        ("a\n\n# b", "a # b"),
        ("<b> & |", "&lt;b> &amp; \\|"),
        ("a\\|b", "a\\\\\\|b"),
        ("Ф. 1. Оп. 2 (1912)", "Ф. 1. Оп. 2 (1912)"),
        ("archive@example.org", "archive@example.org"),
    ],
)
def test_text_of_others_makes_no_markup(written: str, shown: str) -> None:
    assert prose(written) == shown


def test_a_list_is_a_line_a_sentence() -> None:
    assert bullets(["a\n- b", "<c>"]) == "- a - b\n- &lt;c>"


@pytest.mark.parametrize(
    "written, plain",
    [
        ("a\x00b", "ab"),
        ("a\x1b[0m", "a[0m"),
        ("\ud800x", "x"),
        ("\uffff", ""),
        ("\u2028 ъ 👍", "\u2028 ъ 👍"),
        ("a\n\tb", "a\n\tb"),
    ],
    ids=ascii,
)
def test_what_xml_cannot_hold_is_left_out(written: str, plain: str) -> None:
    assert readable(written) == plain
    document = xml_text(node("a", node("b", written, c=written)), {"": "urn:x"})
    assert ElementTree.fromstring(document.encode())[0].text == (plain or None)


def test_one_line() -> None:
    assert one_line(" a\n\x00 b\u2028c ") == "a b c"


def test_an_element_has_text_or_elements() -> None:
    with pytest.raises(TypeError, match="text or elements"):
        node("a", "text", node("b", "x"))


@pytest.mark.parametrize(
    "name, url",
    [
        ("CC0-1.0", "https://creativecommons.org/publicdomain/zero/1.0/"),
        ("CC-BY-NC-ND-4.0", "https://creativecommons.org/licenses/by-nc-nd/4.0/"),
        ("ODbL-1.0", "https://spdx.org/licenses/ODbL-1.0.html"),
        ("cc-by-4.0", ""),
        ("CC-BY-9.0", ""),
    ],
)
def test_a_licence_has_an_address_or_none(name: str, url: str) -> None:
    licence = licence_of(name)
    assert licence and licence.url == url


@pytest.mark.parametrize("name", ["", "unknown"])
def test_no_licence_is_none(name: str) -> None:
    assert licence_of(name) is None


def test_no_derivatives_allows_no_derivation() -> None:
    licence = licence_of("CC-BY-ND-4.0")
    assert licence and "odrl:derive" not in licence.permissions


def test_no_cell_of_a_table_makes_markup() -> None:
    """A cell may come from a file of others, such as the program that an ALTO file names."""
    made = table(["a"], [["![x](https://e/x.png)"], ["`name.of-ours`"], ["_a_ b_c"], ["a\\|b"]])
    assert made.splitlines()[2:] == [
        "| !\\[x\\](https://e/x.png) |",
        "| `name.of-ours` |",
        "| \\_a\\_ b_c |",
        "| a\\\\\\|b |",
    ]
