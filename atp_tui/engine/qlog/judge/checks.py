"""The table of checks: a row is all that the program knows about a check of a log.

A log that is cut lacks what came after. What a row needs for silence only would show in what is missing; what it
needs for any answer could also be put right there. Source: REAL_LOGS.md, section 3.
"""

from typing import Final

from atp_tui.engine.qlog.judge import needs
from atp_tui.engine.qlog.judge.check import Group, LogCheck
from atp_tui.engine.qlog.judge.findings import (
    acks_of_unsent,
    data_after_close,
    gaps,
    numbers_used_twice,
    open_obligations,
    paths_without_response,
    probe_timeouts,
    silences,
    streams_given_up,
    time_reversals,
)
from atp_tui.engine.qlog.judge.left_open import (
    errors_at_close,
    never_closed,
    pending_streams,
    unacknowledged_data,
    unfinished_handshake,
    unfinished_streams,
)
from atp_tui.engine.record import Severity

_BOTH_FRAMES: Final = (needs.SENT_FRAMES, needs.RECEIVED_FRAMES)

CHECKS: Final[tuple[LogCheck, ...]] = (
    LogCheck(
        name="journal",
        violation_type="journal_consistency",
        severity=Severity.HIGH,
        group=Group.JOURNAL,
        find=gaps,
        needs=(
            needs.START,
            needs.WHOLE,
            needs.uncut("and the bytes of a gap may have arrived there"),
            needs.RECEIVED_FRAMES,
            needs.ROOM,
            needs.STAYED,
        ),
        needs_for_silence=(needs.STREAM_RECEIVED,),
    ),
    LogCheck(
        name="quiescence",
        violation_type="quiescence",
        severity=Severity.MEDIUM,
        group=Group.STRUCTURE,
        find=pending_streams,
        needs=(
            needs.START,
            needs.WHOLE,
            needs.uncut("and the data of a stream may have arrived or been acknowledged there"),
            *_BOTH_FRAMES,
            needs.SPACES,
            needs.ROOM,
        ),
        needs_for_silence=(needs.BIDIRECTIONAL,),
    ),
    LogCheck(
        name="obligations",
        violation_type="obligation_leak",
        severity=Severity.HIGH,
        group=Group.STRUCTURE,
        find=open_obligations,
        needs=(
            needs.WHOLE,
            needs.uncut("and lost data may have been sent again there"),
            *_BOTH_FRAMES,
            needs.SPACES,
            needs.ROOM,
            needs.CHALLENGES_KEPT,
        ),
        needs_for_silence=(needs.RECOVERY,),
    ),
    LogCheck(
        name="region_closure",
        violation_type="region_closure",
        severity=Severity.LOW,
        group=Group.STRUCTURE,
        find=never_closed,
        needs=(needs.WHOLE, needs.uncut("and the connection may have been closed there"), needs.OPEN, needs.ROOM),
        needs_for_silence=(needs.CLOSE,),
    ),
    LogCheck(
        name="task_completion",
        violation_type="task_completion",
        severity=Severity.MEDIUM,
        group=Group.STRUCTURE,
        find=unfinished_streams,
        needs=(
            needs.START,
            needs.WHOLE,
            needs.uncut("and a stream may have ended there"),
            *_BOTH_FRAMES,
            needs.ROOM,
        ),
        needs_for_silence=(needs.BIDIRECTIONAL,),
    ),
    LogCheck(
        name="stream_reset",
        violation_type="stream_reset",
        severity=Severity.MEDIUM,
        group=Group.STRUCTURE,
        find=streams_given_up,
        needs=(needs.START, needs.WHOLE, needs.ROOM),
        needs_for_silence=(
            needs.uncut("and a stream may have been given up there"),
            *_BOTH_FRAMES,
            needs.BIDIRECTIONAL,
        ),
    ),
    LogCheck(
        name="handshake",
        violation_type="handshake",
        severity=Severity.MEDIUM,
        group=Group.STRUCTURE,
        find=unfinished_handshake,
        needs=(
            needs.START,
            needs.WHOLE,
            needs.uncut("and the handshake may have finished there"),
            needs.HANDSHAKE,
        ),
    ),
    LogCheck(
        name="repair_recovery",
        violation_type="repair_recovery",
        severity=Severity.MEDIUM,
        group=Group.STRUCTURE,
        find=unacknowledged_data,
        needs=(
            needs.START,
            needs.WHOLE,
            needs.uncut("and the data may have been acknowledged there"),
            *_BOTH_FRAMES,
            needs.SPACES,
            needs.ROOM,
        ),
        needs_for_silence=(needs.STREAM_SENT, needs.ACKNOWLEDGED),
    ),
    LogCheck(
        name="trace_order",
        violation_type="trace_order",
        severity=Severity.LOW,
        group=Group.RECORD,
        find=time_reversals,
        needs=(),
    ),
    LogCheck(
        name="closed_with_error",
        violation_type="closed_with_error",
        severity=Severity.MEDIUM,
        group=Group.STRUCTURE,
        find=errors_at_close,
        needs=(needs.OPEN,),
        needs_for_silence=(
            needs.uncut("and the connection may have been closed with an error there"),
            needs.CLOSE,
            needs.REQUESTED,
        ),
    ),
    LogCheck(
        name="pto_storm",
        violation_type="pto_storm",
        severity=Severity.MEDIUM,
        group=Group.PROGRESS,
        find=probe_timeouts,
        needs=(),
        needs_for_silence=(
            needs.WHOLE,
            needs.uncut("where probe timeouts of a path that died would be"),
            needs.TIMEOUTS,
        ),
    ),
    LogCheck(
        name="silence",
        violation_type="silence",
        severity=Severity.LOW,
        group=Group.PROGRESS,
        find=silences,
        needs=(needs.WHOLE, needs.ROOM, needs.SPACES, needs.ANSWERS),
        needs_for_silence=(needs.uncut("where the silence after a path died would be"), needs.SENT_FRAMES),
    ),
    LogCheck(
        name="ack_of_unsent",
        violation_type="ack_of_unsent",
        severity=Severity.HIGH,
        group=Group.PROTOCOL,
        find=acks_of_unsent,
        needs=(needs.WHOLE, needs.RECEIVED_FRAMES, needs.SPACES, needs.NUMBERS),
        needs_for_silence=(needs.ACKS,),
    ),
    LogCheck(
        name="number_used_twice",
        violation_type="number_used_twice",
        severity=Severity.HIGH,
        group=Group.PROTOCOL,
        find=numbers_used_twice,
        needs=(needs.RECEIVED, needs.SPACES, needs.NUMBERS),
    ),
    LogCheck(
        name="data_after_close",
        violation_type="data_after_close",
        severity=Severity.HIGH,
        group=Group.PROTOCOL,
        find=data_after_close,
        needs=(needs.RECEIVED, needs.SENT_FRAMES),
        needs_for_silence=(needs.uncut("and data may have been sent there after a close"), needs.CLOSE),
    ),
    LogCheck(
        name="path_unvalidated",
        violation_type="path_unvalidated",
        severity=Severity.LOW,
        group=Group.PATHS,
        find=paths_without_response,
        needs=(
            needs.WHOLE,
            needs.uncut("and the response may have arrived there"),
            *_BOTH_FRAMES,
            needs.CHALLENGES_KEPT,
        ),
    ),
)
"""The checks of one end's log, in the order in which they are reported."""

NETWORK_CHECKS: Final = frozenset({"trace_order", "closed_with_error"})
"""The checks that a log from between the ends allows: it does not show what an end knew, did or waited for."""
