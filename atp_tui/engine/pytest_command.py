"""The command by which pytest runs a recorded test again. Source: docs/pytest.md, "Run it again".

The metadata of a pack name the test and the options that select it; the command is put together from these alone, and
every word of it is quoted.
"""

from typing import Final

from atp_tui.clean import is_clean
from atp_tui.engine import simulated
from atp_tui.engine.minimize.metadata import MODE
from atp_tui.engine.record import Crashpack
from atp_tui.engine.replay_command import variables
from atp_tui.engine.shell import quote, quote_path

RECORDER: Final = "pytest"
"""How the value of :data:`RECORDED_BY` begins where pytest recorded the pack."""

RECORDED_BY: Final = "recorded.by"
"""The metadata key that names the program that recorded the pack."""

NODE: Final = "pytest.nodeid"
"""The metadata key of the test, relative to the root directory of its project."""

PROGRAM: Final = "pytest.program"
"""The metadata key of the way in which pytest was started, one of :data:`PROGRAMS`."""

PROGRAMS: Final = ("pytest", "python -m pytest")

OPTIONS: Final = {
    "pytest.markexpr": "-m {}",
    "pytest.randomly_seed": "-p randomly --randomly-seed={}",
    "pytest.hypothesis_seed": "--hypothesis-seed={}",
}
"""The options that are repeated, by the metadata keys of their values."""

_READ_FROM: Final = "@"
"""How an argument of pytest begins that names a file with more arguments."""


def is_recorded_test(pack: Crashpack) -> bool:
    """Return whether pytest recorded the pack."""
    return pack.metadata.get(RECORDED_BY, "").split(" ")[0] == RECORDER and bool(pack.metadata.get(NODE))


def is_simulated_test(pack: Crashpack) -> bool:
    """Return whether the pack shows a simulated run, which pytest runs again exactly."""
    return is_recorded_test(pack) and pack.metadata.get("lab") == simulated.LAB


def one_line(pack: Crashpack, path: str = "") -> str:
    """Return the command for a shell prompt in the root directory of the project: the seeds, then pytest with the test.

    Empty where the pack is no recorded test.

    Args:
        pack: The record.
        path: Where the pack is; then a simulated run is also compared with it.
    """
    if not is_recorded_test(pack):
        return ""
    if path and is_simulated_test(pack):
        return _with_pack(pack, simulated.REPLAY_OPTION, path)
    return " ".join([*(f"{name}={seed}" for name, seed in variables(pack).items()), _command(pack)])


def minimize_line(pack: Crashpack, path: str) -> str:
    """Return the command that finds the smallest cause of a simulated run.

    Empty where the pack shows none, or is a cause itself.
    """
    is_needed = is_simulated_test(pack) and MODE not in pack.metadata
    return _with_pack(pack, simulated.MINIMIZE_OPTION, path) if is_needed else ""


def _with_pack(pack: Crashpack, option: str, path: str) -> str:
    return f"{_command(pack)} {option}={quote_path(path)}"


def _command(pack: Crashpack) -> str:
    told = pack.metadata
    program = told.get(PROGRAM, "")
    options = [option.format(quote(told[key])) for key, option in OPTIONS.items() if told.get(key)]
    return " ".join([program if program in PROGRAMS else PROGRAMS[0], *options, _test(told[NODE])])


def why_not_copied(pack: Crashpack) -> str:
    """Return why the command must not be offered to copy, empty when it may be.

    A character that cannot be seen would paste as something else than what is seen.
    """
    if not is_clean(pack.metadata.get(NODE, "")):
        return "the name of the test contains an invisible character"
    if not all(is_clean(pack.metadata.get(key, "")) for key in OPTIONS):
        return "an option of the command contains an invisible character"
    return ""


def _test(node: str) -> str:
    return quote_path(f"./{node}" if node.startswith(_READ_FROM) else node)
