"""Badly read copies of closed texts, by their sketches (LAW 5: 18).

At one wrong letter in seven hardly a fingerprint of `catalog.passages` survives in a row, but a
sketch of the whole text still tells that it is a copy. Of every text that would be open, or is
closed for what it says, a sketch is kept in the vault beside its holding, under the number that
the catalog gave the text. Whether it counts, and how, the catalog alone says: a sketch under the
number of a text that is gone is never looked at, and goes when its item is remembered anew.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np

from catalog.passage_texts import Place, live_ids, places_of
from openfonds.app.installation import Installation
from openfonds.app.plan import holding_folder
from openfonds.deduplication.across import kin_across
from openfonds.deduplication.sketches import SKETCH, SKETCH_VERSION, Sketches, sketch_texts
from openfonds.errors import IntegrityError
from openfonds.restrictions.shared_text import FORMULA_ITEMS, REPEATED_LETTERS
from openfonds.restrictions.standing import Standing
from openfonds.storage import Zone, scratch_folder

ROWS_OF_FILE = 256  # rows of the inventory
CLOSED = (Standing.CLOSED, Standing.DENIED)

Row = tuple[str, str, int, int]  # collection, holding, row of the inventory, number of the text
Pair = tuple[int, int]  # numbers of a closed text and of an open one


@dataclass(frozen=True, slots=True)
class Drawn:
    """A text of which a sketch is to be kept."""

    text_id: int  # in the catalog
    position: int  # row of the inventory
    pages: Sequence[str]


def keep_sketches(vault: Zone, folder: str, positions: Iterable[int], texts: list[Drawn]) -> None:
    """Keep the sketches of these texts in place of whatever was kept of these rows.

    Args:
        folder: of the holding.
        positions: rows of the inventory, those of `texts` among them.
    """
    new: dict[int, list[Drawn]] = {position: [] for position in positions}
    for text in texts:
        new[text.position].append(text)
    for number, some in groupby(sorted(new), key=lambda position: position // ROWS_OF_FILE):
        rows = list(some)
        path = _file(folder, number)
        before = _read(vault, path)
        made = sketch_texts(
            (str(text.text_id), text.position, "".join(text.pages))
            for position in rows
            for text in new[position]
        )
        made = made[made["letters"] >= REPEATED_LETTERS]
        made["digest"] = 0  # equal texts are known by keyed digests; nothing else may tell them
        every = np.concatenate((before[~np.isin(before["page"], rows)], made))
        every = every[np.argsort(every["page"], kind="stable")]
        if every.tobytes() != before.tobytes():
            vault.write(path, every.tobytes())


def copies_of_closed(at: Installation, ours: Sequence[int]) -> set[int]:
    """Those of these texts of one holding, which would be open, that repeat a closed one.

    The sketches of closed texts are read; those of all open ones only where a copy was found,
    to see whether it is one of a form.
    """
    with at.engine.connect() as connection:
        opened = _rows_of(places_of(connection, ours))
        closed = list(live_ids(connection, CLOSED, REPEATED_LETTERS))
    kin = _kin(at, closed, opened)
    here = _no_forms(kin)
    if not here:
        return set()
    suspects = {text_id for text_id, _ in here}
    closed = [row for row in closed if row[-1] in suspects]
    everywhere = _no_forms(_kin(at, closed, sorted({*opened, *_every_open(at)})))
    return {text_id for _, text_id in everywhere} & set(ours)


def open_copies(at: Installation, closed: Sequence[int], *, forms: bool = False) -> list[int]:
    """Texts of other items that would be open and repeat one of these; sorted.

    Args:
        forms: those too that repeat a closed text only as many others do.
    """
    if not closed:
        return []
    with at.engine.connect() as connection:
        rows = _rows_of(places_of(connection, closed))
    kin = _kin(at, rows, _every_open(at))
    pairs = [k.pair for k in kin if k.is_copy] if forms else _no_forms(kin)
    return sorted({text_id for _, text_id in pairs})


@dataclass(frozen=True, slots=True)
class _Kin:
    """A closed and an open text of different items that have much in common."""

    pair: Pair
    is_copy: bool
    item: tuple[str, str]  # of the open one


def _kin(at: Installation, closed: Sequence[Row], opened: Sequence[Row]) -> list[_Kin]:
    with scratch_folder() as scratch:
        vault = at.storage.vault
        found = [
            (int(ours), int(theirs), is_copy)
            for ours, theirs, is_copy in kin_across(
                _sketches(vault, closed), _sketches(vault, opened), scratch
            )
        ]
    with at.engine.connect() as connection:
        places = places_of(connection, sorted({i for one, other, _ in found for i in (one, other)}))
    return [
        _Kin((ours, theirs), is_copy, places[theirs].item)
        for ours, theirs, is_copy in found
        if places[ours].item != places[theirs].item
    ]


def _no_forms(kin: Iterable[_Kin]) -> list[Pair]:
    """The copies of texts that few open items have much in common with.

    Kin that are no copies count too: a filled-in form is a copy of some others and kin of all.
    """
    kin = list(kin)
    items = Counter(text_id for text_id, _ in {(k.pair[0], k.item) for k in kin})
    return [k.pair for k in kin if k.is_copy and items[k.pair[0]] < FORMULA_ITEMS]


def _every_open(at: Installation) -> list[Row]:
    with at.engine.connect() as connection:
        return list(live_ids(connection, [Standing.OPEN], REPEATED_LETTERS))


def _rows_of(places: Mapping[int, Place]) -> list[Row]:
    return sorted((p.collection, p.holding, p.position, i) for i, p in places.items())


def _sketches(vault: Zone, rows: Iterable[Row]) -> Iterator[Sketches]:
    """The sketches of these texts, file by file; of some there may be none.

    Args:
        rows: sorted.
    """
    for (collection, holding, number), some in groupby(
        rows, key=lambda row: (row[0], row[1], row[2] // ROWS_OF_FILE)
    ):
        wanted = [str(text_id).encode() for *_, text_id in some]
        kept = _read(vault, _file(holding_folder(collection, holding), number))
        yield kept[np.isin(kept["id"], wanted)]


def _read(vault: Zone, path: str) -> Sketches:
    data = vault.read(path) if vault.exists(path) else b""
    if len(data) % SKETCH.itemsize:
        raise IntegrityError(
            f"the sketches in {path} of the vault were damaged, so no copy of a closed text would"
            " be known by them: remove the file, and ingest that holding again"
        )
    return np.frombuffer(data, SKETCH)


def _file(folder: str, number: int) -> str:
    return f"{folder}/sketches-{SKETCH_VERSION}/{number:06d}"
