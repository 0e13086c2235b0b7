"""CPU seconds and peak memory of each command over packs that are large in one way each."""

import sys
import tempfile
from pathlib import Path
from typing import Final

from benchmarks.measure import run, table
from benchmarks.targets import Figures
from tests.large_packs import LARGE

COMMANDS: Final = {
    "check": ("check", "--no-cache"),
    "check, json": ("check", "--no-cache", "--format", "json"),
    "check, junit": ("check", "--no-cache", "--format", "junit"),
    "check, sarif": ("check", "--no-cache", "--format", "sarif"),
    "export": ("export",),
    "logs": ("logs", "--lane", "all"),
    "open": ("open", "--no-cache"),
    "replay": ("replay",),
}
"""The commands that read one pack, by name; `open` has no terminal here and reports."""


def main(chosen: tuple[str, ...] = tuple(LARGE)) -> Figures:
    """Measure every command over the packs whose names are given."""
    rows = []
    for name in chosen:
        with tempfile.TemporaryDirectory() as folder:
            pack = str(LARGE[name](Path(folder) / "pack"))
            cases = {**COMMANDS, "diff": ("diff", pack)}
            for command, words in cases.items():
                found = run(sys.executable, "-m", "atp_tui", *words, pack, codes=(0, 1, 3, 4))
                rows.append([name, command, f"{found.cpu:.2f}", f"{found.peak:.0f}"])
                print(*rows[-1], sep=" | ", flush=True)
    return Figures(table(("pack", "command", "CPU s", "peak MB"), rows))


if __name__ == "__main__":
    print(main(tuple(sys.argv[1:]) or tuple(LARGE)).text)
