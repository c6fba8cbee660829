"""Persons in factRuEval-2016 (news): this detector beside natasha's recogniser, in one run.

    python -m benchmarks.persons_factrueval [FOLDER]

FOLDER: the devset of dialogue-evaluation/factRuEval-2016 (default: under OPENFONDS_TEST_DATA).
A person is the text from the first to the last of the name, surname, patronymic and nickname
spans of one Person object. Exact: the same first and last letter. Characters: letters that lie
in a person, whoever marked them.
"""

import argparse
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from openfonds.restrictions.detectors.persons import Persons
from openfonds.restrictions.detectors.persons.recogniser import recogniser_model

DATA = Path(os.environ.get("OPENFONDS_TEST_DATA", Path(__file__).parents[1] / "../shared/data"))

_PARTS = frozenset({"name", "surname", "patronymic", "nickname"})
Span = tuple[int, int]


def true_spans(folder: Path, stem: str) -> set[Span]:
    """The persons of one document: .spans and .objects files of the corpus."""
    places: dict[str, Span] = {}
    for line in (folder / f"{stem}.spans").read_text(encoding="utf-8").splitlines():
        number, kind, start, length, *_ = line.split()
        if kind in _PARTS:
            places[number] = (int(start), int(start) + int(length))
    spans = set()
    for line in (folder / f"{stem}.objects").read_text(encoding="utf-8").splitlines():
        fields = line.partition("#")[0].split()
        if len(fields) > 2 and fields[1] == "Person":
            parts = [places[number] for number in fields[2:] if number in places]
            if parts:
                spans.add((min(p[0] for p in parts), max(p[1] for p in parts)))
    return spans


def ours(text: str) -> set[Span]:
    return {(f.start, f.end) for f in Persons().find(text)}


def natashas(text: str) -> set[Span]:
    return {(s.start, s.stop) for s in recogniser_model()(text).spans if s.type == "PER"}


@dataclass(slots=True)
class Score:
    """Hits, what was found and what there is."""

    hits: int = 0
    found: int = 0
    true: int = 0

    def add(self, found: set[Span] | set[int], true: set[Span] | set[int]) -> None:
        """Count one document."""
        self.hits += len(found & true)
        self.found += len(found)
        self.true += len(true)

    def __str__(self) -> str:
        precision, recall = self.hits / max(self.found, 1), self.hits / max(self.true, 1)
        f1 = 2 * precision * recall / max(precision + recall, 1e-9)
        return f"P {precision:.3f}  R {recall:.3f}  F1 {f1:.3f}"


def _documents(folder: Path) -> Iterator[tuple[str, str]]:
    for path in sorted(folder.glob("*.txt")):
        # the offsets of the corpus count code points of the file as it is
        yield path.stem, path.read_bytes().decode("utf-8")


def _letters(text: str, spans: set[Span]) -> set[int]:
    return {at for start, end in spans for at in range(start, end) if text[at].isalpha()}


def measure(folder: Path, name: str, find: Callable[[str], set[Span]], *, show: bool) -> None:
    """Print precision, recall and F1 of one finder."""
    exact, characters, touched = Score(), Score(), Score()
    began, n_chars = time.process_time(), 0
    for stem, text in _documents(folder):
        found, true = find(text), true_spans(folder, stem)
        n_chars += len(text)
        exact.add(found, true)
        characters.add(_letters(text, found), _letters(text, true))
        hit = {t for t in true if any(s < t[1] and t[0] < e for s, e in found)}
        touched.add(hit, true)
        if show:
            for start, end in sorted(found - true):
                print(f"  + {stem} {text[start:end]!r} in {text[max(start - 30, 0) : end + 20]!r}")
            for start, end in sorted(true - hit):
                print(f"  - {stem} {text[start:end]!r} in {text[max(start - 30, 0) : end + 20]!r}")
    speed = n_chars / (time.process_time() - began)
    print(
        f"{name:10} exact {exact}   letters {characters}   "
        f"persons touched {touched.hits}/{touched.true}   {speed:,.0f} characters/s"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("folder", nargs="?", type=Path, default=DATA / "C/factrueval-2016/devset")
    parser.add_argument("--show", action="store_true")
    arguments = parser.parse_args()
    if not arguments.folder.is_dir():
        parser.exit(2, "no such folder: set OPENFONDS_TEST_DATA\n")
    # models and dictionaries are read once in a process, and no part of the speed of either
    natashas("Иванов")
    ours("Иванов Иван Иванович")
    measure(arguments.folder, "natasha", natashas, show=False)
    measure(arguments.folder, "openfonds", ours, show=arguments.show)


if __name__ == "__main__":
    main()
