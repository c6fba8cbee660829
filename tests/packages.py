"""Holdings as folders, zip and tar files."""

import io
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from extractors.packing.package import Package
from openfonds.errors import ItemError
from openfonds.settings import Limits

LIMITS = Limits()
FILES = {"inventory.csv": b"item_id,files\n", "scans/p1.txt": b"one", "scans/p2.txt": b"two"}


def make_folder(at: Path, files: dict[str, bytes] = FILES) -> Path:
    for name, data in files.items():
        (at / name).parent.mkdir(parents=True, exist_ok=True)
        (at / name).write_bytes(data)
    return at


def make_zip(at: Path, files: dict[str, bytes] = FILES) -> Path:
    with zipfile.ZipFile(at, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in files.items():
            packed.writestr(name, data)
    return at


def make_tar(at: Path, files: dict[str, bytes] = FILES) -> Path:
    with tarfile.open(at, "w:gz" if at.suffix == ".gz" else "w") as packed:
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            packed.addfile(info, io.BytesIO(data))
    return at


def reason_of(action: Callable[[], object]) -> str:
    with pytest.raises(ItemError) as caught:
        action()
    return caught.value.reason_code


def read(package: Package, name: str) -> bytes:
    with package.open(name) as stream:
        return stream.read()
