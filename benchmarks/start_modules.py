"""Our modules that are loaded before the explorer shows rows: each costs time, however small it is."""

import json
import sys
import tempfile
from pathlib import Path
from typing import Final

from benchmarks.terminal import terminal

PACKAGE: Final = "atp_tui"
MOST: Final = 90
"""Modules that may be loaded by then."""

# The program as it is, but for its next step after the first rows, which is to load the main screen: it tells what was
# loaded by then, and ends.
_CODE: Final = """
import json, os, sys
from atp_tui.tui import app
from atp_tui.cli import main

def tell():
    with open(os.environ["ATP_TUI_TOLD"], "w", encoding="utf-8") as file:
        json.dump(sorted(sys.modules), file)
    os._exit(0)

app._main_screen = tell
main()
"""


def modules_before_rows(pack: Path) -> list[str]:
    """Return the names of our modules that are loaded when the first rows of a pack are shown.

    Raises:
        RuntimeError: the program has shown no rows.
    """
    with tempfile.TemporaryDirectory() as name:
        told = Path(name) / "told"
        environment = {"ATP_TUI_TOLD": str(told), "HOME": name, "XDG_CACHE_HOME": name}
        with terminal([sys.executable, "-c", _CODE, "open", str(pack)], environment) as shown:
            # It is never seen, so this is the end of the program.
            shown.see(rb"\0\0")
        if not told.exists():
            raise RuntimeError("the explorer has shown no rows")
        found = json.loads(told.read_text(encoding="utf-8"))
    return [each for each in found if each.partition(".")[0] == PACKAGE]
