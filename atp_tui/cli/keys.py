"""``atp-tui keys``: the keymap of the explorer."""

import click

from atp_tui.cli.completion import FILE
from atp_tui.cli.exits import Exit
from atp_tui.cli.output import print_line
from atp_tui.engine.errors import CrashpackError, IoError


@click.command(name="keys")
@click.argument("path", metavar="[FILE]", type=FILE, required=False)
def command(path: str | None) -> int:
    """Print the explorer's keymap, as a template for your own.

    Save it as ~/.config/atp-tui/keymap.toml (or under XDG_CONFIG_HOME); the explorer reads it when it starts. With
    FILE, that keymap is validated, and the resulting keys are printed.
    """
    from atp_tui.tui.keymap import DEFAULT_KEYMAP, read_keymap, start_lines

    try:
        keymap = DEFAULT_KEYMAP if path is None else read_keymap(path)
    except IoError:
        raise
    except CrashpackError as error:
        raise click.UsageError(str(error)) from None
    for line in start_lines(keymap):
        print_line(line)
    return Exit.OK
