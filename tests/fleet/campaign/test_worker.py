import os
import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from atp_tui.clean import clean
from atp_tui.engine.errors import IoError
from atp_tui.fleet.campaign import worker
from atp_tui.fleet.campaign.rows import CANARY, DETERMINISM, FAILED, LAB_ERROR, PASSED, TIMEOUT, RunRow
from atp_tui.fleet.campaign.spec import spec_of
from atp_tui.fleet.campaign.worker import Batch, facts
from atp_tui.fleet.look import look
from atp_tui.lab.options import LabOptions
from atp_tui.lab.run import LabRun, run_transfer
from atp_tui.lab.versions import lab_versions
from atp_tui.store.writer import write_pack
from tests.campaigns import SPEC

ALL = Batch(SPEC, tuple(range(1, 13)), 60, 600)


def row(**changes: Any) -> RunRow:  # noqa: ANN401 - the fields of a batch
    """The row of one run."""
    (found,) = replace(ALL, **{"numbers": (1,), **changes})().rows
    return found


def test_rows_are_what_the_lab_says() -> None:
    rows = ALL().rows
    assert {each.outcome for each in rows} == {PASSED, FAILED}
    for each in rows[:4]:
        options = SPEC.options_of(each.number)
        run = run_transfer(options)
        assert (each.seed, each.cell, each.events) == (options.seed, options.scenario, run.chain.events)
        assert each.chain16 == bytes.fromhex(run.chain.digest)[:16]
        assert tuple((seen.oracle, seen.type) for seen in each.violations) == tuple(
            (run.result.oracle_name, found.violation_type) for found in run.result.violations
        )
        assert each.guards == ()


def test_a_pack_is_whole_and_has_the_fingerprints_of_the_row(tmp_path: Path) -> None:
    found = replace(ALL, keep=1)()
    assert found.packs
    for each in found.rows:
        if each.number not in found.packs:
            continue
        path = tmp_path / str(each.number)
        write_pack(str(path), {name: zlib.decompress(data) for name, data in found.packs[each.number].items()})
        seen = look(os.fsencode(path), 0)
        assert (seen.fault, seen.build, seen.cell, seen.events) == ("", "b1", each.cell, each.events)
        assert seen.violations == each.violations
        assert (seen.features, seen.is_lab) == (each.features, True)


def test_only_the_first_packs_of_a_kind_are_returned() -> None:
    found = replace(ALL, keep=1)()
    kinds = {seen.fingerprint for each in found.rows for seen in each.violations}
    assert 1 <= len(found.packs) <= len(kinds)
    assert replace(ALL, keep=1, full=frozenset(kinds))().packs == {}
    assert ALL().packs == {}


def test_a_batch_ends_early_but_not_before_its_first_run() -> None:
    found = replace(ALL, seconds=0.0)()
    assert [each.number for each in found.rows] == [1]


def test_guards_run_beside_the_runs_that_have_them() -> None:
    guards = row(numbers=(0,)).guards
    assert [(guard.kind, guard.is_met) for guard in guards] == [(CANARY, True), (DETERMINISM, True)]
    assert [guard.kind for guard in row(numbers=(200,)).guards] == [DETERMINISM]
    assert [guard.kind for guard in row(numbers=(0,), has_canary=False).guards] == [DETERMINISM]


def test_the_canary_fails_in_its_known_way_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    def healthy(options: LabOptions, **named: Any) -> LabRun:  # noqa: ANN401 - those of the real one
        return run_transfer(options.changed(faults=()), **named)

    monkeypatch.setattr(worker, "run_transfer", healthy)
    canary, determinism = row(numbers=(0,)).guards
    assert (canary.is_met, canary.found) == (False, "no violation")
    assert determinism.is_met

    monkeypatch.setattr(worker, "run_transfer", lambda *_, **__: 1 / 0)
    (canary,) = row(numbers=(0,)).guards
    assert (canary.is_met, canary.found) == (False, "ZeroDivisionError: division by zero")


def test_a_run_that_is_not_the_same_twice_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    seeds = iter(range(100))

    def unsteady(options: LabOptions, **named: Any) -> LabRun:  # noqa: ANN401 - those of the real one
        return run_transfer(options.changed(seed=next(seeds)), **named)

    monkeypatch.setattr(worker, "run_transfer", unsteady)
    (guard,) = row(numbers=(200,)).guards
    assert (guard.kind, guard.is_met) == (DETERMINISM, False)
    assert guard.found.endswith("another trace than that of the first run")


def _within_a_group() -> None:
    raise ExceptionGroup("several", [IoError("", "a \x1b[31mdisk")])


@pytest.mark.parametrize(
    ("fails", "exception", "message"),
    [([].pop, "IndexError", "pop from empty list"), (_within_a_group, "IoError", str(clean("a \x1b[31mdisk")))],
)
def test_a_fault_of_the_lab_is_a_row(
    monkeypatch: pytest.MonkeyPatch, fails: Callable[[], object], exception: str, message: str
) -> None:
    monkeypatch.setattr(worker, "run_transfer", lambda *_, **__: fails())
    found = row()
    assert (found.outcome, found.chain16, found.violations) == (LAB_ERROR, None, ())
    assert found.fault is not None
    assert (found.fault.exception, found.fault.message) == (exception, message)
    assert "\x1b" not in message


def test_the_place_of_a_fault_is_in_this_program(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("atp_tui.lab.run.measure_state", lambda _: 1 / 0)
    found = row().fault
    assert found is not None
    assert found.place.startswith("atp_tui/lab/run.py:")


def test_a_run_that_takes_too_long_is_a_row() -> None:
    # A small run comes to its end before it asks.
    large = spec_of({"scenarios": {"clean": 1}, "options": {"size": 400_000}})
    found = row(spec=large, timeout=0.0)
    assert (found.outcome, found.chain16) == (TIMEOUT, None)


def test_a_pack_that_cannot_be_made_again_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "_files", lambda *_: 1 / 0)
    failed = next(each.number for each in ALL().rows if each.outcome == FAILED)
    found = replace(ALL, numbers=(failed,), keep=1)()
    assert found.packs == {}
    assert [(guard.kind, guard.is_met) for guard in found.rows[0].guards] == [(DETERMINISM, False)]


def test_a_worker_tells_its_versions() -> None:
    assert dict(facts().versions) == lab_versions()
    assert ALL().facts == facts()
