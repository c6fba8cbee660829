"""Takes holdings in with the real command line and counts what became of their items."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.traps.model import Kind
from benchmarks.traps.package import Holding, Placed, write_collection

ROOT = Path(__file__).resolve().parents[2]
COPY_MODES = frozenset({18, 19})  # of LAW 5
COPY_CODES = frozenset(
    ("care.same-bytes-as-closed", "care.near-copy-of-closed", "care.quotes-closed")
)
UNUSABLE = 2  # exit code of the command line: nothing was done
NOT_MEASURED = "not measured"
TRIES = 3  # of a command that a signal ended: the same command goes on


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one item; no_decision where the command refused the whole holding."""

    placed: Placed
    holding: str
    outcome: str
    reason_codes: tuple[str, ...]

    @property
    def is_masked(self) -> bool:
        """Closed only because it shares a sentence with another item of the corpus.

        The harmless sentences of the corpus are few; only a trap of copies may be closed by them.
        """
        is_about_copies = not COPY_MODES.isdisjoint(self.placed.kind.modes)
        return (
            bool(self.reason_codes) and not is_about_copies and {*self.reason_codes} <= COPY_CODES
        )

    @property
    def is_leak(self) -> bool:
        """Opened, or masked, and must be closed for what it says."""
        return not self.placed.kind.is_control and (self.outcome == "open" or self.is_masked)


def zero_bound(n: int) -> float:
    """The greatest share that still gives none of n in one case of twenty (Clopper-Pearson)."""
    return 1 - 0.05 ** (1 / n) if n else 1.0


def bound(leaks: int, n: int) -> float:
    """The one-sided 95 per cent upper bound of a share: `leaks` of n were (Clopper-Pearson)."""
    if leaks == 0:
        return zero_bound(n)
    low, high = leaks / n, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        if _at_most(leaks, n, middle) > 0.05:
            low = middle
        else:
            high = middle
    return high


def _at_most(leaks: int, n: int, share: float) -> float:
    term = (1 - share) ** n
    total = term
    for i in range(leaks):
        if share >= 1.0 or term == 0.0:
            return total
        term *= (n - i) / (i + 1) * share / (1 - share)
        total += term
    return total


class CommandFailed(RuntimeError):
    """The command line ended as it should not."""


def take_in(holding: Holding, root: Path, jobs: int) -> list[Result]:
    """Ingest a holding into a storage of its own, and read what was decided.

    Raises:
        CommandFailed: when a command ends otherwise than with all or some items decided on, or
            with a refusal of the whole holding; or when an item has no decision.
    """
    run = _Run(root / f"storage-{holding.name}", holding, jobs)
    setting = holding.setting
    ingested = run.ingest()
    if ingested == UNUSABLE:
        return [Result(p, holding.name, "no_decision", ()) for p in holding.items]
    if setting.is_listed_later:
        write_collection(holding, with_list=True)
        run.ingest()
    if setting.reassessed_on:
        run.command("reassess", "--as-of", setting.reassessed_on)
    decided = {d["item_id"]: d for d in run.decisions()}
    shutil.rmtree(run.storage)
    results = []
    for placed in holding.items:
        if placed.item_id not in decided:
            raise CommandFailed(f"{holding.name}: an item without a decision")
        one = decided[placed.item_id]
        codes = tuple(one["reason_codes"])
        results.append(Result(placed, holding.name, one["outcome"], codes))
    return results


@dataclass(frozen=True, slots=True)
class _Run:
    storage: Path
    holding: Holding
    jobs: int

    def command(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        kept = {k: v for k, v in os.environ.items() if not k.startswith("OPENFONDS_")}
        environment = {
            **kept,
            "OPENFONDS_STORAGE": str(self.storage),
            "PYTHONPATH": str(ROOT),
        }
        if self.holding.setting.edit:
            environment["OPENFONDS_POLICIES"] = str(self._packs())
        for _ in range(TRIES):
            done = subprocess.run(
                [sys.executable, "-m", "openfonds", *arguments],
                cwd=self.storage.parent,
                env=environment,
                capture_output=True,
                text=True,
                check=False,
            )
            if done.returncode >= 0:
                break
            print(f"{self.holding.name}: {arguments[0]} ended by a signal", file=sys.stderr)
        if done.returncode not in (0, 1, UNUSABLE) or "Traceback" in done.stderr:
            raise CommandFailed(f"{self.holding.name}: {arguments[0]}: {done.stderr[-2000:]}")
        return done

    def ingest(self) -> int:
        """The exit code."""
        return self.command(
            *("ingest", str(self.holding.folder), "--collection", "traps", "--json"),
            *("--as-of", self.holding.setting.as_of, "--jobs", str(self.jobs)),
        ).returncode

    def decisions(self) -> list[dict[str, Any]]:
        """The decisions that stand."""
        lines = self.command("decisions", "--collection", "traps", "--format", "jsonl").stdout
        return [d for d in map(json.loads, lines.splitlines()) if d["unit"] == "item"]

    def _packs(self) -> Path:
        folder = self.storage.parent / f"packs-{self.holding.name}"
        edit = self.holding.setting.edit
        if folder.exists() or edit is None:
            return folder
        shutil.copytree(ROOT / "policies", folder)
        is_changed = False
        for path in sorted((folder / "ru").glob("*.toml")):
            text = path.read_text(encoding="utf-8")
            edited = edit(path.name, text)
            is_changed |= edited != text
            path.write_text(edited, encoding="utf-8")
        if not is_changed:
            raise CommandFailed(f"{self.holding.name}: its edit no longer fits the packs")
        return folder


def measure(
    holdings: list[Holding],
    root: Path,
    jobs: int,
    keep: Callable[[list[Result]], None] = lambda _: None,
) -> list[Result]:
    """Take all holdings in, one after the other; says on standard error how far it is.

    `keep` gets the results of each holding as they come: a long run may be stopped.
    """
    results: list[Result] = []
    for number, holding in enumerate(holdings, 1):
        began = time.monotonic()
        try:
            found = take_in(holding, root, jobs)
        except CommandFailed as error:  # the others are still worth knowing
            print(error, file=sys.stderr)
            found = [Result(p, holding.name, NOT_MEASURED, ()) for p in holding.items]
        keep(found)
        results += found
        print(
            f"{number}/{len(holdings)} {holding.name}: {len(holding.items)} items,"
            f" {time.monotonic() - began:.0f} s",
            file=sys.stderr,
            flush=True,
        )
    return results


def table(kinds: tuple[Kind, ...], results: list[Result]) -> str:
    """A line for each kind, then the totals that LAW 3.5 sets goals for."""
    by_kind: dict[str, list[Result]] = {k.id: [] for k in kinds}
    for result in results:
        by_kind[result.placed.kind.id].append(result)
    head = f"{'trap':38} {'LAW 5':>10} {'expected':>9} {'items':>6}"
    lines = [f"{head} {'open':>5} {'withh.':>6} {'review':>6} {'failed':>6} {'bound':>7}"]
    for kind in (k for k in kinds if not k.is_control):
        found = by_kind[kind.id]
        counts = Counter("failed" if r.outcome == "no_decision" else r.outcome for r in found)
        modes = ",".join(map(str, kind.modes))
        leaks = sum(r.is_leak for r in found)
        counts["review"] -= leaks - counts["open"]  # masked ones
        share = bound(leaks, len(found))
        lines.append(
            f"{kind.id:38} {modes:>10} {kind.expected:>9} {len(found):>6} {leaks:>5}"
            f" {counts['withheld']:>6} {counts['review']:>6} {counts['failed']:>6} {share:>7.2%}"
        )
    lines.append("")
    lines.append(f"{'control':38} {'items':>6} {'open':>5} {'closed':>6} {'share':>7}")
    for kind in (k for k in kinds if k.is_control):
        found = by_kind[kind.id]
        opened = sum(r.outcome == "open" for r in found)
        closed = len(found) - opened
        share = closed / len(found) if found else 0.0
        lines.append(f"{kind.id:38} {len(found):>6} {opened:>5} {closed:>6} {share:>7.1%}")
    return "\n".join([*lines, "", *totals(results)])


def totals(results: list[Result]) -> list[str]:
    """Leaks, false closings and the share in review."""
    traps = [r for r in results if not r.placed.kind.is_control]
    controls = [r for r in results if r.placed.kind.is_control]
    leaks = sum(r.is_leak for r in traps)
    closed = sum(r.outcome != "open" for r in controls)
    review = sum(r.outcome == "review" for r in controls)
    modes = {m for r in traps for m in r.placed.kind.modes}
    lost = sum(r.outcome == NOT_MEASURED for r in results)
    return [
        *([f"NOT MEASURED, because the command line failed: {lost} items"] if lost else []),
        f"traps: {len(traps)} items of {len({r.placed.kind.id for r in traps})} kinds,"
        f" {len(modes)} of the 70 failure modes",
        f"opened and must not be: {leaks} (goal 0);"
        f" 95 % upper bound {bound(leaks, len(traps)):.3%}",
        f"clearly open, {len(controls)} items of {len({r.placed.kind.id for r in controls})} kinds:"
        f" not opened {closed}, {closed / max(1, len(controls)):.2%} (goal <= 5 %);"
        f" of them in review {review}, {review / max(1, len(controls)):.2%} (goal <= 15 %)",
    ]
