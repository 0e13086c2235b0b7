"""``atp-tui replay``: re-runs a crashpack and compares."""

import os
from collections.abc import Callable, Mapping
from typing import Final, TypeVar

import click

from atp_tui.cli.completion import FILE, PACK
from atp_tui.cli.exits import Exit
from atp_tui.cli.output import print_json, print_line, say
from atp_tui.cli.remote import PackCommand
from atp_tui.cli.signals import wishing
from atp_tui.engine import artifacts
from atp_tui.engine.lines import whole_number
from atp_tui.engine.record import Crashpack
from atp_tui.engine.replay.coordinator import ReplayCoordinator
from atp_tui.engine.replay.result import ReplayResult, ReplayVerdict
from atp_tui.engine.replay_command import variables
from atp_tui.report.model import report_of
from atp_tui.report.replay import replay_lines, replay_object, without_running_lines
from atp_tui.rerun.lab_runner import LabMissingError, LabRunner
from atp_tui.store.named_file import OBJECT_LIMIT, read_file
from atp_tui.store.open import open_pack
from atp_tui.store.pack import Pack, examine_pack
from atp_tui.store.recorded_run import recorded_run

FLAGS: Final[Mapping[str, str]] = {
    "trace_file": artifacts.TRACE,
    "manifest": artifacts.MANIFEST,
    "journal_digest": artifacts.JOURNAL_DIGEST,
    "evidence_ledger": artifacts.LEDGER,
    "pathlog": artifacts.PATHLOG,
    "quiclog": artifacts.QUICLOG,
    "repairlog": artifacts.REPAIRLOG,
}
"""The parameters by which a pack's own command names its files, and the name that each has in a pack."""

_PREFIX: Final = "ATP_SEED_"
_F = TypeVar("_F", bound=Callable[..., object])


VERDICTS: Final = "\b\n" + "\n".join(f"{verdict.name}: {verdict.value}" for verdict in ReplayVerdict)


def _file_options(function: _F) -> _F:
    for parameter, name in reversed(tuple(FLAGS.items())):
        option = f"--{parameter.replace('_', '-')}"
        function = click.option(
            option, parameter, metavar="FILE", type=FILE, help=f"The pack's {name}, instead of PATH."
        )(function)
    return function


@click.command(name="replay", cls=PackCommand, epilog=VERDICTS)
@click.argument("path", required=False, metavar="[PATH]", type=PACK)
@_file_options
@click.option("--validate-oracles", is_flag=True, help="Run the oracles on the new state and compare with the record.")
@click.option("--oracle", "oracles", multiple=True, metavar="NAME", help="An oracle to validate; can be repeated.")
@click.option("--twice", is_flag=True, help="Run it twice, and compare the two runs too.")
@click.option("--anyway", is_flag=True, help="Run it although the installed versions differ from those of the pack.")
@click.option("--send", metavar="FILE", type=FILE, help="The object, if it was given to the lab as a file.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def command(path: str | None, oracles: tuple[str, ...], send: str | None, form: str, **given: str | bool | None) -> int:
    """Re-run a crashpack of the lab and compare.

    Inputs, trace, object and oracle results are compared. PATH is a crashpack. The files of a pack's recorded replay
    command can be given instead, so that it works with `atp-tui` in place of `asupersync atp`; its ATP_SEED_ variables
    must then be the pack's seeds.

    The exit code is 0 for EXACT, even if the run fails exactly as recorded, and 1 otherwise. With --twice, a signal
    during the second run still prints the comparison with the record.
    """
    files = {name: str(value) for name, value in given.items() if name in FLAGS and value is not None}
    pack = open_pack(_place(path, files))
    if files:
        _check_variables(pack.crashpack)
    validate = _to_validate(pack.crashpack, oracles) if given["validate_oracles"] else None
    if oracles and validate is None:
        raise click.UsageError("--oracle requires --validate-oracles")
    recorded = recorded_run(pack)
    sent = None if send is None else read_file(send, OBJECT_LIMIT)
    with wishing() as wish:
        runner = LabRunner(recorded, sent=sent, is_stopped=wish)
        try:
            result = ReplayCoordinator(recorded, runner).replay(
                anyway=bool(given["anyway"]), twice=bool(given["twice"]), validate=validate
            )
        except LabMissingError as error:
            say(str(error))
            return Exit.USAGE
        if wish() and result.verdict is ReplayVerdict.NOT_RUNNABLE:
            wish.end()
        _print(pack, result, form)
    if wish():
        return wish.code
    return Exit.OK if result.is_exact else Exit.VIOLATIONS


def _place(path: str | None, files: Mapping[str, str]) -> str:
    """The pack that PATH names, or the directory that holds all files of a command under their own names."""
    if path is not None and files:
        raise click.UsageError("PATH and the files of a replay command name the same pack; use one of them")
    if path is not None:
        return path
    if "trace_file" not in files:
        raise click.UsageError("Missing argument PATH, or --trace-file and the other files of a replay command.")
    folders = {os.path.dirname(name) for name in files.values()}  # noqa: PTH120 - pathlib is slow to load
    for parameter, name in files.items():
        if os.path.basename(name) != FLAGS[parameter] or len(folders) > 1:  # noqa: PTH119 - as above
            option = f"--{parameter.replace('_', '-')}"
            expected = f"the files of one directory under their own names ({FLAGS[parameter]})"
            raise click.UsageError(f"{option}: expected {expected}, found {name!r}")
    return folders.pop() or "."


def _check_variables(pack: Crashpack) -> None:
    """Refuse seeds in the environment that are not the pack's: the run would not be the one that was asked for."""
    wanted = variables(pack)
    for name, value in sorted(os.environ.items()):
        if not name.startswith(_PREFIX):
            continue
        if name not in wanted:
            say(f"{name} is not a seed of this pack and is ignored")
        elif whole_number(value, 64) != wanted[name]:
            raise click.UsageError(
                f"{name}: expected {wanted[name]}, the pack's seed, found {value!r}; unset it to run the pack as it is"
            )


def _to_validate(pack: Crashpack, oracles: tuple[str, ...]) -> tuple[str, ...]:
    known = [result.oracle_name for result in pack.oracle_results]
    for name in oracles:
        if name not in known:
            raise click.UsageError(f"--oracle: expected an oracle of the pack ({', '.join(known)}), found {name!r}")
    return oracles


def _print(pack: Pack, result: ReplayResult, form: str) -> None:
    if form == "json":
        print_json(replay_object(pack.path, result))
        return
    for line in replay_lines(pack.path, result):
        print_line(line)
    if result.verdict is ReplayVerdict.NOT_RUNNABLE:
        for line in without_running_lines(pack, report_of(pack, examine_pack(pack))):
            print_line(f"  {line}")
