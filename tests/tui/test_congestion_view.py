"""The course of a connection in the columns of the timeline."""

from dataclasses import replace
from typing import Any

from atp_tui.engine.imported import LoggedEnd
from atp_tui.engine.qlog.congestion import CongestionCollector
from atp_tui.engine.qlog.event import LogEvent
from atp_tui.report.congestion_parts import PARTS
from atp_tui.store.congestion import EndCongestion
from atp_tui.tui.congestion_view import CongestionView

PACKETS, WINDOW, RTT = PARTS


def packet(number: int, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - any data
    return {"header": {"packet_type": "1RTT", "packet_number": number}, **more}


def view(columns: int = 10) -> CongestionView:
    """Ten packets, one a column; packet 3 is lost in column 5, packet 4 is acknowledged after it was declared lost."""
    collector = CongestionCollector(0, 999, 1)
    events: list[tuple[int, str, dict[str, Any]]] = [
        *((number, "transport:packet_sent", packet(number)) for number in range(10)),
        (5, "recovery:packet_lost", packet(3)),
        (5, "recovery:packet_lost", packet(4)),
        (7, "transport:packet_received", packet(0, frames=[{"frame_type": "ack", "acked_ranges": [[0, 2], [4, 5]]}])),
        (2, "recovery:metrics_updated", {"bytes_in_flight": 1_200}),
        (2, "recovery:metrics_updated", {"bytes_in_flight": 2_400}),
        (6, "recovery:metrics_updated", {"bytes_in_flight": 0}),
    ]
    for column, name, data in events:
        collector.take(LogEvent(0, 0, 0, 0, name, data, {}), column * 100 + 50)
    return CongestionView.of(EndCongestion(LoggedEnd("client", "", 1), collector.fixed()), columns)


def test_each_column_has_its_exact_values() -> None:
    shown = view()
    assert shown.words(PACKETS, 0) == "▆ acked -  ▔ sent 0"
    assert shown.words(PACKETS, 5) == "▆ acked -  ▔ sent 5  ○ lost, then acked 4  x lost 3"
    assert shown.words(PACKETS, 8) == "▆ acked 5  ▔ sent 8"
    assert shown.words(PACKETS, 99) == "▆ acked 5  ▔ sent 9"
    assert shown.words(WINDOW, 2) == "▆ in flight 1,200-2,400 B  the log has no congestion window"
    assert shown.words(WINDOW, 4) == "▆ in flight 2,400 B  the log has no congestion window"
    assert shown.words(WINDOW, 9) == "▆ in flight 0 B  the log has no congestion window"
    assert shown.words(RTT, 0) == "the log has no round trip times"


def test_what_is_left_out_is_said() -> None:
    shown = view()
    course = replace(shown.shown.course, notes=("1 packet of other paths",))
    words = CongestionView.of(replace(shown.shown, course=course), 10).words(PACKETS, 9)
    assert words == "▆ acked 5  ▔ sent 9  not drawn: 1 packet of other paths"


def test_a_column_of_a_smaller_chart_has_the_range() -> None:
    assert view(5).words(PACKETS, 2) == "▆ acked -  ▔ sent 4-5  ○ lost, then acked 4  x lost 3"


def test_the_chart_has_a_row_for_each_row_and_the_scale_beside_it() -> None:
    shown = view()
    assert shown.charts == 2
    drawn = [(label, "".join(cell.character for cell in cells)) for label, cells in shown.rows(PACKETS, 3)]
    assert drawn == [("9", "      ▁─▔▔"), ("", "   ▁─x ▅▅▅"), ("0", "▁─▔    ███")]
    drawn = [(label, "".join(cell.character for cell in cells)) for label, cells in shown.rows(WINDOW, 1)]
    assert drawn == [("2.4 kB", "  ████    ")]
