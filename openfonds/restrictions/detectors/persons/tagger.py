"""The network of slovnet's recogniser (convolutions, then a CRF), reckoned without its detours.

The weights are slovnet's and so are the tags, as far as the same numbers added in another order
give the same sum. Slovnet pads a batch to its longest chunk and copies the window of three words
around each word; here the chunks stand one after another with a row of zeros between them, which
is what a convolution sees beyond the end of a padded chunk, and a word that comes twice is
multiplied once. What a chunk gives does not depend on the chunks beside it but by rounding.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Places = NDArray[np.intp]

_KERNEL = 3  # a word and its neighbours
_NO_WORD = (0, 0)  # the shape of padding, which no word has


@dataclass(frozen=True, slots=True)
class _Layer:
    """A convolution over three rows; its sums are cut at zero, scaled and moved."""

    before: Floats  # (in, out): what a row adds to the row after it
    own: Floats
    after: Floats
    bias: Floats
    scale: Floats
    offset: Floats

    def __call__(self, rows: Floats, at: Places | None = None) -> Floats:
        """(n, in) -> (n, out), or (len(at), out) for the rows that stand at `at`."""
        before, own, after = rows @ self.before, rows @ self.own, rows @ self.after
        if at is not None:
            before, own, after = before[at], own[at], after[at]
        own[1:] += before[:-1]
        own[:-1] += after[1:]
        own += self.bias
        np.maximum(own, 0, out=own)
        own *= self.scale
        own += self.offset
        return own


def _layer(layer: Any) -> _Layer:
    conv, norm = layer.conv, layer.norm
    if conv.weight.shape[2] != _KERNEL or conv.padding != _KERNEL // 2:
        raise ValueError("the recogniser is not made of convolutions of three words")
    before, own, after = np.ascontiguousarray(conv.weight.array.transpose(2, 1, 0))
    scale = norm.weight.array / norm.std.array
    offset = norm.bias.array - norm.mean.array * scale
    return _Layer(before, own, after, conv.bias.array, scale, offset)


class Tagger:
    """Gives each word of a chunk its tag: B-PER, I-PER, O and so on."""

    def __init__(
        self, model: Any, encode: Callable[[str], tuple[int, int]], tags: Sequence[str]
    ) -> None:
        """Take slovnet's network, what gives the ids of a word and of its shape, and the tags.

        Raises:
            ValueError: the network is not of the kind that is reckoned here.
        """
        codes = model.emb.word.codes.array  # (parts of a vector, kinds of each part, numbers)
        self._parts = codes.reshape(-1, codes.shape[2])
        self._first_part = np.arange(codes.shape[0]) * codes.shape[1]
        self._words = model.emb.word.indexes.array  # (words, parts): the kind of each part
        self._shapes: Floats = model.emb.shape.weight.array
        self._layers = [_layer(layer) for layer in model.encoder.layers]
        self._head = model.head.proj
        self._transitions: Floats = model.head.crf.transitions.array
        self._encode, self._tags = encode, tags

    def tags(self, chunks: Sequence[Sequence[str]]) -> Iterator[list[str]]:
        """Yield the tags of each chunk. The longest must be the first; none may be empty."""
        sizes = [len(words) for words in chunks]
        # one row of zeros before the first chunk and after each
        begins = np.cumsum([1, *(size + 1 for size in sizes)])
        scores = self._head(self._rows(chunks, gaps=begins - 1))
        for path in _best_paths(scores, begins[:-1], sizes, self._transitions):
            yield [self._tags[tag] for tag in path]

    def _rows(self, chunks: Sequence[Sequence[str]], gaps: Places) -> Floats:
        """What the last layer says of each word: (gaps and words, numbers)."""
        number = {_NO_WORD: 0}  # of a word and its shape, in the order in which they come
        places = [0]
        for chunk in chunks:
            places += [number.setdefault(self._encode(word), len(number)) for word in chunk]
            places.append(0)
        words, shapes = np.array(list(number)).T
        vectors = self._parts.take(self._words[words] + self._first_part, axis=0)
        rows = np.concatenate((vectors.reshape(len(words), -1), self._shapes[shapes]), axis=1)
        rows[0] = 0
        at: Places | None = np.array(places)
        for layer in self._layers:
            rows = layer(rows, at)
            rows[gaps] = 0
            at = None
        return rows


def _best_paths(
    scores: Floats, begins: Places, sizes: list[int], transitions: Floats
) -> Iterator[list[int]]:
    """The likeliest tags of each chunk (A. Viterbi, 1967), all chunks word by word together.

    Args:
        scores: what the network gives each tag, (rows, tags).
        begins: the row in which each chunk begins.
        sizes: the rows of each chunk, the largest first.
        transitions: what the CRF adds when a tag (row) is followed by another (column).
    """
    n_tags = scores.shape[1]
    to_from = np.ascontiguousarray(transitions.T)
    first_of_row = np.arange(len(sizes) * n_tags) * n_tags
    best = scores[begins]
    # for each word, chunk and tag: the best tag of the word before
    before = np.zeros((max(sizes), len(sizes), n_tags), dtype=np.intp)
    alive = len(sizes)
    for step in range(1, len(before)):
        while sizes[alive - 1] <= step:
            alive -= 1
        # in slovnet's order: (so far + transition) + score
        sums = best[:alive, None, :] + to_from
        sums += scores[begins[:alive] + step][:, :, None]
        best_from = sums.argmax(2, out=before[step, :alive])
        picked = first_of_row[: alive * n_tags] + best_from.ravel()
        best[:alive] = sums.ravel().take(picked).reshape(alive, n_tags)
    steps = before.tolist()
    for chunk, (size, last) in enumerate(zip(sizes, best.argmax(1).tolist(), strict=True)):
        path = [last]
        for step in range(size - 1, 0, -1):
            last = steps[step][chunk][last]
            path.append(last)
        path.reverse()
        yield path
