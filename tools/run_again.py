"""Run the few tests again that have just failed, one after the other: python tools/run_again.py MOST.

A test that then holds is told as unsteady: it waits for something that does not always come in time, or it has seen a
race in the program. Either is a fault to be found, but none of the change that is checked. Where more than MOST tests
have failed, or one fails again, the exit code is 1.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Final

FAILED: Final = Path(".pytest_cache") / "v" / "cache" / "lastfailed"


def main(arguments: list[str]) -> int:
    """Run them; 2 for wrong usage."""
    if len(arguments) != 1 or not arguments[0].isdigit():
        print(__doc__, file=sys.stderr)
        return 2
    failed = list(json.loads(FAILED.read_text(encoding="utf-8"))) if FAILED.exists() else []
    if not 0 < len(failed) <= int(arguments[0]):
        print(f"== {len(failed)} tests failed; at most {arguments[0]} are run again")
        return 1
    print("== run again, alone:", *failed, sep="\n   ", flush=True)
    command = [sys.executable, "-m", "pytest", "-p", "no:xdist", "-p", "no:cacheprovider", *failed]
    if subprocess.run(command, check=False).returncode:
        return 1
    print("== UNSTEADY, as these failed and then held; find out why:", *failed, sep="\n   ")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
