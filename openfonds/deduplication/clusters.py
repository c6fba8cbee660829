"""Clusters of copies, each around the text with the lowest id, from sketches on disk.

A text belongs to a cluster if it is a copy of the representative itself. A copy of a copy that is
no copy of the representative does not: otherwise a chain of forms, each a little like the next,
would become one cluster. The clusters are those of the texts that are there, whatever was there
before, in whatever order they come: a release made in steps has the same ones.
"""

import mmap
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from openfonds.deduplication.candidates import Pairs, candidates, joined, split
from openfonds.deduplication.sketches import BANDS, SKETCH, Sketches
from openfonds.deduplication.verification import MIN_LETTERS, likeness
from openfonds.digests import digest_of

ROUNDS = 4  # of holding texts against the representatives of their copies
PAIRS_AT_ONCE = 2048
NAME_LENGTH = 16
ALONE = -1

Numbers = NDArray[np.int64]


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


def find_clusters(sketches: Callable[[], Iterable[Sketches]], scratch: Path) -> Clusters:
    """The clusters among all texts, from their sketches; ids and pages are unique together.

    In memory are some 70 bytes a text, and one of the groups of sketches at a time; the rest is
    in files below `scratch`, which are removed.

    Args:
        sketches: gives them again at each call, in the same order, in groups.
    """
    columns = [(s["id"], s["page"], s["letters"], s["digest"]) for s in sketches()]
    if not columns:
        return Clusters(np.empty(0, "S1"), np.empty(0, np.uint32), np.empty(0, np.int64))
    ids, pages, letters, digests = (np.concatenate(c) for c in zip(*columns, strict=True))
    by_id = np.lexsort((pages, ids))
    first_equal = _first_equal(by_id, letters, digests)
    chosen = by_id[(first_equal == np.arange(len(ids)))[by_id] & (letters[by_id] >= MIN_LETTERS)]
    near = _near(sketches, chosen, len(ids), scratch)
    heads = first_equal.copy()
    heads[chosen] = chosen[near]
    heads = np.where(first_equal == ALONE, ALONE, heads[first_equal])
    counts = np.bincount(heads[heads != ALONE], minlength=len(ids))
    alone = (heads == ALONE) | (counts[heads] < 2)
    return Clusters(ids, pages, np.where(alone, ALONE, heads))


def _first_equal(by_id: Numbers, letters: NDArray[np.uint32], digests: Numbers) -> Numbers:
    """For each text the first by id with the same letters; ALONE for a text without letters."""
    ordered = digests[by_id]
    order = by_id[np.lexsort((np.arange(len(by_id)), ordered[:, 1], ordered[:, 0]))]
    again = np.concatenate(([False], (digests[order][1:] == digests[order][:-1]).all(axis=1)))
    begins = np.maximum.accumulate(np.where(again, 0, np.arange(len(order))))
    first = np.empty(len(order), np.int64)
    first[order] = order[begins]
    return np.where(letters == 0, ALONE, first)


def _near(
    sketches: Callable[[], Iterable[Sketches]], chosen: Numbers, n_texts: int, scratch: Path
) -> Numbers:
    """The representative of each of the chosen texts, all as places among the chosen ones."""
    place = np.full(n_texts, ALONE, np.int64)
    place[chosen] = np.arange(len(chosen))
    with _laid_out(sketches(), place, len(chosen), scratch) as (band, compared):
        edges = [np.empty(0, np.uint64)]
        for pairs in candidates(band, BANDS) if len(chosen) else ():
            edges.append(pairs[compared(pairs)])
        return _around_representatives(np.unique(np.concatenate(edges)), len(chosen), compared)


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
        asked = np.unique(asked[heads[first] < second])
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


@contextmanager
def _laid_out(
    sketches: Iterable[Sketches], place: Numbers, n_chosen: int, scratch: Path
) -> Iterator[tuple[Callable[[int], NDArray[np.uint32]], Callable[[Pairs], NDArray[np.bool_]]]]:
    """Sketches on disk by band and by text: the keys of a band, and whether pairs are copies."""
    folder = scratch / "sketches"
    folder.mkdir()
    at = np.full(max(n_chosen, 1), 0, np.int64)  # where the sketch of a chosen text is
    with ExitStack() as stack:
        whole = stack.enter_context((folder / "whole").open("w+b"))
        bands = [stack.enter_context((folder / f"{b}").open("w+b")) for b in range(BANDS)]
        number = kept = 0
        for group in sketches:
            places = place[number : number + len(group)]
            number += len(group)
            ours = np.flatnonzero(places != ALONE)
            at[places[ours]] = np.arange(kept, kept + len(ours))
            kept += len(ours)
            group[ours].tofile(whole)
            for column, stream in zip(group["bands"][ours].T, bands, strict=True):
                np.ascontiguousarray(column).tofile(stream)
        whole.flush()

        def band(which: int) -> NDArray[np.uint32]:
            bands[which].seek(0)
            return np.fromfile(bands[which], np.uint32)[at[:n_chosen]]

        def compared(pairs: Pairs) -> NDArray[np.bool_]:
            is_copy = np.zeros(len(pairs), np.bool_)
            if not len(pairs):
                return is_copy
            with mmap.mmap(whole.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
                table = np.frombuffer(mapped, SKETCH)
                for begin in range(0, len(pairs), PAIRS_AT_ONCE):
                    first, second = split(pairs[begin : begin + PAIRS_AT_ONCE])
                    found = likeness(table[at[first]], table[at[second]]).is_copy
                    is_copy[begin : begin + PAIRS_AT_ONCE] = found
                    mapped.madvise(mmap.MADV_DONTNEED)  # else all of it stays in memory
                del table
            return is_copy

        yield band, compared
    for path in folder.iterdir():
        path.unlink()
    folder.rmdir()
