"""A crashpack record as the nine files, and as one JSON document. Source: FORMAT.md sections 4 and 5."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

import msgspec

from atp_tui.engine import artifacts, journal, manifest, replay_command
from atp_tui.engine.budget import SharedTexts
from atp_tui.engine.digest import JournalDigest
from atp_tui.engine.errors import CrashpackError, InvalidFormatError, SerializationError
from atp_tui.engine.event_batch import EventBatch, batches_of, elements_of
from atp_tui.engine.json_text import array_chunks, dumps, fault_of, loads, refuse, require_utf8
from atp_tui.engine.ledger import ledger_chunks
from atp_tui.engine.record import Crashpack, OracleResult
from atp_tui.engine.trace import BrokenEvent, Lane, TraceEvent
from atp_tui.engine.trace_text import read_event

LOG_OF: Final[Mapping[Lane, str]] = {
    Lane.PATH: artifacts.PATHLOG,
    Lane.QUIC: artifacts.QUICLOG,
    Lane.REPAIR: artifacts.REPAIRLOG,
}
"""The log file of each lane."""

RECORD_VALUES_LIMIT: Final = 1_500_000
"""Values that a record in one document may have, each counted by the comma or bracket before it."""

RECORD_PART_LIMIT: Final = 200_000
"""Values that one oracle result of such a record may have, and its seeds, its metadata and its artifact paths each."""

RECORD_EVENTS_LIMIT: Final = 500_000
"""Events that such a record may have."""

_KEY_OR_BRACKET: Final = re.compile(rb'("(?:[^"\\]++|\\.)*+")(?=[ \t\n\r]*+:)|"(?:[^"\\]++|\\.)*+"|[\[\]{}]', re.DOTALL)
_KNOWN: Final = 10_000
"""Different texts of oracle results that are kept once for all places where they stand."""


def render(pack: Crashpack) -> dict[str, bytes]:
    """Return the nine files of a crashpack by name, in the order in which they are written."""
    return {name: b"".join(chunks) for name, chunks in rendered(pack).items()}


def rendered(pack: Crashpack) -> dict[str, Iterable[bytes]]:
    """Return the same with each file in pieces, which are made when they are asked for."""
    digest = JournalDigest.of(journal.chunks(pack.oracle_results))
    return {
        artifacts.TRACE: trace_chunks(pack.trace_events),
        artifacts.JOURNAL: journal.chunks(pack.oracle_results),
        artifacts.JOURNAL_DIGEST: (digest.write().encode(),),
        artifacts.LEDGER: ledger_chunks(pack),
        artifacts.MANIFEST: (manifest.write(pack, digest.digest).encode(),),
        **{name: log_chunks(pack.trace_events, lane) for lane, name in LOG_OF.items()},
        artifacts.REPLAY_COMMAND: (replay_command.write(pack).encode(),),
    }


def log_chunks(events: Iterable[TraceEvent], lane: Lane) -> Iterator[bytes]:
    """Yield the log of a lane, some events at a time."""
    is_first = True
    for raws in batches_of(event.raw for event in events):
        if lines := EventBatch.of(raws).lines((lane,))[lane]:
            yield (b"" if is_first else b"\n") + b"\n".join(lines)
            is_first = False


def grown_files(batches: Iterable[EventBatch]) -> Iterator[dict[str, bytes]]:
    """Yield what some events after the others add to the trace and to the logs, and then the end of the trace."""
    begun: set[str] = set()
    for batch in batches:
        lines = batch.lines(LOG_OF)
        added = {LOG_OF[lane]: b"\n".join(found) for lane, found in lines.items() if found}
        yield {
            artifacts.TRACE: (b"," if begun else b"[") + batch.elements,
            **{name: b"\n" + text if name in begun else text for name, text in added.items()},
        }
        begun |= {artifacts.TRACE, *added}
    yield {artifacts.TRACE: b"\n]" if begun else b"[]"}


def write_record(pack: Crashpack) -> bytes:
    """Return a crashpack as one JSON document."""
    return b"".join(record_chunks(pack, pack.trace_events))


def record_chunks(pack: Crashpack, events: Iterable[TraceEvent]) -> Iterator[bytes]:
    """Yield a crashpack as one JSON document with *events* for its trace, an event at a time."""
    after = {"seeds": pack.seeds, "artifact_paths": pack.artifact_paths, "metadata": pack.metadata}
    yield b'{\n  "schema_version": %d,\n  "oracle_results": ' % pack.schema_version
    yield from array_chunks(map(dumps, pack.oracle_results), depth=1)
    yield b',\n  "trace_events": '
    yield from trace_chunks(events, depth=1)
    yield b"," + dumps(after).removeprefix(b"{")


def trace_chunks(events: Iterable[TraceEvent], depth: int = 0) -> Iterator[bytes]:
    """Yield the JSON array of *events*, some at a time, as it stands *depth* levels deep in a document."""
    return _trace(map(elements_of, batches_of(event.raw for event in events)), depth)


def _trace(parts: Iterable[bytes], depth: int = 0) -> Iterator[bytes]:
    newline = b"\n" + b"  " * depth
    is_empty = True
    for part in parts:
        yield (b"[" if is_empty else b",") + (part.replace(b"\n", newline) if depth else part)
        is_empty = False
    yield b"[]" if is_empty else newline + b"]"


class _Document(msgspec.Struct, forbid_unknown_fields=True):
    """The record with its events not yet decoded."""

    schema_version: msgspec.Raw
    oracle_results: msgspec.Raw
    trace_events: msgspec.Raw
    seeds: msgspec.Raw
    artifact_paths: msgspec.Raw
    metadata: msgspec.Raw


def read_record(data: bytes) -> Crashpack:
    """Return the crashpack that one JSON document holds.

    Raises:
        SerializationError: *data* is not JSON in UTF-8.
        InvalidFormatError: a field is missing, unknown, of another type or out of range; the error names it.
    """
    pack, events = read_document(data)
    for number, event in enumerate(events):
        if isinstance(event, BrokenEvent):
            _refuse_event(event.raw, number)
    return pack.changed(trace_events=tuple(event for event in events if isinstance(event, TraceEvent)))


def read_batches(data: bytes) -> tuple[Crashpack, Iterator[EventBatch]]:
    """Return the crashpack that one JSON document holds without its trace, and its events, some at a time.

    Raises:
        SerializationError: as for :func:`read_record`; for an event, when it is asked for.
        InvalidFormatError: the same.
    """
    pack, raws = _read(data)
    return pack, _read_batches(raws)


def _read_batches(raws: Sequence[msgspec.Raw]) -> Iterator[EventBatch]:
    number = 0
    for batch in batches_of(map(bytes, raws)):
        try:
            yield EventBatch.read(batch)
        except CrashpackError:
            for place, raw in enumerate(batch, number):
                _refuse_event(raw, place)
            raise
        number += len(batch)


def read_document(data: bytes) -> tuple[Crashpack, tuple[TraceEvent | BrokenEvent, ...]]:
    """Return the crashpack that one JSON document holds without its trace, and the trace, broken events included.

    Raises:
        SerializationError: *data* is not JSON in UTF-8.
        InvalidFormatError: as for :func:`read_record`, but for the events.
    """
    pack, raws = _read(data)
    return pack, tuple(read_event(bytes(raw)) for raw in raws)


def _read(data: bytes) -> tuple[Crashpack, Sequence[msgspec.Raw]]:
    """The record without its trace, and the elements of the trace as they stand."""
    require_utf8(data)
    _refuse_many(_values_of(data), RECORD_VALUES_LIMIT, "values")
    try:
        document = msgspec.json.decode(data, type=_Document)
        _refuse_twice(data.replace(document.trace_events, b"[]", 1))
    except msgspec.ValidationError as error:
        raise InvalidFormatError("a crashpack record with its six fields", str(error)) from None
    except msgspec.DecodeError as error:
        raise fault_of(data, str(error)) from None
    except RecursionError:
        raise SerializationError("JSON of moderate depth", "more levels than can be read") from None
    fields = {name: _field(document, name) for name in _Document.__struct_fields__ if name != "trace_events"}
    Crashpack.read({"schema_version": fields["schema_version"]})
    fields["oracle_results"] = _results(bytes(document.oracle_results))
    try:
        raws = msgspec.json.decode(document.trace_events, type=list[msgspec.Raw])
    except msgspec.ValidationError:
        raise InvalidFormatError("an array", "something else", place="trace_events") from None
    _refuse_many(len(raws), RECORD_EVENTS_LIMIT, "events", "trace_events")
    return Crashpack.read(fields), raws


def _values_of(data: bytes) -> int:
    """At least as many values as a JSON text has, without decoding it."""
    return sum(map(data.count, (b",", b"[", b"{")))


def _refuse_many(count: int, most: int, what: str, place: str = "") -> None:
    if count > most:
        about = "" if place else "a record of "
        raise SerializationError(
            f"{about}at most {most} {what}", "more of them", place=place, advice="a directory may have more"
        )


def _refuse_twice(data: bytes) -> None:
    """Refuse a record with a field twice, of which msgspec keeps the last without a word."""
    depth = 0
    seen: set[str] = set()
    twice: set[str] = set()
    for match in _KEY_OR_BRACKET.finditer(data):
        token = match[0]
        depth += (token in (b"[", b"{")) - (token in (b"]", b"}"))
        if depth == 1 and match[1] is not None:
            name = msgspec.json.decode(match[1], type=str)
            (twice if name in seen else seen).add(name)
    for name in _Document.__struct_fields__:
        if name in twice:
            raise SerializationError("a crashpack record with its six fields", f"the key {name!r} twice")


def _refuse_event(raw: bytes, number: int) -> None:
    try:
        TraceEvent.read(raw)
    except CrashpackError as error:
        raise type(error)(error.expected, error.found, place=f"trace_events[{number}]") from None


def _field(document: _Document, name: str) -> object:
    """The value of a field; of the results, which may be many, only whether they are JSON."""
    try:
        data = bytes(getattr(document, name))
        if name != "oracle_results":
            _refuse_many(_values_of(data), RECORD_PART_LIMIT, "values", name)
            return loads(data)
        for number, raw in enumerate(_elements(data) if data.startswith(b"[") else ()):
            _refuse_many(_values_of(raw), RECORD_PART_LIMIT, "values", f"{name}[{number}]")
        refuse(data)
    except SerializationError as error:
        is_named = error.place.startswith(name)
        place = error.place if is_named else f"{name}: {error.place}" if error.place else name
        raise SerializationError(error.expected, error.found, place=place, advice=error.advice) from None
    return None


def _elements(data: bytes) -> Iterator[bytes]:
    """The elements of a JSON array, as they stand."""
    return map(bytes, msgspec.json.decode(data, type=list[msgspec.Raw]))


def _results(data: bytes) -> object:
    """The oracle results that a JSON array holds, read one by one; for other JSON what is refused in their place."""
    if not data.startswith(b"["):
        return {} if data.startswith(b"{") else loads(data)
    texts = SharedTexts(_KNOWN)
    results = []
    for number, raw in enumerate(_elements(data)):
        try:
            results.append(OracleResult.read(loads(raw)).compacted(texts))
        except InvalidFormatError as error:
            place = f"oracle_results[{number}]" + (f".{error.place}" if error.place else "")
            raise InvalidFormatError(error.expected, error.found, place=place) from None
    return tuple(results)
