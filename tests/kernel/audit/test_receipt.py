"""Receipts offline: written, read, verified, and every way of bending one refused."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assay.kernel.audit import chain
from assay.kernel.audit.errors import Unverified
from assay.kernel.audit.note import Checkpoint, Signer
from assay.kernel.audit.receipt import Receipt, verify_receipt

NAME = "assay.example/log"
SIGNER = Signer(NAME, bytes(range(32)))
KEYS = [SIGNER.public]
ENTRIES = [chain.canonical({"event": "submitted", "n": n}) for n in range(11)]
LEAVES = [chain.leaf_hash(entry) for entry in ENTRIES]
HEAD = SIGNER.sign(Checkpoint(NAME, 11, chain.root(LEAVES)).text())


def receipt(index: int, *, carry: bool = True) -> Receipt:
    proof = tuple(chain.inclusion_proof(LEAVES, index))
    return Receipt(index, proof, HEAD, ENTRIES[index] if carry else None)


@pytest.mark.parametrize("index", range(11))
def test_receipt_of_every_entry_verifies_alone(index: int) -> None:
    verified = verify_receipt(receipt(index).text(), [str(SIGNER.public)])
    assert verified.entry == {"event": "submitted", "n": index}
    assert (verified.index, verified.checkpoint.size) == (index, 11)


def test_text_follows_the_format_line_by_line() -> None:
    lines = receipt(10).text().split("\n")
    assert lines[0] == "c2sp.org/tlog-proof@v1"
    assert lines[1].startswith("extra eyJl")
    assert lines[2] == "index 10"
    assert [len(line) for line in lines[3:5]] == [44, 44]
    assert lines[5:8] == ["", NAME, "11"]


def test_reading_gives_back_what_was_written() -> None:
    for carry in (True, False):
        assert Receipt.parse(receipt(7, carry=carry).text()) == receipt(7, carry=carry)


def test_a_receipt_of_the_only_entry_has_an_empty_proof() -> None:
    head = SIGNER.sign(Checkpoint(NAME, 1, LEAVES[0]).text())
    assert verify_receipt(Receipt(0, (), head, ENTRIES[0]).text(), KEYS).index == 0


def test_a_bare_receipt_needs_the_entry() -> None:
    text = receipt(4, carry=False).text()
    assert verify_receipt(text, KEYS, ENTRIES[4]).index == 4
    with pytest.raises(Unverified, match="does not carry its entry"):
        verify_receipt(text, KEYS)
    with pytest.raises(Unverified, match="not in the tree"):
        verify_receipt(text, KEYS, ENTRIES[5])


def test_a_receipt_is_not_for_another_entry() -> None:
    with pytest.raises(Unverified, match="another entry"):
        verify_receipt(receipt(4).text(), KEYS, ENTRIES[5])


def test_entry_index_proof_and_root_cannot_be_swapped() -> None:
    good = receipt(4)
    forged_head = SIGNER.sign(Checkpoint(NAME, 11, chain.root(LEAVES[::-1])).text())
    for bent in (
        Receipt(4, good.proof, good.checkpoint, ENTRIES[5]),
        Receipt(5, good.proof, good.checkpoint, good.data),
        Receipt(4, good.proof[::-1], good.checkpoint, good.data),
        Receipt(4, good.proof, forged_head, good.data),
    ):
        with pytest.raises(Unverified, match="not in the tree"):
            verify_receipt(bent.text(), KEYS)


def test_a_checkpoint_of_a_stranger_proves_nothing() -> None:
    stranger = Signer(NAME, bytes(range(1, 33)))
    head = stranger.sign(Checkpoint(NAME, 11, chain.root(LEAVES)).text())
    with pytest.raises(Unverified, match="None of the trusted keys"):
        verify_receipt(Receipt(4, receipt(4).proof, head, ENTRIES[4]).text(), KEYS)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("tlog-proof@v1", "tlog-proof@v2"),
        ("index 4", "index 04"),
        ("index 4", "index -4"),
        ("index 4", "place 4"),
        ("extra ", "extra  "),
        ("\n\n", "\n"),
    ],
)
def test_malformed_receipt_is_refused(old: str, new: str) -> None:
    text = receipt(4).text()
    assert old in text
    with pytest.raises(Unverified):
        verify_receipt(text.replace(old, new, 1), KEYS)


@given(st.data())
@settings(max_examples=300, deadline=None)
def test_any_changed_character_is_noticed(data: st.DataObject) -> None:
    text = receipt(6).text()
    place = data.draw(st.integers(0, len(text) - 1))
    letter = data.draw(st.characters(exclude_categories=["Cs"]).filter(lambda c: c != text[place]))
    with pytest.raises(Unverified):
        verify_receipt(text[:place] + letter + text[place + 1 :], KEYS)


@given(st.text())
@settings(max_examples=200, deadline=None)
def test_any_text_is_refused(text: str) -> None:
    with pytest.raises(Unverified):
        verify_receipt(text, KEYS)
