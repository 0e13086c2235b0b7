"""Every mutant breaks the invariant that it says, and the lab without it does not."""

import pytest

from atp_tui.lab.decision import Decision, Lost
from atp_tui.lab.options import LabOptions
from atp_tui.lab.run import LabRun, run_transfer
from tests.lab.mutants import MUTANTS, Mutant

OPTIONS = LabOptions(size=40_960, block_size=5_120, far_ms=(0.0, 40.0), loss=0.0, reorder=0.0, jitter_ms=0.0)
LOSSES = tuple(Lost(f"path {path} to replica 0", number) for path in range(2) for number in range(12, 16))
"""Some of the symbols: those that are left do not suffice without repair."""


def run(decisions: tuple[Decision, ...]) -> LabRun:
    return run_transfer(OPTIONS, decisions=decisions, with_qlogs=False)


@pytest.mark.parametrize("mutant", MUTANTS.values(), ids=[*MUTANTS])
def test_a_mutant_breaks_its_invariant_and_no_other(mutant: Mutant) -> None:
    with mutant.applied():
        broken = run(LOSSES)
    assert broken.signature == (("transfer", mutant.violation_type),)
    assert run(LOSSES).signature == ()


def test_six_mutants_break_all_invariants_of_the_transfer_oracle() -> None:
    assert len(MUTANTS) == 6
    assert len({mutant.violation_type for mutant in MUTANTS.values()}) == 5
