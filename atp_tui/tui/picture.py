"""The screen as a picture that a browser shows."""

import re
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from textual.app import App

_FONTS: Final = re.compile(r"@font-face\s*{[^}]*}\s*")


def picture_of(app: "App[Any]") -> str:
    """Return what is on the screen as an SVG that asks the network for nothing; the fonts of the reader stand in."""
    return _FONTS.sub("", app.export_screenshot(title="atp-tui")) + "\n"
