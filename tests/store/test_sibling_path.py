"""Names beside a pack."""

from pathlib import Path

import pytest

from atp_tui.store.sibling_path import beside


@pytest.mark.parametrize(
    ("path", "is_directory", "name"),
    [
        ("crash", True, "crash.note.toml"),
        ("a/crash/", True, "a/crash.note.toml"),
        ("/crash//", True, "/crash.note.toml"),
        ("crash.json", True, "crash.json.note.toml"),
        ("crash.json", False, "crash.note.toml"),
        ("a/crash.record.json", False, "a/crash.record.note.toml"),
        ("crash", False, "crash.note.toml"),
    ],
)
def test_it_has_the_name_of_the_pack(path: str, name: str, *, is_directory: bool) -> None:
    assert beside(path, ".note.toml", is_directory=is_directory) == name


def test_a_directory_that_is_not_named_is_asked_for_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "crash" / "inner").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "crash")
    assert beside(".", ".txt", is_directory=True) == f"{tmp_path}/crash.txt"
    assert beside("inner/..", ".txt", is_directory=True) == f"{tmp_path}/crash.txt"
