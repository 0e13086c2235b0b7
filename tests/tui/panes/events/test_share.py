"""A line that leads somebody else to the same event, lane and filter of the same pack."""

import hashlib
import shlex
from pathlib import Path

import pytest

from atp_tui.engine.permalink import Permalink
from atp_tui.tui.app import ExplorerApp
from atp_tui.tui.dialogs.plain import PlainScreen
from atp_tui.tui.options import OpenOptions
from atp_tui.tui.panes.events.pane import EventsPane
from tests.explorer import (
    NARROW,
    PACKS,
    WIDE,
    Hand,
    enter,
    main_screen,
    opened,
    press,
    replace_clipboard,
    settled,
    shown,
    told,
)
from tests.program import copy_of


def pane(pilot: Hand) -> EventsPane:
    return main_screen(pilot).query_one(EventsPane)


@pytest.fixture
def copied(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    return replace_clipboard(monkeypatch)


def digest_of(pack: Path) -> str:
    return f"sha256:{hashlib.sha256((pack / 'manifest').read_bytes()).hexdigest()}"


def place_in(line: str) -> tuple[str, Permalink]:
    """Path and place of a line, as the command line reads them."""
    words = shlex.split(line)
    assert words[:2] == ["atp-tui", "open"]
    named = dict(zip(words[3::2], words[4::2], strict=True))
    names = ("--at", "--lane", "--filter", "--digest")
    assert set(named) <= set(names)
    return words[2], Permalink.read(*(named.get(name, "") for name in names))


async def test_a_line_leads_to_the_same_event_lane_and_filter(copied: list[str]) -> None:
    async with opened("five-violations") as pilot:
        await press(pilot, "4", "slash")
        await enter(pilot, "symbol /block [12]/")
        await press(pilot, "enter", "n", "n", "S")
        here = pane(pilot).visit
        assert told(pilot)[0].startswith("the line that leads here: ")
    line = copied[0]
    assert line.endswith(f" --digest {digest_of(PACKS / 'five-violations')[:23]}")
    path, place = place_in(line)
    app = ExplorerApp(path, OpenOptions(place=place))
    async with app.run_test(size=NARROW) as pilot:
        await settled(pilot)
        assert pane(pilot).visit == here
        assert main_screen(pilot).pane == "events"
        assert "ANOTHER PACK" not in shown(pilot)


async def test_the_line_says_what_it_leaves_out(copied: list[str]) -> None:
    async with opened("five-violations") as pilot:
        await press(pilot, "enter", "t", "space", *["l"] * 60, "enter", "S")
        assert told(pilot)[0].split(":")[0] == (
            "the line that leads here, without the range of time and the chosen violation"
        )
        assert len(copied) == 1


async def test_without_an_event_there_is_nothing_to_share(copied: list[str]) -> None:
    async with opened("empty") as pilot:
        await press(pilot, "S")
        assert told(pilot) == ["no event is highlighted"]
        assert copied == []


async def test_a_hostile_path_or_filter_is_refused(tmp_path: Path, copied: list[str]) -> None:
    hostile = tmp_path / "cr\nrm -rf x\u202eash"
    copy_of("clean", tmp_path).rename(hostile)
    async with opened(hostile) as pilot:
        await press(pilot, "S")
        assert told(pilot) == [
            "no link: expected only visible characters in the path of the pack, found an invisible one"
        ]
        assert copied == []


async def started(pilot: Hand) -> tuple[int | None, bool]:
    await settled(pilot)
    return pane(pilot).rows.place, pane(pilot).view.alone


@pytest.mark.parametrize(
    ("place", "found", "message"),
    [
        (Permalink.read("7"), 7, None),
        (Permalink.read("#9"), 9, None),
        (Permalink.read("0.4ms"), 10, None),
        (
            Permalink.read("4000"),
            399,
            "no event has the number 4,000; # selects by place, #0 to #399; this is the nearest",
        ),
        (Permalink.read("#4000"), 399, "there is no event #4,000; the trace has #0 to #399; this is the nearest"),
        (Permalink.read("9s"), 399, "there is no event at or after that time; this is the nearest"),
    ],
)
async def test_a_place_is_gone_to_or_the_nearest(place: Permalink, found: int, message: str | None) -> None:
    async with ExplorerApp(str(PACKS / "five-violations"), OpenOptions(place=place)).run_test(size=WIDE) as pilot:
        assert (await started(pilot))[0] == found
        assert told(pilot) == ([message] if message else [])


async def test_an_event_that_lane_or_filter_leaves_out_is_shown_among_the_others() -> None:
    place = Permalink.read("1", "", "permit")
    async with ExplorerApp(str(PACKS / "five-violations"), OpenOptions(place=place)).run_test(size=WIDE) as pilot:
        assert await started(pilot) == (1, False)
        assert pane(pilot).view.query_text == "permit"
    place = Permalink.read("7", "quic")
    async with ExplorerApp(str(PACKS / "five-violations"), OpenOptions(place=place)).run_test(size=WIDE) as pilot:
        assert await started(pilot) == (7, False)
        assert pane(pilot).view.lane is None


async def test_a_place_in_a_pack_without_events_says_so() -> None:
    async with ExplorerApp(str(PACKS / "empty"), OpenOptions(place=Permalink.read("3"))).run_test() as pilot:
        await settled(pilot)
        assert told(pilot) == ["this pack has no events"]


@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_another_pack_is_told_as_long_as_it_is_shown(size: tuple[int, int]) -> None:
    asked = "sha256:0123456789abcdef"
    options = OpenOptions(place=Permalink.read("7", digest=asked))
    async with ExplorerApp(str(PACKS / "five-violations"), options).run_test(size=size) as pilot:
        await settled(pilot)
        here = digest_of(PACKS / "five-violations")[:23]
        for key in ("v", "8", "V"):
            await press(pilot, key)
            row = " ".join(shown(pilot).split())
            assert f"ANOTHER PACK made for {asked}, opened with {here}: event and filter may mean another thing" in row
        assert pane(pilot).rows.place == 7


@pytest.mark.parametrize("pack", ["five-violations", "five-violations.record.json"])
async def test_the_digest_is_that_of_the_manifest_or_of_the_one_file(pack: str, tmp_path: Path) -> None:
    async with opened(pack) as pilot:
        found = main_screen(pilot).pack
        assert found is not None
        told_from = PACKS / pack / "manifest" if found.source.has_files else PACKS / pack
        assert found.digest == f"sha256:{hashlib.sha256(told_from.read_bytes()).hexdigest()}"
    bare = copy_of("five-violations", tmp_path)
    (bare / "manifest").unlink()
    async with opened(bare) as pilot:
        found = main_screen(pilot).pack
        assert found is not None
        assert found.digest == f"sha256:{hashlib.sha256((bare / 'journal').read_bytes()).hexdigest()}"


async def test_without_manifest_and_journal_the_line_names_no_digest(tmp_path: Path, copied: list[str]) -> None:
    bare = copy_of("five-violations", tmp_path)
    for name in ("manifest", "journal"):
        (bare / name).unlink()
    async with opened(bare) as pilot:
        await press(pilot, "S")
        assert copied[0] == f"atp-tui open {bare} --at 0"
        assert (
            told(pilot)[0] == "the line names no digest: this pack has neither a manifest nor a journal to identify it"
        )


def test_a_pack_that_is_opened_from_this_one_begins_anywhere() -> None:
    options = OpenOptions(place=Permalink.read("7", "quic", "permit", "sha256:01234567"))
    assert options.for_another_pack() == OpenOptions()


@pytest.mark.usefixtures("copied")
async def test_the_line_is_shown_as_plain_text_as_long_as_the_view_is_the_same() -> None:
    async with opened("five-violations") as pilot:
        await press(pilot, "V", "G", "v", "S", "p")
        assert isinstance(pilot.app.screen, PlainScreen)
        assert "--at 399 --digest sha256:" in shown(pilot)
        await press(pilot, "escape", "up", "p")
        assert shown(pilot).startswith("000398 ")
