"""A person's own keys: checked with one plain line, and what every part of the explorer then goes by."""

import tomllib
from collections import Counter
from pathlib import Path
from string import ascii_letters
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atp_tui.engine.errors import CrashpackError, InvalidFormatError
from atp_tui.tui.app import ExplorerApp
from atp_tui.tui.command import Command
from atp_tui.tui.commands import COMMAND_OF, COMMANDS, FLEET_SCREEN, GROUP_SCREEN, PANES
from atp_tui.tui.dialogs.help import HelpScreen
from atp_tui.tui.footers import footer_keys
from atp_tui.tui.help_page import main_sections
from atp_tui.tui.key_names import TAKEN
from atp_tui.tui.keymap import DEFAULT_KEYMAP, Keymap, keymap_of, read_keymap, start_lines
from atp_tui.tui.options import OpenOptions
from atp_tui.tui.panes.events.rows import EventRows
from atp_tui.tui.widgets.key_tables import CHART_KEYS, LIST_KEYS
from tests.explorer import PACKS, WIDE, footer, main_screen, press, said, settled, shown, told

NAMES = [*COMMAND_OF, *(own.name for own in (*LIST_KEYS, *CHART_KEYS))]


def keymap(**keys: object) -> Keymap:
    return keymap_of({"keys": {name.replace("__", "."): value for name, value in keys.items()}})


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_every_command_can_be_rebound_and_help_tells_the_new_key(command: Command) -> None:
    mine = keymap_of({"keys": {command.name: ["f12", "alt+z"]}})
    keys = "f12,alt+z,escape" if command.name == "back" else "f12,alt+z"
    assert mine.keys(command.name) == keys
    assert mine.shown(command.name) == "f12"
    rows = [row for section in main_sections(mine) for row in section.rows]
    assert any(keys.split()[:2] == ["f12", "alt+z"] and sentence == command.told for keys, sentence in rows)


async def test_every_command_goes_by_its_new_key_in_bindings_palette_and_footer() -> None:
    given = {command.name: f"alt+{letter}" for command, letter in zip(COMMANDS, ascii_letters, strict=False)}
    given |= {command.name: f"f{number}" for number, command in enumerate(COMMANDS[len(ascii_letters) :], start=1)}
    assert len(set(given.values())) == len(COMMANDS)
    mine = keymap_of({"keys": given})
    async with ExplorerApp(str(PACKS / "clean"), OpenOptions(keymap=mine)).run_test(size=WIDE) as pilot:
        await settled(pilot)
        screen = main_screen(pilot)
        bound = {key: active.binding.action for key, active in screen.active_bindings.items()}
        everywhere = [command for command in COMMANDS if not command.only_in]
        assert {command.name: bound[given[command.name]] for command in everywhere} == {
            command.name: command.binding for command in everywhere
        }
        old = {key for command in COMMANDS if command.name != "back" for key in command.keys.split(",")}
        own = {command.binding for command in COMMANDS}
        assert [key for key in old if bound.get(key) in own] == []
        assert isinstance(pilot.app, ExplorerApp)
        told = {offer.sentence: (offer.label, offer.key) for offer in pilot.app.offered(screen)}
        for command in COMMANDS:
            assert told[command.told] == (command.label, mine.shown(command.name))
        assert footer(pilot).endswith(f"{mine.shown('help')} Help  {mine.shown('quit')} Quit")
        for pane in PANES:
            await press(pilot, given[f"pane.{pane}"])
            bound = {key: active.binding.action for key, active in screen.active_bindings.items()}
            for command in COMMANDS:
                if command.only_in:
                    expected = f"screen.{command.binding}" if command.only_in == pane else None
                    assert bound.get(given[command.name]) == expected


async def test_the_new_keys_work_also_above_the_explorer_and_in_lists() -> None:
    mine = keymap(help="f1", quit="Q", events__mark="B", list__down=["b", "down"], chart__right="d")
    async with ExplorerApp(str(PACKS / "five-violations"), OpenOptions(keymap=mine, from_start=True)).run_test(
        size=WIDE
    ) as pilot:
        await settled(pilot)
        await press(pilot, "V", "b", "b", "j", "m", "B")
        assert footer(pilot).endswith("f1 Help  Q Quit")
        assert main_screen(pilot).query_one(EventRows).marks == {3}
        await press(pilot, "question_mark")
        assert pilot.app.screen is main_screen(pilot)
        await press(pilot, "f1")
        assert isinstance(pilot.app.screen, HelpScreen)
        await press(pilot, "slash", *"quit", "enter")
        assert "Q               Quit" in shown(pilot)
        await press(pilot, "escape")
        await press(pilot, "f1", "f1", "q")
        assert pilot.app.is_running
        assert isinstance(pilot.app.screen, HelpScreen)
        await press(pilot, "Q")
        assert pilot.app.screen is main_screen(pilot)
        await press(pilot, "U", "Q")
        assert pilot.app.return_value == 0


def test_keys_can_be_swapped_and_names_may_be_tables() -> None:
    document = tomllib.loads(
        '[keys]\nevents.next = "N"\n"events.previous" = "n"\nhelp = ["?", "f1"]\nreplay.run = "Z"\n'
    )
    mine = keymap_of(document)
    assert [mine.keys(name) for name in ("events.next", "events.previous", "help", "replay.run", "quit")] == [
        "N",
        "n",
        "question_mark,f1",
        "Z",
        "q",
    ]


@pytest.mark.parametrize(
    "keys",
    [
        {"state.edit": "n"},
        {"events.next": "u"},
        {"state.copy": "L"},
        {"chart.left": "u"},
        {"chart.left": "j"},
        {"events.next": "u", "state.edit": "n"},
    ],
)
def test_a_key_of_one_pane_may_be_another_one_s_elsewhere(keys: dict[str, str]) -> None:
    mine = keymap_of({"keys": keys})
    assert {name: mine.keys(name) for name in keys} == keys


async def test_a_key_of_one_pane_takes_the_place_of_the_screen_s_there_alone() -> None:
    mine = keymap(theme="u", state__edit="n")
    async with ExplorerApp(str(PACKS / "five-violations"), OpenOptions(keymap=mine)).run_test(size=WIDE) as pilot:
        await settled(pilot)
        before = pilot.app.theme
        await press(pilot, "7", "u")
        assert pilot.app.theme == before
        assert told(pilot) == ["nothing to undo"]
        await press(pilot, "n")
        assert main_screen(pilot).query_one("#state-entry").has_focus
        await press(pilot, "escape", "v", "u")
        assert pilot.app.theme != before
        assert main_screen(pilot).pane == "violations"


def test_a_key_given_to_every_screen_is_taken_from_the_commands_of_a_fleet() -> None:
    mine = keymap(theme="u", list__down=["b", "down"])
    assert (mine.shown("theme"), mine.shown("fleet.undo"), mine.shown("fleet.build")) == ("u", "", "")
    assert ("", "Undo") not in footer_keys("groups", mine.shown)
    again = keymap_of(tomllib.loads("\n".join(start_lines(mine))))
    assert {name: again.keys(name) for name in NAMES} == {name: mine.keys(name) for name in NAMES}
    both = keymap(theme="u", fleet__undo="f3")
    assert both.shown("fleet.undo") == "f3"


@pytest.mark.parametrize(
    ("keys", "error"),
    [
        ({"fleet.undo": "j"}, "keys.fleet.undo: expected a key that is free, found 'j', which list.down has"),
        ({"fleet.undo": "T"}, "keys.fleet.undo: expected a key that is free, found 'T', which theme has"),
        ({"fleet.undo": "s"}, "keys.fleet.undo: expected a key that is free, found 's', which fleet.sort has"),
        (
            {"fleet.undo": "v", "theme": "v"},
            "keys.theme: expected a key that is free, found 'v', which pane.violations has",
        ),
        ({"state.edit": "u"}, "keys.state.edit: expected a key that is free, found 'u', which state.undo has"),
        ({"state.edit": "j"}, "keys.state.edit: expected a key that is free, found 'j', which list.down has"),
        ({"list.up": "e"}, "keys.list.up: expected a key that is free, found 'e', which error.next has"),
        ({"no.such": "x"}, "keys: expected the name of a command; 'atp-tui keys' lists them, found 'no.such'"),
        ({"events": {"no": "x"}}, "keys: expected the name of a command; 'atp-tui keys' lists them, found 'events.no'"),
        ({"quit": "ctrl+1"}, "keys.quit: expected a key that terminals send, found 'ctrl+1'"),
        ({"quit": "quit"}, "keys.quit: expected a key that terminals send, found 'quit'"),
        ({"quit": "\x1b[2J"}, "keys.quit: expected a key that terminals send, found '\\x1b[2J'"),
        ({"quit": "n"}, "keys.quit: expected a key that is free, found 'n', which events.next has"),
        ({"quit": "j"}, "keys.quit: expected a key that is free, found 'j', which list.down has"),
        ({"quit": "L"}, "keys.quit: expected a key that is free, found 'L', which chart.far_right has"),
        ({"quit": ["x", "x"]}, "keys.quit: expected a key that is free, found 'x' twice"),
        ({"quit": "b", "help": "b"}, "keys.help: expected a key that is free, found 'b', which quit has"),
        ({"list.up": "n"}, "keys.list.up: expected a key that is free, found 'n', which events.next has"),
        ({"quit": "escape"}, "keys.quit: expected a key that is free, found 'escape': it always steps back"),
        *(
            ({"events.mark": key}, f"keys.events.mark: expected a key that is free, found {key!r}: {why}")
            for key, why in TAKEN.items()
        ),
        ({"quit": []}, "keys.quit: expected a key, or a list of at least one, found an empty list"),
        ({"quit": [1]}, "keys.quit: expected a key, or a list of at least one, found a list of other things than keys"),
        ({"quit": 1}, "keys.quit: expected a key, or a list of at least one, found a number"),
        ({"quit": True}, "keys.quit: expected a key, or a list of at least one, found true or false"),
        ({"quit": {"x": "y"}}, "keys.quit: expected a key, or a list of at least one, found a table"),
        ({"quit": ""}, "keys.quit: expected a key that terminals send, found ''"),
    ],
)
def test_what_is_wrong_is_one_line_that_names_command_and_key(keys: dict[str, Any], error: str) -> None:
    with pytest.raises(InvalidFormatError) as raised:
        keymap_of({"keys": keys})
    assert str(raised.value) == error


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("keys = 1\n", "keys: expected a table, found a number"),
        ('[key]\nquit = "x"\n', "expected a table [keys] and nothing else, found 'key'"),
        ('[keys]\nquit = "x"\nquit = "y"\n', "(at line 3, column"),
        ("[keys]\nquit = x\n", "(at line 2, column"),
        ("\xff", "expected TOML"),
    ],
)
def test_a_file_is_told_with_its_place(tmp_path: Path, text: str, error: str) -> None:
    path = tmp_path / "keymap.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CrashpackError) as raised:
        read_keymap(str(path))
    assert str(raised.value).startswith(f"{path}: ")
    assert error in str(raised.value)
    assert str(raised.value).isprintable()


@given(
    st.dictionaries(st.sampled_from([*NAMES, "x", "events"]), st.text(max_size=8) | st.integers() | st.lists(st.text()))
)
def test_any_table_is_a_keymap_or_told(keys: dict[str, Any]) -> None:
    told = ""
    try:
        found = keymap_of({"keys": keys})
    except InvalidFormatError as error:
        told = str(error)
    else:
        assert found.keys("back").split(",").count("escape") == 1
    assert told.isprintable()


def test_the_file_to_start_from_is_a_keymap_that_changes_nothing() -> None:
    lines = [*start_lines()]
    found = keymap_of(tomllib.loads("\n".join(lines)))
    assert {name: found.keys(name) for name in NAMES} == {name: DEFAULT_KEYMAP.keys(name) for name in NAMES}
    assert sum(line.count(" = ") for line in lines if not line.startswith("#")) == len(NAMES)
    mine = keymap(quit="Q", help=["f1", "?"])
    again = keymap_of(tomllib.loads("\n".join(start_lines(mine))))
    assert (again.keys("quit"), again.keys("help")) == ("Q", "f1,question_mark")


def test_no_command_has_a_key_of_lists_and_each_pane_names_only_what_there_is() -> None:
    for table in (COMMANDS, FLEET_SCREEN, GROUP_SCREEN):
        every = Counter(key for own in LIST_KEYS for key in own.keys.split(","))
        every.update({key for command in table for key in command.keys.split(",")})
        assert [key for key, count in every.items() if count > 1] == []
    assert len(NAMES) == len(set(NAMES))
    assert {command.only_in for command in COMMANDS} <= {"", *PANES}


async def test_what_panes_and_messages_say_names_the_keys_of_the_keymap() -> None:
    mine = keymap(state__edit="Z", state__undo="B", state__save="F", plain="Q", pane__state="b")
    async with ExplorerApp(str(PACKS / "five-violations"), OpenOptions(keymap=mine)).run_test(size=WIDE) as pilot:
        await settled(pilot)
        await press(pilot, "b", "F")
        assert told(pilot) == ["nothing to save: Z edits the state first"]
        assert "Z edits a field; the oracle judges" in said(pilot, "state-said")
        await press(pilot, "down", "down", "Z", "9", "enter")
        assert "b State: B undoes, F saves" in shown(pilot)
        await press(pilot, "8")
        assert "y copies the line, Q shows both as plain text" in said(pilot, "replay-text")
