"""What a person chooses of a run: a scenario, a seed, further faults, an object; and whether the lab can run it.

Like the scenarios this loads neither trio nor aioquic, so choices can be checked where the lab cannot run.
"""

from collections.abc import Iterable

from atp_tui.lab.errors import LabMissingError
from atp_tui.lab.options import LabOptions
from atp_tui.lab.scenario import scenario_named

INSTALL = "pip install 'atp-tui[lab]'"
"""What brings the lab's libraries."""


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


def require_lab() -> None:
    """See to it that the lab can run.

    Raises:
        LabMissingError: its libraries are not installed; the error says how they are.
    """
    try:
        import atp_tui.lab.run  # noqa: F401 - only whether it can be loaded counts
    except ImportError as error:
        name = (error.name or "them").split(".")[0]
        found = f"no {name}" if isinstance(error, ModuleNotFoundError) else f"a {name} that cannot be loaded"
        raise LabMissingError("the lab's libraries", found, advice=f"install them: {INSTALL}") from None
