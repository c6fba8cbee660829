"""Any change to an exported ledger is found; and what is never changed is never accused."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openfonds.ledger.chain import ChainState, check_chain
from openfonds.ledger.keys import new_signing_key, public_key_pem
from openfonds.ledger.merkle import (
    InclusionProver,
    MerkleFrontier,
    consistency_proof,
    tree_root,
    verify_consistency,
    verify_inclusion,
)
from tests.ledger_samples import (
    SIZE,
    chain_of,
    draft,
    export_sample,
    refresh_manifest,
    rewritten,
    sample_lines,
    signed,
    verify_folder,
)

KEY, OTHER_KEY = new_signing_key(), new_signing_key()
LINES = sample_lines()
LEDGER = b"".join(line + b"\n" for line in LINES)
HASHES = st.lists(st.binary(min_size=32, max_size=32), min_size=1, max_size=200)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("ledger") / "export"
    export_sample(path, LINES, KEY)
    return path


def edits(data: bytes, count: int, chance: random.Random) -> Iterator[bytes]:
    """`data` with one byte changed, left out or put in, at `count` places."""
    for _ in range(count):
        position, byte = chance.randrange(len(data)), chance.randrange(256)
        before, after = data[:position], data[position + 1 :]
        made = [
            before + bytes([byte]) + after,
            before + after,
            before + bytes([byte]) + data[position:],
        ]
        changed = chance.choice(made)
        if changed != data:
            yield changed


def line_mutations(count: int, chance: random.Random) -> Iterator[bytes]:
    """The ledger with lines deleted, swapped, repeated, moved, exchanged or forged anew."""
    for _ in range(count):
        lines, (i, j) = list(LINES), sorted(chance.sample(range(SIZE), 2))
        match chance.randrange(6):
            case 0:
                del lines[i:j]
            case 1:
                lines[i], lines[j] = lines[j], lines[i]
            case 2:
                lines.insert(j, lines[i])
            case 3:
                lines.insert(i, lines.pop(j))
            case 4:
                lines[i] = rewritten(LINES, i)[i]
            case 5:
                lines = rewritten(LINES, i)
        yield b"".join(line + b"\n" for line in lines)


def undetected(folder: Path, name: str, mutations: Iterator[bytes], refresh: bool) -> list[int]:
    """Try each of `mutations` of the file `name`; which of them the verifier called sound."""
    original = {path: path.read_bytes() for path in folder.iterdir()}
    missed = []
    for number, data in enumerate(mutations):
        (folder / name).write_bytes(data)
        if refresh:
            refresh_manifest(folder)
        if verify_folder(folder).status != "broken":
            missed.append(number)
    for path, data in original.items():
        path.write_bytes(data)
    assert verify_folder(folder).status == "sound"
    return missed


# The forger makes the manifest fit, so that chain, tree and signature alone must find it.
@pytest.mark.parametrize(
    ("name", "count"), [("ledger.jsonl", 500), ("checkpoint.txt", 300)], ids=str
)
def test_every_edit_is_found_by_chain_and_signature(folder: Path, name: str, count: int) -> None:
    mutations = edits((folder / name).read_bytes(), count, random.Random(1))
    assert undetected(folder, name, mutations, refresh=True) == []


@pytest.mark.parametrize(
    "name",
    [
        "ledger.jsonl",
        "checkpoint.txt",
        "earlier-checkpoints.txt",
        "verify.py",
        "MANIFEST.sha256",
        "public_key.pem",
    ],
)
def test_every_edit_of_every_file_is_found(folder: Path, name: str) -> None:
    mutations = edits((folder / name).read_bytes(), 80, random.Random(2))
    assert undetected(folder, name, mutations, refresh=False) == []


def test_every_change_of_whole_lines_is_found(folder: Path) -> None:
    mutations = line_mutations(300, random.Random(3))
    assert undetected(folder, "ledger.jsonl", mutations, refresh=True) == []


def test_every_truncation_is_found(folder: Path) -> None:
    ends = [*range(0, len(LEDGER), 37), *range(len(LEDGER) - 20, len(LEDGER))]
    mutations = (LEDGER[:end] for end in ends)
    assert undetected(folder, "ledger.jsonl", mutations, refresh=True) == []


@pytest.mark.parametrize("number", range(SIZE))
@pytest.mark.parametrize("key", [KEY, OTHER_KEY], ids=["same_key", "other_key"])
def test_every_rewriting_is_found_by_whoever_kept_a_checkpoint(
    tmp_path: Path, number: int, key: bytes
) -> None:
    export_sample(tmp_path, rewritten(LINES, number), key)
    for size in range(number + 1, SIZE + 1):
        kept = signed(LINES, size, KEY).encode()
        assert verify_folder(tmp_path, kept=[kept]).status == "broken"
    if key is OTHER_KEY:
        assert verify_folder(tmp_path, public_key_pem(KEY)).status == "broken"


@pytest.mark.parametrize("size", range(1, 40))
def test_a_ledger_that_grows_stays_sound_for_whoever_kept_a_checkpoint(
    tmp_path: Path, size: int
) -> None:
    lines = sample_lines(40)
    kept = signed(lines, size, KEY).encode()
    export_sample(tmp_path, lines, KEY)
    assert verify_folder(tmp_path, public_key_pem(KEY), [kept]).status == "sound"


@given(st.lists(st.integers(0, 1000), max_size=20))
def test_what_was_linked_is_a_chain(numbers: list[int]) -> None:
    state = check_chain(chain_of([draft(number) for number in numbers]))
    assert isinstance(state, ChainState)
    assert state.size == len(numbers)


@given(HASHES, st.data())
def test_every_leaf_has_a_proof_that_fits_nothing_else(
    leaves: list[bytes], data: st.DataObject
) -> None:
    prover = InclusionProver(leaves)
    index = data.draw(st.integers(0, len(leaves) - 1))
    proof = prover.proof(index)
    assert verify_inclusion(leaves[index], index, len(leaves), proof, prover.root())
    other = data.draw(st.sampled_from(leaves))
    if other != leaves[index]:
        assert not verify_inclusion(other, index, len(leaves), proof, prover.root())


@given(HASHES, st.data())
def test_a_tree_is_consistent_with_its_beginnings_only(
    leaves: list[bytes], data: st.DataObject
) -> None:
    size = data.draw(st.integers(1, len(leaves)))
    proof, root = consistency_proof(leaves, size), tree_root(leaves)
    assert verify_consistency(size, tree_root(leaves[:size]), len(leaves), root, proof)
    changed = [*leaves[: size - 1], bytes(32), *leaves[size:]]
    if changed != leaves:
        new_root, new_proof = tree_root(changed), consistency_proof(changed, size)
        old_root = tree_root(leaves[:size])
        assert not verify_consistency(size, old_root, len(leaves), new_root, new_proof)


@given(HASHES)
def test_appending_one_by_one_gives_the_whole_tree(leaves: list[bytes]) -> None:
    frontier = MerkleFrontier()
    for leaf in leaves:
        frontier.append(leaf)
    assert frontier.root() == InclusionProver(leaves).root()
