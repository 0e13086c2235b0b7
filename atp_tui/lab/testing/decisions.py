"""What a simulated world does to a program, each by itself so that it can be forced or left out.

As in a transfer, a run draws its decisions or is given them, and lists them in the order in which they were made. What
is not listed does not happen: a datagram arrives in time, and a write survives the power cut.
"""

from typing import Annotated, Final, TypeAlias

import msgspec

from atp_tui.lab.decision import Delayed, Duplicated, Lost, OfDatagram, decoded_lines

_Number = Annotated[int, msgspec.Meta(ge=0, le=2**53)]


class Dark(msgspec.Struct, frozen=True, tag_field="decision", tag="dark", forbid_unknown_fields=True):
    """A network loses everything that is sent for a while."""

    network: str
    from_ns: _Number
    """Simulated time, in nanoseconds."""
    for_ns: _Number


class Unwritten(msgspec.Struct, frozen=True, tag_field="decision", tag="unwritten", forbid_unknown_fields=True):
    """A power cut takes a write that was not synced."""

    disk: str
    write: _Number
    """Number of the write on that disk, from 0."""


class Torn(msgspec.Struct, frozen=True, tag_field="decision", tag="torn", forbid_unknown_fields=True):
    """A power cut leaves the beginning of a write that was not synced."""

    disk: str
    write: _Number
    kept: _Number
    """Bytes that reach the disk."""


class Happened(msgspec.Struct, frozen=True, tag_field="decision", tag="happened", forbid_unknown_fields=True):
    """Something happened that the program had asked the world about."""

    event: str
    number: _Number
    """How often it had been asked about before."""


Decision: TypeAlias = OfDatagram | Dark | Unwritten | Torn | Happened

_DECODER: Final[msgspec.json.Decoder[Decision]] = msgspec.json.Decoder(Decision)


def read_decisions(data: bytes) -> tuple[Decision, ...]:
    """Return the decisions that JSON lines hold.

    Raises:
        LabError: a line is no decision of a simulated world; the error names it.
    """
    return decoded_lines(data, _DECODER)


def sentence(decision: Decision) -> str:
    """Return a decision in words."""
    match decision:
        case Lost():
            return f"datagram {decision.datagram} on {decision.link} is lost"
        case Delayed():
            return f"datagram {decision.datagram} on {decision.link} is {decision.ns / 1e6:.3f} ms late"
        case Duplicated():
            return f"datagram {decision.datagram} on {decision.link} arrives twice"
        case Dark():
            start, length = decision.from_ns / 1e9, decision.for_ns / 1e9
            return f"{decision.network} is dark from {start:.3f} s for {length:.3f} s"
        case Unwritten():
            return f"write {decision.write} on {decision.disk} is lost in a power cut"
        case Torn():
            return f"write {decision.write} on {decision.disk} is torn after {decision.kept} bytes"
        case Happened():
            return f"{decision.event} happens, time {decision.number}"
