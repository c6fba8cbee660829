import hashlib
from collections.abc import Sequence

import pytest

from openfonds.ledger.merkle import (
    EMPTY_ROOT,
    InclusionProver,
    MerkleFrontier,
    consistency_proof,
    tree_root,
    verify_consistency,
    verify_inclusion,
)
from openfonds.ledger.records import LedgerError

SIZES = range(65)
OTHER = hashlib.sha256(b"other").digest()


def leaf_hashes(size: int) -> list[bytes]:
    return [hashlib.sha256(b"\x00" + str(number).encode()).digest() for number in range(size)]


def naive_root(leaves: Sequence[bytes]) -> bytes:
    """MTH of RFC 6962 section 2.1, word for word."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return hashlib.sha256(b"\x01" + naive_root(leaves[:k]) + naive_root(leaves[k:])).digest()


def naive_path(index: int, leaves: Sequence[bytes]) -> list[bytes]:
    """PATH of RFC 6962 section 2.1.1, word for word."""
    if len(leaves) == 1:
        return []
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    if index < k:
        return [*naive_path(index, leaves[:k]), naive_root(leaves[k:])]
    return [*naive_path(index - k, leaves[k:]), naive_root(leaves[:k])]


def naive_subproof(old: int, leaves: Sequence[bytes], is_whole: bool) -> list[bytes]:
    """SUBPROOF of RFC 6962 section 2.1.2, word for word."""
    if old == len(leaves):
        return [] if is_whole else [naive_root(leaves)]
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    if old <= k:
        return [*naive_subproof(old, leaves[:k], is_whole), naive_root(leaves[k:])]
    return [*naive_subproof(old - k, leaves[k:], False), naive_root(leaves[:k])]


def test_empty_tree_has_the_hash_of_nothing() -> None:
    empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert tree_root([]).hex() == empty
    assert EMPTY_ROOT.hex() == empty
    assert InclusionProver([]).root().hex() == empty


def test_known_roots_of_the_certificate_transparency_test_vectors() -> None:
    # The inputs and roots that Google's certificate-transparency tests use for RFC 6962.
    inputs = [
        b"",
        b"\x00",
        b"\x10",
        b"\x20\x21",
        b"\x30\x31",
        b"\x40\x41\x42\x43",
        bytes(range(0x50, 0x58)),
        bytes(range(0x60, 0x70)),
    ]
    leaves = [hashlib.sha256(b"\x00" + data).digest() for data in inputs]
    roots = [tree_root(leaves[:size]).hex() for size in (1, 2, 3, 8)]
    assert roots == [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ]


@pytest.mark.parametrize("size", SIZES)
def test_root_is_that_of_the_recursive_definition(size: int) -> None:
    leaves = leaf_hashes(size)
    assert tree_root(leaves) == naive_root(leaves) == InclusionProver(leaves).root()


@pytest.mark.parametrize("size", SIZES)
def test_frontier_goes_on_after_being_stored(size: int) -> None:
    frontier = MerkleFrontier()
    for leaf in leaf_hashes(64)[:size]:
        frontier = MerkleFrontier.restore(frontier.size, frontier.peaks())
        frontier.append(leaf)
    assert frontier.root() == naive_root(leaf_hashes(64)[:size])
    assert len(frontier.peaks()) == size.bit_count()


@pytest.mark.parametrize(
    ("size", "peaks"),
    [(1, []), (3, ["00" * 32]), (0, ["00" * 32]), (1, ["00"]), (1, ["zz" * 32]), (-1, ["00" * 32])],
)
def test_frontier_refuses_hashes_that_do_not_fit(size: int, peaks: list[str]) -> None:
    with pytest.raises(LedgerError):
        MerkleFrontier.restore(size, peaks)


@pytest.mark.parametrize("size", SIZES)
def test_inclusion_of_every_leaf(size: int) -> None:
    leaves = leaf_hashes(size)
    prover, root = InclusionProver(leaves), naive_root(leaves)
    for index, leaf in enumerate(leaves):
        proof = prover.proof(index)
        assert proof == naive_path(index, leaves)
        assert verify_inclusion(leaf, index, size, proof, root)
        assert not verify_inclusion(OTHER, index, size, proof, root)
        assert not verify_inclusion(leaf, index, size, proof, OTHER)
        assert not verify_inclusion(leaf, index ^ 1, size, proof, root) or size == 1
        assert not verify_inclusion(leaf, index, size, [*proof, OTHER], root)
        if proof:
            assert not verify_inclusion(leaf, index, size, proof[:-1], root)
            assert not verify_inclusion(leaf, index, size, [OTHER, *proof[1:]], root)


@pytest.mark.parametrize("index", [-1, 3, 4])
def test_there_is_no_proof_for_a_leaf_that_is_not_there(index: int) -> None:
    leaves = leaf_hashes(3)
    with pytest.raises(LedgerError):
        InclusionProver(leaves).proof(index)
    assert not verify_inclusion(leaves[0], index, 3, [], naive_root(leaves))


@pytest.mark.parametrize("new_size", SIZES)
def test_consistency_of_every_earlier_tree(new_size: int) -> None:
    leaves = leaf_hashes(new_size)
    new_root = naive_root(leaves)
    for old_size in range(new_size + 1):
        old_root = naive_root(leaves[:old_size])
        proof = consistency_proof(leaves, old_size)
        assert proof == (naive_subproof(old_size, leaves, True) if old_size else [])
        assert verify_consistency(old_size, old_root, new_size, new_root, proof)
        assert not verify_consistency(old_size, OTHER, new_size, new_root, proof)
        assert not verify_consistency(old_size, old_root, new_size, new_root, [*proof, OTHER])
        if old_size:
            assert not verify_consistency(old_size, old_root, new_size, OTHER, proof)
        if proof:
            assert not verify_consistency(old_size, old_root, new_size, new_root, proof[:-1])
            assert not verify_consistency(old_size, old_root, new_size, new_root, [])


def test_a_larger_tree_is_not_the_beginning_of_a_smaller_one() -> None:
    leaves = leaf_hashes(5)
    with pytest.raises(LedgerError):
        consistency_proof(leaves, 6)
    assert not verify_consistency(5, naive_root(leaves), 4, naive_root(leaves[:4]), [])
