"""The mechanism behind a violation of a run of the lab, which knows the faults it injected: the truth of a score."""

from collections.abc import Mapping
from typing import Final

from atp_tui.rerun.cause import ViolationCause

LOSS: Final = "loss"
"""Datagrams are lost or late, whoever sees to it: a lost datagram that carries the TLS Finished *is* lost-finished."""

MECHANISMS: Final[Mapping[str, str]] = {
    "lost": LOSS,
    "delayed": LOSS,
    "blackout": LOSS,
    "heavy-loss": LOSS,
    "lost-finished": LOSS,
}
"""The mechanism of a decision of chance or of a fault; a fault that is not listed is a mechanism by itself."""

CODE: Final = "code"
"""The mechanism of a violation that needs no external decision."""


def mechanism_of(cause: ViolationCause) -> str:
    """Return the mechanism of a violation: those of the decisions in its cause, joined by ``+``."""
    from atp_tui.lab.decision import Fired, read_decisions

    decisions = read_decisions(cause.written)
    names = (one.fault if isinstance(one, Fired) else str(one.__struct_config__.tag) for one in decisions)
    return "+".join(sorted({MECHANISMS.get(name, name) for name in names})) or CODE
