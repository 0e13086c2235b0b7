"""The terminal and the environment in which the explorer starts: is there a screen, and what may Textual read."""

import os
import signal
import sys
import threading
import time
from collections.abc import Mapping, MutableMapping
from typing import Final

from atp_tui.clean import clean

_CSI: Final = b"\x1b["
_NO_SCREEN: Final = frozenset({"dumb", "unknown"})

DRIVER: Final = "textual.drivers.web_driver:WebDriver"
"""The driver that textual-serve names in TEXTUAL_DRIVER for the programs that it starts."""

KEEP: Final = "ATP_TUI_KEEP_TEXTUAL_ENV"
"""The variable that, set to 1, lets every variable of Textual reach it; for work on the explorer itself."""

HARMLESS: Final = frozenset(
    {
        "TEXTUAL_ANIMATIONS",
        "TEXTUAL_COLOR_SYSTEM",
        "TEXTUAL_DIM_FACTOR",
        "TEXTUAL_DISABLE_KITTY_KEY",
        "TEXTUAL_FILTERS",
        "TEXTUAL_FPS",
        "TEXTUAL_SLOW_THRESHOLD",
        "TEXTUAL_SMOOTH_SCROLL",
        "TEXTUAL_THEME",
    }
)
"""The variables that change only looks; all others of Textual are dropped, also ones that it does not have yet."""

OF_BROWSER: Final = ("TEXTUAL_DRIVER", DRIVER)
"""The one driver that may be asked for: Textual's own, for an explorer whose terminal is a page of a browser."""

_INTERVAL: Final = 1.0
"""Seconds between two looks at whether the server still runs."""


def terminal_fault(term: str) -> str:
    """Return what a terminal of the type *term* cannot do, empty when nothing is known of it.

    A type that the terminal database of this machine does not list is taken to understand what most do: the newest
    terminals are missing from it on many a far machine.
    """
    if not term:
        return "the type of the terminal is unknown (TERM is not set)"
    if term in _NO_SCREEN:
        return f"the terminal has no screen (TERM is {term})"
    return "" if _addresses_cursor(term) else f"a terminal of the type {clean(term)} cannot position its cursor"


def _addresses_cursor(term: str) -> bool:
    """Whether the database says so, in the sequences of today, or says nothing."""
    try:
        import curses
    except ImportError:
        return True
    try:
        curses.setupterm(term, fd=1)
    except (curses.error, ValueError):
        return True
    return (curses.tigetstr("cup") or b"").startswith(_CSI)


def is_served(environ: Mapping[str, str]) -> bool:
    """Return whether a page of a browser stands in place of the terminal."""
    return environ.get(OF_BROWSER[0]) == DRIVER


def end_with_server() -> None:
    """End this process soon after the one that started it, which may be killed before it can say so."""
    threading.Thread(target=_watch, args=(os.getppid(),), daemon=True).start()


def _watch(server: int) -> None:
    while os.getppid() == server:
        time.sleep(_INTERVAL)
    os.kill(os.getpid(), signal.SIGTERM)


def lacking_for_screen() -> str:
    """Return what there is too little of to explore something on the screen; empty when nothing is."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return "not a terminal"
    return terminal_fault(os.environ.get("TERM", ""))


def drop_textual_settings(environ: MutableMapping[str, str]) -> None:
    """Remove the variables of Textual that do harm from *environ*; to be called before it is imported.

    Source: SAFETY.md, "The process".
    """
    if environ.get(KEEP) == "1":
        return
    for name, value in [*environ.items()]:
        if name.startswith("TEXTUAL") and name not in HARMLESS and (name, value) != OF_BROWSER:
            del environ[name]
