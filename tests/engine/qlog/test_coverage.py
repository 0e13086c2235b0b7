"""The table of what is read agrees with what is read."""

from atp_tui.engine.qlog.coverage import COVERAGE
from tests.engine.qlog import logs


def test_typed_logs_are_within_the_table() -> None:
    table = {row.part: set(row.read) for row in COVERAGE}
    for path in logs.TYPED:
        found = logs.read(path.read_bytes())
        for connection in found.connections:
            assert connection.version in table["versions"]
            assert connection.framing in table["framings"]
            assert connection.time_unit in table["time units"]
        names = {event.name for _, event in found.events}
        assert names <= table["events"] | {"mvfst:pacing_observation"}


def test_no_row_is_empty_or_says_a_thing_twice() -> None:
    for row in COVERAGE:
        assert row.read
        assert len(set(row.read)) == len(row.read)
