"""How well copies and quoted passages of closed texts are found, how often in vain, how fast.

    python benchmarks/passages.py [--pages N] [--stored N]

Reads E/rusdracor-tei (plays), A/ru-civil-print-18c (pages of 1752-1801), D/ru-18c-ocr-hypotheses
(readings of those pages by several engines) under OPENFONDS_TEST_DATA (default ../shared/data).
Noise is errors a character in one of the two texts: three in five another letter, one in five
lost, one in five added. One core, SQLite in a temporary folder.
"""

import argparse
import gzip
import json
import os
import random
import re
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import sqlalchemy as sa

from catalog import database as db
from catalog.passage_texts import WHOLE, NewText, Place
from catalog.passages import postings, remember
from openfonds.app.decisions.copy_search import Text, reasons
from openfonds.model import Batch
from openfonds.restrictions.passages import fingerprint, fold_letters
from openfonds.restrictions.standing import Standing

DATA = Path(os.environ.get("OPENFONDS_TEST_DATA", Path(__file__).parents[1] / "../shared/data"))
PAGE_CHARS = 2000
KEY = b"key of a benchmark"
LETTERS = "абвгдежзийклмнопрстуфхцчшщьыэюя"
NOISES = (0.0, 0.03, 0.10, 0.15)
COMMON_LETTER = 3 / 5  # shares of errors: another letter, one lost; the rest are added
LOST = 4 / 5


class Holding:
    """A catalog with texts in it."""

    def __init__(self, folder: Path, name: str) -> None:
        self.engine = db.open_database(f"sqlite:///{folder / name}.db")
        self.count = 0

    def add(self, texts: Sequence[str], standing: Standing) -> list[Text]:
        """Keep texts; returns them for looking up."""
        kept = []
        for text in texts:
            self.count += 1
            place = Place("c", "h", self.count, WHOLE, f"r{self.count}")
            kept.append(Text(place, fingerprint(fold_letters([text]), KEY)))
        for i in range(0, len(kept), 200):
            batch = Batch("PageClean", "none", "", 0)
            rows = [NewText(t.place, "k", standing, t.prints, batch) for t in kept[i : i + 200]]
            remember(self.engine, rows, [])
        return kept

    def codes(self, texts: Sequence[Text]) -> list[tuple[str, ...]]:
        """Why these texts may not be open."""
        with self.engine.connect() as connection:
            return reasons(connection, texts)


def noisy(rng: random.Random, text: str, share: float) -> str:
    """The text with errors."""
    made = []
    for character in text:
        if rng.random() >= share:
            made.append(character)
            continue
        kind = rng.random()
        if kind < COMMON_LETTER:
            made.append(rng.choice(LETTERS))
        elif kind >= LOST:
            made += [character, rng.choice(LETTERS)]
    return "".join(made)


def plays() -> list[str]:
    """Texts of the plays, without markup."""
    texts = []
    for path in sorted((DATA / "E/rusdracor-tei").glob("*.xml.gz")):
        body = gzip.decompress(path.read_bytes()).decode().partition("</teiHeader>")[2]
        texts.append(re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", body)))
    return texts


def pages_of(text: str) -> list[str]:
    """Pages of PAGE_CHARS, the last one left out."""
    return [text[i : i + PAGE_CHARS] for i in range(0, len(text) - PAGE_CHARS, PAGE_CHARS)]


def share(found: Sequence[tuple[str, ...]], ending: str = "") -> str:
    """How many have a code with this ending, as a percentage."""
    hits = sum(any(code.endswith(ending) for code in codes) for codes in found)
    return f"{hits / len(found):7.1%}"


def measure_recall(folder: Path, every: list[str], count: int) -> None:
    rng = random.Random(1)
    half = len(every) // 2
    closed = [p for text in every[:half] for p in pages_of(text)]
    opened = [p for text in every[half:] for p in pages_of(text)]
    rng.shuffle(closed)
    rng.shuffle(opened)
    closed, opened = closed[: 4 * count], opened[:count]
    held = Holding(folder, "recall")
    held.add(closed, Standing.DENIED)
    print(f"{len(closed)} closed pages; {count} open ones of other plays: alarms", end=" ")
    print(share(held.codes(held.add(opened, Standing.OPEN))))
    print("recall, by noise        " + "".join(f"{n:7.0%}" for n in NOISES))
    copies = [share(_looked_up(held, [noisy(rng, p, n) for p in closed[:count]])) for n in NOISES]
    print(f"  near copies           {''.join(copies)}")
    for part in (60, 120, 250, 600):
        short = [[noisy(rng, p[:part], n) for p in closed[:count]] for n in NOISES]
        print(f"  pieces of {part:4} chars  {''.join(share(_looked_up(held, s)) for s in short)}")
    for length in (100, 120, 150, 200, 300, 500, 1000):
        row = []
        for noise in NOISES:
            texts = []
            for i in range(count):
                letters = re.sub(r"\W", "", closed[i])
                at = rng.randrange(max(1, len(letters) - length))
                spot = rng.randrange(len(opened[i]))
                passage = noisy(rng, letters[at : at + length], noise)
                texts.append(opened[i][:spot] + " " + passage + " " + opened[i][spot:])
            row.append(share(_looked_up(held, texts), "quotes-closed"))
        print(f"  quoted, {length:4} letters  {''.join(row)}")


def _looked_up(held: Holding, texts: Sequence[str]) -> list[tuple[str, ...]]:
    """Codes of texts that are not kept themselves."""
    place = Place("c", "other", 0, WHOLE, "other")
    prints = [fingerprint(fold_letters([text]), KEY) for text in texts]
    return held.codes([Text(place, p) for p in prints])


def measure_old_prints(folder: Path) -> None:
    pages = {}
    for path in sorted((DATA / "A/ru-civil-print-18c").glob("*.gt.txt")):
        pages[path.name.removesuffix(".gt.txt")] = path.read_text()
    names = sorted(pages)
    held = Holding(folder, "prints")
    held.add([pages[n] for n in names[::2]], Standing.DENIED)
    found = held.codes(held.add([pages[n] for n in names[1::2]], Standing.OPEN))
    print(f"{len(names)} pages of 1752-1801, half closed: alarms in the others {share(found)}")
    held = Holding(folder, "readings")
    held.add(list(pages.values()), Standing.CLOSED)
    by_engine: dict[str, list[str]] = {}
    for path in sorted((DATA / "D/ru-18c-ocr-hypotheses").glob("*.json")):
        for engine, read in json.loads(path.read_text())["hypotheses"].items():
            by_engine.setdefault(engine, []).append(_joined(read))
    for engine, texts in sorted(by_engine.items()):
        print(f"  near copies, read by {engine:40} {share(_looked_up(held, texts))}")


def _joined(read: dict[str, list[dict[str, str]]]) -> str:
    return "\n".join(line["extracted_text"] for line in read["lines"])


def measure_protocols(folder: Path, every: list[str], count: int) -> None:
    """Protocols whose wording is the same and whose matters differ; one in ten is closed."""
    rng = random.Random(2)
    sentences = [s for text in every for s in re.split(r"(?<=[.!?]) ", text) if 40 <= len(s) <= 160]
    rng.shuffle(sentences)
    matter = iter(sentences)

    def protocol() -> str:
        items = "".join(
            f"СЛУШАЛИ: {next(matter)} Докладчик тов. {next(matter)[:12]}. ПОСТАНОВИЛИ: Принять "
            "доклад к сведению, поручить отделу в недельный срок представить свои соображения, "
            f"контроль за исполнением возложить на заместителя председателя. {next(matter)} "
            for _ in range(4)
        )
        return (
            "Российская Социалистическая Федеративная Советская Республика. Исполнительный комитет "
            f"городского Совета рабочих и красноармейских депутатов. Протокол № {rng.randrange(99)}"
            f" заседания президиума от {rng.randrange(1, 29)} марта. Присутствовали члены "
            f"президиума: {next(matter)[:30]}. Председатель заседания избран единогласно. {items}"
            "Заседание объявляется закрытым. Подлинный за надлежащими подписями. Верно: секретарь."
        )

    print(f"{count} open and {count // 10} closed protocols in the same wording: alarms by noise")
    for noise in NOISES:
        held = Holding(folder, f"protocols-{noise}")
        held.add([noisy(rng, protocol(), noise) for _ in range(count // 10)], Standing.DENIED)
        found = held.codes(
            held.add([noisy(rng, protocol(), noise) for _ in range(count)], Standing.OPEN)
        )
        near, quoted = share(found, "near-copy-of-closed"), share(found, "quotes-closed")
        print(f"  noise {noise:4.0%}: near copy {near}, quoted {quoted}")


def measure_speed(folder: Path, every: list[str], stored: int) -> None:
    text = "".join(every)[:20_000_000]
    pages = pages_of(text)
    began = time.process_time()
    prints = [fingerprint(fold_letters([page]), KEY) for page in pages]
    seconds = time.process_time() - began
    each = np.mean([len(p.stored()[0]) for p in prints])
    print(f"fingerprints: {len(text) / seconds:,.0f} characters/s; {each:.0f} stored a page")
    began = time.process_time()
    whole = fingerprint(fold_letters([text[: 1000 * PAGE_CHARS]]), KEY)
    print(f"  one text of 1000 pages: {time.process_time() - began:.1f} s, {len(whole.hashes)}")
    held = Holding(folder, "speed")
    some = pages[: max(1, int(stored / each))]
    began = time.process_time()
    held.add(some, Standing.DENIED)
    seconds = time.process_time() - began
    with held.engine.connect() as connection:
        count = connection.execute(sa.select(sa.func.count()).select_from(db.passages)).scalar()
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    size = sum(f.stat().st_size for f in folder.glob("speed.db*"))
    print(f"  kept: {count:,} in {len(some)} pages, {len(some) / seconds:,.0f} pages/s,", end=" ")
    print(f"{size / len(some):,.0f} bytes a page")
    others = pages[-2000:]
    looked = np.concatenate([fingerprint(fold_letters([p]), KEY).hashes for p in others])
    began = time.process_time()
    with held.engine.connect() as connection:
        found = postings(connection, looked)
    seconds = time.process_time() - began
    print(f"  lookups: {len(looked) / seconds:,.0f} a second, {len(found.hashes)} found")
    began = time.process_time()
    _looked_up(held, others)
    seconds = time.process_time() - began
    print(f"  decided, with fingerprints: {len(others) / seconds:,.0f} pages/s")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--pages", type=int, default=300)
    parser.add_argument("--stored", type=int, default=1_000_000)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        read = plays()
        measure_recall(Path(scratch), read, arguments.pages)
        measure_old_prints(Path(scratch))
        measure_protocols(Path(scratch), read, arguments.pages)
        measure_speed(Path(scratch), read, arguments.stored)
