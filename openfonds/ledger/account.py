"""Check the account of a release: what became of every item, from public files alone.

    python account.py RELEASE --ledger FOLDER [--whole-ledger] [--json]
                      [--key K.pem] [--checkpoint KEPT.txt] [--witness W.pem]

1. The exported ledger is sound (verify.py), and has the checkpoint that lies in the release.
2. Each row of ledger/account.parquet is a decision that stood so at the checkpoint, only once.
3. `documents` has one row for each item that is open and in the dataset, `pages` its pages 1 to n.
4. `withheld` counts as many items, by outcome and year of the next check; "<10" is one to nine.
5. The files are those of ledger/files.sha256, whose digest a later record of the ledger has.
6. The numbers on the card (README.md) are those of the rows, and loaders read these and no others.

Exit code: 0 sound, 1 broken, 2 wrong arguments, 3 cannot tell. Needs pyarrow and verify.py beside.
"""

import argparse
import contextlib
import hashlib
import json
import re
import sqlite3
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

if TYPE_CHECKING or __package__:
    from openfonds.ledger import verify
else:
    import verify  # run as a script: the one that lies beside it

ACCOUNT, MANIFEST = "ledger/account.parquet", "ledger/files.sha256"
NOTE, CARD = "ledger/checkpoint.txt", "README.md"
PASSED = "passed"  # in `gate`: the item is in the dataset
GATE_CODES = {PASSED, "gate.not_open", "gate.other_item", "gate.law_changed", "gate.check_due"}
GATE_CODES |= {"gate.decided_later", "gate.decision_altered", "gate.ledger_record_broken"}
GATE_CODES |= {"gate.ledger_disagrees", "gate.not_in_ledger", "gate.page_unread", "gate.not_before"}
OPEN, ABSENT = "open", ("failed", "duplicate")  # outcomes; next, what `withheld` calls them
REASONS = {"withheld": "withheld by law", "review": "in review", "suspended": "suspended"}
REASONS |= {name: name for name in ABSENT}
NEWER, OUTCOMES = "take one that was exported later", (OPEN, *REASONS)
NAMES = ("decision_id", "outcome", "gate")
COLUMNS = pa.schema([(name, pa.string()) for name in NAMES])
RELEASE = b"release"  # in the footer of the account: NAMESPACE/NAME@vX.Y.Z
LISTED = re.compile(r"([0-9a-f]{64})  ((?!(?:.*/)?\.{1,2}(?:/|$))[\w.+-]+(?:/[\w.+-]+)*)", re.ASCII)
ON_CARD = re.compile(r"^\| (?:`(documents|pages|withheld)`|open \| ) \| ([0-9,]+) \|", re.MULTILINE)
PART = re.compile(  # loaders read these tables; nothing else may lie where they look
    r"data/(documents|pages|with(?:held|drawn))/\1-[0-9]{5}\.parquet|(ledger/account|changes)\.parquet"
    r"|(README|DATASHEET|CHANGELOG)\.md|(changes|croissant|ro-crate-metadata)\.json"
    r"|(checks|ledger|metadata|passport|plots|policies)/.*(?<!(?i:\.parquet))"
)
LOADED = re.compile(  # how the card tells loaders where the rows of each config lie
    r"---\n(?:(?!---\n|\.\.\.).*\n)*configs:\n(?P<configs>(?:- config_name: (\w+)\n  data_files:\n"
    r"  - split: train\n    path: data/\2/\2-\*\.parquet\n(?:  default: true\n)?)+)---\n"
)
FOREIGN = {".git", ".gitattributes", ".cache"}  # what hubs and their clients put into a folder
SMALL, EXTENT = "<10", re.compile("<10|[1-9][0-9]{1,17}")
SHOWN, BATCH, TEXT_BYTES = 3, 20_000, 1 << 24
CONFIGS = ("documents", "pages", "withheld")  # of which the rows are counted
EXIT_CODES = {"sound": 0, "broken": 1, "cannot_tell": 3}
BROKEN = OSError, pa.ArrowException, sqlite3.Error, ValueError, TypeError, KeyError, OverflowError
MEMBERS = ("seq", "decision_id", "outcome", "effect", "next_check_year", "item_ref", "supersedes")
TABLES = """
PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA temp_store=FILE; PRAGMA cache_size=-32000;
CREATE TABLE decision (seq INTEGER PRIMARY KEY, id, outcome, effect, year, ref, supersedes);
CREATE TABLE standing (id PRIMARY KEY, seq, outcome, effect, year) WITHOUT ROWID;
CREATE TABLE account (id, outcome, gate);
CREATE VIEW passed AS SELECT id FROM account WHERE gate = 'passed';
CREATE TABLE document (id, decision, pages); CREATE TABLE run (document, decision, pages);
"""
# A decision stands until another one supersedes it, or a later one on the same item is neither
# a duplicate nor a failure. One that was superseded may come back under the same id.
STANDING = f"""
CREATE INDEX superseded ON decision (supersedes, seq) WHERE supersedes IS NOT NULL;
INSERT INTO standing
  SELECT id, max(seq), outcome, effect, year FROM decision
  WHERE outcome IN {ABSENT} OR seq IN
    (SELECT max(seq) FROM decision WHERE outcome NOT IN {ABSENT} GROUP BY ref)
  GROUP BY id ORDER BY id;
DELETE FROM standing WHERE EXISTS
  (SELECT 1 FROM decision d WHERE d.supersedes = standing.id AND d.seq > standing.seq);
"""
LEFT_OVER = "SELECT id FROM standing EXCEPT SELECT id FROM account"
AGAINST_ITSELF = f"""\
account: out of order, or there twice
SELECT id FROM (SELECT id, lag(id, 1, '') OVER (ORDER BY rowid) AS last FROM account)
WHERE (last < id) IS NOT TRUE
account: an outcome or a code that there is not
SELECT id FROM account WHERE (outcome IN {OUTCOMES} AND (outcome = '{OPEN}') = (gate IS NOT NULL)
AND ifnull(gate, '{PASSED}') IN {tuple(sorted(GATE_CODES))}) IS NOT TRUE"""
AGAINST_LEDGER = """\
account: not a decision on an item in the ledger at the checkpoint
SELECT id FROM account EXCEPT SELECT id FROM decision
account: superseded at the checkpoint
SELECT id FROM account INTERSECT SELECT id FROM decision EXCEPT SELECT id FROM standing
account: the ledger has another outcome
SELECT id FROM account a JOIN standing s USING (id) WHERE a.outcome <> s.outcome
account: in the dataset, but not to be published by the ledger
SELECT id FROM passed JOIN standing USING (id) WHERE effect IS NOT 'publish'"""
AGAINST_ROWS = """\
documents: rows whose decision is not open and in the dataset
SELECT decision FROM document EXCEPT SELECT id FROM passed
documents: no row for decisions that are open and in the dataset
SELECT id FROM passed EXCEPT SELECT decision FROM document
documents: decisions with several rows
SELECT decision FROM document GROUP BY 1 HAVING count(*) > 1
documents: ids with several rows
SELECT id FROM document GROUP BY 1 HAVING count(*) > 1
documents: their pages are not all there, or have another decision
SELECT id, decision, pages FROM document EXCEPT SELECT * FROM run
pages: no such document
SELECT document FROM run EXCEPT SELECT id FROM document
pages: those of one document are in several places
SELECT document FROM run GROUP BY 1 HAVING count(*) > 1"""


class Audited(NamedTuple):
    """`status` is sound, broken or cannot_tell; the rest says why, and what was counted."""

    status: str
    release: str | None  # as the account names it: NAMESPACE/NAME@vX.Y.Z
    faults: list[str]
    gaps: list[str]  # what would have been needed to tell
    remarks: list[str]
    figures: dict[str, Any]

    def lines(self) -> Iterator[str]:
        """The result for people."""
        yield f"{self.status.replace('_', ' ')}: {self.release or 'no release that can be named'}"
        yield from (f"  {line}" for line in (*self.faults, *self.gaps))
        if counts := self.figures.get("outcome"):
            gate = self.figures["gate"].items()
            table = {"items in": sum(counts.values()), "  open": counts[OPEN]}
            table |= {f"    {'in the dataset' if c == PASSED else c}": n for c, n in gate}
            table |= {f"  {reason}": counts[outcome] for outcome, reason in REASONS.items()}
            yield from (f"{name:<30}{count:>12,}" for name, count in table.items())
        names = [name for name in ("documents", "pages", "files") if name in self.figures]
        yield from (f"{name:<30}{self.figures[name]:>12,}" for name in names)
        yield from self.remarks


class Unusable(ValueError):
    """A part of the release cannot be read, which is a fault of it."""


class _Check:
    release: str | None = None  # as the account names it
    digest: str | None = None  # of the list of files
    size: int | None = None  # of the checkpoint, when the ledger reaches it
    has_rotated = False  # whether the ledger changed its keys

    def __init__(self, folder: Path, ledger: Path, scratch: sqlite3.Connection) -> None:
        self.folder, self.path, self.db = folder, ledger, scratch
        self.faults, self.gaps, self.remarks = list[str](), list[str](), list[str]()
        self.figures: dict[str, Any] = {}
        scratch.executescript(TABLES)

    def take(self, what: str, step: Callable[..., None], *arguments: Any) -> None:
        """Take a step. What cannot be used is a fault; what this machine refuses is a gap."""
        try:
            step(*arguments)
        except (PermissionError, sqlite3.OperationalError) as error:  # or its disk is full
            self.gaps.append(f"{what} cannot be read here ({type(error).__name__})")
        except BROKEN as error:
            said = f"{what} cannot be read ({type(error).__name__})"
            self.faults.append(str(error) if isinstance(error, Unusable) else said)

    def files(self) -> None:
        """5: the files are those that are listed."""
        listed = listed_files(self.folder)
        paths = [p for p in self.folder.rglob("*") if p.is_symlink() or not p.is_dir()]
        here = {path.relative_to(self.folder).as_posix() for path in paths} - {MANIFEST}
        here = {name for name in here if name.partition("/")[0] not in FOREIGN}
        for name in sorted(here | listed.keys()):
            if name not in here:
                self.faults.append(f"{name} is missing")
            elif name not in listed:
                self.faults.append(f"{name!a} is not listed in {MANIFEST}")
            elif _sha256(self.folder / name) != listed[name]:
                self.faults.append(f"{name} is not as {MANIFEST} has it")
            elif not PART.fullmatch(name):
                self.faults.append(f"{name!a} is no file of a release")
        self.figures["files"] = len(here) + 1
        self.digest = _sha256(self.folder / MANIFEST)

    def account(self) -> None:
        """Read the account: its order, its codes, which release it is of."""
        with pq.ParquetFile(self.folder / ACCOUNT) as file:
            schema = file.schema_arrow
            self.release = (schema.metadata or {}).get(RELEASE, b"").decode("ascii", "replace")
            if not schema.equals(COLUMNS) or not self.release:
                raise Unusable(f"{ACCOUNT} has other columns, or does not name its release")
        self.db.executemany("INSERT INTO account VALUES (?, ?, ?)", self._rows(ACCOUNT, NAMES))
        self.db.execute("CREATE INDEX of_account ON account (id)")
        self._look(AGAINST_ITSELF)
        query = "SELECT {0}, count(*) FROM account WHERE {0} IS NOT NULL GROUP BY 1"
        for column, names in (("outcome", OUTCOMES), ("gate", (PASSED,))):
            counted = dict(self.db.execute(query.format(column)).fetchall())
            self.figures[column] = dict.fromkeys(names, 0) | counted

    def ledger(self, keys: verify.Files, kept: verify.Files, witnesses: verify.Files) -> None:
        """1: the ledger holds, and has the checkpoint of the release."""
        size = _size(note := _bytes(self.folder / NOTE))
        if size is None:
            raise Unusable(f"{NOTE} is not a checkpoint")
        with contextlib.suppress(OSError):  # what is missing there is said below
            reached = _size(_bytes(self.path / verify.CHECKPOINT)) or 0
            kept = [*kept, note] if reached >= size else kept
        told = verify.verify_path(self.path, keys, kept, witnesses)
        message = told.message.replace("the kept", "a kept (yours, or the release's)")
        if told.status != "sound":
            (self.faults if told.status == "broken" else self.gaps).append(f"the ledger: {message}")
        elif note not in kept:
            self.gaps.append(f"the ledger ends before the checkpoint of the release: {NEWER}")
        else:
            self.size = size
            self.remarks.append(f"the ledger is sound: {message}; the release: at {size} records")

    def records(self, size: int, is_whole: bool) -> None:
        """2, and of 5 what the record of the release says of the files."""
        releases: list[str | None] = []

        def decisions() -> Iterator[tuple[Any, ...]]:
            for number, line in enumerate(stream):
                if number < size and b'"kind":"decision"' in line and b'"unit":"item"' in line:
                    yield tuple(map(json.loads(line).get, MEMBERS))
                elif number >= size and b'"kind":"release"' in line:
                    of, digest = map(json.loads(line).get, ("publication_ref", "input_digest"))
                    releases.extend([digest] if str(of).startswith(f"{self.release}:") else [])
                self.has_rotated |= b'"kind":"rotation"' in line

        with (self.path / verify.LEDGER).open("rb") as stream:
            self.db.executemany("INSERT INTO decision VALUES (?, ?, ?, ?, ?, ?, ?)", decisions())
        self.db.executescript(STANDING)
        self._look(AGAINST_LEDGER)
        (others,) = self.db.execute(f"SELECT count(*) FROM ({LEFT_OVER})").fetchone()
        self.figures["decisions_elsewhere"] = others
        told = f"{others} other decisions on items stand in the ledger"
        where = self.gaps if self.has_rotated else self.faults  # new keys may hide successors
        where = where if is_whole and others else self.remarks
        where.append(told + ": of other collections, or left out" * bool(others))
        if not releases:
            self.gaps.append(f"the ledger has no record of this release yet: {NEWER}")
        elif self.digest is not None and self.digest not in releases:
            self.faults.append(f"{MANIFEST} is not the one of which the ledger has the digest")
        elif len(set(releases)) > 1:  # on several hubs, or one for you and another for others
            self.remarks.append(f"the ledger has {len(set(releases))} releases of this name")

    def rows(self) -> None:
        """3: documents and pages are those of the account."""
        documents = self._rows("data/documents/*.parquet", ("id", "decision_id", "n_pages"))
        self.db.executemany("INSERT INTO document VALUES (?, ?, ?)", documents)
        self.db.executemany("INSERT INTO run VALUES (?, ?, ?)", self._runs())
        self._look(AGAINST_ROWS)

    def withheld(self) -> None:
        """4: the groups of the withdrawal sheet add up to the account."""
        year = "s.year" if self.size is not None and self.release else "NULL"
        query = f"""SELECT a.outcome, {year}, count(*) FROM account a
            LEFT JOIN standing s USING (id) WHERE a.outcome <> '{OPEN}' GROUP BY 1, 2"""
        counted = {(REASONS.get(o), y): n for o, y, n in self.db.execute(query)}
        groups, least, most = set(), Counter[Any](), Counter[Any]()
        names = ("reason", "ground", "opens_year", "extent")
        for *group, extent in self._rows("data/withheld/*.parquet", names):
            if tuple(group) in groups or not EXTENT.fullmatch(extent):
                raise Unusable("withheld: a group is there twice, or its extent is no number")
            groups.add(tuple(group))
            key = group[0], None if year == "NULL" else group[2]
            least[key] += 1 if extent == SMALL else int(extent)
            most[key] += 9 if extent == SMALL else int(extent)
        for key in sorted(counted.keys() | least.keys(), key=str):
            if not least[key] <= counted.get(key, 0) <= most[key]:
                has = f"has {counted.get(key, 0)}, the groups have {least[key]} to {most[key]}"
                self.faults.append(f"withheld: of {key[0]!a}, year {key[1]}, the account {has}")

    def card(self) -> None:
        """6: numbers of the card, and where it sends loaders."""
        text = _bytes(self.folder / CARD).decode("utf-8", "replace")
        for config in ("", *CONFIGS):
            told = {int(n.replace(",", "")) for name, n in ON_CARD.findall(text) if name == config}
            if told != {self.figures.get(config or "documents")}:
                self.faults.append(f"{CARD}: the number of {config or 'open items'} is another")
        loaded = re.findall(r"_name: (\w+)", x["configs"] if (x := LOADED.match(text)) else "")
        if not loaded or not {c for c in CONFIGS if self.figures.get(c)} <= set(loaded):
            self.faults.append(f"{CARD}: loaders would not find the rows that are counted here")

    def _rows(self, files: str, names: Sequence[str]) -> Iterator[tuple[Any, ...]]:
        """Some columns of a table, row by row, in the order of its files."""
        count = 0
        for path in sorted(self.folder.glob(files)):
            with pq.ParquetFile(path) as file:
                for batch in file.iter_batches(BATCH, columns=[*names]):
                    columns = (batch.column(name).to_pylist() for name in names)
                    yield from zip(*columns, strict=True)
                    count += len(batch)
        self.figures[files.split("/")[1]] = count

    def _runs(self) -> Iterator[tuple[Any, Any, int]]:
        """The pages of each document: they stand together, from 1 on without a gap."""
        columns, n_bad = ("document_id", "decision_id", "page", "id"), 0
        rows = self._rows("data/pages/*.parquet", columns)
        for (document, decision), pages in groupby(rows, lambda row: row[:2]):
            found = [(number, id_) for _, _, number, id_ in pages]
            n_bad += found != [(n, f"{document}#{n}") for n in range(1, len(found) + 1)]
            yield document, decision, len(found)
        if n_bad:
            self.faults.append(f"pages: those of {n_bad} documents have other numbers or ids")

    def _look(self, text: str) -> None:
        for what, query in re.findall("^([a-z]+: .*)\n([^:]+)$", text, re.MULTILINE):
            (count,) = self.db.execute(f"SELECT count(*) FROM ({query})").fetchone()
            if count:
                shown = self.db.execute(f"SELECT * FROM ({query}) LIMIT {SHOWN}")
                names = ", ".join(ascii(str(name)[:64]).strip("'") for name, *_ in shown)
                self.faults.append(f"{what}: {count}, such as {names}")


def check_release(
    folder: Path,
    ledger: Path,
    keys: verify.Files = (),
    kept: verify.Files = (),
    witnesses: verify.Files = (),
    *,
    is_whole: bool = False,
) -> Audited:
    """Check the release in `folder` against an exported ledger.

    `keys`, `kept` and `witnesses` come from outside, as `verify.verify_path` takes them. With
    `is_whole` the ledger is of this collection alone: all that stands in it must be accounted for.
    """
    if not any((folder / name).exists() for name in (ACCOUNT, MANIFEST)):
        return Audited("cannot_tell", None, [], ["this is no release with an account"], [], {})
    with (
        tempfile.TemporaryDirectory(prefix="openfonds-account-") as scratch,
        contextlib.closing(sqlite3.connect(f"{scratch}/scratch.db")) as connection,
    ):
        check = _Check(folder, ledger, connection)
        check.take(f"{MANIFEST} or a file in it", check.files)
        check.take(ACCOUNT, check.account)
        check.take(NOTE, check.ledger, keys, kept, witnesses)
        if check.size is not None and check.release:
            check.take("the ledger", check.records, check.size, is_whole)
        check.take("documents or pages", check.rows)
        check.take("withheld", check.withheld)
        check.take(CARD, check.card)
        status = "broken" if check.faults else "cannot_tell" if check.gaps else "sound"
        told = (check.faults, check.gaps, check.remarks, check.figures)
        return Audited(status, check.release, *told)


def listed_files(folder: Path) -> dict[str, str]:
    """Digests by path: lines as sha256sum writes them, sorted by path."""
    lines = _bytes(folder / MANIFEST).decode("ascii", "replace").split("\n")
    found = [LISTED.fullmatch(line) for line in lines[:-1]]
    listed = {one[2]: one[1] for one in found if one}
    if lines[-1] or len(listed) < len(found) or [*listed] != sorted(listed) or MANIFEST in listed:
        raise Unusable(f"{MANIFEST} is not a sorted list of digests and files")
    return listed


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _bytes(path: Path) -> bytes:
    with path.open("rb") as stream:
        return stream.read(TEXT_BYTES)


def _size(note: bytes) -> int | None:
    return int(x["size"]) if (x := verify.NOTE.fullmatch(note.decode("utf-8", "replace"))) else None


def main() -> int:
    """Run the check from the command line; the exit codes are in the head of this file."""
    parser = argparse.ArgumentParser()
    parser.add_argument("release", type=Path, help="folder of one version")
    parser.add_argument("--ledger", type=Path, required=True, help="folder of the exported ledger")
    parser.add_argument("--whole-ledger", action="store_true", help="it has no other collection")
    parser.add_argument("--json", action="store_true")
    outside: Any = {"type": argparse.FileType("rb"), "action": "append", "default": []}
    for option in ("--key", "--checkpoint", "--witness"):
        parser.add_argument(option, help="may be repeated", **outside)
    given = parser.parse_args()
    read = ([f.read() for f in x] for x in (given.key, given.checkpoint, given.witness))
    told = check_release(given.release, given.ledger, *read, is_whole=given.whole_ledger)
    print(json.dumps(told._asdict()) if given.json else "\n".join(told.lines()))
    return EXIT_CODES[told.status]


if __name__ == "__main__":
    sys.exit(main())
