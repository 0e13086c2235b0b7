"""Two ends of a connection: a made-up network whose clocks and losses are known, and hostile data."""

import random
from typing import Any

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from atp_tui.engine.qlog.event import End, LogEvent
from atp_tui.engine.qlog.judge.check import Damage, Verdict
from atp_tui.engine.qlog.packets import PacketTimes, Seen
from atp_tui.engine.qlog.pair import Pair, PairResult
from tests.engine.qlog.anything import OBJECTS, PACKETS, SCALARS
from tests.engine.qlog.transfer import Log, ack, connection, stream
from tests.examples import examples

WAY_MS = 20
CLOSE = {"frame_type": "connection_close", "error_space": "application", "error_code": 0}


class Network:
    """Both logs of a connection; the server's clock is ahead by *ahead_ms*."""

    def __init__(self, ahead_ms: float = 0) -> None:
        self.client, self.server = Log(), Log()
        self.ahead_ms = ahead_ms
        self.now_ms = 1000.0

    def send(
        self, sender: End, *frames: dict[str, Any], way_ms: float | None = WAY_MS, number: int | None = None
    ) -> int:
        """Send a packet; it arrives *way_ms* later, or never."""
        near, far = (self.client, self.server) if sender is End.CLIENT else (self.server, self.client)
        near.now_ms = self.now_ms + (self.ahead_ms if near is self.server else 0)
        sent = near.sent(*frames, number=number)
        if way_ms is not None:
            far.now_ms = self.now_ms + way_ms + (self.ahead_ms if far is self.server else 0)
            far.received(*frames, number=sent)
        self.now_ms += 1
        return sent

    def compare(self, resolution: str = "1ns", damage: Damage | None = None) -> PairResult:
        described = msgspec.structs.replace(connection(), time_resolution=resolution)
        pair = Pair(described, described)
        for event in self.client.events:
            pair.take_client(event)
        for event in self.server.events:
            pair.take_server(event)
        return pair.finish(damage or Damage(), damage or Damage())


@examples(200)
@given(
    st.lists(st.tuples(st.booleans(), st.booleans(), st.booleans(), st.integers(WAY_MS, 60)), min_size=1, max_size=30),
    st.integers(-900, 900),
)
def test_every_packet_has_its_fate(rows: list[tuple[bool, bool, bool, int]], ahead_ms: int) -> None:
    network = Network(ahead_ms)
    for end in (End.CLIENT, End.SERVER):
        network.send(end, {"frame_type": "ping"})
    wanted = {end: {"true": 0, "spurious": 0, "unnoticed": 0, "arrived": 1} for end in (End.CLIENT, End.SERVER)}
    for is_client, arrives, is_declared, way in rows:
        end = End.CLIENT if is_client else End.SERVER
        number = network.send(end, stream(0), way_ms=way if arrives else None)
        if is_declared:
            (network.client if is_client else network.server).lost(number)
        kind = ("spurious" if arrives else "true") if is_declared else ("arrived" if arrives else "unnoticed")
        wanted[end][kind] += 1
    for end in (End.CLIENT, End.SERVER):
        network.now_ms += 100
        network.send(end, {"frame_type": "ping"})
        wanted[end]["arrived"] += 1
    found = network.compare()
    assert found.offset_ns == ahead_ms * 1_000_000
    assert [each.sender for each in found.directions] == [End.CLIENT, End.SERVER]
    for each in found.directions:
        counts = wanted[each.sender]
        assert each.true_losses.count == counts["true"]
        assert each.spurious_losses.count == counts["spurious"]
        assert each.unnoticed_losses.count == counts["unnoticed"]
        assert each.arrived == counts["arrived"] + counts["spurious"]
        assert each.sent == sum(counts.values())
        assert each.unacknowledged.count == each.arrived
        assert each.least_ns == WAY_MS * 1_000_000
        assert each.contradictions.count == 0


def test_events_name_their_end() -> None:
    network = Network()
    for end in (End.CLIENT, End.SERVER):
        network.send(end, {"frame_type": "ping"})
    spurious = network.send(End.CLIENT, stream(0))
    lost = network.client.lost(spurious)
    network.send(End.SERVER, ack((0, spurious)))
    (client, _) = network.compare().directions
    assert client.spurious_losses.events == ((End.CLIENT, lost), (End.SERVER, 2))
    assert client.unacknowledged.count == 0


@pytest.mark.parametrize(("resolution", "contradictions"), [("1ns", 1), ("1us", 1), ("1ms", 0), ("unknown", 0)])
def test_the_tolerance_is_the_resolution_of_the_logs(resolution: str, contradictions: int) -> None:
    network = Network()
    # The fastest packets take no time by this clock, and one of those back arrives half a millisecond too early.
    network.send(End.CLIENT, {"frame_type": "ping"}, way_ms=0)
    network.send(End.SERVER, {"frame_type": "ping"}, way_ms=-1.6)
    assert sum(each.contradictions.count for each in network.compare(resolution).directions) == 2 * contradictions


def test_packets_after_the_end_of_the_other_log_are_not_counted() -> None:
    network = Network(300)
    for end in (End.CLIENT, End.SERVER):
        network.send(end, {"frame_type": "ping"})
    network.now_ms += 500
    network.send(End.CLIENT, {"frame_type": "ping"}, way_ms=None)
    assert network.compare().directions[0].sent == 1


def test_without_packets_both_ways_the_clocks_are_not_aligned() -> None:
    network = Network()
    network.send(End.CLIENT, {"frame_type": "ping"})
    found = network.compare()
    assert found.offset_ns is None
    assert found.directions[0].arrived == 1
    assert found.directions[0].least_ns is None
    assert Network().compare().why_unmatched == "the logs have no packet numbers"


def test_logs_with_holes_are_not_matched() -> None:
    network = Network()
    network.send(End.CLIENT, {"frame_type": "ping"})
    found = network.compare(damage=Damage(has_holes=True))
    assert found.directions == ()
    assert found.why_unmatched


def verdicts(network: Network, damage: Damage | None = None) -> dict[str, Verdict]:
    return {each.check: each.answer for each, _ in network.compare(damage=damage).judged}


def test_ends_that_agree() -> None:
    network = Network()
    network.send(End.CLIENT, stream(0, 10, fin=True))
    network.send(End.SERVER, stream(0, 20, fin=True))
    network.send(End.CLIENT, CLOSE)
    assert verdicts(network) == {"path_consistency": Verdict.SILENT, "close_seen_once": Verdict.SILENT}


def test_ends_that_disagree() -> None:
    network = Network()
    network.client.sent(stream(0, 10, fin=True))
    network.server.received(stream(0, 11, fin=True))
    network.client.sent(CLOSE)
    network.server.received(CLOSE | {"error_code": 7})
    ((found, events), _) = network.compare().judged
    assert found.answer is Verdict.FIRED
    assert found.message == "The two ends disagree on the final size of 1 stream and the error code of the close"
    assert events == ((End.CLIENT, 1), (End.SERVER, 1), (End.CLIENT, 0), (End.SERVER, 0))


def test_a_close_that_never_arrived() -> None:
    network = Network()
    network.send(End.CLIENT, stream(0, 10, fin=True))
    assert verdicts(network)["close_seen_once"] is Verdict.NOT_JUDGED
    network.send(End.CLIENT, CLOSE, way_ms=None)
    assert verdicts(network)["close_seen_once"] is Verdict.FIRED
    assert verdicts(network, Damage(is_cut=True))["close_seen_once"] is Verdict.NOT_JUDGED
    network.send(End.SERVER, CLOSE, way_ms=None)
    assert verdicts(network)["close_seen_once"] is Verdict.SILENT


def test_a_reset_states_a_final_size() -> None:
    network = Network()
    network.client.sent({"frame_type": "reset_stream", "stream_id": 0, "final_size": 9})
    network.server.received({"frame_type": "reset_stream", "stream_id": 0, "final_size": 8})
    assert verdicts(network)["path_consistency"] is Verdict.FIRED


@examples(100)
@given(st.lists(st.tuples(st.integers(0, 20_000), st.integers(0, 100)), max_size=20))
@example([(0, 0), (4_098, 0), (1, 0), (4_098, 0)])
def test_times_of_packets(puts: list[tuple[int, int]]) -> None:
    times, wanted = PacketTimes(), dict[int, Seen]()
    for event, (number, time_ns) in enumerate(puts):
        times.put(number, time_ns, event)
        wanted.setdefault(number, Seen(time_ns, event))
    assert dict(times) == wanted
    assert all(times.get(number) == seen for number, seen in wanted.items())
    assert times.get(20_001) is None


@examples(200)
@given(
    st.lists(
        st.tuples(
            st.booleans(),
            st.sampled_from(
                [
                    "transport:packet_sent",
                    "transport:packet_received",
                    "recovery:packet_lost",
                    "transport:parameters_set",
                ]
            ),
            PACKETS | OBJECTS,
            st.just({}) | st.fixed_dictionaries({"path_id": SCALARS}),
            st.integers(0, 2**64 - 1),
        ),
        max_size=8,
    )
)
def test_hostile_data_never_raises(rows: list[tuple[bool, str, dict[str, Any], dict[str, Any], int]]) -> None:
    pair = Pair(connection(), connection())
    for number, (is_client, name, data, extra, time_ns) in enumerate(rows):
        (pair.take_client if is_client else pair.take_server)(LogEvent(number, 0, 0, time_ns, name, data, extra))
    found = pair.finish()
    for each, _ in found.judged:
        assert (each.answer is Verdict.NOT_JUDGED) == bool(each.why)


def test_the_order_in_which_the_two_logs_are_taken_does_not_matter() -> None:
    network = Network(40)
    for _ in range(20):
        network.send(End.CLIENT, stream(0))
        network.send(End.SERVER, stream(0), way_ms=None)
    network.send(End.SERVER, stream(0))
    pair = Pair(connection(), connection())
    rows = [(pair.take_client, event) for event in network.client.events]
    servers = [(pair.take_server, event) for event in network.server.events]
    dice = random.Random(1)
    while rows or servers:
        take, event = (rows if rows and (not servers or dice.random() < 0.5) else servers).pop(0)
        take(event)
    assert pair.finish() == network.compare()
