"""A text in the middle of an area, for widgets that draw themselves row by row."""

from rich.console import Console
from rich.text import Text
from textual.content import Content
from textual.geometry import Size
from textual.strip import Strip


def centred_row(text: Text | Content, y: int, size: Size, console: Console) -> Strip | None:
    """Return row *y* of an area of *size* cells that has *text* in its middle, or None where that row is blank."""
    if not size.width:
        return None
    words = text if isinstance(text, Text) else Text(text.plain)
    rows = words.wrap(console, size.width)
    place = y - max(0, size.height - len(rows)) // 2
    if not 0 <= place < len(rows):
        return None
    row = rows[place]
    row.align("center", size.width)
    return Strip(row.render(console))
