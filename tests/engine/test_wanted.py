import pytest

from atp_tui.engine.query import Query
from atp_tui.engine.relevance import Relevance
from atp_tui.engine.trace import BrokenEvent, TraceEvent
from atp_tui.engine.wanted import Wanted

BROKEN = BrokenEvent(b"7", "an object", "7")
LOST = TraceEvent.message(1, 100, "Log", "a packet is lost")
POLL = TraceEvent.of(2, 200, "Poll")
UNTIMED = TraceEvent(b'{"seq":3,"kind":"Log","data":{"Message":"lost"}}')
EVENTS = (LOST, POLL, UNTIMED, BROKEN)
BEARING = Relevance(words=("lost",), kinds=frozenset({"Poll"}))


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Wanted(), [LOST, POLL, UNTIMED, BROKEN]),
        (Wanted(Query.parse("lost")), [LOST, UNTIMED]),
        (Wanted(Query.parse("kind:poll")), [POLL]),
        (Wanted(Query.parse("!kind:poll")), [LOST, UNTIMED, BROKEN]),
        (Wanted(Query.parse("broken")), [BROKEN]),
        (Wanted(bearing=BEARING), [LOST, POLL, UNTIMED]),
        (Wanted(span=(100, 200)), [LOST]),
        (Wanted(span=(101, 201)), [POLL]),
        (Wanted(span=(0, 100)), []),
        (Wanted(span=(100, 201)), [LOST, POLL]),
        (Wanted(bearing=BEARING, span=(101, 500)), [POLL]),
        (Wanted(Query.parse("packet"), BEARING, (0, 500)), [LOST]),
        (Wanted(Query.parse("!packet"), BEARING, (0, 500)), [POLL]),
    ],
)
def test_every_part_must_hold(wanted: Wanted, found: list[TraceEvent | BrokenEvent]) -> None:
    assert [event for event in EVENTS if wanted.holds(event)] == found
    assert wanted.is_all is (wanted == Wanted())


@pytest.mark.parametrize(
    ("wanted", "needles"),
    [
        (Wanted(), ()),
        (Wanted(span=(0, 1)), ()),
        (Wanted(Query.parse("Lost packet")), (b"packet",)),
        (Wanted(Query.parse("Lost"), BEARING), (b"lost",)),
        (Wanted(bearing=BEARING), (b"lost", b"poll")),
        (Wanted(bearing=Relevance(("a b ~",), frozenset({"Z", "Y"}))), (b"a b ~", b"y", b"z")),
        *((Wanted(bearing=Relevance(("lost", word))), ()) for word in ("", 'a"b', "a\\b", "é", "a\x7fb", "a\x1fb")),
    ],
)
def test_needles_are_texts_of_which_each_wanted_event_holds_one(wanted: Wanted, needles: tuple[bytes, ...]) -> None:
    assert wanted.needles == needles
