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
    help="The record to write; it must not exist.",
)
@click.option(
    "--root",
    default=".",
    metavar="DIR",
    type=FOLDER,
    help="The root of the task, which contains the working directory.",
)
@click.option("--redact", is_flag=True, help="Write <redacted-N> for anything that looks like a secret.")
def command(words: tuple[str, ...], output: str, root: str, *, redact: bool) -> int:
    """Run a command and record the result.

    The command runs here, without a shell, and its output is passed through. The record contains its arguments, exit
    code, start, duration, digests of stdout and stderr, and the environment variables on an allow-list, and is used by
    `proof make --command FILE`. The exit code is 0 if that of the command is 0, and 1 otherwise.

    Ctrl+C, SIGTERM, SIGHUP and other signals are passed to the command, and the record is written after it has exited.
    If such a signal terminates it, the exit code is 128 plus the number of the signal.
    """
    directory = os.path.relpath(".", root)
    if directory.split("/")[0] == "..":
        raise click.UsageError(f"--root: expected a directory that contains this one, found {root!r}")
    found = secrets_in(words)
    if found and not redact:
        secret = found[0]
        raise click.UsageError(
            f"word {secret.word + 1} of the command looks like a secret ({secret.why}), so it was not run; "
            "use --redact to keep it out of the record"
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
