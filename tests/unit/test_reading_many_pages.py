"""A book in one ALTO or hOCR file is parsed once, and not for each of its pages."""

from pathlib import Path

import pytest

from extractors.reading import ocr_file
from extractors.reading.ocr_file import named_image, read_ocr_file
from openfonds.model import PageSource
from openfonds.settings import Limits

PAGES = 40
ALTO = (
    '<alto xmlns="http://www.loc.gov/standards/alto/ns-v4#"><Layout>'
    + "".join(
        f'<Page ID="p{i}" WIDTH="9" HEIGHT="9"><PrintSpace><TextBlock><TextLine>'
        f'<String CONTENT="word{i}"/></TextLine></TextBlock></PrintSpace></Page>'
        for i in range(PAGES)
    )
    + "</Layout></alto>"
)
HOCR = (
    '<html xmlns="http://www.w3.org/1999/xhtml"><body>'
    + "".join(
        f'<div class="ocr_page" title="image p{i}.png; bbox 0 0 9 9"><span class="ocr_line">'
        f'<span class="ocrx_word">word{i}</span></span></div>'
        for i in range(PAGES)
    )
    + "</body></html>"
)


@pytest.mark.parametrize(
    ("name", "data"), [("b.xml", ALTO), ("b.hocr", HOCR)], ids=["alto", "hocr"]
)
def test_a_book_in_one_file_is_parsed_once(
    tmp_path: Path, name: str, data: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / name
    path.write_text(data)
    parsed = []
    parse = ocr_file._parsed
    monkeypatch.setattr(ocr_file, "_parsed", lambda path: parsed.append(path) or parse(path))
    for part in range(PAGES):
        page = PageSource(part + 1, name, part, "alto")
        assert read_ocr_file(path, "key", page, Limits()).text == f"word{part}"
        if part < PAGES - 1 and name.endswith("hocr"):
            assert named_image(path, part) == f"p{part}.png"
    assert len(parsed) == 1
    assert not ocr_file._read_of_state.cache_info().currsize  # nothing of it is kept


def test_a_file_that_changed_is_parsed_anew(tmp_path: Path) -> None:
    path = tmp_path / "b.xml"
    page = PageSource(1, "b.xml", 0, "alto")
    for text in ("word0", "other"):
        path.write_text(ALTO.replace("word0", text))
        assert read_ocr_file(path, "key", page, Limits()).text == text
