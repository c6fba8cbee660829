"""The script of a page by its shapes, before anything can be read: Tesseract's detection."""

import os
import re
import subprocess
from pathlib import Path

from extractors.reading.tesseract import ENGINE, probe
from openfonds.errors import ToolMissing

MODEL = "osd"
MIN_CONFIDENCE = 0.5  # handwriting gets 0.0 and any script; Tatar, half of it Russian letters, 0.9
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
    if done.returncode or found is None or float(found[2]) < MIN_CONFIDENCE:
        return None
    return found[1]
