"""What a list of rows asks for the rows that are on screen, and remembers of them."""

from typing import Final, Protocol, runtime_checkable

from rich.console import Console
from rich.text import Text
from textual.cache import LRUCache
from textual.content import Content
from textual.geometry import Size
from textual.strip import Strip

from atp_tui.cells import cell_len, padded

_SCREENS_KEPT: Final = 4
_USUAL_ROWS: Final = 50


class LineSource(Protocol):
    """Rows by number, made when they are asked for."""

    def count(self) -> int:
        """The number of rows there are now; it may grow."""

    def line(self, index: int) -> Text | Strip:
        """The one line of row *index*, from 0; asked only for rows on screen."""


class GrowingColumns:
    """Columns as wide as the widest text that came into them; a list draws its rows again when one has grown.

    Args:
        widths: The cells of each column at first.
        frozen: The cells beside these columns that stay on screen, with them, while the rows are scrolled sideways.
    """

    def __init__(self, *widths: int, frozen: int = 0) -> None:
        self._widths = list(widths)
        self._frozen = frozen

    @property
    def widths(self) -> tuple[int, ...]:
        """The cells of each column now."""
        return tuple(self._widths)

    @property
    def frozen(self) -> int:
        """The cells at the beginning of a row that stay on screen while the rest is scrolled sideways."""
        return self._frozen + sum(self._widths) if self._frozen else 0

    def right(self, column: int, text: str) -> str:
        """Return a text on the right of its column, which grows where the text is wider."""
        self._widths[column] = max(self._widths[column], cell_len(text))
        return padded(text, self._widths[column], right=True)


@runtime_checkable
class Columned(Protocol):
    """Rows with columns that grow with what comes on screen."""

    columns: GrowingColumns


class NoLines:
    """The source of a list that has not been given one."""

    def count(self) -> int:
        """No rows."""
        return 0

    def line(self, index: int) -> Text | Strip:
        """Raise IndexError: there is no row to ask for."""
        raise IndexError(index)


class StripCache:
    """The rows of a source that were drawn lately, as strips, and the widest of all that were drawn."""

    def __init__(self) -> None:
        self._strips: LRUCache[int, Strip] = LRUCache(_SCREENS_KEPT * _USUAL_ROWS)
        self.widest = 0
        """Cells of the widest row drawn since the last :meth:`start`."""
        self.is_outgrown = False
        """Whether a column has grown, so that rows drawn before stand out of line."""

    def start(self, *, keep_width: bool) -> None:
        """Forget every row and, unless it is to be kept, the widest."""
        self._strips.clear()
        self.is_outgrown = False
        if not keep_width:
            self.widest = 0

    def make_place(self, rows_on_screen: int) -> None:
        """Make room in the cache for some screens of rows."""
        rows = _SCREENS_KEPT * rows_on_screen
        if rows > self._strips.maxsize:
            known, self._strips = self._strips, LRUCache(rows)
            for index in known.keys():  # noqa: SIM118
                self._strips[index] = known[index]

    def strip(self, source: LineSource, index: int, console: Console) -> Strip:
        """Return row *index* of *source*, in its whole length."""
        strip = self._strips.get(index)
        if strip is None:
            before = source.columns.widths if isinstance(source, Columned) else ()
            line = source.line(index)
            self.is_outgrown |= isinstance(source, Columned) and source.columns.widths != before
            strip = line if isinstance(line, Strip) else Strip(line.render(console))
            self._strips[index] = strip
            self.widest = max(self.widest, strip.cell_length)
        return strip


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


def scrolled(strip: Strip, left: int, width: int, source: LineSource) -> Strip:
    """Return *width* cells of a row that is scrolled sideways by *left*, the frozen columns of its source first."""
    frozen = source.columns.frozen if left and isinstance(source, Columned) else 0
    if not 0 < frozen < width:
        return strip.crop_extend(left, left + width, None)
    return Strip([*strip.crop_extend(0, frozen, None), *strip.crop_extend(left + frozen, left + width, None)])


def uncoloured(strip: Strip) -> Strip:
    """Return a row in one colour: with 16 colours the ground of a cursor makes a patchwork of several."""
    return Strip([segment._replace(style=segment.style and segment.style.without_color) for segment in strip])
