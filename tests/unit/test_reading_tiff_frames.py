"""Each page of a multi-page TIFF is opened by itself, and is the right one."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from extractors.reading.image import load_colours, read_image
from extractors.reading.tesseract import OcrSettings
from extractors.reading.tiff_frames import open_page
from openfonds.errors import ItemError
from openfonds.model import PageSource, ReadStatus
from openfonds.settings import Limits
from tests.timing import seconds_of
from tests.unit.documents_made import png

LIMITS = Limits()


def frames(n: int, mode: str) -> list[Image.Image]:
    made = []
    for i in range(n):
        picture = Image.new("L", (40 + i, 20), 255)
        picture.paste(0, (0, 0, 5 + i, 20))
        made.append(picture.convert(mode))
    return made


def saved(path: Path, pictures: list[Image.Image], **more: Any) -> Path:
    pictures[0].save(path, save_all=True, append_images=pictures[1:], **more)
    return path


@pytest.mark.parametrize(
    ("mode", "more"),
    [
        ("1", {"compression": "group4"}),
        ("1", {"compression": "group3"}),
        ("L", {}),
        ("RGB", {"compression": "tiff_lzw"}),
        ("RGB", {"compression": "jpeg", "quality": 95}),
        ("CMYK", {"compression": "tiff_adobe_deflate"}),
        ("I;16", {}),
        ("L", {"big_tiff": True, "compression": "tiff_lzw"}),
        ("L", {"big_tiff": True}),
    ],
    ids=["g4", "g3", "raw", "lzw", "jpeg", "cmyk", "sixteen", "big-lzw", "big"],
)
def test_each_page_is_the_right_one(tmp_path: Path, mode: str, more: dict[str, Any]) -> None:
    made = frames(7, mode)
    path = saved(tmp_path / "m.tif", made, **more)
    for part in (6, 0, 3):
        found = load_colours(path, part, LIMITS).convert("L")
        assert found.size == made[part].size
        dark = (np.asarray(found)[10] < 100).sum()
        if mode != "I;16":  # shown as it is elsewhere
            assert abs(int(dark) - (5 + part)) <= 1
    with pytest.raises(ItemError) as error:
        load_colours(path, 7, LIMITS)
    assert error.value.reason_code == "source.part_missing"


@pytest.mark.parametrize("compression", ["group4", "tiff_lzw", "jpeg"])
def test_a_page_of_many_is_recognised(tmp_path: Path, compression: str) -> None:
    (tmp_path / "p.png").write_bytes(png(text="page two"))
    mode = "1" if compression == "group4" else "L"
    second = Image.open(tmp_path / "p.png").convert(mode)
    path = saved(
        tmp_path / "m.tif", [Image.new(mode, (400, 100), 255), second], compression=compression
    )
    read = [
        read_image(path, "k", PageSource(i + 1, "m.tif", i, "image"), OcrSettings(("eng",)), LIMITS)
        for i in range(2)
    ]
    assert [one.status for one in read] == [ReadStatus.BLANK, ReadStatus.READ]
    assert read[1].text == "page two"


def test_the_last_page_costs_as_much_as_the_first(tmp_path: Path) -> None:
    path = saved(tmp_path / "m.tif", frames(1, "L") * 1500)

    def loaded(part: int) -> None:
        for _ in range(20):
            load_colours(path, part, LIMITS)

    loaded(1)
    assert seconds_of(lambda: loaded(1499), tries=3) < 10 * seconds_of(lambda: loaded(1), tries=3)


def test_other_files_are_opened_as_they_are(tmp_path: Path) -> None:
    path = tmp_path / "a.webp"
    pictures = [one.resize((40, 20)) for one in frames(3, "RGB")]
    pictures[0].save(path, save_all=True, append_images=pictures[1:])
    stream, frame = open_page(path, 2, LIMITS)
    with stream:
        assert frame == 2
        assert stream.read(4) == b"RIFF"
