"""Texts with hardly a name: how much of them is masked, and how fast they are searched."""

import gzip
import os
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from openfonds.restrictions.detectors.persons import Persons
from openfonds.restrictions.detectors.registry import examine
from openfonds.restrictions.redaction import grown_spans

DATA = Path(os.environ.get("OPENFONDS_TEST_DATA", Path(__file__).parents[1] / "../shared/data"))


def _plays() -> Iterator[tuple[str, str]]:
    """Prose of plays without the paragraphs that have a name of the cast or a speaker."""
    for path in sorted((DATA / "E/rusdracor-tei").glob("*.xml.gz")):
        raw = gzip.decompress(path.read_bytes()).decode("utf-8")
        head, _, body = raw.partition("</teiHeader>")
        cast = " ".join(
            re.findall(r"<persName[^>]*>([^<]*)<", head)
            + re.findall(
                r"<(?:castItem|speaker|role)[^>]*>(.*?)</(?:castItem|speaker|role)>", body, re.S
            )
        )
        stems = {word.lower()[:4] for word in re.findall(r"[А-ЯЁ][а-яё]{2,}", cast)}
        body = re.sub(r"<speaker.*?</speaker>", "", body, flags=re.S)
        kept = []
        for paragraph in re.findall(r"<(?:p|stage)(?: [^>]*)?>(.*?)</(?:p|stage)>", body, re.S):
            text = re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", paragraph)).strip()
            words = re.findall(r"[А-ЯЁ][а-яё]{2,}", text)
            if not any(word.lower()[:4] in stems for word in words):
                kept.append(text)
        if kept:
            yield path.name, "\n".join(kept)


def _prints() -> Iterator[tuple[str, str]]:
    for path in sorted((DATA / "A/ru-civil-print-18c").glob("*.gt.txt")):
        yield path.name, path.read_text(encoding="utf-8")


def _laws() -> Iterator[tuple[str, str]]:
    for path in sorted((DATA / "B/ru-office-docs/laws").rglob("*.txt")):
        try:
            yield path.name, path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            yield path.name, path.read_text(encoding="cp1251", errors="replace")


CONTROLS: dict[str, Callable[[], Iterator[tuple[str, str]]]] = {
    "print of 1752-1801": _prints,
    "plays without their cast": _plays,
    "laws and orders of today": _laws,
}
MOST_CONTROL_CHARS = 400_000


def measure_controls(*, show: bool) -> None:
    """Print the share of characters masked where there should be hardly a name, and the speed."""
    detector = Persons()
    list(detector.find("Иванов Иван Иванович"))
    for name, texts in CONTROLS.items():
        total = masked = 0
        seconds = 0.0
        by_confidence: Counter[str] = Counter()
        for _, text in texts():
            if total > MOST_CONTROL_CHARS:
                break
            for page in (text[at : at + 2000] for at in range(0, len(text), 2000)):
                began = time.process_time()
                examine(page)
                found = list(detector.find(page))
                seconds += time.process_time() - began
                total += len(page)
                masked += sum(
                    end - at for at, end in grown_spans(page, [(f.start, f.end) for f in found])
                )
                by_confidence.update(f.confidence for f in found)
                if show:
                    for f in found:
                        around = page[max(f.start - 30, 0) : f.end + 20].replace("\n", "/")
                        print(f"    {f.confidence:8} {page[f.start : f.end]!r:30} {around!r}")
        if total:
            print(
                f"{name:26}{total:8} characters, {masked / total:6.2%} masked, "
                f"{dict(sorted(by_confidence.items()))}, {total / seconds:,.0f} characters/s"
            )
        else:
            print(f"{name:26} no data: set OPENFONDS_TEST_DATA")
