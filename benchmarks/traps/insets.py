"""Closed passages with people in them."""

from benchmarks.traps.model import Draw
from benchmarks.traps.people import CASES, Person, person
from benchmarks.traps.secrets_texts import ALIASES
from benchmarks.traps.texts import fill


def inset(draw: Draw, template: str, who: Person | None = None) -> str:
    """A passage with its people filled in."""
    names: dict[str, str] = {}
    for letter in "pq":
        one = who if who and letter == "p" else person(draw)
        style = draw.pick((Person.full, Person.natural, Person.initials))
        for case in CASES:
            names[f"{letter}{case}"] = style(one, case)
        names[letter] = names[f"{letter}nom"]
    child = person(draw)
    for i, case in enumerate(CASES):
        names[f"c{case}"] = child.pet[i]
    names["c"] = child.pet[0]
    names["alias"] = draw.pick(ALIASES)
    return fill(draw, template, **names)
