"""Correction of recognition errors: errors before and after by set, and wrong changes in good text.

    python -m benchmarks.correction --folds DIR [--readings FOLDER] [--shown 20] [--parts pages ...]

pages: what openfonds reads on the pages of benchmarks.recognition, cleaned, before and after
    correction. The Russian books are read by models that have not seen them (`python -m
    setup.train_rus_civil DIR --folds`), and corrected with the confusions of all other books; the
    typescripts of a language with those of all other languages. --readings keeps the readings.
engines: D, the pages of these books as 14 other engines transcribed them: text without confidence.
plays: E, 212 plays in good modern spelling: once without confidences, once as if Tesseract had been
    sure of no word (10 of 100). Every change is a wrong one.
"""

import argparse
import gzip
import json
import os
import re
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.error_rate import error_rate
from benchmarks.page_readings import Reading, readings
from extractors.reading.tesseract import model_file
from openfonds.cleaning.clean import clean_page
from openfonds.correction.confusions import confusions
from openfonds.correction.correct import corrections
from openfonds.edits import EditedText
from openfonds.languages.dictionaries import Dictionaries
from openfonds.languages.orthography import orthography
from openfonds.model import Word
from setup.learn_confusions import Tally

ROOT = Path(__file__).resolve().parent.parent
DATA = Path(os.environ.get("OPENFONDS_TEST_DATA") or ROOT.parent / "shared" / "data")
ENGINES, PLAYS = DATA / "D" / "ru-18c-ocr-hypotheses", DATA / "E" / "rusdracor-tei"
PAGE_CHARS = 2000
UNSURE = 10.0
_SPOKEN = re.compile(
    rb"<(?:p|l|head|stage|speaker)\b[^>]*>(.*?)</(?:p|l|head|stage|speaker)>", re.S
)
_TAG = re.compile(r"<[^>]*>")
_LOWER = re.compile(r"[^\W\d_]+")


def pages(read: Sequence[Reading], dictionaries: Dictionaries, shown: int) -> None:
    tallies = [Tally([page]) for page in read]
    rows: dict[str, Counter[str]] = defaultdict(Counter)
    changes: dict[str, list[str]] = defaultdict(list)
    for page in read:
        others = Tally()
        for other, tally in zip(read, tallies, strict=True):
            seen = other is page if page.group == "ru" else other.group == page.group
            if not seen:
                others.add(tally)
        counted = others.counted()
        of_others = {script: confusions(script, counted) for script in ("Cyrl", "Latn")}
        text = clean_page(page.text, dictionaries.of(page.language), page.language)[0]
        begin = time.process_time()
        made = list(
            corrections(
                text,
                page.words,
                page.language,
                orthography(text, page.language),
                dictionaries,
                of_others.__getitem__,
            )
        )
        seconds = time.process_time() - begin
        after = EditedText(text).apply(made).text
        truth = clean_page(page.truth, dictionaries.of(page.language), page.language)[0]
        n, before_wrong = error_rate(truth, text)
        _, after_wrong = error_rate(truth, after)
        row = rows[page.group]
        row.update(pages=1, n=n, before=before_wrong, after=after_wrong, changes=len(made))
        row["ms"] += int(1000 * seconds)
        for one in made:
            with_it = EditedText(text).apply([one]).text
            gained = before_wrong - error_rate(truth, with_it)[1]
            row["better" if gained > 0 else "worse" if gained < 0 else "same"] += 1
            changes[page.group].append(f"{text[one.start : one.end]}>{one.new} {gained:+}")
    print("| set | pages | before | after | fewer | words changed | better | same | worse | ms |")
    print("|---|---|---|---|---|---|---|---|---|---|")
    for group, row in rows.items():
        before, after = row["before"] / row["n"], row["after"] / row["n"]
        fewer = 1 - row["after"] / max(1, row["before"])
        print(
            f"| {group} | {row['pages']} | {before:.4f} | {after:.4f} | {fewer:.1%} "
            f"| {row['changes']} | {row['better']} | {row['same']} | {row['worse']} | {row['ms']} |"
        )
    for group, told in changes.items() if shown else ():
        wrong = [one for one in told if "+" not in one]
        print(f"  {group}, not better:", ", ".join(wrong[:shown]))
        print(f"  {group}, better:", ", ".join([one for one in told if "+" in one][:shown]))


def engines(dictionaries: Dictionaries) -> None:
    rows: dict[str, Counter[str]] = defaultdict(Counter)
    for file in sorted(ENGINES.glob("*.json")):
        data = json.loads(file.read_text())
        for engine, result in data["hypotheses"].items():
            for line in result["lines"]:
                text = clean_page(line["extracted_text"])[0]
                made = list(corrections(text, (), "rus", orthography(text, "rus"), dictionaries))
                truth = clean_page(line["ground_truth_text"])[0]
                n, before = error_rate(truth, text)
                after = error_rate(truth, EditedText(text).apply(made).text)[1]
                rows[engine].update(n=n, before=before, after=after, changes=len(made))
                rows[engine]["worse"] += after > before
    print("\n| engine | before | after | fewer | words changed | pages made worse |")
    print("|---|---|---|---|---|---|")
    for engine, row in sorted(rows.items()):
        before, after = row["before"] / row["n"], row["after"] / row["n"]
        fewer = 1 - row["after"] / max(1, row["before"])
        print(
            f"| {engine} | {before:.4f} | {after:.4f} | {fewer:.1%} | {row['changes']} "
            f"| {row['worse']} |"
        )


def play_pages() -> Iterator[str]:
    for file in sorted(PLAYS.glob("*.xml.gz")):
        spoken = (s.decode() for s in _SPOKEN.findall(gzip.decompress(file.read_bytes())))
        page, size = [], 0
        for line in (" ".join(_TAG.sub(" ", one).split()) for one in spoken):
            page.append(line)
            size += len(line)
            if size >= PAGE_CHARS:
                yield "\n".join(page)
                page, size = [], 0
        yield "\n".join(page)


def plays(dictionaries: Dictionaries, shown: int) -> None:
    texts = [clean_page(text)[0] for text in play_pages()]
    spellings = [orthography(text, "rus") for text in texts]
    n_words = sum(len(_LOWER.findall(text)) for text in texts)
    n_bytes = sum(len(text.encode()) for text in texts)
    print("\n| plays, confidences | words | changed | one in | MB/s |")
    print("|---|---|---|---|---|")
    for name, confidence in (("none", None), ("high", 95.0), ("low", UNSURE)):
        made: Counter[tuple[str, str]] = Counter()
        of_pages = [
            ()
            if confidence is None
            else tuple(Word(word, 0, 0, 0, 0, confidence) for word in text.split())
            for text in texts
        ]
        begin = time.process_time()
        for text, words, spelling in zip(texts, of_pages, spellings, strict=True):
            for one in corrections(text, words, "rus", spelling, dictionaries):
                made[text[one.start : one.end], one.new] += 1
        speed = n_bytes / 1e6 / (time.process_time() - begin)
        changed = made.total()
        one_in = f"{n_words / changed:,.0f}" if changed else "none"
        print(f"| {name} | {n_words:,} | {changed} | {one_in} | {speed:.1f} |")
        if made and shown:
            told = (f"{a}>{b} {n}" for (a, b), n in made.most_common(shown))
            print("  ", ", ".join(told))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--folds", type=Path)
    parser.add_argument("--readings", type=Path)
    parser.add_argument("--shown", type=int, default=0, help="changes to show")
    parser.add_argument("--parts", nargs="*", default=["pages", "engines", "plays"])
    options = parser.parse_args()
    dictionaries = Dictionaries(model_file("eng").parent)
    if "pages" in options.parts:
        if options.folds is None:
            parser.error(
                "--folds is needed: the books must be read by models that do not know them"
            )
        pages(list(readings(options.folds, options.readings)), dictionaries, options.shown)
    if "engines" in options.parts:
        engines(dictionaries)
    if "plays" in options.parts:
        plays(dictionaries, options.shown)


if __name__ == "__main__":
    main()
