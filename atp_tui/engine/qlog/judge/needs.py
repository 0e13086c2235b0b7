"""What a log must have for a check to be judged: a table of conditions, each with the reason why it matters.

A log may have lost its beginning (a ring buffer), its end (a killed writer) or records in between, it may be written
between the ends, and a writer may not log what a check looks at. A check is then not judged, which is no evidence.
"""

from typing import Final

from atp_tui.engine.qlog.judge.check import Damage, Need
from atp_tui.engine.qlog.judge.findings import gaps
from atp_tui.engine.qlog.judge.left_open import missing_acknowledgements
from atp_tui.engine.qlog.judge.tracker import Tracker

PACKETS: Final = Need(lambda log, _: log.sent + log.received > 0, "the log has no packets")
START: Final = Need(
    lambda log, _: log.has_start is not False,
    "the beginning of the connection is missing, and with it what was sent and received before",
)
WHOLE: Final = Need(
    lambda _, damage: not damage.has_holes, "records inside the log could not be read, and may have what is missed"
)
SENT_FRAMES: Final = Need(lambda log, _: log.has_sent_frames, "the log has no frames of the packets that were sent")
RECEIVED_FRAMES: Final = Need(
    lambda log, _: log.has_received_frames, "the log has no frames of packets that were received"
)
RECEIVED: Final = Need(lambda log, _: log.received > 0, "no packet was received, so the peer never took part")
HANDSHAKE: Final = Need(lambda log, _: log.has_handshake, "the log has no packet of the handshake")
ACKS: Final = Need(lambda log, _: log.has_acks, "the log has no acknowledgements")
SPACES: Final = Need(
    lambda log, _: not log.spaces.is_unclear, "the log does not state whether its paths share packet numbers"
)
NUMBERS: Final = Need(
    lambda log, _: not any(each.is_without_numbers for each in log.spaces.by_key.values()),
    "all packets of the log have the same number",
)
ROOM: Final = Need(
    lambda log, _: not log.streams.is_crowded and not any(each.is_crowded for each in log.spaces.by_key.values()),
    "more streams, gaps or packets are open at once than are kept",
)
CHALLENGES_KEPT: Final = Need(
    lambda log, _: not log.challenges.is_crowded and not log.peer_challenges.is_crowded,
    "more path challenges are open at once than are kept",
)
BIDIRECTIONAL: Final = Need(lambda log, _: log.streams.has_bidirectional, "no bidirectional stream was opened")
STREAM_SENT: Final = Need(lambda log, _: log.streams.has_sent, "no stream data was sent")
STREAM_RECEIVED: Final = Need(lambda log, _: log.streams.has_received, "no stream data was received")
RECOVERY: Final = Need(lambda log, _: log.has_recovery, "the writer does not log loss detection")
TIMEOUTS: Final = Need(lambda log, _: log.timeouts.is_stated, "the log does not state probe timeouts")
CLOSE: Final = Need(lambda log, _: bool(log.ending.closes), "the log does not state how the connection ended")
ANSWERS: Final = Need(lambda log, _: log.has_acks or not log.is_established, "the log has no acknowledgements")
REQUESTED: Final = Need(
    lambda log, _: not log.ending.is_left or log.streams.has_bidirectional,
    "no end closed the connection, and no bidirectional stream was opened",
)
ACKNOWLEDGED: Final = Need(
    lambda log, _: not missing_acknowledgements(log),
    "this end closed the connection before the last of its data could be acknowledged",
)
STAYED: Final = Need(
    lambda log, _: bool(log.ending.errors) or not log.ending.is_by_this_end or gaps(log) is None,
    "this end closed the connection without an error, whatever was still on its way",
)


def _shows_what_is_open(log: Tracker, damage: Damage) -> bool:
    return not log.ending.is_left or not (
        log.has_start is False
        or damage.has_holes
        or log.spaces.is_unclear
        or (log.sent and not log.has_sent_frames)
        or (log.received and not log.has_received_frames)
    )


OPEN: Final = Need(_shows_what_is_open, "no end closed the connection, and the log does not show what was open then")


def uncut(why: str) -> Need:
    """Return the need that the end of the log is there; *why* is what the end may have had."""
    return Need(lambda _, damage: not damage.is_cut, f"the end of the log is missing, {why}")
