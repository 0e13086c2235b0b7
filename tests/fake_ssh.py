"""A program named ssh that runs the line for the other machine here, as sshd does with the shell of the user."""

from pathlib import Path
from typing import Final

FAKE: Final = """#!/bin/sh
printf '%s\\n' "$@" > {asked}
while [ "$1" != "--" ]; do shift; done
case "$2" in
*nowhere) echo "ssh: Could not resolve hostname $2" >&2; exit 255;;
*talks) echo "Welcome!";;
*endless) echo $$ > {home}/../process; exec yes;;
*spits) printf 'tar: \\033]0;owned\\007\\nmore\\n' >&2; exit 3;;
esac
cd {home} && exec sh -c "$3"
"""


def install(folder: Path) -> Path:
    """Write the program into ``bin`` in a folder, and return the file that gets the words it is started with.

    The home directory on the other machine is ``home`` in the folder.
    """
    for name in ("bin", "home"):
        (folder / name).mkdir()
    asked = folder / "asked"
    ssh = folder / "bin" / "ssh"
    ssh.write_text(FAKE.format(asked=asked, home=folder / "home"))
    ssh.chmod(0o700)
    return asked
