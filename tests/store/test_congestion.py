"""The course of an imported connection, read again from the copy of its log."""

from dataclasses import replace
from pathlib import Path

import pytest

from atp_tui.engine.errors import IoError
from atp_tui.engine.qlog.event import End
from atp_tui.engine.redaction import Private
from atp_tui.engine.source_table import pack_entry
from atp_tui.engine.trace import TraceEvent
from atp_tui.store.congestion import ConnectionCongestion, congestion_of
from atp_tui.store.log_import import import_logs
from atp_tui.store.logs.convert import ImportOptions
from atp_tui.store.logs.source import log_source
from atp_tui.store.open import open_pack
from atp_tui.store.pack import Pack
from tests.typed_logs import both, client, log_file, sequence, server, several

REAL = Path(__file__).resolve().parents[1] / "logs" / "real"
METRICS = "recovery:metrics_updated"


def imported(folder: Path, *logs: Path, removes: frozenset[Private] = frozenset()) -> list[Pack]:
    options = ImportOptions(removes=removes)
    paths = import_logs([log_source(str(log)) for log in logs], str(folder / "made"), options, lambda _: None)
    packs = [open_pack(path) for path in paths]
    for pack in packs:
        pack.events.read_all()
    return packs


def course(pack: Pack) -> ConnectionCongestion:
    found = congestion_of(pack)
    assert found is not None
    return found


def test_the_log_of_one_end(tmp_path: Path) -> None:
    (pack,) = imported(tmp_path, log_file(tmp_path, sequence(client(), "client")))
    found = course(pack)
    (end,) = found.ends
    assert (found.begin, found.last) == (0, 24_000_000)
    assert (end.end.end, end.course.sent_count, end.course.acked_count) == ("client", 4, 3)
    assert [sample.last for _, sample in end.course.sent.columns] == [0, 1, 2, 3]


def test_both_ends_have_the_times_of_the_trace_and_who_sent_more_comes_first(tmp_path: Path) -> None:
    (pack,) = imported(tmp_path, *both(tmp_path))
    found = course(pack)
    assert [(each.end.end, each.course.sent_count) for each in found.ends] == [("client", 4), ("server", 1)]
    fields = [event.fields for event in pack.events if isinstance(event, TraceEvent)]
    times = [each.time for each in fields if "server: 1RTT packet 0 sent" in (each.message or "")]
    ((column, _),) = found.ends[1].course.sent.columns
    assert times[0] is not None
    assert column == times[0] * 8_192 // (found.last - found.begin + 1)


def test_each_connection_of_a_log_has_its_own(tmp_path: Path) -> None:
    packs = imported(tmp_path, log_file(tmp_path, several(2)))
    assert [course(pack).ends[0].course.acked_count for pack in packs] == [1, 1]
    assert [[each.course.sent_count for each in course(pack).ends] for pack in packs] == [[1], [1]]


def test_an_excerpt_is_read_in_whatever_layout_its_records_are(tmp_path: Path) -> None:
    rows = '[1, "transport", "packet_sent",\n {"packet_type": "1RTT",\n "header": {"packet_number": "0"}}],\n'
    rows += '[2000, "recovery", "metric_update", {"cwnd": 12000,\n "latest_rtt": 31000}]'
    columns = '"event_fields": ["relative_time", "category", "event", "data"]'
    stated = f'"configuration": {{"time_units": "us"}}, {columns}, "events": [{rows}]'
    traces = ", ".join(f'{{"vantage_point": {{"type": "{end}"}}, {stated}}}' for end in ("client", "network"))
    log = log_file(tmp_path, f'{{"qlog_version": "draft-01", "traces": [{traces}]}}'.encode())
    packs = imported(tmp_path, log)
    for pack in packs:
        (end,) = course(pack).ends
        assert end.end.milliseconds == 1e-3
        assert (end.course.sent_count, end.course.window.most, end.course.latest.most) == (1, 12_000, 31)


@pytest.mark.parametrize("writer", ["aioquic", "ngtcp2", "quic-go"])
def test_logs_of_real_stacks_have_all_parts(tmp_path: Path, writer: str) -> None:
    (pack,) = imported(tmp_path, *sorted((REAL / writer / "lossy").glob("*log")))
    found = course(pack).ends[0]
    assert (found.end.end, found.end.writer) == ("server", writer)
    shown = found.course
    assert shown.acked_count + shown.lost_count <= shown.sent_count
    assert shown.lost_count > 0
    for series in (shown.sent, shown.acked, shown.lost, shown.window, shown.in_flight, shown.smoothed, shown.least):
        assert series.columns


def test_it_stops_and_says_how_far_it_is(tmp_path: Path) -> None:
    (pack,) = imported(tmp_path, log_file(tmp_path))
    shares: list[float] = []
    assert congestion_of(pack, shares.append, lambda: True) is None
    assert course(pack) == congestion_of(pack, shares.append)
    assert shares == [0]


def test_a_pack_without_its_log_has_none(tmp_path: Path) -> None:
    (pack,) = imported(tmp_path, log_file(tmp_path), removes=frozenset(Private))
    with pytest.raises(IoError, match="found a pack without a copy of its log"):
        congestion_of(pack)
    with pytest.raises(IoError, match="found a pack that was not imported from a log of a real run"):
        congestion_of(open_pack(str(Path(__file__).parents[1] / "packs" / "clean")))


def test_a_table_that_leads_nowhere_is_an_error_and_reads_nothing_twice(tmp_path: Path) -> None:
    (pack,) = imported(tmp_path, log_file(tmp_path, sequence(client(), "client")))
    table = tmp_path / "made" / "source" / "offsets"
    table.write_bytes(b"".join(pack_entry(offset, 2**32 - 1, log) for offset in (9, 5, 2**63) for log in (0, 1, 255)))
    again = open_pack(pack.path)
    again.events.read_all()
    with pytest.raises(IoError, match="expected the records of the log, found none that can be read"):
        congestion_of(again)


def test_an_end_of_which_the_metadata_say_nothing_is_unknown(tmp_path: Path) -> None:
    (pack,) = imported(tmp_path, log_file(tmp_path, sequence(server(), "server")))
    told = {key: value for key, value in pack.crashpack.metadata.items() if key != "imported.end"}
    reading = replace(pack.reading, crashpack=pack.crashpack.changed(metadata=told))
    assert course(replace(pack, reading=reading)).ends[0].end.end == End.UNKNOWN
