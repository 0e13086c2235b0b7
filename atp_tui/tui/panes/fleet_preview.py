"""The group under the cursor in short: its cause, its strongest influence, and its first samples."""

import asyncio
import os
from typing import Final

from rich.text import Text
from textual import work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.reactive import var
from textual.widget import Widget
from textual.widgets import Static

from atp_tui.engine.errors import CrashpackError
from atp_tui.fleet.rows import GroupDetail, GroupRow, SampleRow
from atp_tui.tui.app_messages import CopyRequested, PackRequested
from atp_tui.tui.fleet_view import FleetView
from atp_tui.tui.group_facts import cause_line, influence_line, title_lines
from atp_tui.tui.sample_lines import copyable_path, sample_line
from atp_tui.tui.text import BAD, QUIET, joined, lines, own_text, pack_text

_SAMPLES: Final = 20
"""Samples that are read; as many are drawn as the pane has rows."""

_REST: Final = 0.05
"""Seconds for which the cursor has to be still before a group is read."""

_INSET: Final = 3


def copy_path(asker: Widget, sample: SampleRow) -> None:
    """Ask for the path of a sample to be copied, or say why it cannot be."""
    path = copyable_path(sample.path)
    if path:
        asker.post_message(CopyRequested("the path of the sample", path))
    else:
        asker.notify("not copied: the path contains characters that cannot be seen or are no text")


class GroupPreview(Vertical):
    """Reads the group under the cursor in a thread once the cursor rests.

    Args:
        view: Where the group is read.
    """

    BORDER_TITLE = "Selected group"

    group: var[GroupRow | None] = var(None, always_update=True)
    """The group under the cursor."""

    def __init__(self, view: FleetView, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._view = view
        self._detail: GroupDetail | None = None
        self._samples: tuple[SampleRow, ...] = ()
        self._fault = ""

    def compose(self) -> ComposeResult:
        """Lay out the text."""
        yield Static(id="preview-text")

    def on_resize(self) -> None:
        """Draw as many samples as there is room for."""
        self._draw()

    def watch_group(self, before: GroupRow | None, group: GroupRow | None) -> None:
        """Show a group by what the list knows of it, and read the rest."""
        if group is None or before is None or before.id != group.id:
            self._detail, self._samples = None, ()
        self._fault = ""
        if self.is_mounted:
            self._draw()
        if group is not None:
            self._read(group.id)

    @work(exclusive=True, group="preview", description="read a group")
    async def _read(self, group: int) -> None:
        await asyncio.sleep(_REST)
        try:
            self._detail, self._samples = await asyncio.to_thread(self._view.detail_aside, group, _SAMPLES)
        except CrashpackError as error:
            self._fault = str(error)
        self._draw()

    def _draw(self) -> None:
        text = self.query_one("#preview-text", Static)
        width = self.content_size.width
        rows = self._rows(width)[: max(1, self.content_size.height)] if width > 0 else []
        text.update(lines(*rows))

    def _rows(self, width: int) -> list[Text]:
        row, detail = self.group, self._detail
        if row is None:
            return [own_text("")]
        title, figures = title_lines(detail.row if detail is not None else row)
        note = [joined(own_text("note     ", QUIET), pack_text(row.note))] if row.note else []
        rows = [title, figures, *note]
        if self._fault:
            rows.append(pack_text(self._fault, BAD))
        elif detail is not None:
            rows.append(joined(own_text("cause    ", QUIET), cause_line(detail.cause, detail.row.level)))
            rows.append(joined(own_text("option   ", QUIET), influence_line(detail)))
            rows.append(own_text(f"samples  {detail.samples:,}", QUIET))
            rows += [joined(own_text("  "), sample_line(each, width - _INSET)) for each in self._samples]
        for each in rows:
            each.truncate(width, overflow="ellipsis")
        return rows

    def action_open(self) -> None:
        """Open the first sample."""
        if (sample := self._first()) is not None:
            self.post_message(PackRequested(os.fsdecode(sample.path)))

    def action_copy(self) -> None:
        """Copy the path of the first sample."""
        if (sample := self._first()) is not None:
            copy_path(self, sample)

    def _first(self) -> SampleRow | None:
        if self._samples:
            return self._samples[0]
        why = "the group is being read; try again in a moment" if self._detail is None else "the group has no pack"
        self.notify("no group is selected" if self.group is None else why)
        return None
