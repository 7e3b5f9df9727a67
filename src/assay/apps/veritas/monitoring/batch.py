"""A batch on the wire: how it is written, signed and read. The body of `POST /monitor/events` is

    {"hmac": "<64 hex>", "digest": "<64 hex>", "batch": {...}}

digest = SHA-256 over the bytes of the value of `batch` exactly as they stand in the body, and
hmac = HMAC-SHA-256(key of the attempt, the 32 bytes of digest). What is signed is what was sent, so no
canonical form of JSON is needed on either side. `previous` is the digest of the batch before (64 zeros for
the first of a device), which makes the batches of a device a chain.

Numbers count from 1 for each device of an attempt, without a hole. Times are whole milliseconds: `wall` by
the device's clock since 1970, `mono` by a clock that never goes back (in browsers: performance.timeOrigin +
performance.now()), so that wall - mono stays put unless somebody sets the clock.
"""

import hashlib
import hmac
from collections.abc import Sequence
from typing import Annotated, Any
from uuid import UUID

import msgspec
from msgspec import Meta, Struct

from assay.apps.veritas.monitoring.kinds import OTHER, SENDABLE, Kind
from assay.apps.veritas.monitoring.rules import GENESIS
from assay.kernel.errors import Forbidden, Invalid
from assay.kernel.web.i18n import gettext as _

MOST_EVENTS = 500
BODY_LIMIT = 512 * 1024
DATA_LIMIT = 1_000
"""Bytes of one event's data."""
DEVICE_BITS = 32
"""Device d's numbers are stored from (d - 1) * 2**32 on, so devices never share a number."""
OWN_STREAM = 1 << 52
"""What the server itself observes is numbered from here on: above every device."""

Millis = Annotated[int, Meta(ge=0, le=4_102_444_800_000)]
Hex = Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]
Number = Annotated[int, Meta(ge=1, le=2**DEVICE_BITS - 1)]
Scalar = str | int | float | bool | None


class Event(Struct, gc=False):
    """One event as sent. Members we do not know (a severity, say) are ignored."""

    seq: Number
    kind: Annotated[str, Meta(min_length=1, max_length=40)]
    wall: Millis
    mono: Millis
    duration_ms: Annotated[int, Meta(ge=0, le=86_400_000)] | None = None
    data: dict[str, Scalar] | None = None


class Batch(Struct, gc=False):
    org_id: UUID
    attempt_id: UUID
    device: Annotated[int, Meta(ge=1, le=2**20 - 1)]
    first_seq: Number
    last_seq: Number
    previous: Hex
    sent_at: Millis
    mono: Millis
    events: Annotated[list[Event], Meta(min_length=1, max_length=MOST_EVENTS)]

    @property
    def base(self) -> int:
        """What is added to a number of this device to store it."""
        return (self.device - 1) << DEVICE_BITS


class Envelope(Struct, gc=False):
    hmac: Hex
    digest: Hex
    batch: msgspec.Raw


class Signed(Struct, gc=False):
    """A batch whose signature holds."""

    batch: Batch
    digest: bytes


_envelope = msgspec.json.Decoder(Envelope)
_batch = msgspec.json.Decoder(Batch)
_encode = msgspec.json.Encoder().encode


def read(body: bytes) -> tuple[Envelope, Batch]:
    """Decode and check the form. Raises Invalid; nothing is believed yet."""
    try:
        envelope = _envelope.decode(body)
        batch = _batch.decode(envelope.batch)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Invalid(_("This is not a batch of events."), fields={"batch": str(error)}) from None
    problem = out_of_order(batch)
    if problem:
        raise Invalid(_("This is not a batch of events."), fields={"batch": problem})
    return envelope, batch


def out_of_order(batch: Batch) -> str:
    """Why the numbers or clocks inside a batch cannot be; empty when they can."""
    if batch.last_seq - batch.first_seq + 1 != len(batch.events):
        return "first_seq and last_seq do not span the events"
    expected, mono = batch.first_seq, 0
    for event in batch.events:
        if event.seq != expected:
            return f"events are not numbered one by one at {event.seq}"
        if event.mono < mono:
            return f"the monotonic clock goes back at {event.seq}"
        expected += 1
        mono = event.mono
    return "" if batch.mono >= mono else "the batch is older than its last event"


def verify(envelope: Envelope, batch: Batch, key: bytes) -> Signed:
    """Check digest and signature. Raises Forbidden, whichever of the two is wrong."""
    digest = hashlib.sha256(envelope.batch).digest()
    signature = hmac.digest(key, digest, hashlib.sha256).hex()
    if not (hmac.compare_digest(signature, envelope.hmac) and digest.hex() == envelope.digest):
        raise Forbidden(_("The signature of this batch does not hold."))
    return Signed(batch, digest)


def kind_of(event: Event) -> Kind:
    """The server's kind of an event; what it does not know is `other`."""
    return SENDABLE.get(event.kind, OTHER)


def kind_and_data(event: Event) -> tuple[Kind, str | None]:
    """The server's kind of an event, and the JSON of what may be kept of its data."""
    kind = SENDABLE.get(event.kind)
    if kind is None:
        return OTHER, _encode({"name": event.kind.replace("\0", "")}).decode()
    if event.data is None:
        return kind, None
    kept = {name: value for name, value in event.data.items() if name in kind.fields}
    text = _encode(kept).decode()
    # PostgreSQL's jsonb holds no NUL.
    return kind, None if not kept or len(text) > DATA_LIMIT or "\\u0000" in text else text


def write(batch: Batch, key: bytes) -> tuple[bytes, bytes]:
    """The body that carries `batch`, and the batch's digest (the next one's `previous`)."""
    text = _encode(batch)
    digest = hashlib.sha256(text).digest()
    signature = hmac.digest(key, digest, hashlib.sha256).hex()
    return b'{"hmac":"%b","digest":"%b","batch":%b}' % (
        signature.encode(),
        digest.hex().encode(),
        text,
    ), digest


def make(
    *,
    org_id: UUID,
    attempt_id: UUID,
    first_seq: int,
    events: Sequence[tuple[str, int]],
    previous: bytes = GENESIS,
    device: int = 1,
    sent_at: int | None = None,
) -> Batch:
    """A batch of (kind, wall and monotonic milliseconds) events, as demo, bench and tests write them."""
    listed = [Event(first_seq + i, kind, at, at) for i, (kind, at) in enumerate(events)]
    sent = listed[-1].wall if sent_at is None else sent_at
    return Batch(
        org_id=org_id,
        attempt_id=attempt_id,
        device=device,
        first_seq=first_seq,
        last_seq=first_seq + len(listed) - 1,
        previous=previous.hex(),
        sent_at=sent,
        mono=sent,
        events=listed,
    )


def schema() -> dict[str, Any]:
    """The JSON Schema of a body, for the description of the API."""
    (batch,), parts = msgspec.json.schema_components([Batch], ref_template="{name}")
    resolved = _inlined(batch, parts)
    hexes = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
    return {
        "type": "object",
        "required": ["hmac", "digest", "batch"],
        "properties": {"hmac": hexes, "digest": hexes, "batch": resolved},
    }


def _inlined(part: Any, parts: dict[str, Any]) -> Any:
    if isinstance(part, dict):
        if "$ref" in part:
            return _inlined(parts[part["$ref"]], parts)
        return {name: _inlined(value, parts) for name, value in part.items()}
    return [_inlined(one, parts) for one in part] if isinstance(part, list) else part
