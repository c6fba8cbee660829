"""The detectors that are run on every text. A new one costs a module, a line here and a test."""

from openfonds.restrictions.detectors.birth_dates import BirthDates
from openfonds.restrictions.detectors.file_kinds import FileKinds
from openfonds.restrictions.detectors.identifiers import Identifiers
from openfonds.restrictions.detectors.secrecy_marks import SecrecyMarks
from openfonds.restrictions.findings import Detector, Finding

DETECTORS: tuple[Detector, ...] = (SecrecyMarks(), FileKinds(), Identifiers(), BirthDates())

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
