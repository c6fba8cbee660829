"""Fixtures of tests that publish to a loopback hub; a pytest plugin."""

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from huggingface_hub import constants
from huggingface_hub.utils import _http

from openfonds.releases import hugging_face_publish
from openfonds.releases.hugging_face import HuggingFaceHub
from tests.loopback_hub import Hub, loopback_hub
from tests.loopback_hub.publishing import QUICK, REPO


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    monkeypatch.setattr(constants, "HF_HUB_DISABLE_XET", False)  # as if nobody had set it
    # The client sleeps for seconds between its own tries of an upload.
    monkeypatch.setattr(_http, "time", SimpleNamespace(sleep=lambda seconds: None))
    with loopback_hub(tmp_path / "hub") as running:
        monkeypatch.setenv("HF_ENDPOINT", running.endpoint)
        monkeypatch.setenv("HF_TOKEN", running.token)
        yield running


@pytest.fixture
def town(hub: Hub) -> HuggingFaceHub:
    return HuggingFaceHub(REPO, hub.endpoint, QUICK)


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hugging_face_publish, "FILES_AT_ONCE", 2)
