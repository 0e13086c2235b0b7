"""The keys that matter now, as many as there is place for."""

from collections.abc import Sequence
from typing import Final, TypeAlias

from rich.cells import cell_len
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

KeyLabel: TypeAlias = tuple[str, str]
"""A key as it is shown, and a word or two for what it does."""

_GAP: Final = "  "
_MORE: Final = "…"


def fitting(keys: Sequence[KeyLabel], width: int) -> tuple[KeyLabel, ...]:
    """Return the first of *keys*, the most important ones, that go whole into *width* cells.

    Where some are left out, the cells of a gap and an ellipsis are kept free.
    """
    needed = [cell_len(f"{key} {label}") + len(_GAP) for key, label in keys]
    if sum(needed) - len(_GAP) <= width:
        return tuple(keys)
    room, count = width - len(_MORE), 0
    while room >= needed[count]:
        room -= needed[count]
        count += 1
    return tuple(keys[:count])


class KeyFooter(Widget):
    """One row of keys and labels, the most important first; a label is shown whole or not at all."""

    DEFAULT_CSS = """
    KeyFooter {
        height: 1;
        padding: 0 1;
        background: $footer-background;
        color: $footer-foreground;
    }
    """

    keys: reactive[tuple[KeyLabel, ...]] = reactive(())
    """What to show, the most important first."""

    def __init__(self, keys: Sequence[KeyLabel] = (), *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.set_reactive(KeyFooter.keys, tuple(keys))

    def show_keys(self, keys: Sequence[KeyLabel]) -> None:
        """Show other *keys*."""
        self.keys = tuple(keys)

    def render(self) -> Content:
        """Draw the keys that fit."""
        shown = fitting(self.keys, self.content_size.width)
        parts = [Content.assemble((key, "bold $footer-key-foreground"), f" {label}") for key, label in shown]
        if len(shown) < len(self.keys):
            parts.append(Content(_MORE))
        return Content(_GAP).join(parts)
