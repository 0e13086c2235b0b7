"""Which panes the main screen shows, as a value that keys replace, and how the screen takes it on.

The styles decide from the classes set here, and from the size of the screen, how much room each pane gets.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, TypeAlias

from textual.reactive import var
from textual.screen import Screen
from textual.widget import Widget

from atp_tui.tui.commands import PANES
from atp_tui.tui.sizes import COLUMNS, ROWS, classes_at
from atp_tui.tui.widgets.tab_line import TabLine

if TYPE_CHECKING:
    from atp_tui.store.pack import Pack

Labels: TypeAlias = tuple[tuple[str, str], ...]
"""The names of panes with what a row of tabs shows for them."""

UPPER: Final = PANES[:3]
"""The panes of the upper half: timeline, violations and events; the others share the lower half."""

LISTS: Final = UPPER[1:]
"""The panes whose cursor the detail pane follows."""

_HALVES: Final = (*UPPER, "lower")


@dataclass(frozen=True, slots=True)
class Arrangement:
    """The pane that has the focus, and those that are shown beside it."""

    pane: str = "violations"
    """The pane that has the focus."""
    upper: str = "violations"
    """The pane of the upper half that had the focus last."""
    lower: str = "detail"
    """The pane that the lower half shows."""
    is_zoomed: bool = False
    """Whether the pane that has the focus fills the screen."""

    @property
    def listed(self) -> str:
        """The list that is shown where there is room for one; the events follow the cursor of the timeline."""
        return self.upper if self.upper in LISTS else "events"

    @property
    def half(self) -> str:
        """The pane that has the focus, or ``lower`` for any of the lower half."""
        return self.pane if self.pane in UPPER else "lower"

    def focusing(self, pane: str) -> "Arrangement":
        """Return the arrangement with the focus on another pane; a zoomed screen stays zoomed."""
        return replace(self, pane=pane, upper=pane) if pane in UPPER else replace(self, pane=pane, lower=pane)

    def following(self) -> "Arrangement":
        """Return the arrangement after the cursor of the focused list has moved: the detail is shown again."""
        return replace(self, lower="detail") if self.pane in LISTS else self

    def zoomed(self, *, is_zoomed: bool) -> "Arrangement":
        """Return the arrangement with or without zoom."""
        return replace(self, is_zoomed=is_zoomed)

    def neighbour(self, step: int, *, is_wide: bool, is_tall: bool) -> str:
        """Return the next visible pane, or the previous one for a *step* of -1."""
        lists = LISTS if is_wide else (self.listed,)
        timeline = ("timeline",) if is_wide or is_tall else ()
        visible = {*timeline, *lists, self.lower, self.pane}
        order = [name for name in PANES if name in visible]
        return order[(order.index(self.pane) + step) % len(order)]


class PackScreen(Screen[None]):
    """A screen on which the panes of one pack stand, the violations with the focus at first."""

    AUTO_FOCUS = "#violation-list"
    HORIZONTAL_BREAKPOINTS = COLUMNS
    VERTICAL_BREAKPOINTS = ROWS

    pack: var["Pack | None"] = var(None)

    async def may_close(self) -> bool:
        """Ask whether what is unsaved is to be saved, where anything is; return False to stay."""
        return True


def arrange(screen: Screen[None], shown: Arrangement) -> None:
    """Apply an arrangement: the classes from which the styles derive the layout, the tabs, and the focus.

    A class that changes applies the styles to all that is below, so they are applied once, when all classes are set.
    A screen without a size is about to apply them itself; with the classes of its size, its first layout is right.
    """
    classes: list[tuple[Widget, bool, str]] = [(screen, half == shown.half, f"-on-{half}") for half in _HALVES]
    classes += [(screen, shown.is_zoomed, "-zoomed")]
    for name in PANES:
        pane = screen.query_one(f"#{name}")
        classes += [(pane, name == shown.pane, "-current"), (pane, name in (shown.listed, shown.lower), "-shown")]
    changed = [row for row in classes if row[0].has_class(row[2]) != row[1]]
    for node, is_set, name in changed:
        node.set_class(is_set, name, update=False)
    if not screen.outer_size:
        screen.add_class(*classes_at(screen.app.size), update=False)
    elif changed:
        screen.update_node_styles()
    screen.query_one("#upper-panes", TabLine).active = shown.pane
    screen.query_one("#lower-panes", TabLine).active = shown.lower
    focus_pane(screen, shown.pane)


def focus_pane(screen: Screen[None], name: str) -> None:
    """Focus the first part of a pane that can be, unless one of its parts is."""
    pane = screen.query_one(f"#{name}")
    if screen.focused is not None and pane in screen.focused.ancestors_with_self:
        return
    target = pane if pane.can_focus else next((child for child in pane.query("*") if child.can_focus), None)
    if target is not None:
        screen.set_focus(target)


def pane_of(widget: Widget) -> str:
    """Return the name of the pane that a widget is or is a part of; empty where it is none."""
    return next((found.id for found in widget.ancestors_with_self if found.id in PANES), "")


def tabs(shown: Callable[[str], str]) -> tuple[Labels, Labels]:
    """Return the labels of the panes of both halves, each with its key, which *shown* gives for a command."""
    labels = tuple((name, f"{shown(f'pane.{name}')} {name.capitalize()}") for name in PANES)
    return labels[: len(UPPER)], labels[len(UPPER) :]
