"""Names and years of death as catalogues write them."""

import re
from collections.abc import Sequence

_LIFE = re.compile(
    r"(?P<doubt>ca\.?|ок\.?|c\.)?\s*\d{3,4}\s*\??\s*[-–—/]\s*(?P<died>[^)\]]*\d{3,4}\s*\??)"
)
_DIED = re.compile(
    r"(?:^|[\s(\[])(?:-|–|—|d\.|died|ум\.|умер(?:ла)?|†|gest\.|m\.|mort|-ca\.)\s*(?P<died>(?:ca\.?\s*)?"
    r"\d{3,4}\s*\??)",
    re.IGNORECASE,
)
_NOT_A_LIFE = re.compile(
    r"active|fl\.|flourished|работал|действ|акт\.|wirk|cent|век|jh|до н|b\. ?c", re.I
)
UNKNOWN_DEATH = "?"
_OTHERS = re.compile(
    r"\[?(?:и др\b|и другие|et al\b|u\. ?a\.|and others|\.\.\. ?\[)", re.IGNORECASE
)


def death_of(dates: str) -> str:
    """The year of death as written; "?" where the dates of a life do not give one.

    >>> death_of("1850-1912"), death_of("1850-"), death_of("active 1850-1912"), death_of("d. 1912")
    ('1912', '?', '?', '1912')
    >>> death_of("ca. 1850-ca. 1912")
    'ca. 1912'
    """
    if _NOT_A_LIFE.search(dates):
        return UNKNOWN_DEATH
    found = _LIFE.search(dates) or _DIED.search(dates)
    return found["died"].strip(" .,") if found else UNKNOWN_DEATH


def deaths_of(lives: Sequence[str]) -> str | None:
    """The cell author_died for authors in order; None where nothing is known of any."""
    deaths = [death_of(dates) for dates in lives]
    return "; ".join(deaths) if any(d != UNKNOWN_DEATH for d in deaths) else None


def with_others(authors: Sequence[str], responsibility: str) -> str | None:
    """The cell author; where the statement of responsibility names others only as such, so does it.

    Records leave out the second author of four. Copyright runs from the death of the last.
    """
    named = "; ".join(name for name in authors if name)
    if _OTHERS.search(responsibility):
        return f"{named} и др." if named else None
    return named or None


def tidy(text: str) -> str:
    """Without the punctuation that leads over to the next element (ISBD)."""
    text = text.strip().rstrip("/:;,=").rstrip()
    # A full stop after more than one letter ends an area; after one it is an initial.
    return text[:-1] if re.search(r"\w\w\.$", text) and text.count(".") == 1 else text
