"""Measure whether nothing closed is opened.

    python -m benchmarks.traps [--each 75] [--seed 1] [--only NAME ...] [--images] [--output FOLDER]

Each kind of trap and of control has --each items. Images are read by Tesseract: without --images
there are only six of each kind of them. --output keeps the holdings and writes table.txt,
results.jsonl (one line an item) and kinds.tsv (which law closes what). Exit code 1: a leak.
"""

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.traps.corpus import KINDS, kinds_named
from benchmarks.traps.measure import NOT_MEASURED, Result, measure, table
from benchmarks.traps.model import Kind
from benchmarks.traps.package import write_holdings

FEW_IMAGES = 6


def counts(kinds: tuple[Kind, ...], each: int, *, images: bool) -> dict[str, int]:
    """How many items of each kind."""
    few = min(each, FEW_IMAGES)
    return {k.id: each if images or k.family != "images" else few for k in kinds}


def kinds_table() -> str:
    """Every kind with the failure modes, the law behind it, and what must become of it."""
    rows = [("kind", "LAW 5", "law", "expected")]
    rows += [(k.id, ",".join(map(str, k.modes)), k.norm, k.expected) for k in KINDS]
    return "\n".join("\t".join(row) for row in rows) + "\n"


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--each", type=int, default=75, help="items of each kind")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", nargs="*", default=[], help="families or kinds, such as dates")
    parser.add_argument("--images", action="store_true", help="all of the images too")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--output", type=Path, help="folder to keep")
    parser.add_argument("--kinds", action="store_true", help="only print the table of kinds")
    given = parser.parse_args()
    if given.kinds:
        print(kinds_table(), end="")
        return 0
    kinds = kinds_named(given.only)
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="traps-") as scratch:
        root = given.output or Path(scratch)
        root.mkdir(parents=True, exist_ok=True)
        number = counts(kinds, given.each, images=given.images)
        holdings = write_holdings(root / "holdings", kinds, number, given.seed)
        lines = root / "results.jsonl"
        lines.unlink(missing_ok=True)
        results = measure(holdings, Path(scratch), given.jobs, lambda found: _keep(lines, found))
    text = table(kinds, results)
    print(f"{text}\n{time.monotonic() - began:.0f} s, seed {given.seed}")
    _list_faults(results)
    if given.output:
        (root / "table.txt").write_text(f"{text}\n", encoding="utf-8")
        (root / "kinds.tsv").write_text(kinds_table(), encoding="utf-8")
    return 1 if any(r.is_leak or r.outcome == NOT_MEASURED for r in results) else 0


def _keep(path: Path, found: list[Result]) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.writelines(f"{json.dumps(_as_json(r), ensure_ascii=False)}\n" for r in found)


def _as_json(result: Result) -> dict[str, object]:
    placed = result.placed
    return {
        "kind": placed.kind.id,
        "number": placed.number,
        "holding": result.holding,
        "item_id": placed.item_id,
        "expected": placed.kind.expected,
        "outcome": result.outcome,
        "reason_codes": list(result.reason_codes),
    }


def _list_faults(results: list[Result]) -> None:
    """Which items leaked or were closed for nothing: kind, numbers, and the codes behind it."""
    faults: dict[tuple[str, str], list[int]] = {}
    for r in results:
        kind = r.placed.kind
        if r.is_leak or (kind.is_control and r.outcome != "open"):
            what = "LEAK" if r.is_leak else f"closed: {', '.join(r.reason_codes)}"
            faults.setdefault((kind.id, what), []).append(r.placed.number)
    for (kind_id, what), numbers in faults.items():
        print(f"{kind_id}  {what}  {' '.join(map(str, numbers))}")


if __name__ == "__main__":
    sys.exit(main())
