"""What an exception says of a failure: its class, and the place in the project that is nearest to it."""

import linecache
import os
import sys
from pathlib import Path
from traceback import walk_tb
from types import FrameType
from typing import Final

from atp_tui.pytest_plugin.attempt import Failure

FRAMES_LIMIT: Final = 40
"""Calls that are recorded, the innermost ones."""

_LINE_LIMIT: Final = 200
_DEPTH_LIMIT: Final = 50
_INSTALLED: Final = ("site-packages", "dist-packages")
_LOCALS: Final = ".<locals>"


def failure_of(phase: str, error: BaseException | None, report: str, node: str, root: str) -> Failure:
    """Return what is known of a failure.

    Args:
        phase: The phase that failed.
        error: The exception; None where pytest made the report without one, as for a strict xfail that passes.
        report: The text of pytest's report.
        node: The node id of the test, which is the place where there is no exception.
        root: The root directory of the project.
    """
    if error is None:
        return Failure(phase, _name_of(report), node.partition("[")[0], report)
    leaf = _leaf(error)
    frames = list(walk_tb(leaf.__traceback__))
    own = [number for number, (frame, _) in enumerate(frames) if _is_own(frame, root)]
    place = _function(frames[own[-1]][0]) if own else ""
    shown = frames[own[0] if own else 0 :][-FRAMES_LIMIT:]
    return Failure(phase, _error_name(leaf), place, _says(leaf), tuple(_line(frame, at, root) for frame, at in shown))


def _name_of(report: str) -> str:
    """The name of a failure without an exception."""
    return "XPassStrict" if report.startswith("[XPASS(strict)]") else "Failed"


def _leaf(error: BaseException) -> BaseException:
    """The exception itself, or the only one in a group."""
    for _ in range(_DEPTH_LIMIT):
        if not isinstance(error, BaseExceptionGroup) or len(error.exceptions) != 1:
            break
        error = error.exceptions[0]
    return error


def _error_name(error: BaseException) -> str:
    name = type(error).__name__
    if isinstance(error, BaseExceptionGroup):
        return f"{name} of {', '.join(sorted({type(each).__name__ for each in error.exceptions}))}"
    return name


def _says(error: BaseException) -> str:
    try:
        return str(error)
    except Exception:  # noqa: BLE001 - an exception of a test may fail to say anything
        return ""


def _is_own(frame: FrameType, root: str) -> bool:
    """Whether a call is in the project: below its root, or in a package of that name which is installed."""
    if frame.f_locals.get("__tracebackhide__") is True:
        return False
    parts = Path(frame.f_code.co_filename).parts
    for folder in _INSTALLED:
        if folder in parts:
            package = parts[len(parts) - parts[::-1].index(folder)]
            return any(Path(root, place, package).exists() for place in ("", "src"))
    return frame.f_code.co_filename.startswith(root.rstrip(os.sep) + os.sep)


def _function(frame: FrameType) -> str:
    """``Connection.send (project.connection)``."""
    name = frame.f_code.co_qualname.replace(_LOCALS, "")
    return f"{name} ({frame.f_globals.get('__name__', '?')})"


def _line(frame: FrameType, at: int, root: str) -> str:
    """``project/connection.py:12 in Connection.send: self.close()``."""
    source = linecache.getline(frame.f_code.co_filename, at, frame.f_globals).strip()[:_LINE_LIMIT]
    return f"{_shortened(frame.f_code.co_filename, root)}:{at} in {frame.f_code.co_qualname}: {source}"


def _shortened(path: str, root: str) -> str:
    """A path without the folders that say nothing but where the machine keeps it."""
    roots = [root.rstrip(os.sep)]
    if any(folder in path for folder in _INSTALLED):
        roots = sorted({folder.rstrip(os.sep) for folder in sys.path if folder}, key=len, reverse=True)
    found = next((folder for folder in (*roots, *sys.path) if folder and path.startswith(folder + os.sep)), "")
    return path[len(found) + 1 :] if found else path
