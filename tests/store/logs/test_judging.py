"""The checks of a log in a process of their own."""

from multiprocessing import active_children
from pathlib import Path

import pytest

from atp_tui.engine.errors import IoError
from atp_tui.engine.qlog.judge.check import Damage
from atp_tui.store.log_import import import_logs
from atp_tui.store.logs import judging
from atp_tui.store.logs.convert import ImportOptions
from atp_tui.store.logs.source import LogSource, log_source
from tests.typed_logs import log_file


def imported(folder: Path, name: str, jobs: int) -> dict[str, bytes]:
    log = log_source(str(log_file(folder)))
    import_logs([log], str(folder / name), ImportOptions(jobs=jobs), lambda _: None)
    made = folder / name
    return {str(path.relative_to(made)): path.read_bytes() for path in made.rglob("*") if path.is_file()}


def test_the_pack_is_the_same_wherever_its_checks_ran(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judging, "LARGE", 1)
    assert imported(tmp_path, "beside", 2) == imported(tmp_path, "here", 1)


def test_a_process_that_dies_costs_time_alone(tmp_path: Path) -> None:
    path = str(log_file(tmp_path))
    judges = judging.ProcessJudges(path, None)
    for worker in active_children():
        worker.kill()
    assert judges.finish(Damage(), lambda _: None) == judging.judge_file(path)
    judges.end()


def test_a_process_that_cannot_read_the_log_leaves_the_error_to_the_parent(tmp_path: Path) -> None:
    judges = judging.ProcessJudges(str(tmp_path / "missing.qlog"), None)
    with pytest.raises(IoError, match=r"missing\.qlog"):
        judges.finish(Damage(), lambda _: None)
    judges.end()


def test_the_share_that_is_judged_grows(tmp_path: Path) -> None:
    log = log_file(tmp_path)
    told: list[float] = []
    judges = judging.ProcessJudges(str(log), log.stat().st_size)
    assert judges.finish(Damage(), told.append) == judging.judge_file(str(log))
    judges.end()
    assert told
    assert told == sorted(set(told))
    assert told[-1] == 1.0


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


@pytest.mark.parametrize(
    ("path", "jobs", "size"), [("-", 2, judging.LARGE), ("log", 1, judging.LARGE), ("log", 2, None)]
)
def test_what_cannot_or_need_not_be_read_twice_is_judged_in_this_process(
    path: str, jobs: int, size: int | None
) -> None:
    with judging.judging(LogSource(path, lambda: iter(()), size, path), jobs) as judges:
        assert isinstance(judges, judging.OwnJudges)
