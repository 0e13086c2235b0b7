"""How the explorer looks: a dark theme, a light one and one of the terminal's own colours, all with enough contrast.

Text stands out from its ground by 4.5 to 1 at least, which a test measures on the screens. Source: WCAG 2.2,
success criterion 1.4.3.
"""

from collections.abc import Mapping
from typing import Final

from rich.terminal_theme import TerminalTheme
from textual.theme import BUILTIN_THEMES, Theme

DARK: Final = Theme(
    name="dark",
    primary="#4aa8ff",
    secondary="#7cc0ff",
    accent="#ffb454",
    warning="#ffb454",
    error="#ff7a85",
    success="#7fd962",
    foreground="#e6e6e6",
    background="#121416",
    surface="#1b1e21",
    panel="#22262b",
    variables={
        "text-muted": "#b4b9be",
        "border-blurred": "#3d464e",
        "primary-muted": "#14284a",
        "accent-muted": "#43281a",
        "warning-muted": "#43281a",
        "block-cursor-blurred-background": "#282d33",
        "footer-key-foreground": "#ffb454",
        "input-cursor-foreground": "#e6e6e6",
        "input-cursor-background": "#121416",
        "input-cursor-text-style": "reverse",
    },
)

LIGHT: Final = Theme(
    name="light",
    primary="#005fb8",
    secondary="#004578",
    accent="#8a4b00",
    warning="#8a4b00",
    error="#a3162b",
    success="#1f6b12",
    foreground="#141414",
    background="#ffffff",
    surface="#f4f5f6",
    panel="#e9ebed",
    dark=False,
    variables={
        "text": "#141414",
        "text-muted": "#4a4f54",
        "border-blurred": "#b4bcc4",
        "text-accent": "#7a4200",
        "text-warning": "#6b3b00",
        "text-error": "#8f1226",
        "primary-muted": "#d3e5f7",
        "accent-muted": "#fbe6c8",
        "warning-muted": "#fbe6c8",
        "block-cursor-blurred-background": "#e2e5e9",
        "footer-key-foreground": "#00498f",
        "input-cursor-foreground": "#141414",
        "input-cursor-background": "#ffffff",
        "input-cursor-text-style": "reverse",
    },
)

ANSI: Final = Theme(
    name="ansi",
    ansi=True,
    primary="ansi_blue",
    secondary="ansi_cyan",
    accent="ansi_cyan",
    warning="ansi_yellow",
    error="ansi_red",
    success="ansi_green",
    foreground="ansi_default",
    background="ansi_default",
    surface="ansi_default",
    panel="ansi_default",
    boost="ansi_default",
    variables=BUILTIN_THEMES["ansi-dark"].variables
    | dict.fromkeys(
        (
            "text-muted",
            "text-disabled",
            "primary-muted",
            "accent-muted",
            "warning-muted",
            "error-muted",
            "foreground-muted",
            "block-cursor-blurred-background",
            "input-cursor-foreground",
            "input-cursor-background",
            "border",
            "border-blurred",
        ),
        "ansi_default",
    )
    | {
        "text-warning": "ansi_default",
        "footer-key-foreground": "ansi_cyan",
        "input-cursor-text-style": "reverse",
        "block-cursor-text-style": "bold reverse",
    },
)

THEMES: Final = (DARK, LIGHT, ANSI)
"""The explorer's own themes, in the order in which a key goes through them; the first one is the usual one."""

DARK_NAMES: Final = TerminalTheme(
    (18, 20, 22),
    (230, 230, 230),
    [
        (26, 26, 26),
        (255, 122, 133),
        (127, 217, 98),
        (242, 201, 76),
        (124, 178, 255),
        (226, 150, 255),
        (95, 211, 236),
        (217, 217, 217),
        (164, 169, 174),
    ],
)
"""What the names of colours mean in the dark theme."""

LIGHT_NAMES: Final = TerminalTheme(
    (255, 255, 255),
    (20, 20, 20),
    [
        (20, 20, 20),
        (163, 22, 43),
        (31, 99, 18),
        (112, 72, 0),
        (0, 73, 143),
        (122, 28, 140),
        (0, 84, 110),
        (74, 79, 84),
        (90, 95, 100),
    ],
)
"""What the names of colours mean in the light theme."""

FEW: Final = "standard"
"""The colours that a terminal has of which no more than sixteen are known."""


def usual_theme(color_system: str | None, environ: Mapping[str, str], remembered: str = "") -> str:
    """Return the name of the theme where none was asked for.

    Args:
        color_system: How many colours the terminal has, in a word of Rich.
        environ: Names and values; ``TEXTUAL_THEME`` chooses any theme that Textual knows.
        remembered: The theme that was chosen last, for terminals with more than sixteen colours; empty where none was.
    """
    asked = environ.get("TEXTUAL_THEME", "")
    if is_theme(asked):
        return asked
    return ANSI.name if color_system == FEW else remembered or DARK.name


def is_theme(name: str) -> bool:
    """Return whether there is a theme of this name."""
    return name in BUILTIN_THEMES or name in {theme.name for theme in THEMES}


def next_theme(name: str) -> str:
    """Return the theme after the one called *name*; the first one after a theme of somebody else."""
    names = [theme.name for theme in THEMES]
    return names[(names.index(name) + 1) % len(names)] if name in names else names[0]
