"""The Merkle tree over a log (RFC 6962 §2.1): append at the edge, prove membership, prove growth."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

HASH_SIZE = 32
EMPTY_ROOT = sha256(b"").digest()


def node(left: bytes, right: bytes) -> bytes:
    """The hash of an inner node."""
    return sha256(b"\x01" + left + right).digest()


@dataclass(frozen=True, slots=True)
class Frontier:
    """The right edge of a tree: the roots of its full subtrees, largest first.

    A tree of `size` leaves has as many of them as `size` has bits set.
    """

    size: int = 0
    hashes: tuple[bytes, ...] = ()

    def append(self, leaf: bytes) -> "Frontier":
        """The edge after one more leaf; O(log n)."""
        hashes, carry, rest = list(self.hashes), leaf, self.size
        while rest & 1:
            carry = node(hashes.pop(), carry)
            rest >>= 1
        return Frontier(self.size + 1, (*hashes, carry))

    @property
    def root(self) -> bytes:
        """The Merkle tree hash."""
        if not self.hashes:
            return EMPTY_ROOT
        *rest, total = self.hashes
        for left in reversed(rest):
            total = node(left, total)
        return total

    def to_bytes(self) -> bytes:
        """The hashes one after another, as the database keeps them."""
        return b"".join(self.hashes)

    @classmethod
    def from_bytes(cls, size: int, kept: bytes) -> "Frontier":
        """The edge as kept; raises ValueError when it cannot be the edge of a tree of this size."""
        if size < 0 or len(kept) != size.bit_count() * HASH_SIZE:
            raise ValueError("not the edge of a tree of this size")
        return cls(size, tuple(kept[i : i + HASH_SIZE] for i in range(0, len(kept), HASH_SIZE)))


def root_of(leaves: Sequence[bytes]) -> bytes:
    """The Merkle tree hash of these leaves."""
    edge = Frontier()
    for leaf in leaves:
        edge = edge.append(leaf)
    return edge.root


def inclusion(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """The path that proves the leaf at `index` (RFC 6962 §2.1.1); raises IndexError."""
    if not 0 <= index < len(leaves):
        raise IndexError(index)
    if len(leaves) == 1:
        return []
    k = _split(len(leaves))
    if index < k:
        return [*inclusion(leaves[:k], index), root_of(leaves[k:])]
    return [*inclusion(leaves[k:], index - k), root_of(leaves[:k])]


def consistency(leaves: Sequence[bytes], first: int) -> list[bytes]:
    """The proof that this tree grew from its first `first` leaves (RFC 6962 §2.1.2); raises IndexError."""
    if not 0 < first <= len(leaves):
        raise IndexError(first)
    return _subproof(leaves, first, whole=True)


def _subproof(leaves: Sequence[bytes], first: int, *, whole: bool) -> list[bytes]:
    if first == len(leaves):
        return [] if whole else [root_of(leaves)]
    k = _split(len(leaves))
    if first <= k:
        return [*_subproof(leaves[:k], first, whole=whole), root_of(leaves[k:])]
    return [*_subproof(leaves[k:], first - k, whole=False), root_of(leaves[:k])]


def _split(size: int) -> int:
    """The largest power of two below `size`."""
    return 1 << ((size - 1).bit_length() - 1)


def includes(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Whether `path` proves that `leaf` stands at `index` of the tree of `size` (RFC 9162 §2.1.3.2)."""
    if not 0 <= index < size:
        return False
    place, last, total = index, size - 1, leaf
    for step in path:
        if last == 0:
            return False
        if place & 1 or place == last:
            total = node(step, total)
            place, last = _past_left_edge(place, last)
        else:
            total = node(total, step)
        place, last = place >> 1, last >> 1
    return last == 0 and total == root


def extends(first: int, first_root: bytes, second: int, second_root: bytes, proof: Sequence[bytes]) -> bool:
    """Whether `proof` shows that the second tree grew from the first (RFC 9162 §2.1.4.2)."""
    if not 0 < first <= second:
        return False
    if first == second:
        return not proof and first_root == second_root
    # A first tree that is a full subtree is its own first step, and the proof leaves it out.
    path = [first_root, *proof] if first & (first - 1) == 0 else list(proof)
    if not path:
        return False
    place, last = first - 1, second - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    return _climb(place, last, path) == (first_root, second_root)


def _climb(place: int, last: int, path: Sequence[bytes]) -> tuple[bytes, bytes] | None:
    """The two roots that the path leads to; None when it is too long or too short."""
    old = new = path[0]
    for step in path[1:]:
        if last == 0:
            return None
        if place & 1 or place == last:
            old, new = node(step, old), node(step, new)
            place, last = _past_left_edge(place, last)
        else:
            new = node(new, step)
        place, last = place >> 1, last >> 1
    return (old, new) if last == 0 else None


def _past_left_edge(place: int, last: int) -> tuple[int, int]:
    """Climb while there is nothing on the right, up to the level below the next node."""
    while place and not place & 1:
        place, last = place >> 1, last >> 1
    return place, last
