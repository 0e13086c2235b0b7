"""A check of a log as one value, its answers, and what a log must have for an answer."""

import enum
from collections.abc import Callable
from typing import NamedTuple

import msgspec

from atp_tui.engine.qlog.judge.tracker import Tracker
from atp_tui.engine.record import Severity


class Verdict(enum.StrEnum):
    """What a check says of a log."""

    FIRED = "FIRED"
    SILENT = "SILENT"
    NOT_JUDGED = "NOT_JUDGED"


class Group(enum.StrEnum):
    """Checks that look at the same thing, so that their Bayes factors must not be multiplied."""

    JOURNAL = "journal"
    STRUCTURE = "structure"
    PATHS = "paths"
    RECORD = "record"
    PROGRESS = "progress"
    """Whether packets still arrived."""
    PROTOCOL = "protocol"
    """Whether an end broke the rules of QUIC."""


class Damage(msgspec.Struct, frozen=True):
    """What a reader knows to be missing in a log."""

    is_cut: bool = False
    """The log ends inside a record, so its end is missing."""
    has_holes: bool = False
    """Records inside the log could not be read, or were left out."""


class Finding(NamedTuple):
    """What a check found wrong."""

    message: str
    evidence: tuple[tuple[str, str], ...]
    events: tuple[int, ...]
    """The numbers of its events, the first or the worst first."""


class Judged(msgspec.Struct, frozen=True):
    """The answer of one check on one log."""

    check: str
    answer: Verdict
    severity: Severity
    violation_type: str
    group: Group
    message: str = ""
    """What was found, where the check fired."""
    evidence: tuple[tuple[str, str], ...] = ()
    events: tuple[int, ...] = ()
    """The numbers of its events, at most 100, the first or the worst first."""
    why: str = ""
    """Why the check was not judged, as a clause; else empty."""


class Observation(msgspec.Struct, frozen=True):
    """Something worth knowing that is no failure."""

    name: str
    message: str
    evidence: tuple[tuple[str, str], ...]
    events: tuple[int, ...]


class Need(NamedTuple):
    """Something that a log must have for an answer."""

    is_met: Callable[[Tracker, Damage], bool]
    why: str
    """Why a check is not judged where it is not met, as a clause."""


class LogCheck(msgspec.Struct, frozen=True, kw_only=True):
    """One check of a log, and all that the program knows about it."""

    name: str
    violation_type: str
    severity: Severity
    group: Group
    find: Callable[[Tracker], Finding | None]
    needs: tuple[Need, ...]
    """What a log must have for any answer."""
    needs_for_silence: tuple[Need, ...] = ()
    """What it must also have to say that nothing is wrong. What was seen to be wrong is so without it."""

    def judge(self, tracker: Tracker, damage: Damage, more: tuple[Need, ...] = ()) -> Judged:
        """Return the answer on a log; *more* are needs that all its checks have."""
        why = _unmet((*more, *self.needs), tracker, damage)
        if why:
            return self._judged(Verdict.NOT_JUDGED, why=why)
        found = self.find(tracker)
        if found is not None:
            return self._judged(Verdict.FIRED, found)
        why = _unmet(self.needs_for_silence, tracker, damage)
        return self._judged(Verdict.NOT_JUDGED if why else Verdict.SILENT, why=why)

    def _judged(self, answer: Verdict, found: Finding | None = None, why: str = "") -> Judged:
        message, evidence, events = found or Finding("", (), ())
        return Judged(self.name, answer, self.severity, self.violation_type, self.group, message, evidence, events, why)


def _unmet(needs: tuple[Need, ...], tracker: Tracker, damage: Damage) -> str:
    return next((need.why for need in needs if not need.is_met(tracker, damage)), "")
