"""The kinds of events in a list: counted while it is shown, and filtered by."""

import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from atp_tui.clean import clean, is_clean
from atp_tui.engine.artifacts import TRACE
from atp_tui.engine.event_filter import EventFilter
from atp_tui.engine.pack_format import render
from atp_tui.engine.query import Query
from atp_tui.engine.record import Crashpack
from atp_tui.engine.trace import Lane, TraceEvent
from atp_tui.store.trace.events import LoadedEvents
from atp_tui.store.trace.kind_counts import KindCounts
from atp_tui.store.writer import write_pack
from atp_tui.tui.dialogs.kinds import KindsScreen
from atp_tui.tui.kind_lines import KindLines
from atp_tui.tui.panes.events.pane import EventsPane
from atp_tui.tui.widgets.line_list import LineList
from tests.explorer import NARROW, Hand, enter, main_screen, opened, press, press_at_once, shown, told, until
from tests.hostile import PAYLOADS


def pane(pilot: Hand) -> EventsPane:
    return main_screen(pilot).query_one(EventsPane)


def kind_rows(pilot: Hand) -> list[str]:
    """The rows of the list, without the signs of the cursor."""
    kinds = pilot.app.screen.query_one(LineList)
    return [" ".join(kinds.render_line(row).text[2:].split()) for row in range(kinds.row_count)]


def places(pilot: Hand) -> Sequence[int]:
    found = pane(pilot).search.results
    assert found is not None
    assert found.is_done
    return found.places


async def test_the_most_frequent_kind_comes_first_with_its_share() -> None:
    async with opened("five-violations", NARROW) as pilot:
        await press(pilot, "K")
        assert isinstance(pilot.app.screen, KindsScreen)
        counts = [int(row.split()[0]) for row in kind_rows(pilot)]
        assert counts == sorted(counts, reverse=True)
        assert sum(counts) == 400
        assert f"{len(counts)} kinds of 400 events" in shown(pilot)
        share = f"{100 * counts[0] / 400:.1f} %"
        assert share in kind_rows(pilot)[0]
        await press(pilot, "K")
        assert main_screen(pilot).is_current


async def test_enter_filters_by_the_kind_and_back_leads_where_it_was() -> None:
    async with opened("five-violations") as pilot:
        await press(pilot, "enter", "slash")
        await enter(pilot, "path")
        await press(pilot, "enter")
        before = pane(pilot).visit
        assert before.view.relevance is not None
        await press(pilot, "K", "down")
        count, kind = kind_rows(pilot)[1].split()[0], kind_rows(pilot)[1].split()[-1]
        await press(pilot, "enter")
        assert main_screen(pilot).pane == "events"
        assert pane(pilot).view.query_text == f'kind:"{kind}"'
        assert len(places(pilot)) == int(count)
        assert f'filter: kind:"{kind}"' in shown(pilot)
        await press(pilot, "less_than_sign")
        assert (pane(pilot).view.query_text, pane(pilot).view.relevance) == ("path", before.view.relevance)


async def test_a_lane_is_counted_alone_and_stays() -> None:
    async with opened("five-violations") as pilot:
        await press(pilot, "3", "K")
        pack = main_screen(pilot).pack
        assert pack is not None
        total = pack.events.count(Lane.QUIC)
        assert f"of {total} events in the lane quic" in shown(pilot)
        count = int(kind_rows(pilot)[0].split()[0])
        await press(pilot, "enter")
        assert pane(pilot).view.lane is Lane.QUIC
        assert len(places(pilot)) == count


async def test_escape_changes_nothing() -> None:
    async with opened("five-violations") as pilot:
        await press(pilot, "V", "down")
        before = pane(pilot).visit
        await press(pilot, "K", "down", "escape")
        assert pane(pilot).visit == before


def written(folder: Path, kinds: Sequence[str]) -> Path:
    """A pack whose events are of these kinds; behind them one event without a kind and one broken element."""
    events = tuple(TraceEvent.message(at, at, kind, "said") for at, kind in enumerate(kinds))
    files: dict[str, bytes] = render(Crashpack(trace_events=events))
    files[TRACE] = files[TRACE].rstrip()[:-1].rstrip() + b',\n  {\n    "seq": 1\n  },\n  7\n]'
    write_pack(str(folder / "pack"), files)
    return folder / "pack"


async def test_what_has_no_kind_stands_at_the_end_and_says_why_it_is_no_filter(tmp_path: Path) -> None:
    async with opened(written(tmp_path, ["b", "a", "", "no kind: events that have none", "b"])) as pilot:
        await press(pilot, "K")
        assert [row.replace("\u2588", "").split("%")[1].strip(" \u258c") for row in kind_rows(pilot)] == [
            "b",
            '\u00b7 the kind ""',
            "a",
            "no kind: events that have none",
            "\u00b7 no kind: events that have none",
            "\u00b7 broken: malformed entries",
        ]
        await press(pilot, "end", "enter", "up", "enter")
        assert told(pilot) == [
            "no filter: a malformed entry has no kind to filter by",
            "no filter: an event without a kind has none to filter by",
        ]
        await press(pilot, "home", "down", "enter")
        assert pane(pilot).view.query_text == 'kind:""'
        assert [*places(pilot)] == [2]


async def test_kinds_that_differ_in_the_case_of_letters_are_filtered_apart(tmp_path: Path) -> None:
    async with opened(written(tmp_path, ["poll", "Poll", "Poll", "Polled"])) as pilot:
        await press(pilot, "K", "enter")
        assert pane(pilot).view.query_text == "kind:/^(?-i:Poll)$/"
        assert [*places(pilot)] == [1, 2]
        await press(pilot, "K", "down", "enter")
        assert pane(pilot).view.query_text == 'kind:"Polled"'


async def test_hostile_kinds_are_shown_clean_and_each_is_found(tmp_path: Path) -> None:
    kinds = [*PAYLOADS.values(), 'a"b', '"', "a/ b", "   ", "'"]
    async with opened(written(tmp_path, kinds)) as pilot:
        await press(pilot, "K")
        lines = pilot.app.screen.query_one(LineList)
        for row in range(lines.row_count):
            text = lines.render_line(row).text
            assert clean(text, 100_000) == text
        assert all(row.isprintable() for row in shown(pilot).splitlines())
        pack = main_screen(pilot).pack
        assert pack is not None
        events = pack.events
        rows = KindLines([*events.kinds(None, lambda: False)][-1])
        assert rows.count() == len(kinds) + 2
        for row, kind in enumerate(sorted(kinds)):
            typed = rows.query(row)
            assert typed is not None
            assert is_clean(typed)
            found = [
                place
                for part, _ in events.search(EventFilter(Query.parse(typed)), None, lambda: False)
                for place in part
            ]
            assert found == [kinds.index(kind)], typed
        await press(pilot, "down", "down", "enter")
        assert len(places(pilot)) == 1
        assert all(row.isprintable() for row in shown(pilot).splitlines())


class Slow(LoadedEvents):
    """Events of which one half is counted at once and the other when it is asked for."""

    def __init__(self) -> None:
        super().__init__([TraceEvent.message(at, at, "Poll", "said") for at in range(4)])
        self.goes_on = threading.Event()
        self.is_left = threading.Event()

    def kinds(self, lane: Lane | None, cancelled: Callable[[], bool]) -> Iterator[KindCounts]:
        """Give a part, and the rest when that is let go on."""
        assert lane is None
        yield KindCounts((("Poll", 1), ("Wake", 1)))
        while not self.goes_on.wait(0.01):
            if cancelled():
                self.is_left.set()
                return
        yield KindCounts((("Wake", 3), ("Poll", 1)))


async def test_what_is_counted_so_far_is_shown_and_the_cursor_stays_on_its_kind() -> None:
    events = Slow()
    async with opened("clean") as pilot:
        pilot.app.push_screen(KindsScreen(events, None))
        await until(pilot, lambda: "2 kinds so far, 2 of 4 events counted" in shown(pilot))
        await press_at_once(pilot, "down")
        assert kind_rows(pilot)[1].endswith("Wake")
        events.goes_on.set()
        await until(pilot, lambda: "2 kinds of 4 events" in shown(pilot))
        kinds = pilot.app.screen.query_one(LineList)
        assert kind_rows(pilot)[kinds.cursor].endswith("Wake")
        assert kinds.cursor == 0


async def test_leaving_ends_the_count() -> None:
    events = Slow()
    async with opened("clean") as pilot:
        pilot.app.push_screen(KindsScreen(events, None))
        await until(pilot, lambda: "so far" in shown(pilot))
        await press_at_once(pilot, "escape")
        await until(pilot, lambda: main_screen(pilot).is_current)
        await until(pilot, events.is_left.is_set)


async def test_a_pack_without_events_says_so() -> None:
    async with opened("empty") as pilot:
        await press(pilot, "K")
        assert "0 kinds of 0 events" in shown(pilot)
        assert "no events here" in shown(pilot)
        await press(pilot, "enter", "escape")
        assert main_screen(pilot).is_current


def test_kinds_past_the_limit_are_one_row() -> None:
    rows = KindLines(KindCounts((("Poll", 4), ('"' * 500, 1)), further=5))
    assert rows.line(2).plain.endswith("further kinds: past 10,000 different ones, or longer than 1,000 characters")
    assert [rows.query(row) for row in range(3)] == ['kind:"Poll"', None, None]
    assert rows.why_not(1) == "the filter would be too long"
    assert rows.why_not(2) == "these are many kinds; type a filter, such as kind:x"
