"""Whether the search for copies of closed texts finds what the clusters of copies would find.

    python -m benchmarks.closed_copies [--pages 120] [--data FOLDER]

Pages of plays (see benchmarks/deduplication.py) are closed in a catalog, between as many others
that are open; a copy of each with 0, 5, 10, 15 or 20 wrong letters in 100 would be open. Told, for
each rate: how many of the copies the search stops (`openfonds.app.copy_search`, LAW 5: 18), how
many sketches find (`openfonds.deduplication`), and how many of these the search misses. Then the
same for pages that are no copies: what either takes for one.
"""

import argparse
import random
import tempfile
from pathlib import Path

import numpy as np

from benchmarks.deduplication import noisy, pages
from catalog import passages
from catalog.database import open_database
from catalog.passage_texts import WHOLE, NewText, Place
from openfonds.app.copy_search import Text, reasons
from openfonds.deduplication.sketches import sketch_texts
from openfonds.deduplication.verification import likeness
from openfonds.model import Batch
from openfonds.restrictions.passages import fingerprint, fold_letters
from openfonds.restrictions.standing import Standing

RATES = (0.0, 0.05, 0.1, 0.15, 0.2)
BATCH = Batch("PageClean", "clean.parquet", "0" * 64, 1)


def kept(number: int, text: str, standing: Standing) -> NewText:
    """A text as it is kept in the catalog."""
    place = Place("c", "h", number, WHOLE, f"{number}")
    return NewText(place, f"{number}", standing, fingerprint(fold_letters([text]), b"key"), BATCH)


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pages", type=int, default=120)
    parser.add_argument("--data", type=Path, default=Path("../shared/data/E/rusdracor-tei"))
    given = parser.parse_args()
    n = given.pages
    every = random.Random(2).sample(pages(given.data), 3 * n)
    closed, opened, others = every[:n], every[n : 2 * n], every[2 * n :]
    draw = np.random.default_rng(3)
    ours = sketch_texts((f"{i}", 0, text) for i, text in enumerate(closed))
    with tempfile.TemporaryDirectory() as folder:
        engine = open_database(f"sqlite:///{folder}/catalog.db")
        texts = [kept(i, text, Standing.CLOSED) for i, text in enumerate(closed)]
        texts += [kept(n + i, text, Standing.OPEN) for i, text in enumerate(opened)]
        passages.remember(engine, texts, [])
        copies = [(f"{rate:.0%}", [noisy(t, rate, draw) for t in closed]) for rate in RATES]
        for name, suspects in [*copies, ("no copies", others)]:
            held = [kept(10_000 + i, text, Standing.OPEN) for i, text in enumerate(suspects)]
            with engine.connect() as connection:
                codes = reasons(connection, [Text(t.place, t.prints) for t in held])
            stopped = np.array([bool(found) for found in codes])
            sketches = sketch_texts((f"{i}", 0, text) for i, text in enumerate(suspects))
            alike = likeness(ours, sketches).is_copy
            print(
                f"{name}: the search stops {stopped.mean():.3f}, sketches find {alike.mean():.3f},"
                f" of which the search misses {int((alike & ~stopped).sum())} of {n}",
                flush=True,
            )
        engine.dispose()


if __name__ == "__main__":
    main()
