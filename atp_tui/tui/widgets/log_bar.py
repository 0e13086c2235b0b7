"""A bar on a logarithmic scale that grows to the right or to the left of a centre."""

import math
from dataclasses import dataclass
from typing import Final

from textual.content import Content


@dataclass(frozen=True)
class Glyphs:
    """The characters of a bar, each one cell wide."""

    track: str
    tick: str
    fill: str
    filled_tick: str
    centre: str
    under: str
    over: str
    unknown: str


DRAWN: Final = Glyphs(
    track="·", tick="┊", fill="■", filled_tick="▣", centre="│", under="←", over="→", unknown="?"
)  # fmt: skip
ASCII: Final = Glyphs(track=".", tick=":", fill="=", filled_tick="#", centre="|", under="<", over=">", unknown="?")


def log_bar(value: float, cuts: tuple[float, ...], limit: float, width: int, *, ascii_only: bool = False) -> str:
    """Return *value* as a bar of exactly *width* cells around a centre that stands for 0.

    The bar covers the tick of a cut exactly when the value has reached that cut (of cuts in one cell: the smallest).
    A value past *limit* ends in an arrow, one that is not a number leaves the track empty with a question mark.

    Args:
        value: A log10; its sign is the side of the bar.
        cuts: Positive log10 values, each with a tick on both sides; those past the limit have none.
        limit: The log10 value at either end, above 0 and finite.
        width: Cells; of an even number the last stays blank so that both sides are equal.
        ascii_only: Draw with ASCII characters.

    Raises:
        ValueError: The limit is not a finite number above 0.
    """
    if not (math.isfinite(limit) and limit > 0):
        raise ValueError(f"limit: expected a finite number above 0, found {limit}")
    if width < 1:
        return ""
    half, glyphs = (width - 1) // 2, ASCII if ascii_only else DRAWN
    ticks = _ticks(cuts, limit, half)
    filled = 0 if math.isnan(value) else _filled(abs(value), ticks, limit, half)
    sides = [_side(filled if is_side else 0, ticks, half, glyphs) for is_side in (value < 0, value > 0)]
    if half and abs(value) > limit:
        arrow = glyphs.under if value < 0 else glyphs.over
        sides[value > 0] = sides[value > 0][:-1] + arrow
    centre = glyphs.unknown if math.isnan(value) else glyphs.centre
    return f"{sides[0][::-1]}{centre}{sides[1]}".ljust(width)


def log_bar_content(bar: str, negative: str = "$success", positive: str = "$error") -> Content:
    """Return the text of a *bar* with its filled part in the style of its side and its track in a quiet one."""
    middle = (len(bar.rstrip()) - 1) // 2
    filled = {DRAWN.fill, DRAWN.filled_tick, DRAWN.under, DRAWN.over}
    filled |= {ASCII.fill, ASCII.filled_tick, ASCII.under, ASCII.over}
    parts = [
        (cell, (negative if place < middle else positive) if cell in filled else "$foreground-muted")
        for place, cell in enumerate(bar)
    ]
    return Content.assemble(*parts).simplify()


def _ticks(cuts: tuple[float, ...], limit: float, half: int) -> dict[int, float]:
    """The cells, from 1 beside the centre to *half*, in which there are cuts, each with the smallest of them."""
    ticks: dict[int, float] = {}
    for cut in sorted(cuts, reverse=True):
        if 0 < cut <= limit and half:
            ticks[_cell(cut, limit, half)] = cut
    return ticks


def _cell(size: float, limit: float, half: int) -> int:
    """The cell in which a *size* above 0 ends."""
    return max(1, math.ceil(min(size / limit, 1.0) * half))


def _filled(size: float, ticks: dict[int, float], limit: float, half: int) -> int:
    """The number of cells to fill for *size*: its own, but not the tick of a cut that it has not reached."""
    if size == 0 or not half:
        return 0
    cell = _cell(size, limit, half)
    return cell - 1 if size < ticks.get(cell, 0.0) else cell


def _side(filled: int, ticks: dict[int, float], half: int, glyphs: Glyphs) -> str:
    """One side of a bar, from the centre outwards."""
    return "".join(
        (glyphs.filled_tick if cell <= filled else glyphs.tick)
        if cell in ticks
        else (glyphs.fill if cell <= filled else glyphs.track)
        for cell in range(1, half + 1)
    )
