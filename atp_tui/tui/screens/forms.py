"""The questions that lead to the screens of replay, minimize and diff."""

from collections.abc import Awaitable, Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from textual.app import App
from textual.screen import Screen

from atp_tui.clean import clean
from atp_tui.engine.imported import NOTHING_TO_RUN
from atp_tui.engine.minimize.config import MinimizeMode
from atp_tui.engine.replay.run import RecordedRun
from atp_tui.engine.verdict import Verdict
from atp_tui.report.model import Report
from atp_tui.rerun.lab_runner import LAB, LabMissingError, require_lab
from atp_tui.store.pack import Pack
from atp_tui.tui.app_messages import CopyRequested
from atp_tui.tui.dialogs.choice import Choice, ChoiceScreen
from atp_tui.tui.dialogs.plain import PlainScreen
from atp_tui.tui.dialogs.prompt import PromptScreen
from atp_tui.tui.messages import PaneRequested
from atp_tui.tui.options import OpenOptions
from atp_tui.tui.typed_paths import pack_fault, suggested_directory, target_fault, typed_target

_MODES: Final[Mapping[MinimizeMode, str]] = MappingProxyType(
    {
        MinimizeMode.REPLAY: "leave out external decisions; the lab runs for each try",
        MinimizeMode.PROJECT: "leave out events of the trace; nothing is run",
    }
)

Form = Callable[[App[Any], Pack, Report, OpenOptions], Awaitable[Screen[Any] | None]]
"""Asks what has to be known, and returns the screen to push, or None where nothing is to be done."""


async def replay_form(app: App[Any], pack: Pack, report: Report, _options: OpenOptions) -> Screen[Any] | None:
    """Return the screen that runs the pack again and compares; None where there is nothing to run, or no lab."""
    if pack.is_recorded_test:
        show_test(app, pack)
        return None
    if pack.imported is not None:
        app.notify(clean(NOTHING_TO_RUN), markup=False)
        return None
    if not RecordedRun(pack.crashpack, ()).why_not(LAB) and (missing := lab_gap()):
        app.push_screen(PlainScreen([missing]))
        return None
    from atp_tui.tui.screens.replay import ReplayScreen

    return ReplayScreen(pack, report)


def show_test(app: App[Any], pack: Pack) -> None:
    """Show the line by which pytest runs a recorded test again, and copy it; nothing is run here."""
    app.screen.post_message(PaneRequested("replay"))
    if refusal := pack.replay_refusal:
        app.notify(clean(f"not copied: {refusal}"), severity="error", markup=False)
    else:
        app.post_message(CopyRequested("the pytest line", pack.replay_line))


async def compare_form(app: App[Any], pack: Pack, report: Report, options: OpenOptions) -> Screen[Any] | None:
    """Ask for another pack, and return the screen that shows both side by side."""
    typed = await app.push_screen_wait(PromptScreen("Compare with which pack? Path:", "", pack_fault))
    if not typed:
        return None
    from atp_tui.tui.screens.compare import CompareScreen

    return CompareScreen(pack, report, typed_target(typed), keeps_index=options.keeps_index)


async def minimize_form(app: App[Any], pack: Pack, report: Report, _options: OpenOptions) -> Screen[Any] | None:
    """Ask for a mode and a directory, and return the screen that makes a smaller pack."""
    if pack.imported is not None:
        app.notify(clean(NOTHING_TO_RUN), markup=False)
        return None
    if not report.violations:
        app.notify(clean(f"{_NO_VIOLATION[report.verdict]}, so there is nothing to minimize"), markup=False)
        return None
    refusal = _why_not_run(pack)
    choices = [
        Choice(mode.value, told, refusal if mode is MinimizeMode.REPLAY else "") for mode, told in _MODES.items()
    ]
    mode = await app.push_screen_wait(ChoiceScreen("Minimize how?", choices))
    if mode is None:
        return None
    question = "Write the smaller pack in which directory? It must not exist"
    typed = await app.push_screen_wait(PromptScreen(question, suggested_directory(pack.path, "small"), target_fault))
    if not typed:
        return None
    from atp_tui.tui.screens.minimize import MinimizeScreen

    return MinimizeScreen(pack, MinimizeMode(mode), typed_target(typed))


def _why_not_run(pack: Pack) -> str:
    """Why the lab cannot minimize a pack; empty where it can."""
    if pack.minimize_line and not pack.replay_refusal:
        return f"a test was recorded, which pytest minimizes: {pack.minimize_line}"
    return RecordedRun(pack.crashpack, (), path=pack.full_path).why_not(LAB) or lab_gap()


_NO_VIOLATION: Final[Mapping[Verdict, str]] = MappingProxyType(
    {
        Verdict.PASSED: "nothing failed",
        Verdict.FAILED: "no violation is listed",
        Verdict.NOT_JUDGED: "no oracle judged this run",
        Verdict.UNKNOWN: "the journal shows no violation as far as it can be read",
    }
)
"""Why a pack lists no violation."""

FORMS: Final[Mapping[str, Form]] = {"replay": replay_form, "minimize": minimize_form, "compare": compare_form}
"""The forms by the names that commands give them."""


_READING: Final = "the pack is still being read; try again in a moment"


async def rerun(
    name: str, app: App[Any], pack: Pack | None, report: Report | None, options: OpenOptions
) -> int | str | None:
    """Ask what the form called *name* asks, show its screen and return what the user chose there.

    That is the place of an event of this pack, the path of another pack to open, or None.
    """
    if pack is None or report is None:
        app.notify(_READING)
        return None
    screen = await FORMS[name](app, pack, report, options)
    chosen: int | str | None = await app.push_screen_wait(screen) if screen is not None else None
    return chosen


def lab_gap() -> str:
    """Return why the lab cannot run here and what installs it; empty where nothing is known to be missing."""
    try:
        require_lab(is_loaded=False)
    except LabMissingError as error:
        return str(error)
    return ""
