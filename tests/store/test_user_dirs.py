import os
from collections.abc import Callable
from pathlib import Path

import pytest

from atp_tui.store.user_dirs import cache_directory, cache_use, keymap_path, theme_path


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"XDG_CACHE_HOME": "/c", "HOME": "/h"}, Path("/c/atp-tui")),
        ({"XDG_CACHE_HOME": "c", "HOME": "/h"}, Path("/h/.cache/atp-tui")),
        ({"XDG_CACHE_HOME": "", "HOME": "/h"}, Path("/h/.cache/atp-tui")),
        ({"HOME": "/h"}, Path("/h/.cache/atp-tui")),
    ],
)
def test_the_directory_is_the_users(
    environment: dict[str, str], expected: Path | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert cache_directory() == expected


def fail(*_: object, **__: object) -> Path:
    message = "no home directory"
    raise RuntimeError(message)


@pytest.mark.parametrize("found", [fail, lambda *_, **__: Path("relative")])
def test_without_a_home_there_is_no_directory(found: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("platformdirs.user_cache_path", found)
    monkeypatch.setattr("platformdirs.user_config_path", found)
    assert cache_directory() is None
    assert keymap_path() is None
    assert theme_path() is None


def test_the_keymap_is_in_the_directory_for_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "atp-tui" / "keymap.toml"
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert keymap_path() is None
    path.parent.mkdir()
    path.touch()
    assert keymap_path() == str(path)
    monkeypatch.setenv("HOME", str(tmp_path / "me"))
    monkeypatch.setenv("XDG_CONFIG_HOME", "relative")
    assert keymap_path() is None
    other = tmp_path / "me" / ".config" / "atp-tui" / "keymap.toml"
    other.parent.mkdir(parents=True)
    other.symlink_to(path)
    assert keymap_path() == str(other)
    monkeypatch.delenv("XDG_CONFIG_HOME")
    assert keymap_path() == str(other)


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


def test_the_theme_is_remembered_beside_the_keymap(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert theme_path() == str(tmp_path / "atp-tui" / "theme.toml")
    assert list(tmp_path.iterdir()) == []
