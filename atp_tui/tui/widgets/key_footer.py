"""The keys that matter now, as many as there is place for."""

from collections.abc import Sequence
from typing import Final, TypeAlias

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from atp_tui.cells import cell_len
from atp_tui.clean import clean

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
    """One row of keys and labels, the most important first; a label is shown whole or not at all.

    Args:
        keys: What to show, the most important first.
        always: How many of the last keys are shown before any other, at the end of the row.
    """

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

    def __init__(self, keys: Sequence[KeyLabel] = (), *, always: int = 0, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._always = always
        self.set_reactive(KeyFooter.keys, tuple(keys))

    def show_keys(self, keys: Sequence[KeyLabel]) -> None:
        """Show other *keys*."""
        self.keys = tuple(keys)

    def render(self) -> Content:
        """Draw the keys that fit."""
        split = max(0, len(self.keys) - self._always)
        last = self.keys[split:]
        room = self.content_size.width - sum(cell_len(f"{_GAP}{key} {label}") for key, label in last)
        first = fitting(self.keys[:split], room) if room > 0 else ()
        parts = [_content(key) for key in first]
        if len(first) < split:
            parts.append(Content(_MORE))
        return Content(_GAP).join([*parts, *(_content(key) for key in last)])


def _content(key: KeyLabel) -> Content:
    """A key that stands out, and its label."""
    return Content.assemble((clean(key[0]), "bold $footer-key-foreground"), clean(f" {key[1]}"))
