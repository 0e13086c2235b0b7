from pathlib import Path

import pytest

from tests import fake_ssh


@pytest.fixture
def asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file with the words that ssh was started with."""
    monkeypatch.setenv("PATH", f"{tmp_path}/bin:/usr/bin:/bin")
    return fake_ssh.install(tmp_path)
