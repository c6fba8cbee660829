"""How many items a second the rules decide: 100,000 items, every rule of the Russian packs.

    python benchmarks/decisions_speed.py [--items N] [--rules N]

Items differ in date, material, maker, facts and findings, so that no outcome is the rule.
"whole" builds the case of an item from its description and findings and judges it, as an ingest
does after reading; "rules" judges cases that are at hand (LAW 6: 10,700 items a second with 40
rules for the sketch). One core. The rules are those of the pack, repeated or cut to --rules.
"""

import argparse
import sys
import time
from collections import Counter
from dataclasses import replace
from datetime import date
from itertools import cycle, islice
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from openfonds.model import FactSource, Item
from openfonds.restrictions.evaluator import evaluate
from openfonds.restrictions.facts import Examined
from openfonds.restrictions.findings import Finding
from openfonds.restrictions.law import Law
from openfonds.restrictions.packs import load_policy
from tests.item_samples import OPEN_SERIES, book, item, read

ROOT = Path(__file__).parents[1]
AS_OF = date(2026, 11, 22)
FACTS = (None, "secrecy_mark", None, "private_life", None, None, "personal_identifier", "medical")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    options.add_argument("--items", type=int, default=100_000)
    options.add_argument("--rules", type=int, default=40)
    given = options.parse_args()
    policy = load_policy(ROOT / "policies", ("ru",))
    # Copies have ids of their own, as any other rules would.
    rules = tuple(
        replace(rule, id=f"{rule.id}#{i}") if i >= len(policy.rules) else rule
        for i, rule in enumerate(islice(cycle(policy.rules), given.rules))
    )
    law = Law(replace(policy, rules=rules), (), frozenset({OPEN_SERIES}), AS_OF)
    samples = list(_samples())
    print(f"{given.items:,} items, {len(rules)} rules, {len(policy.grounds)} grounds, one core")

    began = time.process_time()
    outcomes: Counter[str] = Counter()
    for held, examined in islice(cycle(samples), given.items):
        outcomes[law.judge(held, examined).outcome.value] += 1
    spent = time.process_time() - began
    print(f"  whole  {given.items / spent:>9,.0f} items/s  ({spent:.1f} s)  {dict(outcomes)}")

    cases = [(held.key, law.case(held, examined)) for held, examined in samples]
    began = time.process_time()
    for key, case in islice(cycle(cases), given.items):
        evaluate(key, case, law.policy, AS_OF)
    spent = time.process_time() - began
    print(f"  rules  {given.items / spent:>9,.0f} items/s  ({spent:.1f} s)")


def _samples() -> list[tuple[Item, Examined]]:
    """Items of every kind, each with what its reading found."""
    base = read("Слушали доклад управы о мощении улиц. Постановили: утвердить.")
    made = []
    for year in range(1850, 2020, 5):
        for number, fact in enumerate(FACTS):
            found = (1, FactSource.TEXT_DETECTOR, Finding(fact, 0, 7, "likely")) if fact else None
            examined = replace(base, findings=(found,) if found else ())
            reference = f"Ф. 1. Оп. 1. Д. {year}-{number}"
            made.append((item(reference, str(year)), examined))
            made.append((book(str(year), title=f"Записки, том {number}"), examined))
    return made


if __name__ == "__main__":
    main()
