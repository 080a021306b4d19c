"""The tree of RFC 6962: its root, its proofs, and what they do not prove."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meeting_server.audit.entry import leaf_of
from meeting_server.audit.tree import (
    EMPTY_ROOT,
    Frontier,
    consistency,
    extends,
    includes,
    inclusion,
    node,
    root_of,
)

ABCDE = [leaf_of(letter.encode()) for letter in "abcde"]
SIZES = st.integers(min_value=1, max_value=70)


def leaves(size: int) -> list[bytes]:
    return [leaf_of(number.to_bytes(4)) for number in range(size)]


def by_the_book(tree: list[bytes]) -> bytes:
    """The recursion as RFC 6962 §2.1 writes it down."""
    if len(tree) < 2:
        return tree[0] if tree else sha256(b"").digest()
    k = 1
    while k * 2 < len(tree):
        k *= 2
    return node(by_the_book(tree[:k]), by_the_book(tree[k:]))


def test_the_tree_over_a_b_c_d_e_has_the_published_root_and_proof() -> None:
    assert root_of(ABCDE).hex() == "fe14a5426fbd70c0fa73f52342afed0da0bd23c4838662ccf6b88a3070ead97b"
    assert [step.hex()[:16] for step in consistency(ABCDE, 3)] == [
        "597fcb31282d3465",
        "d070dc5b8da9aea7",
        "b137985ff484fb60",
        "2824a7ccda2caa72",
    ]


def test_an_empty_tree_has_the_hash_of_nothing_for_a_root() -> None:
    assert root_of([]) == Frontier().root == EMPTY_ROOT == sha256(b"").digest()


@pytest.mark.parametrize("size", range(40))
def test_appending_at_the_edge_gives_the_root_of_the_book(size: int) -> None:
    assert root_of(leaves(size)) == by_the_book(leaves(size))


@given(SIZES)
def test_the_edge_is_kept_and_taken_up_again(size: int) -> None:
    edge = Frontier()
    for leaf in leaves(size):
        edge = Frontier.from_bytes(edge.size, edge.to_bytes()).append(leaf)
    assert edge.size == size
    assert edge.root == by_the_book(leaves(size))


@pytest.mark.parametrize(("size", "kept"), [(1, b""), (-1, b""), (3, bytes(32)), (2, bytes(31)), (0, b"x")])
def test_an_edge_that_cannot_be_is_refused(size: int, kept: bytes) -> None:
    with pytest.raises(ValueError, match="not the edge"):
        Frontier.from_bytes(size, kept)


@given(SIZES, st.data())
def test_every_leaf_has_a_path_to_the_root_and_no_other_place_has(size: int, draw: st.DataObject) -> None:
    tree, root = leaves(size), root_of(leaves(size))
    index = draw.draw(st.integers(min_value=0, max_value=size - 1))
    path = inclusion(tree, index)
    assert includes(tree[index], index, size, path, root)
    assert not includes(leaf_of(b"another"), index, size, path, root)
    assert not includes(tree[index], index, size, [*path, root], root)
    assert not includes(tree[index], size, size, path, root)
    assert not includes(tree[index], -1, size, path, root)
    if path:
        assert not includes(tree[index], index, size, path[:-1], root)
        assert not includes(tree[index], index ^ 1, size, path, root)


@given(SIZES, st.data())
def test_a_tree_that_grew_proves_it_and_one_that_did_not_cannot(size: int, draw: st.DataObject) -> None:
    tree = leaves(size)
    first = draw.draw(st.integers(min_value=1, max_value=size))
    proof, old, new = consistency(tree, first), root_of(tree[:first]), root_of(tree)
    assert extends(first, old, size, new, proof)
    assert not extends(first, EMPTY_ROOT, size, new, proof)
    assert not extends(first, old, size, EMPTY_ROOT, proof)
    assert not extends(first, old, size, new, [*proof, old])
    assert not extends(size + 1, old, size, new, proof)
    assert not extends(0, old, size, new, proof)
    if proof:
        assert not extends(first, old, size, new, proof[:-1])
        assert not extends(first, old, size, new, [])


@pytest.mark.parametrize("index", [-1, 5])
def test_a_leaf_that_is_not_there_has_no_path(index: int) -> None:
    with pytest.raises(IndexError):
        inclusion(ABCDE, index)


@pytest.mark.parametrize("first", [0, 6])
def test_a_tree_did_not_grow_from_nothing_or_from_more(first: int) -> None:
    with pytest.raises(IndexError):
        consistency(ABCDE, first)
