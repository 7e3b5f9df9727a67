"""The tree's mathematics: published vectors, a plain recursive definition, and anything at all as input."""

import json
from collections.abc import Sequence
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assay.kernel.audit import chain

# The eight leaves, roots and proofs that the implementations of Certificate Transparency test with.
LEAVES = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
INCLUSION = {
    (0, 1): [],
    (0, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (5, 8): [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 3): ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"],
    (1, 5): [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}
CONSISTENCY = {
    (1, 1): [],
    (1, 8): INCLUSION[0, 8],
    (6, 8): [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 5): [
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}
HASHES = [chain.leaf_hash(leaf) for leaf in LEAVES]


def unhex(proof: Sequence[str]) -> list[bytes]:
    return [bytes.fromhex(item) for item in proof]


def test_an_empty_tree_has_the_hash_of_nothing() -> None:
    assert chain.root([]).hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@pytest.mark.parametrize("size", range(1, 9))
def test_root_of_published_tree(size: int) -> None:
    assert chain.root(HASHES[:size]).hex() == ROOTS[size - 1]


@pytest.mark.parametrize(("index", "size"), INCLUSION)
def test_inclusion_proof_of_published_tree(index: int, size: int) -> None:
    proof = unhex(INCLUSION[index, size])
    assert chain.inclusion_proof(HASHES[:size], index) == proof
    assert chain.verify_inclusion(HASHES[index], index, size, proof, unhex(ROOTS)[size - 1])


@pytest.mark.parametrize(("size1", "size2"), CONSISTENCY)
def test_consistency_proof_of_published_tree(size1: int, size2: int) -> None:
    proof = unhex(CONSISTENCY[size1, size2])
    roots = unhex(ROOTS)
    assert chain.consistency_proof(HASHES[:size2], size1) == proof
    assert chain.verify_consistency(size1, size2, roots[size1 - 1], roots[size2 - 1], proof)


def test_the_worked_example_of_rfc_6962() -> None:
    """Section 2.1.3: seven leaves d0..d6, nodes a..l named as in its figure."""
    a, b, c, d, e, f, j = HASHES[:7]
    g, h, i = chain.node_hash(a, b), chain.node_hash(c, d), chain.node_hash(e, f)
    k, m = chain.node_hash(g, h), chain.node_hash(i, j)
    assert chain.root(HASHES[:7]) == chain.node_hash(k, m)
    assert chain.inclusion_proof(HASHES[:7], 0) == [b, h, m]
    assert chain.inclusion_proof(HASHES[:7], 3) == [c, g, m]
    assert chain.inclusion_proof(HASHES[:7], 4) == [f, j, k]
    assert chain.inclusion_proof(HASHES[:7], 6) == [i, k]
    assert chain.consistency_proof(HASHES[:7], 3) == [c, d, g, m]
    assert chain.consistency_proof(HASHES[:7], 4) == [m]
    assert chain.consistency_proof(HASHES[:7], 6) == [i, j, k]


# --- against the RFC's recursive definitions ----------------------------------------------------------------


def mth(leaves: Sequence[bytes]) -> bytes:
    if len(leaves) == 1:
        return leaves[0]
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return sha256(b"\x01" + mth(leaves[:k]) + mth(leaves[k:])).digest()


def path(m: int, leaves: Sequence[bytes]) -> list[bytes]:
    if len(leaves) == 1:
        return []
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    if m < k:
        return [*path(m, leaves[:k]), mth(leaves[k:])]
    return [*path(m - k, leaves[k:]), mth(leaves[:k])]


def subproof(m: int, leaves: Sequence[bytes], whole: bool) -> list[bytes]:
    if m == len(leaves):
        return [] if whole else [mth(leaves)]
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    if m <= k:
        return [*subproof(m, leaves[:k], whole), mth(leaves[k:])]
    return [*subproof(m - k, leaves[k:], False), mth(leaves[:k])]


def leaves_of(size: int) -> list[bytes]:
    return [chain.leaf_hash(str(i).encode()) for i in range(size)]


def test_every_tree_up_to_forty_leaves_follows_the_definition() -> None:
    leaves = leaves_of(40)
    for size in range(1, 41):
        tree = leaves[:size]
        root = mth(tree)
        assert chain.root(tree) == root
        for index in range(size):
            proof = chain.inclusion_proof(tree, index)
            assert proof == path(index, tree)
            assert chain.verify_inclusion(tree[index], index, size, proof, root)
        for size1 in range(1, size + 1):
            proof = chain.consistency_proof(tree, size1)
            assert proof == subproof(size1, tree, True)
            assert chain.verify_consistency(size1, size, mth(leaves[:size1]), root, proof)


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_larger_trees_follow_the_definition(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 1500))
    index = data.draw(st.integers(0, size - 1))
    leaves = leaves_of(size)
    root = chain.root(leaves)
    assert root == mth(leaves)
    assert chain.inclusion_proof(leaves, index) == path(index, leaves)
    assert chain.consistency_proof(leaves, index + 1) == subproof(index + 1, leaves, True)


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_a_proof_proves_only_its_own_leaf_place_and_tree(data: st.DataObject) -> None:
    size = data.draw(st.integers(2, 300))
    index = data.draw(st.integers(0, size - 1))
    leaves = leaves_of(size)
    root, proof = chain.root(leaves), chain.inclusion_proof(leaves, index)
    other = data.draw(st.integers(0, size - 1).filter(lambda i: i != index))
    flipped = data.draw(st.integers(0, len(proof) - 1))
    forged = [*proof]
    forged[flipped] = sha256(forged[flipped]).digest()
    assert not chain.verify_inclusion(leaves[other], index, size, proof, root)
    assert not chain.verify_inclusion(leaves[index], other, size, proof, root)
    assert not chain.verify_inclusion(leaves[index], index, size, forged, root)
    assert not chain.verify_inclusion(leaves[index], index, size, proof[:-1], root)
    assert not chain.verify_inclusion(leaves[index], index, size, [*proof, root], root)
    assert not chain.verify_inclusion(leaves[index], index, size, proof, chain.root(leaves[:-1]))


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_a_rewritten_prefix_has_no_consistency_proof(data: st.DataObject) -> None:
    size2 = data.draw(st.integers(2, 300))
    size1 = data.draw(st.integers(1, size2 - 1))
    changed = data.draw(st.integers(0, size1 - 1))
    leaves = leaves_of(size2)
    rewritten = [*leaves]
    rewritten[changed] = chain.leaf_hash(b"another story")
    old, new = chain.root(leaves[:size1]), chain.root(rewritten)
    for proof in (chain.consistency_proof(leaves, size1), chain.consistency_proof(rewritten, size1)):
        assert not chain.verify_consistency(size1, size2, old, new, proof)


def test_consistency_from_nothing_is_refused() -> None:
    assert not chain.verify_consistency(0, 8, chain.EMPTY_ROOT, chain.root(HASHES), [])
    assert not chain.verify_consistency(0, 0, chain.EMPTY_ROOT, chain.EMPTY_ROOT, [])


def test_equal_sizes_need_equal_roots_and_no_proof() -> None:
    root = chain.root(HASHES)
    assert chain.verify_consistency(8, 8, root, root, [])
    assert not chain.verify_consistency(8, 8, root, root, [root])
    assert not chain.verify_consistency(8, 8, root, HASHES[0], [])
    assert not chain.verify_consistency(8, 7, root, root, [])


ANYTHING = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.integers(min_value=2**64, max_value=2**300),
    st.floats(),
    st.text(max_size=40),
    st.binary(max_size=40),
    st.binary(min_size=32, max_size=32),
    st.lists(st.one_of(st.binary(min_size=32, max_size=32), st.none(), st.text()), max_size=5),
    st.dictionaries(st.text(max_size=3), st.integers(), max_size=3),
)


@given(ANYTHING, ANYTHING, ANYTHING, ANYTHING, ANYTHING)
@settings(max_examples=400, deadline=None)
def test_verifiers_answer_false_to_nonsense(a: Any, b: Any, c: Any, d: Any, e: Any) -> None:
    assert chain.verify_inclusion(a, b, c, d, e) is False
    assert chain.verify_consistency(a, b, c, d, e) is False


@given(
    st.binary(min_size=32, max_size=32),
    st.integers(-2, 2**70),
    st.integers(-2, 2**70),
    st.lists(st.binary(min_size=31, max_size=33), max_size=70),
    st.binary(min_size=32, max_size=32),
)
@settings(max_examples=400, deadline=None)
def test_verifiers_answer_false_to_random_proofs(
    one: bytes, index: int, size: int, proof: list[bytes], other: bytes
) -> None:
    trivial = index == 0 and size == 1 and not proof and one == other
    assert chain.verify_inclusion(one, index, size, proof, other) is trivial
    same = index == size > 0 and not proof and one == other
    assert chain.verify_consistency(index, size, one, other, proof) is same


def test_a_flag_is_no_index() -> None:
    assert chain.verify_inclusion(HASHES[0], 0, 1, [], HASHES[0])
    assert not chain.verify_inclusion(HASHES[0], False, True, [], HASHES[0])


# --- appending ----------------------------------------------------------------------------------------------


@given(st.lists(st.integers(0, 300), max_size=6))
@settings(max_examples=60, deadline=None)
def test_appending_in_batches_grows_the_same_tree(batches: list[int]) -> None:
    leaves = leaves_of(sum(batches))
    frontier, nodes = chain.Frontier(), []
    for batch in batches:
        nodes += frontier.extend(leaves[frontier.size : frontier.size + batch])
        frontier = chain.Frontier.from_bytes(frontier.size, frontier.to_bytes())
    assert frontier.size == len(leaves)
    assert frontier.root() == chain.root(leaves)
    for level in (4, 8):
        stored = [node.index for node, _ in nodes if node.level == level]
        assert stored == list(range(len(leaves) >> level))
    for node, value in nodes:
        first = node.index << node.level
        assert value == chain.root(leaves[first : first + (1 << node.level)])


def test_appending_completes_subtrees_of_every_stored_level() -> None:
    frontier = chain.Frontier()
    nodes = frontier.extend([HASHES[0]] * 65_536)
    assert nodes[-1][0] == chain.Node(16, 0)
    assert len(nodes) == 4096 + 256 + 16 + 1
    assert frontier.known() == {chain.Node(16, 0): nodes[-1][1]}


def test_a_frontier_of_the_wrong_length_is_refused() -> None:
    with pytest.raises(ValueError, match="2 peaks"):
        chain.Frontier.from_bytes(3, bytes(32))


@given(st.integers(1, 2**40), st.integers(1, 2**40))
def test_ranges_of_a_proof_fall_into_complete_subtrees(one: int, other: int) -> None:
    size, part = max(one, other), min(one, other)
    for start, end in chain.inclusion_ranges(part - 1, size) + chain.consistency_ranges(part, size):
        nodes = chain.decompose(start, end)
        assert nodes[0].index << nodes[0].level == start
        assert sum(1 << node.level for node in nodes) == end - start
        assert all(node.index << node.level >= start for node in nodes)


def test_no_proof_for_a_leaf_outside_the_tree() -> None:
    with pytest.raises(ValueError, match="no leaf 8"):
        chain.inclusion_proof(HASHES, 8)
    with pytest.raises(ValueError, match="from size 0"):
        chain.consistency_proof(HASHES, 0)


# --- the byte form ------------------------------------------------------------------------------------------


def test_canonical_json_sorts_by_utf16_and_writes_numbers_one_way() -> None:
    """The sorting example of RFC 8785 section 3.2.3 and a few numbers of its appendix B."""
    keys = {"€": 1, "\r": 2, "\ufb33": 3, "1": 4, "😀": 5, "\x80": 6, "ö": 7}
    assert list(json.loads(chain.canonical(keys))) == ["\r", "1", "\x80", "ö", "€", "😀", "\ufb33"]
    assert chain.canonical({"n": [333333333.33333329, 1e30, 4.50, 2e-3, 1e-27]}) == (
        b'{"n":[333333333.3333333,1e+30,4.5,0.002,1e-27]}'
    )


def test_canonical_json_refuses_what_it_cannot_carry_exactly() -> None:
    for value in (2**53, float("nan"), float("inf")):
        with pytest.raises(ValueError, match=r".+"):
            chain.canonical({"n": value})


def test_the_chain_hash_binds_order() -> None:
    one, two = HASHES[:2]
    forward = chain.link(chain.link(chain.GENESIS, one), two)
    assert forward == sha256(sha256(bytes(32) + one).digest() + two).digest()
    assert forward != chain.link(chain.link(chain.GENESIS, two), one)
