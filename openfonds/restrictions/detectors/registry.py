"""The detectors that are run on every text. A new one costs a module, a line here and a test."""

from collections.abc import Iterator
from functools import cached_property

from openfonds.restrictions.detectors.birth_dates import BirthDates
from openfonds.restrictions.detectors.file_kinds import FileKinds
from openfonds.restrictions.detectors.identifiers import Identifiers
from openfonds.restrictions.detectors.minors import Minors
from openfonds.restrictions.detectors.private_life import PrivateLife
from openfonds.restrictions.detectors.secrecy_marks import SecrecyMarks
from openfonds.restrictions.findings import Detector, Finding


class Late:
    """A detector whose tables are built when the first text comes: most commands have none."""

    def __init__(self, kind: type[Detector]) -> None:
        self._kind = kind
        self.name, self.version, self.facts = kind.name, kind.version, kind.facts

    @cached_property
    def _built(self) -> Detector:
        return self._kind()

    def find(self, text: str) -> Iterator[Finding]:
        """As the detector itself."""
        return self._built.find(text)


DETECTORS: tuple[Detector, ...] = (
    Late(SecrecyMarks),
    Late(FileKinds),
    Late(Identifiers),
    Late(BirthDates),
    Late(PrivateLife),
    Late(Minors),
)

# Goes into the policy digest: another version of a detector is another decision.
DETECTOR_VERSIONS = " ".join(f"{d.name}/{d.version}" for d in DETECTORS)

FACTS: frozenset[str] = frozenset().union(*(d.facts for d in DETECTORS))


def examine(text: str) -> list[Finding]:
    """Run every detector on `text`; findings sorted by place, then by fact.

    Whatever a detector raises goes through: the caller sends such an item to review, for a
    detector that did not finish has said nothing (LAW 5.58).
    """
    findings = [finding for detector in DETECTORS for finding in detector.find(text)]
    return sorted(findings, key=lambda f: (f.start, f.end, f.fact))
