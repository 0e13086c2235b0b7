"""Which ways of copying there are here, in the order in which the explorer tries them."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from atp_tui.machine.clipboard import LOCAL_TOOLS, find_program, tmux_program, tmux_says, tools_of_display
from atp_tui.machine.environment import Surroundings
from atp_tui.machine.finding import Observation, Word

_SET_CLIPBOARD: Final[Mapping[str, Observation]] = MappingProxyType(
    {
        "on": Observation("tmux set-clipboard", Word.OK, "on: tmux passes copied text to the terminal"),
        "external": Observation("tmux set-clipboard", Word.OK, "external: tmux passes copied text to the terminal"),
        "off": Observation(
            "tmux set-clipboard",
            Word.NOTE,
            "off: copied text stays in the tmux buffer",
            "paste it with tmux, or 'tmux set -s set-clipboard external'",
        ),
    }
)
"""What each value of tmux's option means."""


def observe_copying(around: Surroundings) -> Iterator[Observation]:
    """Return which ways of copying there are, without copying anything."""
    ways = [*_tmux(around), *_tools(around), _terminal(around)]
    yield from ways
    found = "p in the explorer shows any text for selection, and s there writes it to a file"
    yield Observation("by hand", Word.OK, found)


def _tmux(around: Surroundings) -> Iterator[Observation]:
    if not around.environ.get("TMUX"):
        return
    if tmux_program(around.environ) is None:
        yield Observation("tmux's buffer", Word.NOTE, "no tmux on PATH", "add the directory of tmux to PATH")
        return
    version = tmux_says(around.environ, "-V")
    value = tmux_says(around.environ, "show-options", "-s", "-v", "set-clipboard")
    if value is None:
        found = "this tmux does not respond"
        yield Observation("tmux's buffer", Word.NOTE, found, "the server in TMUX may be gone; start a new one")
        return
    yield Observation("tmux's buffer", Word.OK, f"{version or 'tmux'}; a copy is read back from it")
    unknown = Observation("tmux set-clipboard", Word.NOTE, f"{value!r}, which is unknown")
    yield _SET_CLIPBOARD.get(value, unknown)


def _tools(around: Surroundings) -> Iterator[Observation]:
    """Each tool of the display, and whether a copy can be read back."""
    usable = tools_of_display(around.environ, around.platform)
    for tool in usable:
        writer, reader = find_program(tool.write[0], around.environ), find_program(tool.read[0], around.environ)
        if writer is not None and reader is not None:
            yield Observation(tool.method, Word.OK, "here; a copy is read back")
        elif writer is not None:
            found = f"here without {tool.read[0]}, so a copy cannot be confirmed"
            yield Observation(tool.method, Word.NOTE, found, f"install {tool.read[0]}")
        else:
            yield Observation(tool.method, Word.NOTE, "not on PATH")
    if not usable:
        names = ", ".join(tool.method for tool in LOCAL_TOOLS)
        why = "over SSH the display is at the other end" if around.is_remote else "no display is set here"
        yield Observation("clipboard tools", Word.NOTE, f"none of {names} is used: {why}")


def _terminal(around: Surroundings) -> Observation:
    if around.size is None:
        return Observation("OSC 52", Word.NOTE, "no terminal to send a text to")
    found = "used last; terminals do not confirm it, and some refuse"
    return Observation("OSC 52", Word.NOTE, found, "paste once to see whether yours accepts it")
