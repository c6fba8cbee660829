"""What doctor says of what reads pages: models, engines, DjVuLibre."""

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


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    monkeypatch.setenv("OPENFONDS_STORAGE", str(tmp_path))
    return monkeypatch


def test_the_engine_that_was_chosen_is_asked(settings: pytest.MonkeyPatch) -> None:
    settings.delenv("OPENFONDS_ENGINE", raising=False)
    checks = {check.what: check for check in doctor.examine()}
    found = checks["engine of recognition"].found
    assert found.startswith("tesseract 5") and "OPENFONDS_ENGINE" in found
    settings.setenv("OPENFONDS_ENGINE", "nonsuch")
    checks = {check.what: check for check in doctor.examine()}
    assert not checks["engine of recognition"].holds
    assert "'nonsuch'" in checks["engine of recognition"].found


def test_without_djvulibre_nothing_else_is_amiss(settings: pytest.MonkeyPatch) -> None:
    settings.setattr(doctor.shutil, "which", lambda name: None)
    (check,) = [check for check in doctor.examine() if check.what == "DjVu"]
    assert check.holds and check.found.endswith("apt-get install djvulibre-bin")
