"""What a simulated world does to a program, each by itself so that it can be forced or left out.

As in a transfer, a run draws its decisions or is given them, and lists them in the order in which they were made. What
is not listed does not happen: a datagram arrives in time, and a write survives the power cut.
"""

from collections.abc import Mapping
from typing import Annotated, Final, TypeAlias

import msgspec

from atp_tui.lab.decision import Delayed, Duplicated, Lost, OfDatagram, decoded_lines

NS: Final = 1_000_000_000
"""Nanoseconds in a second."""

MS: Final = 1_000_000
"""Nanoseconds in a millisecond."""

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


_SENTENCES: Final[Mapping[type[Decision], str]] = {
    Lost: "datagram {0.datagram} on {0.link} is lost",
    Delayed: "datagram {0.datagram} on {0.link} is {ms:.3f} ms late",
    Duplicated: "datagram {0.datagram} on {0.link} arrives twice",
    Dark: "{0.network} is dark from {start:.3f} s to {end:.3f} s",
    Unwritten: "write {0.write} on {0.disk} is lost in a power cut",
    Torn: "write {0.write} on {0.disk} is torn after {0.kept} bytes",
    Happened: "{0.event} happens, time {0.number}",
}


def sentence(decision: Decision) -> str:
    """Return a decision in words."""
    start, length = (decision.from_ns, decision.for_ns) if isinstance(decision, Dark) else (0, 0)
    late = decision.ns if isinstance(decision, Delayed) else 0
    times = {"ms": late / MS, "start": start / NS, "end": (start + length) / NS}
    return _SENTENCES[type(decision)].format(decision, **times)
