"""Character error rate: edit distance to the ground truth, by code points, blanks folded."""

import os
import subprocess
import unicodedata
from pathlib import Path

import numpy as np


def folded(text: str) -> str:
    """NFC, one blank for any run of blanks and line breaks."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def error_rate(truth: str, text: str) -> tuple[int, int]:
    """(code points of the ground truth, Levenshtein distance), both texts folded."""
    a, b = folded(truth), folded(text)
    return len(a), _distance(a, b)


def bare_tesseract(image: Path, languages: str) -> str:
    """What `tesseract IMAGE -` prints."""
    done = subprocess.run(
        ["tesseract", str(image), "-", "-l", languages],
        env={**os.environ, "OMP_THREAD_LIMIT": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def _distance(a: str, b: str) -> int:
    """Levenshtein distance, a row at a time in numpy."""
    codes = np.array([ord(c) for c in b], dtype=np.int64)
    steps = np.arange(len(b) + 1)
    row = steps.copy()
    for i, char in enumerate(a, start=1):
        best = np.minimum(row[1:] + 1, row[:-1] + (codes != ord(char)))
        # An insertion costs one more than the cell to its left: a running minimum.
        new = np.concatenate(([i], best))
        row = np.minimum.accumulate(new - steps) + steps
    return int(row[-1])
