import os
from pathlib import Path

import pytest

from atp_tui.store.cache_place import cache_directory, cache_use


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"XDG_CACHE_HOME": "/c", "HOME": "/h"}, Path("/c/atp-tui")),
        ({"XDG_CACHE_HOME": "c", "HOME": "/h"}, Path("/h/.cache/atp-tui")),
        ({"XDG_CACHE_HOME": "", "HOME": "/h"}, Path("/h/.cache/atp-tui")),
        ({"HOME": "/h"}, Path("/h/.cache/atp-tui")),
        ({"HOME": "h"}, None),
        ({}, None),
    ],
)
def test_the_directory_is_the_users(environment: dict[str, str], expected: Path | None) -> None:
    assert cache_directory(environment) == expected


def test_plain_files_are_counted_with_their_bytes(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"123")
    (tmp_path / "b").write_bytes(b"4567")
    (tmp_path / "folder").mkdir()
    (tmp_path / "link").symlink_to("a")
    use = cache_use(tmp_path)
    assert use is not None
    assert (use.files, use.size, use.owner) == (2, 7, os.getuid())


@pytest.mark.parametrize(
    ("mode", "is_private"), [(0o700, True), (0o755, True), (0o775, False), (0o757, False), (0o722, False)]
)
def test_a_directory_is_private_where_nobody_else_may_write(tmp_path: Path, mode: int, is_private: bool) -> None:
    tmp_path.chmod(mode)
    use = cache_use(tmp_path)
    assert use is not None
    assert use.is_private is is_private


def test_where_no_directory_is_nothing_is_kept(tmp_path: Path) -> None:
    assert cache_use(tmp_path / "none") is None
