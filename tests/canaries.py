"""A holding of canaries, and the scan that finds them in whatever form they are."""

import csv
import gzip
import io
import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import pyarrow.parquet as pq

from benchmarks.traps.pdf import pdf
from benchmarks.traps.wordlists import words
from tests.holdings import OPEN, OPEN_SERIES, TEXT, CommandLine, Ran

CANARY = re.compile(rb"(?:zqk|Zqk|ZQK)(\d{3})(?:wvx|Wvx|WVX)")
WIDE = (  # the same in two bytes a letter, and as hexadecimal digits
    re.compile(rb"z\0q\0k\0(\d)\0(\d)\0(\d)\0w\0v\0x"),
    re.compile(rb"\0z\0q\0k\0(\d)\0(\d)\0(\d)\0w\0v\0x"),
    re.compile(rb"7a716b3(\d)3(\d)3(\d)777678", re.IGNORECASE),
)
WORDS = words(
    "доклад смета мост улица фонарь вода дрова сад река площадь лавка весы двор школа колодец"
    " подряд осмотр торги лошадь сено овес кирпич известь труба крыша забор липа камень пристань"
    " ярмарка навес чертеж техник голова гласный заем касса зима весна лето утро вечер работа"
)
CLOSED_REASONS = (
    *("mark", "adoption", "undated", "series", "missing", "broken", "listed", "medical_file"),
    *("fact", "material", "copyright", "copy", "private"),
)
CELLS = (
    *("title", "creator", "description", "author", "act", "language", "Состав", "Пометы"),
    *("access", "rights"),
)


def harmless(seed: int) -> str:
    """Words in an order that no other text has: a passage of a closed item would close it."""
    rng = Random(seed)
    return "\n".join(" ".join(rng.choices(WORDS, k=9)) + "." for _ in range(6))


@dataclass
class Canaries:
    """Gives out the words, and remembers where each was put."""

    places: dict[int, str] = field(default_factory=dict)

    def new(self, place: str) -> str:
        number = len(self.places)
        self.places[number] = place
        return f"zqk{number:03}wvx"

    def of(self, prefix: str) -> set[int]:
        return {n for n, place in self.places.items() if place.startswith(prefix)}

    def named(self, found: set[int]) -> list[str]:
        return sorted(self.places[n] for n in found)


def canaries_in(data: bytes) -> set[int]:
    """Numbers of the canaries in some bytes, as they are and unpacked."""
    found = {int(number) for number in CANARY.findall(data)}
    for wide in WIDE:
        found |= {int(b"".join(digits)) for digits in wide.findall(data)}
    if data[:4] == b"PAR1":
        found |= canaries_in(json.dumps(_parquet(data), default=str).encode())
    elif data[:2] == b"\x1f\x8b":
        found |= canaries_in(gzip.decompress(data))
    elif data[:4] == b"PK\x03\x04":
        raise AssertionError("an archive: unpack it here")
    return found


def _parquet(data: bytes) -> list[Any]:
    """Everything that a reader of the file can see: rows, statistics, keys and values."""
    file = pq.ParquetFile(io.BytesIO(data))
    seen: list[Any] = [file.read().to_pylist(), str(file.schema_arrow.metadata)]
    for group in range(file.metadata.num_row_groups):
        for column in range(file.metadata.num_columns):
            statistics = file.metadata.row_group(group).column(column).statistics
            if statistics is not None and statistics.has_min_max:
                seen.append([str(statistics.min), str(statistics.max)])
    return seen


def canaries_below(folder: Path) -> set[int]:
    """Numbers of the canaries in files below a folder, and in their names."""
    found: set[int] = set()
    for path in sorted(folder.rglob("*")):
        found |= canaries_in(path.relative_to(folder).as_posix().encode())
        if path.is_file():
            found |= canaries_in(path.read_bytes())
    return found


@dataclass(frozen=True)
class Watched(CommandLine):
    """A command line whose temporary files, home and words can be searched."""

    home: Path
    said: list[str]

    @property
    def environment(self) -> dict[str, str]:
        """With nothing of this user's own folders."""
        kept = {k: v for k, v in super().environment.items() if not k.startswith(("XDG_", "HF_"))}
        (self.home / "tmp").mkdir(parents=True, exist_ok=True)
        (self.home / "home").mkdir(exist_ok=True)
        return {**kept, "TMPDIR": str(self.home / "tmp"), "HOME": str(self.home / "home")}

    def __call__(self, *arguments: str) -> Ran:
        """Run a command, and keep what it said."""
        ran = super().__call__(*arguments)
        self.said.append(f"{ran.out}\n{ran.err}")
        assert "Traceback" not in ran.err, ran.err
        return ran


class Holding:
    """The holding of closed and open items, and the canaries in them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.canaries = Canaries()
        self.rows: list[dict[str, str]] = []
        self.listed: list[str] = []
        for reason in CLOSED_REASONS:
            self._closed(reason)
        self._layers()
        self._open()
        self._partly_open()
        self._write()

    def put(self, path: str, content: str | bytes) -> str:
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def _closed(self, reason: str) -> None:
        new = self.canaries.new
        reference = new(f"reference of {reason}")
        row = {c: f"О мостах {new(f'closed {reason}: {c}')}" for c in CELLS}
        if reason in ("undated", "series", "copy", "copyright"):
            row |= {"access": "", "rights": ""}  # or these would close it alone
        texts = [f"{TEXT}{new(f'closed {reason}: page {n}')}\n" for n in (1, 2, 3)]
        row |= {"item_id": f"Ф. 1. Д. {reference}", "date": "1912", **OPEN}
        name = f"{new(f'closed {reason}: folder')}/{new(f'closed {reason}: file')}.txt"
        match reason:
            case "mark":
                texts[1] = f"Совершенно секретно\nЭкз. № 1\n{texts[1]}"
            case "adoption":
                texts[2] = f"Определением суда младенец усыновлен.\n{texts[2]}"
            case "undated":
                row["date"] = f"когда {new('closed undated: date')}"
            case "series":
                row["series"] = f"Опись {new('closed series: series')}"
            case "medical_file" | "private":
                row |= {"material": "medical_file" if reason == "medical_file" else "личное дело"}
                row["date"] = "1961"
            case "fact":
                row |= {"fact:medical": "true", "fact:minor": new("closed fact: value")}
            case "material":
                row["material"] = f"альбом {new('closed material: material')}"
            case "copyright":
                row |= {"material": "published", "author_died": "1999", "date": "1960"}
            case "listed":
                self.listed.append(row["item_id"])
        files = [self.put(name, "\f".join(texts))]
        if reason == "missing":
            files.append(f"{new('closed missing: name of a missing file')}.txt")
        elif reason == "broken":
            files.append(self.put("broken.xml", f"<alto><x>{new('closed broken: xml')}</y></alto>"))
            more = f"{new('closed broken: pdf')}.pdf"
            files.append(self.put(more, f"%PDF-1.4\n{new('closed broken: pdf text')}"))
        self.rows.append(row | {"files": ";".join(files)})
        if reason == "copy":  # closed, because a series that nobody approved has the same bytes
            other = {**row, "item_id": f"Ф. 2. Д. {new('reference of an original')}"}
            self.rows.append(other | {"series": "Опись 2", "files": files[0]})

    def _layers(self) -> None:
        """A PDF and an ALTO file whose hidden parts hold canaries."""
        new = self.canaries.new
        content = pdf(
            [TEXT, f"Совершенно секретно\n{new('closed pdf: text layer')}"],
            hidden=new("closed pdf: invisible text"),
            annotation=new("closed pdf: comment"),
            properties={"Title": new("closed pdf: title"), "Subject": new("closed pdf: subject")},
        )
        alto = (
            '<alto><Layout><Page WIDTH="10" HEIGHT="10"><PrintSpace><TextBlock><TextLine><String '
            f'CONTENT="Усыновлен {new("closed alto: word")}" HPOS="1" VPOS="1" WIDTH="5" '
            'HEIGHT="5"/></TextLine></TextBlock></PrintSpace></Page></Layout></alto>'
        )
        for name, data in (("1.pdf", content), ("1.xml", alto)):
            row = {"item_id": f"Ф. 3. Д. {new('reference of layers')}", "date": "1912", **OPEN}
            self.rows.append(row | {"title": "Журнал", "files": self.put(f"layers/{name}", data)})

    def _open(self) -> None:
        new = self.canaries.new
        for number in range(1, 6):
            texts = [f"{harmless(2 * number + n)}\n{new(f'open: page {n}')}\n" for n in (1, 2)]
            row = {"item_id": f"Ф. 4. Д. {number}", "date": "1912", **OPEN}
            row |= {"title": f"Журнал {new('open: title')}", "creator": new("open: creator")}
            row |= {"files": self.put(f"open/{number}.txt", "\f".join(texts))}
            self.rows.append(row)

    def _partly_open(self) -> None:
        """An item that two people open without its second page, on the first anything else."""
        new = self.canaries.new
        texts = [f"{harmless(0)}\n{new('partly: page 1')}\n"]
        texts.append(f"У больного чахотка, диагноз врача. {new('withheld page: page 2')}\n")
        row = {"item_id": "Ф. 5. Д. 1", "date": "1912", **OPEN, "title": "Журнал"}
        self.rows.append(row | {"files": self.put("partly.txt", "\f".join(texts))})

    def _write(self) -> None:
        headings = sorted({h for row in self.rows for h in row})
        out = io.StringIO()
        writer = csv.DictWriter(out, headings, delimiter=";", restval="")
        writer.writeheader()
        writer.writerows(self.rows)
        writer.writerow(self.rows[0])  # a duplicate
        out.write(f"{self.canaries.new('closed row: too short')};x\r\n")
        stray = self.canaries.new("closed list: name of something else")
        self.put("closed.csv", "item_id\n" + "\n".join([*self.listed, stray]))
        self.put("inventory.csv", out.getvalue())
        self.put(
            "collection.toml",
            f'repository = "Архив"\nlicence = "CC0-1.0"\nopen_series = ["{OPEN_SERIES}"]\n'
            '[[closed_lists]]\nid = "l"\npath = "closed.csv"\nkey = "item_id"\n'
            "max_age_days = 9999\n",
        )
