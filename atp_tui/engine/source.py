"""What a pack was read from, and what that allows."""

from dataclasses import dataclass, field

from atp_tui.engine.soundness import CheckTable


@dataclass(frozen=True, slots=True, kw_only=True)
class PackSource:
    """A kind of source; whoever needs something of it asks for that, not for the kind."""

    name: str
    """What messages call it, with an article: ``a record``."""
    has_files: bool
    """Whether it is a directory of the nine files, which may hold further files too."""
    has_logs: bool
    """Whether each lane has a log file."""
    is_replayable: bool
    """Whether the format's replay command runs it again."""
    clock: str
    """What the times of its events are called: ``lab time``."""
    checks: CheckTable = field(repr=False)
    """The checks of soundness that it allows."""
