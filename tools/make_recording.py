"""Draw the recording of the README: python tools/make_recording.py [FILE], by default docs/pictures/recording.svg.

The explorer is driven as for the pictures. Each step is a frame: one SVG has all of them and shows one after another,
by CSS alone. Without motion, or in a program that does not animate, a single frame is shown.
"""

import asyncio
import re
import sys
from html import escape
from pathlib import Path
from typing import Final, NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tools.make_pictures import PICTURES, prepare

PACK: Final = "sample_packs/lost-finished"
SIZE: Final = (110, 30)
"""Columns and rows."""

_STILL: Final = 1
"""The frame that is shown where nothing moves."""

_CAPTION: Final = 46
"""Height of the caption, in units of the pictures."""
_VIEW_BOX: Final = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')


class Step(NamedTuple):
    """A frame: what is pressed before it, how long it is shown, and what it shows."""

    keys: tuple[str, ...]
    shown_key: str
    seconds: float
    caption: str


STEPS: Final = (
    Step((), f"atp-tui {PACK}", 2.5, "A transfer failed: what broke, and its first related event"),
    Step(("enter",), "enter", 2.5, "Only the related events, the first of them in full: the cause"),
    Step(("full_stop",), ".", 2.0, "The next related event"),
    Step(("R",), "R", 3.0, "The lab re-runs the transfer and compares event by event"),
)
"""Ten seconds, from a failing pack to its cause, and to the same failure again."""


async def frames() -> list[str]:
    """The SVG of each step."""
    from atp_tui.tui.app import ExplorerApp, picture_of
    from atp_tui.tui.options import OpenOptions
    from tests.explorer import press, settled

    app = ExplorerApp(PACK, OpenOptions())
    app.animation_level = "none"
    found = []
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        for step in STEPS:
            if step.keys:
                await press(pilot, *step.keys)
            found.append(picture_of(app))
    return found


def joined(pictures: list[str]) -> str:
    """One SVG that shows the pictures one after another, each with the caption of its step."""
    match = _VIEW_BOX.search(pictures[0])
    if match is None:
        raise ValueError("a picture without a view box")
    width, height = float(match[1]), float(match[2])
    placed = [each.replace("<svg ", f'<svg width="{width:g}" height="{height:g}" ', 1).strip() for each in pictures]
    parts = [
        f'<g class="frame frame-{number}">{each}{_caption(number, height)}</g>' for number, each in enumerate(placed)
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height + _CAPTION:g}">\n'
        f"<title>A recording of atp-tui</title>\n<style>{_style()}</style>\n"
        f'<rect width="100%" height="100%" rx="8" fill="#16181d"/>\n' + "\n".join(parts) + "\n</svg>\n"
    )


def _caption(number: int, height: float) -> str:
    """The line below a picture: what was pressed, and what is shown."""
    step = STEPS[number]
    return (
        f'<text x="18" y="{height + 29:g}" class="caption"><tspan class="key">{escape(step.shown_key)}</tspan>'
        f'<tspan dx="24">{escape(step.caption)}</tspan></text>'
    )


def _style() -> str:
    total = sum(step.seconds for step in STEPS)
    rules = [
        ".caption { font-size: 18px; font-family: Fira Code, monospace; fill: #e0e0e0 }",
        ".key { fill: #7ee0c0; font-weight: bold }",
        ".frame { visibility: hidden }",
        f".frame-{_STILL} {{ visibility: visible }}",
        "@media (prefers-reduced-motion: no-preference) {",
    ]
    begin = 0.0
    for number, step in enumerate(STEPS):
        first, last = 100 * begin / total, 100 * (begin + step.seconds) / total
        begin += step.seconds
        hidden = "" if number == 0 else "0% { visibility: hidden } "
        after = "" if number == len(STEPS) - 1 else f"{last:g}% {{ visibility: hidden }} "
        rules.append(
            f"@keyframes show-{number} {{ {hidden}{first:g}% {{ visibility: visible }} {after}}} "
            f".frame-{number} {{ animation: show-{number} {total:g}s step-end infinite }}"
        )
    return "\n".join((*rules, "}"))


def main(arguments: list[str]) -> int:
    """Draw the recording; 2 for wrong usage."""
    if len(arguments) > 1:
        print(__doc__, file=sys.stderr)
        return 2
    target = Path(arguments[0]).absolute() if arguments else PICTURES / "recording.svg"
    prepare()
    target.write_text(joined(asyncio.run(frames())), encoding="utf-8")
    print(f"{target.name}: {target.stat().st_size:,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
