"""Signed notes, verifier keys and checkpoints, by the published formats."""

import base64
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assay.kernel.audit.errors import Unverified
from assay.kernel.audit.note import Checkpoint, PublicKey, Signer, open_checkpoint, open_note, parse_keys

# The verifier key and note with which the package golang.org/x/mod/sumdb/note documents the format.
PETER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
PETER_NOTE = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
    "\n"
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpR"
    "Zb6KE6RyyBwJnAM=\n"
)
NAME = "assay.example/log"
SIGNER = Signer(NAME, bytes(range(32)))
OTHER = Signer("witness.example", bytes(range(1, 33)))
HEAD = Checkpoint(NAME, 20_852_163, bytes(range(32)))


def test_a_published_note_verifies_under_its_published_key() -> None:
    text, signers = open_note(PETER_NOTE, [PublicKey.parse(PETER)])
    assert text.endswith("your problem is.\n")
    assert [str(key) for key in signers] == [PETER]


def test_a_changed_note_is_refused() -> None:
    with pytest.raises(Unverified, match="does not belong"):
        open_note(PETER_NOTE.replace("answer", "cause"), [PublicKey.parse(PETER)])


def test_verifier_key_round_trip_keeps_retirement() -> None:
    key = PublicKey(NAME, SIGNER.public.raw, retired_at=17)
    assert PublicKey.parse(str(key)) == key
    assert PublicKey.parse(str(SIGNER.public)) == SIGNER.public
    assert parse_keys(f"{key}, {OTHER.public}\n") == [key, OTHER.public]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "name",
        PETER.replace("c74f20a3", "c74f20a4"),
        PETER.replace("PeterNeumann", "Peter Neumann"),
        PETER[:-4],
        PETER.replace("+AR", "+BR"),
        PETER + "@-1",
        PETER + "@x",
        PETER + "@01",
    ],
)
def test_malformed_verifier_key_is_refused(text: str) -> None:
    with pytest.raises(Unverified):
        PublicKey.parse(text)


def test_checkpoint_round_trip() -> None:
    note = SIGNER.sign(HEAD.text())
    assert open_checkpoint(note, [SIGNER.public]) == HEAD
    assert note.startswith(f"{NAME}\n20852163\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n\n— {NAME} ")


def test_signatures_of_unknown_keys_are_passed_over() -> None:
    cosigned = SIGNER.sign(HEAD.text()) + OTHER.sign(HEAD.text()).rpartition("\n\n")[2]
    assert open_checkpoint(cosigned, [SIGNER.public]) == HEAD
    _, signers = open_note(cosigned, [SIGNER.public, OTHER.public])
    assert signers == [SIGNER.public, OTHER.public]


def test_a_wrong_signature_of_a_known_key_spoils_the_note() -> None:
    stolen = SIGNER.sign(Checkpoint(NAME, 1, bytes(32)).text()).rpartition("\n\n")[2]
    note = OTHER.sign(HEAD.text()) + stolen
    assert open_note(note, [OTHER.public])[1] == [OTHER.public]
    with pytest.raises(Unverified, match="does not belong"):
        open_note(note, [OTHER.public, SIGNER.public])


def test_a_checkpoint_signed_only_by_another_log_is_refused() -> None:
    with pytest.raises(Unverified, match=r"signed by witness\.example"):
        open_checkpoint(OTHER.sign(HEAD.text()), [SIGNER.public, OTHER.public])


def test_a_checkpoint_signed_by_nobody_known_is_refused() -> None:
    imposter = Signer(NAME, bytes(range(2, 34)))
    with pytest.raises(Unverified, match="None of the trusted keys"):
        open_checkpoint(imposter.sign(HEAD.text()), [SIGNER.public])


def test_a_retired_key_speaks_only_for_what_it_has_seen() -> None:
    note = SIGNER.sign(HEAD.text())
    kept = PublicKey(NAME, SIGNER.public.raw, retired_at=HEAD.size)
    assert open_checkpoint(note, [kept]) == HEAD
    with pytest.raises(Unverified, match="retired at 20852162"):
        open_checkpoint(note, [PublicKey(NAME, SIGNER.public.raw, retired_at=HEAD.size - 1)])


@pytest.mark.parametrize(
    "text",
    [
        f"{NAME}\n5\n",
        f"{NAME}\n05\n{base64.b64encode(bytes(32)).decode()}\n",
        f"{NAME}\n-5\n{base64.b64encode(bytes(32)).decode()}\n",
        f"{NAME}\n٥\n{base64.b64encode(bytes(32)).decode()}\n",
        f"{NAME}\n5\n{base64.b64encode(bytes(31)).decode()}\n",
        f"{NAME}\n5\n{base64.b64encode(bytes(32)).decode()[:-1]}\n",
        f"{NAME}\n5\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB=\n",
        f"{NAME}\n\n5\n{base64.b64encode(bytes(32)).decode()}\n",
        f"\n5\n{base64.b64encode(bytes(32)).decode()}\n",
    ],
)
def test_malformed_checkpoint_is_refused_however_well_signed(text: str) -> None:
    with pytest.raises(Unverified):
        open_checkpoint(SIGNER.sign(text), [SIGNER.public])


@pytest.mark.parametrize(
    "change",
    [
        lambda note: note[:-1],
        lambda note: note + "\n",
        lambda note: note.replace("—", "-"),
        lambda note: note.replace("\n", "\r\n"),
        lambda note: "\x00" + note,
        lambda note: note.replace("\n\n", "\n"),
        lambda note: note + "— x AAAA\n",
        lambda note: note + "— AAAAAAAAAAAAAA\n",
        lambda note: note + "junk\n",
        lambda note: "\ud800" + note,
    ],
)
def test_malformed_note_is_refused(change: Any) -> None:
    with pytest.raises(Unverified):
        open_note(change(SIGNER.sign(HEAD.text())), [SIGNER.public])


@given(st.text())
@settings(max_examples=200, deadline=None)
def test_any_text_is_read_or_refused(text: str) -> None:
    with pytest.raises(Unverified):
        open_checkpoint(text, [SIGNER.public])
    with pytest.raises(Unverified):
        PublicKey.parse(text)
