"""The classes that a screen has by its size."""

from typing import Final

WIDE: Final = 110
"""Columns from which on violations and events are side by side."""

TINY: Final = 16
"""Rows below which a screen has room for one half alone."""

COLUMNS: Final = [(0, "-narrow"), (WIDE, "-wide")]
"""The class of the screen by its width."""

ROWS: Final = [(0, "-tiny"), (TINY, "-short"), (30, "-tall")]
"""The class of the screen by its height: both halves are shown unless it is tiny, the whole timeline if it is tall."""
