"""What the terminal can show, as far as the environment tells it."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from atp_tui.machine.environment import Surroundings
from atp_tui.machine.finding import Observation, Word

LEAST_SIZE: Final = (60, 18)
"""Columns and rows under which words that matter are cut."""

WIDE: Final = 110
"""Columns from which all panes stand side by side."""

_DUMB: Final = ("dumb", "unknown")
_HAVE_256: Final = ("kitty", "256color")
"""The ends of names of terminals that have 256 colours."""
_FULL: Final = ("truecolor", "24bit")
_COLOURS: Final[Mapping[str, str]] = MappingProxyType(
    {"truecolor": "16 million", "256": "256", "standard": "16", "none": "none"}
)


def observe_terminal(around: Surroundings) -> Iterator[Observation]:
    """Return what the terminal is, its colours, size and letters, and what stands between it and the person."""
    yield _terminal(around)
    yield _colours(around.environ)
    yield _size(around.size)
    yield _letters(around.environ)
    yield from _between(around)


def colour_system(environ: Mapping[str, str]) -> str:
    """Return the colours that Textual will use here: truecolor, 256, standard or none.

    Source: Rich's `Console` (`_detect_color_system`), which Textual asks; a test compares the two.
    """
    forced = environ.get("TEXTUAL_COLOR_SYSTEM", "auto")
    if forced != "auto":
        return forced
    if environ.get("TERM", "").lower() in _DUMB:
        return "none"
    if environ.get("COLORTERM", "").strip().lower() in _FULL:
        return "truecolor"
    term = environ.get("TERM", "").strip().lower()
    return "256" if term.rpartition("-")[2] in _HAVE_256 else "standard"


def _terminal(around: Surroundings) -> Observation:
    term = around.environ.get("TERM", "")
    if around.size is None:
        advice = "'atp-tui open' prints the text report here; run doctor in the terminal to check"
        return Observation("terminal", Word.NOTE, "stdin or stdout is not a terminal", advice)
    if not term or term.lower() in _DUMB:
        found = f"TERM is {term!r}, which cannot position the cursor" if term else "TERM is not set"
        return Observation(
            "terminal", Word.NOTE, found, "set TERM to the type of the terminal; 'atp-tui check' needs no terminal"
        )
    return Observation("terminal", Word.OK, f"TERM is {term!r}")


def _colours(environ: Mapping[str, str]) -> Observation:
    if "NO_COLOR" in environ:
        found = "NO_COLOR is set, so the explorer uses no colour; severities have a word and a sign too"
        return Observation("colours", Word.OK, found)
    system = colour_system(environ)
    told = f"COLORTERM is {environ['COLORTERM']!r}" if environ.get("COLORTERM") else "COLORTERM is not set"
    found = f"{_COLOURS.get(system, system)} ({told})"
    if system in ("256", "standard"):
        return Observation("colours", Word.NOTE, found, "if the terminal supports more, export COLORTERM=truecolor")
    return Observation("colours", Word.NOTE if system == "none" else Word.OK, found)


def _size(size: tuple[int, int] | None) -> Observation:
    if size is None:
        return Observation("size", Word.NOTE, "unknown without a terminal")
    columns, rows = size
    found = f"{columns} columns, {rows} rows"
    if columns < LEAST_SIZE[0] or rows < LEAST_SIZE[1]:
        least = f"{LEAST_SIZE[0]} by {LEAST_SIZE[1]}"
        return Observation("size", Word.NOTE, found, f"text is cut below {least}; enlarge the window")
    if columns < WIDE:
        return Observation("size", Word.OK, f"{found}: two panes at a time, from {WIDE} columns more")
    return Observation("size", Word.OK, found)


def _letters(environ: Mapping[str, str]) -> Observation:
    name = next((name for name in ("LC_ALL", "LC_CTYPE", "LANG") if environ.get(name)), "")
    if not name:
        found = "neither LC_ALL, LC_CTYPE nor LANG is set"
    else:
        found = f"{name} is {environ[name]!r}"
        if "utf8" in environ[name].lower().replace("-", ""):
            return Observation("letters", Word.OK, found)
    advice = "tmux shows _ and other programs show ? for non-ASCII text; export LC_ALL=C.UTF-8 before they start"
    return Observation("letters", Word.NOTE, found, advice)


def _between(around: Surroundings) -> Iterator[Observation]:
    """What keys and colours pass on their way to the person."""
    if around.environ.get("TMUX"):
        yield Observation("tmux", Word.OK, "this runs inside tmux")
    elif around.environ.get("STY"):
        found = "this runs inside screen, which does not pass on clipboard text (OSC 52)"
        yield Observation("screen", Word.NOTE, found, "copy by hand: p in the explorer shows the text")
    if around.is_remote:
        found = "this runs over SSH, so the clipboard is that of your local terminal"
        yield Observation("SSH", Word.OK, found)
