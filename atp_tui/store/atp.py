"""What the ATP oracle needs from disk: the trace of a pack or of a file, and a model file."""

from collections.abc import Iterable
from typing import Final

from atp_tui.engine import artifacts
from atp_tui.engine.artifacts import stays_inside
from atp_tui.engine.errors import CrashpackError, IoError
from atp_tui.engine.json_text import utf8
from atp_tui.engine.oracle.judgement import Judgements, PackFacts
from atp_tui.engine.oracle.model import DEFAULT_MODEL, DetectionModel, read_model
from atp_tui.engine.oracle.recorded_state import StateSource
from atp_tui.engine.oracle.state import LIFETIMES
from atp_tui.engine.oracle.switches import AtpOracleChecks
from atp_tui.engine.oracle.trace_counts import TraceCounts
from atp_tui.engine.toml_text import read_toml
from atp_tui.engine.trace_text import read_events
from atp_tui.store.named_file import read_file
from atp_tui.store.pack import Pack
from atp_tui.store.trace.events import Event

MODEL_LIMIT: Final = 1 << 20
"""Bytes that a model file may have."""

_ALL: Final = AtpOracleChecks()


def judge_pack(pack: Pack, checks: AtpOracleChecks = _ALL, model: DetectionModel = DEFAULT_MODEL) -> Judgements:
    """Return what the ATP oracle says of an opened pack: once for each oracle that judged it, or once."""
    return Judgements(pack.crashpack.oracle_results, pack.states, pack_facts(pack), checks, model)


def pack_facts(pack: Pack) -> PackFacts:
    """Return what the trace and the artifacts of a pack show; its trace is gone through once.

    An imported trace is not counted: what each check said of its log is recorded.
    """
    if pack.states is not None and pack.states.source is StateSource.JUDGED:
        return PackFacts(TraceCounts(LIFETIMES), lacking=pack.lacking)
    is_unread = artifacts.TRACE in pack.reading.files.faults and pack.events.count() == 0
    found = pack.reading.files.artifacts
    return PackFacts(
        counts=None if is_unread else count_events(pack.events),
        missing_artifacts=sum(bool(why) and stays_inside(path) for path, why in found.items()),
        lacking=pack.lacking,
    )


def count_events(events: Iterable[Event]) -> TraceCounts:
    """Return the counts over *events*."""
    counts = TraceCounts(LIFETIMES)
    for event in events:
        counts.add(event)
    return counts


def count_trace(path: str) -> TraceCounts:
    """Return the counts over the trace in a file.

    Raises:
        IoError: the file cannot be read, or holds no event.
    """
    counts = count_events(events := tuple(read_events(read_file(path))))
    if counts.broken and counts.broken == len(events):
        raise IoError("an array of trace events", "no readable event", file=path)
    return counts


def read_model_file(path: str) -> DetectionModel:
    """Return the model of a model file.

    Raises:
        IoError: the file cannot be read, or is too big.
        SerializationError: it is not TOML in UTF-8.
        InvalidFormatError: it is no model; the error names the field.
    """
    data = read_file(path, MODEL_LIMIT)
    try:
        return read_model(read_toml(utf8(data)))
    except CrashpackError as error:
        raise error.within(path) from None
