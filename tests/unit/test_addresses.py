"""What is no address is told to whoever wrote it, and names no file in a delivery."""

from pathlib import Path

import pytest

from extractors.description.web_names import local_name, segments_of
from openfonds.addresses import address_parts
from openfonds.errors import SettingsError
from openfonds.releases.fetched import fetch_file
from openfonds.releases.hugging_face import HuggingFaceHub

NONE = ("https://[a/b.jpg", "http://[::1", "//]x/")


@pytest.mark.parametrize("written", NONE)
def test_the_person_is_told(written: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SettingsError, match="is not an address"):
        address_parts(written)
    with pytest.raises(SettingsError, match="is not an address"):
        fetch_file(written, "README.md", tmp_path / "x")
    monkeypatch.setenv("HF_ENDPOINT", written)
    with pytest.raises(SettingsError, match="is not an address"):
        HuggingFaceHub.at("hf://a/b")


@pytest.mark.parametrize("written", NONE)
def test_in_a_delivery_it_names_no_file(written: str) -> None:
    assert segments_of(written) == ()
    assert local_name(written).startswith("no-host/index-")
    assert local_name(written) != local_name(f"{written}?")
