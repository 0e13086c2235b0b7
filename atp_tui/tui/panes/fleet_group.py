"""The two parts of the page of a group: what is known of it, and its samples."""

import os
from typing import Final

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.reactive import var
from textual.widgets import Static

from atp_tui.fleet.rows import GroupDetail, SampleRow
from atp_tui.tui.app_messages import PackRequested
from atp_tui.tui.fleet_view import FleetView
from atp_tui.tui.group_facts import WHY, fact_lines
from atp_tui.tui.panes.fleet_preview import copy_path
from atp_tui.tui.sample_lines import SampleLines, sample_head
from atp_tui.tui.text import joined, lines, own_text
from atp_tui.tui.widgets.line_list import GUTTER, LineList
from atp_tui.tui.widgets.text_view import TextView

_INSET: Final = 2


class GroupFacts(TextView):
    """What is known of a group, as a page that scrolls."""

    BORDER_TITLE = "Group"
    DEFAULT_CLASSES = "pane"

    detail: var[GroupDetail | None] = var(None)
    builds: var[tuple[str, ...]] = var(())

    def compose(self) -> ComposeResult:
        """Lay out the text."""
        yield Static(id="facts-text")

    def watch_detail(self) -> None:
        """Show another group, or what became known of it."""
        self._draw()

    def on_resize(self) -> None:
        """Wrap the text for another width."""
        self.call_after_refresh(self._draw)

    def _lines(self) -> list[Text]:
        width = self.scrollable_content_region.width - _INSET
        return list(fact_lines(self.detail, self.builds, width)) if self.detail is not None and width > 0 else []

    def _draw(self) -> None:
        if self.is_mounted:
            self.query_one("#facts-text", Static).update(lines(*self._lines()))

    def show_why(self) -> None:
        """Scroll to the parts of the fingerprint."""
        place = next((number for number, line in enumerate(self._lines()) if line.plain == WHY), 0)
        self.scroll_to(y=place, immediate=True)


class SamplesPane(Vertical):
    """The packs that show a group; a chosen one is opened in the explorer.

    Args:
        view: Where they are read.
        group: The group.
    """

    BORDER_TITLE = "Samples"
    DEFAULT_CLASSES = "pane"

    detail: var[GroupDetail | None] = var(None)

    def __init__(self, view: FleetView, group: int, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._view = view
        self._group = group
        self._lines: SampleLines | None = None

    def compose(self) -> ComposeResult:
        """Lay out the headings and the list."""
        yield Static(id="sample-heads")
        yield LineList(empty=own_text("reading …"), id="sample-list")

    def watch_detail(self) -> None:
        """Show the samples as they are now."""
        self._show()

    def on_resize(self) -> None:
        """Fit the columns to another width."""
        self.call_after_refresh(self._show)

    def _show(self) -> None:
        if self.detail is None or not self.is_mounted:
            return
        samples = self.query_one(LineList)
        width = samples.size.width - GUTTER - 1
        if width <= 0:
            return
        self.border_title = f"Samples ({self.detail.samples:,})"
        samples.empty = own_text("no pack shows this group any more")
        self._lines = SampleLines(self._view, self._group, self.detail.samples, width)
        self.query_one("#sample-heads", Static).update(joined(own_text("  "), sample_head(width)))
        samples.show(self._lines)

    @property
    def _sample(self) -> SampleRow | None:
        samples = self.query_one(LineList)
        return self._lines.row(samples.cursor) if self._lines is not None and samples.row_count else None

    @on(LineList.Highlighted)
    def stay_inside(self, event: LineList.Highlighted) -> None:
        """Keep the movements of the cursor to the pane."""
        event.stop()

    @on(LineList.Selected)
    def select(self, event: LineList.Selected) -> None:
        """Open the pack."""
        event.stop()
        self.action_open()

    def action_open(self) -> None:
        """Ask for the pack under the cursor to be opened in the explorer."""
        sample = self._sample
        if sample is None:
            self.notify("no pack is selected")
        else:
            self.post_message(PackRequested(os.fsdecode(sample.path)))

    def action_copy(self) -> None:
        """Copy the path of the pack under the cursor."""
        sample = self._sample
        if sample is None:
            self.notify("no pack is selected")
        else:
            copy_path(self, sample)
