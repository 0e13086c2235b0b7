"""``atp-tui import``: logs of real runs as crashpacks."""

import click

from atp_tui.clean import clean
from atp_tui.cli.completion import FOLDER, PACK, Name
from atp_tui.cli.exits import Exit
from atp_tui.cli.mapping_option import guess_of, mapping_option
from atp_tui.cli.output import print_line, say
from atp_tui.cli.progress import Progress, import_progress
from atp_tui.cli.remote import PackCommand
from atp_tui.engine.counted import counted
from atp_tui.engine.errors import IoError
from atp_tui.engine.imported_record import CHECK_NAMES
from atp_tui.engine.qlog.event import End
from atp_tui.engine.redaction import Private
from atp_tui.machine.processors import cores
from atp_tui.store.log_import import import_logs
from atp_tui.store.logs.convert import ImportOptions
from atp_tui.store.logs.source import log_source, logs_at
from atp_tui.store.mapping_file import mapping_of
from atp_tui.store.open import open_pack


@click.command(name="import", cls=PackCommand)
@click.argument("paths", nargs=-1, required=True, metavar="LOG...", type=PACK)
@click.option(
    "-o",
    "--output",
    "directory",
    required=True,
    metavar="DIR",
    type=FOLDER,
    help="The directory of the new pack, or of several; it must not exist.",
)
@click.option(
    "--end", type=click.Choice([End.CLIENT.value, End.SERVER.value]), help="Import the logs of this end alone."
)
@click.option(
    "--redact",
    metavar="WHAT,...",
    type=Name(Private),
    help="Leave the copy of the log out, and remove ip, token, header from what is written.",
)
@click.option(
    "--without", "without", multiple=True, metavar="CHECK", type=Name(CHECK_NAMES), help="Turn a check off; repeatable."
)
@mapping_option
def command(
    paths: tuple[str, ...],
    directory: str,
    end: str | None,
    redact: str | None,
    without: tuple[str, ...],
    mapping: str | None,
) -> int:
    """Write logs of real runs as crashpacks.

    LOG is a qlog in any framing, a structured log, a directory of logs, or - for a log on stdin. DIR becomes the pack
    of a connection or of a structured log; if there are several, it becomes a directory with a pack for each. The logs
    of both ends of a connection become one pack, with the clocks aligned. Every pack has a copy of its log, in which
    each event leads to its record.
    """
    options = ImportOptions(
        end=None if end is None else End(end),
        removes=_removes(redact),
        without=frozenset(map(_check, without)),
        jobs=cores(),
        mapping=None if mapping is None else mapping_of(mapping),
    )
    logs = [log for path in paths for log in logs_at(path, is_mapped=mapping is not None) or [_no_log(path)]]
    with Progress("importing") as progress:
        made = import_logs([log_source(log) for log in logs], directory, options, import_progress(progress))
    for path in made:
        print_line(clean(path))
        if (guessed := guess_of(open_pack(path, keeps_index=False))) is not None:
            say(f"{path}: {guessed}")
    left_out = "; the copies of the logs are left out" if options.removes else ""
    say(f"imported {counted(len(logs), 'log')} as {counted(len(made), 'pack')}{left_out}")
    return Exit.OK


def _removes(given: str | None) -> frozenset[Private]:
    words = [] if given is None else [word.strip() for word in given.split(",")]
    for word in words:
        if word not in set(Private):
            raise click.UsageError(f"--redact: expected {', '.join(Private)}, found {word!r}")
    return frozenset(map(Private, words))


def _check(name: str) -> str:
    if name not in CHECK_NAMES:
        raise click.UsageError(f"--without: expected a check ({', '.join(CHECK_NAMES)}), found {name!r}")
    return name


def _no_log(path: str) -> str:
    advice = "nothing was written; '--mapping' says what the fields of another structured log mean"
    raise IoError("a qlog, a structured log, or a directory of logs", "something else", file=path, advice=advice)
