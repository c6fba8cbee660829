"""All that a decision depends on besides the item: packs, closed lists, opened series, the day."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from openfonds.collection import ClosedList, Collection
from openfonds.digests import digest_of
from openfonds.model import Item, Truth, Verdict
from openfonds.restrictions.case import ItemCase
from openfonds.restrictions.closed_lists import LoadedList, listed, read_closed_list
from openfonds.restrictions.detectors.later_dates import latest_year_mentioned
from openfonds.restrictions.detectors.registry import DETECTOR_VERSIONS, examine
from openfonds.restrictions.evaluator import evaluate
from openfonds.restrictions.facts import Examined, build_case, described_texts, file_names
from openfonds.restrictions.findings import Finding
from openfonds.restrictions.packs import load_policy
from openfonds.restrictions.policy import Policy

# Bytes of a closed list and the day on which it was last changed; None where it is missing.
ListReader = Callable[[ClosedList], tuple[bytes | None, date]]
PARAGRAPH = "\n\n"
JUDGEMENT_VERSION = "2"  # raise it when the same facts may lead to another verdict


@dataclass(frozen=True, slots=True)
class Law:
    """What applies to one collection on one day."""

    policy: Policy
    lists: tuple[LoadedList, ...]
    open_series: frozenset[str]
    as_of: date

    @property
    def digest(self) -> str:
        """Changes with any byte of a pack or list, the opened series, or the code that judges."""
        return digest_of(
            {
                "packs": self.policy.packs,
                "lists": [[one.id, one.sha256, one.problem] for one in self.lists],
                "open_series": sorted(self.open_series),
                "detectors": DETECTOR_VERSIONS,
                "judgement": JUDGEMENT_VERSION,
            }
        )

    def judge(self, item: Item, examined: Examined | None) -> Verdict:
        """What the rules say of an item; `examined` is None before its texts were read."""
        return evaluate(item.key, self.case(item, examined), self.policy, self.as_of)

    def case(self, item: Item, examined: Examined | None) -> ItemCase:
        """What is known of an item; `examined` is None before its texts were read."""
        # Paragraphs of one text: a detector costs more to start than to go on.
        findings: list[Finding] = examine(PARAGRAPH.join(described_texts(item)))
        # A scanner's numbering looks like an identifier now and then.
        named = examine(PARAGRAPH.join(file_names(item)))
        findings += [f for f in named if f.confidence != "possible"]
        # An act or a note on access bears the day on which it was made, not that of the item.
        years = [
            year
            for text in (item.title, item.description)
            if text and (year := latest_year_mentioned(text)) is not None
        ]
        return build_case(
            item,
            self.policy,
            open_series=self.open_series,
            listed=self._listed(item),
            description_findings=findings,
            described_year=max(years, default=None),
            examined=examined,
            as_of=self.as_of,
        )

    def _listed(self, item: Item) -> Truth:
        return listed(self.lists, item.reference_code, item.title)


def load_law(policies: Path, collection: Collection, read: ListReader, as_of: date) -> Law:
    """Read the packs and closed lists of a collection.

    Raises:
        PolicyError: when a pack cannot be used. A list that cannot be used does not raise: it
            makes every answer about it unknown.
    """
    lists = []
    for declared in collection.closed_lists:
        data, changed_on = read(declared)
        lists.append(
            read_closed_list(
                declared.id,
                declared.key,
                data,
                changed_on=changed_on,
                max_age_days=declared.max_age_days,
                as_of=as_of,
            )
        )
    return Law(
        policy=load_policy(policies, collection.policies),
        lists=tuple(lists),
        open_series=frozenset(collection.open_series),
        as_of=as_of,
    )
