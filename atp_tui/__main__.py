"""``python -m atp_tui``."""

from atp_tui.cli import main

main()
