"""Nothing of a pack is imported, also where the pack is the working directory and holds names of our libraries."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.own_terminal import PACK, exploring

ROOT = Path(__file__).parents[2]
NAMES = (
    *("click", "textual", "rich", "msgspec", "pydantic", "numpy", "re2", "stringzilla", "trio", "aioquic", "raptorq"),
    *("sitecustomize", "usercustomize", "typing", "enum", "json", "tempfile", "ctypes", "secrets", "signal", "tests"),
)
SCRIPT = "import sys\nfrom atp_tui.cli import main\nsys.exit(main())\n"
"""What the installed program consists of."""


@pytest.fixture
def trap(tmp_path: Path) -> Path:
    """A pack that holds modules; each makes a file when it is imported."""
    pack = Path(shutil.copytree(PACK, tmp_path / "pack"))
    for name in NAMES:
        (pack / f"{name}.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'a').write({name!r} + chr(10))\n")
    return pack


@pytest.fixture(params=["module", "script"])
def program(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str, ...]:
    """Both ways to start the program."""
    if request.param == "module":
        return (sys.executable, "-m", "atp_tui")
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "atp-tui").write_text(SCRIPT)
    return (sys.executable, str(tmp_path / "bin" / "atp-tui"))


ENVIRON = {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
"""The package is found though the working directory is not the checkout."""


@pytest.mark.parametrize("words", [("check", "."), pytest.param(("replay", "."), marks=pytest.mark.soak)], ids=str)
def test_a_command_imports_nothing_of_the_pack_it_stands_in(
    trap: Path, program: tuple[str, ...], words: tuple[str, ...]
) -> None:
    ended = subprocess.run(
        [*program, *words], cwd=trap, env={**os.environ, **ENVIRON}, capture_output=True, timeout=60, check=False
    )
    assert not (trap.parent / "ran").exists(), (trap.parent / "ran").read_text()
    assert (ended.returncode in (0, 1, 2), ended.stderr.count(b"\n") <= 1) == (True, True), ended.stderr


@pytest.mark.soak
def test_the_explorer_imports_nothing_of_the_pack_it_stands_in(trap: Path, program: tuple[str, ...]) -> None:
    shell = ("/bin/sh", "-c", f'cd "{trap}" && exec "$@"', "sh", *program)
    with exploring(".", program=shell, environ=ENVIRON) as explored:
        explored.types(b"q")
        assert explored.code(reading=True) == 0
    assert not (trap.parent / "ran").exists(), (trap.parent / "ran").read_text()
