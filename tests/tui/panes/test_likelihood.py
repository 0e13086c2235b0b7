"""The strip over the timeline that shows when the run was lost."""

import asyncio
import threading
from collections.abc import Callable
from typing import Any

import pytest

from atp_tui.engine.errors import ReplayError
from atp_tui.engine.likelihood import Cut, Likelihood
from atp_tui.engine.replay.run import RerunStoppedError
from atp_tui.store.pack import Pack
from atp_tui.tui.panes import likelihood as module
from atp_tui.tui.panes.likelihood import LikelihoodStrip
from tests.explorer import Hand, main_screen, opened, press, press_at_once, rows, settled, shown, told, until

FOUND = Likelihood("", 18_000_000, 4, (Cut(0, 4, 1), Cut(9_000_000, 4, 4)), 0, is_stopped=False)
WORDS = "became inevitable between 0.000 ms and 9.000 ms: 3 of 4 runs pass at 0.000 ms"

Answer = Callable[..., Likelihood]


def answer(monkeypatch: pytest.MonkeyPatch, given: Answer) -> None:
    monkeypatch.setattr(module, "likelihood_of", given)


def strip(pilot: Hand) -> LikelihoodStrip:
    return main_screen(pilot).query_one(LikelihoodStrip)


async def test_the_strip_has_a_column_for_each_of_the_timeline_and_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    answer(monkeypatch, lambda _pack, **_: FOUND)
    async with opened("five-violations") as pilot:
        before = len([row for row in rows(pilot) if row.startswith("│Path")])
        await press(pilot, "I")
        await settled(pilot)
        screen = rows(pilot)
        at = next(number for number, row in enumerate(screen) if row.startswith("│Fails"))
        density = strip(pilot).density
        assert density is not None
        bars = screen[at][1 + 8 : 1 + 8 + density.bins]
        lost = density.bin_of(9_000_000)
        assert bars == "▂" * lost + "█" * (density.bins - lost)
        assert screen[at + 1].startswith(f"│{WORDS}")
        assert len([row for row in screen if row.startswith("│Path")]) == before


async def test_a_pack_that_cannot_be_run_says_why_and_takes_no_room(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_pack: Pack, **_: Any) -> Likelihood:  # noqa: ANN401 - refused, whatever it is
        raise ReplayError("a pack that can be run here", "it names no lab\x1b[31m")

    answer(monkeypatch, refuse)
    async with opened("five-violations") as pilot:
        await press(pilot, "I")
        await settled(pilot)
        assert told(pilot)[-1].startswith("the likelihood cannot be estimated: ")
        assert told(pilot)[-1].endswith("it names no lab␛[31m")
        assert not strip(pilot).display
        assert not any(row.startswith("│Fails") for row in rows(pilot))


async def test_the_key_stops_it_and_shows_what_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    begun = threading.Event()

    def run(_pack: Pack, *, progress: Callable[[float], None], is_stopped: Callable[[], bool]) -> Likelihood:
        progress(0.25)
        begun.set()
        for _ in range(500):
            if is_stopped():
                break
            threading.Event().wait(0.01)
        return Likelihood("", 1, 16, (Cut(0, 3, 3),), 0, is_stopped=is_stopped())

    answer(monkeypatch, run)
    async with opened("five-violations") as pilot:
        await press_at_once(pilot, "I")
        await asyncio.to_thread(begun.wait, 20)
        await until(pilot, lambda: "estimating when the run was lost: 25%  (I stops)" in shown(pilot))
        await press_at_once(pilot, "I")
        await settled(pilot)
        found = strip(pilot).found
        assert found is not None
        assert found.is_stopped
        assert "inevitable from the beginning" in shown(pilot)


async def test_a_run_that_is_stopped_at_once_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(_pack: Pack, **_: Any) -> Likelihood:  # noqa: ANN401 - as above
        raise RerunStoppedError("a run to its end", "an interrupt")

    answer(monkeypatch, stopped)
    async with opened("five-violations") as pilot:
        await press(pilot, "I")
        await settled(pilot)
        assert not strip(pilot).display
        assert told(pilot) == []


async def test_another_pack_drops_the_strip(monkeypatch: pytest.MonkeyPatch) -> None:
    answer(monkeypatch, lambda _pack, **_: FOUND)
    async with opened("five-violations") as pilot:
        await press(pilot, "I")
        await settled(pilot)
        assert strip(pilot).display
        strip(pilot).pack = None
        await press(pilot)
        assert not strip(pilot).display
        assert strip(pilot).found is None
        strip(pilot).toggle()
        await press(pilot)
        assert told(pilot)[-1] == "no pack is open"


async def test_in_a_low_terminal_it_is_shown_while_the_timeline_has_the_focus(monkeypatch: pytest.MonkeyPatch) -> None:
    answer(monkeypatch, lambda _pack, **_: FOUND)
    async with opened("five-violations", size=(80, 24)) as pilot:
        await press(pilot, "I")
        await settled(pilot)
        assert any(row.startswith("│Fails") for row in rows(pilot))
        await press(pilot, "v")
        assert not any(row.startswith("│Fails") for row in rows(pilot))
