"""``atp-tui open``: the explorer."""

import os
import sys
from typing import TYPE_CHECKING

import click

from atp_tui.cli.first_screen import first_screen
from atp_tui.cli.output import say
from atp_tui.cli.served import end_with_server, is_served
from atp_tui.store.directory import is_directory

if TYPE_CHECKING:
    from atp_tui.engine.atp.model import DetectionModel


@click.command(name="open")
@click.argument("path", metavar="PATH")
@click.option("--no-mouse", is_flag=True, help="Leave the mouse to the terminal.")
@click.option("--no-cache", is_flag=True, help="Keep no index of a large trace, and take none.")
@click.option("--model", "model_path", metavar="FILE", help="Rates of the checks for the evidence, as a TOML file.")
def command(path: str, *, no_mouse: bool, no_cache: bool, model_path: str | None) -> int:
    """Explore a crashpack on the screen.

    PATH is the directory of a crashpack, or a record as one JSON file. Without a terminal the report that `check`
    gives is printed instead.
    """
    model = None if model_path is None else _model(model_path)
    if is_served(os.environ):
        end_with_server()
        return _explore(path, mouse=not no_mouse, keeps_index=not no_cache, model=model)
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        say("no terminal here, so this is the text report; 'atp-tui check' gives it too")
        return _report(path, keeps_index=not no_cache)
    is_directory(path)
    with first_screen(path):
        return _explore(path, mouse=not no_mouse, keeps_index=not no_cache, model=model)


def _explore(path: str, *, mouse: bool, keeps_index: bool, model: "DetectionModel | None") -> int:
    from atp_tui.tui.app import explore

    if model is None:
        return explore(path, mouse=mouse, keeps_index=keeps_index)
    return explore(path, mouse=mouse, keeps_index=keeps_index, model=model)


def _model(path: str) -> "DetectionModel":
    from atp_tui.store.atp import read_model_file

    return read_model_file(path)


def _report(path: str, *, keeps_index: bool) -> int:
    from atp_tui.cli.check import print_report
    from atp_tui.report.model import report_of
    from atp_tui.store.pack import examine_pack, open_pack

    pack = open_pack(path, keeps_index=keeps_index)
    report = report_of(pack, examine_pack(pack))
    print_report(report)
    return report.exit_code
