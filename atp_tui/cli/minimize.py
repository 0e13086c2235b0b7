"""``atp-tui minimize``: a smaller crashpack that fails in the same way."""

import sys
import time
from typing import Final

import click

from atp_tui.cli.completion import FILE, FOLDER, PACK
from atp_tui.cli.exits import Exit
from atp_tui.cli.output import print_line, say, say_in_place
from atp_tui.cli.remote import PackCommand
from atp_tui.cli.signals import Wish, wishing
from atp_tui.engine.counted import counted
from atp_tui.engine.errors import ReplayError
from atp_tui.engine.minimize.config import MinimizeMode, MinimizeProgress, TraceMinimizerConfig
from atp_tui.engine.minimize.minimizer import TraceMinimizer
from atp_tui.rerun.lab_runner import LabMissingError
from atp_tui.rerun.minimized_pack import MinimizedPack, minimize_pack
from atp_tui.store.destination import require_new_pack
from atp_tui.store.named_file import OBJECT_LIMIT, read_file
from atp_tui.store.open import open_pack
from atp_tui.store.pack import Pack
from atp_tui.store.writer import write_pack

_TELL_EVERY: Final = 0.1
"""Seconds between two lines of progress."""

_NOUN: Final = {MinimizeMode.REPLAY: "decisions", MinimizeMode.PROJECT: "events"}


_STOPPING: Final = "stopping with the best result so far; interrupt again to write nothing"


class _Progress:
    """Writes how far a search is, in place, on a terminal only."""

    def __init__(self, mode: MinimizeMode) -> None:
        self._noun = _NOUN[mode]
        self._is_shown = sys.stderr is not None and sys.stderr.isatty()
        self._last = 0.0

    def tell(self, found: MinimizeProgress) -> None:
        if self._is_shown and time.monotonic() - self._last >= _TELL_EVERY:
            self._last = time.monotonic()
            rate = found.tries / found.seconds if found.seconds else 0.0
            say_in_place(
                f"{found.size:,} of {found.total:,} {self._noun}, {counted(found.tries, 'run')}, {rate:.1f}/s, "
                f"last reduction {found.seconds_since_cut:.0f} s and {counted(found.tries_since_cut, 'run')} ago"
            )

    def end(self) -> None:
        if self._is_shown:
            say_in_place("")


@click.command(name="minimize", cls=PackCommand)
@click.argument("path", metavar="PATH", type=PACK)
@click.option(
    "-o",
    "--output",
    "directory",
    required=True,
    metavar="DIR",
    type=FOLDER,
    help="The directory of the new pack; it must not exist.",
)
@click.option(
    "--mode",
    type=click.Choice([mode.value for mode in MinimizeMode]),
    default=MinimizeMode.REPLAY.value,
    show_default=True,
    help="What is removed: external decisions, with a run of the lab for each attempt, or events of the trace.",
)
@click.option("--tries", type=click.IntRange(1), help="Stop with the best result after this many attempts.")
@click.option("--seconds", type=click.FloatRange(0, min_open=True), help="Stop with the best result after this time.")
@click.option("--one-witness", is_flag=True, help="In project mode, keep one witness per violation, not all.")
@click.option("--anyway", is_flag=True, help="Run it although the installed versions differ from those of the pack.")
@click.option("--send", metavar="FILE", type=FILE, help="The object, if it was given to the lab as a file.")
def command(
    path: str,
    directory: str,
    mode: str,
    tries: int | None,
    seconds: float | None,
    send: str | None,
    **flags: bool,
) -> int:
    """Find the smallest crashpack with the same failure.

    In replay mode external decisions (lost and delayed datagrams, faults) are removed as long as the lab still
    reproduces the violations; what is left is a cause. In project mode events are removed from the trace, but not the
    witnesses of the violations; nothing is run, and the result is only a shorter trace to read.

    Ctrl+C, SIGTERM or SIGHUP stops it and writes the best result so far as a complete pack; a second signal writes
    nothing.
    """
    directory = require_new_pack(directory)
    chosen = MinimizeMode(mode)
    config = TraceMinimizerConfig(chosen, tries, seconds, keep_witnesses=not flags["one_witness"])
    pack = open_pack(path)
    sent = None if send is None else read_file(send, OBJECT_LIMIT)
    with wishing(_STOPPING) as wish:
        try:
            smaller = _minimized(pack, config, wish, sent=sent, anyway=flags["anyway"])
        except LabMissingError as error:
            say(str(error))
            return Exit.USAGE
        write_pack(directory, smaller.files)
        _print(directory, smaller)
    return wish.code if wish() else Exit.OK


def _minimized(
    pack: Pack, config: TraceMinimizerConfig, wish: Wish, *, sent: bytes | None, anyway: bool
) -> MinimizedPack:
    """Search until it is done or there is a wish to stop."""
    progress = _Progress(config.mode)
    minimizer = TraceMinimizer(config, clock=time.monotonic, progress=progress.tell, is_stopped=wish)
    try:
        smaller = minimize_pack(pack, minimizer, sent=sent, is_stopped=wish, anyway=anyway)
    except ReplayError as error:
        if not wish():
            raise
        say(str(error))
        wish.end()
    finally:
        progress.end()
    if wish.is_abort:
        wish.end()
    return smaller


def _print(target: str, smaller: MinimizedPack) -> None:
    print_line(f"{target}: {smaller.says}")
    for sentence in smaller.sentences:
        print_line(f"  {sentence}")
