"""The checks of the connections of a log, beside the import: in its process, or for a large log in one of their own."""

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import active_children, get_context
from typing import Any, Final, NamedTuple, Protocol

from atp_tui.engine.qlog.event import Connection, LogEvent
from atp_tui.engine.qlog.judge.check import Damage, Judged, Observation
from atp_tui.engine.qlog.judge.damage import damage_of
from atp_tui.engine.qlog.judge.judge import Judge
from atp_tui.engine.qlog.read import read_log
from atp_tui.store.logs.source import STDIN, LogSource, log_chunks
from atp_tui.store.worker_process import begin_worker

LARGE: Final = 8 << 20
"""Bytes of a log from which on its checks have a process of their own: reading it twice takes longer, waiting less."""


class Answers(NamedTuple):
    """What the checks said of one connection."""

    judged: tuple[Judged, ...] = ()
    observed: tuple[Observation, ...] = ()


class Judges(Protocol):
    """The checks of all connections of a log."""

    def take(self, connection: Connection, event: Any) -> None:  # noqa: ANN401 - an event of the reader
        """Take the next event of the log."""

    def finish(self, damage: Damage) -> dict[int, Answers]:
        """Return what was said of each connection, by its number."""


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

    def finish(self, damage: Damage) -> dict[int, Answers]:
        """Return what was said of each connection, by its number."""
        return {number: Answers(judge.finish(damage), judge.observations()) for number, judge in self._judges.items()}


class ProcessJudges:
    """Checks in a process of their own, which reads the log by itself.

    Args:
        path: The path of the log.
        pool: Where the process runs.
    """

    def __init__(self, path: str, pool: ProcessPoolExecutor) -> None:
        self._path = path
        self._answers = pool.submit(judge_file, path)

    def take(self, connection: Connection, event: LogEvent) -> None:
        """Take nothing: the process reads the events itself."""

    def finish(self, damage: Damage) -> dict[int, Answers]:  # noqa: ARG002 - the process finds it itself
        """Return what was said of each connection, by its number; waits for the process."""
        try:
            return self._answers.result()
        except BrokenProcessPool:
            return judge_file(self._path)


def judge_file(path: str) -> dict[int, Answers]:
    """Return what the checks say of each connection of the log at a path; errors as for reading it."""
    reader, judges = read_log(log_chunks(path, path)), OwnJudges()
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
    others = set(active_children())
    pool = ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=begin_worker)
    try:
        yield ProcessJudges(source.file, pool)
    except BaseException:
        # What nobody waits for must not keep the program from ending.
        for worker in set(active_children()) - others:
            worker.terminate()
        raise
    finally:
        pool.shutdown(cancel_futures=True)
