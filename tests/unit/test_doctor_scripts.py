"""What doctor says of the models for pages in other scripts."""

from pathlib import Path

import pytest

from extractors.reading.other_models import MODELS_OF_SCRIPT
from extractors.reading.tesseract import TesseractInfo
from openfonds.app import doctor


@pytest.mark.parametrize(
    ("installed", "found", "missing"),
    [
        ((), "none", "Cyrillic (apt-get install tesseract-ocr-script-cyrl)"),
        (("script/Cyrillic",), "Cyrillic", "Latin (apt-get install tesseract-ocr-script-latn)"),
        (
            ("deu", "eng", "fra"),
            "Latin (better: apt-get install tesseract-ocr-script-latn)",
            "Cyrillic (apt-get install tesseract-ocr-script-cyrl)",
        ),
        (tuple(MODELS_OF_SCRIPT), ", ".join(MODELS_OF_SCRIPT), "none"),
    ],
    ids=["nothing", "one", "by-languages", "all"],
)
def test_each_script_is_there_or_has_its_package(
    installed: tuple[str, ...], found: str, missing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    info = TesseractInfo("5.3.0", installed, Path("/models"))
    monkeypatch.setattr(doctor, "probe", lambda: info)
    there, _, rest = doctor._other_scripts().partition("; not there: ")
    assert found in there
    assert missing in rest
    assert all((script in there) != (f"{script} (apt" in rest) for script in MODELS_OF_SCRIPT)
