"""Copies are found by their sketches, also badly read ones, and clusters hold what is alike."""

import random
import tracemalloc
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from openfonds.deduplication import bands, candidates, compared, representatives
from openfonds.deduplication import sketches as sketches_module
from openfonds.deduplication.bands import ENTRY
from openfonds.deduplication.candidates import distinct, each_once, joined, split
from openfonds.deduplication.clusters import Clusters, find_clusters
from openfonds.deduplication.known import NOTHING, Known
from openfonds.deduplication.parts import parts_in
from openfonds.deduplication.representatives import around_representatives
from openfonds.deduplication.shards import ROW, SketchShard, kept
from openfonds.deduplication.sketches import BANDS, SKETCH, Sketches, sketch_texts
from openfonds.deduplication.verification import are_copies, likeness
from openfonds.errors import IntegrityError
from tests.noisy_texts import misread, text_of

Numbers = NDArray[np.int64]

N_PAGES = 40
SHUFFLED = " ".join(random.Random(5).sample(text_of(1).split(), 240))


def sketched(texts: Sequence[str]) -> Sketches:
    return sketch_texts((f"{i:032x}", 0, text) for i, text in enumerate(texts))


def shard_of(
    sketches: Sketches, data: bytes | None = None, read: list[int] | None = None
) -> SketchShard:
    whole = kept(sketches) if data is None else data

    def bytes_at(begins: Sequence[int], size: int) -> bytes:
        if read is not None:
            read.extend([size] * len(begins))
        return b"".join(whole[begin : begin + size] for begin in begins)

    return SketchShard(len(sketches), bytes_at, "a shard")


@pytest.fixture
def compared_pairs(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many pairs are compared, each time."""
    counts: list[int] = []

    def counted(table: Sketches, first: Numbers, *rest: Any, **named: Any) -> NDArray[np.bool_]:
        counts.append(len(first))
        return are_copies(table, first, *rest, **named)

    monkeypatch.setattr(compared, "are_copies", counted)
    return counts


def clusters_of(sketches: Sketches, scratch: Path, known: Known = NOTHING) -> Clusters:
    shards = [shard_of(sketches[:7]), shard_of(sketches[:0]), shard_of(sketches[7:])]
    return find_clusters(shards, scratch, known)[0]


def known_of(sketches: Sketches, scratch: Path) -> Known:
    return find_clusters([shard_of(sketches)], scratch)[1]


def groups(found: Clusters) -> set[frozenset[int]]:
    by_head: dict[int, set[int]] = {}
    for number, head in enumerate(found.heads.tolist()):
        if head >= 0:
            by_head.setdefault(head, set()).add(number)
    return {frozenset(group) for group in by_head.values()}


@pytest.mark.parametrize(
    ("error_rate", "least"), [(0.0, 1.0), (0.05, 1.0), (0.1, 0.95), (0.2, 0.7)]
)
def test_copies_are_found_by_error_rate(tmp_path: Path, error_rate: float, least: float) -> None:
    texts = [text_of(i) for i in range(N_PAGES)]
    texts += [misread(text, error_rate, seed=i) for i, text in enumerate(texts)]
    found = clusters_of(sketched(texts), tmp_path).heads
    pairs = [0 <= found[i] == found[N_PAGES + i] for i in range(N_PAGES)]
    assert np.mean(pairs) >= least


@pytest.mark.parametrize(
    ("text", "is_copy"),
    [
        pytest.param(text_of(1).upper(), True, id="case"),
        pytest.param(text_of(1).replace(" ", "\n\n"), True, id="blanks"),
        pytest.param(text_of(1).replace("е", "ѣ"), True, id="old spelling"),
        pytest.param(text_of(1)[:600] + text_of(2)[600:], False, id="a third of it"),
        pytest.param(text_of(1)[:300], False, id="a part of it"),
        pytest.param(text_of(2), False, id="another text"),
        pytest.param(SHUFFLED, False, id="the same words in another order"),
        pytest.param("", False, id="nothing"),
        pytest.param(". , -\f", False, id="no letters"),
    ],
)
def test_what_counts_as_a_copy(tmp_path: Path, text: str, is_copy: bool) -> None:
    found = clusters_of(sketched([text_of(1), text, text]), tmp_path)
    assert bool(0 <= found.heads[0] == found.heads[1]) is is_copy


def test_a_page_is_no_copy_of_the_double_page_that_has_it(tmp_path: Path) -> None:
    for i in range(N_PAGES):
        both = text_of(2 * i) + text_of(2 * i + 1)
        found = clusters_of(sketched([text_of(2 * i), both, text_of(2 * i + 1)]), tmp_path)
        assert groups(found) == set()


def test_texts_without_letters_are_not_alike(tmp_path: Path) -> None:
    assert groups(clusters_of(sketched(["", "", "...", "* * *", "* * *"]), tmp_path)) == set()


def test_short_texts_are_copies_only_of_equal_ones(tmp_path: Path) -> None:
    found = clusters_of(sketched(["Дело № 5", "дело 5.", "Дело № 6"]), tmp_path)
    assert groups(found) == {frozenset({0, 1})}


def test_the_lowest_id_stands_for_its_cluster_in_whatever_order_they_come(tmp_path: Path) -> None:
    texts = [misread(text_of(i // 4), 0.08, seed=i) for i in range(40)]
    sketches = sketched(texts)
    one = clusters_of(sketches, tmp_path)
    order = list(range(40))
    random.Random(3).shuffle(order)
    other = clusters_of(sketches[order], tmp_path)
    assert [one.of(i) for i in order] == [other.of(i) for i in range(40)]
    assert len(groups(one)) == 10
    for group in groups(one):
        assert [i for i in sorted(group) if one.of(i)[1]] == [min(group)]


def test_a_chain_of_forms_is_not_one_cluster(tmp_path: Path) -> None:
    words = text_of(1, n_words=480).split()
    # Each moves on by a tenth.
    chain = [" ".join(words[i * 24 : i * 24 + 240]) for i in range(11)]
    found = clusters_of(sketched(chain), tmp_path)
    assert len(groups(found)) > 1
    for group in groups(found):
        assert max(group) - min(group) <= 5


def test_names_stay_when_others_join_and_change_when_their_origin_goes(tmp_path: Path) -> None:
    sketches = sketched([text_of(9), *(misread(text_of(1), 0.05, seed=i) for i in range(5))])
    three, five = (clusters_of(sketches[:n], tmp_path) for n in (4, 6))
    assert three.of(2) == five.of(2) and three.of(2)[0] is not None
    without = clusters_of(np.delete(sketches, 1), tmp_path)  # the representative
    names = {without.of(i)[0] for i in range(1, 5)}
    assert len(names) == 1 and names != {five.of(1)[0]}
    assert without.of(0) == (None, True)


def test_what_is_known_changes_nothing_but_the_work(tmp_path: Path) -> None:
    texts = [misread(text_of(i // 3), 0.1, seed=i) for i in range(60)]
    sketches = sketched(texts)
    whole = clusters_of(sketches, tmp_path)
    for left_out in ([59], [0, 1], list(range(0, 60, 7))):
        known = known_of(np.delete(sketches, left_out), tmp_path)
        grown = clusters_of(sketches, tmp_path, Known.of_bytes(known.to_bytes()))
        assert (grown.heads == whole.heads).all()
    # What is known of texts that are gone is forgotten.
    known = known_of(sketches, tmp_path)
    left = clusters_of(sketches[5:], tmp_path, known)
    assert (left.heads == clusters_of(sketches[5:], tmp_path).heads).all()


def test_only_what_is_new_is_compared(tmp_path: Path, compared_pairs: list[int]) -> None:
    words = text_of(1, n_words=480).split()
    chain = [" ".join(words[i * 24 : i * 24 + 240]) for i in range(11)]
    bad = [misread(text_of(2 + i // 20, n_words=120), 0.15, seed=i) for i in range(120)]
    sketches = sketched([*chain, *bad])
    known = Known.of_bytes(known_of(sketches, tmp_path).to_bytes())
    assert len(known.accepted) and len(known.rejected)
    n_pairs = sum(compared_pairs)
    compared_pairs.clear()
    again, now = find_clusters([shard_of(sketches)], tmp_path, known)
    assert compared_pairs == [] and now.to_bytes() == known.to_bytes()
    other = sketch_texts([("f" * 32, 0, text_of(99)), ("f" * 32, 1, misread(text_of(99), 0.1))])
    grown, _ = find_clusters([shard_of(sketches), shard_of(other)], tmp_path, known)
    assert 0 < sum(compared_pairs) < n_pairs / 10
    assert groups(grown) == {*groups(again), frozenset({len(sketches), len(sketches) + 1})}


def test_of_known_texts_is_read_what_new_ones_share(tmp_path: Path) -> None:
    draw = random.Random(1)
    texts = ["".join(draw.choices("абвгдежзиклмнопрстуф", k=500)) for _ in range(60)]
    known = known_of(sketched(texts), tmp_path)
    read: list[int] = []
    grown = sketched([*texts, misread(texts[7], 0.05), text_of(99)])
    shards = [shard_of(grown[:60], read=read), shard_of(grown[60:])]
    found, _ = find_clusters(shards, tmp_path, known)
    assert groups(found) == {frozenset({7, 60})}
    assert read.count(ROW.itemsize) == 1  # one row; heads twice, bands once
    assert len(read) == 4


@pytest.mark.parametrize("seed", range(20))
def test_each_text_goes_to_the_first_representative_it_is_a_copy_of(seed: int) -> None:
    draw = random.Random(seed)
    n_texts = 40
    alike = {pair for pair in combinations(range(n_texts), 2) if draw.random() < 0.06}
    found = sorted(alike - set(draw.sample(sorted(alike), len(alike) // 3)))
    pairs = distinct(joined(*np.array(found).T))
    heads = list(range(n_texts))
    for low, high in sorted(found, key=lambda pair: pair[::-1]):
        if heads[high] == high and heads[low] == low:
            heads[high] = low
    alone, *_ = around_representatives(pairs, n_texts, lambda asked: np.zeros(len(asked), np.bool_))
    assert alone.tolist() == heads
    now, accepted, rejected = around_representatives(
        pairs,
        n_texts,
        lambda asked: np.array([pair in alike for pair in zip(*split(asked), strict=True)]),
    )
    assert set(zip(*split(accepted), strict=True)) <= alike - set(found)
    assert not set(zip(*split(rejected), strict=True)) & alike
    belong = {(head, text) for text, head in enumerate(now.tolist()) if head != text}
    assert belong <= alike and all(now[head] == head for head, _ in belong)
    assert all(now[b] != b for a, b in zip(*split(accepted), strict=True) if now[a] == a)


def test_keys_are_laid_out_with_those_of_the_next_band(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sketches = sketched([misread(text_of(i // 3), 0.1, seed=i) for i in range(60)])
    texts = np.arange(60, dtype=np.int32)
    texts[10] = bands.NONE
    keys = sketches["bands"]
    for is_new in (np.ones(60, np.bool_), np.arange(60) % 30 == 7):
        with parts_in(tmp_path, ENTRY, BANDS) as entries:
            bands.put_keys([shard_of(sketches)], texts, is_new, entries)
            whole = list(bands.cut(entries, tmp_path))
            monkeypatch.setattr(bands, "OF_PART", 4)
            cut = list(bands.cut(entries, tmp_path))
            monkeypatch.undo()
        assert len(cut) > len(whole) == BANDS
        assert [row for part in cut for row in sorted(part.tolist())] == [
            row for part in whole for row in sorted(part.tolist())
        ]
        for band, part in enumerate(whole):
            found = {(key, after, text) for key, after, text in part.tolist()}
            assert found == {
                (keys[text, band], keys[text, (band + 1) % BANDS], text) for *_, text in found
            }
            wanted = set(keys[is_new, band].tolist()) - {0}
            due = {text for text in range(60) if keys[text, band] in wanted and text != 10}
            assert due <= {text for *_, text in found}


def test_texts_in_parts_are_the_same_ones(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    form = text_of(4, n_words=60)
    texts = [misread(text_of(i // 3), 0.1, seed=i) for i in range(60)]
    sketches = sketched([*texts, *(f"{form} № {i}" for i in range(30))])
    whole = clusters_of(sketches, tmp_path)
    for module, name, less in (
        (bands, "OF_PART", 16),
        (bands, "AT_ONCE", 8),
        (bands, "BLOCK", 2),
        (candidates, "AT_ONCE", 64),
        (candidates, "PART_BITS", 2),
        (candidates, "PARTS", 4),
        (compared, "AT_ONCE", 10),
        (compared, "NEAR", 20),
        (representatives, "AT_ONCE", 3),
    ):
        monkeypatch.setattr(module, name, less)
        assert (clusters_of(sketches, tmp_path).heads == whole.heads).all(), name


@pytest.mark.parametrize("data", [b"", b"0 0 5\n", b"\xff\n", b"1 1 7\nshort"], ids=repr)
def test_what_cannot_be_read_is_not_known(data: bytes) -> None:
    known = Known.of_bytes(data)
    assert len(known.texts) == len(known.copies) == 0


@pytest.mark.parametrize("texts", [[], [""], ["", "...", ". ."]], ids=len)
def test_nothing_has_no_copies(tmp_path: Path, texts: list[str]) -> None:
    sketches = sketched(texts)
    found, known = find_clusters([shard_of(sketches)] if texts else [], tmp_path)
    assert len(found.heads) == len(texts) and groups(found) == set()
    assert groups(clusters_of(sketches, tmp_path, known)) == set()


def test_ten_thousand_equal_texts_are_one_cluster(
    tmp_path: Path, compared_pairs: list[int]
) -> None:
    sketches = np.repeat(sketched([text_of(1)]), 10_000)
    sketches["page"] = np.arange(10_000)
    found = clusters_of(sketches, tmp_path)
    assert (found.heads == 0).all() and compared_pairs == []


@pytest.mark.parametrize("shared", [1, 2, BANDS])
def test_texts_that_share_bands_and_are_not_alike_take_no_time(
    tmp_path: Path, compared_pairs: list[int], shared: int
) -> None:
    n_texts = 10_000
    draw = np.random.default_rng(1)
    sketches = np.zeros(n_texts, SKETCH)
    sketches["page"], sketches["letters"] = np.arange(n_texts), 1000
    for name in ("digest", "long", "short"):
        kind = SKETCH[name]
        sketches[name] = draw.integers(1, 256, (n_texts, *kind.shape), kind.base)
    sketches["digest"][:, 0] = np.arange(n_texts)
    sketches["bands"] = draw.integers(1, 2**32, (n_texts, BANDS), np.uint32)
    sketches["bands"][:, :shared] = 7
    assert groups(clusters_of(sketches, tmp_path)) == set()
    assert sum(compared_pairs) < 2 * n_texts


def test_a_bucket_of_a_formula_is_not_quadratic(tmp_path: Path) -> None:
    n_texts, n_bands = 20_000, 4
    band = np.empty(n_texts, ENTRY)
    band["key"] = band["after"] = 7
    band["text"] = np.arange(n_texts)
    found = candidates.candidates([band] * n_bands, np.ones(n_texts, np.bool_))
    with each_once(found, n_texts, tmp_path) as groups:
        every = np.concatenate(list(groups))
    assert len(every) == len(np.unique(every)) == 2 * n_texts - 3


def test_many_pages_of_one_form_are_one_cluster(tmp_path: Path) -> None:
    form = text_of(4, n_words=60)
    sketches = sketched([f"{form} № {i}" for i in range(3000)])
    assert groups(clusters_of(sketches, tmp_path)) == {frozenset(range(3000))}


@pytest.mark.parametrize(
    "text", ["а" * 200_000, "а\n" * 100_000, " " * 200_000, "\U0001f600я" * 100_000], ids=len
)
def test_strange_texts_have_sketches(text: str) -> None:
    (made,) = sketched([text])
    assert likeness(made[None], made[None]).same[0] in (0.0, 1.0)


def test_a_long_text_is_sketched_piece_by_piece(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "".join(text_of(i) for i in range(5))
    (whole,) = sketched([text])
    for at_once in (7, 1000):
        monkeypatch.setattr(sketches_module, "AT_ONCE", at_once)
        assert sketched([text]).tobytes() == whole.tobytes()
    monkeypatch.undo()
    long = "а б" * 300_000
    tracemalloc.start()
    sketched([long])
    assert tracemalloc.get_traced_memory()[1] < 8_000_000
    tracemalloc.stop()


def test_kept_sketches_are_those_of_their_rows() -> None:
    made = sketched([*(text_of(i) for i in range(12)), "", "два"])
    keys = [(f"{i:032x}", 0) for i in range(len(made))]
    shard = shard_of(made)
    assert shard.has(keys) and not shard.has(keys[::-1])
    assert (shard.heads()["digest"] == made["digest"]).all()
    assert (made["bands"] == shard.bands().T).all()
    for wanted in ([3], [0, 5, 13]):  # one by one, and together
        rows = shard.rows(np.array(wanted))
        assert (rows["short"] == made["short"][wanted]).all()
    assert kept(made) == kept(sketched([*(text_of(i) for i in range(12)), "", "два"]))


def test_damage_is_noticed_wherever_it_is() -> None:
    made = sketched([text_of(1), "", "три"])
    keys = [(f"{i:032x}", 0) for i in range(3)]
    whole = kept(made)
    for at in range(0, len(whole), 7):
        damaged = bytearray(whole)
        damaged[at] ^= 0x10
        assert not shard_of(made, bytes(damaged)).has(keys)
    rows = whole[-3 * ROW.itemsize :]
    swapped = rows[ROW.itemsize : 2 * ROW.itemsize] + rows[: ROW.itemsize]
    assert not shard_of(made, whole[: -len(rows)] + swapped + rows[-ROW.itemsize :]).has(keys)
    for shorter in (b"", whole[:-1], whole[:8]):
        shard = shard_of(made, shorter)
        assert not shard.has(keys)
        with pytest.raises(IntegrityError, match="run it again"):
            shard.rows(np.array([2]))
