"""The packs that show a group, as rows of a list."""

import os
from functools import partial
from typing import Final

from rich.text import Text

from atp_tui.cells import cell_len, fitted, padded, tail
from atp_tui.clean import clean, is_clean
from atp_tui.fleet.report.words import near_path
from atp_tui.fleet.rows import SampleRow, UnreadableRow
from atp_tui.store.kept_import import kept_at
from atp_tui.tui.fleet_view import FleetView
from atp_tui.tui.fleet_words import NONE
from atp_tui.tui.paged_lines import PagedLines
from atp_tui.tui.text import BAD, GOOD, QUIET, joined, own_text, row_text

_SEEDS: Final = 110
"""Cells from which on the seed has a column."""

_INTACT: Final = {True: ("intact", GOOD), False: ("DAMAGED", BAD), None: (NONE, QUIET)}
_PATH: Final = 4_000


def shown_path(path: bytes) -> str:
    """Return a path as text that may be shown; bytes that are no text are visible as such."""
    return clean(near_path(path), _PATH)


def copyable_path(path: bytes) -> str:
    """Return a path as it can be pasted, of an imported log that of the log, or of both.

    It is empty where it contains what is no text, or cannot be seen.
    """
    text = os.fsdecode(path)
    if (kept := kept_at(text)) is not None:
        text = " ".join(kept.names)
    return text if is_clean(text) else ""


def sample_head(width: int) -> Text:
    """Return the headings for *width* cells."""
    seed = f" {'SEED':>20}" if width >= _SEEDS else ""
    room = _room(width)
    return own_text(f"{'PACK':<{room}} {'INTEGRITY':<9}{'EVENTS':>9}{seed} {'BUILD':<8} {'ROLE':<9}", QUIET)


def sample_line(row: SampleRow, width: int) -> Text:
    """Return a sample in *width* cells; of a long path the end is shown."""
    room = _room(width)
    path = shown_path(row.path)
    shown = path if cell_len(path) <= room else f"…{tail(path, room - 1)}"
    word, style = _INTACT[row.sound]
    events = NONE if row.events is None else f"{row.events:,}"
    seed = "" if width < _SEEDS else fitted(NONE if row.seed is None else str(row.seed), 21, right=True)
    return joined(
        row_text(padded(shown, room)),
        own_text(f" {word:<9}", style),
        own_text(f"{fitted(events, 9, right=True)}{seed} ", QUIET),
        row_text(f"{fitted(clean(row.build), 8)} ", QUIET),
        row_text(fitted(clean(row.role), 9), "bold" if row.role == "minimized" else QUIET),
    )


def unreadable_line(row: UnreadableRow) -> Text:
    """Return the path of a pack that cannot be read, and why."""
    return joined(row_text(shown_path(row.path), "bold"), own_text("  "), row_text(row.fault, BAD))


def _room(width: int) -> int:
    """The cells of the path."""
    return max(8, width - 38 - (21 if width >= _SEEDS else 0))


class SampleLines(PagedLines[SampleRow]):
    """The samples of a group.

    Args:
        view: Where they are read.
        group: The group.
        count: How many it has.
        width: The cells of a row.
    """

    def __init__(self, view: FleetView, group: int, count: int, width: int) -> None:
        super().__init__(count, partial(view.samples, group), partial(sample_line, width=width))


class UnreadableLines(PagedLines[UnreadableRow]):
    """The packs that cannot be read, each with the reason.

    Args:
        view: Where they are read.
        count: How many there are.
    """

    def __init__(self, view: FleetView, count: int) -> None:
        super().__init__(count, view.unreadable, unreadable_line)
