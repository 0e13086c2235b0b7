import json

import pytest

from atp_tui.lab.run import LabRun, run_transfer
from atp_tui.lab.scenario import SCENARIOS


@pytest.fixture(scope="module")
def run() -> LabRun:
    return run_transfer(SCENARIOS["clean"].options(0))


def test_every_connection_has_a_log_with_a_trace_for_each_end(run: LabRun) -> None:
    names = [f"qlog/path-{path}-to-replica-{replica}.qlog" for path in range(2) for replica in range(2)]
    assert [name for name, _ in run.qlogs] == names
    for name, content in run.qlogs:
        log = json.loads(content)
        assert log["qlog_format"] == "JSON"
        assert log["qlog_version"] == "0.3"
        assert log["title"] == name.removeprefix("qlog/").removesuffix(".qlog").replace("-", " ")
        assert [trace["vantage_point"]["type"] for trace in log["traces"]] == ["client", "server"]


def test_the_events_of_a_log_have_the_fields_of_the_main_schema(run: LabRun) -> None:
    for _, content in run.qlogs:
        for trace in json.loads(content)["traces"]:
            assert trace["common_fields"]["time_format"] == "relative"
            assert trace["common_fields"]["reference_time"] == 0
            assert len(trace["common_fields"]["ODCID"]) == 16
            times = [event["time"] for event in trace["events"]]
            assert times == sorted(times)
            assert times[0] >= 0
            assert times[-1] <= run.time_ns / 1e6
            for event in trace["events"]:
                assert set(event) == {"time", "name", "data"}
                category, _, kind = event["name"].partition(":")
                assert category in {"transport", "recovery", "security", "connectivity"}
                assert kind
                assert isinstance(event["data"], dict)


REQUIRED: dict[str, dict[str, type | tuple[type, ...]]] = {
    "log": {"qlog_version": str, "qlog_format": str, "traces": list},
    "trace": {"vantage_point": dict, "events": list},
    "vantage_point": {"type": str},
    "event": {"time": (int, float), "name": str, "data": dict},
}
"""The fields that draft-ietf-quic-qlog-main-schema-02 demands of each part, with their types."""

OPTIONAL: dict[str, dict[str, type | tuple[type, ...]]] = {
    "log": {"title": str, "description": str, "summary": dict},
    "trace": {"title": str, "description": str, "configuration": dict, "common_fields": dict},
    "vantage_point": {"name": str, "flow": str},
    "event": {"time_format": str, "protocol_type": list, "group_id": (int, str)},
}
"""The further ones that it knows."""


def check(part: str, found: dict[str, object]) -> None:
    """Refuse a part of a log that lacks a field, has an unknown one, or has one of another type."""
    known = {**REQUIRED[part], **OPTIONAL[part]}
    assert set(REQUIRED[part]) <= set(found) <= set(known), (part, set(found))
    for name, value in found.items():
        assert isinstance(value, known[name]), (part, name, value)
        assert not isinstance(value, bool)


@pytest.mark.parametrize("name", SCENARIOS)
def test_the_logs_of_every_scenario_hold_to_the_main_schema(name: str) -> None:
    qlogs = run_transfer(SCENARIOS[name].options(5, size=30_000)).qlogs
    assert qlogs
    for _, content in qlogs:
        log = json.loads(content, parse_constant=pytest.fail)
        check("log", log)
        assert (log["qlog_format"], log["qlog_version"]) == ("JSON", "0.3")
        for trace in log["traces"]:
            check("trace", trace)
            check("vantage_point", trace["vantage_point"])
            assert trace["vantage_point"]["type"] in {"client", "server", "network", "unknown"}
            assert trace["common_fields"]["time_format"] in {"absolute", "relative", "delta"}
            for event in trace["events"]:
                check("event", event)
                assert event["time"] >= 0
                assert event["name"].count(":") == 1


def test_a_healthy_connection_drops_nothing_but_padding(run: LabRun) -> None:
    for _, content in run.qlogs:
        events = [event for trace in json.loads(content)["traces"] for event in trace["events"]]
        drops = [event["data"]["trigger"] for event in events if event["name"] == "transport:packet_dropped"]
        assert set(drops) <= {"header_parse_error", "key_unavailable"}
        assert drops.count("header_parse_error") >= 1


def test_symbols_travel_in_datagram_frames(run: LabRun) -> None:
    events = [event for _, content in run.qlogs for trace in json.loads(content)["traces"] for event in trace["events"]]
    sent = [event["data"]["frames"] for event in events if event["name"] == "transport:packet_sent"]
    lengths = [frame["length"] for frames in sent for frame in frames if frame["frame_type"] == "datagram"]
    told = [event for event in run.events if event.fields.kind in {"SymbolSent", "RepairSent"}]
    assert len(lengths) == len(told)
    assert set(lengths) == {4 + 4 + 1280}


def test_a_log_does_not_go_on_after_the_deadline() -> None:
    late = run_transfer(SCENARIOS["stuck-operation"].options(0, deadline_s=2.0))
    for _, content in late.qlogs:
        times = [event["time"] for trace in json.loads(content)["traces"] for event in trace["events"]]
        assert max(times) <= 2000.0
