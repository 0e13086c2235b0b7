"""Judges the log of one end: takes its events in order, then answers every check."""

from typing import Final

from atp_tui.engine.counted import counted
from atp_tui.engine.qlog.event import Connection, End
from atp_tui.engine.qlog.judge.check import Damage, Judged, Need, Observation
from atp_tui.engine.qlog.judge.checks import CHECKS, NETWORK_CHECKS
from atp_tui.engine.qlog.judge.first import MOST_EVENTS
from atp_tui.engine.qlog.judge.needs import PACKETS
from atp_tui.engine.qlog.judge.tracker import Tracker

AN_END: Final = Need(lambda _log, _damage: False, "the log was written between the ends, which does not show it")
UNDAMAGED: Final = Damage()


class Judge:
    """Takes the events of one connection's log in bounded memory, and judges them.

    Data of any type is taken; nothing raises.
    """

    def __init__(self, connection: Connection) -> None:
        self._is_network = connection.end is End.NETWORK
        self._tracker = Tracker()
        self.take = self._tracker.take

    def finish(self, damage: Damage = UNDAMAGED) -> tuple[Judged, ...]:
        """Return the answer of every check, in the order of the table."""
        return tuple(
            check.judge(
                self._tracker,
                damage,
                (AN_END,) if self._is_network and check.name not in NETWORK_CHECKS else (PACKETS,),
            )
            for check in CHECKS
        )

    def observations(self) -> tuple[Observation, ...]:
        """Return what is worth knowing and no failure: packets that were declared lost and had arrived."""
        if self._is_network or self._tracker.spaces.is_unclear:
            return ()
        found = [space.spurious for space in self._tracker.spaces.by_key.values() if space.spurious.count]
        count = sum(each.count for each in found)
        if not count:
            return ()
        return (
            Observation(
                "spurious_loss",
                f"{counted(count, 'packet')} declared lost and acknowledged later",
                (("spurious_count", str(count)),),
                tuple(event for each in found for event in each.shown)[:MOST_EVENTS],
            ),
        )
