"""The checks that take the logs of both ends: how the connection was closed, and the final sizes of its streams."""

from collections.abc import Iterator
from typing import Final, NamedTuple, TypeAlias

from atp_tui.engine.counted import counted
from atp_tui.engine.qlog.event import End
from atp_tui.engine.qlog.judge.check import Damage, Group, Judged, Verdict
from atp_tui.engine.qlog.packets import EndPackets
from atp_tui.engine.record import Severity

EventOfEnd: TypeAlias = tuple[End, int]
"""An event of one of two logs: its end, and its number there."""

_Found: TypeAlias = tuple[str, tuple[tuple[str, str], ...], tuple[EventOfEnd, ...]]
"""Message, evidence and events."""

_MOST_STREAMS: Final = 25
"""Streams with different sizes whose events are named."""


class PairJudged(NamedTuple):
    """The answer of one check on two logs."""

    judged: Judged
    """The answer, without its events."""
    events: tuple[EventOfEnd, ...] = ()
    """Its events, each in the log of an end, the most telling first."""


def judge_pair(client: EndPackets, server: EndPackets, damages: tuple[Damage, Damage]) -> tuple[PairJudged, ...]:
    """Return the answers of the checks on two logs; *damages* is what is missing in each."""
    ends = ((End.CLIENT, client, End.SERVER, server), (End.SERVER, server, End.CLIENT, client))
    differences, compared = _differences(ends)
    unseen, sent = _unseen_closes(ends)
    is_damaged = any(damage.is_cut or damage.has_holes for damage in damages)
    return (
        _answer(
            ("path_consistency", Severity.HIGH),
            differences,
            "" if compared else "neither a close nor the final size of a stream is in both logs",
        ),
        _answer(
            ("close_seen_once", Severity.LOW),
            unseen,
            ("a log is cut or damaged, and may lack the close" if is_damaged else "")
            or ("" if sent else "no end sent CONNECTION_CLOSE"),
        ),
    )


def _answer(check: tuple[str, Severity], found: _Found | None, why: str) -> PairJudged:
    name, severity = check
    if why:
        return PairJudged(Judged(name, Verdict.NOT_JUDGED, severity, name, Group.PATHS, why=why))
    if found is None:
        return PairJudged(Judged(name, Verdict.SILENT, severity, name, Group.PATHS))
    message, evidence, events = found
    return PairJudged(Judged(name, Verdict.FIRED, severity, name, Group.PATHS, message, evidence), events)


_Ends: TypeAlias = tuple[tuple[End, EndPackets, End, EndPackets], ...]
"""Sender and receiver of each direction."""


def _differences(ends: _Ends) -> tuple[_Found | None, bool]:
    """Find close codes and final sizes that differ, and say whether any is in both logs."""
    sizes = [each for direction in ends for each in _sizes(*direction)]
    closes = [each for direction in ends for each in _closes(*direction)]
    wrong = [events for is_same, events in sizes if not is_same]
    codes = [events for is_same, events in closes if not is_same]
    if not wrong and not codes:
        return None, bool(sizes or closes)
    parts = [f"the final size of {counted(len(wrong), 'stream')}"] if wrong else []
    parts += ["the error code of the close"] if codes else []
    events = tuple(event for pair in (*codes, *wrong[:_MOST_STREAMS]) for event in pair)
    evidence = (("different_sizes", str(len(wrong))), ("different_closes", str(len(codes))))
    return (f"The two ends disagree on {' and '.join(parts)}", evidence, events), True


def _sizes(
    end: End, sender: EndPackets, peer: End, receiver: EndPackets
) -> Iterator[tuple[bool, tuple[EventOfEnd, EventOfEnd]]]:
    """The streams whose final size is in both logs: whether it is the same, and the events."""
    for stream, (size, event) in sender.sizes_sent.items():
        other = receiver.sizes_received.get(stream)
        if other is not None:
            yield size == other[0], ((end, event), (peer, other[1]))


def _closes(
    end: End, sender: EndPackets, peer: End, receiver: EndPackets
) -> Iterator[tuple[bool, tuple[EventOfEnd, EventOfEnd]]]:
    """The close of one end where both logs have it with a number: whether the codes are the same, and the events."""
    sent, received = sender.close_sent, receiver.close_received
    if sent is not None and received is not None and None not in (sent[0].code, received[0].code):
        yield sent[0].code == received[0].code, ((end, sent[1]), (peer, received[1]))


def _unseen_closes(ends: _Ends) -> tuple[_Found | None, bool]:
    """Find a close that its peer never received although it did not close either, and say whether any was sent."""
    for end, sender, _, receiver in ends:
        if sender.close_sent is not None and receiver.close_received is None and receiver.close_sent is None:
            message = f"The {end} closed the connection, and the close never arrived"
            return (message, (("closed_by", end.value),), ((end, sender.close_sent[1]),)), True
    return None, any(sender.close_sent is not None for _, sender, _, _ in ends)
