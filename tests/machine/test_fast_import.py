"""What is loaded at a start, and what is as it was behind it."""

import gc
import importlib
import os
import subprocess
import sys

import pytest

from atp_tui.machine.fast_import import loading


def test_all_is_as_it_was_behind_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYDANTIC_DISABLE_PLUGINS", "one")
    monkeypatch.delitem(sys.modules, "this", raising=False)
    before = gc.isenabled()
    with loading("this", "json"):
        assert not gc.isenabled()
        assert os.environ["PYDANTIC_DISABLE_PLUGINS"] == "__all__"
        assert sys.modules["json"] is not None
        with pytest.raises(ImportError):
            importlib.import_module("this")
    assert "this" not in sys.modules
    assert os.environ["PYDANTIC_DISABLE_PLUGINS"] == "one"
    assert gc.isenabled() is before


def test_a_variable_that_was_not_there_is_not_there_behind_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PYDANTIC_DISABLE_PLUGINS", raising=False)
    with loading():
        pass
    assert "PYDANTIC_DISABLE_PLUGINS" not in os.environ


def test_the_explorer_loads_nothing_for_connections_and_expressions() -> None:
    script = """
import sys
from atp_tui.machine.fast_import import loading
with loading("ssl"):
    from atp_tui.tui.explore import explore
print(*sorted({"ssl", "_ssl", "re2"} & set(sys.modules)))
import ssl
print(ssl.OPENSSL_VERSION.split()[0])
"""
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=True)
    assert ended.stdout.split() == ["OpenSSL"]
