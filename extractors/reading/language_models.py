"""The model that reads a language best: its own, or that of its whole script.

Measured in docs/reference/models.md: the model of a script knows the letters of all languages that
write in it, so it reads those that have no model of their own, and Tatar, whose model in Debian
knows Latin letters alone.
"""

from collections.abc import Collection

from extractors.reading.tesseract import model_of_language, own_models
from openfonds.languages.alphabets import CYRILLIC, LATIN

# Cyrillic languages of archives that have no alphabet in `openfonds.languages.alphabets`.
_ALSO_CYRILLIC = """
abk abq ady ava che ckt crh dar eve evn inh kbd kca kir koi krc kum lbe lez mdf mns myv nio nog sel
tab tgk tuk yrk
"""
_OURS = {"chu": "rus_civil"}  # a model of our own that reads it better than Debian's
_WRONG_SCRIPT = frozenset({"tat"})  # models that do not have the letters of their language


def models_for(language: str, installed: Collection[str]) -> tuple[str, ...]:
    """The installed models for a language, ISO 639-3; none where there is no good one.

    >>> models_for("tat", {"tat", "Cyrillic"}), models_for("deu", {"deu", "Latin"})
    (('Cyrillic',), ('deu',))
    """
    ours = _OURS.get(language)
    if ours is not None and ours in own_models():
        return (ours,)
    own = model_of_language(language)
    if own in installed and language not in _WRONG_SCRIPT:
        return (own,)
    script = _script_model(language)
    names = (script, f"script/{script}") if script else ()
    return tuple(name for name in names if name in installed)


def _script_model(language: str) -> str | None:
    if language in CYRILLIC or language in _ALSO_CYRILLIC.split():
        return "Cyrillic"
    return "Latin" if language in LATIN else None
