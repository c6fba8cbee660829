"""Badly read copies of closed texts, by their sketches (LAW 5: 18).

At one wrong letter in seven hardly a fingerprint of `catalog.passages` survives in a row, but a
sketch of the whole text still tells that it is a copy. Of every text that would be open, or is
closed for what it says, a sketch is kept in the vault beside its holding, under the number that
the catalog gave the text. Whether it counts, and how, the catalog alone says: a sketch under the
number of a text that is gone is never looked at, and goes when its item is remembered anew.

By a sketch a guess of the text can be tested, and of items that their description alone closed
the vault holds no text. So the files are sealed under the key of the fingerprints, which lies in
the annex; a keyed hash would not do, since which texts are found must not depend on a key.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from catalog.database import writing
from catalog.passage_texts import (
    KEPT_BACK,
    WHOLE,
    NewText,
    Place,
    is_same_text,
    live_ids,
    mark_fresh,
    places_of,
    rows_at,
)
from catalog.passages import KEY_FILE
from openfonds.app.installation import Installation
from openfonds.app.intake.plan import holding_folder
from openfonds.deduplication.across import kin_across
from openfonds.deduplication.sketches import SKETCH, SKETCH_VERSION, Sketches, sketch_texts
from openfonds.errors import IntegrityError
from openfonds.restrictions.shared_text import FORMULA_ITEMS, REPEATED_LETTERS
from openfonds.restrictions.standing import Standing
from openfonds.storage import scratch_folder

ROWS_OF_FILE = 256  # rows of the inventory
CLOSED = (Standing.CLOSED, Standing.DENIED)
SEALING_KEY_BYTES = 64  # of AES-256-SIV

ReadText = tuple[NewText, Sequence[str]]  # with its pages
Row = tuple[str, str, int, int]  # collection, holding, row of the inventory, number of the text
Pair = tuple[int, int]  # numbers of a closed text and of an open one


class ClosedSketches:
    """The sketches of an installation, sealed."""

    def __init__(self, at: Installation, key: bytes) -> None:
        """`key` is that of the fingerprints."""
        self._at, self._vault = at, at.storage.vault
        sealing = hashlib.blake2b(key=key, digest_size=SEALING_KEY_BYTES, person=b"sketches")
        # The same bytes each time (RFC 5297): what did not change is not written again.
        self._cipher = AESSIV(sealing.digest())

    def keep(
        self, collection: str, holding: str, positions: Iterable[int], texts: Sequence[ReadText]
    ) -> None:
        """Keep the sketches of these texts, once the catalog knows them.

        Of other texts of these rows those stay that the catalog still keeps.

        Args:
            positions: rows of the inventory, those of `texts` among them.
        """
        made = sketch_texts(("", text.place.position, "".join(pages)) for text, pages in texts)
        made["digest"] = 0  # equal texts are known by keyed digests
        ours = {text.place.row: i for i, (text, _) in enumerate(texts)}
        for number, some in groupby(sorted(positions), key=lambda row: row // ROWS_OF_FILE):
            here = list(some)
            path = _file(holding_folder(collection, holding), number)
            rows = [(holding, position, part) for position in here for part in (WHOLE, KEPT_BACK)]
            # Another run on the same holding waits, or its sketches would be lost, or ours.
            with writing(self._at.engine) as connection:
                new, others = [], []
                for row, kept in rows_at(connection, rows).items():
                    if row in ours and is_same_text(kept, texts[ours[row]][0]):
                        made["id"][ours[row]] = str(kept.id).encode()
                        new.append(ours[row])
                    else:
                        others.append(str(kept.id).encode())
                before = self._read(path)
                stays = ~np.isin(before["page"], here) | np.isin(before["id"], others)
                every = np.concatenate((before[stays], made[new]))
                every = every[every["letters"] >= REPEATED_LETTERS]
                every = every[np.lexsort((every["id"], every["page"]))]
                if every.tobytes() != before.tobytes():
                    self._vault.write(path, self._cipher.encrypt(every.tobytes(), [path.encode()]))
                # Also of texts that were known for long: nothing was held against a sketch yet.
                mark_fresh(connection, list(map(int, np.setdiff1d(every["id"], before["id"]))))

    def known(self, collection: str, holding: str, items: Mapping[int, str]) -> set[int]:
        """Those of these items of whose whole text all is kept that copies are known by.

        Args:
            items: their keys, by row of the inventory.
        """
        with self._at.engine.connect() as connection:
            kept = rows_at(connection, [(holding, position, WHOLE) for position in items])
        same = [(row[1], text) for row, text in kept.items() if text.item_key == items[row[1]]]
        rows = sorted((collection, holding, position, text.id) for position, text in same)
        there = {int(number) for group in self._sketches(rows) for number in group["id"]}
        return {
            position
            for position, text in same
            if text.part == WHOLE and (text.id in there or text.n_letters < REPEATED_LETTERS)
        }

    def copies_of_closed(self, ours: Sequence[int]) -> set[int]:
        """Those of these texts of one holding, which would be open, that repeat a closed one.

        The sketches of closed texts are read; those of all open ones only where a copy was found,
        to see whether it is one of a form.
        """
        with self._at.engine.connect() as connection:
            opened = _rows_of(places_of(connection, ours))
            closed = list(live_ids(connection, CLOSED, REPEATED_LETTERS))
        here = _no_forms(self._kin(closed, opened))
        if not here:
            return set()
        suspects = {text_id for text_id, _ in here}
        closed = [row for row in closed if row[-1] in suspects]
        everywhere = _no_forms(self._kin(closed, sorted({*opened, *self._every_open()})))
        return {text_id for _, text_id in everywhere} & set(ours)

    def open_copies(self, closed: Sequence[int], *, forms: bool = False) -> list[int]:
        """Texts of other items that would be open and repeat one of these; sorted.

        Args:
            forms: those too that repeat a closed text only as many others do.
        """
        if not closed:
            return []
        with self._at.engine.connect() as connection:
            rows = _rows_of(places_of(connection, closed))
        kin = self._kin(rows, self._every_open())
        pairs = [k.pair for k in kin if k.is_copy] if forms else _no_forms(kin)
        return sorted({text_id for _, text_id in pairs})

    def _kin(self, closed: Sequence[Row], opened: Sequence[Row]) -> list["_Kin"]:
        with scratch_folder() as scratch:
            found = [
                (int(ours), int(theirs), is_copy)
                for ours, theirs, is_copy in kin_across(
                    self._sketches(closed), self._sketches(opened), scratch
                )
            ]
        ids = sorted({i for one, other, _ in found for i in (one, other)})
        with self._at.engine.connect() as connection:
            places = places_of(connection, ids)
        return [
            _Kin((ours, theirs), is_copy, places[theirs].item)
            for ours, theirs, is_copy in found
            if places[ours].item != places[theirs].item
        ]

    def _every_open(self) -> list[Row]:
        with self._at.engine.connect() as connection:
            return list(live_ids(connection, [Standing.OPEN], REPEATED_LETTERS))

    def _sketches(self, rows: Iterable[Row]) -> Iterator[Sketches]:
        """The sketches of these texts, file by file; of some there may be none.

        Args:
            rows: sorted.
        """
        for (collection, holding, number), some in groupby(
            rows, key=lambda row: (row[0], row[1], row[2] // ROWS_OF_FILE)
        ):
            wanted = [str(text_id).encode() for *_, text_id in some]
            kept = self._read(_file(holding_folder(collection, holding), number))
            yield kept[np.isin(kept["id"], wanted)]

    def _read(self, path: str) -> Sketches:
        if not self._vault.exists(path):
            return np.empty(0, SKETCH)
        try:
            data = self._cipher.decrypt(self._vault.read(path), [path.encode()])
        except InvalidTag:
            raise IntegrityError(
                f"the sketches in {path} of the vault were damaged, or"
                f" {self._at.storage.annex.url(KEY_FILE)} is not the key that they were sealed"
                " under, so no copy of a closed text would be known by them: restore the key from"
                " a backup; if it is the right one, remove the file, and ingest that holding again"
            ) from None
        return np.frombuffer(data, SKETCH)


@dataclass(frozen=True, slots=True)
class _Kin:
    """A closed and an open text of different items that have much in common."""

    pair: Pair
    is_copy: bool
    item: tuple[str, str]  # of the open one


def _no_forms(kin: Sequence[_Kin]) -> list[Pair]:
    """The copies of texts that few open items have much in common with.

    Kin that are no copies count too: a filled-in form is a copy of some others and kin of all.
    """
    items = Counter(text_id for text_id, _ in {(k.pair[0], k.item) for k in kin})
    return [k.pair for k in kin if k.is_copy and items[k.pair[0]] < FORMULA_ITEMS]


def _rows_of(places: Mapping[int, Place]) -> list[Row]:
    return sorted((p.collection, p.holding, p.position, i) for i, p in places.items())


def _file(folder: str, number: int) -> str:
    return f"{folder}/sketches-{SKETCH_VERSION}/{number:06d}"
