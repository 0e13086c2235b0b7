"""From symptom to cause: through the events that are related to a violation."""

from dataclasses import replace
from pathlib import Path

from atp_tui.engine.record import Severity
from atp_tui.report.model import ViolationRow
from atp_tui.tui.inspection import Inspection
from atp_tui.tui.panes.events.pane import EventsPane
from tests.explorer import NARROW, PACKS, Hand, enter, main_screen, opened, press, said, shown, told


def pane(pilot: Hand) -> EventsPane:
    return main_screen(pilot).query_one(EventsPane)


def related(pilot: Hand) -> tuple[int, ...]:
    inspection = main_screen(pilot).inspection
    assert inspection is not None
    assert inspection.is_done
    return inspection.places


async def test_each_step_goes_to_the_next_event_that_is_related_and_says_which_it_is() -> None:
    async with opened("five-violations", NARROW) as pilot:
        places = related(pilot)
        assert len(places) == 8
        seen = []
        for number in range(1, 4):
            await press(pilot, "full_stop")
            seen.append(pane(pilot).rows.place)
            assert said(pilot, "found").split(" | ")[0] == f"{number} of 8 related to manifest_integrity"
        assert seen == [*places[:3]]
        assert main_screen(pilot).pane == "events"
        await press(pilot, "comma")
        assert pane(pilot).rows.place == places[1]
        await press(pilot, "down")
        assert said(pilot, "found").split(" | ")[0] == "8 related to manifest_integrity"
        await press(pilot, "comma")
        assert pane(pilot).rows.place == places[1]


async def test_beyond_the_last_one_it_says_so_and_stays() -> None:
    async with opened("five-violations") as pilot:
        await press(pilot, "V", "G", "full_stop")
        assert told(pilot) == ["no later event is related to manifest_integrity; there are 8"]
        assert pane(pilot).rows.place == 399
        await press(pilot, "g", "comma")
        assert told(pilot)[-1] == "no earlier event is related to manifest_integrity; there are 8"


async def test_an_event_that_the_list_leaves_out_is_shown_among_the_others() -> None:
    async with opened("five-violations") as pilot:
        places = related(pilot)
        await press(pilot, "slash")
        await enter(pilot, "permit")
        await press(pilot, "enter", "g", "full_stop")
        assert pane(pilot).rows.place in places
        assert not pane(pilot).view.alone
        assert pane(pilot).view.query_text == "permit"


async def test_it_is_about_the_highlighted_violation() -> None:
    async with opened("five-violations") as pilot:
        await press(pilot, "full_stop", "v", "down", "full_stop")
        assert said(pilot, "found").split(" | ")[0].endswith("related to journal_consistency")
        await press(pilot, "escape")
        assert main_screen(pilot).pane == "violations"
        assert "related" not in said(pilot, "found")


async def test_without_a_violation_it_says_so() -> None:
    async with opened("clean") as pilot:
        await press(pilot, "full_stop", "comma")
        assert told(pilot) == ["no violation is listed, so no event is related to one"] * 2


async def test_where_no_event_is_related_it_says_so(tmp_path: Path) -> None:
    pack = tmp_path / "silent.json"
    pack.write_bytes((PACKS / "five-violations.record.json").read_bytes().replace(b"manifest_integrity", b"unheard"))
    async with opened(pack) as pilot:
        await press(pilot, "full_stop")
        name = said(pilot, "found").split(" | ")[0].removeprefix("0 related to ")
        assert told(pilot) == [f"no event is related to {name}"]


def test_what_is_said_tells_whether_the_search_goes_on() -> None:
    row = ViolationRow("transfer", "quiescence", Severity.HIGH, "", (), 0)
    begun = Inspection.of(row)
    assert begun.why_not(1) == "no event is related to quiescence so far; still searching"
    found = replace(begun, places=(3, 9))
    assert found.words(9) == "2 of 2 so far related to quiescence"
    assert found.why_not(1) == "no later event is related to quiescence so far; still searching"
    assert found.why_not(-1) == "no earlier event is related to quiescence; there are 2"
    assert replace(found, is_done=True).words(4) == "2 related to quiescence"


def test_a_late_report_about_a_violation_highlighted_before_replaces_nothing() -> None:
    first, second = (Inspection.of(ViolationRow("o", kind, Severity.HIGH, "", (), 0)) for kind in ("a", "b"))
    assert second.can_replace(first)
    assert replace(second, places=(1,)).can_replace(second)
    assert not replace(first, places=(1,)).can_replace(second)
    assert not replace(first, is_done=True).can_replace(second)
    assert not replace(first, is_done=True).can_replace(None)


async def test_the_steps_work_before_all_of_the_trace_is_known() -> None:
    async with opened("five-violations") as pilot:
        screen = main_screen(pilot)
        places = related(pilot)
        assert screen.inspection is not None
        screen.inspection = replace(screen.inspection, places=places[:2], is_done=False)
        await press(pilot, "full_stop", "full_stop", "full_stop")
        assert pane(pilot).rows.place == places[1]
        assert said(pilot, "found").split(" | ")[0] == "2 of 2 so far related to manifest_integrity"
        assert told(pilot) == ["no later event is related to manifest_integrity so far; still searching"]


async def test_the_type_of_a_hostile_pack_is_shown_clean() -> None:
    async with opened("hostile-text") as pilot:
        await press(pilot, "full_stop", "full_stop", "comma", "comma", "comma")
        assert "\x1b" not in shown(pilot)
        assert all(message.isprintable() for message in told(pilot))
