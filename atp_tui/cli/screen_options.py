"""The options of everything that is explored on the screen: theme, keys, mouse."""

import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import wraps
from typing import TYPE_CHECKING, Any

import click

from atp_tui.cli.terminal import drop_textual_settings
from atp_tui.engine.errors import CrashpackError
from atp_tui.store.user_dirs import keymap_path, theme_path

if TYPE_CHECKING:
    from atp_tui.tui.keymap import Keymap
    from atp_tui.tui.options import OpenOptions


@dataclass(frozen=True, slots=True)
class ScreenOptions:
    """What the options ask for."""

    mouse: bool
    theme: str
    """Empty for the usual one."""
    is_still: bool
    keymap: "Keymap | None"
    """None for the default keys."""

    def applied(self, options: "OpenOptions") -> "OpenOptions":
        """Return options of the explorer with these."""
        options = replace(options, theme=self.theme, theme_file=theme_path() or "", is_still=self.is_still)
        return options if self.keymap is None else replace(options, keymap=self.keymap)


def screen_options(command: Callable[..., int]) -> Callable[..., int]:
    """Add the options of the screen to *command*, which gets what reads them as *screen*, to be called when needed."""

    @click.option("--no-mouse", is_flag=True, help="Do not capture the mouse.")
    @click.option(
        "--theme", type=click.Choice(["dark", "light", "ansi"]), help="Colours; ansi uses those of the terminal."
    )
    @click.option("--no-animation", is_flag=True, help="No animation, as always over SSH.")
    @click.option("--no-keymap", is_flag=True, help="Use the default keys and ignore your keymap.")
    @wraps(command)
    def with_screen(
        *arguments: Any,  # noqa: ANN401 - those of the command, of any type
        no_mouse: bool,
        theme: str | None,
        no_animation: bool,
        no_keymap: bool,
        **options: Any,  # noqa: ANN401 - as above
    ) -> int:
        def screen() -> ScreenOptions:
            # A damaged keymap is no reason not to print a report, so it is read when there is a screen.
            drop_textual_settings(os.environ)
            keymap = None if no_keymap else _keymap()
            return ScreenOptions(mouse=not no_mouse, theme=theme or "", is_still=no_animation, keymap=keymap)

        return command(*arguments, screen=screen, **options)

    return with_screen


def _keymap() -> "Keymap | None":
    """The person's keymap, where there is one."""
    path = keymap_path()
    if path is None:
        return None
    from atp_tui.tui.keymap import read_keymap

    try:
        return read_keymap(path)
    except CrashpackError as error:
        raise click.UsageError(f"{error}; --no-keymap uses the default keys") from None
