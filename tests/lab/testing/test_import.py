"""What importing the package loads, and what it says without trio."""

import subprocess
import sys

HEAVY = ("aioquic", "cryptography", "raptorq", "textual", "numpy", "pytest")


def printed(script: str) -> str:
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


def test_it_loads_trio_and_nothing_else_of_the_extras() -> None:
    script = f"import sys, atp_tui.lab.testing; print([name for name in {HEAVY} if name in sys.modules])"
    assert printed(script) == "[]\n"


def test_without_trio_it_says_how_to_install_it() -> None:
    said = printed("import sys; sys.modules['trio'] = None; import atp_tui.lab.testing")
    assert "ModuleNotFoundError: deterministic tests need trio: " in said
    assert "testing" in said.splitlines()[-1]
