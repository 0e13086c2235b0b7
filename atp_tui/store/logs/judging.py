"""The checks of the connections of a log, beside the import: in its process, or for a large log in one of their own."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection as PipeEnd
from typing import Any, Final, NamedTuple, Protocol

from atp_tui.engine.errors import CrashpackError
from atp_tui.engine.qlog.event import Connection, LogEvent
from atp_tui.engine.qlog.judge.check import Damage, Judged, Observation
from atp_tui.engine.qlog.judge.damage import damage_of
from atp_tui.engine.qlog.judge.judge import Judge
from atp_tui.engine.qlog.read import read_log
from atp_tui.store.logs.progress import share_of
from atp_tui.store.logs.source import STDIN, LogSource, log_chunks
from atp_tui.store.worker_process import begin_worker

LARGE: Final = 8 << 20
"""Bytes of a log from which on its checks have a process of their own: reading it twice takes longer, waiting less."""
_STEP: Final = 0.01
"""The share of a log between two messages about it."""


class Answers(NamedTuple):
    """What the checks said of one connection."""

    judged: tuple[Judged, ...] = ()
    observed: tuple[Observation, ...] = ()


class Judges(Protocol):
    """The checks of all connections of a log."""

    def take(self, connection: Connection, event: Any) -> None:  # noqa: ANN401 - an event of the reader
        """Take the next event of the log."""

    def finish(self, damage: Damage, tell: Callable[[float], object]) -> dict[int, Answers]:
        """Return what was said of each connection, by its number.

        Args:
            damage: What is missing in the log.
            tell: Told now and then the share that is done, where that takes longer than the reading.
        """


class OwnJudges:
    """Checks that are given the events one by one."""

    def __init__(self) -> None:
        self._judges: dict[int, Judge] = {}

    def take(self, connection: Connection, event: LogEvent) -> None:
        """Take the next event of the log."""
        judge = self._judges.get(connection.number)
        if judge is None:
            judge = self._judges[connection.number] = Judge(connection)
        judge.take(event)

    def finish(self, damage: Damage, tell: Callable[[float], object] = lambda _: None) -> dict[int, Answers]:  # noqa: ARG002 - all was judged on the way
        """Return what was said of each connection, by its number."""
        return {number: Answers(judge.finish(damage), judge.observations()) for number, judge in self._judges.items()}


class ProcessJudges:
    """Checks in a process of their own, which reads the log by itself.

    Args:
        path: The path of the log.
        size: Its bytes; None where nobody knows.
    """

    def __init__(self, path: str, size: int | None) -> None:
        self._path = path
        context = get_context("spawn")
        self._answers, theirs = context.Pipe(duplex=False)
        self._process = context.Process(target=_work, args=(path, size, theirs), daemon=True)
        self._process.start()
        theirs.close()

    def take(self, connection: Connection, event: LogEvent) -> None:
        """Take nothing: the process reads the events itself."""

    def finish(self, damage: Damage, tell: Callable[[float], object]) -> dict[int, Answers]:  # noqa: ARG002 - the process finds it itself
        """Return what was said of each connection, by its number; waits for the process, and tells how far it is."""
        try:
            while isinstance(found := self._answers.recv(), float):
                tell(found)
        except EOFError:
            found = None
        return judge_file(self._path) if found is None else found

    def end(self) -> None:
        """End the process, whatever it does."""
        self._process.terminate()
        self._process.join()
        self._answers.close()


def _work(path: str, size: int | None, answers: PipeEnd) -> None:
    """Send the share that is done a hundred times at most, then the answers; None where the log cannot be read."""
    begin_worker()
    done = 0.0

    def tell(read: int) -> None:
        nonlocal done
        share = share_of(read, size)
        if share is not None and share >= done + _STEP:
            done = share
            answers.send(share)

    try:
        found = judge_file(path, tell)
    except CrashpackError:
        # What reads it in this process as well says why.
        found = None
    answers.send(found)


def judge_file(path: str, tell: Callable[[int], object] = lambda _: None) -> dict[int, Answers]:
    """Return what the checks say of each connection of the log at a path; errors as for reading it.

    Args:
        path: The path.
        tell: Told now and then how many bytes were read.
    """
    read = 0

    def chunks() -> Iterator[bytes]:
        nonlocal read
        for chunk in log_chunks(path, path):
            yield chunk
            read += len(chunk)
            tell(read)

    reader, judges = read_log(chunks()), OwnJudges()
    for connection, event in reader:
        judges.take(connection, event)
    return judges.finish(damage_of(reader.faults))


@contextmanager
def judging(source: LogSource, jobs: int) -> Iterator[Judges]:
    """Yield the checks of a log.

    Args:
        source: The log.
        jobs: How many processes may run at once.
    """
    if jobs == 1 or source.path == STDIN or (source.size or 0) < LARGE:
        yield OwnJudges()
        return
    judges = ProcessJudges(source.file, source.size)
    try:
        yield judges
    finally:
        # What nobody waits for must not keep the program from ending.
        judges.end()
