"""Files that grow side by side."""

from pathlib import Path

import pytest

from atp_tui.store.spool import Spool
from atp_tui.store.writer import write_pack


def test_what_grew_is_moved_into_a_pack_and_nothing_else_is_left(tmp_path: Path) -> None:
    with Spool(str(tmp_path)) as spool:
        spool.append("a", b"one ")
        spool.append("b", b"other")
        spool.append("a", b"two")
        write_pack(str(tmp_path / "pack"), {"x/a": spool.file("a"), "empty": spool.file("c"), "d": b"held"})
        assert Path(spool.path).stat().st_mode & 0o777 == 0o700
    found = {path.relative_to(tmp_path / "pack").as_posix() for path in (tmp_path / "pack").rglob("*")}
    assert found == {"x", "x/a", "empty", "d"}
    assert (tmp_path / "pack" / "x" / "a").read_bytes() == b"one two"
    assert (tmp_path / "pack" / "empty").read_bytes() == b""
    assert [path.name for path in tmp_path.iterdir()] == ["pack"]


def test_a_failure_leaves_nothing(tmp_path: Path) -> None:
    def fail(spool: Spool) -> None:
        spool.append("a", b"x")
        spool.folder("inner")
        raise RuntimeError

    with pytest.raises(RuntimeError), Spool(str(tmp_path)) as spool:
        fail(spool)
    assert list(tmp_path.iterdir()) == []


def test_a_link_is_not_followed_when_a_spool_is_removed(tmp_path: Path) -> None:
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept" / "file").write_bytes(b"x")
    with Spool(str(tmp_path)) as spool:
        (Path(spool.path) / "link").symlink_to(tmp_path / "kept")
    assert (tmp_path / "kept" / "file").exists()
