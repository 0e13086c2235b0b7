"""Running a transfer: options in, everything that is known of the run out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import NamedTuple

from atp_tui.engine.oracle.state import TransferState
from atp_tui.engine.oracle.transfer import TransferOracle
from atp_tui.engine.record import OracleResult
from atp_tui.engine.replay.chain import TraceChain, chain_of
from atp_tui.engine.trace import TraceEvent
from atp_tui.garbage import rare_collections
from atp_tui.lab.clock import ONE_RUN, Watch, run_seeded
from atp_tui.lab.decision import Decision, ForcedOutside, Outside
from atp_tui.lab.dice import Dice
from atp_tui.lab.errors import LabError, LabStopped
from atp_tui.lab.faults import DrawnOutside
from atp_tui.lab.ground_truth import digest, measure_state
from atp_tui.lab.options import LabOptions
from atp_tui.lab.qlog import ConnectionLog
from atp_tui.lab.redraw import Redraw, RedrawnOutside
from atp_tui.lab.system_randomness import seeded_system
from atp_tui.lab.trace import WrittenEvent, events_of
from atp_tui.lab.transfer import Transfer
from atp_tui.lab.versions import lab_versions


class LabProgress(NamedTuple):
    """How far a run has come."""

    time_ns: int
    """Lab time."""
    events: int
    """Events in the trace."""
    delivered: int
    """Blocks that all replicas have."""
    blocks: int
    """Blocks of the object."""


class ObjectDigests(NamedTuple):
    """SHA-256 of an object as it was sent and as each replica stored it."""

    sent: str
    stored: tuple[str, ...]
    """One a replica, in order, over the blocks that it has."""


@dataclass(frozen=True)
class LabRun:
    """Everything that is known of a transfer that has ended."""

    options: LabOptions
    seeds: dict[str, int]
    state: TransferState
    decisions: tuple[Decision, ...]
    """What happened outside, in order; forced upon another run it gives the same trace."""
    is_complete: bool
    """The transfer came to its own end; otherwise the deadline ended it."""
    time_ns: int
    """Lab time at the end."""
    digests: ObjectDigests
    stored: tuple[bytes, ...]
    """The object as each replica stored it."""
    versions: dict[str, str]
    written: tuple[WrittenEvent, ...] = field(repr=False)
    """The trace as it was written down; :attr:`events` has it in the format's form."""
    logs: tuple[ConnectionLog, ...] = field(repr=False)
    """The log of each connection; none where they were not wanted."""
    is_forced: bool = False
    """The decisions were given, not drawn."""
    is_seeded: bool = True
    """The object came from the payload seed; otherwise it was given."""

    @cached_property
    def events(self) -> tuple[TraceEvent, ...]:
        """The trace."""
        return events_of(self.written)

    @cached_property
    def qlogs(self) -> tuple[tuple[str, bytes], ...]:
        """File name and content of the log of each connection."""
        return tuple((f"qlog/{log.title.replace(' ', '-')}.qlog", log.write()) for log in self.logs)

    @cached_property
    def result(self) -> OracleResult:
        """What the transfer oracle says."""
        return TransferOracle().check(self.state)

    @property
    def signature(self) -> tuple[tuple[str, str], ...]:
        """The kind of failure: oracle and violation type of each violation, sorted; empty where it passed."""
        return tuple(sorted((self.result.oracle_name, found.violation_type) for found in self.result.violations))

    @cached_property
    def chain(self) -> TraceChain:
        """The digest chain over the trace."""
        return chain_of(self.events)


def payload_of(options: LabOptions) -> bytes:
    """Return the object that the payload seed gives."""
    return Dice(options.all_seeds["payload"], "object").octets(options.size)


def run_transfer(
    options: LabOptions,
    *,
    progress: Callable[[LabProgress], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
    decisions: Sequence[Decision] | None = None,
    redraw: Redraw | None = None,
    payload: bytes | None = None,
    with_qlogs: bool = True,
) -> LabRun:
    """Run one transfer in simulated time.

    Runs of one process take turns. The caller's thread is busy until the run has ended.

    Args:
        options: What the run is made from.
        progress: Called now and then in the caller's thread.
        cancelled: Asked now and then; when it says yes, the run stops.
        decisions: What is to happen outside, and nothing else; None to roll the dice.
        redraw: From when on all of that is drawn again; None for never.
        payload: The object, of the size in the options; None for the one that the payload seed gives.
        with_qlogs: Keep the log of every connection; it changes nothing else.

    Raises:
        LabError: the run does not come to its end, or the libraries at hand cannot be seeded.
        LabStopped: *cancelled* said yes.
    """
    sent = payload_of(options) if payload is None else payload
    if len(sent) != options.size:
        raise LabError(f"an object of {options.size} bytes", f"{len(sent)} bytes", place="payload")
    outside = _outside(options, decisions, redraw)
    with ONE_RUN, rare_collections(), seeded_system(Dice(options.all_seeds["network"], "connections")):
        transfer = Transfer(options, sent, outside, with_qlogs=with_qlogs)
        look_up = _look_up(transfer, progress, cancelled)
        watch = Watch(transfer.recorder, options.deadline_s, at_deadline=transfer.note_deadline, look_up=look_up)
        schedule = options.all_seeds["schedule"]
        ended = run_seeded(transfer.run, seed=schedule, watch=watch, clock=transfer.clock, deadline=options.deadline_s)
    transfer.recorder.close()
    run = _run_of(transfer, sent, is_complete=ended is not None)
    return replace(run, is_forced=decisions is not None or redraw is not None, is_seeded=payload is None)


def _outside(options: LabOptions, decisions: Sequence[Decision] | None, redraw: Redraw | None) -> Outside:
    """What decides upon datagrams and faults."""
    outside: Outside = DrawnOutside(options) if decisions is None else ForcedOutside(decisions)
    return outside if redraw is None else RedrawnOutside(options, outside, redraw)


def run_unless(
    cancelled: Callable[[], bool] | None,
    options: LabOptions,
    *,
    payload: bytes | None = None,
    with_qlogs: bool = False,
) -> LabRun:
    """Run one transfer of many unless the caller wants to stop; a small one would end before it asks.

    Raises:
        LabError: the run does not come to its end.
        LabStopped: *cancelled* said yes.
    """
    if cancelled is not None and cancelled():
        raise LabStopped("all runs", "an interrupt")
    return run_transfer(options, payload=payload, cancelled=cancelled, with_qlogs=with_qlogs)


def _run_of(transfer: Transfer, sent: bytes, *, is_complete: bool) -> LabRun:
    """What is known of a transfer that has ended."""
    options = transfer.world.options
    stored = tuple(b"".join(replica.stored[block] for block in sorted(replica.stored)) for replica in transfer.replicas)
    return LabRun(
        options=options,
        seeds=options.all_seeds,
        state=measure_state(transfer),
        decisions=transfer.decisions.made,
        is_complete=is_complete,
        time_ns=transfer.recorder.now_ns,
        digests=ObjectDigests(digest(sent), tuple(digest(data) for data in stored)),
        stored=stored,
        versions=lab_versions(),
        written=transfer.recorder.written(),
        logs=tuple(link.log for link in transfer.links if link.log is not None),
    )


def _look_up(
    transfer: Transfer, progress: Callable[[LabProgress], None] | None, cancelled: Callable[[], bool] | None
) -> Callable[[], None]:
    """What a run does now and then: tell how far it is, and ask whether it is still wanted."""

    def look_up() -> None:
        if cancelled is not None and cancelled():
            raise LabStopped("a run to its end", "an interrupt")
        if progress is not None:
            recorder = transfer.recorder
            progress(LabProgress(recorder.now_ns, len(recorder), transfer.sender.delivered, len(transfer.blocks)))

    return look_up
