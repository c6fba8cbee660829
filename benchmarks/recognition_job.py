"""What a worker of recognition.py is called for: a page read with the models of another folder."""

from pathlib import Path
from typing import Any

from extractors.jobs import read_job
from extractors.reading import tesseract
from openfonds.model import PageText


def read_with(models: str, *arguments: Any) -> PageText:
    """`read_job` with the models of our own from the folder `models`."""
    if Path(models) != tesseract.OWN_MODELS:
        tesseract.OWN_MODELS = Path(models)
        for cached in (tesseract.own_models, tesseract._folder_with):
            cached.cache_clear()
    return read_job(*arguments)
