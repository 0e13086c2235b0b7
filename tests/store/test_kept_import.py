"""The imports of this run are known by their directories."""

from pathlib import Path

from atp_tui.store.kept_import import KeptImport, kept_at, remember, remember_name, shown_at


def test_an_import_is_known_by_its_directory(tmp_path: Path) -> None:
    kept = KeptImport(str(tmp_path), ("client.sqlog:1", "server.sqlog"), ("client.sqlog", "server.sqlog"))
    assert kept_at(str(tmp_path)) is None
    remember(kept)
    assert kept_at(str(tmp_path)) is kept
    assert shown_at(str(tmp_path)) == kept.shown == "client.sqlog:1 + server.sqlog"


def test_another_path_is_shown_as_it_is_or_as_what_was_said(tmp_path: Path) -> None:
    assert shown_at(f"{tmp_path}/fleet.db") == f"{tmp_path}/fleet.db"
    remember_name(f"{tmp_path}/fleet.db", "logs")
    assert shown_at(f"{tmp_path}/fleet.db") == "logs"
