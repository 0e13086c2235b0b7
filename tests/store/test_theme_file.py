"""The remembered theme: what is written is read, and anything else is refused in one line."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atp_tui.engine.errors import CrashpackError, IoError
from atp_tui.store.theme_file import THEME_LIMIT, read_theme, write_theme


def test_without_a_file_none_is_remembered(tmp_path: Path) -> None:
    assert read_theme(str(tmp_path / "theme.toml")) == ""
    assert read_theme(str(tmp_path / "nowhere" / "theme.toml")) == ""


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=100))
def test_what_is_written_is_read(tmp_path_factory: pytest.TempPathFactory, theme: str) -> None:
    path = str(tmp_path_factory.mktemp("config") / "of" / "theme.toml")
    write_theme(path, "before")
    write_theme(path, theme)
    assert read_theme(path) == theme


@pytest.mark.parametrize(
    "data", [b"\xff", b"theme", b"theme = 1", b"", b"theme = 'a'\nmore = 1", b"#" * (THEME_LIMIT + 1)]
)
def test_anything_else_is_refused(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "theme.toml").write_bytes(data)
    with pytest.raises(CrashpackError):
        read_theme(str(tmp_path / "theme.toml"))


def test_a_directory_is_refused_and_a_link_to_nowhere_too(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    for path in (tmp_path, tmp_path / "link"):
        with pytest.raises(IoError):
            read_theme(str(path))


def test_where_no_directory_can_be_made_the_error_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(IoError, match="expected a directory that can be made"):
        write_theme(str(tmp_path / "file" / "of" / "theme.toml"), "dark")
    with pytest.raises(IoError):
        write_theme(str(tmp_path / "file" / "theme.toml"), "dark")
