"""Copies are found by their sketches, also badly read ones, and clusters hold what is alike."""

import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from openfonds.deduplication.bands import ENTRY
from openfonds.deduplication.candidates import candidates
from openfonds.deduplication.clusters import Clusters, find_clusters
from openfonds.deduplication.known import NOTHING, Known
from openfonds.deduplication.shards import SketchShard, kept
from openfonds.deduplication.sketches import Sketches, sketch_texts
from openfonds.deduplication.verification import likeness
from openfonds.errors import IntegrityError
from tests.noisy_texts import misread, text_of

N_PAGES = 40
SHUFFLED = " ".join(random.Random(5).sample(text_of(1).split(), 240))


def sketched(texts: Sequence[str]) -> Sketches:
    return sketch_texts((f"{i:032x}", 0, text) for i, text in enumerate(texts))


def shard_of(sketches: Sketches, data: bytes | None = None) -> SketchShard:
    whole = kept(sketches) if data is None else data

    def read(begins: Sequence[int], size: int) -> bytes:
        return b"".join(whole[begin : begin + size] for begin in begins)

    return SketchShard(len(sketches), read, "a shard")


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


@pytest.mark.parametrize("data", [b"", b"0 0 5\n", b"\xff\n", b"1 1 7\nshort"], ids=repr)
def test_what_cannot_be_read_is_not_known(data: bytes) -> None:
    known = Known.of_bytes(data)
    assert len(known.texts) == len(known.copies) == 0


def test_a_bucket_of_a_formula_is_not_quadratic(tmp_path: Path) -> None:
    n_texts, n_bands = 20_000, 4
    band = np.empty(n_texts, ENTRY)
    band["key"] = band["after"] = 7
    band["text"] = np.arange(n_texts)
    with candidates([band] * n_bands, np.ones(n_texts, np.bool_), tmp_path) as found:
        every = np.concatenate(list(found))
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
    for shorter in (b"", whole[:-1], whole[:8]):
        shard = shard_of(made, shorter)
        assert not shard.has(keys)
        with pytest.raises(IntegrityError, match="run it again"):
            shard.rows(np.array([2]))
