"""Keys that come all at once have the effect that they have one by one."""

import pytest
from textual import events
from textual.keys import _character_to_key

from atp_tui.tui.panes.events.pane import EventsPane
from atp_tui.tui.widgets.filter_input import FilterInput
from tests.explorer import Hand, main_screen, opened, settled


async def all_at_once(pilot: Hand, *keys: str) -> None:
    for key in keys:
        is_letter = len(key) == 1
        pilot.app.post_message(events.Key(_character_to_key(key) if is_letter else key, key if is_letter else None))
    await settled(pilot)


async def test_letters_after_the_filter_key_are_typed_and_run_nothing() -> None:
    async with opened("five-violations") as pilot:
        await all_at_once(
            pilot, *"/quic mewq", "backspace", "backspace", "backspace", "backspace", "backspace", "enter"
        )
        assert pilot.app.return_value is None
        assert pilot.app.screen is main_screen(pilot)
        pane = main_screen(pilot).query_one(EventsPane)
        assert (pane.view.query_text, pane.rows.marks) == ("quic", set())
        assert pane.query_one("#event-list").has_focus


async def test_an_edit_typed_at_once_goes_into_the_entry_and_what_follows_to_the_list() -> None:
    async with opened("five-violations") as pilot:
        await all_at_once(
            pilot, "7", "down", "down", "e", "ctrl+u", "1", "2", "enter", "down", "e", "ctrl+u", "0", "enter"
        )
        what_if = main_screen(pilot).what_if
        assert what_if is not None
        assert (what_if.what_if.state.journal_gaps, what_if.what_if.state.pending_operations) == (12, 0)
        assert what_if.change is not None
        assert not main_screen(pilot).query_one("#state-entry", FilterInput).display


@pytest.mark.parametrize("keys", [(":", *"399", "enter", "m"), ("?", "escape", ":", *"399", "enter", "m")])
async def test_a_screen_that_comes_and_goes_takes_its_own_keys(keys: tuple[str, ...]) -> None:
    async with opened("five-violations") as pilot:
        await all_at_once(pilot, *keys)
        assert main_screen(pilot).query_one(EventsPane).rows.marks == {399}


async def test_a_fault_in_an_action_is_not_kept_quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    faults: list[Exception] = []
    async with opened("clean") as pilot:
        monkeypatch.setattr(pilot.app, "_handle_exception", faults.append)

        async def fail(_key: str, *, priority: bool = False) -> bool:
            message = f"priority {priority}"
            raise ValueError(message)

        monkeypatch.setattr(pilot.app, "_check_bindings", fail)
        await all_at_once(pilot, "v")
        assert [str(fault) for fault in faults][:1] == ["priority True"]
