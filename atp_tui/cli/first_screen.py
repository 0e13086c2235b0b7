"""The first screen: what the pack says of itself, in plain text, before the explorer's libraries are loaded.

Nothing here is understood or judged: the heads of journal, manifest and trace are shown as they are, clean. The
explorer draws over it a moment later. Source: PERFORMANCE.md, "The way", 1.
"""

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Final, NoReturn

from atp_tui.clean import clean
from atp_tui.engine.artifacts import JOURNAL, MANIFEST, TRACE
from atp_tui.engine.errors import IoError
from atp_tui.store.archive.locate import Location
from atp_tui.store.directory import FileRefusedError, PackDirectory
from atp_tui.tui.terminal.file import give_back, modes_of

HEAD: Final = 32 << 10
"""Bytes that are read of a file."""

_ENTER: Final = "\x1b[?1049h\x1b[?25l\x1b[2J\x1b[H"
_LEAVE: Final = "\x1b[?1049l\x1b[?25h"


@contextmanager
def first_screen(located: Location) -> Iterator[None]:
    """Show the first screen of a pack; if what follows fails, give the terminal back as it was."""
    lines = _lines(located, *os.get_terminal_size(sys.stdout.fileno()))
    leave = _leaving(sys.stdout.fileno())
    before = {number: signal.signal(number, leave) for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)}
    if lines:
        _write(_ENTER + "\r\n".join(lines))
    try:
        yield
    except BaseException:
        if lines:
            with suppress(OSError):
                _write(_LEAVE)
        raise
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def import_screen() -> Iterator[Callable[[list[str]], None]]:
    """Show how far an import is on the screen that the explorer draws over; give it back if the import fails.

    Yields:
        What draws lines in place of those before.
    """
    drawn = False

    def draw(lines: list[str]) -> None:
        nonlocal drawn
        from atp_tui.cells import cut

        columns, rows = os.get_terminal_size(sys.stdout.fileno())
        shown = "\x1b[K\r\n".join(cut(clean(line), columns - 1, "") for line in lines[: rows - 1])
        _write(("\x1b[H" if drawn else _ENTER) + shown + "\x1b[J")
        drawn = True

    try:
        yield draw
    except BaseException:
        if drawn:
            with suppress(OSError):
                _write(_LEAVE)
        raise


def _leaving(terminal: int) -> Callable[[int, object], NoReturn]:
    """Return what ends the program on a signal as the app would, which does not listen to signals yet."""
    modes = modes_of(terminal)

    def leave(number: int, _frame: object) -> NoReturn:
        give_back(terminal, modes)
        os._exit(128 + number)

    return leave


def _lines(located: Location, columns: int, rows: int) -> list[str]:
    try:
        with PackDirectory(located.files) as directory:
            told: list[str] = [clean(f"{located.path}  reading …")]
            told += [*_head(directory, JOURNAL, rows // 2), *_head(directory, MANIFEST, rows // 4)]
            told += _head(directory, TRACE, rows)
    except IoError:
        return []
    # Without a screen no line is measured, and what measures is not loaded.
    from atp_tui.cells import cut

    return [cut(line, columns - 1, "") for line in told[: rows - 1]]


def _head(directory: PackDirectory, name: str, rows: int) -> list[str]:
    """The first lines of a file, a heading before them; nothing where it cannot be read."""
    try:
        head = directory.head(name, HEAD)
    except FileRefusedError:
        return []
    shown = [clean(line) for line in head.decode("utf-8", "replace").split("\n")[: rows - 1]]
    return ["", *shown] if any(shown) else []


def _write(text: str) -> None:
    sys.stdout.buffer.write(text.encode())
    sys.stdout.buffer.flush()
