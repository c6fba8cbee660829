"""Engines of recognition behind one interface: Tesseract, or a plug-in that somebody installed.

A plug-in is a distribution with an entry point in the group `openfonds.engines`: its name, and a
callable without arguments that gives an Engine. None is loaded unless the settings name it. What
an engine reads must depend on nothing but the image and the settings: pages are read again only
when one of these changes, or what `model_id` says.
"""

from functools import lru_cache
from importlib.metadata import entry_points
from pathlib import Path
from typing import Protocol

from extractors.reading import tesseract
from extractors.reading.tesseract import OcrSettings, Recognition
from openfonds.errors import ToolMissing

GROUP = "openfonds.engines"


class Engine(Protocol):
    """What reads an image."""

    def version(self) -> str:
        """The version of the engine.

        Raises:
            ToolMissing: if it cannot work on this machine.
        """
        ...

    def model_id(self, settings: OcrSettings) -> str:
        """What else decides about the result: models with their digests, the layout.

        Raises:
            ToolMissing: if a model is not there.
        """
        ...

    def recognise(self, image: Path, settings: OcrSettings, seconds: float) -> Recognition:
        """Read one image file (JPEG, PNG or TIFF), with boxes in its pixels.

        Raises:
            ItemError: ocr.timeout, ocr.crashed or ocr.bad_output.
            ToolMissing: if the engine or a model is not there.
        """
        ...


class Tesseract:
    """The engine of choice: the program tesseract, a process for each page."""

    def version(self) -> str:
        """The version of the program."""
        return tesseract.probe().version

    def model_id(self, settings: OcrSettings) -> str:
        """Languages, digests of their models and layout."""
        return tesseract.model_id(settings.languages, settings.psm)

    def recognise(self, image: Path, settings: OcrSettings, seconds: float) -> Recognition:
        """Read one image file."""
        return tesseract.recognise(image, settings, seconds)


@lru_cache(maxsize=8)
def engine_named(name: str) -> Engine:
    """The engine of this name.

    Raises:
        ToolMissing: if no distribution brings it, or several do, or it cannot be loaded.
    """
    if name == tesseract.ENGINE:
        return Tesseract()
    found = entry_points(group=GROUP, name=name)
    if len(found) != 1:
        there = ", ".join(sorted({tesseract.ENGINE, *entry_points(group=GROUP).names}))
        raise ToolMissing(
            f"{len(found)} installed distributions bring an engine {name!r}: one must"
            f" (there are: {there})"
        )
    (point,) = found
    try:
        engine: Engine = point.load()()
    except Exception as error:  # whatever the code of others raises
        raise ToolMissing(
            f"the engine {name!r} cannot be loaded ({type(error).__name__}): install the"
            " distribution that brings it anew, with all that it needs"
        ) from error
    return engine
