"""The commands. This module knows their names only; each is imported when it is called."""

import sys

from atp_tui.cli.exit_guard import guarded
from atp_tui.cli.exits import Exit
from atp_tui.cli.streams import open_standard_streams

__all__ = ["Exit", "main"]


def main(arguments: list[str] | None = None) -> None:
    """Run the program and leave with its exit code."""
    open_standard_streams()
    sys.exit(guarded(sys.argv[1:] if arguments is None else arguments))
