from atp_tui.engine import BrokenEvent, TraceEvent
from atp_tui.engine.diff.model import Divergence
from atp_tui.report.diff_parts import divergence_lines, divergence_object, event_text

BROKEN = BrokenEvent(b"?", "an object", "\x1b")


def test_a_broken_event_says_what_is_wrong() -> None:
    assert event_text(BROKEN) == "broken: expected an object, found \x1b"
    lines = list(divergence_lines(Divergence(0, (), (BROKEN,), ()), ("a", "bb")))
    assert lines == ["     a: broken: expected an object, found ␛", "    bb: the end of the trace"]


def test_long_events_are_cut_in_text_and_whole_in_json() -> None:
    event = TraceEvent.message(0, 0, "Log", "x" * 1000)
    parted = Divergence(0, (), (event,), ())
    assert max(map(len, divergence_lines(parted, ("a", "b")))) < 250
    found = divergence_object(parted, ("a", "b"))
    assert found is not None
    assert found["a"] == [event.line]
    assert divergence_object(None, ("a", "b")) is None
