"""``atp-tui doctor``: what terminal, clipboard, disk and installation allow."""

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Final

import click

from atp_tui.cli.completion import FILE
from atp_tui.cli.exits import Exit
from atp_tui.cli.output import print_json, print_line, say
from atp_tui.engine.counted import counted
from atp_tui.engine.errors import CrashpackError
from atp_tui.machine.clipboard_check import observe_copying
from atp_tui.machine.disk import observe_cache, observe_copies, observe_leftovers
from atp_tui.machine.environment import Surroundings
from atp_tui.machine.finding import Observation, Word
from atp_tui.machine.installation import observe_installation, own_requirements
from atp_tui.machine.terminal import observe_terminal
from atp_tui.store.user_dirs import keymap_path


def observe_keymap(_: Surroundings) -> Iterator[Observation]:
    """Return whether the user's keymap is valid, where there is one."""
    path = keymap_path()
    if path is None:
        yield Observation("keymap", Word.OK, "none; 'atp-tui keys' prints one to start from")
        return
    from atp_tui.tui.keymap import read_keymap

    try:
        changed = len(read_keymap(path).changed)
    except CrashpackError as error:
        yield Observation("keymap", Word.NOTE, str(error), "fix it, or open with --no-keymap")
    else:
        yield Observation("keymap", Word.OK, f"{path}, which changes the keys of {counted(changed, 'command')}")


PARTS: Final[Mapping[str, Callable[[Surroundings], Iterator[Observation]]]] = MappingProxyType(
    {
        "terminal": observe_terminal,
        "copying": observe_copying,
        "cache": observe_cache,
        "copies": lambda _: observe_copies(),
        "keys": observe_keymap,
        "installation": lambda _: observe_installation(own_requirements()),
    }
)
"""What is looked at, whatever PATH is; a further part is a further row."""


@click.command(name="doctor")
@click.argument("paths", nargs=-1, metavar="[PATH]...", type=FILE)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def command(paths: tuple[str, ...], form: str) -> int:
    """Check terminal, clipboard and installation.

    PATH is a directory in which packs are written, by default the working directory; temporary directories that killed
    writers left there are listed, but never removed.

    Each result is ok, note or problem, with advice. The exit code is 3 if there is a problem that keeps the program
    from working, and 0 otherwise.
    """
    around = Surroundings.here()
    code: int = Exit.OK
    told = {part: list(observe(around)) for part, observe in PARTS.items()}
    told["left over"] = []
    for path in paths or (".",):
        try:
            told["left over"] += observe_leftovers(around, path)
        except CrashpackError as error:
            say(str(error))
            code = Exit.UNREADABLE
    if any(each.word is Word.PROBLEM for part in told.values() for each in part):
        code = max(code, Exit.NOT_SOUND)
    _print(told, form)
    return code


def _print(told: Mapping[str, list[Observation]], form: str) -> None:
    if form == "json":
        print_json({part: [each.object for each in found] for part, found in told.items()})
        return
    for part, found in told.items():
        print_line(part)
        for each in found:
            print_line(f"  {each.line}")
