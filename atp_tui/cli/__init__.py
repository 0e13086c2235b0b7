"""The commands. This module knows their names only; each is imported when it is called."""

import atexit
import os
import sys
import threading
from contextlib import suppress
from typing import NoReturn

from atp_tui.cli.exit_guard import guarded
from atp_tui.cli.exits import Exit
from atp_tui.cli.streams import open_standard_streams

__all__ = ["Exit", "main", "run"]


def run() -> NoReturn:
    """Run the program as a process of its own, and end that with its exit code.

    Python frees every object one by one before it ends, which takes a seventh of a short command and more after a large
    pack. The system frees them all at once, so what else Python does at the end is done here. While another thread is
    alive, or the process is traced or profiled, Python ends it as any other.
    """
    open_standard_streams()
    code = guarded(sys.argv[1:])
    if threading.active_count() > 1 or sys.gettrace() is not None or sys.getprofile() is not None:
        sys.exit(code)
    atexit._run_exitfuncs()  # noqa: SLF001 - nothing else calls all exit functions
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            stream.flush()
    os._exit(code)


def main(arguments: list[str] | None = None) -> NoReturn:
    """Run the program within a process that may go on, and raise ``SystemExit`` with its exit code."""
    open_standard_streams()
    sys.exit(guarded(sys.argv[1:] if arguments is None else arguments))
