"""The tests that are written of causes: what a hostile pack says stays data."""

import ast
from dataclasses import replace
from pathlib import Path
from shutil import rmtree

import pytest

from atp_tui.engine.record import Severity
from atp_tui.fleet.database import open_fleet
from atp_tui.fleet.kept import KeptCause
from atp_tui.fleet.report import pytest_file as module
from atp_tui.fleet.report.pytest_file import pytest_file
from atp_tui.fleet.rows import GroupRow, Proof, Status
from atp_tui.lab.decision import Decision, Delayed, Fired, Lost, Place, write_decisions
from atp_tui.lab.options import LabOptions
from atp_tui.lab.pack import crashpack_of
from atp_tui.lab.run import run_transfer
from atp_tui.store.writer import write_pack

ROW = GroupRow(
    id=3,
    title="quiescence",
    status=Status.NEW,
    severity=Severity.HIGH,
    runs=1,
    violations=1,
    rate=1.0,
    builds=(),
    first_ns=0,
    last_ns=0,
    level=2,
    proof=Proof.NOT_RUN,
    note="",
    influence="",
)
DECISIONS: tuple[Decision, ...] = (
    Fired("torn-journal", Place(replica=1, record=2)),
    Lost('"); boom(); ("', 3),
    Delayed("path \\ é\n", 4, 5),
)
OPTIONS = LabOptions(scenario='"""\nboom() # \u202e', seed=2**64 - 1, seeds={"network": 5}, size=2_048, loss=0.0)


@pytest.fixture
def cause(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> KeptCause:
    """A cause whose texts try to be code."""
    run = run_transfer(OPTIONS, decisions=(), with_qlogs=False)
    write_pack(str(tmp_path / "pack"), crashpack_of(run).files())
    found = KeptCause(bytes(tmp_path / "pack"), "transfer", "quiescence", write_decisions(DECISIONS))
    monkeypatch.setattr(module, "kept_cause", lambda _fleet, _group: found)
    return found


def test_options_and_decisions_are_the_same_in_the_file(cause: KeptCause, tmp_path: Path) -> None:
    assert cause.decisions
    with open_fleet(str(tmp_path / "fleet.db"), create=True) as fleet:
        text, tests, refusals = pytest_file(fleet, [replace(ROW, title='"""\nboom()\x1b[31m \u202e')])
    assert (tests, refusals) == (1, ())
    assert text.isascii()
    assert "\x1b" not in text
    calls: list[tuple[LabOptions, tuple[Decision, ...]]] = []

    class Passing:
        signature = ()

    def run_transfer(options: LabOptions, *, decisions: tuple[Decision, ...], with_qlogs: bool) -> Passing:
        assert not with_qlogs
        calls.append((options, decisions))
        return Passing()

    space: dict[str, object] = {}
    exec(compile(text, "test", "exec"), space)  # noqa: S102 - that it is harmless is what is tested
    space["run_transfer"] = run_transfer
    (test,) = (value for name, value in space.items() if name.startswith("test_"))
    assert callable(test)
    test()
    assert calls == [(OPTIONS, DECISIONS)]


def test_muted_groups_are_left_out_and_known_ones_are_expected_to_fail(cause: KeptCause, tmp_path: Path) -> None:
    assert cause.decisions
    rows = [replace(ROW, id=1, status=Status.MUTED), replace(ROW, id=2, status=Status.KNOWN), ROW]
    with open_fleet(str(tmp_path / "fleet.db"), create=True) as fleet:
        text, tests, _ = pytest_file(fleet, rows)
    assert tests == 2
    functions = {each.name: each for each in ast.parse(text).body if isinstance(each, ast.FunctionDef)}
    assert set(functions) == {"test_2_quiescence", "test_3_quiescence"}
    assert [len(each.decorator_list) for each in functions.values()] == [1, 0]


def test_a_pack_that_is_gone_is_a_refusal(cause: KeptCause, tmp_path: Path) -> None:
    rmtree(cause.path)
    with open_fleet(str(tmp_path / "fleet.db"), create=True) as fleet:
        _, tests, refusals = pytest_file(fleet, [ROW])
    assert tests == 0
    assert refusals[0].startswith("group 3: ")
