"""Years of death as catalogues and prefaces give them: (1879–1972), ум. 1976, † 1916.

They say how late the author lived (GK 1281), and that what gives them was written later.
"""

import re
from collections.abc import Iterator

from openfonds.restrictions.detectors.months import MONTH
from openfonds.restrictions.detectors.normalise import fold
from openfonds.restrictions.detectors.phrases_of import fold_pattern

_LONGEST_LIFE = 120
_LIFETIME = re.compile(
    r"\([^()\n]{0,40}?(?<!\d)(1\d{3})(?!\d)[^()\d]{0,14}? ?[-/;,] ?"
    r"(?:[^()\d]{0,24}(?:\d{1,2}[ ./-][^()]{0,14}?)?)(?<!\d)([12]\d{3})(?!\d)[^()\n]{0,30}\)"
)
_WESTERN = fold_pattern("died|gest\\.|gestorben|morte?(?!\\w)|décédée?")
_DIED = re.compile(
    r"(?<!\w)(?:ум\.|умер(?:ла|ши\w{1,3})?(?!\w)|сконч\w*\.?|дата смерти|год смерти|†|d\.(?= ?\d)"
    rf"|{_WESTERN})[ :]{{0,2}}"
    rf"[^\n\d]{{0,24}}?(?:\d{{1,2}}[ ./-](?:\d{{1,2}}|{MONTH}|[иvх]{{1,4}})[ ./-])?"
    r"(?<!\d)([12]\d{3})(?!\d)"
)


def death_years(folded: str) -> Iterator[int]:
    """The years of death that a folded text gives."""
    for match in _LIFETIME.finditer(folded):
        born, died = int(match.group(1)), int(match.group(2))
        if born < died <= born + _LONGEST_LIFE:
            yield died
    for match in _DIED.finditer(folded):
        yield int(match.group(1))


def latest_death(text: str) -> int | None:
    """The latest year of death in a text; None when it gives none."""
    return max(death_years(fold(text).text), default=None)
