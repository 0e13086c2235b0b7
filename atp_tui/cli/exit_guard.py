"""The outermost call: every way in which a command can end becomes an exit code and at most one line."""

import errno
import os
import signal
import sys
import traceback
from typing import Final

import click

from atp_tui.clean import clean
from atp_tui.cli.exits import Exit, by_signal
from atp_tui.cli.output import StdoutError, flush, let_go, say, say_all
from atp_tui.cli.signals import Ended, ending

_BROKEN_PIPE: Final = 141
_CRASHED: Final = 70


def guarded(arguments: list[str]) -> int:
    """Run the program with *arguments* and return its exit code."""
    stdout = sys.stdout
    try:
        with ending():
            code = _run(arguments)
            flush()
    except StdoutError as error:
        let_go(stdout)
        if error.is_closed_pipe:
            return _BROKEN_PIPE
        say(f"stdout cannot be written: {error}")
        return Exit.UNREADABLE
    except Ended as ended:
        return _ended(ended.number)
    except KeyboardInterrupt:
        return _ended(signal.SIGINT)
    except MemoryError:
        say("out of memory")
        return Exit.UNREADABLE
    return code


def _run(arguments: list[str]) -> int:
    from atp_tui.cli.program import program

    stdout = sys.stdout
    try:
        return program.main(args=arguments, prog_name="atp-tui", standalone_mode=False) or Exit.OK
    except click.exceptions.Exit as error:
        return error.exit_code
    except SystemExit as error:
        return _left(error, is_pipe_closed=sys.stdout is not stdout)
    except click.exceptions.NoArgsIsHelpError as error:
        say_all(error.message.split("\n"))
        return Exit.USAGE
    except click.ClickException as error:
        return _usage(error)
    except click.Abort:
        raise KeyboardInterrupt from None
    except (StdoutError, MemoryError):
        raise
    except Exception as error:
        return _told_or_crashed(error)


def _ended(number: int) -> int:
    """Print which signal ended the command, flush what it had printed, and return the exit code."""
    stdout = sys.stdout
    try:
        flush()
    except StdoutError:
        let_go(stdout)
    say("interrupted" if number == signal.SIGINT else f"terminated by {signal.Signals(number).name}")
    return by_signal(number)


def _left(error: SystemExit, *, is_pipe_closed: bool) -> int:
    """Return the code with which click left; it puts another stdout in place of one whose pipe is closed."""
    if is_pipe_closed:
        raise StdoutError(BrokenPipeError(errno.EPIPE, os.strerror(errno.EPIPE)))
    return error.code if isinstance(error.code, int) else Exit.OK


def _usage(error: click.ClickException) -> int:
    context = error.ctx if isinstance(error, click.UsageError) else None
    command = context.command_path if context else "atp-tui"
    message = _on_one_line(error).rstrip(".")
    # A message that ends with the names that may have been meant is a sentence of its own.
    say(f"{message}{' Try' if message.endswith(('?', ')')) else '; try'} '{command} --help'")
    return Exit.USAGE


def _on_one_line(error: click.ClickException) -> str:
    """Return the message of an error of click without the line breaks of click's own text.

    All words about a missing parameter are ours and click's; any other message may quote what was typed, in which a
    line break must stay visible.
    """
    message = error.format_message()
    return " ".join(message.split()) if isinstance(error, click.MissingParameter) else message


def _told_or_crashed(error: Exception) -> int:
    from atp_tui.engine.errors import CrashpackError

    if isinstance(error, CrashpackError):
        say(str(error))
        return Exit.UNREADABLE
    if isinstance(error, OSError) and _is_of_click(error):
        raise StdoutError(error)
    say(f"this is a bug in atp-tui, not in the pack: {type(error).__name__}; {_report(error)}")
    return _CRASHED


def _is_of_click(error: OSError) -> bool:
    """Whether click was refused, which reads and writes no file but prints help to stdout."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    return os.path.dirname(last.filename) == os.path.dirname(click.__file__)  # noqa: PTH120 - pathlib is slow to load


def _report(error: Exception) -> str:
    """Write where the program failed into a private file, without any value of the pack, and say where it is."""
    from atp_tui.store.file_writer import write_private

    frames = traceback.extract_tb(error.__traceback__)
    lines = [f"{frame.filename}:{frame.lineno} in {frame.name}" for frame in frames]
    try:
        path = write_private("".join(f"{clean(line)}\n" for line in [*lines, type(error).__name__]), "crash.txt")
    except OSError:
        return "no report could be written"
    return f"details are in {path}"
