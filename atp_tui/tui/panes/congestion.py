"""Packets, congestion window and round trip times over the timeline, for the log of a real run."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from threading import Event as Flag
from typing import TYPE_CHECKING, ClassVar, Final

from rich.style import Style
from rich.text import Text
from textual import work
from textual.message import Message
from textual.reactive import var
from textual.widgets import Static

from atp_tui.cells import fitted
from atp_tui.clean import clean
from atp_tui.engine.errors import CrashpackError
from atp_tui.engine.histogram import Density
from atp_tui.report.congestion_parts import PARTS, Part
from atp_tui.store.file_writer import write_new_file
from atp_tui.store.pack import Pack
from atp_tui.tui.app_messages import DIALOG
from atp_tui.tui.congestion_view import CongestionView
from atp_tui.tui.dialogs.save import save
from atp_tui.tui.text import UNDECIDED, joined, lines, own_text
from atp_tui.tui.typed_paths import suggested_file
from atp_tui.tui.widgets.plot import Cell

if TYPE_CHECKING:
    from atp_tui.store.congestion import ConnectionCongestion

_LOOK_SECONDS: Final = 0.2


class CongestionStrips(Static):
    """A chart for each part of the course of a connection, with a column for each column of the timeline.

    It is hidden until it is asked for, and then read from the log once. The words above each chart are the values at
    the cursor.

    Args:
        label_width: Cells before the first column.
        key: The key that shows it, in words.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "congestion--label",
        "congestion--area",
        "congestion--line",
        "congestion--ring",
        "congestion--cross",
        "congestion--cursor",
    }

    DEFAULT_CSS = """
    CongestionStrips {
        height: 9;
        display: none;
        text-wrap: nowrap;
        text-overflow: ellipsis;
        & > .congestion--label { color: $text-muted; }
        & > .congestion--area { color: $primary; }
        & > .congestion--line { color: $text; text-style: bold; }
        & > .congestion--ring { color: $warning; text-style: bold; }
        & > .congestion--cross { color: $error; text-style: bold; }
        & > .congestion--cursor { background: $block-cursor-blurred-background; }
    }
    """

    pack: var[Pack | None] = var(None)
    density: var[Density | None] = var(None)
    """The columns of the timeline."""
    cursor: var[int] = var(0)
    """The column under its cursor."""
    found: "var[ConnectionCongestion | None]" = var(None)
    number: var[int | None] = var(None)
    """The log that is shown, by its place in what was found; None while nothing is shown."""

    @dataclass
    class Shown(Message):
        """The charts need room, or need it no more."""

        is_shown: bool

    def __init__(self, label_width: int, key: str, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._label_width = label_width
        self._key = key
        self._stop: Flag | None = None
        """Stops what is being read; None while nothing is."""
        self._share = 0.0
        self._view: CongestionView | None = None
        """What is shown, in the columns of the timeline."""

    def toggle(self) -> None:
        """Show the charts, then those of the other end where there is one, then none; or stop reading the log."""
        if self._stop is not None:
            self._stop.set()
        elif self.found is None:
            self._begin()
        elif self.number is None:
            self.number = 0
        else:
            self.number = self.number + 1 if self.number + 1 < len(self.found.ends) else None

    @work(exclusive=True, group="congestion", description="read the course of the connection")
    async def _begin(self) -> None:
        if await self._course() is not None:
            self.number = 0

    @work(group=DIALOG, description="write a picture of the connection")
    async def save_picture(self) -> None:
        """Ask for a file and write a picture of the connection to it: of the end that is shown, or sent the most."""
        found, pack, number = await self._course(), self.pack, self.number or 0
        if found is None or pack is None:
            return
        from atp_tui.report.congestion_svg import picture_of

        svg = picture_of(pack, found, number).encode()
        question = f"Write a picture of the connection ({found.ends[number].end.end}) to which file? It must not exist"
        suggested = suggested_file(pack.place, "connection", "svg", is_directory=pack.source.has_files)
        path = await save(self, clean(question), suggested, lambda path: write_new_file(path, svg))
        if path:
            self.notify(clean(f"the connection is drawn in {path}"), markup=False)

    async def _course(self) -> "ConnectionCongestion | None":
        """The course of the connection, read unless it is known; None where it cannot be, which is notified."""
        pack = self.pack
        if self.found is not None or pack is None or self._stop is not None:
            return self.found
        if pack.congestion_refusal:
            self.notify(clean(f"nothing to draw: this is {pack.congestion_refusal}"), severity="warning", markup=False)
            return None
        self._stop = stop = Flag()
        self._share = 0.0
        self._show(is_shown=True)
        looking = self.set_interval(_LOOK_SECONDS, self._show_progress)
        try:
            self._show_progress()
            found = await asyncio.to_thread(self._read, pack, stop)
            self.found = found if pack is self.pack else None
        except CrashpackError as error:
            self.notify(clean(f"nothing to draw: {error}"), severity="warning", markup=False)
        finally:
            looking.stop()
            self._stop = None
            self._show(is_shown=False)
        return self.found

    def _read(self, pack: Pack, stop: Flag) -> "ConnectionCongestion | None":
        """Read the log once all of the trace is known; called in a thread."""
        # What reads logs is loaded where there is one.
        from atp_tui.store.congestion import congestion_of

        while pack.events.share < 1 and not stop.is_set():
            stop.wait(_LOOK_SECONDS)
        return congestion_of(pack, self._report, stop.is_set)

    def _report(self, share: float) -> None:
        """Keep how much is done; called in the thread."""
        self._share = share

    def _show_progress(self) -> None:
        self.update(own_text(f"reading the log again: {self._share:.0%}  ({self._key} stops)", UNDECIDED))

    def watch_pack(self) -> None:
        """Drop what belongs to another pack."""
        self.on_unmount()
        self.found = self.number = None

    def on_unmount(self) -> None:
        """Stop; nobody waits for the result."""
        if self._stop is not None:
            self._stop.set()

    def _show(self, *, is_shown: bool) -> None:
        self.display = is_shown
        self.post_message(self.Shown(is_shown))

    def watch_number(self) -> None:
        """Show the charts of another end, or none."""
        self._show(is_shown=self.number is not None)
        self._place()

    def watch_density(self) -> None:
        """Put the charts over other columns."""
        self._place()

    def on_resize(self) -> None:
        """Use all rows that there are."""
        self._draw()

    def watch_cursor(self) -> None:
        """Show the values at the cursor."""
        self._draw()

    def _place(self) -> None:
        """Put what is shown into the columns of the timeline."""
        self._view = None
        if self.found is not None and self.number is not None and self.density is not None:
            self._view = CongestionView.of(self.found.ends[self.number], self.density.bins)
            self._draw()

    def _draw(self) -> None:
        view = self._view
        if view is not None and self._stop is None:
            rows = max(1, (self.size.height - len(PARTS)) // max(1, view.charts))
            self.update(lines(*(line for part in PARTS for line in self._part(view, part, rows))))

    def _part(self, view: CongestionView, part: Part, rows: int) -> Iterator[Text]:
        """The lines of a part: the values at the cursor, and below them its chart."""
        has_other = self.found is not None and len(self.found.ends) > 1
        who = f"{view.shown.end.end}: " if has_other and part is PARTS[0] else ""
        yield joined(self._label(part.name), own_text(f"{who}{view.words(part, self.cursor)}"))
        for label, cells in view.rows(part, rows) if part.found(view.shown.course) else ():
            yield joined(self._label(label), *self._cells(cells))

    def _label(self, words: str) -> Text:
        text = own_text(fitted(clean(words), self._label_width))
        text.stylize(self.get_component_rich_style("congestion--label", partial=True))
        return text

    def _cells(self, cells: list[Cell]) -> Iterator[Text]:
        """The cells of a row, with that under the cursor on another ground."""
        for column, (character, shape) in enumerate(cells):
            text = own_text(character)
            if shape is not None:
                text.stylize(self._style(shape.name.lower()))
            if column == self.cursor:
                text.stylize(self._style("cursor"))
            yield text

    def _style(self, name: str) -> Style:
        return self.get_component_rich_style(f"congestion--{name}", partial=True)
