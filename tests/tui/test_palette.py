"""The palette finds actions by label, sentence and synonym, the right one first, and shows their keys."""

import pytest

from atp_tui.cells import cell_len
from atp_tui.tui.app import ExplorerApp
from atp_tui.tui.commands import COMMANDS
from atp_tui.tui.dialogs.plain import PlainScreen
from atp_tui.tui.keymap import DEFAULT_KEYMAP
from atp_tui.tui.palette import Offer
from tests.explorer import (
    NARROW,
    WIDE,
    enter,
    main_screen,
    opened,
    press,
    replace_clipboard,
    rows,
    settled,
    shown,
    told,
)

WANTED = {
    "diff": "replay.compare",
    "compare": "replay.compare",
    "minimize": "replay.minimize",
    "shrink": "replay.minimize",
    "bookmark": "events.mark",
    "mark": "events.mark",
    "export": "marks.export",
    "context": "events.context",
    "undo": "state.undo",
    "redo": "state.redo",
    "help": "help",
    "keys": "help",
    "shortcuts": "help",
    "quit": "quit",
    "exit": "quit",
    "search": "events.filter",
    "find": "events.filter",
    "filter": "events.filter",
    "copy": "events.copy",
    "copy replay": "replay.copy",
    "replay command": "pane.replay",
    "note": "note",
    "comment": "note",
    "triage": "note",
    "theme": "theme",
    "dark": "theme",
    "light": "theme",
    "color": "theme",
    "zoom": "zoom",
    "maximize": "zoom",
    "fullscreen": "zoom",
    "jump": "events.jump",
    "goto": "events.jump",
    "go to": "events.jump",
    "share": "share",
    "permalink": "share",
    "statistics": "kinds.list",
    "screenshot": "picture",
    "wrap": "wrap",
    "next related": "cause.next",
    "previous match": "events.previous",
    "rerun": "replay.run",
    "integrity": "pane.soundness",
    "suspend": "suspend",
    "refresh": "redraw",
    "new pack": "new",
    "MINIM": "replay.minimize",
    "nxt mtch": "events.next",
}
"""What somebody types, and the command that must come first."""

OFFERS = {
    each.name: Offer(each.label, each.sentence, each.synonyms, DEFAULT_KEYMAP.shown(each.name), str)
    for each in COMMANDS
}


def found(typed: str) -> list[str]:
    """The commands that fit, the best first, as the palette sorts them."""
    scores = {name: offer.score(typed) for name, offer in OFFERS.items()}
    return sorted((name for name in OFFERS if scores[name]), key=lambda name: -scores[name])


@pytest.mark.parametrize(("typed", "name"), WANTED.items())
def test_the_first_hit_is_what_is_meant(typed: str, name: str) -> None:
    assert found(typed)[0] == name


@pytest.mark.parametrize("typed", ["", "  ", "xyzzy", "mark xyzzy"])
def test_nothing_is_found_where_nothing_fits(typed: str) -> None:
    assert found(typed) == []


def test_every_command_is_the_first_one_for_its_own_label() -> None:
    assert [name for name, offer in OFFERS.items() if found(offer.label)[0] != name] == []


def test_a_score_is_between_0_and_1() -> None:
    assert all(0 <= offer.score(typed) <= 1 for offer in OFFERS.values() for typed in WANTED)


@pytest.mark.parametrize("width", [40, 80, 120])
def test_a_row_has_the_key_at_its_right_edge(width: int) -> None:
    for offer in OFFERS.values():
        row = offer.row(width)
        assert cell_len(row) == width
        assert row.startswith(offer.label[:20])
        assert row.endswith(f" {offer.key}")


async def test_the_palette_offers_every_command_and_runs_what_is_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    copied = replace_clipboard(monkeypatch)
    async with opened("five-violations") as pilot:
        assert isinstance(pilot.app, ExplorerApp)
        offered = pilot.app.offered(main_screen(pilot))
        assert [offer.label for offer in offered[:-1]] == [command.label for command in COMMANDS]
        await press(pilot, "ctrl+p")
        await enter(pilot, "copy replay")
        await pilot.pause(0.6)
        await press(pilot, "enter")
        await settled(pilot)
        assert len(copied) == 1
        assert told(pilot)[0].startswith("the replay line: ")


@pytest.mark.parametrize("size", [WIDE, NARROW])
async def test_labels_are_first_and_keys_at_the_right(size: tuple[int, int]) -> None:
    async with opened("five-violations", size) as pilot:
        await press(pilot, "ctrl+p")
        await enter(pilot, "shrink")
        await pilot.pause(0.6)
        row = next(row for row in rows(pilot) if "Minimize: smallest pack" in row)
        assert row.split()[0] == "Minimize"
        assert row.endswith(" M")
        assert len(row) >= size[0] - 6
        await press(pilot, "escape")
        assert pilot.app.screen is main_screen(pilot)


async def test_above_the_explorer_it_offers_the_keys_of_that_screen() -> None:
    async with opened("five-violations") as pilot:
        await press(pilot, "p", "ctrl+p")
        await pilot.pause(0.6)
        assert "Save to a private file" in shown(pilot)
        assert "Minimize" not in shown(pilot)
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, PlainScreen)
