"""The explorer as `atp-tui serve` starts it: its terminal is a page of a browser."""

import os
import signal
import threading
import time
from collections.abc import Mapping
from typing import Final

DRIVER: Final = "textual.drivers.web_driver:WebDriver"
"""The driver that textual-serve names in TEXTUAL_DRIVER for the programs that it starts."""

_INTERVAL: Final = 1.0
"""Seconds between two looks."""


def is_served(environ: Mapping[str, str]) -> bool:
    """Return whether a page of a browser stands in place of the terminal."""
    return environ.get("TEXTUAL_DRIVER") == DRIVER


def end_with_server() -> None:
    """End this process soon after the one that started it, which may be killed before it can say so."""
    threading.Thread(target=_watch, args=(os.getppid(),), daemon=True).start()


def _watch(server: int) -> None:
    while os.getppid() == server:
        time.sleep(_INTERVAL)
    os.kill(os.getpid(), signal.SIGTERM)
