"""The picture of a connection: the same bytes for the same log, well-formed whatever the pack says."""

from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pytest
from lxml import etree

from atp_tui.engine.imported import LoggedEnd
from atp_tui.engine.qlog.congestion import Congestion, CongestionCollector
from atp_tui.engine.qlog.event import LogEvent
from atp_tui.engine.record import Severity
from atp_tui.report.congestion_svg import CongestionPicture, congestion_svg, picture_of
from atp_tui.report.violation_times import TimedViolation
from atp_tui.store.congestion import ConnectionCongestion, EndCongestion, congestion_of
from atp_tui.store.log_import import import_logs
from atp_tui.store.logs.convert import ImportOptions
from atp_tui.store.logs.source import log_source
from atp_tui.store.open import open_pack

HERE: Final = Path(__file__).resolve().parent
REAL: Final = HERE.parent / "logs" / "real"
GOLDEN: Final = HERE / "golden" / "quic-go-lossy.svg"
SVG: Final = "{http://www.w3.org/2000/svg}"
EMPTY: Final = CongestionCollector(0, 1, 1).fixed()
HOSTILE: Final = "</text><script>alert(1)</script>\x1b[31m\u202e]]>&lt;\x00\ufffe"


def drawn(course: Congestion, *violations: TimedViolation, title: str = "a log", writer: str = "") -> etree._Element:
    ends = (EndCongestion(LoggedEnd("client", writer, 1), course),)
    picture = CongestionPicture(ConnectionCongestion(0, 10**9, ends), 0, title, violations)
    return etree.fromstring(congestion_svg(picture).encode())


def texts(root: etree._Element) -> list[str]:
    return [each.text or "" for each in root.iter(f"{SVG}text")]


def looks(root: etree._Element, tag: str) -> list[str]:
    return [str(each.get("class")) for each in root.iter(f"{SVG}{tag}")]


def course(*events: tuple[str, dict[str, Any]]) -> Congestion:
    collector = CongestionCollector(0, 10**9, 1)
    for number, (name, data) in enumerate(events):
        collector.take(LogEvent(number, 0, 0, 0, name, data, {}), number * 10**8)
    return collector.fixed()


def test_a_real_log_has_the_same_bytes_as_ever(tmp_path: Path) -> None:
    logs = [log_source(str(path)) for path in sorted((REAL / "quic-go" / "lossy").glob("*log"))]
    (path,) = import_logs(logs, str(tmp_path / "made"), ImportOptions(), lambda _: None)
    pack = open_pack(path)
    pack.events.read_all()
    found = congestion_of(pack)
    assert found is not None
    assert picture_of(pack, found, 0) == GOLDEN.read_text(encoding="utf-8")


def test_the_golden_picture_is_self_contained() -> None:
    text = GOLDEN.read_text(encoding="utf-8")
    root = etree.fromstring(text.encode())
    assert root.get("viewBox") == f"0 0 {root.get('width')} {root.get('height')}"
    assert {"acked", "sent", "lost", "in_flight", "window", "latest", "least", "smoothed"} <= set(looks(root, "path"))
    assert text.replace('xmlns="http://www.w3.org/2000/svg"', "").count("http") == 0
    assert {each.tag for each in root.iter()} == {
        f"{SVG}{name}" for name in ("svg", "title", "style", "rect", "text", "path")
    }


def test_charts_without_values_say_so() -> None:
    found = texts(drawn(EMPTY))
    assert "the log has no sent packets with numbers" in found
    assert "the log has neither a congestion window nor bytes in flight" in found
    assert "the log has no round trip times" in found


def test_a_log_without_a_window_says_so_beside_its_bytes_in_flight() -> None:
    root = drawn(course(("recovery:metrics_updated", {"bytes_in_flight": 1200})))
    assert "Window (kB): the log has no congestion window" in texts(root)
    assert "in_flight" in looks(root, "path")


def test_axes_have_units_and_round_numbers() -> None:
    metrics = {"cwnd": 30_000, "bytes_in_flight": 12_000, "smoothed_rtt": 250, "latest_rtt": 300, "min_rtt": 200}
    packet = {"header": {"packet_type": "1RTT", "packet_number": 40}}
    found = texts(drawn(course(("transport:packet_sent", packet), ("recovery:metrics_updated", metrics))))
    for words in ("Packets (number)", "Window (kB)", "RTT (ms)", "Time since the first event (ms)"):
        assert words in found
    assert found[found.index("bytes in flight") :][:2] == ["bytes in flight", "congestion window"]
    for label in ("40", "10", "20", "30", "100", "200", "300", "0", "400", "1,000"):
        assert label in found


def test_sent_lost_and_spuriously_lost_packets_have_shapes_of_their_own() -> None:
    header: list[dict[str, Any]] = [{"header": {"packet_type": "1RTT", "packet_number": number}} for number in range(3)]
    frame = {"frame_type": "ack", "acked_ranges": [[0, 0], [2, 2]]}
    root = drawn(
        course(
            *(("transport:packet_sent", each) for each in header),
            ("recovery:packet_lost", header[1]),
            ("recovery:packet_lost", header[2]),
            ("transport:packet_received", {**header[0], "frames": [frame]}),
        )
    )
    by_look = {each.get("class"): each.get("d") for each in root.iter(f"{SVG}path")}
    assert looks(root, "circle").count("spurious") == 2, "one in the legend, one in the chart"
    assert str(by_look["lost"]).count("l7 7m0 -7l-7 7") == 1
    assert "V" in str(by_look["sent"])
    assert "H" in str(by_look["acked"])


def test_violations_are_marked_at_their_times_and_listed() -> None:
    found = [
        TimedViolation(500_000_000, Severity.HIGH, "silence: nothing for 1 s"),
        TimedViolation(510_000_000, Severity.LOW, "pto_storm: three"),
        TimedViolation(None, Severity.LOW, "journal: bytes are missing"),
        *[TimedViolation(0, Severity.LOW, "x")] * 11,
    ]
    root = drawn(EMPTY, *found)
    places = [str(each.get("d")).split(" ")[0] for each in root.iter(f"{SVG}path") if each.get("class") == "violation"]
    assert places[:2] == [f"M{84 + 445}", f"M{84 + 454}"]
    said = texts(root)
    assert "1, 2" in said
    assert "1  High, at 500.000 ms: silence: nothing for 1 s" in said
    assert "3  Low, of no one moment: journal: bytes are missing" in said
    assert "and 2 more violations" in said


def test_foreign_text_is_text_and_visible() -> None:
    root = drawn(EMPTY, TimedViolation(0, Severity.LOW, HOSTILE), title=HOSTILE, writer=HOSTILE)
    assert not list(root.iter(f"{SVG}script"))
    shown = root.findtext(f"{SVG}title") or ""
    assert shown.startswith("</text><script>alert(1)</script>␛[31m<U+202E>]]>&lt;␀")
    assert shown in texts(root)
    assert all(character.isprintable() for text in texts(root) for character in text)


@pytest.mark.parametrize("length", [10, 10_000])
def test_a_long_text_is_cut(length: int) -> None:
    root = drawn(EMPTY, TimedViolation(0, Severity.LOW, "v" * length), title="t" * length)
    assert all(len(text) <= 200 for text in texts(root))


def test_the_picture_does_not_grow_with_the_log() -> None:
    sent = [("transport:packet_sent", {"header": {"packet_type": "1RTT", "packet_number": n}}) for n in range(10)]
    many = CongestionCollector(0, 10**9, 1)
    for number in range(200_000):
        name, data = sent[number % 10]
        many.take(LogEvent(number, 0, 0, 0, name, data, {}), number * 5_000)
    ends = (EndCongestion(LoggedEnd("client", "", 1), replace(many.fixed(), notes=("a", "b"))),)
    text = congestion_svg(CongestionPicture(ConnectionCongestion(0, 10**9, ends), 0, "t"))
    assert len(text) < 60_000
    assert "not drawn: a; b" in text
