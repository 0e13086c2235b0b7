"""``python -m atp_tui``."""

import sys

if not sys.flags.safe_path:
    # Python put the working directory first, which may be a pack that holds a click.py.
    del sys.path[0]

from atp_tui.cli import run

run()
