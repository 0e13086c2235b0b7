"""The checks of a log in a process of their own."""

from concurrent.futures.process import BrokenProcessPool
from multiprocessing import active_children
from pathlib import Path

import pytest

from atp_tui.engine.qlog.judge.check import Damage
from atp_tui.store.log_import import import_logs
from atp_tui.store.logs import judging
from atp_tui.store.logs.convert import ImportOptions
from atp_tui.store.logs.source import log_source
from tests.typed_logs import log_file


def imported(folder: Path, name: str, jobs: int) -> dict[str, bytes]:
    log = log_source(str(log_file(folder)))
    import_logs([log], str(folder / name), ImportOptions(jobs=jobs), lambda _: None)
    made = folder / name
    return {str(path.relative_to(made)): path.read_bytes() for path in made.rglob("*") if path.is_file()}


def test_the_pack_is_the_same_wherever_its_checks_ran(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judging, "LARGE", 1)
    assert imported(tmp_path, "beside", 2) == imported(tmp_path, "here", 1)


class Died:
    """What a process that was killed leaves."""

    def result(self) -> None:
        raise BrokenProcessPool


class Pool:
    """A pool whose process is killed."""

    def submit(self, *_: object) -> Died:
        return Died()


def test_a_process_that_dies_costs_time_alone(tmp_path: Path) -> None:
    path = str(log_file(tmp_path))
    judges = judging.ProcessJudges(path, Pool())  # type: ignore[arg-type]
    assert judges.finish(Damage()) == judging.judge_file(path)


def test_a_log_that_is_gone_is_an_error_and_no_process_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judging, "LARGE", 1)
    log = log_file(tmp_path)
    source = log_source(str(log))

    def fail() -> None:
        with judging.judging(source, 2):
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert not [worker for worker in active_children() if worker.is_alive()]
