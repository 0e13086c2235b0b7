"""What the faults of a log mean for its checks."""

from collections.abc import Iterable

from atp_tui.engine.qlog.event import FaultKind, LogFault
from atp_tui.engine.qlog.judge.check import Damage


def damage_of(faults: Iterable[LogFault]) -> Damage:
    """Return what is missing in the connections of a file with these faults.

    A fault does not say to which connection it belongs, so all connections of the file have it.
    """
    kinds = {fault.kind for fault in faults}
    return Damage(FaultKind.CUT in kinds, bool(kinds & {FaultKind.DAMAGED, FaultKind.LIMIT}))
