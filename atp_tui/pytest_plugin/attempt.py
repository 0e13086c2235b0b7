"""What is recorded of one attempt of a test, in plain values, until it is known whether it fails."""

import logging
import shutil
import time
from collections import deque
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from atp_tui.engine.record import Crashpack

EVENTS_LIMIT: Final = 20_000
"""Events of an attempt that are kept, the last ones."""

TEXT_LIMIT: Final = 10_000
"""Characters of one message that are kept."""


class Moment(NamedTuple):
    """Something that happened."""

    number: int
    """Its number among all events of the attempt, from 0."""
    time_ns: int
    """Nanoseconds since the attempt began, on the monotonic clock."""
    kind: str
    message: str


class Failure(NamedTuple):
    """Why a phase of an attempt failed."""

    phase: str
    """``setup``, ``call`` or ``teardown``."""
    error: str
    """The name of the exception's class."""
    place: str
    """The function of the project that is nearest to where it was raised, with its module; empty where unknown."""
    message: str
    """What the exception says, or the whole report where there is no exception."""
    frames: tuple[str, ...] = ()
    """The calls that led there, the outer ones first."""
    event: int = -1
    """The number of the event that tells of it."""

    @property
    def violation_type(self) -> str:
        """What failures of one group have in common: the exception and its place."""
        return f"{self.error} in {self.place}" if self.place else self.error


class Ended(NamedTuple):
    """An attempt that failed, as far as later attempts of the test need it."""

    inputs: tuple[tuple[str, int], ...]
    outcome: str
    pack: str
    """The name of its pack; empty where none was written."""


class Claim(NamedTuple):
    """What an oracle of the project says: a violation, or none."""

    oracle: str
    violation_type: str = ""
    """Empty where the oracle has found nothing."""
    description: str = ""
    severity: str = "High"
    evidence: Mapping[str, str] = {}


class Simulated(NamedTuple):
    """The run of a simulated test that the pack of an attempt shows."""

    pack: "Crashpack"
    files: Mapping[str, bytes]
    label: str
    """A word for the name of the pack; empty for none."""


class Attempt:
    """One attempt of a test.

    Args:
        node: The node id of the test.
        number: The number of the attempt in this run, from 1.
        seeds: The seeds that an attempt before this one has drawn, which it draws again.
        now_ns: The clock; libraries that replace the functions of the module ``time`` do not reach it here.
    """

    def __init__(
        self, node: str, number: int, seeds: Mapping[str, int], now_ns: Callable[[], int] = time.monotonic_ns
    ) -> None:
        self.node = node
        self.number = number
        self.drawn = dict(seeds)
        """The seeds to draw, by name."""
        self.seeds: dict[str, int] = {}
        self.events: deque[Moment] = deque(maxlen=EVENTS_LIMIT)
        self.failures: list[Failure] = []
        self.phases: dict[str, str] = {}
        """The outcome of each phase that has ended."""
        self.reports: list[str] = []
        """The texts of the reports that tell of failures."""
        self.sections: list[tuple[str, str]] = []
        """What was captured, under its headings."""
        self.claims: list[Claim] = []
        self.states: dict[str, object] = {}
        self.files: dict[str, bytes | Path] = {}
        """What is attached: its bytes, or the file to read them from at the end."""
        self.folder: Path | None = None
        """The private folder of the attempt, removed after it."""
        self.simulated: Simulated | None = None
        self.told: list[str] = []
        """Lines to print at the end of the session."""
        self.worker = ""
        self.began = time.time()
        """Seconds since 1970."""
        self._now_ns = now_ns
        self._began_ns = now_ns()
        self._count = 0

    def say(self, kind: str, message: str) -> int:
        """Record an event and return its number."""
        number = self._count
        self._count += 1
        self.events.append(Moment(number, self._now_ns() - self._began_ns, kind, message[:TEXT_LIMIT]))
        return number

    @property
    def dropped(self) -> int:
        """How many events were not kept."""
        return self._count - len(self.events)

    def fail(self, failure: Failure, report: str) -> None:
        """Record why a phase failed, with the calls that led there."""
        event = self.say("Failure", f"{failure.phase} failed: {failure.error}: {failure.message}")
        for frame in failure.frames:
            self.say("Frame", frame)
        self.failures.append(failure._replace(event=event))
        self.reports.append(report)

    @property
    def inputs(self) -> tuple[tuple[str, int], ...]:
        """What attempts of one test in one run may differ in: the seeds."""
        return tuple(sorted(self.seeds.items()))

    @property
    def outcome(self) -> str:
        """How it ended, in a few words."""
        if self.failures:
            return "; ".join(failure.violation_type for failure in self.failures)
        return "skipped" if "skipped" in self.phases.values() else "passed"

    @property
    def qlogs(self) -> Path | None:
        """Where qlog files are collected; None without a folder."""
        return None if self.folder is None else self.folder / "qlog"

    @property
    def key_log(self) -> Path | None:
        """Where the secrets of TLS are written; None without a folder."""
        return None if self.folder is None else self.folder / "tls-keys.log"

    def open_folder(self, parent: Path, name: str) -> None:
        """Make a folder for what others write, in one that is private to the user."""
        self.folder = parent / name
        (self.folder / "qlog").mkdir(parents=True)

    def close(self) -> None:
        """Remove the folder, with the secrets in it."""
        if self.folder is not None:
            shutil.rmtree(self.folder, ignore_errors=True)


class LogTaker(logging.Handler):
    """Records what is logged in the attempt that runs."""

    def __init__(self) -> None:
        super().__init__(logging.NOTSET)
        self.attempt: Attempt | None = None

    def emit(self, record: logging.LogRecord) -> None:
        """Record it; a message that cannot be formatted is recorded as it is."""
        if self.attempt is None:
            return
        try:
            message = record.getMessage()
        except Exception:  # noqa: BLE001 - arguments are objects of the test, which may do anything
            message = f"{record.msg!r} with arguments that do not fit"
        if record.exc_info and record.exc_info[0] is not None:
            message += f" ({record.exc_info[0].__name__}: {record.exc_info[1]})"
        level = record.levelname
        kind = f"Log{level.capitalize()}" if level.isalpha() else "Log"
        self.attempt.say(kind, f"{record.name}: {message}")
