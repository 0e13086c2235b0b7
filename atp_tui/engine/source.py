"""What a pack was read from, and what that allows."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from atp_tui.engine.imported import NOTHING_TO_RUN, Imported
from atp_tui.engine.soundness import LOG_CHECKS, CheckTable


@dataclass(frozen=True, slots=True, kw_only=True)
class PackSource:
    """A kind of source; whoever needs something of it asks for that, not for the kind."""

    name: str
    """What messages call it, with an article: ``a record``."""
    has_files: bool
    """Whether it is a directory of the nine files, which may hold further files too."""
    has_logs: bool
    """Whether each lane has a log file."""
    why_not_run: str = ""
    """Why it cannot be run again, as a clause; empty where the format's replay command may."""
    clock: str
    """What the times of its events are called: ``simulated time``."""
    checks: CheckTable = field(repr=False)
    """The checks of soundness that it allows."""

    def of_pack(self, metadata: Mapping[str, str]) -> "PackSource":
        """Return what the source supports for a pack with these metadata; one of a real run cannot be run again."""
        if Imported.of(metadata) is None:
            return self
        checks = {**self.checks, **LOG_CHECKS}
        return replace(self, why_not_run=NOTHING_TO_RUN, clock="time", checks=checks)
