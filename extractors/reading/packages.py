"""The Debian packages that models come in."""

from extractors.reading.tesseract import DEBIAN_MODELS, DEBIAN_SCRIPTS

_LANGUAGES = frozenset(DEBIAN_MODELS.split())


def package_of(model: str) -> str | None:
    """The Debian package of a model; None where no package has it.

    >>> package_of("Fraktur"), package_of("aze_cyrl"), package_of("kpv")
    ('tesseract-ocr-script-frak', 'tesseract-ocr-aze-cyrl', None)
    """
    name = model.removeprefix("script/")
    if name in DEBIAN_SCRIPTS:
        return f"tesseract-ocr-script-{DEBIAN_SCRIPTS[name]}"
    return f"tesseract-ocr-{name.replace('_', '-')}" if name in _LANGUAGES else None
