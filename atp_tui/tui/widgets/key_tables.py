"""The keys that lists and charts take for themselves, as tables; nothing of the screen's library is loaded for them."""

from typing import Final, NamedTuple

FAR: Final = 10
"""Columns of a chart that a far step goes."""


class KeyRow(NamedTuple):
    """One thing that a widget does at a key."""

    name: str
    """Under which a keymap finds it."""
    keys: str
    """The keys that do it, separated by commas."""
    action: str
    description: str


LIST_KEYS: Final = (
    KeyRow("list.up", "up,k", "move(-1)", "Row up"),
    KeyRow("list.down", "down,j", "move(1)", "Row down"),
    KeyRow("list.page_up", "pageup,ctrl+b", "turn(-1.0)", "Page up"),
    KeyRow("list.page_down", "pagedown,space,ctrl+f", "turn(1.0)", "Page down"),
    KeyRow("list.half_up", "ctrl+u", "turn(-0.5)", "Half a page up"),
    KeyRow("list.half_down", "ctrl+d", "turn(0.5)", "Half a page down"),
    KeyRow("list.first", "home,g", "first", "First row"),
    KeyRow("list.last", "end,G", "last", "Last row"),
    KeyRow("list.left", "left,h", "shift(-1)", "Scroll left"),
    KeyRow("list.right", "right,l", "shift(1)", "Scroll right"),
    KeyRow("list.select", "enter", "select", "Select the row"),
)
"""The keys of every list."""

CHART_KEYS: Final = (
    KeyRow("chart.left", "left,h", "move(-1)", "Left"),
    KeyRow("chart.right", "right,l", "move(1)", "Right"),
    KeyRow("chart.far_left", "ctrl+left,H", f"move(-{FAR})", "Ten left"),
    KeyRow("chart.far_right", "ctrl+right,L", f"move({FAR})", "Ten right"),
    KeyRow("chart.first", "home,g", "edge(0)", "First column"),
    KeyRow("chart.last", "end,G", "edge(1)", "Last column"),
    KeyRow("chart.range", "space", "anchor", "Start or clear a range"),
    KeyRow("chart.choose", "enter", "choose", "Apply the range"),
)
"""The keys of the timeline."""
