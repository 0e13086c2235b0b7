"""The lanes of a trace as a row of tabs names them."""

from typing import TYPE_CHECKING, Final

from atp_tui.engine.trace import Lane
from atp_tui.tui.commands import COMMAND_OF
from atp_tui.tui.keymap import Keymap

if TYPE_CHECKING:
    from atp_tui.store.trace.events import Events

LANES: Final[dict[str, Lane | None]] = {"all": None, "path": Lane.PATH, "quic": Lane.QUIC, "repair": Lane.REPAIR}
"""The lanes by their names in commands and tabs."""


def lane_labels(keymap: Keymap, events: "Events | None" = None) -> tuple[tuple[str, str], ...]:
    """Return the lanes with the labels of their tabs: the key, the name, and how many of *events* there are."""
    counts = {name: "" if events is None else f" {events.count(lane):,}" for name, lane in LANES.items()}
    commands = {name: COMMAND_OF[f"lane.{name}"] for name in LANES}
    return tuple((name, f"{keymap.shown(each.name)} {each.label}{counts[name]}") for name, each in commands.items())
