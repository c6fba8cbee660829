"""The representative of each text: the first one, by their order, that it is a copy of."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from openfonds.deduplication.candidates import Pairs, distinct, joined, split, without

ROUNDS = 4  # of holding texts against the representatives of their copies
AT_ONCE = 1 << 16  # pairs
ALONE = -1

Numbers = NDArray[np.int64]
Flags = NDArray[np.bool_]


def around_representatives(
    copies: Pairs, n_texts: int, are_copies: Callable[[Pairs], Flags]
) -> tuple[Numbers, Pairs, Pairs]:
    """Each text to the first representative that it is a copy of, or else to itself.

    Where a text is a copy of a text that itself belongs to another one, it is held against that.

    Returns:
        The representatives by text; the pairs that were asked for and are copies; those that are
        not.
    """
    accepted = rejected = np.empty(0, np.uint64)
    first, second = split(copies)
    heads = _heads(copies, n_texts)
    for _ in range(ROUNDS):
        # What its copies belong to, which it was not yet held against.
        head = heads[first]
        asked = distinct(joined(head, second)[(head != first) & (head < second)])
        for told in (copies, accepted, rejected):
            asked = without(asked, told)
        if not len(asked):
            break
        is_copy = are_copies(asked)
        rejected = distinct(np.concatenate((rejected, asked[~is_copy])))
        if is_copy.any():
            accepted = distinct(np.concatenate((accepted, asked[is_copy])))
            heads = _heads(distinct(np.concatenate((copies, accepted))), n_texts)
    return heads, accepted, rejected


def _heads(copies: Pairs, n_texts: int) -> Numbers:
    heads = np.arange(n_texts)
    first, second = split(copies)
    begins = np.flatnonzero(np.diff(second, prepend=ALONE))
    is_second = np.zeros(n_texts, np.bool_)
    is_second[second] = True
    # Most are copies of a text that is none itself.
    sure = begins[~is_second[first[begins]]]
    heads[second[sure]] = first[sure]
    left = copies[heads[second] == second]
    # The others one by one, by their second text: the first one is settled by then.
    settled = heads.data  # a single value of it is read sooner than one of an array
    last = ALONE
    for begin in range(0, len(left), AT_ONCE):
        first, second = split(left[begin : begin + AT_ONCE])
        for low, high in zip(first.tolist(), second.tolist(), strict=True):
            if high != last and settled[low] == low:
                settled[high] = low
                last = high
    return heads
