"""Frames of a screen held back while a test waits for quiet: what it waits for is drawn once, not after each step."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final
from weakref import WeakSet

from textual.screen import Screen

_OWED: Final[WeakSet[Screen[Any]]] = WeakSet()
"""The screens whose frame was held back."""
_HOLDING: Final[list[None]] = []
"""One entry for each wait under way."""

_refresh = Screen._compositor_refresh


def let_frames_be_held() -> None:
    """Let a test hold the frames of all screens; the layout, and whatever follows from it, is never held."""
    Screen._compositor_refresh = _refresh_or_owe  # type: ignore[method-assign, assignment]


@contextmanager
def held_frames() -> Iterator[None]:
    """Hold all frames back, until :func:`draw_owed_frame` draws them."""
    _HOLDING.append(None)
    try:
        yield
    finally:
        _HOLDING.pop()


def draw_owed_frame(screen: Screen[Any]) -> bool:
    """Draw the frame that a screen owes; return whether it owed one."""
    is_owed = screen in _OWED
    if is_owed:
        _OWED.discard(screen)
        _refresh(screen)
    return is_owed


def _refresh_or_owe(screen: Screen[Any]) -> None:
    if _HOLDING and screen.app.is_headless and not screen.app.is_inline:
        _OWED.add(screen)
        # Their regions are with the compositor until the frame is drawn.
        screen._dirty_widgets.clear()
    else:
        _OWED.discard(screen)
        _refresh(screen)
