"""Running a cause that was found before again: on the lab that is installed, or on that of another Python."""

import json
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from atp_tui.engine.errors import CrashpackError, ReplayError
from atp_tui.engine.signature import Signature
from atp_tui.rerun.lab_runner import LabRunner
from atp_tui.store.recorded_run import recorded_run

if TYPE_CHECKING:
    from atp_tui.lab.run import LabRun
    from atp_tui.store.pack import Pack

PATIENCE: Final = 120.0
"""Seconds that a run on another Python may take."""

_MOST: Final = 200
"""Characters of an answer that cannot be read that an error quotes."""


def run_cause(pack: "Pack", decisions: bytes, *, is_stopped: Callable[[], bool] | None = None) -> Signature:
    """Return how a run fails with only these external decisions; the versions may be others than the pack's.

    Args:
        pack: The pack whose options and seeds the run has.
        decisions: The decisions, as lines of decisions.jsonl.
        is_stopped: Asked now and then; when it says yes, the run ends.

    Raises:
        ReplayError: the pack does not say enough, the lab is not installed, or the run does not come to its end.
        RerunStoppedError: *is_stopped* said yes.
    """
    return _run(pack, decisions, is_stopped).signature


def run_cause_with(python: str, pack: "Pack", decisions: bytes) -> Signature:
    """Return the same of the lab that another Python has installed.

    The cause goes there as a crashpack in a directory of its own, and the answer is the JSON that ``replay`` prints, so
    that the other version may be any that has this command.

    Args:
        python: The interpreter; a command that a person typed.
        pack: As for :func:`run_cause`.
        decisions: Likewise.

    Raises:
        ReplayError: as before, or the other program does not answer.
        IoError: the crashpack cannot be written.
    """
    from atp_tui.lab.pack import crashpack_of
    from atp_tui.store.writer import write_pack

    run = _run(pack, decisions)
    with tempfile.TemporaryDirectory(prefix="atp-tui-") as directory:
        target = str(Path(directory) / "cause")
        write_pack(target, crashpack_of(run).files())
        return _answer(python, _asked(python, target))


def _run(pack: "Pack", decisions: bytes, is_stopped: Callable[[], bool] | None = None) -> "LabRun":
    from atp_tui.lab.decision import read_decisions

    runner = LabRunner(recorded_run(pack), is_stopped=is_stopped)
    try:
        return runner.run_with(read_decisions(decisions), with_qlogs=False)
    except ReplayError:
        raise
    except CrashpackError as error:
        raise ReplayError(error.expected, error.found, file=error.file, place=error.place) from None


def _asked(python: str, target: str) -> str:
    command = [python, "-m", "atp_tui", "replay", "--anyway", "--format", "json", target]
    try:
        done = subprocess.run(  # noqa: S603 - the interpreter is what the person typed
            command, capture_output=True, text=True, errors="replace", timeout=PATIENCE, check=False
        )
    except (OSError, ValueError) as error:
        raise ReplayError("a Python with atp-tui", str(error), file=python) from None
    except subprocess.TimeoutExpired:
        raise ReplayError(f"an answer within {PATIENCE:.0f} seconds", "none", file=python) from None
    if not done.stdout:
        raise ReplayError("the result of 'replay'", done.stderr.strip()[-_MOST:] or "nothing", file=python)
    return done.stdout


def _answer(python: str, text: str) -> Signature:
    try:
        told = json.loads(text)
        found = told["signature"]["found"]
        if found is None:
            raise ReplayError("a run", str(told.get("reason", "none")), file=python)
        return tuple(sorted((str(each["oracle_name"]), str(each["violation_type"])) for each in found))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise ReplayError("the result of 'replay' as JSON", text[:_MOST], file=python) from None
