"""Script and spelling tags on real texts, clean and with letters misread at 5, 10 and 20 in 100.

Ground truth of ../shared/data, cut into pieces of about 600 characters and tagged as the step of
cleaning does, with the language that is recognised in the piece. Of each set: pieces with the
right script; with a right tag of spelling, a wrong one, none; and the tags that were told.

    python -m benchmarks.orthography_tags
"""

import gzip
import json
import os
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.noise import misread
from openfonds.languages.identify import identify
from openfonds.languages.orthography import orthography
from openfonds.languages.scripts import main_script

ROOT = Path(__file__).resolve().parent.parent
DATA = Path(os.environ.get("OPENFONDS_TEST_DATA") or ROOT.parent / "shared" / "data")
RATES = (0.0, 0.05, 0.1, 0.2)
PIECE_CHARS = 600
MOST_PIECES = 100
_MARKUP = re.compile(r"<[^>]+>")
_CONTENT = re.compile(r'CONTENT="([^"]*)"')
_UNICODE = re.compile(r"<Unicode>([^<]*)")


@dataclass(frozen=True, slots=True)
class Set:
    """Pieces of text and the tags that are right for them; None: no tag of spelling is right."""

    name: str
    pieces: Sequence[str]
    script: str
    spellings: frozenset[str | None]


def main() -> None:
    """A table by set and rate."""
    print("| set | pieces | misread | script right | tag right | wrong | none | tags |")
    print("|---|---|---|---|---|---|---|---|")
    for one in sets():
        for rate in RATES:
            scripts, told = 0, Counter[str | None]()
            for number, piece in enumerate(one.pieces):
                text = misread(piece, rate, number)
                language, _ = identify(text)
                scripts += main_script(text, language) == one.script
                told[orthography(text, language)] += 1
            wrong = sum(n for tag, n in told.items() if tag and tag not in one.spellings)
            right = sum(n for tag, n in told.items() if tag and tag in one.spellings)
            shown = ", ".join(f"{tag} {told[tag]}" for tag in sorted(filter(None, told))) or "-"
            print(
                f"| {one.name} | {len(one.pieces)} | {rate:.2f} | {scripts} | {right} "
                f"| {wrong} | {told[None]} | {shown} |",
                flush=True,
            )


def sets() -> Iterator[Set]:
    """The sets, from the data that is there."""
    tagged = {
        "Church Slavonic, liturgical books": ("A/church-slavonic-lines", "Cyrs", "church-slavonic"),
        "Komi, letters of Molodcov": ("A/vyl-tujod-komi/1939_04", "Cyrl", "molodcov"),
        "Northern Mansi, 1930s": ("A/una-latin-north/mns", "Latn", "unified-northern"),
        "Selkup, 1930s": ("A/una-latin-north/sel", "Latn", "unified-northern"),
        "Kildin Saami, 1930s": ("A/una-latin-north/sjd", "Latn", "unified-northern"),
        "Tundra Nenets, 1930s": ("A/una-latin-north/yrk", "Latn", "unified-northern"),
        "Russian, civil print 1752-1801": ("A/ru-civil-print-18c", "Cyrl", "civil-18c"),
    }
    for name, (folder, script, spelling) in tagged.items():
        lines = [p.read_text() for p in sorted((DATA / folder).rglob("*.gt.txt"))]
        yield Set(name, _pieces(lines), script, frozenset({spelling}))
    pages = sorted((DATA / "B/page-charlottenburg-municipal").rglob("*.xml"))
    german = frozenset({None, "german-before-1901", "german-1901", "long-s"})
    yield Set("German, Fraktur 1879-1919", _pieces(_found(pages, _UNICODE)), "Latf", german)
    komi = sorted((DATA / "A/vyl-tujod-komi/1939_09").rglob("*.gt.txt"))
    yield Set(
        "Komi, today's letters", _pieces(p.read_text() for p in komi), "Cyrl", frozenset({None})
    )
    plays = sorted((DATA / "E/rusdracor-tei").glob("*.xml.gz"))[::8]
    modern = [_middle(_MARKUP.sub(" ", gzip.decompress(p.read_bytes()).decode())) for p in plays]
    yield Set("Russian plays, modern", _pieces(modern), "Cyrl", frozenset({"modern"}))
    news = sorted((DATA / "C/factrueval-2016").rglob("*.txt"))[::3]
    yield Set("Russian news", _pieces(p.read_text() for p in news), "Cyrl", frozenset({"modern"}))
    synthetic = min((DATA / "C/presidio-synthetic").glob("*.json"))
    english = [row["full_text"] for row in json.loads(synthetic.read_text())]
    yield Set("English sentences", _pieces(english), "Latn", frozenset({None}))
    for language in ("DE.onb", "FR.bnf", "NL.kb"):
        files = sorted((DATA / "C/europeana-ner").rglob(f"enp_{language}*.bio"))
        words = [" ".join(_first_words(p)) for p in files]
        right = german if language.startswith("DE") else frozenset({None, "french-before-1835"})
        yield Set(f"newspapers {language}", _pieces(words), "Latn", frozenset(right))
    for folder in sorted((DATA / "A/ehri-typescripts").iterdir()):
        found = sorted(folder.rglob("*.xml"))
        right = frozenset({None, "german-1901"} if folder.name == "german" else {None})
        yield Set(f"typescripts, {folder.name}", _pieces(_found(found, _CONTENT)), "Latn", right)
    french = sorted((DATA / "A/tapuscorpus-fr").rglob("*.xml"))
    yield Set("typescripts, French", _pieces(_found(french, _CONTENT)), "Latn", frozenset({None}))


def _found(files: Sequence[Path], pattern: re.Pattern[str]) -> Iterator[str]:
    for file in files:
        yield "\n".join(pattern.findall(file.read_text(errors="replace")))


def _first_words(file: Path) -> list[str]:
    lines = file.read_text(errors="replace").splitlines()[:20000]
    return [line.split()[0] for line in lines if line.split()]


def _middle(text: str) -> str:
    start = len(text) // 2
    return text[start : start + 4 * PIECE_CHARS]


def _pieces(texts: Iterator[str] | Sequence[str]) -> list[str]:
    pieces: list[str] = []
    held = ""
    for line in (line for text in texts for line in text.split("\n")):
        held += line + "\n"
        while len(held) >= PIECE_CHARS:
            pieces.append(held[:PIECE_CHARS])
            held = held[PIECE_CHARS:]
    every = max(1, -(-len(pieces) // MOST_PIECES))
    return pieces[::every]


if __name__ == "__main__":
    main()
