import pytest

from atp_tui.engine.event_filter import EventFilter
from atp_tui.engine.query import Query
from atp_tui.engine.relevance import Relevance
from atp_tui.engine.trace import BrokenEvent, TraceEvent

BROKEN = BrokenEvent(b"7", "an object", "7")
LOST = TraceEvent.message(1, 100, "Log", "a packet is lost")
POLL = TraceEvent.of(2, 200, "Poll")
UNTIMED = TraceEvent(b'{"seq":3,"kind":"Log","data":{"Message":"lost"}}')
EVENTS = (LOST, POLL, UNTIMED, BROKEN)
RELEVANCE = Relevance(words=("lost",), kinds=frozenset({"Poll"}))


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (EventFilter(), [LOST, POLL, UNTIMED, BROKEN]),
        (EventFilter(Query.parse("lost")), [LOST, UNTIMED]),
        (EventFilter(Query.parse("kind:poll")), [POLL]),
        (EventFilter(Query.parse("!kind:poll")), [LOST, UNTIMED, BROKEN]),
        (EventFilter(Query.parse("broken")), [BROKEN]),
        (EventFilter(relevance=RELEVANCE), [LOST, POLL, UNTIMED]),
        (EventFilter(span=(100, 200)), [LOST]),
        (EventFilter(span=(101, 201)), [POLL]),
        (EventFilter(span=(0, 100)), []),
        (EventFilter(span=(100, 201)), [LOST, POLL]),
        (EventFilter(relevance=RELEVANCE, span=(101, 500)), [POLL]),
        (EventFilter(span=(100, 201), hides_scheduler=True), [LOST]),
        (EventFilter(hides_scheduler=True), [LOST, UNTIMED, BROKEN]),
        (EventFilter(Query.parse("packet"), RELEVANCE, (0, 500)), [LOST]),
        (EventFilter(Query.parse("!packet"), RELEVANCE, (0, 500)), [POLL]),
    ],
)
def test_every_part_must_hold(wanted: EventFilter, found: list[TraceEvent | BrokenEvent]) -> None:
    assert [event for event in EVENTS if wanted.holds(event)] == found
    assert wanted.is_all is (wanted == EventFilter())


@pytest.mark.parametrize(
    ("wanted", "needles"),
    [
        (EventFilter(), ()),
        (EventFilter(span=(0, 1)), ()),
        (EventFilter(Query.parse("Lost packet")), (b"packet",)),
        (EventFilter(Query.parse("Lost"), RELEVANCE), (b"lost",)),
        (EventFilter(relevance=RELEVANCE), (b"lost", b"poll")),
        (EventFilter(relevance=Relevance(("a b ~",), frozenset({"Z", "Y"}))), (b"a b ~", b"y", b"z")),
        *(
            (EventFilter(relevance=Relevance(("lost", word))), ())
            for word in ("", 'a"b', "a\\b", "é", "a\x7fb", "a\x1fb")
        ),
    ],
)
def test_needles_are_texts_of_which_each_wanted_event_holds_one(
    wanted: EventFilter, needles: tuple[bytes, ...]
) -> None:
    assert wanted.needles == needles
