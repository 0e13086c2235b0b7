"""Campaigns of one specification make the same runs: in the process of the tests each is made once for a module."""

from collections.abc import Callable, Iterator
from typing import Final

import pytest

from atp_tui.fleet.campaign import worker
from atp_tui.lab.options import LabOptions
from atp_tui.lab.run import LabRun, run_transfer

_RUNS: Final[dict[tuple[str, bool], LabRun]] = {}


def remembered(options: LabOptions, *, cancelled: Callable[[], bool] | None = None, with_qlogs: bool = True) -> LabRun:
    """Return the run of some options, made at the first time; one that has no time is made, and fails."""
    key = options.as_json(), with_qlogs
    if key not in _RUNS or (cancelled is not None and cancelled()):
        _RUNS[key] = run_transfer(options, cancelled=cancelled, with_qlogs=with_qlogs)
    return _RUNS[key]


@pytest.fixture
def remembered_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let workers in this process make no run twice."""
    monkeypatch.setattr(worker, "run_transfer", remembered)


@pytest.fixture(scope="module", autouse=True)
def _forget() -> Iterator[None]:
    yield
    _RUNS.clear()
