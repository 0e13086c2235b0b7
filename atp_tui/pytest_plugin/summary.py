"""What the end of a run says of the crashpacks that it wrote."""

from typing import Final

import pytest

from atp_tui.clean import clean

LISTED: Final = 20
"""Paths that are listed."""


class Summary:
    """The packs of a run, and why others were not written.

    Args:
        directory: Where they are written.
    """

    def __init__(self, directory: str) -> None:
        self.directory = directory
        self._paths: dict[str, None] = {}
        self._refused: dict[str, int] = {}
        self._told: dict[str, None] = {}

    def add(self, path: str) -> None:
        """Take in the path of a pack; the reports of later attempts name it again."""
        if path:
            self._paths[path] = None

    def refuse(self, reason: str) -> None:
        """Take in why a pack was not written."""
        self._refused[reason] = self._refused.get(reason, 0) + 1

    def tell(self, line: str) -> None:
        """Take in a line; the reports of later attempts say it again."""
        self._told[line] = None

    def write(self, terminal: pytest.TerminalReporter) -> None:
        """Write all of that; nothing where there is none."""
        if not self._paths and not self._refused and not self._told:
            return
        terminal.section("crashpacks")
        for line in self._told:
            terminal.write_line(clean(line))
        for path in list(self._paths)[:LISTED]:
            terminal.write_line(clean(path))
        if len(self._paths) > LISTED:
            terminal.write_line(f"and {len(self._paths) - LISTED} more")
        for reason, count in list(self._refused.items())[:LISTED]:
            times = f" ({count} times)" if count > 1 else ""
            terminal.write_line(clean(f"not written: {reason}{times}"), yellow=True)
        if self._paths:
            terminal.write_line(
                f"{len(self._paths)} in all; groups of failures: atp-tui fleet {_quoted(self.directory)}"
            )


def _quoted(path: str) -> str:
    from atp_tui.engine.shell import quote_path

    return quote_path(path)
