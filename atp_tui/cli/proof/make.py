"""``atp-tui proof make``: a bundle from what an agent tells, recorded commands and files."""

import time
from typing import TypeVar

import click

from atp_tui.cli.completion import FILE, FOLDER
from atp_tui.cli.exits import Exit
from atp_tui.cli.output import say
from atp_tui.engine.errors import CrashpackError
from atp_tui.engine.json_text import loads
from atp_tui.engine.proof.description import TaskDescription
from atp_tui.engine.proof.fields import ProofRecord
from atp_tui.engine.proof.records import CommandRecord
from atp_tui.engine.proof.statement import PAYLOAD_TYPE, write_statement
from atp_tui.store.command_run import moment
from atp_tui.store.destination import require_new_file
from atp_tui.store.file_writer import write_new_file
from atp_tui.store.named_file import read_file
from atp_tui.store.proof_file import PROOF_LIMIT, proof_files

_R = TypeVar("_R", bound=ProofRecord)


@click.command(name="make")
@click.argument("description", metavar="TASK.json", type=FILE)
@click.argument("output", metavar="PROOF.json", type=FILE)
@click.option(
    "--command",
    "commands",
    multiple=True,
    metavar="FILE",
    type=FILE,
    help="A record that `proof record` wrote; can be repeated.",
)
@click.option(
    "--file", "files", multiple=True, metavar="PATH", type=FILE, help="A file, relative to the root; can be repeated."
)
@click.option("--root", default=".", metavar="DIR", type=FOLDER, help="The root of the task.")
@click.option("--key", metavar="FILE", type=FILE, help="Sign with this Ed25519 private key (PEM).")
def command(
    description: str, output: str, commands: tuple[str, ...], files: tuple[str, ...], root: str, key: str | None
) -> int:
    """Create the proof of a task.

    TASK.json contains task, agent and claim, and optionally commits, reservations, rch, blockers, frontier (all checks,
    and an entry for each) and replay (steps with their levels). Contradictions are reported by field, as is anything
    that looks like a secret. PROOF.json must not exist.
    """
    require_new_file(output)
    told = _read(description, TaskDescription)
    recorded = [_read(path, CommandRecord) for path in commands]
    try:
        bundle = told.bundle(moment(time.time_ns()), recorded, proof_files(root, files))
    except CrashpackError as error:
        raise error.within(description) if not error.file else error from None
    text = write_statement(bundle, is_signed=key is not None)
    if key is not None:
        from atp_tui.store.signatures import sign

        text = sign(text, PAYLOAD_TYPE, key).write()
    write_new_file(output, text)
    say(f"wrote {output}, {'signed' if key is not None else 'unsigned'}; replay level {bundle.safety_level}")
    return Exit.OK


def _read(path: str, kind: type[_R]) -> _R:
    data = read_file(path, PROOF_LIMIT)
    try:
        return kind.read(loads(data))
    except CrashpackError as error:
        raise error.within(path) from None
