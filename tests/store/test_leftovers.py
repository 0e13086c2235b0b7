"""What killed writers left in a directory."""

from pathlib import Path

from atp_tui.store.leftovers import leftovers
from atp_tui.store.writer import PREFIX


def test_of_very_many_the_first_thousand_are_told(tmp_path: Path) -> None:
    for number in range(1_001):
        (tmp_path / f"{PREFIX}{number}").touch()
    assert len(leftovers(str(tmp_path))) == 1_000
