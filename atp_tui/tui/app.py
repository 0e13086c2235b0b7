"""The explorer as a program: its first screen, its theme, and what any screen may ask of it."""

import asyncio
import os
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, Final

from textual import on, work
from textual.app import App
from textual.binding import Binding, BindingType
from textual.command import Provider
from textual.screen import Screen

from atp_tui.assets import STYLES
from atp_tui.cells import cell_len
from atp_tui.clean import clean
from atp_tui.engine.errors import CrashpackError
from atp_tui.machine.fast_import import loading
from atp_tui.store.kept_import import kept_at
from atp_tui.tui.app_messages import DIALOG, CopyRequested, OpeningShown, PackFailed, PackRequested
from atp_tui.tui.collector import FreshContextExecutor, release
from atp_tui.tui.commands import REDRAW, SUSPEND
from atp_tui.tui.options import DEFAULT_OPTIONS, OpenOptions
from atp_tui.tui.screens.arrangement import PackScreen
from atp_tui.tui.screens.opening import OpeningScreen
from atp_tui.tui.terminal.shutdown import Shutdown
from atp_tui.tui.theme_memory import ThemeMemory
from atp_tui.tui.themed_app import ThemedApp
from atp_tui.tui.themes import next_theme

if TYPE_CHECKING:
    # What only a key asks for is loaded with the key: the first rows wait for all that is imported above.
    from atp_tui.tui.palette import Offer
    from atp_tui.tui.screens.main import MainScreen

NOTICE: Final = 1_000
"""Characters that a notification may have: a violation may have any number, and all are laid out."""

_TOAST_EDGES: Final = 6
"""Cells of a row that a notification cannot use for its text."""

_STYLES: Final = sorted(STYLES.glob("*.tcss"), key=lambda path: (path.stem != "main", path))
"""The stylesheets, first the one with all that an opening needs."""

PATIENCE: Final = 1.0
"""Seconds for which the opening stays while the pack is read."""

_WHOLE: Final = "whole"
"""The mode with the main screen, after that of the opening."""

_WRAPPED: Final = "long lines of text are wrapped"
_UNWRAPPED: Final = "long lines of text are not wrapped; left and right scroll"
_FONTS: Final = re.compile(r"@font-face\s*{[^}]*}\s*")


def _offers() -> type[Provider]:
    from atp_tui.tui.dialogs.palette import OfferProvider

    return OfferProvider


class ExplorerApp(ThemedApp[int | CrashpackError]):
    """Explores one crashpack or a fleet; ends with an exit code, or with the error that kept it from opening.

    Args:
        path: The pack, or the database of the fleet.
        options: How packs are opened.
        first: The screen to begin with; None for the main screen with the pack. From an opening the app goes on to it.
    """

    TITLE = "atp-tui"
    COMMANDS: ClassVar[set[type[Provider] | Callable[[], type[Provider]]]] = {_offers}
    CSS_PATH = [*_STYLES]  # noqa: RUF012 - as Textual declares it
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(each.keys, each.binding, each.label, show=False, priority=True, id=each.name, tooltip=each.sentence)
        for each in (SUSPEND, REDRAW)
    ]

    def __init__(self, path: str, options: OpenOptions = DEFAULT_OPTIONS, first: Screen[None] | None = None) -> None:
        super().__init__()
        self._path = path
        self._first = first
        self._options = options
        self._memory = ThemeMemory(options.theme_file, partial(self.notify, severity="warning", markup=False))
        self.look(options.theme, still=options.is_still, remembered=self._memory.theme)
        self._copied = ""
        """What the newest notice about a copy says."""
        self._signals = Shutdown(self.exit, self.stop_writing)
        self.set_keymap(options.keymap.changed)
        if isinstance(first, OpeningScreen):
            self.holds_input = True
            self.css_path = _STYLES[:1]

    def on_mount(self) -> None:
        """Restore the terminal on the signals that end a program, and say why no theme is remembered."""
        asyncio.get_running_loop().set_default_executor(FreshContextExecutor())
        if not self.is_headless:
            self._signals.listen()
        self.theme_changed_signal.subscribe(self, self._memory.remember)
        if self._memory.fault:
            self.notify(clean(self._memory.fault), severity="warning", markup=False)

    def notify(self, message: str, **settings: Any) -> None:  # noqa: ANN401 - Textual's own settings
        """Show a notification, of a very long one the beginning."""
        super().notify(clean(message, NOTICE), **settings)

    def get_default_screen(self) -> Screen[None]:
        """Return the screen to begin with."""
        return self._first or _main_screen()(self._path, self._options)

    @on(OpeningShown)
    @work(description="load the explorer")
    async def go_on(self) -> None:
        """Load the main screen, and show it in place of the opening, mostly with the pack; keys wait until then."""
        screen = (await asyncio.to_thread(_main_screen))(self._path, self._options)
        self.stylesheet.read_all(_STYLES[1:])
        self.stylesheet.parse()
        # Textual cannot replace an app's first screen, but can leave it in a mode of its own.
        self.add_mode(_WHOLE, lambda: screen)
        with self.batch_update():
            await self.switch_mode(_WHOLE)
            # A pack that takes longer is waited for on the main screen, where keys act: it can be left, say.
            with suppress(TimeoutError):
                await asyncio.wait_for(screen.has_opened.wait(), PATIENCE)
        await self.hand_on_input()

    def offered(self, screen: Screen[Any]) -> tuple["Offer", ...]:
        """Return what the palette offers: all of the table of a screen that has one, on any other its own keys."""
        from atp_tui.tui.dialogs.help import HasCommands
        from atp_tui.tui.dialogs.palette import offers_of
        from atp_tui.tui.palette import Offer

        themes = Offer("Choose theme", "Choose one of many themes", "color colour skin", "", self.action_change_theme)
        if not isinstance(screen, HasCommands):
            return (*offers_of(screen, partial(self.run_later, screen)), themes)
        shown = self._options.keymap.shown
        table = (
            Offer(
                each.label,
                each.told,
                each.synonyms,
                shown(each.name),
                partial(self.run_later, screen, each.binding),
            )
            for each in screen.commands
        )
        return (*table, themes)

    def run_later(self, screen: Screen[Any], action: str) -> None:
        """Run an action of a screen once the palette is closed.

        It runs as a callback of the app, as a key does: a message goes no further up than to whoever runs the code
        that posts it, so one posted in a callback of the screen would never reach the app.
        """
        screen.call_later(self.call_later, screen.run_action, action)

    @on(PackFailed)
    def show_failure(self, event: PackFailed) -> None:
        """End with the reason why the pack cannot be opened; where another is open, go back to that."""
        if isinstance(self.screen, PackScreen) and len(self.screen_stack) > 1:
            self.pop_screen()
            self.notify(clean(str(event.error)), severity="error", markup=False, timeout=10)
        else:
            self.exit(event.error)

    @on(PackRequested)
    @work(group=DIALOG, description="open another pack")
    async def open_pack(self, event: PackRequested) -> None:
        """Open another pack above the one that is open, to which Escape leads back, or in place of it.

        One that has something unsaved stays below if the user wants that.
        """
        release()
        kept = kept_at(event.path)
        path, options = event.path if kept is None else kept.shown, self._options.for_another_pack()
        below, screen = self.screen, _main_screen()(path, replace(options, kept=kept))
        # Textual cannot switch from an app's first screen, so that one stays below.
        is_upper = len(self.screen_stack) > 1
        if event.replaces and is_upper and isinstance(below, PackScreen) and await below.may_close():
            self.switch_screen(screen)
        else:
            self.push_screen(screen)

    @work(group=DIALOG)
    async def action_new_pack(self) -> None:
        """Make a pack in the lab, and explore it."""
        from atp_tui.tui.dialogs.plain import PlainScreen
        from atp_tui.tui.screens.forms import lab_gap

        if missing := lab_gap():
            self.push_screen(PlainScreen([missing]))
            return
        from atp_tui.tui.screens.new_pack import NewPackScreen

        path = await self.push_screen_wait(NewPackScreen())
        if path is not None:
            self.post_message(PackRequested(path, replaces=True))

    @on(CopyRequested)
    @work(group="copy", exclusive=True, description="copy a text")
    async def copy_text(self, event: CopyRequested) -> None:
        """Copy a text and say how, or show it as plain text where no clipboard can be reached."""
        from atp_tui.machine.clipboard import copy

        copied = partial(self.call_from_thread, self.copy_to_clipboard)
        outcome = await asyncio.to_thread(copy, event.text, os.environ, copied)
        if outcome.method == "none":
            from atp_tui.tui.dialogs.plain import PlainScreen

            self.push_screen(PlainScreen(event.text.split("\n"), said=outcome.sentence))
            return
        # The newest copy alone is told.
        for shown in [each for each in self._notifications if each.message == self._copied]:
            self._unnotify(shown)
        line = f"{event.what}: {outcome.sentence}"
        has_room = cell_len(line) <= self.size.width - _TOAST_EDGES
        self._copied = clean(line if has_room else outcome.sentence)
        self.notify(self._copied, severity="information" if outcome.confirmed else "warning", markup=False)

    @work(group=DIALOG)
    async def action_picture(self) -> None:
        """Ask for a file and write what is on the screen now to it."""
        from atp_tui.store.file_writer import write_new_file
        from atp_tui.tui.dialogs.save import save
        from atp_tui.tui.typed_paths import suggested_file

        screen = self.screen
        pack = screen.pack if isinstance(screen, PackScreen) else None
        if pack is None and isinstance(screen, PackScreen):
            return
        picture = picture_of(self)
        question = "Write a picture of the screen to which file? It must not exist; it will be SVG"
        is_directory = pack is not None and pack.source.has_files
        suggested = suggested_file(pack.path if pack else self._path, "screen", "svg", is_directory=is_directory)
        svg = picture.encode("utf-8", "replace")
        path = await save(self, question, suggested, lambda path: write_new_file(path, svg))
        if path:
            self.notify(clean(f"the screen is drawn in {path}"), markup=False)

    def action_next_theme(self) -> None:
        """Use the next theme."""
        self.theme = next_theme(self.theme)
        self.notify(clean(f"theme: {self.theme}"), markup=False)

    def action_wrap(self) -> None:
        """Wrap the lines of text panes, or leave them as they are, to be scrolled sideways."""
        from atp_tui.tui.widgets.long_text import LongText

        self.screen.toggle_class("-unwrapped")
        for long in self.screen.query(LongText):
            long.wrap(is_wrapped=not self.screen.has_class("-unwrapped"))
        self.notify(_UNWRAPPED if self.screen.has_class("-unwrapped") else _WRAPPED)

    def action_help(self) -> None:
        """Show the keys of the screen on top."""
        from atp_tui.tui.dialogs.help import HelpScreen, help_of

        screen = self.screen
        self.push_screen(HelpScreen(help_of(screen, self._options.keymap)))

    async def action_quit(self) -> None:
        """Leave the program, unless a screen has something unsaved and the user stays."""
        self._quit()

    @work(group=DIALOG)
    async def _quit(self) -> None:
        for screen in reversed(self.screen_stack):
            if isinstance(screen, PackScreen) and not await screen.may_close():
                return
        self.exit(0)


def picture_of(app: App[Any]) -> str:
    """Return what is on the screen as an SVG without references to fonts on the network."""
    return _FONTS.sub("", app.export_screenshot(title="atp-tui")) + "\n"


def _main_screen() -> type["MainScreen"]:
    """Return the main screen, which is loaded on the first call."""
    with loading():
        from atp_tui.tui.screens.main import MainScreen

    return MainScreen
