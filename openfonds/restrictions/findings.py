"""What a detector says of a text: where it saw evidence of a restriction, never what it read.

A detector may only assert a restriction. An empty result means "nothing was seen", never
"nothing is there" (LAW 0.1).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, Protocol

Confidence = Literal["certain", "likely", "possible"]

STRENGTH: dict[Confidence, int] = {"possible": 0, "likely": 1, "certain": 2}


@dataclass(frozen=True, slots=True)
class Finding:
    """Evidence for one fact at one place. It holds no text, so that it may be logged."""

    fact: str  # name of the fact, such as secrecy_mark
    start: int  # first code point in the text that was examined
    end: int  # one past the last code point
    confidence: Confidence


class Detector(Protocol):
    """Finds evidence for some facts. Pure: the same text gives the same findings."""

    name: str
    version: str  # raise it when the findings may change
    facts: frozenset[str]  # the facts that it may assert

    def find(self, text: str) -> Iterator[Finding]:
        """Yield what is found in `text`, with offsets in code points of `text`."""
        ...


def strongest(findings: Iterable[Finding]) -> list[Finding]:
    """Drop a finding that lies within another of the same fact and is not stronger; sort.

    Nothing is lost: the span and the confidence of what is dropped are covered by what stays.
    """
    kept: list[Finding] = []
    # the finding that reaches furthest, for each fact and least strength
    reach: dict[tuple[str, int], int] = {}
    ordered = sorted(findings, key=lambda f: (f.start, -f.end, -STRENGTH[f.confidence], f.fact))
    for finding in ordered:
        strength = STRENGTH[finding.confidence]
        if reach.get((finding.fact, strength), -1) >= finding.end:
            continue
        kept.append(finding)
        for lesser in range(strength + 1):
            key = (finding.fact, lesser)
            reach[key] = max(reach.get(key, -1), finding.end)
    return sorted(kept, key=lambda f: (f.start, f.end, f.fact))
