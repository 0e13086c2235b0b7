"""The keys that lists and charts take for themselves, as tables; nothing of the screen's library is loaded for them."""

from typing import Final, NamedTuple

FAR: Final = 10
"""Columns of a chart that a far step goes."""


class OwnKey(NamedTuple):
    """One thing that a widget does at a key."""

    name: str
    """Under which a keymap finds it."""
    keys: str
    """The keys that do it, separated by commas."""
    action: str
    description: str


LIST_KEYS: Final = (
    OwnKey("list.up", "up,k", "move(-1)", "Row up"),
    OwnKey("list.down", "down,j", "move(1)", "Row down"),
    OwnKey("list.page_up", "pageup", "turn(-1.0)", "Page up"),
    OwnKey("list.page_down", "pagedown", "turn(1.0)", "Page down"),
    OwnKey("list.half_up", "ctrl+u", "turn(-0.5)", "Half a page up"),
    OwnKey("list.half_down", "ctrl+d", "turn(0.5)", "Half a page down"),
    OwnKey("list.first", "home,g", "first", "First row"),
    OwnKey("list.last", "end,G", "last", "Last row"),
    OwnKey("list.left", "left,h", "shift(-1)", "Scroll left"),
    OwnKey("list.right", "right,l", "shift(1)", "Scroll right"),
    OwnKey("list.select", "enter", "select", "Select the row"),
)
"""The keys of every list."""

CHART_KEYS: Final = (
    OwnKey("chart.left", "left,h", "move(-1)", "Left"),
    OwnKey("chart.right", "right,l", "move(1)", "Right"),
    OwnKey("chart.far_left", "ctrl+left,H", f"move(-{FAR})", "Ten left"),
    OwnKey("chart.far_right", "ctrl+right,L", f"move({FAR})", "Ten right"),
    OwnKey("chart.first", "home,g", "edge(0)", "First column"),
    OwnKey("chart.last", "end,G", "edge(1)", "Last column"),
    OwnKey("chart.range", "space", "anchor", "Begin or drop a range"),
    OwnKey("chart.choose", "enter", "choose", "Take the range"),
)
"""The keys of the timeline."""
