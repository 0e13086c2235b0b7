"""The runs of a directory, each end judged from its log alone."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

from atp_tui.engine.qlog.event import Connection, FaultKind, LogEvent
from atp_tui.engine.qlog.judge.check import Damage, Judged, Verdict
from atp_tui.engine.qlog.judge.judge import Judge
from atp_tui.engine.qlog.read import LogReader, read_log
from atp_tui.engine.record import Severity
from tools.real_stacks.plan import ENDS
from tools.real_stacks.relay import TO_SERVER
from tools.real_stacks.run import Truth

CHUNK: Final = 1 << 20
HOLES: Final = (FaultKind.DAMAGED, FaultKind.LIMIT)
CORE: Final = ("quiescence", "task_completion", "repair_recovery", "region_closure", "closed_with_error")
"""The checks that speak of the whole transfer: where none of them has an answer, a log cannot be judged."""


HEALTHS: Final = ("broken", "healthy", "survived", "unaware")


def health_of(truth: Truth, end: str) -> str:
    """Which of HEALTHS a run is to an end.

    A run has survived if the transfer finished in spite of a fault or heavy loss. A server is unaware if the transfer
    finished and the last datagram of the client, which closes the connection, was lost: what the server sent last was
    never acknowledged, as if the client had died.
    """
    if not truth.finished:
        return "broken"
    if truth.triggered or truth.options.scenario == "heavy":
        return "survived"
    last = truth.datagrams.get(TO_SERVER, 0) - 1
    lost = any(each.direction == TO_SERVER and each.place == last for each in truth.drops)
    return "unaware" if end == "server" and lost else "healthy"


def damage_of(reader: LogReader) -> Damage:
    """What a reader that has read its log says is missing."""
    kinds = {fault.kind for fault in reader.faults}
    return Damage(is_cut=FaultKind.CUT in kinds, has_holes=any(kind in kinds for kind in HOLES))


class JudgedEnd(NamedTuple):
    """The log of one end of a run, and what the checks say of it."""

    truth: Truth
    directory: Path
    end: str
    answers: tuple[Judged, ...]
    """Empty where there is no log."""
    faults: tuple[str, ...]

    @property
    def health(self) -> str:
        """See :func:`health_of`."""
        return health_of(self.truth, self.end)

    @property
    def fired(self) -> list[Judged]:
        """The checks that fired."""
        return [each for each in self.answers if each.answer is Verdict.FIRED]

    @property
    def outcome(self) -> str:
        """Either "fired", "silent", or "not judged" if no check that speaks of the transfer has an answer."""
        if self.fired:
            return "fired"
        judged = any(each.check in CORE and each.answer is Verdict.SILENT for each in self.answers)
        return "silent" if judged else "not judged"

    @property
    def is_high(self) -> bool:
        """Whether a check of a high severity fired."""
        return any(each.severity in (Severity.HIGH, Severity.CRITICAL) for each in self.fired)

    @property
    def name(self) -> str:
        """Stack, seed and end."""
        return f"{self.truth.options.stack} run_{self.truth.options.seed} {self.end}"


def chunks(path: Path) -> Iterator[bytes]:
    """The bytes of a log."""
    with path.open("rb") as file:
        while data := file.read(CHUNK):
            yield data


def events_of(path: Path) -> tuple[LogReader, list[tuple[Connection, LogEvent]]]:
    """The reader of a log and all its events."""
    reader = read_log(chunks(path))
    return reader, list(reader)


def truths(directory: Path, stack: str, seeds: range) -> Iterator[tuple[Path, Truth]]:
    """The runs of *stack* that are there, in the order of their seeds."""
    for seed in seeds:
        path = directory / stack / f"run_{seed}" / "truth.json"
        if path.exists():
            yield path.parent, msgspec.json.decode(path.read_bytes(), type=Truth)


def logs_of(directory: Path) -> dict[str, list[Path]]:
    """The logs of each end of a run, the largest last: a refused first packet may have left another."""
    return {end: sorted((directory / end).iterdir(), key=lambda path: path.stat().st_size) for end in ENDS}


def judged_end(logs: list[Path], truth: Truth, directory: Path, end: str) -> JudgedEnd:
    """The answers on the last of *logs*."""
    if not logs:
        return JudgedEnd(truth, directory, end, (), ("no log",))
    reader = read_log(chunks(logs[-1]))
    judges: dict[int, Judge] = {}
    for connection, event in reader:
        if connection.number not in judges:
            judges[connection.number] = Judge(connection)
        judges[connection.number].take(event)
    answers = next(iter(judges.values())).finish(damage_of(reader)) if judges else ()
    return JudgedEnd(truth, directory, end, answers, tuple(fault.words for fault in reader.faults))


def all_judged(directory: Path, stack: str, seeds: range) -> list[JudgedEnd]:
    """Both ends of all runs of *stack*."""
    return [
        judged_end(logs, truth, path, end)
        for path, truth in truths(directory, stack, seeds)
        for end, logs in logs_of(path).items()
    ]
