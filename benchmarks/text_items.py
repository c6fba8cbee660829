"""Generated text items through ingest, decide and release: seconds and peak memory.

python benchmarks/text_items.py [1000 10000]
"""

import json
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
AS_OF = "2026-11-22"
SENTENCE = (
    "слушали доклад городской управы о мощении улиц и площадей города постановили утвердить"
    " смету внести роспись будущего года просить губернатора разрешить заем на устройство"
    " водопровода избрать комиссию из гласных думы под председательством головы"
)
WORDS = SENTENCE.split()


def write_holding(folder: Path, n: int) -> Path:
    """`n` items of about 1,500 characters: a tenth closed by its date, a tenth by its kind."""
    rows = ["item_id;files;title;creator_type;series;material;date"]
    draw = random.Random(1)
    (folder / "texts").mkdir(parents=True)
    for i in range(1, n + 1):
        kind, date = "archival", f"{draw.randint(1870, 1915)}"
        if i % 10 == 0:
            date = f"{draw.randint(1955, 1980)}"
        elif i % 10 == 1:
            kind, date = "personal_file", f"{draw.randint(1955, 1980)}"
        rows.append(f"Д. {i};texts/{i}.txt;Журнал управы;municipal_body;Опись 1;{kind};{date}")
        text = " ".join(draw.choice(WORDS) for _ in range(200))
        (folder / "texts" / f"{i}.txt").write_text(f"Журнал № {i}. {text}.\n")
    (folder / "inventory.csv").write_text("\n".join(rows) + "\n")
    (folder / "collection.toml").write_text('repository = "Архив"\nopen_series = ["Опись 1"]\n')
    return folder


def run(storage: Path, *arguments: str) -> tuple[float, int, dict[str, object]]:
    """Seconds, peak resident memory of any one process in MiB, and the JSON of a command."""
    environment = {**os.environ, "OPENFONDS_STORAGE": str(storage), "PYTHONPATH": str(ROOT)}
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", RUNNER, *arguments, "--as-of", AS_OF, "--json"],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    peak = int(done.stderr.rsplit("peak", 1)[1])
    return time.monotonic() - began, peak // 1024, json.loads(done.stdout.splitlines()[-1])


# Prints the peak memory of the process and of its largest child after the command.
RUNNER = """
import resource, sys
from openfonds.app.cli import main
try:
    main()
finally:
    who = resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN
    print("peak", max(resource.getrusage(w).ru_maxrss for w in who), file=sys.stderr)
"""


def main() -> None:
    """Measure each size, and a second ingest with nothing new."""
    for n in map(int, sys.argv[1:] or ["1000", "10000"]):
        with tempfile.TemporaryDirectory() as scratch:
            holding = write_holding(Path(scratch) / "holding", n)
            storage = Path(scratch) / "storage"
            ingest = ("ingest", str(holding), "--collection", "texts")
            for name, arguments in (
                ("ingest", ingest),
                ("ingest again", ingest),
                ("release", ("release", "texts")),
                ("release again", ("release", "texts")),
            ):
                seconds, peak, said = run(storage, *arguments)
                result = said.get("outcomes") or said.get("documents")
                print(f"{n:>6} items  {name:<14} {seconds:6.1f} s  {peak:>5} MiB  {result}")


if __name__ == "__main__":
    main()
