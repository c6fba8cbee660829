"""Checks the packs of one folder before anybody signs them (LAW 5.57, 6).

A fault makes a pack unfit to be signed. A note is right in some packs and a slip in others: a
person decides.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches

from openfonds.errors import PolicyError
from openfonds.restrictions.detectors.persons import Persons
from openfonds.restrictions.detectors.registry import FACTS
from openfonds.restrictions.examples import faults
from openfonds.restrictions.made_facts import MADE_HERE
from openfonds.restrictions.pack_file import read_pack
from openfonds.restrictions.policy import Pack, Rule

SLIP_RATIO = 0.85  # names of facts so much alike that one is a slip of the pen
OLDEST_NORM = date(1700, 1, 1)
YEARS_AHEAD = 20  # a norm is not enacted so long before it begins


@dataclass(frozen=True, slots=True)
class PackReport:
    """What was found in one file. `name` is None where the file cannot be read as a pack."""

    file: str
    name: str | None
    rules: int = 0
    grounds: int = 0
    examples: int = 0
    faults: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def is_usable(self) -> bool:
        """Whether the file is a pack at all, good or bad."""
        return self.name is not None


def check_packs(
    packs: Sequence[tuple[str, bytes]], elsewhere: Mapping[str, str], today: date
) -> list[PackReport]:
    """Check all packs of one folder.

    Args:
        packs: name and bytes of every file.
        elsewhere: ids of rules in other folders of the installation, and where they stand.
        today: what is valid from a later day on is noted.
    """
    read: list[tuple[str, Pack | None, str]] = []
    for file, data in packs:
        try:
            read.append((file, read_pack(data, file)[0], ""))
        except (PolicyError, TypeError, AttributeError, KeyError) as error:
            # Whatever a value of the wrong kind leads to, the file is no pack.
            told = str(error) if isinstance(error, PolicyError) else f"{file}: not a pack"
            read.append((file, None, told))
    aliased = {fact for _, pack, _ in read if pack for fact in pack.aliases.values()}
    known = FACTS | Persons.facts | MADE_HERE | aliased
    rules = dict(elsewhere)
    ids: dict[str, str] = {}
    reports = []
    for file, pack, problem in read:
        if pack is None:
            reports.append(PackReport(file, None, faults=(problem,)))
            continue
        found = [f for rule in pack.rules for f in _faults(rule, known, today)]
        for rule in pack.rules:
            if (other := rules.setdefault(rule.id, file)) != file:
                found.append(f"{rule.id}: the id also stands in {other}")
        own = [rule.id for rule in pack.rules]
        found += [f"{i}: the id stands there twice" for i in sorted(set(own)) if own.count(i) > 1]
        pack_id = pack.name.partition("@")[0]
        if (other := ids.setdefault(pack_id, file)) != file:
            found.append(f"the pack {pack_id} also stands in {other}: two versions overlap")
        reports.append(
            PackReport(
                file=file,
                name=pack.name,
                rules=sum(not r.is_ground for r in pack.rules),
                grounds=sum(r.is_ground for r in pack.rules),
                examples=sum(len(r.examples) for r in pack.rules),
                faults=tuple(found),
                notes=tuple(n for rule in pack.rules for n in _notes(rule, known, today)),
            )
        )
    return reports


def _faults(rule: Rule, known: frozenset[str], today: date) -> Iterator[str]:
    try:
        yield from faults(rule)
    except (PolicyError, TypeError, ValueError) as error:
        yield f"{rule.id}: an example cannot be run: {error}"
    if rule.valid_to is not None and rule.valid_to <= rule.valid_from:
        yield f"{rule.id}: it ends ({rule.valid_to}) before it begins ({rule.valid_from})"
    if not rule.valid_from >= OLDEST_NORM or rule.valid_from.year > today.year + YEARS_AHEAD:
        yield f"{rule.id}: valid from {rule.valid_from}: a slip of the pen?"
    for fact in _asked(rule):
        if fact not in known and (alike := get_close_matches(fact, sorted(known), 1, SLIP_RATIO)):
            yield f"{rule.id}: nobody asserts the fact {fact!r}; {alike[0]!r} is asserted"


def _notes(rule: Rule, known: frozenset[str], today: date) -> Iterator[str]:
    if rule.valid_from > today:
        yield f"{rule.id}: not in force before {rule.valid_from}"
    if rule.valid_to is not None and rule.valid_to <= today:
        yield f"{rule.id}: no longer in force since {rule.valid_to}"
    for fact in _asked(rule):
        if fact not in known:
            yield f"{rule.id}: only a person can assert {fact!r} (column fact:{fact})"


def _asked(rule: Rule) -> list[str]:
    period = rule.period
    chain = [step.unless_known for step in period.fallback] if period else []
    unless = [rule.unless_fact] if rule.unless_fact else []
    return sorted({*rule.when.facts(), *unless, *chain})
