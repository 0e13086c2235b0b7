"""Measuring how well each check tells a broken transfer from a clean one, on runs whose truth the lab knows.

The truth is which faults struck, never what a check said. Source: EVIDENCE.md, "A check's Bayes factor".
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, NamedTuple

from atp_tui.engine.oracle.atp import AtpTransferOracle
from atp_tui.engine.oracle.checks import ATP_CHECKS
from atp_tui.engine.oracle.model import CheckRates, DetectionModel
from atp_tui.engine.oracle.state import AtpTransferState
from atp_tui.engine.statistics import Tally
from atp_tui.lab.decision import Fired
from atp_tui.lab.dice import U64_MAX
from atp_tui.lab.fault_table import FAULTS
from atp_tui.lab.options import LabOptions
from atp_tui.lab.run import LabRun, run_transfer
from atp_tui.lab.scenario import SCENARIOS

HEALTHY: Final = tuple(name for name, scenario in SCENARIOS.items() if not scenario.violation_types)
"""The scenarios in which every transfer should survive."""

FAULTY: Final = tuple(name for name in SCENARIOS if name not in HEALTHY)
"""The scenarios in which a fault breaks something."""

FEWEST: Final = 2
"""Runs of which one is healthy and one is faulty."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """How often each check fired on runs whose truth is known."""

    clean: Mapping[str, Tally]
    """By the name of the check, over the runs in which nothing was to break."""
    broken: Mapping[str, Tally]
    """Over the runs in which a fault struck that breaks what the check looks at; none where no run did that."""
    clean_runs: int
    faulty_runs: int
    """Runs in which a fault struck that breaks something."""
    spared_runs: int
    """Runs in which one was armed and did not strike; they count for nothing."""
    is_stopped: bool = False
    """The caller stopped it before all runs were made."""

    @property
    def has_both(self) -> bool:
        """Whether there are runs of both kinds, without which nothing is measured."""
        return bool(self.clean_runs and self.faulty_runs)

    def model(self) -> DetectionModel:
        """Return the rates after Jeffreys; a check without broken runs keeps the default."""
        rates = {
            name: CheckRates.measured(broken=broken, clean=self.clean[name]) for name, broken in self.broken.items()
        }
        title = f"measured in the lab: {self.clean_runs:,} clean and {self.faulty_runs:,} faulty runs"
        return DetectionModel.read({"title": title, **rates})


def scenario_of(number: int) -> str:
    """Return the scenario of a run by its number, from 0: healthy and faulty ones take turns."""
    names = FAULTY if number % 2 else HEALTHY
    return names[number // 2 % len(names)]


def options_of(number: int, seed: int) -> LabOptions:
    """Return what a run of a calibration is made from; its seed is *seed* and its number."""
    return SCENARIOS[scenario_of(number)].options((seed + number) & U64_MAX)


def fired_checks(run: LabRun) -> frozenset[str]:
    """Return the names of the checks that fire on a run, with its state counted from the trace."""
    state = AtpTransferState.from_trace(run.events, run.state)
    entries = AtpTransferOracle().check(state).ledger.entries
    silent = {entry.evidence.invariant for entry in entries if entry.evidence.passed}
    return frozenset(check.name for check in ATP_CHECKS if check.violation_type not in silent)


def broken_checks(run: LabRun) -> frozenset[str]:
    """Return the names of the checks that look at something which a fault broke, by the faults that struck."""
    struck = [FAULTS[decision.fault] for decision in run.decisions if isinstance(decision, Fired)]
    broken = {kind for fault in struck for kind in fault.breaks}
    return frozenset(check.name for check in ATP_CHECKS if check.violation_type in broken)


class Measured(NamedTuple):
    """What a run of a calibration showed."""

    is_healthy: bool
    """Whether no fault was armed that breaks something."""
    fired: frozenset[str]
    """Names of the checks that fired."""
    broken: frozenset[str]
    """Names of the checks that look at something which a fault broke."""


def measure(number: int, seed: int) -> Measured:
    """Run one transfer of a calibration.

    Args:
        number: The number of the run, from 0.
        seed: The seed of run 0, u64; each further run has the next.

    Raises:
        LabError: the run does not come to its end.
    """
    options = options_of(number, seed)
    run = run_transfer(options, with_qlogs=False)
    return Measured(options.scenario in HEALTHY, fired_checks(run), broken_checks(run))


class Counts:
    """The counts of a calibration so far; the order of the runs does not matter."""

    def __init__(self) -> None:
        self._runs: Counter[bool] = Counter()
        self._spared = 0
        self._clean_fired: Counter[str] = Counter()
        self._broken: Counter[str] = Counter()
        self._broken_fired: Counter[str] = Counter()

    def add(self, run: Measured) -> None:
        """Count a run."""
        if not run.is_healthy and not run.broken:
            self._spared += 1
            return
        self._runs[run.is_healthy] += 1
        if run.is_healthy:
            self._clean_fired.update(run.fired)
        self._broken.update(run.broken)
        self._broken_fired.update(run.broken & run.fired)

    def calibration(self, *, is_stopped: bool = False) -> Calibration:
        """Return how often each check fired."""
        clean = {check.name: Tally(fired=self._clean_fired[check.name], runs=self._runs[True]) for check in ATP_CHECKS}
        broken = {
            check.name: Tally(fired=self._broken_fired[check.name], runs=self._broken[check.name])
            for check in ATP_CHECKS
            if self._broken[check.name]
        }
        return Calibration(
            clean=MappingProxyType(clean),
            broken=MappingProxyType(broken),
            clean_runs=self._runs[True],
            faulty_runs=self._runs[False],
            spared_runs=self._spared,
            is_stopped=is_stopped,
        )
