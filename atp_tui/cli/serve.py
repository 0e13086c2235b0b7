"""``atp-tui serve``: the explorer in a browser."""

import contextlib
import functools
import logging
import shlex
import socket
import sys
from typing import Final, TextIO

import click

from atp_tui.clean import clean
from atp_tui.cli.completion import FILE
from atp_tui.cli.exits import Exit
from atp_tui.cli.output import flush, print_line, say
from atp_tui.store.extras import how_to_install
from atp_tui.store.open import open_pack

PORT: Final = 8000

_OTHER_TERMINAL: Final = ("-u", "TMUX", "-u", "TMUX_PANE", "-u", "STY", "TERM=xterm-256color")
"""What the explorer must not believe of its terminal: it is not the one in which the server runs."""


@click.command(name="serve")
@click.argument("path", metavar="PATH", type=FILE)
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=PORT, show_default=True, help="The port; 0 takes a free one."
)
@click.option("--no-cache", is_flag=True, help="Keep no index of a large trace, and take none.")
def command(path: str, host: str, port: int, *, no_cache: bool) -> int:
    """Explore a crashpack in a browser.

    PATH is the directory of a crashpack, or a record as one JSON file. The address of the page is printed; it holds a
    key, without which nobody is let in. Ctrl+C ends the server and every explorer that it runs.
    """
    open_pack(path, keeps_index=not no_cache)
    try:
        from atp_tui.cli.browser_server import BrowserServer, is_loopback, listen, serve_until_told
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("atp_tui"):
            raise
        say(f"serve needs textual-serve, which is not installed; install it: {how_to_install('web')}")
        return Exit.USAGE
    try:
        listener = listen(host, port)
    except OSError as error:
        found = (error.strerror or str(error)).lower()
        raise click.UsageError(f"{host} port {port} cannot be listened on: {found}; choose others") from None
    if not is_loopback(host):
        say(
            f"warning: {host} is not this machine alone. Whoever knows the address below can read the pack and type "
            "keys in your name, and whoever sees the traffic learns it: it is not encrypted"
        )
    server = BrowserServer(explorer_command(path, keeps_index=not no_cache), clean(path), is_local=is_loopback(host))
    _tell_errors()
    ready = functools.partial(_tell_ready, path, listener, server.key, sys.stdout)
    with contextlib.redirect_stdout(sys.stderr):
        serve_until_told(server, listener, ready)
    return Exit.OK


def explorer_command(path: str, *, keeps_index: bool) -> str:
    """Return the command by which a shell starts the explorer; no character of *path* means anything to the shell.

    `-P` keeps the working directory, which may be a stranger's pack, from being searched for modules.
    """
    options = [] if keeps_index else ["--no-cache"]
    program = [sys.executable, "-P", "-m", "atp_tui", "open", *options, "--", path]
    return "exec " + shlex.join(["env", *_OTHER_TERMINAL, *program])


def _tell_ready(path: str, listener: socket.socket, key: str, stdout: TextIO) -> None:
    """Print where the page is, to the one *stdout* that is for data."""
    host, port = listener.getsockname()[:2]
    shown = f"[{host}]" if ":" in host else host
    say(f"serving {path}; Ctrl+C ends it")
    with contextlib.redirect_stdout(stdout):
        print_line(f"http://{shown}:{port}/?key={key}")
        flush()


class _OneLine(logging.Handler):
    """Tells an error of the server on one line."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write what is logged, without where it came from."""
        say(record.getMessage())


def _tell_errors() -> None:
    for name in ("textual-serve", "aiohttp.server", "asyncio"):
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate, logger.level = [_OneLine()], False, logging.ERROR
