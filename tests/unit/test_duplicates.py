"""What is kept for the next release to find copies by is made again where it was damaged."""

from pathlib import Path

import pytest

from openfonds.app.release.duplicates import Duplicates, SketchFile, find_duplicates, keep_sketches
from openfonds.errors import IntegrityError
from openfonds.storage import Zone, open_storage
from tests.noisy_texts import misread, text_of
from tests.release_rows import document

TEXTS = [text_of(1), misread(text_of(1), 0.1), text_of(2), misread(text_of(2), 0.1), text_of(3)]
ROWS = [document(number, text=text) for number, text in enumerate(TEXTS)]


@pytest.fixture
def cleared(tmp_path: Path) -> Zone:
    return open_storage(f"file://{tmp_path}/storage").cleared


def marks(found: Duplicates) -> list[tuple[str | None, bool]]:
    return [found.of(0, row) for row in range(len(ROWS))]


def found_in(cleared: Zone) -> list[tuple[str | None, bool]]:
    return marks(find_duplicates(cleared, [keep_sketches(cleared, "sketches", ROWS)], "copies"))


def test_what_was_damaged_is_made_again(cleared: Zone) -> None:
    first = found_in(cleared)
    assert len({name for name, _ in first}) == 3
    for path in ("sketches", "copies"):
        whole = cleared.read(path)
        assert found_in(cleared) == first
        assert cleared.read(path) == whole
        for at in (0, len(whole) // 2, len(whole) - 1):
            damaged = bytearray(whole)
            damaged[at] ^= 0x55
            cleared.write(path, bytes(damaged))
            assert found_in(cleared) == first
            assert cleared.read(path) == whole


def test_sketches_that_go_meanwhile_are_no_rows_without_copies(cleared: Zone) -> None:
    file = keep_sketches(cleared, "sketches", ROWS)
    with pytest.raises(IntegrityError, match="run it again"):
        find_duplicates(cleared, [SketchFile("other", file.count)], "copies")
