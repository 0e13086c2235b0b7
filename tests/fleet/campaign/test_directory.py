import os
import subprocess
import sys
from pathlib import Path

import pytest

from atp_tui.engine.errors import CrashpackError, IoError
from atp_tui.fleet.campaign.directory import is_locked, locked, opened


def test_a_directory_has_one_campaign_at_a_time(tmp_path: Path) -> None:
    folder = str(tmp_path / "new" / "campaign")
    with opened(folder):
        assert is_locked(folder)
        with pytest.raises(IoError, match="another campaign is running in it"), opened(folder):
            pass
    assert not is_locked(folder)
    with opened(folder):
        pass


def test_the_lock_ends_with_the_process(tmp_path: Path) -> None:
    code = (
        "import os, sys; from atp_tui.fleet.campaign.directory import locked; "
        "lock = locked(sys.argv[1]); lock.__enter__(); os._exit(9)"
    )
    assert subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=False).returncode == 9
    with locked(str(tmp_path)):
        assert is_locked(str(tmp_path))


def test_a_directory_that_cannot_be_used_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(CrashpackError, match="file exists"), opened(str(tmp_path / "file")):
        pass
    with pytest.raises(IoError, match="no such file"):
        is_locked(str(tmp_path / "none"))
    if os.geteuid():
        (tmp_path / "closed").mkdir(mode=0o500)
        with pytest.raises(IoError, match="permission denied"), opened(str(tmp_path / "closed")):
            pass
