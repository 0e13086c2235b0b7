"""``atp-tui proof show``: what a proof claims."""

import click

from atp_tui.cli.completion import FILE
from atp_tui.cli.exits import Exit
from atp_tui.cli.output import print_json, print_lines
from atp_tui.report.proof import proof_lines, proof_object
from atp_tui.store.proof_file import open_proof


@click.command(name="show")
@click.argument("path", metavar="PATH", type=FILE)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def command(path: str, form: str) -> int:
    """Print what a proof claims.

    PATH is a proof, or a crashpack that has one as agent-proof.json. It is not verified; use `proof verify`
    for that.
    """
    document = open_proof(path)
    if form == "json":
        print_json(proof_object(document))
    else:
        print_lines(proof_lines(document))
    return Exit.OK
