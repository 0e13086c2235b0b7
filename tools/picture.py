"""Turn the SVG of a Textual screen into a PNG to look at: python tools/picture.py SCREEN.svg PICTURE.png."""

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--hide-scrollbars",
)


def page_of(svg: str) -> tuple[str, int, int]:
    """A page that shows *svg* without asking the network for fonts, and its width and height in pixels."""
    size = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg)
    if size is None:
        message = "no viewBox found; expected an SVG made by Textual"
        raise ValueError(message)
    width, height = (round(float(number)) for number in size.groups())
    local = re.sub(r"@font-face\s*{[^}]*}", "", svg)
    return f"<!doctype html><meta charset=utf-8><style>body {{ margin: 0 }}</style>{local}", width, height


def draw(svg: Path, png: Path, browser: str) -> None:
    """Let *browser* draw *svg* into *png*, in a profile of its own that is gone afterwards."""
    page, width, height = page_of(svg.read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as folder:
        html = Path(folder, "page.html")
        html.write_text(page, encoding="utf-8")
        subprocess.run(
            [
                browser,
                *FLAGS,
                f"--user-data-dir={folder}/profile",
                f"--window-size={width},{height}",
                f"--screenshot={png.resolve()}",
                html.as_uri(),
            ],
            check=True,
            capture_output=True,
            timeout=120,
        )


def main(arguments: list[str]) -> int:
    """Draw the one picture that the command line asks for; 2 for wrong usage, 4 where it cannot be drawn."""
    if len(arguments) != 2:  # noqa: PLR2004
        print(__doc__, file=sys.stderr)
        return 2
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        print("no browser found: install chromium", file=sys.stderr)
        return 4
    svg, png = map(Path, arguments)
    try:
        draw(svg, png, browser)
    except (OSError, ValueError, subprocess.SubprocessError) as error:
        print(f"{svg}: {error}", file=sys.stderr)
        return 4
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
