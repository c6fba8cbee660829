"""Notes that may be about access, or about anything else: they count where they speak of it."""

import re

_HINT = re.compile(
    r"огранич|закрыт|запре[щт]|секрет|дсп\b|для служебн|не подлеж|спецхран|не выда|разрешени|тайн"
    # "Режим доступа: http://..." and "доступ свободный" restrict nothing.
    r"|доступ(?!\w*\s*:?\s*(?:https?:|www|свободн|internet|интернет))|18\s?\+"
    r"|restrict|closed|confiden|secret|embargo|permission|classified|withheld|sealed"
    r"|(?:no|limited) access|access (?:is )?(?:limited|only)"
    r"|réserv|interdit|communicab|gesperrt|vertraulich|sperrfrist|riservat",
    re.IGNORECASE,
)


def speaks_of_access(note: str) -> bool:
    """Whether a note may limit access; a person reads it then.

    >>> speaks_of_access("Выдается с разрешения"), speaks_of_access("Режим доступа: http://x.ru")
    (True, False)
    """
    return _HINT.search(note) is not None
