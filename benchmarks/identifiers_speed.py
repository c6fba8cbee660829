"""How fast the detectors are, how often they cry wolf, and what they find of damaged numbers.

    python benchmarks/identifiers_speed.py [FOLDER] [--identifiers N]

FOLDER holds .txt, .xml or .xml.gz files (default: the plays E/rusdracor-tei and the 18th century
pages A/ru-civil-print-18c under OPENFONDS_TEST_DATA, default ../shared/data). One core.
"""

import argparse
import gzip
import os
import random
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from openfonds.restrictions.detectors.registry import examine

DATA = Path(os.environ.get("OPENFONDS_TEST_DATA", Path(__file__).parents[1] / "../shared/data"))
PAGE_CHARS = 2000

_CONFUSED = {
    "0": "ОOо", "1": "lI|", "2": "Z", "3": "Зз", "4": "Ч", "5": "S", "6": "б", "7": "Т", "8": "В",
    "9": "g",
}  # fmt: skip
_ANY = "абгджклнпртуфхцшщ"


def _texts(folder: Path) -> Iterator[str]:
    for path in sorted(folder.rglob("*")):
        if path.name.endswith((".xml", ".xml.gz")):
            raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
            body = raw.decode("utf-8").partition("</teiHeader>")[2]
            yield re.sub(r"\n\s*\n\s*", "\n", re.sub(r"<[^>]*>", "", body))
        elif path.name.endswith(".txt"):
            yield path.read_text(encoding="utf-8", errors="replace")


def _pages(text: str) -> Iterator[str]:
    for start in range(0, len(text), PAGE_CHARS):
        yield text[start : start + PAGE_CHARS]


def measure_corpus(folder: Path) -> None:
    pages = [page for text in _texts(folder) for page in _pages(text)]
    n_chars = sum(map(len, pages))
    began = time.process_time()
    findings = [finding for page in pages for finding in examine(page)]
    seconds = time.process_time() - began
    print(
        f"{folder.name}: {n_chars} characters, {len(pages)} pages, {n_chars / seconds:,.0f} chars/s"
    )
    counts = Counter((f.fact, f.confidence) for f in findings)
    for (fact, confidence), count in sorted(counts.items()):
        print(f"  {fact:24} {confidence:9} {count:6} {count / n_chars * 1e6:9.1f} per million")


def _digits(rng: random.Random, count: int) -> str:
    return "".join(rng.choice("0123456789") for _ in range(count))


def _snils(rng: random.Random) -> str:
    number = _digits(rng, 9)
    total = sum(int(d) * (9 - i) for i, d in enumerate(number)) % 101 % 100
    return f"{number[:3]}-{number[3:6]}-{number[6:]} {total:02d}"


def _inn(rng: random.Random) -> str:
    number = _digits(rng, 10)
    for weights in ((7, 2, 4, 10, 3, 5, 9, 4, 6, 8), (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)):
        number += str(sum(int(d) * w for d, w in zip(number, weights, strict=True)) % 11 % 10)
    return number


def _card(rng: random.Random) -> str:
    number = "2200" + _digits(rng, 11)
    total = sum(
        sum(divmod(int(d) * (2 if i % 2 == 0 else 1), 10)) for i, d in enumerate(reversed(number))
    )
    number += str(-total % 10)
    return " ".join(number[i : i + 4] for i in range(0, 16, 4))


KINDS: dict[str, tuple[str, Callable[[random.Random], str]]] = {
    "СНИЛС, no word": ("", _snils),
    "СНИЛС, word": ("СНИЛС ", _snils),
    "ИНН of a person, no word": ("", _inn),
    "ИНН of a person, word": ("ИНН ", _inn),
    "passport": ("паспорт ", lambda r: f"{_digits(r, 2)} {_digits(r, 2)} {_digits(r, 6)}"),
    "passport, series and №": ("паспорт серия ", lambda r: f"{_digits(r, 4)} № {_digits(r, 6)}"),
    "Soviet passport": ("", lambda r: f"{r.choice(['I', 'XII', 'IV'])}-АК № {_digits(r, 6)}"),
    "foreign passport": ("загранпаспорт ", lambda r: f"{_digits(r, 2)} № {_digits(r, 7)}"),
    "phone +7": (
        "", lambda r: f"+7 ({_digits(r, 3)}) {_digits(r, 3)}-{_digits(r, 2)}-{_digits(r, 2)}"
    ),
    "phone 8": (
        "", lambda r: f"8 ({_digits(r, 3)}) {_digits(r, 3)}-{_digits(r, 2)}-{_digits(r, 2)}"
    ),
    "local phone": ("тел. ", lambda r: f"{_digits(r, 1)}-{_digits(r, 2)}-{_digits(r, 2)}"),
    "card, no word": ("", _card),
    "bank account": ("р/с ", lambda r: "40817810" + _digits(r, 12)),
    "military ticket": ("военный билет АБ № ", lambda r: _digits(r, 7)),
    "party ticket": ("партбилет № ", lambda r: _digits(r, 8)),
    "driving licence": ("водительское удостоверение ", lambda r: f"77 АВ {_digits(r, 6)}"),
    "car plate": ("", lambda r: f"А{_digits(r, 3)}ВС{_digits(r, 2)}"),
    "birth date": (
        "дата рождения ",
        lambda r: f"{r.randint(1, 28):02d}.{r.randint(1, 12):02d}.{r.randint(1900, 2009)}",
    ),
    "year of birth": ("", lambda r: f"{r.randint(1900, 2009)} г.р."),
}  # fmt: skip


def _damage(rng: random.Random, number: str, count: int, *, alike: bool) -> str:
    places = [i for i, c in enumerate(number) if c.isdigit()]
    characters = list(number)
    for place in rng.sample(places, count):
        characters[place] = rng.choice(_CONFUSED[characters[place]] if alike else _ANY)
    return "".join(characters)


def measure_recall(count: int) -> None:
    rng = random.Random(1)
    cases = [(0, True), (1, True), (2, True), (1, False), (2, False)]
    print(f"recall of {count} of each kind; characters damaged: by a look-alike / by any letter")
    print(f"  {'':28}" + "".join(f"{n} {'alike' if a else 'any':>6}" for n, a in cases))
    for name, (word, make) in KINDS.items():
        shares = []
        for damaged, alike in cases:
            found = 0
            for _ in range(count):
                number = _damage(rng, make(rng), damaged, alike=alike)
                text = f"Иванов Иван Иванович, {word}{number}, слесарь"
                at = text.index(number)
                found += any(
                    f.start <= at + 2 and f.end >= at + len(number) - 2 for f in examine(text)
                )
            shares.append(found / count)
        print(f"  {name:28}" + "".join(f"{share:8.1%}" for share in shares))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--identifiers", type=int, default=1000)
    arguments = parser.parse_args()
    folders = [arguments.folder] if arguments.folder else [
        DATA / "E/rusdracor-tei", DATA / "A/ru-civil-print-18c"
    ]  # fmt: skip
    for each in folders:
        measure_corpus(each)
    measure_recall(arguments.identifiers)
