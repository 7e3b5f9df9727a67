"""Batches on the wire: signed bytes are the bytes sent, and nothing malformed passes."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.apps.veritas.monitoring import batch as wire
from assay.apps.veritas.monitoring.kinds import BY_NAME, KINDS, MODEL, OTHER, SENDABLE, SERVER
from assay.kernel.errors import Forbidden, Invalid
from assay.kernel.ids import uuid7

KEY = bytes(range(32))
ORG, ATTEMPT = uuid7(), uuid7()


def body(count: int = 3, **changes: Any) -> bytes:
    events = [("heartbeat", 1_700_000_000_000 + i * 10) for i in range(count)]
    batch = wire.make(org_id=ORG, attempt_id=ATTEMPT, first_seq=1, events=events)
    for name, value in changes.items():
        setattr(batch, name, value)
    return wire.write(batch, KEY)[0]


def opened(sent: bytes, key: bytes = KEY) -> wire.Signed:
    return wire.verify(*wire.read(sent), key)


def test_written_batch_is_read_back() -> None:
    signed = opened(body())
    assert signed.batch.attempt_id == ATTEMPT
    assert [e.seq for e in signed.batch.events] == [1, 2, 3]


def test_key_of_another_attempt_does_not_open_it() -> None:
    with pytest.raises(Forbidden):
        opened(body(), bytes(32))


@given(st.integers(0, 10_000), st.integers(1, 255))
def test_every_changed_byte_is_refused(place: int, change: int) -> None:
    sent = bytearray(body())
    sent[place % len(sent)] ^= change
    try:
        changed = opened(bytes(sent))
    except (Forbidden, Invalid):
        return
    # What JSON does not mean anything by (space around the members) may differ; the batch may not.
    assert changed.digest == opened(body()).digest


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"[]",
        b"{}",
        b"\xff\xfe",
        b'{"hmac":1,"digest":2,"batch":3}',
        b"[" * 100_000,
        body(first_seq=0),
        body(first_seq=2),
        body(last_seq=9),
        body(previous="zz"),
        body(device=0),
        body(sent_at=-1),
        body(mono=1),
        body(events=[]),
        body(events=[wire.Event(1, "heartbeat", 5, 5)] * 3),
        body(count=501),
        body().replace(b'"wall":1700000000000', b'"wall":1e999'),
    ],
)
def test_malformed_is_refused(sent: bytes) -> None:
    with pytest.raises(Invalid):
        opened(sent)


def test_clock_that_goes_back_inside_a_batch_is_malformed() -> None:
    events = [wire.Event(1, "copy", 50, 50), wire.Event(2, "copy", 50, 40), wire.Event(3, "copy", 50, 60)]
    with pytest.raises(Invalid, match="not a batch"):
        opened(body(events=events))


def test_five_hundred_events_are_taken() -> None:
    assert len(opened(body(count=500)).batch.events) == 500


def test_severity_is_the_servers_and_the_clients_is_ignored() -> None:
    event = wire.Event(1, "paste", 5, 5, data={"length": 12, "severity": 0})
    kind, data = wire.kind_and_data(event)
    assert (kind.name, kind.severity, kind.evidence) == ("paste", 2, "B")
    assert json.loads(data or "") == {"length": 12}


def test_pasted_text_is_never_kept() -> None:
    event = wire.Event(1, "paste", 5, 5, data={"text": "the answer", "length": 10})
    assert "answer" not in (wire.kind_and_data(event)[1] or "")


@pytest.mark.parametrize("name", ["made_up", "second_session", "address_changed", "", "a\0b"])
def test_unknown_kinds_and_the_servers_own_become_other(name: str) -> None:
    kind, data = wire.kind_and_data(wire.Event(1, name, 5, 5))
    assert kind is OTHER
    assert "\\u0000" not in (data or "")


def test_data_that_the_database_could_not_hold_is_left_out() -> None:
    assert wire.kind_and_data(wire.Event(1, "blocked_key", 5, 5, data={"key": "F\0"}))[1] is None
    assert wire.kind_and_data(wire.Event(1, "blocked_key", 5, 5, data={"key": "F" * 2_000}))[1] is None


def test_kinds_are_numbered_once_and_a_model_alone_raises_nothing() -> None:
    assert len({kind.number for kind in KINDS}) == len({kind.name for kind in KINDS}) == len(KINDS)
    assert all(kind.severity == 0 for kind in KINDS if kind.evidence == MODEL)
    assert not [name for name in SENDABLE if BY_NAME[name].evidence == SERVER]
