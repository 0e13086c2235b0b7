"""Noise from a terminal: it never ends the program, and what was edited is still there behind it."""

import random
import shutil
import time
from pathlib import Path

import pytest

from atp_tui.tui.terminal.input import PASTE_PATIENCE
from tests.own_terminal import PACK, Explored, exploring
from tests.soak_figures import figure
from tests.terminal_bytes import ENDLESS, NASTY, noise

EDIT = b"7e\x15" + b"9\r"
"""The first field of the state, typed anew."""

REDRAW = b"\x0c"

LONG = 20_000
ROUNDS = 40


def shows(explored: Explored, keys: bytes, what: bytes) -> None:
    """Type keys, have all drawn again, and wait for a text."""
    explored.types(keys)
    explored.reads(0.3, 0.2)
    explored.types(REDRAW)
    explored.until(lambda seen: what in seen)


def reads_for(explored: Explored, seconds: float) -> None:
    """Read for a while, however much is written."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        explored.reads(0.1)


def answers(explored: Explored) -> None:
    """Come back to the explorer's screen once all that was typed is answered, and see that help comes and goes."""
    explored.settles(2 * PASTE_PATIENCE)
    for _ in range(6):
        explored.types(b"\x1b")
        explored.reads(0.2, 0.15)
    shows(explored, b"?", b"In this pane")
    explored.types(b"\x1b")
    explored.reads(0.2, 0.2)
    assert not explored.has_ended()


def test_what_no_keyboard_sends_leaves_the_edits_alone() -> None:
    with exploring(Path(__file__).parents[1] / "packs" / "five-violations", shows=b"manifest") as explored:
        shows(explored, EDIT, b"EDITED")
        for each in NASTY:
            explored.types(each)
            explored.reads(0.02, 0.02)
            assert not explored.has_ended(), each
        explored.types(ENDLESS)
        reads_for(explored, 2 * PASTE_PATIENCE)
        answers(explored)
        shows(explored, b"7", b"EDITED")


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(4))
def test_random_bytes_end_nothing(seed: int, tmp_path: Path) -> None:
    dice = random.Random(f"noise {seed}")
    sent = 0
    # A cursor that blinks would never let it come to rest.
    environ = {"HOME": str(tmp_path), "TMPDIR": str(tmp_path), "TEXTUAL_ANIMATIONS": "none"}
    pack = shutil.copytree(PACK, tmp_path / "pack")
    with exploring(pack, environ=environ, directory=tmp_path) as explored:
        for _ in range(ROUNDS):
            data = noise(dice, LONG // ROUNDS)
            for start in range(0, len(data), 512):
                explored.types(data[start : start + 512])
                explored.reads(0.02, 0.02)
                assert not explored.has_ended(), (seed, data[max(0, start - 512) : start + 512])
            sent += len(data)
            reads_for(explored, 1.5 * PASTE_PATIENCE)
        answers(explored)
    figure("random bytes from a terminal: ends of the program", sent, 0)
