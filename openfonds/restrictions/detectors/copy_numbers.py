"""Numbers of copies in office papers: "Экз. № 2", "Отп. в 3-х экз.".

Office papers were numbered where they were secret (LAW 5.24), and often bear no other mark.
Only a cell of its own counts, that is a line or what a wide blank parts from it. A print run is
counted in hundreds, and is no such thing.
"""

import re
from collections.abc import Iterator

_NUMBER = (
    r"(?:(?:№|n[оo]?\.?) ?\d{1,3}|\d{1,2}(?:[- ]{0,2}(?:и|ого|ии|ыи))?"
    r"|№(?! {0,2}\d)|един\w{0,10}|перв\w{2})"
)
_ONE = rf"экз(?:емпляр)?\.? ?{_NUMBER}(?!\w)"
_MADE = (
    r"(?:отп(?:еч(?:атано)?)?|(?:на)?печ(?:атано)?|разм(?:ножено)?|исп(?:олнено)?)[. ]{1,3}(?:в )?"
    r"(?:\d{1,2}|одном|двух|трех|четырех|пяти)[- ]{0,2}(?:х )?экз(?:емпляр\w{0,3})?(?!\w)"
)
_COPIES = re.compile(
    r"(?:\A|(?<=\n)|(?<= {3})) {0,80}"
    rf"((?:{_ONE}|{_MADE})(?:[ .,;]{{1,3}}(?:{_ONE}|{_MADE})){{0,3}})"
    r"\.?(?=[^\w\n]*(?:\n|\Z|\d| {3}|исп|маш|адрес|кажд|[а-я]\.))"
)


def copy_numbers(folded: str) -> Iterator[tuple[int, int]]:
    """Yield where in a folded text the numbers of copies stand as a mark."""
    if "экз" in folded:
        for match in _COPIES.finditer(folded):
            yield match.span(1)
