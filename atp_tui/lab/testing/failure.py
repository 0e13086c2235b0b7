"""What a simulated run failed with: one failure for each exception that ended it, told in words that repeat."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from sysconfig import get_paths
from traceback import walk_tb
from types import FrameType
from typing import Final

import trio

from atp_tui.lab.testing.errors import CheckFailedError

STALLED: Final = "quiescence"
TOO_LONG: Final = "time limit"
SPUN: Final = "progress"
NOT_DETERMINISTIC: Final = "determinism"

SHOWN_TASKS: Final = 20
"""Tasks that a stalled run lists."""

_MOST: Final = 20
_LONGEST: Final = 2_000
_ADDRESS: Final = re.compile(r"\b0x[0-9a-f]{6,}")
_OWN: Final = str(Path(__file__).resolve().parent.parent)
_LIBRARIES: Final = tuple({get_paths()[name] for name in ("stdlib", "platstdlib", "purelib", "platlib")})
_OF_PYTEST: Final = ("builtins", "_pytest.outcomes")
"""The modules that outcomes of pytest say they are from."""

_PASSED_ON: Final = frozenset({"Skipped", "Exit", "XFailed"})


@dataclass(frozen=True)
class Failure:
    """Why a run failed."""

    kind: str
    """The type of the violation: the name of a check, or an exception with its place."""
    message: str
    place: str = ""
    """The innermost function of the program, with its module; empty where unknown."""


def failures_of(error: BaseException) -> tuple[Failure, ...]:
    """Return a failure for each exception in a group, or for the only one; of one kind the first counts."""
    found: dict[str, Failure] = {}
    for leaf in leaves(error):
        failure = _failure(leaf)
        found.setdefault(failure.kind, failure)
    return tuple(list(found.values())[:_MOST])


def leaves(error: BaseException) -> Iterator[BaseException]:
    """Yield the exceptions in a group and in the groups in it, in order, or the only one."""
    pending = [error]
    while pending:
        each = pending.pop()
        if isinstance(each, BaseExceptionGroup):
            pending.extend(reversed(each.exceptions))
        else:
            yield each


def passed_on(error: BaseException) -> BaseException | None:
    """Return what must reach the caller as it is, such as an interrupt or a skipped test; None where nothing must."""
    for leaf in leaves(error):
        is_outcome = type(leaf).__module__ in _OF_PYTEST and type(leaf).__name__ in _PASSED_ON
        if is_outcome or isinstance(leaf, KeyboardInterrupt | SystemExit | GeneratorExit):
            return leaf
    return None


def repeatable(text: str) -> str:
    """Return a text of a bounded length without addresses in memory, which no two runs have in common.

    Lone surrogates, which no pack can carry, are escaped.
    """
    return _ADDRESS.sub("0x…", text[:_LONGEST]).encode("utf-8", "backslashreplace").decode()


def where(task: trio.lowlevel.Task) -> str:
    """Return where a task waits: ``receive (project.transport): recvfrom``."""
    frames = [frame for frame, _ in task.iter_await_frames()]
    own = max((number for number, frame in enumerate(frames) if _is_own(frame)), default=-1)
    waits = frames[own + 1].f_code.co_name if own + 1 < len(frames) else ""
    return f"{'?' if own < 0 else _function(frames[own])}: {waits}"


def _failure(error: BaseException) -> Failure:
    message = repeatable(_says(error))
    frames = [frame for frame, _ in walk_tb(error.__traceback__)]
    place = next((_function(frame) for frame in reversed(frames) if _is_own(frame)), "")
    if isinstance(error, CheckFailedError):
        return Failure(error.name, repeatable(error.message), place)
    name = type(error).__name__
    return Failure(f"{name} in {place}" if place else name, message, place)


def _says(error: BaseException) -> str:
    try:
        return str(error)
    except Exception:  # noqa: BLE001 - an exception of a program may fail to say anything
        return ""


def _is_own(frame: FrameType) -> bool:
    """Whether a call is in the program that is tested, not in a library or in this module's package."""
    file = frame.f_code.co_filename
    return not file.startswith(("<", _OWN, *_LIBRARIES))


def _function(frame: FrameType) -> str:
    name = frame.f_code.co_qualname.replace(".<locals>", "")
    return f"{name} ({frame.f_globals.get('__name__', '?')})"
