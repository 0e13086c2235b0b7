from pathlib import Path

import pytest

from atp_tui.engine.errors import IoError
from atp_tui.lab.errors import LabStopped
from atp_tui.lab.make import make_pack
from atp_tui.lab.requested_options import chosen_options
from atp_tui.lab.run import LabProgress

OPTIONS = chosen_options("torn-journal", 3)


def test_the_pack_is_written_and_the_run_given_back(tmp_path: Path) -> None:
    told: list[LabProgress] = []
    run = make_pack(f"{tmp_path}/pack", OPTIONS, progress=told.append)
    assert not run.result.passed
    assert told
    assert (tmp_path / "pack" / "journal").read_bytes().startswith(b"# ATP Journal Digest")


def test_a_target_that_exists_is_refused_before_anything_runs(tmp_path: Path) -> None:
    told: list[LabProgress] = []
    with pytest.raises(IoError):
        make_pack(str(tmp_path), OPTIONS, progress=told.append)
    assert told == []


def test_whenever_it_is_stopped_nothing_is_left(tmp_path: Path) -> None:
    asked: list[int] = []

    def never() -> bool:
        asked.append(1)
        return False

    make_pack(f"{tmp_path}/whole", OPTIONS, cancelled=never)
    files = sum(path.is_file() for path in (tmp_path / "whole").rglob("*"))
    assert len(asked) > files == 15
    for limit in (0, len(asked) - files, len(asked) - files + 7, len(asked) - 1):
        answers = iter([False] * limit)
        with pytest.raises(LabStopped):
            make_pack(f"{tmp_path}/pack", OPTIONS, cancelled=lambda answers=answers: next(answers, True))  # type: ignore[misc]
        assert [path.name for path in tmp_path.iterdir()] == ["whole"]
