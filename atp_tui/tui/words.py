"""Text of packs as widgets take it: clean, with a style that says the same as the words."""

from typing import Final

from rich.text import Text

from atp_tui.clean import clean
from atp_tui.engine.record import Severity

SEVERITY_SIGNS: Final = {
    Severity.CRITICAL: "!!",
    Severity.HIGH: "! ",
    Severity.MEDIUM: "~ ",
    Severity.LOW: ". ",
}
"""A sign for each severity, so that it can be told without colour."""

SEVERITY_STYLES: Final = {
    Severity.CRITICAL: "bold reverse red",
    Severity.HIGH: "bold red",
    Severity.MEDIUM: "bold yellow",
    Severity.LOW: "bold cyan",
}

GOOD: Final = "bold green"
BAD: Final = "bold red"
QUIET: Final = "dim"


def pack_text(text: str, style: str = "") -> Text:
    """Return text of a pack as it may be shown."""
    return Text(clean(text), style=style, no_wrap=False, end="")


def own_text(text: str, style: str = "") -> Text:
    """Return text of this program; it is cleaned all the same, as pack text may have been put into it."""
    return pack_text(text, style)


def heading(text: str) -> Text:
    """Return a heading."""
    return own_text(text, "bold")


def joined(*parts: Text | str) -> Text:
    """Return one line of several parts."""
    line = Text(end="")
    for part in parts:
        line.append_text(part if isinstance(part, Text) else own_text(part))
    return line


def lines(*parts: Text) -> Text:
    """Return several lines as one text."""
    return Text("\n").join(parts)


def milliseconds(time: int | None) -> str:
    """Return a lab time, given in nanoseconds, in milliseconds."""
    return "-" if time is None else f"{time // 1_000_000:,}.{time // 1_000 % 1_000:03d} ms"
