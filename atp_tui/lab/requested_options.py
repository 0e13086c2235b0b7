"""What a person chooses of a run: a scenario, a seed, further faults, an object; and whether the lab can run it.

Like the scenarios this loads neither trio nor aioquic, so choices can be checked where the lab cannot run.
"""

from collections.abc import Iterable
from typing import Final

from atp_tui.lab.errors import LabMissingError
from atp_tui.lab.options import LabOptions
from atp_tui.lab.scenario import scenario_named
from atp_tui.store.extras import how_to_install

LIBRARIES: Final = ("aioquic", "cryptography", "raptorq", "trio")
"""The libraries of the extra."""


def chosen_options(scenario: str, seed: int = 0, faults: Iterable[str] = (), **changes: object) -> LabOptions:
    """Return the options of a scenario with what was chosen beside it.

    Args:
        scenario: Name of the scenario.
        seed: The seed that gives all four, u64.
        faults: Faults that are armed beside those of the scenario.
        changes: Options in place of the scenario's; one that is None stays as it is.

    Raises:
        LabError: there is no such scenario.
        InvalidFormatError: an option is out of its range, or options do not go together; the error names it.
    """
    found = scenario_named(scenario)
    armed = (*found.options().faults, *faults)
    given = {name: value for name, value in changes.items() if value is not None}
    return found.options(seed, faults=armed, **given)


def require_libraries() -> None:
    """Look whether the lab's libraries are installed, without loading them.

    Raises:
        LabMissingError: one is not; the error says how they are.
    """
    from importlib.util import find_spec

    for name in LIBRARIES:
        if find_spec(name) is None:
            raise _missing(f"{name} is missing")


def require_lab() -> None:
    """See to it that the lab can run.

    Raises:
        LabMissingError: its libraries are not installed, or cannot be loaded; the error says how they are.
    """
    require_libraries()
    try:
        import atp_tui.lab.run  # noqa: F401 - only whether it can be loaded counts
    except ImportError as error:
        name, is_gone = (error.name or "a library").split(".")[0], isinstance(error, ModuleNotFoundError)
        raise _missing(f"{name} {'is missing' if is_gone else 'cannot be loaded'}") from None


def _missing(found: str) -> LabMissingError:
    return LabMissingError("the lab's libraries", found, advice=f"install it: {how_to_install('lab')}")
