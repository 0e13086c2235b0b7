"""The state that a command gives to the explorer, as the first edit of a pack."""

from typing import Final

from atp_tui.clean import CleanText, clean
from atp_tui.engine.oracle.state import TransferState
from atp_tui.engine.what_if import WhatIf, differing_fields
from atp_tui.engine.what_if_session import WhatIfSession
from atp_tui.store.pack import Pack
from atp_tui.tui.options import OpenOptions

NO_STATE: Final = "no oracle result, so no state to judge"
"""Why there is no state of a pack."""


def begin_session(pack: Pack, options: OpenOptions) -> tuple[WhatIfSession | None, CleanText]:
    """Return the states of a pack, with one that the user has given as the first edit, and a notice about that."""
    session, given = WhatIfSession.of(pack.crashpack, pack.states), options.state
    if given is None:
        return session, clean("")
    if session is None:
        return None, clean(NO_STATE)
    begun = session.with_state(session.what_if.starting_from(given))
    notices = [f"{options.state_name} has the state behind the record; nothing is edited"] if begun is session else []
    if ignored := _ignored(session.what_if, given):
        notices.append(f"{', '.join(ignored)} of {options.state_name} ignored: not judged")
    return begun, clean("; ".join(notices))


def _ignored(what_if: WhatIf, given: TransferState) -> list[str]:
    """The fields of a given state that differ and cannot be edited."""
    return [name for name in differing_fields(what_if.state, given) if name not in what_if.fields]
