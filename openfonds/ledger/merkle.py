"""The Merkle tree of RFC 6962 section 2.1 over the leaf hashes of the ledger.

Leaves are given as leaf hashes (32 bytes, `records.record_hash`), nodes are
SHA-256(0x01 || left || right), and the empty tree has the hash of nothing.
"""

import hashlib
from collections.abc import Iterable, Sequence

from openfonds.ledger.records import LedgerError

HASH_BYTES = 32
NODE_PREFIX = b"\x01"
EMPTY_ROOT = hashlib.sha256(b"").digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash of the node above `left` and `right`."""
    return hashlib.sha256(NODE_PREFIX + left + right).digest()


class MerkleFrontier:
    """A tree that only grows, kept as the roots of its complete subtrees: O(log n) to append.

    There is one such root for every 1 in the binary form of `size`, the largest subtree first.
    """

    __slots__ = ("_peaks", "size")

    def __init__(self) -> None:
        self.size = 0
        self._peaks: list[bytes] = []

    @classmethod
    def restore(cls, size: int, peaks: Sequence[str]) -> "MerkleFrontier":
        """The frontier that `peaks()` described when it had `size` leaves.

        Raises:
            LedgerError: if so many hashes cannot belong to so many leaves.
        """
        frontier = cls()
        frontier.size = size
        try:
            frontier._peaks = [bytes.fromhex(peak) for peak in peaks]
        except ValueError:
            raise LedgerError("the stored tree of the ledger is not hexadecimal") from None
        lengths_fit = all(len(peak) == HASH_BYTES for peak in frontier._peaks)
        if size < 0 or size.bit_count() != len(peaks) or not lengths_fit:
            raise LedgerError(
                f"the stored tree of the ledger does not fit {size} records; rebuild it from them"
            )
        return frontier

    def peaks(self) -> list[str]:
        """The roots of the complete subtrees as hexadecimal, to be stored beside `size`."""
        return [peak.hex() for peak in self._peaks]

    def append(self, leaf_hash: bytes) -> None:
        """Add the next leaf."""
        complete = self.size
        while complete & 1:
            leaf_hash = node_hash(self._peaks.pop(), leaf_hash)
            complete >>= 1
        self._peaks.append(leaf_hash)
        self.size += 1

    def root(self) -> bytes:
        """The tree head over all leaves so far."""
        if not self._peaks:
            return EMPTY_ROOT
        root = self._peaks[-1]
        for peak in reversed(self._peaks[:-1]):
            root = node_hash(peak, root)
        return root


def tree_root(leaves: Iterable[bytes]) -> bytes:
    """The tree head over `leaves`, in constant memory."""
    frontier = MerkleFrontier()
    for leaf in leaves:
        frontier.append(leaf)
    return frontier.root()


class InclusionProver:
    """Inclusion proofs for any leaf of one tree, in O(log n) each.

    All levels are kept, 64 bytes a leaf. The odd node at the end of a level moves up unchanged,
    which gives the same tree as the recursion in RFC 6962.
    """

    __slots__ = ("_levels", "size")

    def __init__(self, leaves: Iterable[bytes]) -> None:
        level = bytearray(b"".join(leaves))
        self.size = len(level) // HASH_BYTES
        self._levels = [level]
        while len(level) > HASH_BYTES:
            level = _level_above(level)
            self._levels.append(level)

    def root(self) -> bytes:
        """The tree head."""
        return bytes(self._levels[-1]) or EMPTY_ROOT

    def proof(self, index: int) -> list[bytes]:
        """The audit path of leaf `index` (from 0), from the leaf upwards.

        Raises:
            LedgerError: if there is no such leaf.
        """
        if not 0 <= index < self.size:
            raise LedgerError(f"the tree has {self.size} records, so none has number {index}")
        path = []
        for level in self._levels[:-1]:
            sibling = (index ^ 1) * HASH_BYTES
            if sibling < len(level):
                path.append(bytes(level[sibling : sibling + HASH_BYTES]))
            index >>= 1
        return path


def _level_above(level: bytearray) -> bytearray:
    above = bytearray()
    whole = len(level) - len(level) % (2 * HASH_BYTES)
    for start in range(0, whole, 2 * HASH_BYTES):
        above += hashlib.sha256(NODE_PREFIX + level[start : start + 2 * HASH_BYTES]).digest()
    return above + level[whole:]


def consistency_proof(leaves: Sequence[bytes], old_size: int) -> list[bytes]:
    """Nodes that show that the first `old_size` leaves are where they were (RFC 6962 2.1.2).

    Raises:
        LedgerError: if `old_size` is more than there are leaves.
    """
    if not 0 <= old_size <= len(leaves):
        raise LedgerError(f"a tree of {len(leaves)} records does not contain {old_size}")
    proof: list[bytes] = []
    start, end, is_old_root = 0, len(leaves), True
    while old_size not in (0, end - start):
        split = _largest_power_below(end - start)
        if old_size <= split:
            proof.append(tree_root(leaves[start + split : end]))
            end = start + split
        else:
            proof.append(tree_root(leaves[start : start + split]))
            start, old_size, is_old_root = start + split, old_size - split, False
    if not is_old_root:
        proof.append(tree_root(leaves[start:end]))
    return proof[::-1]


def _largest_power_below(size: int) -> int:
    power: int = 1 << ((size - 1).bit_length() - 1)
    return power


def verify_inclusion(
    leaf_hash: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes
) -> bool:
    """Whether `proof` shows that leaf `index` of a tree of `size` is `leaf_hash`.

    RFC 9162 section 2.1.3.2.
    """
    if not 0 <= index < size:
        return False
    position, last, computed = index, size - 1, leaf_hash
    for sibling in proof:
        if last == 0:
            return False
        if position & 1 or position == last:
            computed = node_hash(sibling, computed)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            computed = node_hash(computed, sibling)
        position, last = position >> 1, last >> 1
    return last == 0 and computed == root


def verify_consistency(
    old_size: int, old_root: bytes, new_size: int, new_root: bytes, proof: Sequence[bytes]
) -> bool:
    """Whether `proof` shows that the new tree begins with the old one.

    RFC 9162 section 2.1.4.2.
    """
    if old_size == 0:
        return old_root == EMPTY_ROOT and not proof
    if old_size == new_size:
        return old_root == new_root and not proof
    if not 0 < old_size < new_size:
        return False
    # An old tree that is one complete subtree is not sent: the verifier has it already.
    path = list(proof) if old_size & (old_size - 1) else [old_root, *proof]
    if not path:
        return False
    position, last = old_size - 1, new_size - 1
    while position & 1:
        position, last = position >> 1, last >> 1
    old = new = path[0]
    for node in path[1:]:
        if last == 0:
            return False
        if position & 1 or position == last:
            old, new = node_hash(node, old), node_hash(node, new)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            new = node_hash(new, node)
        position, last = position >> 1, last >> 1
    return last == 0 and old == old_root and new == new_root
