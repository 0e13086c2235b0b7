"""The outermost call: every way in which a command can end becomes an exit code and at most one line."""

import os
import sys
import tempfile
import traceback
from typing import Final

import click

from atp_tui.clean import clean
from atp_tui.cli.exits import Exit
from atp_tui.cli.output import say

_INTERRUPTED: Final = 130
_BROKEN_PIPE: Final = 141
_CRASHED: Final = 70


def guarded(arguments: list[str]) -> int:
    """Run the program with *arguments* and return its exit code."""
    try:
        code = _run(arguments)
        sys.stdout.flush()
    except BrokenPipeError:
        # What stdout still holds cannot be written any more, and must not be tried again when Python ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return _BROKEN_PIPE
    except OSError as error:
        say(f"expected that stdout can be written, found {(error.strerror or 'an error').lower()}")
        return Exit.UNREADABLE
    return code


def _run(arguments: list[str]) -> int:
    from atp_tui.cli.program import program

    try:
        return program.main(args=arguments, prog_name="atp-tui", standalone_mode=False) or Exit.OK
    except click.exceptions.Exit as error:
        return error.exit_code
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.message, err=True)
        return Exit.USAGE
    except click.ClickException as error:
        return _usage(error)
    except (click.Abort, KeyboardInterrupt):
        say("interrupted")
        return _INTERRUPTED
    except (BrokenPipeError, MemoryError):
        raise
    except Exception as error:
        return _told_or_crashed(error)


def _usage(error: click.ClickException) -> int:
    context = error.ctx if isinstance(error, click.UsageError) else None
    hint = f"; try '{context.command_path} --help'" if context else ""
    say(f"{error.format_message().rstrip('.')}{hint}")
    return Exit.USAGE


def _told_or_crashed(error: Exception) -> int:
    from atp_tui.engine.errors import CrashpackError

    if isinstance(error, CrashpackError):
        say(str(error))
        return Exit.UNREADABLE
    say(f"this is a fault of atp-tui, not of the pack: {type(error).__name__}; {_report(error)}")
    return _CRASHED


def _report(error: Exception) -> str:
    """Write where the program failed into a private file, without any value of the pack, and say where it is."""
    frames = traceback.extract_tb(error.__traceback__)
    lines = [f"{frame.filename}:{frame.lineno} in {frame.name}" for frame in frames]
    try:
        descriptor, path = tempfile.mkstemp(prefix="atp-tui-crash-", suffix=".txt")
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write("".join(f"{clean(line)}\n" for line in [*lines, type(error).__name__]))
    except OSError:
        return "no report could be written"
    return f"where it failed is written in {path}"
