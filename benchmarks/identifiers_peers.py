"""Recall of identifiers with damaged characters, beside presidio-analyzer and ru-pii.

    python benchmarks/identifiers_peers.py [--values N] [--peers-python PATH] [--clean FOLDER]

The values are those of identifiers_speed.py, of every kind, in sentences; 0, 1 or 2 of their
digits are read as OCR may read them: as a look-alike or as any letter. A value counts as found
when a finding covers all of it but two characters. False alarms are findings in 100,000
characters of clean print (default E/rusdracor-tei and C/factrueval-2016 of the test data).

The peers are not in the lock: give the interpreter of an environment that has
presidio-analyzer 2.2.366, presidio-ru-recognizers 0.1.0 and ru-pii 0.1.0. They get what they are
good at: the sentence with the word before the number, and every entity that they have for it.
An entity that a peer does not support is silently dropped by it (Presidio issue 2256), so the
peer part stops when one is missing.
"""

import argparse
import gzip
import json
import os
import random
import re
import subprocess
from collections import defaultdict
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from identifiers_speed import KINDS

from openfonds.restrictions.detectors.registry import DETECTORS

DATA = Path(os.environ.get("OPENFONDS_TEST_DATA", Path(__file__).parents[1] / "../shared/data"))
CLEAN = ("E/rusdracor-tei", "C/factrueval-2016/devset")
CLEAN_CHARS, PAGE_CHARS = 1_000_000, 2000
CONTEXTS = (
    "Иванов Иван Иванович, {}, слесарь.",
    "Сообщаем, что гр-н Петров С. П. ({}) принят на работу с 1 марта.",
    "Приложение: {} - копия, на одном листе.",
    "Сидорова А. К.\n{}\nпроживает в общежитии",
)
_ALIKE = {
    "0": "ОOо", "1": "lI|", "2": "Z", "3": "Зз", "4": "Ч", "5": "S", "6": "б", "7": "Т", "8": "В",
    "9": "g",
}  # fmt: skip
_ANY = "абгджклнпртуфхцшщ"
DAMAGES = ((0, True), (1, True), (1, False), (2, True), (2, False))
OURS = "openfonds"

# Runs in the interpreter of the peers: a JSON list of texts in, for each tool lists of spans out.
_PEER_PROGRAM = r'''
import json, logging, sys
logging.disable(logging.CRITICAL)
import ru_pii, spacy
from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
from presidio_analyzer.nlp_engine import NlpArtifacts, NlpEngine
from presidio_ru_recognizers import register_all_ru_recognizers

ASKED = [
    "SNILS", "INN_RU", "PASSPORT_RF", "PHONE_RF", "BANK_ACCOUNT_RF", "CREDIT_CARD",
    "EMAIL_ADDRESS", "PHONE_NUMBER",
]

class Words(NlpEngine):
    """Words of the text without a model: what the recognisers need for their context."""
    def __init__(self): self.blank = spacy.blank("xx")
    def load(self): pass
    def is_loaded(self): return True
    def process_text(self, text, language):
        doc = self.blank(text)
        return NlpArtifacts(
            entities=[], tokens=doc, tokens_indices=[t.idx for t in doc],
            lemmas=[t.text.lower() for t in doc], nlp_engine=self, language=language,
        )
    def process_batch(self, texts, language, **_):
        for text in texts: yield text, self.process_text(text, language)
    def is_stopword(self, word, language): return False
    def is_punct(self, word, language): return not word.isalnum()
    def get_supported_entities(self): return []
    def get_supported_languages(self): return ["ru"]

registry = RecognizerRegistry(supported_languages=["ru"])
registry.load_predefined_recognizers(languages=["ru"])
register_all_ru_recognizers(registry)
from presidio_analyzer.predefined_recognizers import (
    CreditCardRecognizer, EmailRecognizer, PhoneRecognizer,
)
have = {e for r in registry.recognizers for e in r.supported_entities}
for recognizer in (CreditCardRecognizer, EmailRecognizer, PhoneRecognizer):
    made = recognizer(supported_language="ru", **(
        {"supported_regions": ["RU"]} if recognizer is PhoneRecognizer else {}))
    if not have.issuperset(made.supported_entities): registry.add_recognizer(made)
analyzer = AnalyzerEngine(registry=registry, nlp_engine=Words(), supported_languages=["ru"])
missing = set(ASKED) - set(analyzer.get_supported_entities("ru"))
if missing:
    sys.exit("the peer does not support " + ", ".join(sorted(missing)))
for line in sys.stdin:
    text = json.loads(line)
    print(json.dumps({
        "presidio + ru": [[r.start, r.end] for r in analyzer.analyze(text, "ru", entities=ASKED)],
        "ru-pii": [[m.start, m.end] for m in ru_pii.find(text)],
    }))
'''

Spans = dict[str, list[list[int]]]  # by tool


def find_ours(texts: list[str]) -> list[Spans]:
    """What the detectors of numbers and births find."""
    ours = [d for d in DETECTORS if d.name in ("identifiers", "birth_dates")]
    return [{OURS: [[f.start, f.end] for d in ours for f in d.find(text)]} for text in texts]


def find_peers(texts: list[str], python: Path) -> list[Spans] | None:
    """What the peers find; None when they cannot be run, after saying why."""
    if not python.exists():
        print(f"peers: {python} is not there, so only our own figures follow")
        return None
    lines = "".join(json.dumps(text) + "\n" for text in texts)
    done = subprocess.run(
        [str(python), "-c", _PEER_PROGRAM], input=lines, capture_output=True, text=True, check=False
    )
    if done.returncode:
        print(f"peers: cannot be run ({(done.stderr.strip() or '?').splitlines()[-1]})")
        return None
    return [json.loads(line) for line in done.stdout.splitlines()]


def damage(number: str, count: int, rng: random.Random, *, alike: bool) -> str:
    """Put letters in the place of `count` digits."""
    characters = list(number)
    for place in rng.sample([i for i, c in enumerate(number) if c.isdigit()], count):
        characters[place] = rng.choice(_ALIKE[characters[place]] if alike else _ANY)
    return "".join(characters)


def measure_recall(count: int, python: Path | None) -> None:
    """Print the recall of every tool for every kind and damage."""
    rng = random.Random(1)
    texts: list[str] = []
    wanted: list[tuple[str, tuple[int, bool], int, int]] = []
    for kind, (word, make) in KINDS.items():
        for of_kind in range(max(1, count // len(KINDS))):
            whole = make(rng)
            for damaged in DAMAGES:
                number = damage(whole, damaged[0], rng, alike=damaged[1])
                before, after = CONTEXTS[of_kind % len(CONTEXTS)].split("{}")
                start = len(before) + len(word)
                wanted.append((kind, damaged, start, start + len(number)))
                texts.append(before + word + number + after)
    found = _with_peers(texts, python)
    hits: dict[tuple[str, str, tuple[int, bool]], list[bool]] = defaultdict(list)
    for (kind, damaged, start, end), by_tool in zip(wanted, found, strict=True):
        for tool, spans in by_tool.items():
            is_found = any(a <= start + 2 and b >= end - 2 for a, b in spans)
            hits[tool, kind, damaged].append(is_found)
            hits[tool, "all", damaged].append(is_found)
    heads = " ".join(f"{n} {'alike' if alike else 'any'}".rjust(8) for n, alike in DAMAGES)
    for tool in found[0]:
        print(f"{tool}: recall of {count} values, digits damaged\n  {'':28}{heads}")
        for kind in (*KINDS, "all"):
            row = (hits[tool, kind, damaged] for damaged in DAMAGES)
            print(f"  {kind:28}" + " ".join(f"{sum(h) / len(h):8.1%}" for h in row))
        known = [
            k for k in KINDS if sum(hits[tool, k, DAMAGES[0]]) * 2 >= len(hits[tool, k, DAMAGES[0]])
        ]
        row = ([hit for k in known for hit in hits[tool, k, damaged]] for damaged in DAMAGES)
        print(
            f"  {f'the {len(known)} kinds that it knows':28}"
            + " ".join(f"{sum(h) / len(h):8.1%}" for h in row)
        )


def _pages(folder: Path) -> Iterator[str]:
    for path in sorted(folder.rglob("*")):
        if path.name.endswith((".txt", ".xml", ".xml.gz")):
            raw = path.read_bytes()
            text = (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode("utf-8")
            if ".xml" in path.name:
                text = re.sub(r"<[^>]*>", "", text.partition("</teiHeader>")[2])
            for start in range(0, len(text), PAGE_CHARS):
                yield text[start : start + PAGE_CHARS]


def measure_false_alarms(folder: Path, python: Path | None) -> None:
    """Print findings in clean print a hundred thousand characters."""
    pages = list(islice(_pages(folder), CLEAN_CHARS // PAGE_CHARS))
    if not pages:
        print(f"{folder}: absent; set OPENFONDS_TEST_DATA")
        return
    n_chars = sum(map(len, pages))
    found = _with_peers(pages, python)
    for tool in found[0]:
        count = sum(len(by_tool[tool]) for by_tool in found)
        print(f"{folder.name}: {tool}: {count / n_chars * 1e5:.2f} in 100,000 of {n_chars} chars")


def _with_peers(texts: list[str], python: Path | None) -> list[Spans]:
    found = find_ours(texts)
    peers = find_peers(texts, python) if python else None
    if python is None:
        print("peers: not asked for (--peers-python)")
    return [ours | theirs for ours, theirs in zip(found, peers, strict=True)] if peers else found


def main() -> None:
    parser = argparse.ArgumentParser(description="Recall of damaged identifiers beside peers.")
    parser.add_argument("--values", type=int, default=1000)
    parser.add_argument("--peers-python", type=Path, help="interpreter that has the peers")
    parser.add_argument("--clean", type=Path, action="append", help="folder of clean print")
    arguments = parser.parse_args()
    measure_recall(arguments.values, arguments.peers_python)
    for folder in arguments.clean or [DATA / name for name in CLEAN]:
        measure_false_alarms(folder, arguments.peers_python)


if __name__ == "__main__":
    main()
