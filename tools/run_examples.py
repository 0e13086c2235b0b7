"""Run the commands that the documentation shows: python tools/run_examples.py writes what they print now into it.

A command stands in a ``console`` block after ``$ ``; the lines up to the next one are what it prints. The commands of a
block share one shell and one folder, in which ``tests``, ``sample_packs`` and ``examples`` are those of the project.
"""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
PROMPT: Final = "$ "
PROGRAM: Final = f'exec "{sys.executable}" -m atp_tui "$@"'
"""The line of shell that runs the program."""

_BLOCK: Final = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_BETWEEN: Final = "\x1e"
_LINKED: Final = ("tests", "sample_packs", "examples")
_PYTEST: Final = f'exec "{sys.executable}" -m pytest -p no:cacheprovider "$@"'


def documents() -> tuple[Path, ...]:
    """The files that make up the documentation."""
    return (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))


def blocks(text: str) -> list[str]:
    """What stands in the console blocks of a document."""
    return _BLOCK.findall(text)


def commands(block: str) -> list[str]:
    """The commands of a block."""
    return [line.removeprefix(PROMPT) for line in block.splitlines() if line.startswith(PROMPT)]


def run(wanted: list[str], program_line: str = PROGRAM) -> list[str]:
    """What each of the commands prints, run one after the other in a fresh folder."""
    script = "exec 2>&1\n" + "".join(f"{command}\nlast=$?; printf '{_BETWEEN}'; (exit $last)\n" for command in wanted)
    with tempfile.TemporaryDirectory() as folder:
        for name in _LINKED:
            Path(folder, name).symlink_to(ROOT / name)
        programs = Path(folder, ".programs")
        programs.mkdir()
        for name, line in (("atp-tui", program_line), ("pytest", _PYTEST)):
            program = programs / name
            program.write_text(f"#!/bin/sh\n{line}\n", encoding="utf-8")
            program.chmod(0o700)
        environment = {
            "PATH": f"{programs}:{os.environ['PATH']}",
            "PYTHONPATH": str(ROOT),
            "LC_ALL": "C.UTF-8",
            "HOME": folder,
            # Compiled here, a file would have the path of this folder in its tracebacks for ever.
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        ended = subprocess.run(
            ["bash", "-c", script],
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            timeout=300,
            check=False,
        )
    return ended.stdout.decode().split(_BETWEEN)[: len(wanted)]


def shown_anew(block: str, program_line: str = PROGRAM) -> str:
    """A block with what its commands print now."""
    wanted = commands(block)
    return "".join(
        f"{PROMPT}{command}\n{printed}" for command, printed in zip(wanted, run(wanted, program_line), strict=True)
    )


def main() -> int:
    """Write every block of every document anew."""
    for document in documents():
        text = document.read_text(encoding="utf-8")
        anew = _BLOCK.sub(lambda match: f"```console\n{shown_anew(match[1])}```", text)
        if anew != text:
            document.write_text(anew, encoding="utf-8")
            print(f"{document.relative_to(ROOT)} was changed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
