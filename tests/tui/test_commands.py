"""The table of commands: each can be done, is told in help and palette, and is tried by a test of its own."""

import re
from collections import Counter
from pathlib import Path

import pytest
from textual.actions import parse

from atp_tui.tui.app import ExplorerApp
from atp_tui.tui.command import Command
from atp_tui.tui.commands import COMMAND_OF, COMMANDS, FLEET_SCREEN, GROUP_SCREEN, PANES
from atp_tui.tui.fleet_commands import FLEET_COMMANDS
from atp_tui.tui.footers import ALWAYS, footer_keys
from atp_tui.tui.key_names import shown_keys
from atp_tui.tui.keymap import DEFAULT_KEYMAP
from atp_tui.tui.panes import detail
from atp_tui.tui.panes.detail import DetailPane
from atp_tui.tui.panes.events.marks import EventMarks
from atp_tui.tui.panes.events.pane import EventsPane
from atp_tui.tui.panes.events.rows import EventRows
from atp_tui.tui.panes.events.search import EventSearch
from atp_tui.tui.panes.evidence import EvidencePane
from atp_tui.tui.panes.fleet_cause import GroupCause
from atp_tui.tui.panes.fleet_deeds import GroupDeeds
from atp_tui.tui.panes.fleet_group import SamplesPane
from atp_tui.tui.panes.fleet_groups import GroupsPane
from atp_tui.tui.panes.fleet_preview import GroupPreview
from atp_tui.tui.panes.replay import ReplayPane
from atp_tui.tui.panes.state import StatePane
from atp_tui.tui.panes.timeline import TimelinePane
from atp_tui.tui.screens.fleet import FleetScreen
from atp_tui.tui.screens.fleet_group import GroupScreen
from atp_tui.tui.screens.main import MainScreen
from atp_tui.tui.synonyms import SYNONYMS
from tests.explorer import footer, main_screen, opened, press

OWNERS = {
    "": (MainScreen,),
    "app": (ExplorerApp,),
    "events": (EventsPane,),
    "events.rows": (EventRows,),
    "detail": (DetailPane,),
    "events.marks": (EventMarks,),
    "events.search": (EventSearch,),
    "evidence": (EvidencePane,),
    "state": (StatePane,),
    "replay": (ReplayPane,),
    "timeline": (TimelinePane,),
}
"""Whose action it is, by what stands before the last point of the action."""

FLEET_OWNERS = {
    "": (FleetScreen, GroupScreen),
    "groups": (GroupsPane,),
    "samples": (GroupPreview, SamplesPane),
    "deeds": (GroupDeeds,),
    "cause": (GroupCause,),
}
"""The same for the screens of a fleet."""

TESTS = Path(__file__).parent
TAKEN = {"ctrl+b", "ctrl+a", "ctrl+c", "ctrl+z", "ctrl+s", "ctrl+q", "ctrl+p"}
"""What tmux, screen, the terminal and Textual take for themselves."""


@pytest.mark.parametrize("command", COMMAND_OF.values(), ids=COMMAND_OF)
def test_a_command_has_an_action_and_a_test_that_presses_its_key(command: Command) -> None:
    _, name, _ = parse(command.action)
    owners = FLEET_OWNERS if command in FLEET_COMMANDS else OWNERS
    for owner in owners[command.action.partition("(")[0].rpartition(".")[0]]:
        if owner is GroupScreen and command not in GROUP_SCREEN:
            continue
        assert callable(getattr(owner, f"action_{name}"))
    text = "".join(path.read_text(encoding="utf-8") for path in TESTS.rglob("test_*.py") if path != Path(__file__))
    keys = "|".join(re.escape(key) for key in command.keys.split(","))
    assert re.search(rf'press\([^)]*"({keys})"', text), f"no test presses {command.keys}"


def test_names_and_keys_are_used_once() -> None:
    assert len(COMMAND_OF) == len(COMMANDS) + len(FLEET_COMMANDS)
    for table in (COMMANDS, FLEET_SCREEN, GROUP_SCREEN):
        keys = Counter((key, command.only_in) for command in table for key in command.keys.split(","))
        assert [key for key, count in keys.items() if count > 1] == []
        assert TAKEN & {key for key, _ in keys} == {"ctrl+z"}, "which does here what it does in a terminal"


def test_keys_are_shown_as_they_stand_on_a_keyboard() -> None:
    assert shown_keys("slash") == "/"
    assert shown_keys("ctrl+r,u") == "^r or u"
    assert DEFAULT_KEYMAP.shown("events.jump") == ":"
    assert not any("_" in DEFAULT_KEYMAP.shown(command.name) for command in COMMANDS)


@pytest.mark.parametrize("pane", PANES)
def test_every_pane_has_a_footer_that_ends_with_help_and_quit(pane: str) -> None:
    keys = footer_keys(pane, DEFAULT_KEYMAP.shown)
    assert keys[-ALWAYS:] == (("?", "Help"), ("q", "Quit"))
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize("pane", PANES)
def test_no_pane_is_offered_the_keys_of_another_one(pane: str) -> None:
    labels = {command.name: command.name for command in COMMANDS}
    offered = {label for _, label in footer_keys(pane, DEFAULT_KEYMAP.shown, labels)} & labels.keys()
    assert {COMMAND_OF[name].only_in for name in offered} <= {"", pane}


def test_the_detail_pane_names_only_keys_that_work_there() -> None:
    named = {*detail._CLEAN_KEYS, *detail._BROKEN_KEYS, *detail._UNJUDGED_KEYS}
    assert {COMMAND_OF[name].only_in for name in named} == {""}


def test_a_pane_without_keys_of_its_own_has_those_of_every_pane() -> None:
    everywhere = (("z", "Zoom"), ("tab", "Next pane"), ("?", "Help"), ("q", "Quit"))
    assert footer_keys("new", DEFAULT_KEYMAP.shown) == everywhere


def test_the_footer_of_a_zoomed_pane_begins_with_the_key_that_restores_the_layout() -> None:
    usual, zoomed = (footer_keys("events", DEFAULT_KEYMAP.shown, is_zoomed=is_zoomed) for is_zoomed in (False, True))
    assert zoomed[0] == ("z", "Unzoom")
    assert set(zoomed[1:]) == set(usual) - {("z", "Zoom")}


def test_synonyms_are_those_of_commands() -> None:
    assert set(SYNONYMS) <= set(COMMAND_OF)
    assert COMMAND_OF["replay.compare"].synonyms == SYNONYMS["replay.compare"]


@pytest.mark.parametrize("width", [60, 80, 120])
async def test_footers_fit_and_keep_help_and_quit(width: int) -> None:
    async with opened("clean", (width, 18)) as pilot:
        for pane in PANES:
            await press(pilot, COMMAND_OF[f"pane.{pane}"].keys)
            row = footer(pilot)
            assert len(row) <= width - 2
            assert row.endswith("? Help  q Quit")
            first = footer_keys(pane, DEFAULT_KEYMAP.shown)[0]
            assert main_screen(pilot).pane == pane
            assert row.startswith(f"{first[0]} {first[1]}")


async def test_while_something_is_typed_the_footer_tells_how_to_end_it() -> None:
    async with opened("clean", (60, 18)) as pilot:
        for keys in (("slash",), ("7", "e")):
            await press(pilot, *keys)
            assert footer(pilot) == "enter Apply  esc Cancel"
            await press(pilot, "escape")
            assert footer(pilot).endswith("? Help  q Quit")
