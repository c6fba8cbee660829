"""Whether copies of closed texts are stopped, also badly read ones, and only they.

    python -m benchmarks.closed_copies [--pages 120] [--data FOLDER]

Pages of plays (see benchmarks/deduplication.py) are closed in a catalog, between as many others
that are open; a copy of each with 0, 5, 10, 15 or 20 wrong letters in 100 would be open. Told, for
each rate: how many of the copies the fingerprints stop (openfonds.app.decisions.copy_search,
LAW 5: 18), how many the sketches (openfonds.app.decisions.closed_sketches), and how many both
together. Then the same for pages that are no copies: what is stopped there is a false alarm.
"""

import argparse
import random
import tempfile
from pathlib import Path

import numpy as np

from benchmarks.deduplication import noisy, pages
from catalog import passages
from catalog.database import open_database
from catalog.passage_texts import WHOLE, NewText, Place, rows_at
from openfonds.app.decisions.closed_sketches import ClosedSketches
from openfonds.app.decisions.copy_search import Text, reasons
from openfonds.app.installation import Installation
from openfonds.model import Batch
from openfonds.restrictions.passages import fingerprint, fold_letters
from openfonds.restrictions.standing import Standing
from openfonds.settings import Settings
from openfonds.storage import open_storage

RATES = (0.0, 0.05, 0.1, 0.15, 0.2)
KEY = b"key"
BATCH = Batch("PageClean", "clean.parquet", "0" * 64, 1)


def kept(number: int, text: str, standing: Standing) -> NewText:
    """A text as it is kept in the catalog."""
    place = Place("c", "h", number, WHOLE, f"{number}")
    return NewText(place, f"{number}", standing, fingerprint(fold_letters([text]), KEY), BATCH)


def sketched(at: Installation, texts: list[NewText], pages: list[str]) -> list[int]:
    """Keep these texts and their sketches; returns their numbers in the catalog."""
    passages.remember(at.engine, texts, [])
    read = [(text, [page]) for text, page in zip(texts, pages, strict=True)]
    ClosedSketches(at, KEY).keep("c", "h", [text.place.position for text in texts], read)
    with at.engine.connect() as connection:
        rows = rows_at(connection, [text.place.row for text in texts])
    return [rows[text.place.row].id for text in texts]


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
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(
            f"file://{folder}/storage", f"sqlite:///{folder}/catalog.db", 1, "policies"
        )
        engine = open_database(settings.database_url)
        at = Installation(settings, open_storage(settings.storage), engine)
        texts = [kept(i, text, Standing.CLOSED) for i, text in enumerate(closed)]
        texts += [kept(n + i, text, Standing.OPEN) for i, text in enumerate(opened)]
        sketched(at, texts, closed + opened)
        copies = [(f"{rate:.0%}", [noisy(t, rate, draw) for t in closed]) for rate in RATES]
        for name, suspects in [*copies, ("no copies", others)]:
            held = [kept(10_000 + i, text, Standing.OPEN) for i, text in enumerate(suspects)]
            with engine.connect() as connection:
                codes = reasons(connection, [Text(t.place, t.prints) for t in held])
            stopped = np.array([bool(found) for found in codes])
            ids = sketched(at, held, suspects)
            drawn = np.isin(ids, sorted(ClosedSketches(at, KEY).copies_of_closed(ids)))
            passages.remember(engine, [], [text.place.row for text in held])
            print(
                f"{name}: fingerprints stop {stopped.mean():.3f}, sketches {drawn.mean():.3f},"
                f" both {(stopped | drawn).mean():.3f}",
                flush=True,
            )
        engine.dispose()


if __name__ == "__main__":
    main()
