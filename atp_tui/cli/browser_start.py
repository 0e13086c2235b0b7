"""Opening a page in the browser of the desktop."""

import html
import os
import threading
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from atp_tui.cli.output import say
from atp_tui.store.file_writer import remove_private, write_private

_PAGE: Final = '<!DOCTYPE html><meta charset="utf-8"><meta http-equiv="refresh" content="0; url={}">\n'


@contextmanager
def opened(address: str) -> Iterator[None]:
    """Show *address* in a browser that has a window; where there is none, say so.

    The browser is given a private file that leads to the address, which is removed at the end: other users of the
    machine see the words of a command line, and the address contains a key.
    """
    browser = _browser()
    path = None
    try:
        if browser is not None:
            path = write_private(_PAGE.format(html.escape(address)), "atp-tui.html")
            # Some browsers return when they are closed.
            threading.Thread(target=browser.open, args=(Path(path).as_uri(),), daemon=True).start()
    except OSError:
        browser = None
    if browser is None:
        say("no browser could be opened; open the address yourself")
    try:
        yield
    finally:
        if path is not None:
            remove_private(path)


def _browser() -> webbrowser.BaseBrowser | None:
    """The browser that the user names in BROWSER, or else one that does not run in this terminal."""
    try:
        browser = webbrowser.get()
    except webbrowser.Error:
        return None
    runs_here = type(browser) is webbrowser.GenericBrowser and not os.environ.get("BROWSER")
    return None if runs_here else browser
