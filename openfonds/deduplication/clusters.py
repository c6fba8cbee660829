"""Clusters of copies, each around the text with the lowest id, from kept sketches.

A text belongs to a cluster if it is a copy of the representative itself. A copy of a copy that is
no copy of the representative does not: otherwise a chain of forms, each a little like the next,
would become one cluster. The clusters are those of the texts that are there, whatever was there
before, in whatever order they come. Only a pair that was found when few texts had the turn of
phrase that gave it away stays found when many have it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from openfonds.deduplication import bands
from openfonds.deduplication.candidates import Pairs, candidates, distinct, each_once, joined, split
from openfonds.deduplication.compared import compared
from openfonds.deduplication.known import NOTHING, Known
from openfonds.deduplication.parts import parts_in
from openfonds.deduplication.representatives import around_representatives
from openfonds.deduplication.shards import HEAD, SketchShard
from openfonds.deduplication.sketches import BANDS, ID_BYTES, Sketches
from openfonds.deduplication.verification import MIN_LETTERS
from openfonds.digests import digest_of

NAME_LENGTH = 16
ALONE = -1

Numbers = NDArray[np.int64]
Keys = NDArray[np.uint64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Clusters:
    """The representative of each text, by the order in which the sketches came."""

    heads: Numbers  # number of the representative; ALONE for a text without copies
    named: Numbers  # the representatives, sorted
    names: NDArray[np.void]  # their ids and pages

    def of(self, number: int) -> tuple[str | None, bool]:
        """(name of the cluster, whether the text is to be kept); no name for a text alone.

        The name is made of the id of the representative alone, so it stays when others join.
        """
        head = int(self.heads[number])
        if head == ALONE:
            return None, True
        name = self.names[np.searchsorted(self.named, head)]
        key = [name["id"].decode(), int(name["page"])]
        return digest_of(["duplicate cluster", key])[:NAME_LENGTH], head == number


def find_clusters(
    shards: Sequence[SketchShard], scratch: Path, known: Known = NOTHING
) -> tuple[Clusters, Known]:
    """The clusters among all texts, from their sketches, and what to know the next time.

    Ids and pages are unique together. In memory are some 140 bytes a text, 16 bytes a pair of
    copies, and one shard at a time; the rest is in files below `scratch`, which are removed.

    Args:
        shards: in any order.
        known: of an earlier search. Where a text of it is gone, all is done anew.
    """
    texts = _texts(shards)
    near, now = _near(shards, texts, scratch, known)
    heads = texts.first_equal.copy()
    heads[texts.chosen] = texts.chosen[near]
    heads = np.where(texts.first_equal == ALONE, ALONE, heads[texts.first_equal])
    counts = np.bincount(heads[heads != ALONE], minlength=len(heads))
    heads[counts[heads] < 2] = ALONE
    named = np.flatnonzero(counts >= 2)
    return Clusters(heads, named, _names(shards, named)), now


@dataclass(frozen=True, slots=True, eq=False)
class _Texts:
    """Of all sketches the first with each text: these are compared, by the order of their ids."""

    first_equal: Numbers  # for each sketch the first by id with the same letters, or ALONE
    chosen: Numbers  # numbers of the sketches that are compared
    keys: Keys  # of these, the first half of the digest; sorted
    by_key: Numbers  # their places among the chosen ones, by these

    def places(self) -> NDArray[np.int32]:
        """The place of each sketch among those that are compared, or NONE."""
        found = np.full(len(self.first_equal), bands.NONE, np.int32)
        found[self.chosen] = np.arange(len(self.chosen))
        return found


def _texts(shards: Sequence[SketchShard]) -> _Texts:
    by_id, letters, digests = _by_id(shards)
    # Stable: equal ones stay by id. The half of a digest is enough to put equal ones together.
    order = by_id[np.argsort(digests[0, by_id], kind="stable")]
    begins = np.zeros(len(order), np.bool_)
    begins[:1] = True
    for half in digests:
        ordered = half[order]
        begins[1:] |= ordered[1:] != ordered[:-1]
    first = np.empty(len(order), np.int64)
    first[order] = order[np.maximum.accumulate(np.where(begins, np.arange(len(order)), 0))]
    is_chosen = np.zeros(len(order), np.bool_)
    is_chosen[order[begins]] = True
    is_chosen &= letters >= MIN_LETTERS
    chosen = by_id[is_chosen[by_id]]
    places = np.empty(len(order), np.int64)
    places[chosen] = np.arange(len(chosen))
    first[letters == 0] = ALONE
    by_key = order[is_chosen[order]]
    return _Texts(first, chosen, digests[0, by_key], places[by_key])


def _by_id(shards: Sequence[SketchShard]) -> tuple[Numbers, NDArray[np.uint32], Keys]:
    """The numbers of all sketches by id and page, their letters, the halves of their digests."""
    begins = _begins(shards)
    words = np.empty((ID_BYTES // 8, begins[-1]), np.uint64)  # sorted sooner than strings
    pages, letters = np.empty((2, begins[-1]), np.uint32)
    digests = np.empty((2, begins[-1]), np.uint64)
    for shard, begin in zip(shards, begins, strict=False):
        some = slice(begin, begin + shard.count)
        heads = shard.heads()
        words[:, some] = np.ascontiguousarray(heads["id"]).view(">u8").reshape(-1, len(words)).T
        pages[some], letters[some], digests[:, some] = (
            heads["page"],
            heads["letters"],
            heads["digest"].T,
        )
    return np.lexsort((pages, *words[::-1])), letters, digests


def _near(
    shards: Sequence[SketchShard], texts: _Texts, scratch: Path, known: Known
) -> tuple[Numbers, Known]:
    """The representative of each of the texts, by their places, and what to know the next time."""
    n_texts = len(texts.chosen)
    is_new, copies, accepted, rejected = _of_known(known, texts)
    with compared(shards, scratch) as sketches:

        def are_copies(pairs: Pairs) -> Flags:
            first, second = split(pairs)
            return sketches.are_copies(texts.chosen[first], texts.chosen[second])

        def are_copies_of_heads(pairs: Pairs) -> Flags:
            is_copy = np.isin(pairs, accepted)
            fresh = ~is_copy & ~np.isin(pairs, rejected)
            is_copy[fresh] = are_copies(pairs[fresh])
            return is_copy

        if is_new.any():
            found = (p[are_copies(p)] for p in _candidates(shards, texts, is_new, scratch))
            copies = distinct(np.concatenate((copies, *found)))
        heads, *asked = around_representatives(copies, n_texts, are_copies_of_heads)
    by_key = np.empty(n_texts, np.uint32)
    by_key[texts.by_key] = np.arange(n_texts)
    pairs = (np.stack([by_key[one] for one in split(p)], axis=1) for p in (copies, *asked))
    return heads, Known(texts.keys, *pairs)


def _of_known(known: Known, texts: _Texts) -> tuple[Flags, Pairs, Pairs, Pairs]:
    """Which texts are not known, and the known pairs: copies, accepted and rejected ones."""
    is_new = np.ones(len(texts.keys), np.bool_)
    at = np.searchsorted(texts.keys, known.texts)
    last = len(texts.keys) - 1
    if len(known.texts) > len(texts.keys) or (texts.keys[at.clip(max=last)] != known.texts).any():
        known, at = NOTHING, np.empty(0, np.int64)
    places = texts.by_key[at]
    is_new[places] = False
    copies, accepted, rejected = (
        distinct(joined(places[pairs[:, 0]], places[pairs[:, 1]]))
        for pairs in (known.copies, known.accepted, known.rejected)
    )
    return is_new, copies, accepted, rejected


def _candidates(
    shards: Sequence[SketchShard], texts: _Texts, is_new: Flags, scratch: Path
) -> Iterator[Pairs]:
    """Pairs with a new text that may be copies, each once, by their second text."""
    with parts_in(scratch, bands.ENTRY, BANDS) as entries:
        bands.put_keys(shards, texts.places(), is_new, entries)
        found = candidates(bands.cut(entries, scratch), is_new)
        with each_once(found, len(is_new), scratch) as groups:
            yield from groups


def _names(shards: Sequence[SketchShard], named: Numbers) -> Sketches:
    """Ids and pages of some sketches; sorted numbers."""
    found = [np.empty(0, HEAD)]
    begins = _begins(shards)
    bounds = np.searchsorted(named, begins)
    for shard, begin, (first, last) in zip(shards, begins, pairwise(bounds), strict=False):
        if first < last:
            found.append(shard.heads()[named[first:last] - begin])
    return np.concatenate(found)[["id", "page"]]


def _begins(shards: Sequence[SketchShard]) -> list[int]:
    """The number of the first sketch of each shard, and how many there are of all."""
    return list(accumulate((shard.count for shard in shards), initial=0))
