"""``atp-tui serve``: the explorer in a browser."""

import contextlib
import functools
import logging
import shlex
import socket
import sys
from typing import Final, TextIO

import click

from atp_tui.clean import CleanText, clean
from atp_tui.cli.browser_start import opened
from atp_tui.cli.completion import PACK
from atp_tui.cli.exits import Exit
from atp_tui.cli.output import flush, print_line, say
from atp_tui.cli.remote import PackCommand
from atp_tui.report.model import verdict_words, violation_rows
from atp_tui.store.extras import how_to_install
from atp_tui.store.open import open_pack
from atp_tui.store.pack import Pack

PORT: Final = 8000

_OTHER_TERMINAL: Final = ("-u", "TMUX", "-u", "TMUX_PANE", "-u", "STY", "TERM=xterm-256color")
"""Variables of the server's own terminal, which is not that of the explorer."""


@click.command(name="serve", cls=PackCommand)
@click.argument("path", metavar="PATH", type=PACK)
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=PORT,
    show_default=True,
    help="The port to listen on; 0 takes a free one.",
)
@click.option("--open", "is_opened", is_flag=True, help="Open the page in your browser.")
@click.option("--no-cache", is_flag=True, help="Neither read nor write the index of a large trace.")
def command(path: str, host: str, port: int, *, is_opened: bool, no_cache: bool) -> int:
    """Explore a crashpack in a browser.

    PATH is the directory of a crashpack, or a record as one JSON file. The address of the page is printed; it contains
    a key, without which access is refused. Ctrl+C ends the server and every explorer that it runs.
    """
    pack = open_pack(path, keeps_index=not no_cache)
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
        raise click.UsageError(f"cannot listen on {host} port {port}: {found}; choose another") from None
    if not is_loopback(host):
        say(
            f"warning: {host} can be reached from other machines. Whoever knows the address below can read the pack "
            "and type keys as you, and whoever sees the traffic learns the address: it is not encrypted"
        )
    command_line = explorer_command(path, keeps_index=not no_cache)
    server = BrowserServer(command_line, title_of(pack), is_local=is_loopback(host))
    _tell_errors()
    address = _address(listener, server.key)
    ready = functools.partial(_tell_ready, path, address, sys.stdout)
    with contextlib.redirect_stdout(sys.stderr), opened(address) if is_opened else contextlib.nullcontext():
        serve_until_told(server, listener, ready)
    return Exit.OK


def title_of(pack: Pack) -> CleanText:
    """Return the title of the page of a pack: its path and its verdict."""
    return clean(f"{pack.path}: {verdict_words(pack.verdict, violation_rows(pack.crashpack))}")


def explorer_command(path: str, *, keeps_index: bool) -> str:
    """Return the command by which a shell starts the explorer; no character of *path* means anything to the shell.

    `-P` keeps the working directory, which may be a stranger's pack, from being searched for modules.
    """
    options = [] if keeps_index else ["--no-cache"]
    program = [sys.executable, "-P", "-m", "atp_tui", "open", *options, "--", path]
    return "exec " + shlex.join(["env", *_OTHER_TERMINAL, *program])


def _address(listener: socket.socket, key: str) -> str:
    """The address of the page."""
    host, port = listener.getsockname()[:2]
    shown = f"[{host}]" if ":" in host else host
    return f"http://{shown}:{port}/?key={key}"


def _tell_ready(path: str, address: str, stdout: TextIO) -> None:
    """Print where the page is, to the one *stdout* that is for data."""
    say(f"serving {path}; press Ctrl+C to stop")
    with contextlib.redirect_stdout(stdout):
        print_line(address)
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
