from pathlib import Path

from atp_tui.fleet.held import head_unless_held, hold


def test_a_file_that_is_held_is_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"head and more")
    (tmp_path / "link").symlink_to(path)
    assert head_unless_held(str(path), 4) == b"head"
    first, release = hold(str(path), 4)
    second, release_again = hold(str(tmp_path / "link"), 4)
    assert (first, second) == (b"head", None)
    release()
    release()
    assert head_unless_held(str(path), 4) is None
    release_again()
    assert head_unless_held(str(path), 4) == b"head"
