"""What the shapes of a page say before anything can be read: its script, and which way is up.

Tesseract's orientation and script detection; as long as half a reading, so only a page that comes
out badly is asked.
"""

import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from extractors.reading.tesseract import ENGINE, probe
from openfonds.errors import ToolMissing

MODEL = "osd"
# Handwriting gets up to 4.5 as Arabic and as Katakana 0; a page of print in Arabic 140, in Latin or
# Cyrillic 30 and more, but in Tatar, half of whose letters are Russian, 0.9; in Fraktur 3.
MIN_CONFIDENCE = {"Cyrillic": 0.5, "Latin": 0.5, "Fraktur": 2.0}
MIN_CONFIDENCE_OTHER = 10.0
# Of the orientation: turned pages of print get 3 to 24. Whether it is right, reading them shows.
MIN_CONFIDENCE_TURN = 2.0
_SCRIPT = re.compile(r"^Script: (\w+)\nScript confidence: ([\d.]+)", re.MULTILINE)
_TURN = re.compile(r"^Rotate: (\d+)\nOrientation confidence: ([\d.]+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Shapes:
    """The script and the orientation, as far as they can be told."""

    script: str | None = None  # Tesseract's name: Latin, Cyrillic, Fraktur, Arabic ...
    turn: int = 0  # degrees to turn the image clockwise until it is upright: 0, 90, 180 or 270


def detect_shapes(image: Path, seconds: float) -> Shapes:
    """Look at an image; nothing is told where there are too few letters, or too little time."""
    try:
        if MODEL not in probe().languages:
            return Shapes()
        done = subprocess.run(
            [ENGINE, str(image.absolute()), "-", "--psm", "0"],
            env={**os.environ, "OMP_THREAD_LIMIT": "1"},
            capture_output=True,
            timeout=seconds,
        )
    except (OSError, subprocess.SubprocessError, ToolMissing):
        return Shapes()
    said = done.stdout.decode(errors="replace")
    return Shapes() if done.returncode else Shapes(_script(said), _turn(said))


def _script(said: str) -> str | None:
    found = _SCRIPT.search(said)
    if found is None:
        return None
    is_sure = float(found[2]) >= MIN_CONFIDENCE.get(found[1], MIN_CONFIDENCE_OTHER)
    return found[1] if is_sure else None


def _turn(said: str) -> int:
    found = _TURN.search(said)
    if found is None or float(found[2]) < MIN_CONFIDENCE_TURN:
        return 0
    return int(found[1]) if found[1] in ("90", "180", "270") else 0
