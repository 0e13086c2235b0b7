"""What the sender, the replicas and the paths of one run share."""

from dataclasses import dataclass, field

from atp_tui.lab.decision import DecisionLog
from atp_tui.lab.faults import Faults
from atp_tui.lab.link import Channel, Link
from atp_tui.lab.options import LabOptions
from atp_tui.lab.path import Path
from atp_tui.lab.permits import Operations, Permits
from atp_tui.lab.trace import Recorder


@dataclass(slots=True)
class World:
    """One run while it runs."""

    options: LabOptions
    recorder: Recorder
    decisions: DecisionLog
    faults: Faults
    permits: Permits
    operations: Operations
    paths: list[Path] = field(default_factory=list)
    channels: list[Channel] = field(default_factory=list)
    """From the sender to each replica."""

    def links_to(self, replica: int) -> list[Link]:
        """Return the links to a replica, one a path."""
        return [path.links[replica] for path in self.paths]
