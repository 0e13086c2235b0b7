"""Whether a terminal can show the explorer."""

from typing import Final

from atp_tui.clean import clean

_CSI: Final = b"\x1b["
_NO_SCREEN: Final = frozenset({"dumb", "unknown"})


def terminal_fault(term: str) -> str:
    """Return what a terminal of the type *term* cannot do, empty when nothing is known of it.

    A type that the terminal database of this machine does not list is taken to understand what most do: the newest
    terminals are missing from it on many a far machine.
    """
    if not term:
        return "no type of terminal is told (TERM is not set)"
    if term in _NO_SCREEN:
        return f"the terminal has no screen (TERM is {term})"
    return "" if _addresses_cursor(term) else f"a terminal of the type {clean(term)} cannot place its cursor"


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
