"""A newcomer's ten minutes: from a failed transfer to its cause, a what-if, and a command to take home."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from atp_tui.assets import SAMPLE_PACKS
from atp_tui.engine import replay_command
from atp_tui.store.open import open_pack
from tests.journeys.ssh import Door, begin_sshd
from tests.terminal import NEEDS_TMUX, Terminal

pytestmark = NEEDS_TMUX

PACK = "lost-finished"
INNER = "inner"


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    shutil.copytree(SAMPLE_PACKS / PACK, tmp_path / PACK)
    found = Terminal(tmp_path)
    found.type(f"cd {tmp_path}", "Enter")
    yield found
    found.close()


@pytest.fixture
def door(tmp_path: Path) -> Iterator[Door]:
    with begin_sshd(tmp_path) as found:
        yield found


def sees_what_broke(terminal: Terminal) -> None:
    terminal.waits_for(PACK, "FAILED 1 Medium | intact 23/23", "quiescence", "4 events bear on it")


def reaches_the_cause(terminal: Terminal) -> None:
    terminal.type("Enter")
    terminal.waits_for("4 of 333", "bearing on quiescence", "Event 101")
    terminal.waits_for_row(r">.*000101 .*Fault +lost-finished: the datagram")
    terminal.waits_for("and what follows it cannot be")
    terminal.type("Escape")
    terminal.waits_for_row(r"000103 .*DatagramLost")


def tries_a_what_if(terminal: Terminal) -> None:
    terminal.type("7")
    terminal.waits_for_row(r">.*manifest_hash")
    terminal.type("Down", "Down", "Down")
    terminal.waits_for_row(r">.*pending_operations +1")
    terminal.type("e")
    terminal.waits_for("pending_operations =")
    terminal.type("C-u", "0", "Enter")
    terminal.waits_for("WHAT IF  pending_operations edited")
    terminal.type("r")
    terminal.waits_for("FAILED 1 Medium -> PASSED")


def copies_the_replay(terminal: Terminal, said: str) -> str:
    """Copy the replay command and return it; *said* is what the program then says of the copy."""
    terminal.type("y")
    terminal.waits_for(said)
    return replay_command.one_line(open_pack(str(terminal.folder / PACK)).crashpack)


def shares_the_place(terminal: Terminal) -> str:
    """Copy the line that leads to the event under the cursor, and return it."""
    terminal.type("V", ".")
    terminal.waits_for_row(r">.*000182 .*BlockShort")
    terminal.type("S")
    terminal.waits_for("the line that leads here")
    terminal._until("the line in the buffer", lambda _: terminal.buffer().startswith("atp-tui open "))
    return terminal.buffer()


def follows(terminal: Terminal, line: str) -> None:
    """Come to the same place as a colleague who was given the line."""
    terminal.type("clear", "Enter")
    terminal.runs(line.removeprefix("atp-tui "))
    terminal.waits_for_row(r">.*000182 .*BlockShort")
    terminal.waits_for("FAILED 1 Medium | intact 23/23")
    assert "another pack" not in terminal.screen()
    terminal.type("q")
    terminal.is_as_before()


def quits(terminal: Terminal) -> None:
    """Leave without the edited state, which is asked about once."""
    terminal.type("q")
    terminal.waits_for("is not saved", "discard and leave")
    terminal.type("d")
    terminal.waits_for("code=0")


def leaves(terminal: Terminal) -> None:
    quits(terminal)
    terminal.is_as_before()


STEPS: tuple[Callable[[Terminal], None], ...] = (sees_what_broke, reaches_the_cause, tries_a_what_if)


def goes_on(terminal: Terminal) -> None:
    """Take the steps that are the same wherever the program runs."""
    terminal.runs("open", PACK)
    for step in STEPS:
        step(terminal)


def test_in_tmux(terminal: Terminal) -> None:
    goes_on(terminal)
    command = copies_the_replay(terminal, "Copied to tmux buffer")
    assert terminal.buffer() == command
    line = shares_the_place(terminal)
    assert line.startswith(f"atp-tui open {PACK} --at 182 ")
    leaves(terminal)
    follows(terminal, line)


def test_over_ssh(terminal: Terminal, door: Door) -> None:
    terminal("set-option", "-s", "set-clipboard", "on")
    terminal.type(door.command, "Enter", f"cd {terminal.folder}; PS1='there$ '", "Enter")
    terminal.waits_for("there$")
    goes_on(terminal)
    command = copies_the_replay(terminal, "(OSC 52): unconfirmed")
    assert "Copied" not in terminal.screen()
    terminal.waits_for_buffer(command)
    leaves(terminal)


@pytest.mark.soak
def test_over_ssh_in_a_tmux_at_the_other_end(terminal: Terminal, door: Door) -> None:
    terminal.type(door.command, "Enter", f"cd {terminal.folder}; tmux -L {INNER} -f /dev/null new-session sh", "Enter")
    terminal.waits_for("[0] 0:sh")
    terminal.type("PS1='inside$ '", "Enter")
    terminal.waits_for("inside$ ")
    goes_on(terminal)
    command = copies_the_replay(terminal, "Copied to tmux buffer")
    assert terminal.buffer(INNER) == command
    quits(terminal)
    terminal.type("exit", "Enter")
    terminal.waits_for("[exited]")
