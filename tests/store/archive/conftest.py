"""Each test unpacks into a cache of its own."""

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's cache directory."""
    folder = tmp_path / "cache"
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder))
    return folder


@pytest.fixture
def room(tmp_path: Path) -> Path:
    """A directory for archives."""
    folder = tmp_path / "room"
    folder.mkdir()
    return folder
