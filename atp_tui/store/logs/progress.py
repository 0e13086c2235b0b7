"""How far an import of logs is."""

import enum
from collections.abc import Callable
from dataclasses import dataclass


class Stage(enum.StrEnum):
    """What an import does; the values are what reports say before the name of the log."""

    DIGEST = "computing the digest of"
    """Whether the log was imported before is known by the digest."""
    READ = "importing"
    JUDGE = "judging"
    """The log was read, and its checks are not done yet."""
    COMPARE = "comparing both ends of"
    MERGE = "merging both ends of"


@dataclass(frozen=True, slots=True)
class ImportProgress:
    """How far an import is."""

    log: str
    """The path of the log that is read."""
    share: float | None
    """How much of the stage is done, from 0 to 1; None where nobody knows."""
    events: int = 0
    connections: int = 0
    stage: Stage = Stage.READ


Told = Callable[[ImportProgress], object]


def share_of(done: int, size: int | None) -> float | None:
    """Return how much of *size* is done, None where it is not known."""
    return min(done / size, 1.0) if size else None
