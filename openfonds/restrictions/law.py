"""All that a decision depends on besides the item: packs, closed lists, opened series, the day."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from openfonds.collection import ClosedList, Collection
from openfonds.digests import digest_of
from openfonds.double_decoding import undo_double_decoding
from openfonds.languages.identify import IDENTIFICATION_VERSION
from openfonds.model import Item, RuleHit, Truth, Verdict
from openfonds.restrictions.case import ItemCase
from openfonds.restrictions.closed_lists import LoadedList, listed, read_closed_list
from openfonds.restrictions.detectors.later_dates import dates_described
from openfonds.restrictions.detectors.mentioned import Mentioned, all_mentioned
from openfonds.restrictions.detectors.persons import Persons
from openfonds.restrictions.detectors.registry import DETECTOR_VERSIONS
from openfonds.restrictions.evaluator import REVIEW, evaluate
from openfonds.restrictions.facts import Examined, build_case, described_texts, file_names
from openfonds.restrictions.findings import Finding
from openfonds.restrictions.item_reading import (
    NAMES_VERSION,
    READING_VERSION,
    Examine,
    examine_for,
)
from openfonds.restrictions.packs import load_policy
from openfonds.restrictions.policy import Policy
from openfonds.restrictions.signatures import signed
from openfonds.restrictions.signers import signers_digest

# Bytes of a closed list and the day on which it was last changed; None where it is missing.
ListReader = Callable[[ClosedList], tuple[bytes | None, date]]
PARAGRAPH = "\n\n"
NOT_SIGNED = "policy.not-signed"
NOT_SIGNED_CITE = "two people, a counsel and an archivist, sign each version of the packs"
JUDGEMENT_VERSION = "5"  # raise it when the same facts may lead to another verdict


@dataclass(frozen=True, slots=True)
class Law:
    """What applies to one collection on one day."""

    policy: Policy
    lists: tuple[LoadedList, ...]
    open_series: frozenset[str]
    as_of: date
    unsigned: tuple[str, ...] = ()  # policies for which nobody vouches as they are: nothing opens
    signers: str = ""  # digest of the list of those who may vouch

    @property
    def digest(self) -> str:
        """Changes with any byte of a pack, list or signers.toml, the opened series, or the code."""
        return digest_of(
            {
                "packs": self.policy.packs,
                "lists": [[one.id, one.sha256, one.problem] for one in self.lists],
                "open_series": sorted(self.open_series),
                "unsigned": self.unsigned,
                "signers": self.signers,
                "detectors": f"{DETECTOR_VERSIONS} {Persons.name}/{Persons.version}",
                "reading": READING_VERSION,
                "names": NAMES_VERSION,
                "languages": IDENTIFICATION_VERSION,
                "judgement": JUDGEMENT_VERSION,
            }
        )

    def judge(self, item: Item, examined: Examined | None) -> Verdict:
        """What the rules say of an item; `examined` is None before its texts were read."""
        case = self.case(item, examined)
        return evaluate(item.key, case, self.policy, self.as_of, self._beyond())

    def case(self, item: Item, examined: Examined | None) -> ItemCase:
        """What is known of an item; `examined` is None before its texts were read."""
        search = examine_for(item)
        findings, described = _described(
            search,
            tuple(described_texts(item)),
            tuple(file_names(item)),
            (item.title, item.description),
            self.as_of.year,
        )
        if examined:
            findings += _in_mojibake(search, tuple(page.text for page in examined.pages))
        return build_case(
            item,
            self.policy,
            open_series=self.open_series,
            listed=self._listed(item),
            description_findings=findings,
            described=described,
            examined=examined,
            as_of=self.as_of,
        )

    def _beyond(self) -> tuple[RuleHit, ...]:
        if not self.unsigned:
            return ()
        return (RuleHit(NOT_SIGNED, REVIEW, "care", NOT_SIGNED_CITE, None),)

    def _listed(self, item: Item) -> Truth:
        return listed(self.lists, item.reference_code, item.title)


@lru_cache(maxsize=16)  # an item is judged under several laws and days, one after the other
def _described(
    search: Examine,
    texts: tuple[str, ...],
    names: tuple[str, ...],
    dated: tuple[str | None, ...],
    until: int,
) -> tuple[tuple[Finding, ...], Mentioned]:
    """What the detectors see in a description, and the dates that it asserts, to a year."""
    # Paragraphs of one text: a detector costs more to start than to go on.
    findings = search(PARAGRAPH.join(_readings(texts)))
    # A scanner's numbering looks like an identifier now and then.
    findings += [f for f in search(PARAGRAPH.join(_readings(names))) if f.confidence != "possible"]
    # An act or a note on access bears the day on which it was made, not that of the item.
    mentioned = [dates_described(text, until) for text in dated if text]
    return tuple(findings), all_mentioned(mentioned)


@lru_cache(maxsize=16)
def _in_mojibake(search: Examine, texts: tuple[str, ...]) -> tuple[Finding, ...]:
    """What the detectors see in pages once mojibake is undone. It has no place in the pages."""
    repairs = [undo_double_decoding(text) for text in texts]
    return tuple(found for repair in repairs if repair for found in search(repair.text))


def _readings(texts: tuple[str, ...]) -> list[str]:
    """Texts as they are and, where they are mojibake, as they were."""
    repairs = [undo_double_decoding(text) for text in texts]
    return [*texts, *(repair.text for repair in repairs if repair)]


def load_law(policies: Path, collection: Collection, read: ListReader, as_of: date) -> Law:
    """Read the packs and closed lists of a collection, and whether the packs are signed.

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
    policy = load_policy(policies, collection.policies)
    return Law(
        policy=policy,
        lists=tuple(lists),
        open_series=frozenset(collection.open_series),
        as_of=as_of,
        unsigned=_unsigned(policies, policy, as_of),
        signers=signers_digest(policies),
    )


def _unsigned(policies: Path, policy: Policy, as_of: date) -> tuple[str, ...]:
    found = [signed(policies, name, as_of) for name in dict.fromkeys(policy.jurisdictions)]
    read = sorted(pack.rpartition(":")[2] for pack in policy.packs)
    if read != sorted(sha256 for one in found for sha256 in one.packs.values()):
        return policy.jurisdictions  # a pack was changed while it was read
    return tuple(one.policy for one in found if not one.holds)
