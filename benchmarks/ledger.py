"""How fast the ledger grows, is signed and is checked.

    python benchmarks/ledger.py [--decisions 20000] [--writers 4] [--records 1000000] [--only ...]

Appends go through `catalog.decisions.record`, from several processes at once, into the database
that OPENFONDS_DATABASE_URL names, or a new SQLite one; give it an empty database. The records
that are checked are made without a database, in the form of an export.
"""

import argparse
import cProfile
import io
import json
import os
import pstats
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path

from catalog import database as db
from catalog import decisions
from catalog.checkpoints import sign_current
from catalog.holdings import register_holding
from catalog.keys import load_keys
from openfonds.collection import Collection
from openfonds.digests import digest_of
from openfonds.ledger.checkpoint import Checkpoint, sign_checkpoint
from openfonds.ledger.export import write_export
from openfonds.ledger.keys import new_signing_key, public_key_pem
from openfonds.ledger.merkle import MerkleFrontier
from openfonds.ledger.records import record_hash
from openfonds.model import Decision, Outcome
from openfonds.storage import open_storage

NOW = "2026-11-22T10:00:00Z"
# Runs a script, then tells the seconds of processor and the peak of memory (Linux) that it took.
MEASURED = """
import runpy, sys, time
sys.argv = sys.argv[1:]
try:
    runpy.run_path(sys.argv[0], run_name="__main__")
finally:
    lines = open("/proc/self/status").read().splitlines()
    print(time.process_time(), next(x for x in lines if x.startswith("VmHWM")), file=sys.stderr)
"""


def decision(holding: str, position: int) -> Decision:
    """One decision as settling makes it."""
    made = Decision(
        decision_id="",
        collection="bench",
        holding=holding,
        reference_code=f"{holding}. {position}",
        position=position,
        item_key=digest_of([holding, position]),
        unit="item",
        page=None,
        outcome=Outcome.WITHHELD,
        effect="withhold_item",
        reason_codes=("ru.privacy.75_years",),
        citations=("125-FZ 25(3)",),
        next_check_on=date(2031, 5, 17),
        rights_uri=None,
        pack=f"ru-archives@2026.11.0:{digest_of('pack')}",
        policy_digest=digest_of("law"),
        as_of=date(2026, 11, 22),
        decided_by="openfonds",
    )
    return replace(made, decision_id=digest_of(made))


def write(url: str, folder: str, holding: str, count: int) -> tuple[float, float]:
    """Record `count` decisions; what a writer process does. Seconds, and seconds of processor."""
    proposed = [decisions.Proposed(decision(holding, n), (), ()) for n in range(count)]
    engine, storage = db.open_database(url), open_storage(folder)
    start, busy = time.perf_counter(), time.process_time()
    assert decisions.record(engine, storage.annex, iter(proposed), now=NOW) == count
    return time.perf_counter() - start, time.process_time() - busy


def appends(count: int, writers: int, profile: bool) -> None:
    with tempfile.TemporaryDirectory() as folder:
        url = os.environ.get("OPENFONDS_DATABASE_URL") or f"sqlite:///{folder}/catalog.db"
        engine, storage = db.open_database(url), open_storage(folder)
        for writer in range(writers):
            register_holding(engine, f"h{writer}", Collection("bench"), "", "plan")
        each = count // writers
        if profile:
            profiler = cProfile.Profile()
            profiler.runcall(write, url, folder, "h0", each)
            text = io.StringIO()
            pstats.Stats(profiler, stream=text).sort_stats("tottime").print_stats(18)
            print(text.getvalue())
            return
        start = time.perf_counter()
        with ProcessPoolExecutor(writers) as pool:
            jobs = [pool.submit(write, url, folder, f"h{n}", each) for n in range(writers)]
            done = [job.result() for job in jobs]
        rate = each * writers / max(seconds for seconds, _ in done)
        busy_us = 1e6 * sum(busy for _, busy in done) / (each * writers)
        print(
            f"appends: {rate:,.0f} a second by {writers} writers, {time.perf_counter() - start:.1f}"
            f" s in all, {busy_us:.0f} microseconds of processor each"
        )
        for extra in (each * writers, 100):
            if extra == 100:
                register_holding(engine, "more", Collection("bench"), "", "plan")
                write(url, folder, "more", extra)
            start, busy = time.perf_counter(), time.process_time()
            with db.writing(engine) as connection:
                sign_current(connection, load_keys(storage.annex, connection), storage.audit)
            seconds, busy = time.perf_counter() - start, time.process_time() - busy
            print(f"signing after {extra:,} new records: {seconds:.3f} s, processor {busy:.3f} s")


def lines(count: int) -> Iterator[bytes]:
    """Records as canonical lines, chained, made fast."""
    digests = [digest_of(n) for n in range(64)]
    previous = "0" * 64
    values = {
        "actor": "openfonds", "as_of": "2026-11-22", "code_version": "0.1.0",
        "effect": "withhold_item", "kind": "decision", "next_check_year": 2031,
        "outcome": "withheld", "packs": [f"ru@2026.11.0:{digests[0]}"],
        "policy_digest": digests[1], "public_reason": "WITHHELD-LAW", "publication_ref": None,
        "role": "service", "supersedes": None, "time": NOW, "unit": "item",
        "annex_commitment": "A", "decision_id": "D", "input_digest": digests[2],
        "item_ref": digests[3], "item_version": digests[4], "prev_hash": "P", "seq": 0,
    }  # fmt: skip
    form = json.dumps(values, sort_keys=True, separators=(",", ":")).replace("%", "%%")
    form = form.replace('"A"', '"%s"').replace('"D"', '"%s"').replace('"P"', '"%s"')
    form = form.replace('"seq":0', '"seq":%d')
    for seq in range(count):
        one = digests[seq % 64]
        line = (form % (one, one, previous, seq)).encode()
        previous = record_hash(line)
        yield line


def verification(count: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder, key, frontier = Path(name) / "export", new_signing_key(), MerkleFrontier()
        for line in lines(count):
            frontier.append(bytes.fromhex(record_hash(line)))
        checkpoint = Checkpoint("openfonds/ledger", count, frontier.root(), NOW)
        note = sign_checkpoint(checkpoint, key)
        for forms in (("jsonl",), ("jsonl", "csv", "parquet")):
            start = time.perf_counter()
            write_export(folder, lines(count), [note], public_key_pem(key), key, forms)
            written = time.perf_counter() - start
            start = time.perf_counter()
            command = [sys.executable, "-I", "-c", MEASURED, str(folder / "verify.py"), str(folder)]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            assert done.stdout.startswith("sound"), done.stdout + done.stderr
            seconds, peak = time.perf_counter() - start, int(done.stderr.split()[-2]) / 1024
            busy = float(done.stderr.split()[0])
            print(
                f"{' + '.join(forms)}: {count:,} records written in {written:.0f} s, checked in"
                f" {seconds:.1f} s (processor {busy:.1f} s), peak {peak:.0f} MiB"
            )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--decisions", type=int, default=20_000)
    parser.add_argument("--writers", type=int, default=4)
    parser.add_argument("--records", type=int, default=1_000_000)
    parser.add_argument("--only", choices=("appends", "verification", "profile"))
    given = parser.parse_args()
    if given.only != "verification":
        appends(given.decisions, given.writers, given.only == "profile")
    if given.only in (None, "verification"):
        verification(given.records)


if __name__ == "__main__":
    main()
