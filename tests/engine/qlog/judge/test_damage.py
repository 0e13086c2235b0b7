"""What the faults of a log mean for its checks."""

import pytest

from atp_tui.engine.qlog.event import FaultKind, LogFault
from atp_tui.engine.qlog.judge.check import Damage
from atp_tui.engine.qlog.judge.damage import damage_of


@pytest.mark.parametrize(
    ("kinds", "damage"),
    [
        ((), Damage()),
        ((FaultKind.TIME, FaultKind.TRACE, FaultKind.EMPTY), Damage()),
        ((FaultKind.TIME, FaultKind.CUT), Damage(is_cut=True)),
        ((FaultKind.DAMAGED,), Damage(has_holes=True)),
        ((FaultKind.LIMIT, FaultKind.CUT), Damage(is_cut=True, has_holes=True)),
    ],
)
def test_damage_of_faults(kinds: tuple[FaultKind, ...], damage: Damage) -> None:
    assert damage_of(LogFault(0, "made up", kind) for kind in kinds) == damage
