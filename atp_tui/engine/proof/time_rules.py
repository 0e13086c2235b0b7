"""Rules over the times of a bundle; each gives the faults that it finds."""

from collections.abc import Iterator
from itertools import combinations
from typing import Final

from atp_tui.engine.proof.bundle import AgentTaskProofBundle
from atp_tui.engine.proof.fault import Fault
from atp_tui.engine.proof.instant import nanoseconds
from atp_tui.engine.proof.patterns import Effort, overlap
from atp_tui.engine.proof.records import CommandRecord, FileReservationRecord

MAX_STEPS: Final = 2_000_000
"""Steps that comparing the patterns of all reservations may take."""

_NS: Final = 1_000_000_000


def order(bundle: AgentTaskProofBundle) -> Iterator[Fault]:
    """Nothing ends before it began."""
    for number, command in enumerate(bundle.commands):
        if command.seconds < 0:
            yield Fault(f"commands[{number}].seconds", "0 or more", str(command.seconds))
    for number, kept in enumerate(bundle.reservations):
        for field, end in (("reserved_until", kept.reserved_until), ("released", kept.released)):
            if end is not None and _ns(end) < _ns(kept.reserved_from):
                yield Fault(f"reservations[{number}].{field}", f"not before {kept.reserved_from}", end)
    for number, blocker in enumerate(bundle.blockers):
        if blocker.resolved is not None and _ns(blocker.resolved) < _ns(blocker.since):
            yield Fault(f"blockers[{number}].resolved", f"not before {blocker.since}", blocker.resolved)


def made(bundle: AgentTaskProofBundle) -> Iterator[Fault]:
    """Nothing that happened is later than the bundle."""
    last = _ns(bundle.made)
    for place, moment, found in _happened(bundle):
        if moment > last:
            yield Fault(place, f"not after the bundle was made, {bundle.made}", found)


def reservations(bundle: AgentTaskProofBundle) -> Iterator[Fault]:
    """No file is kept by one and held by another at the same time."""
    effort = Effort(MAX_STEPS)
    for (_, one), (number, other) in combinations(enumerate(bundle.reservations), 2):
        effort.left -= 1
        if effort.left <= 0:
            yield Fault("reservations", "patterns that can be compared", "too many or too long ones", is_open=True)
            return
        if _may_clash(one, other) and overlap(one.pattern, other.pattern, effort):
            found = f"{other.pattern!r} of {other.holder!r} beside {one.pattern!r} of {one.holder!r} at the same time"
            yield Fault(f"reservations[{number}].pattern", "files that nobody else keeps", found)


def _may_clash(one: FileReservationRecord, other: FileReservationRecord) -> bool:
    """Whether two reservations are of different holders, not both shared, and share some time."""
    if one.holder == other.holder or not (one.exclusive or other.exclusive):
        return False
    return _ns(one.reserved_from) < _held_until(other) and _ns(other.reserved_from) < _held_until(one)


def _held_until(kept: FileReservationRecord) -> int:
    until = _ns(kept.reserved_until)
    return until if kept.released is None else min(until, _ns(kept.released))


def _happened(bundle: AgentTaskProofBundle) -> Iterator[tuple[str, int, str]]:
    """What happened: the field, its moment, and how it is told."""
    for number, commit in enumerate(bundle.commits):
        yield f"commits[{number}].time", _ns(commit.time), commit.time
    for number, command in enumerate(bundle.commands):
        told = f"started {command.started}, {command.seconds} s"
        yield f"commands[{number}].seconds", _end(command), told
    for number, kept in enumerate(bundle.reservations):
        if kept.released is not None:
            yield f"reservations[{number}].released", _ns(kept.released), kept.released
    for number, blocker in enumerate(bundle.blockers):
        yield f"blockers[{number}].since", _ns(blocker.since), blocker.since
        if blocker.resolved is not None:
            yield f"blockers[{number}].resolved", _ns(blocker.resolved), blocker.resolved


def _end(command: CommandRecord) -> int:
    return _ns(command.started) + round(command.seconds * _NS)


def _ns(moment: str) -> int:
    """The nanoseconds of a moment, whose form its field has checked."""
    return nanoseconds(moment) or 0
