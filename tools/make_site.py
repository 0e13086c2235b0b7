"""Build the documents as a website: python tools/make_site.py [FOLDER] writes it into build/site, or FOLDER/site.

The pages lie in the same places as in the project, so that their links lead to the same documents here and there.
Nothing is fetched.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
PAGES: Final = ("*.md", "docs/*.md", "docs/pictures/*.svg", "sample_packs/README.md")
"""What becomes a part of the site."""


def gather(folder: Path) -> None:
    """Copy the pages and pictures into a folder, in place of what was there."""
    shutil.rmtree(folder, ignore_errors=True)
    for pattern in PAGES:
        for path in ROOT.glob(pattern):
            target = folder / path.relative_to(ROOT)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)


def build(folder: Path) -> int:
    """Build the site of the pages in *folder*; any warning is an error, and is printed."""
    environment = {**os.environ, "ATP_TUI_PAGES": str(folder / "pages"), "NO_MKDOCS_2_WARNING": "1"}
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(folder / "site")]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    said = [line for line in done.stderr.splitlines() if line and not line.startswith("INFO")]
    print(*said, sep="\n", end="\n" if said else "", file=sys.stderr)
    return done.returncode


def main(arguments: list[str]) -> int:
    """Build the site; 2 for wrong usage."""
    if len(arguments) > 1:
        print(__doc__, file=sys.stderr)
        return 2
    folder = Path(arguments[0]).absolute() if arguments else ROOT / "build"
    gather(folder / "pages")
    code = build(folder)
    if code == 0:
        print(os.path.relpath(folder / "site" / "index.html"))
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
