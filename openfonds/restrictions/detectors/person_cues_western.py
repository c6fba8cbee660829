"""Names of persons in German, French and English text, by titles, given names and initials.

Likely: a title with a capitalised name ("Frau Lehmann", "M. Dupont"), a given name with a
surname, or a surname in capitals with a given name (DUPONT Jean). Possible: initials with a
surname ("W. Oakes"), which is also how print shortens other words. Persons in Russian texts are
found by other means. The trade: a surname alone, without a title, is missed.
"""

import re
from collections.abc import Iterator

from openfonds.restrictions.detectors.given_names_western import ENGLISH, FRENCH, GERMAN
from openfonds.restrictions.findings import Confidence, Finding, strongest

FACT = "person_named"

_CAPITAL = r"A-ZÀ-ÖØ-ÞŒŠŽ"
_SMALL = r"a-zß-öø-ÿœšž'’"
# Of so many letters at most, so that a row of letters and apostrophes is not read again and again.
_SURNAME = rf"(?:[{_CAPITAL}][{_SMALL}]{{0,60}}[-'’])?[{_CAPITAL}][{_SMALL}{_CAPITAL}]{{1,60}}"
_INITIALS = rf"[{_CAPITAL}]\.(?:[ -]?[{_CAPITAL}]\.){{0,2}}"
_PARTICLES = {
    "de": "von der|von dem|von|vom|zu|zum|zur|van|de",
    "fr": "de la|de|du|des|d'|d’|le|la|van",
    "en": "de|van|von|of|Mac|Mc|O'|O’",
}
# After a title or a given name these are no surnames.
_TITLES = {
    "de": (
        "Herrn?|Frau|Fräulein|Frl\\.|Dr\\.|Prof\\.|Professor|Witwe|Wwe\\.|Pfarrer|Pastor|Bauer"
        "|Lehrer|Genosse"
        "|Genossin|Gefr\\.|Uffz\\.|Leutnant|Hauptmann|Major|Oberst|Obersturmführer|Graf|Gräfin"
        "|Freiherr|Baron"
    ),
    "fr": (
        "M\\.|MM\\.|Mr|Mme|Mmes|Mlle|Mlles|Me|Dr|Monsieur|Madame|Mademoiselle|Sieur|Veuve|Vve"
        "|Citoyen"
        "|Citoyenne|Abbé|Comte|Comtesse|Baron|Capitaine|Lieutenant|Sergent|Maître|Docteur"
        "|Professeur"
    ),
    "en": (
        "Mr|Mrs|Miss|Ms|Messrs|Dr|Sir|Lady|Lord|Rev|Reverend|Pte|Cpl|Sgt|Lt|Capt|Captain|Major"
        "|Col|Colonel"
        "|Professor|Prof|Widow|Constable|Squire|Master"
    ),
}
_NO_SURNAMES = {
    "de": "Der|Die|Das|Den|Dem|Und|In|Am|Im|Präsident|Minister|Direktor|Bürgermeister|Rat"
    "|Geheimrat",
    "fr": "Le|La|Les|Et|Ministre|Président|Préfet|Maire|Directeur|Procureur|Juge",
    "en": "The|And|In|On|Of|Secretary|President|Minister|Speaker|Chairman|Justice|General|Mayor",
}
_GIVEN = {"de": GERMAN, "fr": FRENCH, "en": ENGLISH}


def _compile(language: str) -> tuple[tuple[re.Pattern[str], Confidence], ...]:
    given = "(?:" + "|".join(sorted(_GIVEN[language], key=lambda n: (-len(n), n))) + ")"
    given = rf"{given}(?:[- ]{given}){{0,3}}"
    surname = (
        rf"(?:(?i:{_PARTICLES[language]}) ?)?"
        rf"(?!(?:{_NO_SURNAMES[language]})(?!\w)){_SURNAME}(?!\w)"
    )
    middle = rf"(?:(?:{_INITIALS}|{given}) )?"
    return (
        (
            re.compile(
                rf"(?<!\w)(?:{_TITLES[language]})\.?\s(?:[Dd]r\. ?)?{middle}"
                rf"(?:{surname}(?: {_SURNAME}(?!\w))?|[{_CAPITAL}]\.(?!\w))"
            ),
            "likely",
        ),
        (re.compile(rf"(?<!\w){given}\s{middle}{surname}"), "likely"),
        (
            re.compile(rf"(?<!\w)[{_CAPITAL}]{{3,}}(?:-[{_CAPITAL}]{{2,}})?,? {given}(?!\w)"),
            "likely",
        ),
        (re.compile(rf"(?<!\w){_INITIALS} ?{surname}"), "possible"),
        (re.compile(rf"(?<!\w){_SURNAME},? {_INITIALS}(?!\w)"), "possible"),
    )


_PATTERNS = {language: _compile(language) for language in _GIVEN}


def name_pattern(language: str) -> re.Pattern[str]:
    """All the ways of naming a person in one pattern, for a cue that a person is meant."""
    return re.compile("|".join(pattern.pattern for pattern, _ in _PATTERNS[language]))


def find_named_persons(text: str, language: str) -> Iterator[Finding]:
    """Yield the persons named in a German, French or English text; offsets in code points.

    Raises:
        KeyError: for another language; it has no tables here, so nothing can be said of it.

    >>> [f.confidence for f in find_named_persons("An Frau Anna Lehmann", "de")]
    ['likely']
    """
    patterns = _PATTERNS[language]
    return iter(
        strongest(
            Finding(FACT, *match.span(), confidence)
            for pattern, confidence in patterns
            for match in pattern.finditer(text)
        )
    )
