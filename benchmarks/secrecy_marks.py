"""Recall and precision of the marks of secrecy, on passages written for it, and their speed.

    python benchmarks/secrecy_marks.py [--variants N] [--seed N] [--each] [--half tuned|held-out]

detector_passages/marks.tsv holds the beginnings of papers and titles that bear a mark, by the
kind of the mark; marks_clean.tsv those that bear none: `archive`, read as papers of an archive,
and `print`, read as published works. Every second row of either is held out: it was not looked
at while phrases were changed (--each names the passages that are missed, and is for the tuned
half). Both were written by one hand before the phrases, so they show what ordinary wording
yields, not what an archive holds.

Letters are damaged at 0, 3, 10 and 20 percent as OCR damages them (benchmarks/detectors.py). Recall
and false alarms are of findings at least likely, with a 95% bound (Wilson) that counts a passage
once however often it was damaged.
"""

import argparse
import random
import sys
import time
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.detectors import DATA, PASSAGES, damage, wilson
from openfonds.restrictions.detectors.secrecy_marks import SecrecyMarks
from openfonds.restrictions.findings import STRENGTH

NOISE = (0.0, 0.03, 0.10, 0.20)
HALVES = ("tuned", "held-out")
MARKS = frozenset({"secrecy_mark", "service_mark"})
ARCHIVE, PRINT = SecrecyMarks(), SecrecyMarks(printed=True)


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage and the kind of its mark, or of the paper that has none."""

    kind: str
    text: str


def read_passages(name: str, half: str) -> list[Passage]:
    """One half of the rows of a file."""
    rows = (PASSAGES / name).read_text(encoding="utf-8").splitlines()
    cells = [row.split("\t") for row in rows[HALVES.index(half) :: 2]]
    return [Passage(kind, text.replace("\\n", "\n")) for kind, text in cells]


def strength(passage: Passage, text: str) -> int:
    """2, 1 or 0 for the surest mark that is found, -1 for none."""
    detector = PRINT if passage.kind == "print" else ARCHIVE
    found = (STRENGTH[f.confidence] for f in detector.find(text) if f.fact in MARKS)
    return max(found, default=-1)


def measure(half: str, variants: int, seed: int, *, each: bool) -> None:
    """Print recall by kind, and false alarms, for each share of noise."""
    for name, says in (("marks.tsv", "found"), ("marks_clean.tsv", "false")):
        passages = read_passages(name, half)
        for noise in NOISE:
            by_kind: dict[str, list[float]] = defaultdict(list)
            for number, passage in enumerate(passages):
                rng = random.Random(f"{seed} {number} {noise}")
                count = variants if noise else 1
                likely = [
                    strength(passage, damage(passage.text, noise, rng)) >= 1 for _ in range(count)
                ]
                by_kind[passage.kind].append(sum(likely) / count)
                if each and not noise and likely[0] == (says == "false"):
                    print(f"    {passage.kind}: {passage.text!r}")
            shares = [share for kind in by_kind.values() for share in kind]
            mean = sum(shares) / len(shares)
            low, high = wilson(mean, len(shares))
            kinds = ", ".join(
                f"{kind} {sum(of) / len(of):.0%} of {len(of)}" for kind, of in by_kind.items()
            )
            print(f"{half} {noise:4.0%} {says} {mean:6.1%} [{low:5.1%};{high:6.1%}]  {kinds}")


def measure_speed() -> None:
    """Print characters a second on one core on Russian prose."""
    texts = [p.read_text("utf-8", "replace") for p in sorted((DATA / "C").rglob("*.txt"))]
    if not texts:
        print("prose: absent; set OPENFONDS_TEST_DATA")
        return
    began = time.process_time()
    for text in texts:
        list(ARCHIVE.find(text))
    seconds = time.process_time() - began
    print(f"{sum(map(len, texts)) / seconds:,.0f} characters a second")


def main() -> None:
    parser = argparse.ArgumentParser(description="Recall and precision of marks of secrecy.")
    parser.add_argument("--variants", type=int, default=5, help="damaged texts of each passage")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--half", choices=HALVES, help="both by default")
    parser.add_argument("--each", action="store_true", help="name the passages that are missed")
    arguments = parser.parse_args()
    for half in [arguments.half] if arguments.half else HALVES:
        measure(half, arguments.variants, arguments.seed, each=arguments.each)
    measure_speed()


if __name__ == "__main__":
    main()
