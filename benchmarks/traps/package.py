"""Writes holdings in the form of the contract: an inventory, a collection.toml, files."""

import csv
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from benchmarks.traps.model import Draw, Kind, Made
from benchmarks.traps.settings import SETTINGS, Setting

OPEN_SERIES = "Ф. 1. Опись 1"
_OPEN_ROW = {
    "title": "Журнал управы",
    "date": "1912",
    "creator": "Городская управа",
    "creator_type": "municipal_body",
    "series": OPEN_SERIES,
    "material": "archival",
}
_HEADINGS = ("item_id", "files", *_OPEN_ROW)
LIST_NAME = "closed.csv"
_TITLES = ("Журнал управы", "Протоколы думы", "Постановления управы", "Дело о мостах", "Циркуляры")


@dataclass(frozen=True, slots=True)
class Placed:
    """An item as it lies in a holding."""

    kind: Kind
    number: int
    item_id: str


@dataclass(frozen=True, slots=True)
class Holding:
    """A folder that was written, and which of its items count."""

    name: str
    folder: Path
    setting: Setting
    items: tuple[Placed, ...]


def write_holdings(
    root: Path,
    kinds: Sequence[Kind],
    count: dict[str, int],
    seed: int,
    *,
    is_divided: bool = True,
) -> list[Holding]:
    """Write `count[kind.id]` items of each kind; one holding for each family and setting.

    Not divided by families, there is one for all traps and one for all controls of a setting.
    """
    groups: dict[tuple[str, str], list[tuple[Kind, int, Made]]] = {}
    for kind in kinds:
        for number in range(count[kind.id]):
            made = kind.make(Draw(seed, kind.id, number))
            place = (
                kind.family if is_divided else "controls" if kind.is_control else "traps",
                made.setting or kind.setting,
            )
            groups.setdefault(place, []).append((kind, number, made))
    return [
        _write(root / f"{family}-{setting}", f"{family}-{setting}", SETTINGS[setting], group)
        for (family, setting), group in groups.items()
    ]


def _write(
    folder: Path, name: str, setting: Setting, group: list[tuple[Kind, int, Made]]
) -> Holding:
    rows: list[dict[str, str]] = []
    placed = []
    for kind, number, made in group:
        for i, one in enumerate((made, *made.others)):
            position = len(rows) + 1
            row = _row(one, position)
            rows.append(row)
            for path, content in one.files.items():
                target = folder / str(position) / path
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(content)
            if i == 0:
                placed.append(Placed(kind, number, row["item_id"]))
    headings = [*_HEADINGS, *sorted({h for row in rows for h in row} - set(_HEADINGS))]
    with (folder / "inventory.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, headings, restval="", delimiter=";")
        writer.writeheader()
        writer.writerows(rows)
    holding = Holding(name, folder, setting, tuple(placed))
    write_collection(holding, with_list=not setting.is_listed_later)
    return holding


def _row(made: Made, position: int) -> dict[str, str]:
    files = ";".join(f"{position}/{name}" for name in made.files)
    title = _TITLES[position % len(_TITLES)]
    row = {"item_id": f"Ф. 1. Оп. 1. Д. {position}", "files": files, **_OPEN_ROW, "title": title}
    changed = {k: v.replace("{folder}", str(position)) for k, v in made.row.items()}
    return row | changed


def write_collection(holding: Holding, *, with_list: bool) -> None:
    """Write collection.toml, and the closed list beside it where there is one."""
    setting, folder = holding.setting, holding.folder
    has_list = bool(setting.list_key or setting.list_is_missing or setting.list_bytes is not None)
    text = f'repository = "Городской архив"\nlicence = "CC0-1.0"\nopen_series = ["{OPEN_SERIES}"]\n'
    if setting.policies:
        text += f"policies = [{', '.join(map(repr, setting.policies))}]\n"
    if has_list and with_list:
        key = setting.list_key or "item_id"
        text += f'\n[[closed_lists]]\nid = "list"\npath = "{LIST_NAME}"\nkey = "{key}"\n'
        text += "max_age_days = 90\n"
        content = setting.list_bytes
        if content is None and not setting.list_is_missing:
            content = "\n".join(["item_id", *_as_typed(holding)]).encode()
        if content is not None:
            path = folder / LIST_NAME
            path.write_bytes(content)
            day = datetime.fromisoformat(f"{setting.as_of}T12:00:00")
            at = (day - timedelta(days=setting.list_age_days)).timestamp()
            os.utime(path, (at, at))
    (folder / "collection.toml").write_text(text, encoding="utf-8")


def _as_typed(holding: Holding) -> Iterator[str]:
    """The references of the holding, as another typist writes them."""
    for i, placed in enumerate(holding.items):
        code = placed.item_id
        number = code.rpartition(" ")[2]
        yield (
            code,
            code.lower(),
            code.replace(" ", ""),
            code.replace("О", "O"),
            f"  {code} ",
            code.replace(". ", ".\u00a0"),
            code.upper(),
            f'"ф.1, оп.1, д.{number}"',
            f"Ф. 1 Оп. 1 ед. хр. {number}",
            f'"Фонд 1, опись 1, дело {number}"',
            f"1/1/{number}",
            f"ф. 001 оп. 01 д. {number:0>5}",
        )[i % 12]
