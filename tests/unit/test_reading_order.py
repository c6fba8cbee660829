"""ALTO and PAGE: in which order blocks are read, cut words, units, and texts at all levels."""

from pathlib import Path

import pytest

from extractors.reading.ocr_file import read_ocr_file
from openfonds.model import PageSource, PageText, Word
from openfonds.settings import Limits

SOFT = "\N{SOFT HYPHEN}"


def read(path: Path, data: str) -> PageText:
    path.write_text(data, encoding="utf-8")
    return read_ocr_file(path, "key", PageSource(1, path.name, 0, "alto"), Limits())


def block(text: str, identifier: str, following: str = "") -> str:
    more = f' IDNEXT="{following}"' if following else ""
    return (
        f'<TextBlock ID="{identifier}"{more}><TextLine><String CONTENT="{text}"/></TextLine>'
        "</TextBlock>"
    )


def alto(space: str, before: str = "") -> str:
    return f"<alto>{before}<Layout><Page>{space}</Page></Layout></alto>"


def order(*references: str) -> str:
    inner = "".join(f'<ElementRef ID="r{i}" REF="{r}"/>' for i, r in enumerate(references))
    return f"<ReadingOrder><OrderedGroup>{inner}</OrderedGroup></ReadingOrder>"


TWO = block("one", "a") + block("two", "b")


@pytest.mark.parametrize(
    ("data", "text"),
    [
        pytest.param(alto(f"<PrintSpace>{TWO}</PrintSpace>"), "one\n\ntwo", id="as-it-stands"),
        pytest.param(alto(TWO, order("b", "a")), "two\n\none", id="reading-order"),
        pytest.param(alto(TWO, order("b")), "two\n\none", id="unmentioned-last"),
        pytest.param(
            alto(f'<ComposedBlock ID="c">{block("x", "d")}</ComposedBlock>{TWO}', order("b", "c")),
            "two\n\nx\n\none",
            id="order-of-a-composed-block",
        ),
        pytest.param(
            alto(block("one", "a", "c") + block("two", "b") + block("three", "c")),
            "one\n\nthree\n\ntwo",
            id="idnext",
        ),
        pytest.param(
            alto(block("one", "a", "b") + block("two", "b", "a")), "one\n\ntwo", id="a-circle"
        ),
        pytest.param(
            alto(block("one", "a", "gone") + block("two", "b", "b")), "one\n\ntwo", id="bad-idnext"
        ),
        pytest.param(
            alto(
                f"<TopMargin>{block('head', 't')}</TopMargin>"
                f"<BottomMargin>{block('foot', 'f')}</BottomMargin><PrintSpace>{TWO}</PrintSpace>"
            ),
            "head\n\none\n\ntwo\n\nfoot",
            id="margins",
        ),
    ],
)
def test_blocks_of_alto_are_read_in_order(data: str, text: str, tmp_path: Path) -> None:
    assert read(tmp_path / "p.xml", data).text == text


@pytest.mark.parametrize(
    ("end", "text"),
    [
        ('<String CONTENT="Pro" SUBS_TYPE="HypPart1" SUBS_CONTENT="Protokoll"/>', f"Pro{SOFT}"),
        (
            '<String CONTENT="Pro" SUBS_TYPE="HypPart1" SUBS_CONTENT="Protokoll"/>'
            '<HYP CONTENT="-"/>',
            "Pro-",
        ),
        ('<String CONTENT="Pro-" SUBS_TYPE="HypPart1" SUBS_CONTENT="Protokoll"/>', "Pro-"),
        ('<String CONTENT="Pro"/><HYP CONTENT="¬"/>', "Pro¬"),
    ],
    ids=["marked", "with-hyphen", "in-the-word", "not-marked"],
)
def test_a_cut_word_stays_as_it_is_on_the_page(end: str, text: str, tmp_path: Path) -> None:
    rest = '<TextLine><String CONTENT="tokoll" SUBS_TYPE="HypPart2"/></TextLine>'
    data = alto(f"<TextBlock><TextLine>{end}</TextLine>{rest}</TextBlock>")
    assert read(tmp_path / "p.xml", data).text == f"{text}\ntokoll"


@pytest.mark.parametrize(
    ("unit", "word", "size"),
    [
        ("pixel", (100, 200, 300, 40), (1000, 2000)),
        ("inch1200", (25, 50, 75, 10), (250, 500)),
        ("mm10", (118, 236, 354, 47), (1181, 2362)),
        ("", (100, 200, 300, 40), (1000, 2000)),
    ],
)
def test_units_become_pixels(
    unit: str, word: tuple[int, int, int, int], size: tuple[int, int], tmp_path: Path
) -> None:
    line = (
        '<TextLine><String CONTENT="a" HPOS="100" VPOS="200" WIDTH="300" HEIGHT="40"/></TextLine>'
    )
    data = (
        f"<alto><Description><MeasurementUnit>{unit}</MeasurementUnit></Description><Layout>"
        f'<Page WIDTH="1000" HEIGHT="2000">{line}</Page></Layout></alto>'
    )
    found = read(tmp_path / "p.xml", data)
    assert found.words == (Word("a", *word, None),)
    assert (found.width_px, found.height_px) == size


def region(text: str, identifier: str, inner: str = "", custom: str = "") -> str:
    more = f' custom="{custom}"' if custom else ""
    said = f"<TextEquiv><Unicode>{text}</Unicode></TextEquiv>" if text else ""
    return f'<TextRegion id="{identifier}"{more}>{inner}{said}</TextRegion>'


def page(content: str) -> str:
    return f"<PcGts><Page>{content}</Page></PcGts>"


LINE = "<TextLine><Coords points='0,0 9,9'/>{}</TextLine>"
GROUPS = (
    "<ReadingOrder><OrderedGroup><RegionRefIndexed index='1' regionRef='c'/>"
    "<UnorderedGroupIndexed index='0'><RegionRef regionRef='b'/></UnorderedGroupIndexed>"
    "</OrderedGroup></ReadingOrder>"
)


@pytest.mark.parametrize(
    ("content", "text"),
    [
        pytest.param(
            GROUPS + region("a", "a") + region("b", "b") + region("c", "c"),
            "b\n\nc\n\na",
            id="nested-groups",
        ),
        pytest.param(
            GROUPS + region("a", "a") + region("c", "c")
            + f"<TableRegion id='b'>{region('cell', 'x')}</TableRegion>",
            "cell\n\nc\n\na",
            id="cells-go-with-their-table",
        ),
        pytest.param(
            region("both lines", "a", region("inner", "b")), "inner", id="said-once"
        ),
        pytest.param(
            region("all of it", "a", region("", "b")), "all of it", id="said-by-the-outer-alone"
        ),
        pytest.param(
            region("of the region", "a", LINE.format("")), "of the region", id="empty-lines"
        ),
        pytest.param(
            region("two", "a", custom="readingOrder {index:1;}")
            + region("one", "b", custom="structure {type:heading;} readingOrder {index:0;}"),
            "one\n\ntwo",
            id="transkribus",
        ),
        pytest.param(
            region("", "a", LINE.format(
                "<Word><Glyph><TextEquiv><Unicode>o</Unicode></TextEquiv></Glyph><Glyph>"
                "<TextEquiv><Unicode>f</Unicode></TextEquiv></Glyph></Word>")),
            "of",
            id="glyphs",
        ),
        pytest.param(
            region("", "a", LINE.format("<TextEquiv><PlainText>old</PlainText></TextEquiv>")),
            "old",
            id="plain-text",
        ),
    ],
)  # fmt: skip
def test_regions_of_page_are_read_in_order_and_once(
    content: str, text: str, tmp_path: Path
) -> None:
    assert read(tmp_path / "p.xml", page(content)).text == text


def test_words_that_were_only_drawn_do_not_hide_their_line(tmp_path: Path) -> None:
    line = LINE.format("<Word/><TextEquiv conf='0.5'><Unicode>a line</Unicode></TextEquiv>")
    found = read(tmp_path / "p.xml", page(region("", "a", line)))
    assert found.words == (Word("a line", 0, 0, 9, 9, 50.0),)
