"""The checks of one end's log: clean transfers, single faults, logs that lack a part, and hostile data."""

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from atp_tui.engine.qlog.event import End, LogEvent
from atp_tui.engine.qlog.judge import streams
from atp_tui.engine.qlog.judge.check import Damage, Group, Verdict
from atp_tui.engine.qlog.judge.checks import CHECKS, NETWORK_CHECKS
from atp_tui.engine.qlog.judge.first import MOST_EVENTS
from atp_tui.engine.qlog.judge.judge import Judge
from atp_tui.engine.record import Severity
from tests.engine.qlog.anything import OBJECTS, PACKETS, SCALARS
from tests.engine.qlog.transfer import CHUNK, Fault, Log, ack, connection, judged, stream, transfer
from tests.examples import examples

SIZES = st.tuples(st.integers(2, 6), st.integers(2, 12), st.sets(st.integers(0, 11), max_size=4))
NOISE = st.lists(
    st.tuples(st.integers(0, 200), st.sampled_from(["http:frame_parsed", "security:key_updated", "made:up", ""])),
    max_size=20,
)


def fired(answers: dict[str, Any]) -> list[str]:
    return [name for name, each in answers.items() if each.answer is Verdict.FIRED]


@examples(200)
@given(SIZES)
def test_every_check_is_silent_on_a_clean_transfer(sizes: tuple[int, int, set[int]]) -> None:
    answers = judged(transfer(*sizes).events)
    assert {each.answer for each in answers.values()} == {Verdict.SILENT}, answers


@pytest.mark.parametrize("fault", Fault)
def test_a_fault_is_found_by_its_check_and_by_no_other_high_one(fault: Fault) -> None:
    @examples(40)
    @given(SIZES)
    def is_found(sizes: tuple[int, int, set[int]]) -> None:
        answers = judged(transfer(*sizes, fault=fault).events)
        found = answers[fault.check]
        assert found.answer is Verdict.FIRED
        assert found.message
        assert found.evidence
        assert 1 <= len(found.events) <= MOST_EVENTS
        high = {name for name in fired(answers) if answers[name].severity >= Severity.HIGH}
        assert high <= {fault.check}
        assert {name: each.why for name, each in answers.items() if each.answer is Verdict.NOT_JUDGED}.keys() <= (
            {"closed_with_error", "data_after_close", "region_closure"} if fault is Fault.NO_CLOSE else set()
        )

    is_found()


def test_each_check_has_a_fault_that_fires_it() -> None:
    others = {"quiescence", "repair_recovery", "handshake"}
    assert {fault.check for fault in Fault} | others == {check.name for check in CHECKS}
    found = judged(transfer(fault=Fault.NO_END).events)
    assert found["quiescence"].answer is Verdict.FIRED
    log = transfer()
    del log.events[-1]
    log.sent(stream(0, number=3))
    sent = len(log.events) - 1
    log.now_ms += 1200
    log.received({"frame_type": "ping"})
    log.add("connectivity:connection_closed", owner="local", application_code=0)
    found = judged(log.events)
    assert fired(found) == ["repair_recovery", "silence"]
    assert found["repair_recovery"].events == (sent,)
    assert dict(found["repair_recovery"].evidence)["unacknowledged_bytes"] == "1000"


@examples(100)
@given(st.sampled_from([None, *Fault]), SIZES, NOISE)
def test_events_of_other_kinds_change_nothing(
    fault: Fault | None, sizes: tuple[int, int, set[int]], noise: list[tuple[int, str]]
) -> None:
    events = transfer(*sizes, fault=fault).events
    mixed: list[tuple[int | None, LogEvent]] = list(enumerate(events))
    for place, name in noise:
        at = place % len(mixed)
        mixed.insert(at, (None, LogEvent(0, 0, 0, mixed[at][1].time_ns, name, {"frames": 3}, {})))
    numbered = [msgspec.structs.replace(event, number=number) for number, (_, event) in enumerate(mixed)]
    original = {number: place for number, (place, _) in enumerate(mixed)}
    plain, other = judged(events), judged(numbered)
    for name, each in plain.items():
        assert other[name].answer is each.answer
        assert other[name].message == each.message or fault is Fault.BACKWARDS
        if fault is not Fault.BACKWARDS:
            assert tuple(original[number] for number in other[name].events) == each.events


@examples(200)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(
                [
                    *("transport:packet_sent", "transport:packet_received", "recovery:packet_lost", "x"),
                    *("recovery:metrics_updated", "recovery:loss_timer_updated", "transport:parameters_set"),
                    *("connectivity:connection_closed", "connectivity:connection_state_updated"),
                    *("transport:packets_acked", "connectivity:connection_started"),
                ]
            ),
            PACKETS | OBJECTS,
            st.just({}) | st.fixed_dictionaries({"path_id": SCALARS}),
            st.integers(0, 5_000_000_000),
        ),
        max_size=8,
    ),
    st.sampled_from(End),
)
def test_hostile_data_never_raises(rows: list[tuple[str, dict[str, Any], dict[str, Any], int]], end: End) -> None:
    judge = Judge(connection(end))
    for number, (name, data, extra, time_ns) in enumerate(rows):
        judge.take(LogEvent(number, 0, 0, time_ns, name, data, extra))
    found = judge.finish()
    assert [each.check for each in found] == [check.name for check in CHECKS]
    for each in found:
        assert (each.answer is Verdict.NOT_JUDGED) == bool(each.why)
        assert (each.answer is Verdict.FIRED) == bool(each.message)
        assert set(each.events) <= set(range(len(rows)))
    judge.observations()


def test_checks_that_look_at_one_thing_are_in_one_group() -> None:
    groups = {check.name: check.group for check in CHECKS}
    assert {groups[name] for name in ("quiescence", "task_completion", "repair_recovery", "closed_with_error")} == {
        Group.STRUCTURE
    }
    assert groups["pto_storm"] is groups["silence"] is Group.PROGRESS
    assert len({check.violation_type for check in CHECKS}) == len(CHECKS)


def test_a_log_from_between_the_ends_is_hardly_judged() -> None:
    answers = judged(transfer(fault=Fault.UNSENT).events, End.NETWORK)
    assert {name for name, each in answers.items() if each.answer is not Verdict.NOT_JUDGED} == NETWORK_CHECKS


def test_a_cut_log_is_judged_by_what_it_shows_alone() -> None:
    events = transfer(fault=Fault.NO_END).events[:-3]
    answers = judged(events, damage=Damage(is_cut=True))
    assert {name for name, each in answers.items() if each.answer is Verdict.SILENT} == {
        *("trace_order", "ack_of_unsent", "number_used_twice")
    }
    assert fired(answers) == []
    assert all(each.why for each in answers.values() if each.answer is Verdict.NOT_JUDGED)


@pytest.mark.parametrize(
    "fault", [Fault.SILENCE, Fault.TIMEOUTS, Fault.TWICE, Fault.UNSENT, Fault.CLOSE, Fault.BACKWARDS]
)
def test_what_a_cut_log_shows_to_be_wrong_is_wrong(fault: Fault) -> None:
    answers = judged(transfer(fault=fault).events, damage=Damage(is_cut=True))
    assert answers[fault.check].answer is Verdict.FIRED


def test_a_log_with_holes_blames_nobody_for_them() -> None:
    events = transfer(fault=Fault.UNSENT).events
    answers = judged(events, damage=Damage(has_holes=True))
    assert fired(answers) == []
    assert answers["ack_of_unsent"].answer is Verdict.NOT_JUDGED
    assert answers["closed_with_error"].answer is Verdict.SILENT


def test_a_log_without_its_beginning_blames_nobody_for_it() -> None:
    log = transfer(request=6, response=40)
    cut = next(number for number, event in enumerate(log.events) if event.name == "recovery:metrics_updated") + 30
    answers = judged(log.events[cut:])
    assert fired(answers) == []
    assert {name for name, each in answers.items() if each.answer is Verdict.NOT_JUDGED} == {
        *("journal", "quiescence", "task_completion", "stream_reset", "repair_recovery", "handshake")
    }
    assert answers["ack_of_unsent"].answer is Verdict.SILENT


def test_a_log_without_packets_is_not_judged() -> None:
    answers = judged([LogEvent(0, 0, 0, 0, "info:message", {"message": "hello"}, {})])
    assert {each.answer for each in answers.values()} == {Verdict.NOT_JUDGED}
    assert {each.why for each in answers.values()} == {"the log has no packets"}


@pytest.mark.parametrize(
    ("answered", "words"), [(False, "the peer never answered"), (True, "no 1-RTT packet of the peer")]
)
def test_a_handshake_that_never_finished(answered: bool, words: str) -> None:
    log = Log()
    log.sent({"frame_type": "crypto", "offset": 0, "length": 300}, kind="initial")
    if answered:
        log.received(ack((0, 0)), kind="initial")
    answers = judged(log.events, End.CLIENT)
    assert fired(answers) == ["region_closure", "handshake"]
    assert words in answers["handshake"].message
    assert answers["handshake"].events == (len(log.events) - 1,)
    log.received({"frame_type": "handshake_done"})
    assert judged(log.events)["handshake"].answer is Verdict.SILENT


def test_a_handshake_whose_close_comes_first_in_the_log_leads_to_the_close() -> None:
    log = Log()
    log.add("connectivity:connection_closed", **IDLE)
    log.sent({"frame_type": "crypto", "offset": 0, "length": 300}, kind="initial")
    assert judged(log.events, End.CLIENT)["handshake"].events == (0,)


def test_a_spurious_loss_is_an_observation() -> None:
    log = transfer()
    del log.events[-1]
    sent = log.sent(stream(0, number=3))
    lost = log.lost(sent)
    log.received(ack((sent, sent)))
    log.received({"frame_type": "connection_close", "error_space": "application", "error_code": 0})
    judge = Judge(connection())
    for event in log.events:
        judge.take(event)
    assert {each.answer for each in judge.finish()} == {Verdict.SILENT}
    (found,) = judge.observations()
    assert found.name == "spurious_loss"
    assert found.events == (lost, lost + 1)


def test_data_that_another_packet_carries_is_not_owed_again() -> None:
    log = transfer()
    del log.events[-1]
    first = log.sent(stream(0, number=3))
    log.sent(stream(0, number=3))
    log.lost(first)
    log.now_ms += 3000
    log.received({"frame_type": "ping"})
    log.received({"frame_type": "connection_close", "error_code": 0})
    assert judged(log.events)["obligations"].answer is Verdict.SILENT
    log.events.pop()
    log.lost(first + 1)
    log.now_ms += 3000
    log.received({"frame_type": "ping"})
    log.received({"frame_type": "connection_close", "error_code": 0})
    assert judged(log.events)["obligations"].answer is Verdict.FIRED


def test_an_acknowledgement_that_is_logged_before_its_packet_is_no_fault() -> None:
    log = transfer(fault=Fault.NO_CLOSE)
    number = log.numbers["sent 1RTT"]
    now = log.now_ms
    log.received(ack((number, number)))
    log.now_ms = now
    log.sent(stream(0, number=3, fin=True))
    answers = judged(log.events)
    assert answers["ack_of_unsent"].answer is Verdict.SILENT
    assert answers["repair_recovery"].answer is Verdict.SILENT


def paths(parameters: list[dict[str, Any]], numbers: list[tuple[int, int]], frame: dict[str, Any]) -> dict[str, Any]:
    """The answers on a log with packets on two paths: the path and the number of each, and a last acknowledgement."""
    log = Log()
    log.received({"frame_type": "crypto", "offset": 0, "length": 300}, kind="initial")
    for owner, each in zip(("local", "remote"), parameters, strict=False):
        log.add("transport:parameters_set", owner=owner, initial_max_data=1000, **each)
    for path, number in numbers:
        log.extra = {"path_id": path}
        log.sent({"frame_type": "ping"}, number=number)
    log.received(frame)
    return judged(log.events)


BOTH = [(0, 0), (0, 1), (1, 0), (1, 1)]
ON = [(0, 0), (0, 1), (1, 2), (1, 3)]
PER_PATH = {"initial_max_path_id": 2}


@pytest.mark.parametrize(
    ("parameters", "numbers", "frame", "unsent", "twice"),
    [
        (
            [PER_PATH, PER_PATH],
            BOTH,
            {"frame_type": "path_ack", "path_id": 1, "acked_ranges": [[0, 1]]},
            "SILENT",
            "SILENT",
        ),
        (
            [PER_PATH, PER_PATH],
            BOTH,
            {"frame_type": "path_ack", "path_id": 1, "acked_ranges": [[0, 2]]},
            "FIRED",
            "SILENT",
        ),
        ([PER_PATH, PER_PATH], [*BOTH, (1, 1)], ack((0, 1)), "SILENT", "FIRED"),
        # One end alone offers several paths, or none does: a migration.
        ([PER_PATH, {}], ON, ack((0, 3)), "SILENT", "SILENT"),
        ([{}, {}], ON, ack((0, 3)), "SILENT", "SILENT"),
        ([{"enable_simple_multipath": 1}] * 2, ON, ack((0, 3)), "SILENT", "SILENT"),
        ([{"enable_simple_multipath": 1}] * 2, [*ON, (0, 3)], ack((0, 4)), "FIRED", "FIRED"),
        # Cannot be told.
        ([], BOTH, ack((0, 3)), "NOT_JUDGED", "NOT_JUDGED"),
        ([PER_PATH], BOTH, ack((0, 3)), "NOT_JUDGED", "NOT_JUDGED"),
        ([{"enable_multipath": ""}] * 2, BOTH, ack((0, 3)), "NOT_JUDGED", "NOT_JUDGED"),
    ],
)
def test_packet_numbers_of_several_paths(
    parameters: list[dict[str, Any]], numbers: list[tuple[int, int]], frame: dict[str, Any], unsent: str, twice: str
) -> None:
    answers = paths(parameters, numbers, frame)
    assert answers["ack_of_unsent"].answer == unsent
    assert answers["number_used_twice"].answer == twice


def test_numbers_that_a_writer_does_not_log_are_not_judged() -> None:
    log = Log()
    log.received({"frame_type": "ping"})
    for _ in range(4):
        log.sent({"frame_type": "ping"}, number=0)
    answers = judged(log.events)
    assert answers["number_used_twice"].answer is Verdict.NOT_JUDGED


@pytest.mark.parametrize("kind", ["stateless_reset", "version_negotiation"])
def test_packets_without_a_number(kind: str) -> None:
    log = transfer(fault=Fault.NO_CLOSE)
    log.events.insert(0, replace_event(log.events[1], kind))
    assert (judged(log.events)["closed_with_error"].answer is Verdict.FIRED) == (kind == "stateless_reset")


def replace_event(event: LogEvent, kind: str) -> LogEvent:
    return msgspec.structs.replace(event, data={"header": {"packet_type": kind}, "frames": []})


CLEAN = {"frame_type": "connection_close", "error_space": "application", "error_code": 0x100}
IDLE = {"owner": "local", "trigger": "idle_timeout"}


def settled() -> Log:
    """The log of a server on which everything was finished and acknowledged, and nobody closed."""
    log = transfer()
    log.events.pop()
    number = log.numbers["sent 1RTT"] - 1
    log.received(ack((0, number)))
    return log


@pytest.mark.parametrize("is_logged", [False, True])
def test_a_connection_left_to_its_idle_timeout_with_nothing_open_is_no_failure(is_logged: bool) -> None:
    log = settled()
    log.now_ms += 2000
    if is_logged:
        log.add("connectivity:connection_closed", **IDLE)
    answers = judged(log.events)
    assert fired(answers) == []
    expected = (Verdict.SILENT, Verdict.SILENT) if is_logged else (Verdict.NOT_JUDGED, Verdict.NOT_JUDGED)
    assert (answers["region_closure"].answer, answers["closed_with_error"].answer) == expected


@pytest.mark.parametrize(
    "left",
    [
        pytest.param({"frame_type": "ping"}, id="a packet without an acknowledgement"),
        pytest.param(stream(0, number=3), id="stream data without an acknowledgement"),
        pytest.param(stream(0, number=1, fin=True), id="a request without an answer"),
    ],
)
def test_an_idle_timeout_with_something_open_is_a_failure(left: dict[str, Any]) -> None:
    log = settled()
    log.sent(left)
    assert "region_closure" in fired(judged(log.events))
    log.now_ms += 2000
    log.add("connectivity:connection_closed", **IDLE)
    assert "closed_with_error" in fired(judged(log.events))


def test_an_idle_timeout_is_not_judged_where_the_log_does_not_show_what_was_open() -> None:
    log = settled()
    log.add("connectivity:connection_closed", **IDLE)
    frameless = [msgspec.structs.replace(each, data=each.data | {"frames": None}) for each in log.events]
    for answers in (
        judged(frameless),
        judged(log.events, damage=Damage(has_holes=True)),
        judged([msgspec.structs.replace(each, number=place) for place, each in enumerate(log.events[40:])]),
    ):
        assert answers["closed_with_error"].answer is Verdict.NOT_JUDGED
        assert "region_closure" not in fired(answers)


def test_a_connection_that_was_never_used_is_not_judged_by_its_idle_timeout() -> None:
    log = Log()
    log.sent({"frame_type": "crypto", "offset": 0, "length": 300}, kind="initial")
    log.received(ack((0, 0)), {"frame_type": "crypto", "offset": 0, "length": 90}, kind="initial")
    log.received({"frame_type": "handshake_done"})
    log.add("connectivity:connection_closed", **IDLE)
    assert judged(log.events)["closed_with_error"].answer is Verdict.NOT_JUDGED


def test_a_peer_that_takes_its_time_is_not_silent() -> None:
    log = settled()
    asked = log.sent(stream(0, number=1, fin=True))
    log.received(ack((asked, asked)))
    log.now_ms += 5000
    log.received(stream(0, number=1, fin=True))
    log.sent(ack((0, 50)), CLEAN)
    assert fired(judged(log.events)) == []


def test_packets_without_an_acknowledgement_make_a_silence() -> None:
    log = settled()
    lost = log.sent({"frame_type": "ping"})
    probes = list(log.events)
    log.now_ms += 1200
    log.received({"frame_type": "ping"}, CLEAN)
    assert fired(judged(log.events)) == ["silence"]
    # A probe of the size of packets is not sent again once it is declared lost.
    log.events = probes
    log.lost(lost)
    log.now_ms += 1200
    log.received({"frame_type": "ping"}, CLEAN)
    assert fired(judged(log.events)) == []


@pytest.mark.parametrize(("waits_ms", "is_silence"), [((1002,), False), ((1002, 1998), False), ((1002, 4000), True)])
def test_the_first_probe_timeouts_of_a_handshake_are_no_silence(waits_ms: tuple[int, ...], is_silence: bool) -> None:
    log = Log()
    hello = {"frame_type": "crypto", "offset": 0, "length": 300}
    log.sent(hello, kind="initial")
    for wait_ms in waits_ms:
        log.now_ms += wait_ms
        log.sent(hello, kind="initial")
    log.received(ack((0, 0)), kind="initial")
    assert (judged(log.events, End.CLIENT)["silence"].answer is Verdict.FIRED) == is_silence


def test_a_long_path_has_long_probe_timeouts() -> None:
    log = Log()
    answers = []
    for wait_ms in (600, 5000, 6000):
        sent = log.sent(stream(0, number=3))
        log.now_ms += wait_ms
        log.received(ack((0, sent)))
        answers.append(judged(log.events)["silence"].answer)
    assert answers == [Verdict.SILENT, Verdict.SILENT, Verdict.FIRED]


def test_what_is_sent_just_before_a_clean_close_may_have_arrived() -> None:
    log = settled()
    log.sent(stream(0, 1, number=3))
    log.now_ms += 40
    log.sent(CLEAN)
    answers = judged(log.events)
    assert fired(answers) == []
    assert answers["repair_recovery"].answer is Verdict.NOT_JUDGED
    log.events.pop()
    log.sent(CLEAN | {"error_code": 0x102})
    assert "repair_recovery" in fired(judged(log.events))


def test_lost_data_that_a_clean_close_leaves_behind_is_missing() -> None:
    log = settled()
    log.lost(log.sent(stream(0, number=3)))
    log.sent(CLEAN)
    assert fired(judged(log.events)) == ["repair_recovery"]


def with_reset(number: int, code: object, before: str = "", *, is_sent: bool = False) -> Log:
    """A log with a stream that is reset with an error code, after another frame of its stream."""
    log = settled()
    log.received(stream(0, number=number))
    log.sent(stream(0, number=number))
    take, other = (log.sent, log.received) if is_sent else (log.received, log.sent)
    if before == "fin":
        take(stream(CHUNK, 0, number=number, fin=True))
    elif before == "stop_sending":
        other({"frame_type": "stop_sending", "stream_id": number, "error_code": code})
    reset = {"frame_type": "reset_stream", "stream_id": number, "error_code": code, "final_size": CHUNK}
    for _ in range(2):
        take(reset)
    other(stream(CHUNK, 0, number=number, fin=True))
    log.received(ack((0, log.numbers["sent 1RTT"] - 1)), CLEAN)
    return log


@pytest.mark.parametrize("is_sent", [False, True])
@pytest.mark.parametrize(
    ("number", "code", "before", "words"),
    [
        (8, 0x42, "", "application error 0x42"),
        (8, "0x42", "", "application error 0x42"),
        (8, "h3_internal_error", "", "application error h3_internal_error"),
        *((8, code, "", "") for code in (0, 0x100, 0x10B, 0x10C, "h3_request_cancelled", "http_request_rejected")),
        (8, None, "", ""),
        (8, 0x42, "fin", ""),
        (8, 0x42, "stop_sending", ""),
        (3, 0x42, "", ""),
    ],
)
def test_a_stream_that_is_reset_with_an_error_before_its_end_was_given_up(
    number: int, code: object, before: str, words: str, is_sent: bool
) -> None:
    found = judged(with_reset(number, code, before, is_sent=is_sent).events)["stream_reset"]
    assert (found.answer is Verdict.FIRED) == bool(words)
    if words:
        assert found.message.startswith("1 direction of bidirectional streams given up before the end, the first by ")
        assert found.message.endswith(words)
        assert len(found.events) == 1
        assert dict(found.evidence)["reset_by"] == ("local" if is_sent else "remote")


def test_a_request_that_was_answered_needs_no_acknowledgement() -> None:
    log = settled()
    log.sent(stream(0, 3, number=1, fin=True))
    log.received(stream(0, number=1, fin=True))
    assert fired(judged(log.events)) == ["quiescence", "region_closure", "repair_recovery"]
    log.sent({"frame_type": "connection_close", "error_space": "application", "error_code": 0})
    assert fired(judged(log.events)) == []


def test_a_crowd_of_streams_is_not_judged(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "MOST_STREAMS", 10)
    log = transfer()
    for number in range(12):
        log.received(stream(0, number=4 * number + 8))
    answers = judged(log.events)
    assert answers["quiescence"].answer is Verdict.NOT_JUDGED
    assert answers["journal"].answer is Verdict.NOT_JUDGED


def test_reset_streams_are_finished() -> None:
    log = transfer()
    end = log.events.pop()
    log.received(stream(1000, number=8))
    log.received({"frame_type": "reset_stream", "stream_id": 8, "final_size": 5000, "error_code": 0x10C})
    sent = log.sent(stream(0, number=8), {"frame_type": "reset_stream", "stream_id": 8, "final_size": 1000})
    log.received(ack((sent, sent)))
    log.events.append(msgspec.structs.replace(end, number=len(log.events), time_ns=log.events[-1].time_ns))
    assert {each.answer for each in judged(log.events).values()} == {Verdict.SILENT}
