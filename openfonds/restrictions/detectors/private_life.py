"""Content about the private life of a person, named or not (LAW RU-5, RU-8, RU-16, RU-17).

What the confidence means is said at `Strength` in phrases_of.py: certain is the form or formula
of a document about one person, likely a matter of private life and a sign that a person is
meant, possible the matter alone. So a diagnosis without a name, the only midwife of a village or
an informer's pseudonym is found (LAW 5.37 to 5.39), and the figures of a hospital are possible.
The trade: a report in print about a named person who was ill or arrested is reported as likely.
"""

from collections.abc import Iterator

from openfonds.restrictions.detectors.languages import LANGUAGES
from openfonds.restrictions.detectors.person_content import PersonContent
from openfonds.restrictions.findings import Finding, strongest


class PrivateLife:
    """Detector of content about health, family, belief, crime and informers."""

    name = "private_life"
    version = "4"
    facts = frozenset(fact for language in LANGUAGES for fact in language.private_life)

    def __init__(self) -> None:
        self._content = PersonContent(LANGUAGES, [language.private_life for language in LANGUAGES])

    def find(self, text: str) -> Iterator[Finding]:
        """Yield content about persons in `text`; offsets in code points of `text`."""
        yield from strongest(self._content.find(text))
