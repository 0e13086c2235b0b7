"""Where logs come from."""

from pathlib import Path

import pytest

from atp_tui.engine.errors import IoError
from atp_tui.store.logs.source import is_log_at, log_source, logs_in
from tests.imported_packs import written
from tests.typed_logs import log_file


def test_a_log_is_known_by_its_content_whatever_its_name(tmp_path: Path) -> None:
    path = log_file(tmp_path, name="odd.bin")
    assert is_log_at(str(path))
    (tmp_path / "text.qlog").write_bytes(b"no log")
    assert not is_log_at(str(tmp_path / "text.qlog"))
    assert not is_log_at(str(tmp_path))


@pytest.mark.parametrize(("name", "is_log"), [("a.qlog", True), ("a.sqlog", True), ("a.txt", False)])
def test_an_empty_file_is_a_log_by_its_name(tmp_path: Path, name: str, *, is_log: bool) -> None:
    (tmp_path / name).touch()
    assert is_log_at(str(tmp_path / name)) is is_log


def test_the_bytes_of_a_log_can_be_read_again(tmp_path: Path) -> None:
    path = log_file(tmp_path)
    source = log_source(str(path))
    assert b"".join(source.chunks()) == b"".join(source.chunks()) == path.read_bytes()
    assert (source.name, source.size) == ("client.sqlog", path.stat().st_size)


def test_nothing_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(IoError, match="no such file"):
        log_source(str(tmp_path / "none"))


def test_the_logs_below_a_directory_are_found_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    inner, outer = log_file(tmp_path / "a" / "b"), log_file(tmp_path, name="z.qlog")
    (tmp_path / "notes.txt").write_text("x")
    (tmp_path / "a" / "link.qlog").symlink_to(outer)
    (tmp_path / "loop").symlink_to(tmp_path)
    written(tmp_path)
    assert logs_in(str(tmp_path)) == [str(inner), str(outer)]
