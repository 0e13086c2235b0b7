"""What a worker does with a batch of runs. It reads and writes no file, so that it can be on any machine."""

import os
import platform
import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePath
from traceback import extract_tb
from typing import Final

from atp_tui.clean import clean
from atp_tui.engine.fingerprint.ending import NOTHING, ending_of, level_one_of
from atp_tui.fleet.campaign.rows import (
    CANARY,
    DETERMINISM,
    FAILED,
    LAB_ERROR,
    PASSED,
    TIMEOUT,
    Facts,
    Fault,
    Guard,
    Returned,
    RunRow,
)
from atp_tui.fleet.campaign.spec import Spec
from atp_tui.fleet.features import features_of, read_options
from atp_tui.fleet.level_one import fields_of
from atp_tui.fleet.look import SeenViolation, seen_violation
from atp_tui.lab.errors import LabStopped
from atp_tui.lab.pack import crashpack_of
from atp_tui.lab.run import LabRun, run_transfer
from atp_tui.lab.scenario import scenario_named
from atp_tui.lab.versions import lab_versions

CANARY_EVERY: Final = 500
"""A canary runs beside each run whose number is a multiple of this."""

TWICE_EVERY: Final = 200
"""Each run whose number is a multiple of this is run twice."""

LONGEST: Final = 2.0
"""A batch ends early once it has taken this many times the seconds that it should take."""

COMPRESSION: Final = 1
_MESSAGE: Final = 200
_PACKAGE: Final = "atp_tui"
_CANARY_OPTIONS: Final = {"size": 5_120, "block_size": 5_120}
_CANARY_SCENARIO: Final = "flipped-bit"
_CANARY_PRINT: Final = level_one_of("transfer", "manifest_integrity", NOTHING).fingerprint
"""The fingerprint that every canary must show: that of a flipped bit."""


def facts() -> Facts:
    """Return what must be the same for all workers."""
    return Facts(f"{platform.node()}:{os.getpid()}", tuple(lab_versions().items()))


@dataclass(frozen=True, slots=True)
class Batch:
    """Runs that are run one after the other; a worker calls it."""

    spec: Spec
    numbers: tuple[int, ...]
    timeout: float
    """Seconds that a run may take."""
    seconds: float
    """Seconds that the batch should take."""
    has_canary: bool = True
    full: frozenset[str] = frozenset()
    """Fingerprints of which enough packs are kept."""
    keep: int = 0
    """Packs of each fingerprint to return of the others."""

    def __call__(self) -> Returned:
        """Run the first one, and as many of the others as there is time for."""
        begin = time.monotonic()
        kept: dict[str, int] = {}
        rows: list[RunRow] = []
        packs: dict[int, dict[str, bytes]] = {}
        for number in self.numbers:
            row = self._row(number)
            wanted = {seen.fingerprint for seen in row.violations} - self.full
            if any(kept.get(each, 0) < self.keep for each in wanted):
                try:
                    packs[number] = _files(self.spec, number, self.timeout)
                except Exception as error:  # noqa: BLE001 - the same run has just ended normally
                    row = row._replace(guards=(*row.guards, Guard(DETERMINISM, is_met=False, found=_words(error))))
                kept.update({each: kept.get(each, 0) + 1 for each in wanted})
            rows.append(row)
            if time.monotonic() - begin > LONGEST * self.seconds:
                break
        return Returned(tuple(rows), packs, facts())

    def _row(self, number: int) -> RunRow:
        row = _ran(self.spec, number, self.timeout)
        guards = []
        if self.has_canary and number % CANARY_EVERY == 0:
            guards.append(_canary(self.timeout))
        if number % TWICE_EVERY == 0 and row.chain16 is not None:
            guards.append(_twice(self.spec, row, self.timeout))
        return row._replace(guards=tuple(guards))


def _ran(spec: Spec, number: int, timeout: float) -> RunRow:
    """Run one transfer and return it as a row, however it ends."""
    row = RunRow(number, LAB_ERROR, spec.seed(number), "")
    begin = time.monotonic()
    try:
        options = spec.options_of(number)
        row = row._replace(cell=options.scenario, features=features_of(read_options(options.as_json())))
        run = run_transfer(options, cancelled=_after(timeout), with_qlogs=False)
        violations = _violations(run)
        outcome = FAILED if violations else PASSED
        chain16 = bytes.fromhex(run.chain.digest)[:16]
        row = row._replace(outcome=outcome, events=run.chain.events, chain16=chain16, violations=violations)
    except LabStopped:
        row = row._replace(outcome=TIMEOUT)
    except Exception as error:  # noqa: BLE001 - a fault of the lab must not end the campaign
        row = row._replace(fault=_fault(error))
    return row._replace(wall_us=round((time.monotonic() - begin) * 1_000_000))


def _after(seconds: float) -> Callable[[], bool]:
    end = time.monotonic() + seconds
    return lambda: time.monotonic() > end


def _violations(run: LabRun) -> tuple[SeenViolation, ...]:
    result = run.result
    kinds = [(result.oracle_name, found.violation_type) for found in result.violations]
    ending = ending_of(run.events) if fields_of(kinds) else NOTHING
    return tuple(
        seen_violation(result.oracle_name, found.violation_type, found.severity.rank, ending)
        for found in result.violations
    )


def _fault(error: BaseException) -> Fault:
    """The innermost exception, for the lab's own scheduler puts it into groups."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    place = "unknown"
    for frame in extract_tb(error.__traceback__):
        parts = PurePath(frame.filename).parts
        if _PACKAGE in parts:
            start = len(parts) - 1 - parts[::-1].index(_PACKAGE)
            place = f"{'/'.join(parts[start:])}:{frame.lineno}"
    return Fault(type(error).__name__, place, clean(str(error), _MESSAGE))


def _words(error: BaseException) -> str:
    fault = _fault(error)
    return f"{fault.exception}: {fault.message}"


def _canary(timeout: float) -> Guard:
    """Run a transfer that must fail in a known way: if it does not, a run that passed means nothing."""
    try:
        options = scenario_named(_CANARY_SCENARIO).options(**_CANARY_OPTIONS)
        found = _violations(run_transfer(options, cancelled=_after(timeout), with_qlogs=False))
    except Exception as error:  # noqa: BLE001 - reported as what the canary found
        return Guard(CANARY, is_met=False, found=_words(error))
    is_met = [seen.fingerprint for seen in found] == [_CANARY_PRINT]
    return Guard(CANARY, is_met, ", ".join(seen.title for seen in found) or "no violation")


def _twice(spec: Spec, row: RunRow, timeout: float) -> Guard:
    """Repeat a run: if its trace differs, no seed reproduces what was seen."""
    again = _ran(spec, row.number, timeout)
    is_met = (again.chain16, again.violations) == (row.chain16, row.violations)
    found = "the same trace" if is_met else f"{again.outcome}, another trace than that of the first run"
    return Guard(DETERMINISM, is_met, found)


def _files(spec: Spec, number: int, timeout: float) -> dict[str, bytes]:
    """Return the files of the pack of a run, which is repeated for its logs."""
    pack = crashpack_of(run_transfer(spec.options_of(number), cancelled=_after(timeout)))
    if spec.build:
        record = pack.crashpack
        pack = type(pack)(record.changed(metadata={**record.metadata, "build": spec.build}), pack.artifacts)
    return {path: zlib.compress(content, COMPRESSION) for path, content in pack.files().items()}
