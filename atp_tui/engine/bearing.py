"""Which events bear on a violation: for each type the words that events about it say, and the kinds that they have.

The table is about the violations of the transfer oracle and of the wider one. For any other the words of its own type
stand in, and for every violation the long values of its evidence, such as hashes.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from types import MappingProxyType
from typing import Final

from atp_tui.engine.record import Violation
from atp_tui.engine.trace import SMALL_LETTERS, EventFields

_LONG: Final = 8
"""Characters from which on a value of evidence is taken for a name that events may say."""

VALUES: Final = 64
"""Values of one violation's evidence that are looked for; each event is compared with every one of them."""

_SAID_OTHERWISE: Final = MappingProxyType({"loss": "lost", "leak": "leaked", "delay": "late"})
"""What events say where a violation type has another form of the word."""

_WORD: Final = re.compile(r"[A-Za-z]{4,}")


@dataclass(frozen=True, slots=True)
class Bearing:
    """What tells that an event is about a violation."""

    words: tuple[str, ...]
    """In small ASCII letters; a message that says one of them, in any case of those, bears on it."""
    kinds: frozenset[str] = frozenset()
    """The kinds of event that bear on it, whatever they say."""
    silenced_by: tuple[str, ...] = ()
    """In small letters; a message that says one of them does not bear on it after all."""

    def holds(self, event: EventFields) -> bool:
        """Say whether an event bears on the violation."""
        if event.kind in self.kinds:
            return True
        if event.message is None:
            return False
        said = event.message.translate(SMALL_LETTERS)
        return any(word in said for word in self.words) and not any(word in said for word in self.silenced_by)


BEARINGS: Final[Mapping[str, Bearing]] = MappingProxyType(
    {
        "manifest_integrity": Bearing(("manifest", "hash differs", "hash mismatch", "digest differs", "flipped")),
        "journal_consistency": Bearing(("journal", "power cut", "torn"), frozenset({"JournalAppend"})),
        "quiescence": Bearing(
            (
                "pending",
                "stuck",
                "waits",
                "waiting",
                "deadline",
                "shortage",
                "short of",
                "repair wanted",
                "budget",
                "gave up",
                "never completed",
                "never acknowledged",
                "given up",
                "lost-finished",
                "handshake lost",
            ),
            frozenset({"BlockShort", "RepairSpent", "PathDark", "PathLit", "Deadline", "OperationGivenUp"}),
            silenced_by=(" 0 repair wanted",),
        ),
        "obligation_leak": Bearing(
            ("permit", "obligation", "leak", "leaves the race"),
            frozenset({"PermitOpened", "PermitSettled", "RegionCancelled"}),
        ),
        "path_consistency": Bearing(("outcome", "retire", "drained", "inconsistent")),
        "region_closure": Bearing(
            ("region", "never closed"),
            frozenset({"RegionCreated", "RegionCloseBegin", "RegionCloseComplete", "RegionCancelled"}),
        ),
        "task_completion": Bearing(
            ("never completed", "never finished", "unfinished", "gave up", "given up", "stuck", "deadline"),
            frozenset({"Spawn", "Complete"}),
        ),
        "repair_recovery": Bearing(
            ("short of", "shortage", "repair wanted", "budget", "not recovered", "unrecovered"),
            frozenset({"BlockShort", "BlockDecoded", "RepairSpent"}),
            silenced_by=(" 0 repair wanted",),
        ),
        # No event alone shows that time ran backwards, so only what events say of clocks is left.
        "trace_order": Bearing(("clock", "backwards", "out of order")),
        "artifact_presence": Bearing(("artifact", "not written", "no such file")),
    }
)
"""What bears on each type of violation of the transfer oracle and of the wider one."""


def bearing_of(violation: Violation) -> Bearing:
    """Return what tells that an event is about *violation*."""
    known = BEARINGS.get(violation.violation_type)
    long = (value for value in violation.evidence.values() if len(value) >= _LONG)
    values = tuple(value.translate(SMALL_LETTERS) for value in islice(long, VALUES))
    if known is None:
        words = tuple(word.lower() for word in _WORD.findall(violation.violation_type))
        others = tuple(_SAID_OTHERWISE[word] for word in words if word in _SAID_OTHERWISE)
        return Bearing(words + others + values)
    return Bearing(known.words + values, known.kinds, known.silenced_by)
