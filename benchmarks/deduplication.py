"""Near-duplicates: speed, memory, recall and precision, beside datatrove's MinHash, in one run.

    python -m benchmarks.deduplication [--mb 20] [--data FOLDER] [--libs FOLDER] [--growth 10 50]

Texts: the plays of --data (E/rusdracor-tei of the shared data), cut to pages of 2000 characters.
Where that is not enough, all of it again with the letters of the alphabet exchanged for one
another: other texts with the same statistics. Of every fourth page there are copies in which 0,
5, 10 and 20 of 100 characters are read wrongly, lost or doubled. Everything is drawn from a seed.

Each side runs in a process of its own on the same file of lines of JSON, and reads it itself:
- "openfonds": sketches kept in shards, candidates, verification, clusters
  (`openfonds.deduplication`), twice, whether the bytes are the same; then all but 1 in 100 texts
  are known, and these come in shards of their own: all that they cost, of the mean of the two runs
  (text read, sketches made and kept, what is known read and written, clusters);
- "datatrove, same": datatrove's MinHash with the same shingles (10 folded letters) and bands (128
  of one hash), by a tokenizer that gives the folded letters;
- "datatrove, words": as it comes: 5 words of its Russian tokenizer, 14 bands of 8 hashes.
The last two need --libs FOLDER, after
`uv pip install --target FOLDER "datatrove[processing]==0.10.1" spacy`.

MB are of UTF-8, seconds those of the processor, so that it matters less what else runs on the
machine. The peak is VmHWM. Recall: of the pairs of a page and its copy, those in one cluster.
Precision: of the pairs of texts in one cluster, those made from one page; the plays also repeat
one another, so beside it the same with pairs whose pages, read without errors, have a Jaccard
similarity of 0.3 or more in shingles of 10 letters.

--growth: the peak memory of openfonds at other sizes (MB).

Measured (200 MB, 56,114 texts): 24.5 MB a second; recall 1.000, .987, .987, .894; precision .9861;
1 in 100 more costs .024 to .026 of a full run; the same bytes twice; 7 rows differ after that. Peak
of one run at 200 MB and 1 GB: 72 and 98 MB, of which 42 are there before.
"""

import argparse
import gzip
import hashlib
import json
import re
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from itertools import combinations, islice
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from openfonds.app.release.duplicates import SketchFile, shard_in
from openfonds.deduplication.clusters import find_clusters
from openfonds.deduplication.known import Known
from openfonds.deduplication.shards import SketchShard, kept
from openfonds.deduplication.sketches import sketch_texts
from openfonds.restrictions.passages import fold_letters
from openfonds.storage import open_storage

PAGE = 2000  # characters
RATES = (0.0, 0.05, 0.1, 0.2)
COPIED = 4  # of so many pages one has copies
ALPHABET = "абвгдежзийклмнопрстуфхцчшщъыьэюя"
GROUP = 512  # texts in a shard
ALIKE = 0.3
Heads = list[int]  # the representative of each text, -1 for one that is alone


def pages(data: Path) -> list[str]:
    """The plays, cut to pages."""
    cut = []
    for path in sorted(data.glob("*.xml.gz")):
        body = gzip.decompress(path.read_bytes()).decode().partition("<body")[2]
        text = re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", body))
        cut += [text[i : i + PAGE] for i in range(0, len(text) - PAGE, PAGE)]
    return cut


def noisy(text: str, rate: float, draw: np.random.Generator) -> str:
    """A reading of a text: of its wrong letters 7 in 10 are misread, the others lost or doubled."""
    letters = np.array(list(text), dtype="<U2")
    wrong = draw.random(len(letters)) < rate
    kind = draw.random(len(letters))
    others = draw.choice(list(ALPHABET), len(letters))
    letters = np.where(wrong & (kind < 0.7), others, letters)
    letters = np.where(wrong & (kind >= 0.85), np.char.add(letters, others), letters)
    return "".join(letters[~(wrong & (kind >= 0.7) & (kind < 0.85))])


def write_texts(path: Path, data: Path, n_bytes: int) -> None:
    """Lines of JSON: the text, the number of its page, and its error rate; null for the page."""
    draw = np.random.default_rng(1)
    written, every, first = 0, pages(data), 0
    with path.open("w", encoding="utf-8") as out:
        while written < n_bytes:
            exchanged = draw.permutation(list(ALPHABET)) if first else list(ALPHABET)
            table = str.maketrans(
                ALPHABET + ALPHABET.upper(), "".join(exchanged) + "".join(exchanged).upper()
            )
            for number, page in enumerate(every):
                page = page.translate(table)
                made: list[tuple[str, float | None]] = [(page, None)]
                if number % COPIED == 0:
                    made += [(noisy(page, rate, draw), rate) for rate in RATES]
                for text, rate in made:
                    line = {"text": text, "page": first + number, "rate": rate}
                    out.write(json.dumps(line, ensure_ascii=False) + "\n")
                    written += len(text.encode())
                if written >= n_bytes:
                    return
            first += len(every)


def read_texts(path: Path) -> Iterator[dict[str, Any]]:
    """The lines of a file of texts."""
    with path.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def run_openfonds(path: Path, scratch: Path) -> dict[str, Any]:
    """Sketches in shards on disk, then clusters; again; then once more with 99 in 100 known."""
    digests, spent = [], []
    for again in range(2):
        began = time.process_time()
        shards = _keep_sketches(path, scratch / f"{again}")
        sketched = time.process_time() - began
        clusters, _ = find_clusters(shards, scratch)
        spent.append((sketched, time.process_time() - began))
        digests.append(hashlib.sha256(clusters.heads.tobytes()).hexdigest())
    is_new = np.arange(len(clusters.heads)) % 100 == 50
    parts = []
    for name, chosen in (("old", ~is_new), ("new", is_new)):
        _copy_lines(path, scratch / f"{name}.jsonl", chosen)
        parts.append(np.flatnonzero(chosen))
    old = _keep_sketches(scratch / "old.jsonl", scratch / "old", parts[0])
    known = find_clusters(old, scratch)[1].to_bytes()
    began = time.process_time()
    new = _keep_sketches(scratch / "new.jsonl", scratch / "new", parts[1])
    sketched = time.process_time() - began
    grown, now = find_clusters([*old, *new], scratch, Known.of_bytes(known))
    now.to_bytes()
    more = time.process_time() - began
    order = np.concatenate(parts)
    heads = np.empty_like(clusters.heads)
    heads[order] = np.where(grown.heads < 0, grown.heads, order[grown.heads])
    return {
        "heads": clusters.heads,
        "seconds": spent[0][1],
        "seconds of sketches": spent[0][0],
        "same twice": digests[0] == digests[1],
        "one in 100 more, of a full run": 2 * more / (spent[0][1] + spent[1][1]),
        "of this, sketches": sketched / more,
        "rows that differ after that": int((heads != clusters.heads).sum()),
    }


def run_growth(path: Path, scratch: Path) -> dict[str, Any]:
    """Only once, for the memory."""
    began = time.process_time()
    clusters, _ = find_clusters(_keep_sketches(path, scratch / "kept"), scratch)
    return {"heads": clusters.heads, "seconds": time.process_time() - began}


def _texts(path: Path) -> Iterator[tuple[str, int, str]]:
    return ((f"{i:032x}", 0, line["text"]) for i, line in enumerate(read_texts(path)))


def _copy_lines(path: Path, to: Path, chosen: NDArray[np.bool_]) -> None:
    with path.open(encoding="utf-8") as lines, to.open("w", encoding="utf-8") as out:
        out.writelines(line for line, is_chosen in zip(lines, chosen, strict=True) if is_chosen)


def _keep_sketches(
    path: Path, folder: Path, numbers: NDArray[np.int64] | None = None
) -> list[SketchShard]:
    """Sketches of all lines in shards on disk; `numbers` of the lines, by which they are named."""
    zone = open_storage(f"file://{folder}").cleared
    texts, shards, first = _texts(path), [], 0
    while group := list(islice(texts, GROUP)):
        if numbers is not None:
            named = numbers[first : first + len(group)].tolist()
            group = [(f"{i:032x}", 0, text) for i, (*_, text) in zip(named, group, strict=True)]
        name = f"{first:09d}"
        zone.write(name, kept(sketch_texts(group)))
        shards.append(shard_in(zone, SketchFile(name, len(group))))
        first += len(group)
    return shards


def run_datatrove(path: Path, scratch: Path, *, words: bool) -> dict[str, Any]:
    """The first three of its four stages, in one process; clusters from its files."""
    from datatrove.data import Document
    from datatrove.pipeline.dedup.minhash import (
        MinhashConfig,
        MinhashDedupBuckets,
        MinhashDedupCluster,
        MinhashDedupSignature,
    )
    from datatrove.utils.typeshelper import Languages

    class Letters:
        def word_tokenize(self, text: str) -> list[str]:
            return list(map(chr, fold_letters([text])))

    config = MinhashConfig() if words else MinhashConfig(10, 128, 1)
    sign = MinhashDedupSignature(
        str(scratch / "signatures"),
        config,
        language=Languages.russian__cyrl if words else Languages.english,
    )
    if not words:
        sign.word_tokenizer = Letters()
    began = time.process_time()
    sign.run(Document(text=text, id=name) for name, _, text in _texts(path))
    signed = time.process_time() - began
    for bucket in range(config.num_buckets):
        MinhashDedupBuckets(
            str(scratch / "signatures"), str(scratch / "buckets"), config=config
        ).run(None, bucket, config.num_buckets)
    MinhashDedupCluster(
        str(scratch / "buckets"), str(scratch / "removed"), config=config, save_cluster_id=True
    ).run(None, 0, 1)
    seconds = time.process_time() - began
    n_texts = sum(1 for _ in read_texts(path))
    found = np.fromfile(scratch / "removed" / "000000.clusters", "<u4").reshape(-1, 2)
    heads, first = [-1] * n_texts, {}
    for text, cluster in found.tolist():
        heads[text] = first.setdefault(cluster, text)
    return {"heads": np.array(heads), "seconds": seconds, "seconds of sketches": signed}


def scores(path: Path, heads: Heads) -> dict[str, str]:
    """Recall by error rate, and precision."""
    lines = [(line["page"], line["rate"]) for line in read_texts(path)]
    at = {page: i for i, (page, rate) in enumerate(lines) if rate is None}
    found: dict[float, list[bool]] = defaultdict(list)
    for i, (page, rate) in enumerate(lines):
        if rate is not None:
            found[rate].append(heads[i] != -1 and heads[i] == heads[at[page]])
    members = defaultdict(list)
    for i, head in enumerate(heads):
        if head != -1:
            members[head].append(i)
    same = other = 0
    across: dict[tuple[int, int], int] = defaultdict(int)
    for cluster in members.values():
        by_page: dict[int, int] = defaultdict(int)
        for i in cluster:
            by_page[lines[i][0]] += 1
        same += sum(n * (n - 1) // 2 for n in by_page.values())
        if len(by_page) > 500:  # a cluster like that is wrong; its pairs are only counted
            n = len(cluster)
            other += n * (n - 1) // 2 - sum(k * (k - 1) // 2 for k in by_page.values())
            continue
        for (one, n), (two, m) in combinations(sorted(by_page.items()), 2):
            across[one, two] += n * m
    alike = _alike(path, across)
    other += sum(across.values())
    recall = ", ".join(f"{rate:.0%}: {np.mean(found[rate]):.3f}" for rate in sorted(found))
    total = max(same + other, 1)
    return {
        "recall": recall,
        "precision": f"{same / total:.4f}; with pages that are alike {(same + alike) / total:.4f}",
        "largest cluster": f"{max(map(len, members.values()), default=0)}",
    }


def _alike(path: Path, across: dict[tuple[int, int], int]) -> int:
    """How many pairs of texts are made of two pages that are alike."""
    wanted = {page for pair in across for page in pair}
    shingles = {}
    for line in read_texts(path):
        if line["rate"] is None and line["page"] in wanted:
            raw = "".join(map(chr, fold_letters([line["text"]])))
            shingles[line["page"]] = {raw[i : i + 10] for i in range(len(raw) - 9)}
    return sum(
        n
        for (one, two), n in across.items()
        if len(shingles[one] & shingles[two]) >= ALIKE * len(shingles[one] | shingles[two])
    )


SIDES: dict[str, Callable[[Path, Path], dict[str, Any]]] = {
    "openfonds": run_openfonds,
    "growth": run_growth,
    "datatrove, same": lambda path, scratch: run_datatrove(path, scratch, words=False),
    "datatrove, words": lambda path, scratch: run_datatrove(path, scratch, words=True),
}


def _peak_mb() -> float:
    status = Path("/proc/self/status").read_text()
    found = re.search(r"VmHWM:\s+(\d+)", status)
    return int(found[1]) / 1024 if found else float("nan")


def _side(name: str, path: Path, libs: Path | None) -> None:
    """One side in this process: its figures as a line of JSON."""
    if libs and name.startswith("datatrove"):
        sys.path.insert(0, str(libs))  # its libraries are older than ours
    with tempfile.TemporaryDirectory() as scratch:
        before = _peak_mb()
        found = SIDES[name](path, Path(scratch))
        found |= {"peak MB": _peak_mb(), "peak MB before": before}
    found["heads"] = found["heads"].tolist()
    print(json.dumps(found))


def _measure(name: str, path: Path, libs: Path | None, n_mb: float) -> None:
    command = [sys.executable, "-m", "benchmarks.deduplication", "--side", name]
    command += ["--texts", str(path), *(["--libs", str(libs)] if libs else [])]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    if ran.returncode:
        print(f"{name}: did not run: {ran.stderr.strip().splitlines()[-1:]}")
        return
    found = json.loads(ran.stdout.splitlines()[-1])
    heads = found.pop("heads")
    found["MB a second"] = n_mb / found["seconds"]
    told = {k: f"{v:.3f}" if isinstance(v, float) else v for k, v in found.items()}
    print(f"{name}:")
    for key, value in (told | scores(path, heads)).items():
        print(f"    {key}: {value}", flush=True)


def main() -> None:
    """Make the texts, run each side, print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--mb", type=float, default=20)
    parser.add_argument("--data", type=Path, default=Path("../shared/data/E/rusdracor-tei"))
    parser.add_argument("--libs", type=Path)
    parser.add_argument("--growth", type=float, nargs="*", default=[])
    parser.add_argument("--side", choices=SIDES, help=argparse.SUPPRESS)
    parser.add_argument("--texts", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.side:
        _side(given.side, given.texts, given.libs)
        return
    sides = ["openfonds", *(["datatrove, same", "datatrove, words"] if given.libs else [])]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "texts.jsonl"
        for n_mb, names in [(given.mb, sides), *((mb, ["growth"]) for mb in given.growth)]:
            write_texts(path, given.data, int(n_mb * 1e6))
            print(f"{n_mb} MB, {sum(1 for _ in read_texts(path))} texts")
            for name in names:
                _measure(name, path, given.libs, n_mb)


if __name__ == "__main__":
    main()
