"""Text, ALTO, PAGE and hOCR: what is in the file comes out, page by page."""

import os
import time
from pathlib import Path

import pytest

from extractors.reading.ocr_file import read_ocr_file
from extractors.reading.text import read_text
from openfonds.errors import ItemError
from openfonds.model import PageSource, PageText, ReadStatus, Word
from openfonds.settings import Limits

DATA = Path(os.environ.get("OPENFONDS_TEST_DATA", Path(__file__).parents[3] / "shared" / "data"))

ALTO = """<?xml version="1.0" encoding="UTF-8"?>
<alto xmlns="http://www.loc.gov/standards/alto/ns-vVERSION#">
<Description><OCRProcessing><ocrProcessingStep><processingSoftware>
<softwareName>Reader</softwareName><softwareVersion>11.0</softwareVersion>
</processingSoftware></ocrProcessingStep></OCRProcessing></Description>
<Layout><Page WIDTH="900" HEIGHT="1200.4"><PrintSpace>
<ComposedBlock><TextBlock><TextLine HPOS="1" VPOS="2" WIDTH="3" HEIGHT="4">
<String CONTENT="Дело" HPOS="10.6" VPOS="20" WIDTH="30.2" HEIGHT="8" WC="0.5"/><!-- SPACE -->
<String CONTENT="о" WC="7"/><HYP CONTENT="-"/></TextLine>
<TextLine><String CONTENT="мосте" HPOS="nan" VPOS="1e400"/></TextLine></TextBlock></ComposedBlock>
<TextBlock><TextLine><String CONTENT="1924"/></TextLine></TextBlock>
</PrintSpace></Page>
<Page><PrintSpace/></Page></Layout></alto>
"""

PAGE = """<PcGts xmlns="http://schema.primaresearch.org/PAGE/gts/pagecontent/2019-07-15">
<Page imageWidth="900" imageHeight="1200">
<ReadingOrder><OrderedGroup id="g"><RegionRefIndexed index="1" regionRef="first"/>
<RegionRefIndexed index="0" regionRef="second"/></OrderedGroup></ReadingOrder>
<TextRegion id="unmentioned"><TextEquiv><Unicode>margin</Unicode></TextEquiv></TextRegion>
<TextRegion id="first"><TextLine><Coords points="1,2 11,2 11,22"/>
<TextEquiv index="1"><Unicode>worse</Unicode></TextEquiv>
<TextEquiv index="0" conf="0.75"><Unicode>о мосте</Unicode></TextEquiv></TextLine></TextRegion>
<TextRegion id="second"><TextLine>
<Word><Coords points="5,6 25,36"/><TextEquiv><Unicode>Дело</Unicode></TextEquiv></Word>
<Word><Coords points="x"/><TextEquiv><Unicode>№ 5</Unicode></TextEquiv></Word>
</TextLine></TextRegion></Page></PcGts>
"""

HOCR = """<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "xhtml1.dtd">
<html xmlns="http://www.w3.org/1999/xhtml"><head><meta name="ocr-system" content="reader 5"/></head>
<body><div class="ocr_page" title="image 'p.png'; bbox 0 0 900 1200; ppageno 0">
<div class="ocr_carea"><p class="ocr_par"><span class="ocr_line" title="bbox 1 2 3 4">
<span class="ocrx_word" title="bbox 10 20 40 28; x_wconf 96">Дело</span>
<span class="ocrx_word" title="bbox 50 20 60 28; x_wconf 101"><strong>о</strong></span></span>
<span class="ocr_line" title="bbox 1 30 80 44">мосте</span></p>
<p class="ocr_par"><span class="ocr_header">1924</span></p></div></div>
<div class="ocr_page">no lines here</div></body></html>
"""


def read_ocr(
    path: Path, data: str | bytes, part: int = 0, limits: Limits | None = None
) -> PageText:
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    page = PageSource(number=2, path=path.name, part=part, kind="alto")
    return read_ocr_file(path, "key", page, limits or Limits())


@pytest.mark.parametrize(
    "space", ["", "<SP/>"], ids=["spaces-left-to-the-reader", "spaces-written"]
)
@pytest.mark.parametrize("version", ["2", "3", "4"])
def test_alto(space: str, version: str, tmp_path: Path) -> None:
    found = read_ocr(
        tmp_path / "p.xml", ALTO.replace("VERSION", version).replace("<!-- SPACE -->", space)
    )
    assert found.text == "Дело о-\nмосте\n\n1924"
    assert found.words == (Word("Дело", 11, 20, 30, 8, 50.0), Word("о", 1, 2, 3, 4, None))
    assert (found.width_px, found.height_px, found.confidence) == (900, 1200, 50.0)
    assert (found.engine, found.engine_version) == ("alto", "Reader 11.0")
    assert (found.status, found.reason, found.number) == (ReadStatus.READ, None, 2)


def test_an_alto_page_without_text_says_so(tmp_path: Path) -> None:
    found = read_ocr(tmp_path / "p.xml", ALTO, part=1)
    assert (found.status, found.text, found.reason) == (ReadStatus.READ, "", "alto.no_text")


def test_page(tmp_path: Path) -> None:
    found = read_ocr(tmp_path / "p.xml", PAGE)
    assert found.text == "Дело № 5\n\nо мосте\n\nmargin"
    assert found.words == (
        Word("Дело", 5, 6, 20, 30, None),
        Word("о мосте", 1, 2, 10, 20, 75.0),
    )
    assert (found.engine, found.width_px, found.height_px) == ("page-xml", 900, 1200)


def test_hocr(tmp_path: Path) -> None:
    found = read_ocr(tmp_path / "p.hocr", HOCR)
    assert found.text == "Дело о\nмосте\n\n1924"
    assert found.words == (
        Word("Дело", 10, 20, 30, 8, 96.0),
        Word("о", 50, 20, 10, 8, None),
        Word("мосте", 1, 30, 79, 14, None),
    )
    assert (found.engine, found.engine_version) == ("hocr", "reader 5")
    assert (found.width_px, found.height_px) == (900, 1200)
    assert read_ocr(tmp_path / "p.hocr", HOCR, part=1).text == "no lines here"


ENTITIES = """<!DOCTYPE alto [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><alto>&b;</alto>"""
EXTERNAL = """<!DOCTYPE alto [<!ENTITY a SYSTEM "file:///etc/passwd">]><alto>&a;</alto>"""


@pytest.mark.parametrize(
    ("data", "part", "reason"),
    [
        pytest.param(ENTITIES, 0, "xml.entities", id="entities"),
        pytest.param(EXTERNAL, 0, "xml.entities", id="external-entity"),
        pytest.param("<alto><Page>", 0, "xml.broken", id="cut-off"),
        pytest.param("", 0, "xml.broken", id="empty"),
        pytest.param('<?xml version="1.0" encoding="x"?><alto/>', 0, "xml.broken", id="encoding"),
        pytest.param("<mets/>", 0, "xml.unknown_form", id="another-form"),
        pytest.param(ALTO, 2, "source.part_missing", id="no-such-page"),
        pytest.param("<alto/>" + " " * 2000, 0, "source.too_large", id="too-large"),
    ],
)
def test_broken_files_say_so(data: str, part: int, reason: str, tmp_path: Path) -> None:
    limits = Limits(max_text_bytes=1999)
    with pytest.raises(ItemError) as caught:
        read_ocr(tmp_path / "p.xml", data, part, limits)
    assert caught.value.reason_code == reason


@pytest.mark.parametrize(
    ("root", "nested"),
    [
        ("alto", "<TextBlock>"),
        ("alto", "<Processing>"),
        ("PcGts", "<TextRegion>"),
        ("html", '<p class="ocr_par">'),
        ("html", '<span class="ocr_line">'),
        ("html", '<span class="ocrx_word">'),
    ],
)
def test_deep_nesting_takes_no_time(root: str, nested: str, tmp_path: Path) -> None:
    depth = 50_000
    end = f"</{nested[1:-1].split()[0]}>"
    page = '<Page class="ocr_page">' + nested * depth + end * depth + "</Page>"
    before = time.process_time()
    assert read_ocr(tmp_path / "p.xml", f"<{root}>{page}</{root}>").text == ""
    assert time.process_time() - before < 5


@pytest.mark.data
def test_real_alto_files_agree_with_their_text(tmp_path: Path) -> None:
    files = sorted((DATA / "A" / "ru-civil-print-18c").glob("*.alto.xml"))
    if not files:
        pytest.skip("no samples: set OPENFONDS_TEST_DATA")
    for file in files:
        written = file.with_name(file.name.replace(".alto.xml", ".gt.txt")).read_text()
        found = read_ocr(tmp_path / "p.xml", file.read_bytes())
        assert lines(found.text) == lines(written), file.name


@pytest.mark.data
def test_real_newspapers(tmp_path: Path) -> None:
    folder = DATA / "B" / "mets-alto-newspapers" / "ndnp"
    files = sorted(folder.rglob("1935080201/1289.xml")) + sorted(folder.rglob("0006.xml"))
    if not files:
        pytest.skip("no samples: set OPENFONDS_TEST_DATA")
    for file in files:
        found = read_ocr(tmp_path / "p.xml", file.read_bytes())
        assert len(found.words) > 4000
        assert len(found.text.split()) >= 0.95 * len(found.words)
        assert found.confidence is not None and 0 <= found.confidence <= 100
        assert found.width_px and max(w.left + w.width for w in found.words) <= found.width_px


def lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def read_plain(path: Path, data: bytes, part: int = 0, limits: Limits | None = None) -> PageText:
    path.write_bytes(data)
    page = PageSource(number=4, path=path.name, part=part, kind="text")
    return read_text(path, "key", page, limits or Limits())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251", "koi8-r", "cp866"])
def test_text_files_are_divided_by_form_feeds(encoding: str, tmp_path: Path) -> None:
    text = "Протокол заседания\r\nправления от 3 марта\f\f \fстраница четвертая\x1a"
    data = text.encode(encoding)
    pages = [read_plain(tmp_path / "t.txt", data, part) for part in range(4)]
    assert [page.text for page in pages] == [
        "Протокол заседания\nправления от 3 марта", "", " ", "страница четвертая"
    ]  # fmt: skip
    assert [page.reason for page in pages] == [None, "text.no_text", "text.no_text", None]
    assert {page.engine for page in pages} == {"text-file"}
    assert pages[0].engine_version in (encoding, "utf-8", "utf-16-le")
    with pytest.raises(ItemError, match="only 4 pages") as caught:
        read_plain(tmp_path / "t.txt", data, 4)
    assert caught.value.reason_code == "source.part_missing"


def test_a_form_feed_at_the_end_begins_no_page(tmp_path: Path) -> None:
    assert read_plain(tmp_path / "t.txt", b"one\ftwo\f\r\n", 1).text == "two"
    with pytest.raises(ItemError):
        read_plain(tmp_path / "t.txt", b"one\ftwo\f\r\n", 2)


def test_a_text_that_changed_is_read_again(tmp_path: Path) -> None:
    assert read_plain(tmp_path / "t.txt", b"before").text == "before"
    assert read_plain(tmp_path / "t.txt", b"afterwards").text == "afterwards"


def test_an_unclear_encoding_is_a_failure(tmp_path: Path) -> None:
    with pytest.raises(ItemError) as caught:
        read_plain(tmp_path / "t.txt", "procès-verbal".encode("latin-1"))
    assert caught.value.reason_code == "text.encoding_unclear"
    with pytest.raises(ItemError) as caught:
        read_plain(tmp_path / "t.txt", b"12345", limits=Limits(max_text_bytes=4))
    assert caught.value.reason_code == "source.too_large"
