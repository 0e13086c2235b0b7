"""The classes that a screen has by its size."""

from typing import Final

from textual.geometry import Size

WIDE: Final = 110
"""Columns from which on violations and events are side by side."""

TINY: Final = 16
"""Rows below which a screen has room for one half alone."""

COLUMNS: Final = [(0, "-narrow"), (WIDE, "-wide")]
"""The class of the screen by its width."""

ROWS: Final = [(0, "-tiny"), (TINY, "-short"), (30, "-tall")]
"""The class of the screen by its height: both halves are shown unless it is tiny, the whole timeline if it is tall."""


def classes_at(size: Size) -> list[str]:
    """Return the classes of a screen of *size*, one by its width and one by its height."""
    tables = ((size.width, COLUMNS), (size.height, ROWS))
    return [max(row for row in table if row[0] <= cells)[1] for cells, table in tables]
