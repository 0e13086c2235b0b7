"""Variables of the environment by which Textual would load code, write files, press keys or open a port."""

from collections.abc import MutableMapping
from typing import Final

KEEP: Final = "ATP_TUI_KEEP_TEXTUAL_ENV"
"""The variable that, set to 1, lets all of them reach Textual; for whoever works on the explorer itself."""

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
"""Those that change no more than how things look; all others are dropped, also ones that Textual does not have yet."""

OF_BROWSER: Final = ("TEXTUAL_DRIVER", "textual.drivers.web_driver:WebDriver")
"""The one driver that may be asked for: Textual's own, for an explorer whose terminal is a page of a browser."""


def drop_textual_settings(environ: MutableMapping[str, str]) -> None:
    """Remove the variables from *environ*; to be called before Textual is imported.

    Source: SAFETY.md, "The process".
    """
    if environ.get(KEEP) == "1":
        return
    for name, value in [*environ.items()]:
        if name.startswith("TEXTUAL") and name not in HARMLESS and (name, value) != OF_BROWSER:
            del environ[name]
