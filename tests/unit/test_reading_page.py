"""read_page never raises for what a file is, and always for what it is not."""

import errno
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from extractors.reading import page as reading
from extractors.reading.page import OcrSettings, read_page
from openfonds.errors import ItemError, ToolMissing, TransientError
from openfonds.model import PageSource, PageText, ReadStatus
from openfonds.settings import Limits
from openfonds.workers import WorkerPool

TEXT = PageSource(number=1, path="page.txt", part=0, kind="text")
ENGLISH = OcrSettings(("eng",))


class Folder:
    """A source package that is a folder."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def names(self) -> tuple[str, ...]:
        return tuple(path.name for path in sorted(self.root.iterdir()))

    @contextmanager
    def local_copy(self, name: str) -> Iterator[Path]:
        if not (self.root / name).exists():
            raise ItemError("source.file_missing", f"{name} is not there")
        yield self.root / name


def read(root: Path, page: PageSource = TEXT, sha256: str | None = None) -> PageText:
    path = root / page.path
    if sha256 is None:
        sha256 = hashlib.sha256(path.read_bytes()).hexdigest() if path.exists() else ""
    return read_page(Folder(root), "key", page, sha256, ENGLISH, Limits())


def test_each_kind_has_its_reader(tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text("text")
    (tmp_path / "page.xml").write_text("<alto><Page/></alto>")
    (tmp_path / "page.pdf").write_bytes(b"no PDF")
    Image.new("L", (300, 400), 255).save(tmp_path / "page.png")
    assert read(tmp_path).text == "text"
    assert read(tmp_path, replace(TEXT, path="page.xml", kind="alto")).engine == "alto"
    assert read(tmp_path, replace(TEXT, path="page.pdf", kind="pdf")).reason == "pdf.broken"
    assert read(tmp_path, replace(TEXT, path="page.png", kind="image")).status is ReadStatus.BLANK


def test_a_failure_is_written_down_and_says_nothing_else(tmp_path: Path) -> None:
    found = read(tmp_path, replace(TEXT, number=9))
    assert found == PageText(
        item_key="key",
        number=9,
        status=ReadStatus.FAILED,
        reason="source.file_missing",
        text="",
        words=(),
        width_px=None,
        height_px=None,
        ink_ratio=None,
        confidence=None,
        engine="",
        engine_version="",
        model="",
    )


def test_changed_bytes_are_not_read(tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text("surveyed")
    surveyed = hashlib.sha256(b"surveyed").hexdigest()
    assert read(tmp_path, sha256=surveyed).status is ReadStatus.READ
    (tmp_path / "page.txt").write_text("replaced")  # as long, within the same tick of the clock
    found = read(tmp_path, sha256=surveyed)
    assert (found.status, found.reason, found.text) == (ReadStatus.FAILED, "fixity.changed", "")


def test_a_file_is_hashed_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "page.txt").write_text("one\ftwo")
    sha256 = hashlib.sha256(b"one\ftwo").hexdigest()
    calls = []

    def count(stream: object) -> str:
        calls.append(stream)
        return sha256

    monkeypatch.setattr(reading, "sha256_of_stream", count)
    assert read(tmp_path, sha256=sha256).text == "one"
    assert read(tmp_path, replace(TEXT, part=1), sha256).text == "two"
    assert len(calls) == 1


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (OSError(errno.EIO, "Input/output error"), "source.unreadable"),
        (PermissionError(errno.EACCES, "Permission denied"), "source.unreadable"),
        (MemoryError(), "page.out_of_memory"),
        (ItemError("ocr.timeout", "took too long"), "ocr.timeout"),
    ],
)
def test_what_the_file_causes(
    error: Exception, reason: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert failing_with(error, tmp_path, monkeypatch).reason == reason


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), TransientError),
        (OSError(errno.EMFILE, "Too many open files"), TransientError),
        (ToolMissing("no model for tat"), ToolMissing),
    ],
)
def test_what_the_file_does_not_cause(
    error: Exception, kind: type[Exception], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(kind):
        failing_with(error, tmp_path, monkeypatch)


def failing_with(error: Exception, root: Path, monkeypatch: pytest.MonkeyPatch) -> PageText:
    def fail(*_arguments: object) -> PageText:
        raise error

    monkeypatch.setitem(reading._READERS, "text", fail)
    (root / "page.txt").write_text("text")
    return read(root)


def test_nothing_of_the_item_is_logged(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    (tmp_path / "page.txt").write_bytes("тайный агент procès".encode("utf-16")[:-1])
    assert read(tmp_path).status is ReadStatus.FAILED
    assert "text.encoding_unclear" in caplog.text
    assert "агент" not in caplog.text


def test_a_page_can_be_read_in_a_worker(tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text("text")
    sha256 = hashlib.sha256(b"text").hexdigest()
    with WorkerPool(1) as pool:
        arguments = (Folder(tmp_path), "key", TEXT, sha256, ENGLISH, Limits())
        assert pool.submit(read_page, *arguments, seconds=30).result().text == "text"
