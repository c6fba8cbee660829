"""A sound release with its ledger, made once a module and copied for each test."""

import shutil
from pathlib import Path

import pytest

from tests.account_samples import Sample, build


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made")
    build(folder)
    return folder


@pytest.fixture
def sample(made: Path, tmp_path: Path) -> Sample:
    """A sound release with its ledger, to be changed."""
    shutil.copytree(made, tmp_path / "copy")
    return Sample(tmp_path / "copy/release", tmp_path / "copy/ledger")
