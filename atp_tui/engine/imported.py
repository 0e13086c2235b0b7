"""What a pack tells of the log of a real run from which it was imported, in its metadata."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

FROM: Final = "imported.from"
"""The metadata key that every imported pack has: the names of the logs, separated by commas."""

FAULT: Final = "imported.fault."
"""How the keys begin under which the faults of a log are; a value is the kind of fault, a colon, and what is wrong."""

CONNECTION: Final = "imported.connection"
"""The metadata key of what names the connection in its log."""
MAPPING_OF_LOG: Final = "imported.mapping"
"""The key of the mapping by which a structured log was read: its name and what it is for."""

MAPPING_GUESSED: Final = "imported.mapping.guessed"
"""The key that a pack has whose mapping was guessed; the value says so, and how to name another."""

ORIGIN: Final = "time.origin"
RESOLUTION: Final = "time.resolution"
CLOCK: Final = "time.clock"
UNIT: Final = "time.unit"
"""The key for the unit of times in the records, in a log where that is not the millisecond."""
END: Final = "imported.end"
WRITER: Final = "imported.writer"

NOTHING_TO_RUN: Final = "it is a log of a real run; there is nothing to run again"
"""Why an imported pack cannot be replayed or minimized."""


@dataclass(frozen=True, slots=True)
class Imported:
    """Where an imported pack comes from, and what its times mean; a text is empty where the log does not say."""

    logs: str
    """The names of the logs."""
    origin: str
    """The time of the first event on the clock of the log, as the log gives it."""
    resolution: str
    """The least difference of two times that the log can express: ``1 ms``."""
    clock: str
    """The clock of the log: ``monotonic``."""
    mapping: str = ""
    """The mapping by which a structured log was read, and that it was guessed where it was; empty for other logs."""
    is_guessed: bool = False
    """Whether the mapping was guessed."""

    @classmethod
    def of(cls, metadata: Mapping[str, str]) -> "Imported | None":
        """Return what metadata tell of a log; None for a pack that was not imported."""
        if FROM not in metadata:
            return None
        mapping, guessed = metadata.get(MAPPING_OF_LOG, ""), metadata.get(MAPPING_GUESSED, "")
        origin, resolution, clock = (metadata.get(key, "") for key in (ORIGIN, RESOLUTION, CLOCK))
        told = ", ".join(filter(None, (mapping, guessed)))
        return cls(metadata[FROM], origin, resolution, clock, told, bool(guessed))


_MILLISECONDS: Final[Mapping[str, float]] = MappingProxyType({"s": 1e3, "ms": 1.0, "us": 1e-3, "ns": 1e-6})


@dataclass(frozen=True, slots=True)
class LoggedEnd:
    """One log of an imported pack."""

    end: str
    """The end that wrote it: ``client``, ``server``, ``network`` or ``unknown``."""
    writer: str
    """The program that wrote it; empty where that is not known."""
    milliseconds: float
    """What one unit of the times in its records is in milliseconds."""


def logged_ends(metadata: Mapping[str, str]) -> tuple[LoggedEnd, ...]:
    """Return the logs of an imported pack, in the order of their numbers: one, or the client's and the server's."""
    ends = ("client.", "server.") if f"imported.client.{END.partition('.')[2]}" in metadata else ("",)
    return tuple(_logged_end(metadata, end) for end in ends)


def _logged_end(metadata: Mapping[str, str], end: str) -> LoggedEnd:
    name, writer, unit = (metadata.get(key.replace(".", f".{end}", 1), "") for key in (END, WRITER, UNIT))
    return LoggedEnd(name or "unknown", writer, _MILLISECONDS.get(unit, 1.0))
