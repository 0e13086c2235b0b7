"""The fleet screen on a real database: from the list to a pack and back, changes, and other writers."""

import asyncio
import os
import random
import shutil
import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from threading import Event as Flag

import pytest
from rich.color import ColorSystem

from atp_tui.fleet import deeds
from atp_tui.fleet.campaign.conduct import conduct
from atp_tui.fleet.campaign.directory import locked
from atp_tui.fleet.campaign.directory import opened as open_campaign
from atp_tui.fleet.campaign.status import status
from atp_tui.fleet.database import open_fleet
from atp_tui.fleet.index import index
from atp_tui.fleet.indexing import IndexOptions, IndexProgress, IndexReport, Progress, Stopped
from atp_tui.fleet.queries import totals
from atp_tui.fleet.rows import Status
from atp_tui.tui.app import ExplorerApp
from atp_tui.tui.commands import FLEET_SCREEN, GROUP_SCREEN
from atp_tui.tui.dialogs.help import HelpScreen
from atp_tui.tui.dialogs.listing import ListingScreen
from atp_tui.tui.explore import explore_fleet
from atp_tui.tui.fleet_view import FleetView
from atp_tui.tui.keymap import keymap_of
from atp_tui.tui.options import OpenOptions
from atp_tui.tui.screens.fleet import FleetScreen, Indexing
from atp_tui.tui.screens.fleet_group import GroupScreen
from atp_tui.tui.screens.main import MainScreen
from tests.campaigns import SPEC, inline, run
from tests.explorer import NARROW, PACKS, WIDE, Hand, enter, press, rows, settled, shown, told, until
from tests.fleet_rows import MemoryFleet, small_fleet
from tests.tui.test_themes import ENOUGH, contrast


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A database that no test writes to."""
    return small_fleet(tmp_path_factory.mktemp("fleet"))


@pytest.fixture
def database(made: str, tmp_path: Path) -> str:
    """A copy of it."""
    return shutil.copy(made, str(tmp_path / "fleet.db"))


@asynccontextmanager
async def opened(
    database: str,
    size: tuple[int, int] = WIDE,
    options: OpenOptions | None = None,
    *,
    read_only: bool = False,
    indexing: Indexing | None = None,
) -> AsyncIterator[Hand]:
    """Open a fleet, and wait until it was read."""
    options = options or OpenOptions(from_start=True)
    with open_fleet(database, read_only=read_only) as fleet:
        screen = FleetScreen(FleetView(fleet), options.keymap, indexing=indexing)
        async with ExplorerApp(database, options, screen).run_test(size=size) as pilot:
            if indexing is None:
                await settled(pilot)
            yield pilot


def fleet_screen(pilot: Hand) -> FleetScreen:
    screen = pilot.app.screen_stack[0]
    assert isinstance(screen, FleetScreen)
    return screen


def cursor(pilot: Hand) -> str:
    row = fleet_screen(pilot).groups_pane.row
    return row.title if row is not None else ""


@pytest.mark.parametrize("size", [WIDE, NARROW])
async def test_totals_groups_and_the_selected_group_are_shown(database: str, size: tuple[int, int]) -> None:
    async with opened(database, size) as pilot:
        found = rows(pilot)
        assert found[0].startswith(" Fleet ")
        assert found[0].endswith("fleet.db  5 groups  1 build")
        assert found[1].strip() == "3 runs = 2 failed + 1 passed"
        assert found[2].strip() == "3 packs = 3 not examined"
        head = next(row for row in found if "STATUS" in row)
        assert head.replace("│", "").split()[:3] == ["STATUS", "SEV▾", "GROUP"]
        assert any("> new" in row and cursor(pilot)[:20] in row for row in found)
        assert any(row.replace("│", "").strip().startswith("cause") for row in found)
        assert any("five-violations " in row for row in found)
        assert found[-1].startswith(" enter Details  / Filter")
        assert found[-1].endswith("? Help  q Quit")
        assert all(len(row) <= size[0] for row in found)


@pytest.mark.parametrize("size", [(60, 18), (40, 10), (20, 6)])
async def test_small_screens_work(database: str, size: tuple[int, int]) -> None:
    async with opened(database, size) as pilot:
        await press(pilot, "down", "enter", "tab", "z", "z", "escape", "z", "z")
        assert pilot.app.screen is fleet_screen(pilot)
        assert cursor(pilot)


async def test_from_a_group_to_its_pack_and_back_to_the_same_row_of_the_same_list(database: str) -> None:
    async with opened(database) as pilot:
        await press(pilot, "slash")
        await enter(pilot, "consistency")
        await press(pilot, "enter", "down")
        before = cursor(pilot)
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, GroupScreen)
        await press(pilot, "down", "enter")
        screen = pilot.app.screen
        assert isinstance(screen, MainScreen)
        assert Path(screen.path).parent == PACKS
        assert "Violations" in shown(pilot)
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, GroupScreen)
        assert any("> " in row and "/packs/" in row for row in rows(pilot))
        await press(pilot, "q")
        assert pilot.app.screen_stack == [fleet_screen(pilot)]
        assert cursor(pilot) == before
        assert "filter: consistency" in shown(pilot)
        await press(pilot, "o")
        assert isinstance(pilot.app.screen, MainScreen)
        await press(pilot, "escape")
        assert cursor(pilot) == before


async def test_a_pack_that_is_gone_leads_back_with_the_reason(database: str, tmp_path: Path) -> None:
    gone = shutil.copytree(PACKS / "five-violations", tmp_path / "gone")
    with open_fleet(database) as fleet:
        index(fleet, [os.fsencode(gone)], IndexOptions(why=False, sound="none", settle_ns=0))
    shutil.rmtree(gone)
    async with opened(database) as pilot:
        await press(pilot, "enter", "end", "enter")
        assert isinstance(pilot.app.screen, GroupScreen)
        assert any("no such file or directory" in words for words in told(pilot))


async def test_a_pack_whose_path_is_no_text_is_shown_and_opened(tmp_path: Path) -> None:
    place = os.fsencode(tmp_path) + b"/\xff\x1b[2J"
    shutil.copytree(PACKS / "five-violations", os.fsdecode(place))
    database = str(tmp_path / "fleet.db")
    with open_fleet(database, create=True) as fleet:
        index(fleet, [place], IndexOptions(why=False, sound="none", settle_ns=0))
    async with opened(database) as pilot:
        assert "\\xff␛[2J" in shown(pilot)
        await press(pilot, "enter", "enter")
        screen = pilot.app.screen
        assert isinstance(screen, MainScreen)
        assert os.fsencode(screen.path) == place
        assert screen.pack is not None


KEYS = [key for command in (*FLEET_SCREEN, *GROUP_SCREEN) for key in command.keys.split(",")]
MOVES = ["down", "up", "end", "home", "enter", "escape", "pagedown", "tab"]


@pytest.mark.parametrize("seed", range(4))
async def test_no_sequence_of_keys_ends_it(database: str, seed: int) -> None:
    dice = random.Random(seed)
    usable = sorted({*KEYS, *MOVES} - {"q", "ctrl+z", "P", "T", "o"})
    async with opened(database, dice.choice([WIDE, NARROW, (60, 18)])) as pilot:
        for _ in range(60):
            await press(pilot, dice.choice(usable))
            assert pilot.app._exception is None
            if isinstance(pilot.app.screen, MainScreen):
                await press(pilot, "escape")
        while len(pilot.app.screen_stack) > 1:
            await press(pilot, "escape")
        assert fleet_screen(pilot).totals is not None


async def test_status_note_and_undo_say_what_they_did(database: str) -> None:
    async with opened(database) as pilot:
        title = cursor(pilot)
        await press(pilot, "t")
        assert "Status of “" in shown(pilot)
        await press(pilot, "down", "enter")
        await enter(pilot, "rack 7")
        await press(pilot, "enter")
        assert told(pilot)[-1].endswith("is known; u undoes it")
        row = fleet_screen(pilot).groups_pane.row
        assert row is not None
        assert (row.title, row.status, row.note) == (title, Status.KNOWN, "rack 7")
        await press(pilot, "i")
        await press(pilot, *["backspace"] * 6)
        await enter(pilot, "disk")
        await press(pilot, "enter")
        assert told(pilot)[-1] == "noted; u undoes it"
        assert "note     disk" in shown(pilot)
        await press(pilot, "u")
        assert told(pilot)[-1].startswith("undone: note of group")
        await press(pilot, "u", "u")
        assert told(pilot)[-1] == "expected a deed that can be undone, found none"
        row = fleet_screen(pilot).groups_pane.row
        assert row is not None
        assert (row.status, row.note) == (Status.NEW, "")


async def test_a_muted_group_leaves_the_list_and_is_counted_as_hidden(database: str) -> None:
    async with opened(database) as pilot:
        title = cursor(pilot)
        await press(pilot, "t", "down", "down", "enter", "enter")
        assert cursor(pilot) != title
        assert "1 hidden" in shown(pilot)
        await press(pilot, "f", "down", "enter")
        assert "1 hidden" not in shown(pilot)


async def test_marked_groups_are_merged_once_that_is_confirmed_and_can_be_split_again(database: str) -> None:
    async with opened(database) as pilot:
        screen = fleet_screen(pilot)
        count = screen.groups_pane._list.row_count
        await press(pilot, "M")
        assert told(pilot)[-1] == "mark another group first (m), then merge it into this one"
        await press(pilot, "m", "M")
        assert "Merge “" in shown(pilot)
        await press(pilot, "escape")
        assert screen.groups_pane._list.row_count == count
        await press(pilot, "M", "enter")
        assert told(pilot)[-1] == "merged 1 group; u undoes it"
        assert screen.groups_pane._list.row_count == count - 1
        assert screen.groups_pane.marks == {}
        await press(pilot, "x")
        assert "a group for each of 2 fingerprints" in shown(pilot)
        await press(pilot, "enter")
        assert told(pilot)[-1] == "split the group by level2; u undoes it"
        assert screen.groups_pane._list.row_count == count
        await press(pilot, "H")
        assert isinstance(pilot.app.screen, ListingScreen)
        assert "2 changes, the newest first" in shown(pilot)
        await press(pilot, "down", "enter")
        assert told(pilot)[-1].startswith("undone: merge")


async def test_what_cannot_be_split_says_why(database: str) -> None:
    async with opened(database) as pilot:
        await press(pilot, "x")
        assert told(pilot)[-1] == "it cannot be split: it has one fingerprint, and no option was tested"


async def test_a_read_only_fleet_says_why_nothing_can_be_changed(database: str) -> None:
    async with opened(database, read_only=True) as pilot:
        assert "read-only: it was opened for reading alone" in shown(pilot)
        await press(pilot, "t", "i", "x", "m", "M", "u")
        assert pilot.app.screen is fleet_screen(pilot)
        assert set(told(pilot)) == {
            "nothing can be changed: it was opened for reading alone",
            "nothing can be undone: it was opened for reading alone",
        }


async def test_what_another_program_writes_is_shown_and_the_cursor_stays_on_its_group(database: str) -> None:
    async with opened(database) as pilot:
        screen = fleet_screen(pilot)
        await press(pilot, "down", "down", "down")
        before, asked = cursor(pilot), screen.totals
        assert asked is not None
        with open_fleet(database) as other:
            index(other, [os.fsencode(PACKS / "many-oracles")], IndexOptions(why=False, sound="none", settle_ns=0))
            expected = totals(other)
        screen.look()
        await settled(pilot)
        assert screen.totals == expected
        assert expected.groups > asked.groups
        assert cursor(pilot) == before
        assert f"{expected.groups} groups" in rows(pilot)[0]
        reads = screen.totals
        screen.look()
        await settled(pilot)
        assert screen.totals is reads, "nothing was committed, so nothing is read"


async def test_a_screen_below_another_one_is_read_again_on_return(database: str) -> None:
    async with opened(database) as pilot:
        screen = fleet_screen(pilot)
        await press(pilot, "enter")
        with open_fleet(database) as other:
            assert screen.group is not None
            deeds.set_status(other, screen.group.id, Status.KNOWN, "")
        screen.look()
        page = pilot.app.screen
        assert isinstance(page, GroupScreen)
        page.look()
        await settled(pilot)
        assert " known" in rows(pilot)[1]
        await press(pilot, "escape")
        assert "> known" in shown(pilot)


async def test_packs_are_indexed_while_the_screen_is_shown(database: str) -> None:
    begun, told_once = Flag(), Flag()

    def indexing(progress: Progress, is_stopped: Stopped) -> IndexReport:
        progress(IndexProgress("what", 1, 2))
        told_once.set()
        while not is_stopped() and not begun.wait(0.01):
            pass
        return IndexReport(met=2, new=2)

    async with opened(database, indexing=indexing) as pilot:
        await until(pilot, told_once.is_set)
        fleet_screen(pilot).look()
        await until(pilot, lambda: "indexing: reading packs, 1 of 2" in shown(pilot))
        begun.set()
        await settled(pilot)
        assert told(pilot)[-1] == "indexed 2 packs: 2 new, 0 changed, 0 gone"
        assert "indexing" not in "\n".join(rows(pilot)[:6])


async def test_leaving_stops_the_indexing(database: str) -> None:
    stopped = Flag()

    def indexing(_: Progress, is_stopped: Stopped) -> IndexReport:
        while not is_stopped():
            time.sleep(0.01)
        stopped.set()
        return IndexReport()

    async with opened(database, indexing=indexing) as pilot:
        await until(pilot, lambda: fleet_screen(pilot).is_indexing)
        pilot.app.exit(0)
    assert stopped.wait(20)


async def test_a_database_that_breaks_is_said_in_the_header(database: str) -> None:
    async with opened(database) as pilot:
        with sqlite3.connect(database) as other:
            other.execute("DROP TABLE tally")
        other.close()
        fleet_screen(pilot).look()
        await settled(pilot)
        assert "no such table: tally" in " ".join(shown(pilot).split())


async def test_unreadable_packs_are_listed_with_the_reason() -> None:
    fleet = MemoryFleet()
    app = ExplorerApp(fleet.path, OpenOptions(), FleetScreen(fleet))
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        await press(pilot, "e")
        assert "2 packs that cannot be read" in shown(pilot)
        assert "/packs/\\xff␛[2J  manifest: expected JSON, found ␛[2J" in shown(pilot)
        await press(pilot, "down", "q")
        assert pilot.app.screen is fleet_screen(pilot)


async def test_help_palette_and_footer_have_the_keys_of_this_screen(database: str) -> None:
    keymap = keymap_of({"keys": {"fleet.sort": "S", "help": "f1"}})
    async with opened(database, options=OpenOptions(keymap=keymap)) as pilot:
        assert "S Sort" in rows(pilot)[-1]
        assert "f1 Help" in rows(pilot)[-1]
        await press(pilot, "S")
        assert "Sort the groups by" in shown(pilot)
        await press(pilot, "escape", "f1")
        assert isinstance(pilot.app.screen, HelpScreen)
        await press(pilot, "slash")
        await enter(pilot, "whose cause has")
        assert "What the figures mean" in shown(pilot)
        assert "not looked into" in shown(pilot)
        await press(pilot, "escape", "escape", "escape")
        assert isinstance(pilot.app, ExplorerApp)
        offers = {offer.label: offer for offer in pilot.app.offered(pilot.app.screen)}
        assert offers["Sort"].key == "S"
        assert "Minimize" not in offers
        offers["Sort"].run()
        await settled(pilot)
        assert "Sort the groups by" in shown(pilot)


async def test_zoom_gives_the_list_the_whole_screen(database: str) -> None:
    async with opened(database) as pilot:
        before = fleet_screen(pilot).groups_pane.size.height
        await press(pilot, "z")
        await until(pilot, lambda: fleet_screen(pilot).groups_pane.size.height > before + 10)
        await press(pilot, "escape")
        await until(pilot, lambda: fleet_screen(pilot).groups_pane.size.height == before)


async def test_without_colour_every_state_is_a_word(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with opened(database, NARROW) as pilot:
        await press(pilot, "m")
        text = shown(pilot)
        assert " *new" in text
        assert "> new" in text
        page = pilot.app.screen._compositor.render_strips()
        styles = [segment.style for strip in page for segment in strip if segment.style is not None]
        assert all(color.is_default for style in styles for color in (style.color, style.bgcolor) if color is not None)
        assert any(style.reverse for style in styles), "the row with the cursor stands out"


def test_a_fleet_is_explored_and_what_is_asked_for_is_indexed(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[ExplorerApp] = []

    def run(app: ExplorerApp, **_: object) -> int:
        seen.append(app)
        return 0

    monkeypatch.setattr(ExplorerApp, "run", run)
    with open_fleet(database) as fleet:
        assert explore_fleet(fleet, (os.fsencode(PACKS / "clean"),), IndexOptions(why=False, sound="none")) == 0
        screen = seen[0].get_default_screen()
        assert isinstance(screen, FleetScreen)
        assert screen._indexing is not None
        report = screen._indexing(lambda _: None, lambda: False)
        assert report.met == 1
    with open_fleet(database, read_only=True) as fleet:
        explore_fleet(fleet, (b"/tmp",))
        screen = seen[1].get_default_screen()
        assert isinstance(screen, FleetScreen)
        assert screen._indexing is None


@pytest.mark.parametrize("theme", ["dark", "light"])
async def test_every_text_stands_out_from_its_ground(theme: str) -> None:
    faint: set[tuple[str, str]] = set()
    fleet = MemoryFleet()
    app = ExplorerApp(fleet.path, OpenOptions(theme=theme), FleetScreen(fleet))
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        for keys in (("f", "down", "enter", "m"), ("enter",), ("tab",)):
            await press(pilot, *keys)
            for strip in app.screen._compositor.render_strips():
                texts = [segment for segment in strip if any(map(str.isalnum, segment.text))]
                colors = ColorSystem.TRUECOLOR
                faint |= {(each.text, str(each.style)) for each in texts if contrast(each.style, colors) < ENOUGH}
    assert faint == set()


async def test_a_campaign_is_followed_while_it_runs(tmp_path: Path) -> None:
    run(tmp_path, inline(runs=2, has_canary=False))
    with open_campaign(str(tmp_path)) as fleet:
        conduct(fleet, str(tmp_path), SPEC, inline(runs=3, has_canary=False))
        async with opened(fleet.path) as pilot:
            await until(pilot, lambda: "canary MISSING  determinism ok" in rows(pilot)[0])
            assert rows(pilot)[1].strip().startswith("3 runs = ")
            assert rows(pilot)[2].strip().startswith("campaign campaign: done")
            progress: list[str] = []

            def look(_: object) -> None:
                with open_fleet(fleet.path, read_only=True) as other:
                    progress.append(status(other, is_running=True).state)

            settings = inline(runs=9, batch_seconds=0.01)
            await asyncio.to_thread(conduct, fleet, str(tmp_path), SPEC, settings, look)
            assert set(progress) == {"running"}
            await until(pilot, lambda: rows(pilot)[1].strip().startswith("9 runs = "))
            await until(pilot, lambda: rows(pilot)[2].strip().startswith("campaign campaign: done"))


async def test_a_campaign_that_is_killed_is_said_to_be(tmp_path: Path) -> None:
    run(tmp_path, inline(runs=2))
    with open_campaign(str(tmp_path)) as fleet, fleet.writing() as db:
        db.execute("UPDATE campaign SET state = 'running'")
    with locked(str(tmp_path)):
        screen = opened(str(tmp_path / "fleet.db"))
        pilot = await screen.__aenter__()
        await until(pilot, lambda: rows(pilot)[2].strip().startswith("campaign campaign: running"))
    await until(pilot, lambda: rows(pilot)[2].strip().startswith("campaign campaign: killed"))
    await screen.__aexit__(None, None, None)
