"""The verifier of batches: whatever is done to a stream shows, and honest streams raise nothing."""

from dataclasses import dataclass, replace
from hashlib import sha256

from hypothesis import given
from hypothesis import strategies as st

from assay.apps.veritas.monitoring.rules import (
    GENESIS,
    INTEGRITY,
    Finding,
    Gap,
    Incident,
    Judged,
    Link,
    Outcome,
    gaps,
    judge,
)


def stream(sizes: list[int], *, device: int = 1, salt: str = "", step_ms: int = 5_000) -> list[Link]:
    """The chain of batches an honest page signs; the server's clock is 7 ms ahead."""
    base = (device - 1) << 32
    links: list[Link] = []
    previous, first = GENESIS, base + 1
    for number, size in enumerate(sizes):
        at = 1_000_000 + number * step_ms
        digest = sha256(f"{salt}{device}{number}{size}".encode() + previous).digest()
        links.append(Link(base + 1, first, first + size - 1, previous, digest, at, at, 7))
        previous, first = digest, first + size
    return links


@dataclass
class Server:
    """What the database would hold."""

    stored: list[Link]
    findings: list[Finding]

    def take(self, link: Link) -> Judged:
        judged = judge(link, self.stored)
        if judged.outcome is Outcome.ACCEPTED:
            self.stored.append(link)
        self.findings += judged.findings
        return judged

    @property
    def alarms(self) -> set[Incident]:
        return {finding.kind for finding in self.findings} & INTEGRITY


def server() -> Server:
    return Server([], [])


sizes = st.lists(st.integers(1, 500), min_size=1, max_size=12)


@given(sizes, st.randoms(use_true_random=False), st.integers(0, 40))
def test_honest_stream_with_retries_and_reordering_raises_no_alarm(
    sizes: list[int], random: "object", retries: int
) -> None:
    links = stream(sizes)
    sent = links + [random.choice(links) for _ in range(retries)]  # type: ignore[attr-defined]
    random.shuffle(sent)  # type: ignore[attr-defined]
    one = server()
    outcomes = [one.take(link).outcome for link in sent]
    assert Outcome.CONFLICT not in outcomes
    assert one.alarms == set()
    assert gaps(one.stored) == []
    assert outcomes.count(Outcome.ACCEPTED) == len(links)


@given(sizes, st.integers(30_001, 3_600_000))
def test_backlog_of_half_an_hour_is_late_and_nothing_else(sizes: list[int], delay: int) -> None:
    first, *rest = stream([3, *sizes])
    one = server()
    one.take(first)
    for link in rest:
        one.take(replace(link, offset_ms=link.offset_ms + delay))
    assert {finding.kind for finding in one.findings} == {Incident.LATE}
    assert len(one.findings) == 1


def test_devices_have_chains_of_their_own() -> None:
    one = server()
    for link in [*stream([3, 4]), *stream([2, 2], device=2), *stream([3, 4, 5])[2:]]:
        assert one.take(link).outcome is Outcome.ACCEPTED
    assert one.findings == []
    assert gaps(one.stored) == []


@given(sizes, st.data())
def test_dropped_batch_leaves_a_gap(sizes: list[int], data: st.DataObject) -> None:
    links = stream([*sizes, 1])
    dropped = data.draw(st.sampled_from(links[:-1]))
    one = server()
    for link in links:
        if link is not dropped:
            one.take(link)
    assert gaps(one.stored) == [Gap(dropped.first, dropped.last)]


@given(sizes, st.data())
def test_edited_batch_conflicts_once_the_true_one_is_stored(sizes: list[int], data: st.DataObject) -> None:
    links = stream(sizes)
    one = server()
    for link in links:
        one.take(link)
    edited = replace(data.draw(st.sampled_from(links)), digest=sha256(b"edited").digest())
    assert one.take(edited).outcome is Outcome.CONFLICT
    assert one.alarms == {Incident.CONFLICT}
    assert edited not in one.stored


@given(sizes, st.data())
def test_edited_batch_that_came_first_breaks_the_chain(sizes: list[int], data: st.DataObject) -> None:
    links = stream([*sizes, 1])
    index = data.draw(st.integers(0, len(links) - 2))
    links[index] = replace(links[index], digest=sha256(b"edited").digest())
    one = server()
    for link in links:
        one.take(link)
    assert one.alarms == {Incident.CHAIN_BROKEN}


@given(sizes, sizes, st.data())
def test_overlapping_numbers_conflict_however_they_are_cut(
    sizes: list[int], other: list[int], data: st.DataObject
) -> None:
    links = stream(sizes)
    one = server()
    for link in links:
        one.take(link)
    total = links[-1].last
    first = data.draw(st.integers(1, total))
    forged = replace(links[0], first=first, last=first + other[0] - 1, digest=sha256(b"forged").digest())
    assert one.take(forged).outcome is Outcome.CONFLICT


@given(st.lists(st.integers(1, 50), min_size=2, max_size=8), st.data())
def test_batches_that_swap_their_numbers_break_the_chain(sizes: list[int], data: st.DataObject) -> None:
    links = stream([*sizes])
    index = data.draw(st.integers(0, len(links) - 2))
    a, b = links[index], links[index + 1]
    length = b.last - b.first + 1
    swapped = [
        replace(b, first=a.first, last=a.first + length - 1),
        replace(a, first=a.first + length, last=b.last),
    ]
    one = server()
    for link in [*links[:index], *swapped, *links[index + 2 :]]:
        one.take(link)
    assert Incident.CHAIN_BROKEN in one.alarms


def test_a_filled_gap_is_no_gap_but_the_order_is_noted() -> None:
    a, b, c = stream([2, 3, 4])
    one = server()
    one.take(a)
    assert one.take(c).gaps_changed
    assert gaps(one.stored) == [Gap(b.first, b.last)]
    judged = one.take(b)
    assert judged.gaps_changed
    assert gaps(one.stored) == []
    assert [finding.kind for finding in judged.findings] == [Incident.OUT_OF_ORDER]


def test_stream_that_does_not_begin_at_its_beginning_has_a_gap() -> None:
    assert gaps(stream([5, 5])[1:]) == [Gap(1, 5)]


def test_clock_set_while_the_page_is_open_is_noted() -> None:
    a, b = stream([2, 2])
    judged = judge(replace(b, sent_ms=b.sent_ms - 600_000, offset_ms=b.offset_ms + 600_000), [a])
    assert [(f.kind, f.details["jump_ms"]) for f in judged.findings] == [(Incident.CLOCK_JUMP, -600_000)]


def test_slow_network_is_not_a_clock_jump() -> None:
    a, b = stream([2, 2])
    assert judge(replace(b, offset_ms=b.offset_ms + 20_000), [a]).findings == ()


def test_repeat_is_a_repeat_also_when_much_came_since() -> None:
    links = stream([2] * 9)
    judged = judge(links[0], links)
    assert judged == Judged(Outcome.REPEATED)
