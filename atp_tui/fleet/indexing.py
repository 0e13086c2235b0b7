"""What an index is told, and what it tells."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias

SETTLE_NS: Final = 10_000_000_000
"""A pack with a file that was changed within so many nanoseconds is looked at again at the next pass."""

Pass: TypeAlias = Literal["known", "what", "why", "sound"]


@dataclass(frozen=True, slots=True)
class IndexProgress:
    """How far an index has come."""

    step: Pass
    """The pass."""
    done: int
    total: int | None
    """None where nobody knows it so far."""

    @property
    def share(self) -> float | None:
        """How much of the pass is done, from 0 to 1; None where nobody knows."""
        return self.done / self.total if self.total else None


@dataclass(frozen=True, slots=True)
class IndexOptions:
    """What is indexed, and how."""

    jobs: int = 1
    """Worker processes; with one, all happens in this process."""
    why: bool = True
    """Whether the causes of violations are searched for."""
    sound: Literal["none", "worst", "all"] = "worst"
    """Which packs are checked: none, some of each group, or all."""
    settle_ns: int = SETTLE_NS
    """See :data:`SETTLE_NS`."""
    max_tries: int = 200
    """Runs after which the search for a cause ends."""
    now_ns: Callable[[], int] = time.time_ns
    """The clock; no more than times that are shown depend on it."""


@dataclass(slots=True)
class IndexReport:
    """What an index has done."""

    met: int = 0
    """Packs that are there."""
    new: int = 0
    changed: int = 0
    gone: int = 0
    unreadable: int = 0
    searched: int = 0
    """Violations whose cause was searched for."""
    examined: int = 0
    was_stopped: bool = False
    refused: list[tuple[bytes, str]] = field(default_factory=list)
    """Paths that were given and cannot be read, with the reason."""


Progress: TypeAlias = Callable[[IndexProgress], object]
Stopped: TypeAlias = Callable[[], bool]
