"""What a long test counted: one line each, for `make soak` to show."""

import os
from pathlib import Path
from typing import Final

FILE: Final = "ATP_SOAK_FIGURES"
"""The variable that names the file to which the lines are added; without it they are printed."""


def figure(name: str, cases: int, failures: int) -> None:
    """Tell how many cases a test ran and how many of them failed, in one write, as several processes may tell."""
    line = f"soak: {name}: {cases:,} cases, {failures:,} failures\n"
    if path := os.environ.get(FILE):
        with Path(path).open("a", encoding="utf-8", buffering=len(line) + 1) as figures:
            figures.write(line)
    else:
        print(line, end="")  # noqa: T201 - the line is for the person who runs the tests
