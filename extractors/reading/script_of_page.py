"""The script of a page by its shapes, before anything can be read: Tesseract's detection."""

import os
import re
import subprocess
from pathlib import Path

from extractors.reading.tesseract import ENGINE, probe
from openfonds.errors import ToolMissing

MODEL = "osd"
# Handwriting gets up to 4.5 as Arabic and as Katakana 0; a page of print in Arabic 140, in Latin or
# Cyrillic 30 and more, but in Tatar, half of whose letters are Russian, 0.9; in Fraktur 3.
MIN_CONFIDENCE = {"Cyrillic": 0.5, "Latin": 0.5, "Fraktur": 2.0}
MIN_CONFIDENCE_OTHER = 10.0
_FOUND = re.compile(r"^Script: (\w+)\nScript confidence: ([\d.]+)", re.MULTILINE)


def detect_script(image: Path, seconds: float) -> str | None:
    """Tesseract's name of the script: Latin, Cyrillic, Fraktur, Arabic ...

    None where there are too few letters, where it is not sure, or where it took too long.
    """
    try:
        if MODEL not in probe().languages:
            return None
        done = subprocess.run(
            [ENGINE, str(image.absolute()), "-", "--psm", "0"],
            env={**os.environ, "OMP_THREAD_LIMIT": "1"},
            capture_output=True,
            timeout=seconds,
        )
    except (OSError, subprocess.SubprocessError, ToolMissing):
        return None
    found = _FOUND.search(done.stdout.decode(errors="replace"))
    if done.returncode or found is None:
        return None
    script = found[1]
    is_sure = float(found[2]) >= MIN_CONFIDENCE.get(script, MIN_CONFIDENCE_OTHER)
    return script if is_sure else None
