"""The example holding comes to what examples/expected.tsv says, item by item."""

import csv
from collections import defaultdict
from pathlib import Path

from examples.make_holding import make_holding
from tests import ROOT
from tests.holdings import CommandLine


def test_every_item_comes_to_the_outcome_that_is_told(tmp_path: Path) -> None:
    openfonds = CommandLine(tmp_path / "storage")
    make_holding(tmp_path / "holding")
    assert openfonds.ingest(tmp_path / "holding", collection="town").code == 1  # some items fail
    came_to = defaultdict(list)
    for line in openfonds.decisions("town"):
        if line["unit"] == "item":
            came_to[line["item_id"]].append(line["outcome"])
    told = defaultdict(list)
    with (ROOT / "examples" / "expected.tsv").open(encoding="utf-8", newline="") as lines:
        for line in csv.DictReader(lines, delimiter="\t"):
            told[line["item_id"]].append(line["outcome"])
    assert {item: sorted(found) for item, found in came_to.items()} == {
        item: sorted(outcomes) for item, outcomes in told.items()
    }
