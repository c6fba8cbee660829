"""Clusters of copies, each around the text with the lowest id, from sketches on disk.

A text belongs to a cluster if it is a copy of the representative itself. A copy of a copy that is
no copy of the representative does not: otherwise a chain of forms, each a little like the next,
would become one cluster. The clusters are those of the texts that are there, whatever was there
before, in whatever order they come: a release made in steps has the same ones.
"""

import mmap
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from openfonds.deduplication.candidates import Pairs, candidates, distinct, joined, split
from openfonds.deduplication.sketches import BANDS, SKETCH, SKETCH_VERSION, Sketches
from openfonds.deduplication.verification import (
    MIN_LETTERS,
    MIN_LONG,
    MIN_SAME,
    VERIFICATION_VERSION,
    are_copies,
)
from openfonds.digests import digest_of

ROUNDS = 4  # of holding texts against the representatives of their copies
PAIRS_AT_ONCE = 1024
NAME_LENGTH = 16
ALONE = -1

_VERSION = f"{SKETCH_VERSION} {VERIFICATION_VERSION}"
_COLUMNS = ("id", "page", "letters", "digest")
GROUP = 2048  # sketches that are laid out at a time

Numbers = NDArray[np.int64]
Keys = NDArray[np.uint64]


@dataclass(frozen=True, slots=True, eq=False)
class Clusters:
    """The representative of each text, by the order in which the sketches came."""

    ids: NDArray[np.bytes_]
    pages: NDArray[np.uint32]
    heads: Numbers  # number of the representative; ALONE for a text without copies

    def of(self, number: int) -> tuple[str | None, bool]:
        """(name of the cluster, whether the text is to be kept); no name for a text alone.

        The name is made of the id of the representative alone, so it stays when others join.
        """
        head = int(self.heads[number])
        if head == ALONE:
            return None, True
        key = [self.ids[head].decode(), int(self.pages[head])]
        return digest_of(["duplicate cluster", key])[:NAME_LENGTH], head == number


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """What an earlier run found, so that the next one only looks at what came since."""

    texts: Keys  # the texts that were compared, by the first half of their digests; sorted
    copies: Keys  # pairs of them that are copies, one row a pair

    @classmethod
    def of_bytes(cls, data: bytes) -> "Known":
        """What `to_bytes` made; nothing known where that was of another version, or is empty."""
        head, _, body = data.partition(b"\n")
        version, _, count = head.decode(errors="replace").rpartition(" ")
        if version != _VERSION or not count.isdecimal() or len(body) % 16 != int(count) % 2 * 8:
            return NOTHING
        values = np.frombuffer(body, "<u8")
        return cls(values[: int(count)], values[int(count) :].reshape(-1, 2))

    def to_bytes(self) -> bytes:
        """For keeping beside the sketches. Less can be told from it than from them."""
        head = f"{_VERSION} {len(self.texts)}\n".encode()
        return head + self.texts.astype("<u8").tobytes() + self.copies.astype("<u8").tobytes()


NOTHING = Known(np.empty(0, np.uint64), np.empty((0, 2), np.uint64))


def find_clusters(
    sketches: Iterable[Sketches], scratch: Path, known: Known = NOTHING
) -> tuple[Clusters, Known]:
    """The clusters among all texts, from their sketches, and what to know the next time.

    Ids and pages are unique together. In memory are about 1 kB a text, and one of the groups
    of sketches at a time; the rest is in files below `scratch`, which are removed.

    Args:
        sketches: in groups, in any order.
        known: of an earlier run. Where a text of it is gone, all is done anew.
    """
    with laid_out(sketches, scratch) as laid:
        return _clusters(laid, known)


def _clusters(laid: "LaidOut", known: Known) -> tuple[Clusters, Known]:
    ids, pages, letters, digests = laid.ids, laid.pages, laid.letters, laid.digests
    by_id = np.lexsort((pages, ids))
    first_equal = _first_equal(by_id, letters, digests)
    chosen = by_id[(first_equal == np.arange(len(ids)))[by_id] & (letters[by_id] >= MIN_LETTERS)]
    keys = digests[chosen, 0]
    near, copies = _near(laid, chosen, keys, known)
    heads = first_equal.copy()
    heads[chosen] = chosen[near]
    heads = np.where(first_equal == ALONE, ALONE, heads[first_equal])
    counts = np.bincount(heads[heads != ALONE], minlength=len(ids))
    alone = (heads == ALONE) | (counts[heads] < 2)
    found = Clusters(ids, pages, np.where(alone, ALONE, heads))
    first, second = split(copies)
    return found, Known(np.sort(keys), np.stack((keys[first], keys[second]), axis=1))


def _first_equal(by_id: Numbers, letters: NDArray[np.uint32], digests: Keys) -> Numbers:
    """For each text the first by id with the same letters; ALONE for a text without letters."""
    ordered = digests[by_id]
    order = by_id[np.lexsort((ordered[:, 1], ordered[:, 0]))]  # stable: equal ones stay by id
    again = np.concatenate(([False], (digests[order][1:] == digests[order][:-1]).all(axis=1)))
    begins = np.maximum.accumulate(np.where(again, 0, np.arange(len(order))))
    first = np.empty(len(order), np.int64)
    first[order] = order[begins]
    return np.where(letters == 0, ALONE, first)


def _near(laid: "LaidOut", chosen: Numbers, keys: Keys, known: Known) -> tuple[Numbers, Pairs]:
    """The representative of each of the chosen texts, and all copies, as places among them."""
    by_key = np.argsort(keys, kind="stable")
    at = np.searchsorted(keys, known.texts, sorter=by_key)
    if (
        len(known.texts) > len(keys)
        or (keys[by_key[at.clip(max=len(keys) - 1)]] != known.texts).any()
    ):
        known, at = NOTHING, np.empty(0, np.int64)
    is_new = np.ones(len(chosen), np.bool_)
    is_new[by_key[at]] = False
    places = by_key[np.searchsorted(keys, known.copies, sorter=by_key)]
    every = distinct(joined(places[:, 0], places[:, 1]))

    def compared(pairs: Pairs) -> NDArray[np.bool_]:
        first, second = split(pairs)
        return laid.are_copies(chosen[first], chosen[second])

    def band(which: int) -> NDArray[np.uint32]:
        return laid.band(which)[chosen]

    for pairs in candidates(band, BANDS, is_new) if is_new.any() else ():
        fresh = np.setdiff1d(pairs, every, assume_unique=True)
        every = distinct(np.concatenate((every, fresh[compared(fresh)])))
    return _around_representatives(every, len(chosen), compared), every


def _around_representatives(
    edges: Pairs, n_texts: int, compared: Callable[[Pairs], NDArray[np.bool_]]
) -> Numbers:
    """Each text to the first representative that it is a copy of, or else to itself.

    Where a text is a copy of a text that itself belongs to another one, it is held against that.
    """
    known = edges
    rejected = np.empty(0, np.uint64)
    for _ in range(ROUNDS):
        heads = _heads(known, n_texts)
        first, second = split(edges)
        # What its copies belong to, which it was not yet held against.
        asked = joined(heads[first], second)
        asked = distinct(asked[heads[first] < second])
        asked = np.setdiff1d(asked, np.union1d(known, rejected), assume_unique=True)
        if not len(asked):
            break
        is_copy = compared(asked)
        known = np.union1d(known, asked[is_copy])
        rejected = np.union1d(rejected, asked[~is_copy])
    return _heads(known, n_texts)


def _heads(edges: Pairs, n_texts: int) -> Numbers:
    heads = np.arange(n_texts)
    first, second = split(edges)
    order = np.lexsort((first, second))
    last = -1
    for low, high in zip(first[order].tolist(), second[order].tolist(), strict=True):
        # The lower one is settled: pairs come by their second text.
        if high != last and heads[low] == low:
            heads[high] = low
            last = high
    return heads


@dataclass(frozen=True, slots=True, eq=False)
class LaidOut:
    """Sketches on disk, by band and by text; in memory what is needed of each."""

    ids: NDArray[np.bytes_]
    pages: NDArray[np.uint32]
    letters: NDArray[np.uint32]
    digests: Keys
    whole: BinaryIO
    bands: BinaryIO

    def band(self, which: int) -> NDArray[np.uint32]:
        """The keys of all texts in a band."""
        size = 4 * len(self.ids)
        return np.frombuffer(os.pread(self.bands.fileno(), size, which * size), np.uint32)

    def are_copies(
        self,
        first: Numbers,
        second: Numbers,
        least: float = MIN_SAME,
        long: float = MIN_LONG,
        *,
        of_longer: bool = True,
    ) -> NDArray[np.bool_]:
        """Whether the texts of each pair are the same, but for errors, in at least this share.

        `long` is the least similarity of their long shingles; `of_longer`, that the share is that
        of the longer text, and not of both together.
        """
        is_copy = np.zeros(len(first), np.bool_)
        if not len(first):
            return is_copy
        with mmap.mmap(self.whole.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
            table = np.frombuffer(mapped, SKETCH)
            for begin in range(0, len(first), PAIRS_AT_ONCE):
                some = slice(begin, begin + PAIRS_AT_ONCE)
                pairs = first[some], second[some]
                is_copy[some] = are_copies(table, *pairs, least, long, of_longer=of_longer)
                mapped.madvise(mmap.MADV_DONTNEED)  # else all of it stays in memory
            del table
        return is_copy


@contextmanager
def laid_out(sketches: Iterable[Sketches], scratch: Path) -> Iterator[LaidOut]:
    """Sketches in files below `scratch`, which are removed at the end."""
    columns: list[list[Any]] = [[np.empty(0, SKETCH[name].base)] for name in _COLUMNS]
    columns[-1] = [np.empty((0, 2), np.uint64)]
    with TemporaryFile(dir=scratch) as whole, TemporaryFile(dir=scratch) as bands:
        count = 0
        for group in sketches:
            group.tofile(whole)
            for column, name in zip(columns, _COLUMNS, strict=True):
                column.append(group[name].copy())  # a view would keep all of it in memory
            count += len(group)
        whole.flush()
        _write_bands(whole, bands, count)
        ids, pages, letters, digests = map(np.concatenate, columns)
        yield LaidOut(ids, pages, letters, digests, whole, bands)


def _write_bands(whole: BinaryIO, bands: BinaryIO, count: int) -> None:
    for begin in range(0, count, GROUP):
        size = min(GROUP, count - begin)
        data = os.pread(whole.fileno(), size * SKETCH.itemsize, begin * SKETCH.itemsize)
        columns = np.ascontiguousarray(np.frombuffer(data, SKETCH)["bands"].T)
        for which, column in enumerate(columns):
            os.pwrite(bands.fileno(), column.tobytes(), 4 * (which * count + begin))
