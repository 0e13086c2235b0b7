"""``atp-tui proof verify``: verifying a proof."""

import click

from atp_tui.cli.completion import FILE, FOLDER
from atp_tui.cli.exits import Exit
from atp_tui.cli.output import print_json, print_lines
from atp_tui.engine.soundness import is_sound
from atp_tui.report.proof import verification_lines, verification_object
from atp_tui.store.proof_file import open_proof, verify_proof


@click.command(name="verify")
@click.argument("path", metavar="PATH", type=FILE)
@click.option(
    "--root", metavar="DIR", type=FOLDER, help="Compare the files of the bundle with those in this directory."
)
@click.option("--key", metavar="FILE", type=FILE, help="Verify the signature with this Ed25519 public key (PEM).")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def command(path: str, root: str | None, key: str | None, form: str) -> int:
    """Verify a proof.

    PATH is a proof, or a crashpack that has one as agent-proof.json. The exit code is 3 if it contradicts itself,
    a file has another digest, or the signature was not made with the key. Missing files, and a signature without a key,
    are reported as not checked.
    """
    document = open_proof(path)
    findings = verify_proof(document, root=root, key=key)
    if form == "json":
        print_json(verification_object(document, findings))
    else:
        print_lines(verification_lines(document, findings))
    return Exit.OK if is_sound(findings) else Exit.NOT_SOUND
