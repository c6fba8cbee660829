"""Persons as slovnet's recogniser sees them (natasha's model, trained on news).

The tags of the model are taken as they are; natasha's own layers of objects are left out. The
model looks at capitals, so a chunk without a capital letter is not given to it. A blank line
always ends a chunk: what stands beyond it changes nothing. No chunk is longer than CHUNK_CHARS.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from openfonds.languages.natasha_data import natasha_data
from openfonds.restrictions.detectors.persons.one_thread import keep_to_one_thread
from openfonds.restrictions.detectors.persons.tagger import Tagger

CHUNK_CHARS = 600
_SLACK = 60
_BATCH = 16  # more would not fit into the cache of a processor
_WORDS_KNOWN = 1 << 16

_PARAGRAPH_END = re.compile(r"\n[ ]{0,80}\n[\s]{0,200}")
_CUTS = ("\n", ". ", " ")
# As razdel, with whose tokens the model was trained: a word with its hyphens, a number, a sign.
_TOKEN = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*|\d+(?:[.,]\d+)*|\.{2,}|[^\w\s]|_")
_CAPITAL = re.compile("[А-ЯЁA-Z]")
# A stroke or a tab between the cells of a table is a comma to the recogniser.
_AS_COMMAS = "|\t¦"


@lru_cache(maxsize=1)
def recogniser_model() -> Any:
    """The NER of slovnet with the embeddings of navec, both out of the natasha wheel."""
    from navec import Navec
    from slovnet import NER

    keep_to_one_thread()
    folder = natasha_data()
    model = NER.load(str(folder / "model" / "slovnet_ner_news_v1.tar"))
    model.navec(Navec.load(str(folder / "emb" / "navec_news_v1_1B_250K_300d_100q.tar")))
    return model


@lru_cache(maxsize=1)
def tagger() -> Tagger:
    """The network of that model."""
    from slovnet.shape import word_shape

    infer = recogniser_model().infer
    words, shapes = infer.encoder.words_vocab, infer.encoder.shapes_vocab

    @lru_cache(maxsize=_WORDS_KNOWN)
    def encode(word: str) -> tuple[int, int]:
        return words.encode(word.lower()), shapes.encode(word_shape(word))

    return Tagger(infer.model, encode, infer.decoder.tags_vocab.items)


def recognise(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield kind (PER, LOC, ORG) and span of what the recogniser sees in a readable text."""
    prose = text
    for stroke in _AS_COMMAS:
        prose = prose.replace(stroke, ",")
    chunks = [
        list(_TOKEN.finditer(prose, at, end))
        for at, end in chunk_spans(prose)
        if _CAPITAL.search(prose, at, end)
    ]
    # the tagger takes the longest first, and goes on as long as any of a batch
    chunks.sort(key=len, reverse=True)
    for first in range(0, len(chunks), _BATCH):
        batch = chunks[first : first + _BATCH]
        tagged = tagger().tags([[token.group() for token in tokens] for tokens in batch])
        for tokens, tags in zip(batch, tagged, strict=True):
            yield from _spans(tokens, tags)


def _spans(tokens: list[re.Match[str]], tags: list[str]) -> Iterator[tuple[str, int, int]]:
    """Runs of B-PER, I-PER, I-PER and so on."""
    kind, start, end = "", 0, 0
    for token, tag in zip(tokens, tags, strict=True):
        part, _, seen = tag.partition("-")
        if kind and (part != "I" or seen != kind):
            yield kind, start, end
            kind = ""
        if seen:
            if not kind:
                kind, start = seen, token.start()
            end = token.end()
    if kind:
        yield kind, start, end


def chunk_spans(text: str) -> Iterator[tuple[int, int]]:
    """Cut at blank lines, and what is longer at a line end, a sentence end or a blank."""
    start = 0
    for end, after in _paragraph_ends(text):
        while end - start > CHUNK_CHARS:
            # equal parts, so that none is a scrap
            length = (end - start) // -(-(end - start) // CHUNK_CHARS)
            cut = _last_cut(text, start, start + min(length + _SLACK, CHUNK_CHARS))
            yield start, cut
            start = cut
        if end > start:
            yield start, end
        start = after


def _paragraph_ends(text: str) -> Iterator[tuple[int, int]]:
    for gap in _PARAGRAPH_END.finditer(text):
        yield gap.span()
    yield len(text), len(text)


def _last_cut(text: str, start: int, end: int) -> int:
    for mark in _CUTS:
        found = text.rfind(mark, (start + end) // 2, end)
        if found >= 0:
            return found + len(mark)
    return end
