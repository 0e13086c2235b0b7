"""The row of a campaign in the database of a fleet."""

from typing import Any, Final, NamedTuple

import msgspec

from atp_tui.engine.errors import InvalidFormatError
from atp_tui.fleet.connection import AGAIN, Fleet
from atp_tui.fleet.values import text

KIND: Final = "campaign"
"""In ``campaign.kind``."""

RUNNING: Final = "running"
STOPPED: Final = "stopped"
DONE: Final = "done"
"""In ``campaign.state``; a campaign that was killed still has RUNNING."""


class Written(msgspec.Struct):
    """What ``campaign.spec_json`` has."""

    spec: dict[str, Any]
    """All that decides which options a run has."""
    build: str
    versions: dict[str, str]
    runs: int | None
    """How many runs were asked for; None for no limit."""


class Row(NamedTuple):
    """The row of a campaign."""

    id: int
    name: str
    digest: str
    state: str
    written: Written


def campaign_of(fleet: Fleet) -> Row | None:
    """Return the campaign of a database, None where it has none.

    Raises:
        InvalidFormatError: its row is not one of this program.
    """
    found = fleet.one("SELECT id, name, spec_digest, state, spec_json FROM campaign WHERE kind = ?", (KIND,))
    if not found:
        return None
    try:
        written = msgspec.json.decode(text(found[4]), type=Written)
    except msgspec.MsgspecError as error:
        raise InvalidFormatError("a campaign in the database", str(error), advice=AGAIN) from None
    return Row(found[0], text(found[1]), text(found[2]), text(found[3]), written)
