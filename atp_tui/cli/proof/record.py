"""``atp-tui proof record``: a command, run and written down."""

import os
import sys
from typing import BinaryIO, TextIO, cast

import click

from atp_tui.cli.completion import FILE, FOLDER
from atp_tui.cli.exits import Exit
from atp_tui.cli.output import RelayedStdout, say
from atp_tui.cli.signals import wishing
from atp_tui.engine.json_text import compact, dumps, loads
from atp_tui.engine.proof.secrets import Redactor, secrets_in
from atp_tui.engine.proof.statement import sorted_keys
from atp_tui.report.proof import ending_of
from atp_tui.store.command_run import run_command
from atp_tui.store.destination import require_new_file
from atp_tui.store.file_writer import write_new_file


@click.command(name="record", context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False})
@click.argument("words", nargs=-1, required=True, type=FILE, metavar="-- COMMAND...")
@click.option(
    "--output",
    "-o",
    default="command-record.json",
    show_default=True,
    metavar="FILE",
    type=FILE,
    help="The record; a new file.",
)
@click.option("--root", default=".", metavar="DIR", type=FOLDER, help="The root of the task, which holds this folder.")
@click.option("--redact", is_flag=True, help="Write <redacted-N> in place of what looks like a secret.")
def command(words: tuple[str, ...], output: str, root: str, *, redact: bool) -> int:
    """Run a command and write down how it went.

    The command runs here, without a shell; what it writes is handed on as it is. The record tells its words, exit code,
    start, length, digests of stdout and stderr, and those variables of the environment that are on an allow-list.
    `proof make --command FILE` takes it. The exit code is 0 when the command's was, and else 1.

    Ctrl+C, SIGTERM, SIGHUP and other signals are for the command: the record is written when it has ended. Where such a
    signal ended it, the exit code is 128 and the number of the signal.
    """
    directory = os.path.relpath(".", root)
    if directory.split("/")[0] == "..":
        raise click.UsageError(f"--root: expected a folder around this one, found {root!r}")
    found = secrets_in(words)
    if found and not redact:
        secret = found[0]
        raise click.UsageError(
            f"word {secret.word + 1} of the command looks like a secret ({secret.why}), so it was not run; "
            "--redact keeps it out of the record"
        )
    if os.path.lexists(output):
        raise click.UsageError(f"--output: {output!r} already exists; choose another name")
    require_new_file(output)
    out = RelayedStdout()
    with wishing() as wish, open(os.devnull, "wb", buffering=0) as nowhere:  # noqa: PTH123 - pathlib is slow to load
        err = _unbuffered(sys.stderr) or nowhere
        record = run_command(words, Redactor(), cast("BinaryIO", out), err, directory=directory, on_signal=wish.take)
        write_new_file(output, dumps(sorted_keys(loads(compact(record)))))
        say(f"{ending_of(record.exit_code)} after {record.seconds:.3f} s; wrote {output}")
    if wish() and record.exit_code in (-wish.number, wish.code):
        return wish.code
    out.check()
    return Exit.OK if record.exit_code == 0 else Exit.VIOLATIONS


def _unbuffered(stream: TextIO | None) -> BinaryIO | None:
    """The stream below the buffer, whose lock a thread that waits for a slow reader would hold."""
    return None if stream is None else getattr(stream.buffer, "raw", stream.buffer)
