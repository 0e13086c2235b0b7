"""Every reader of what may be hostile, each as a function of bytes that raises nothing but what is a fault."""

from collections.abc import Callable, Mapping
from typing import Final

from atp_tui.clean import is_clean
from atp_tui.engine import artifacts, journal, json_artifacts, manifest
from atp_tui.engine.digest import JournalDigest
from atp_tui.engine.errors import CrashpackError
from atp_tui.engine.json_ambiguity import is_odd, oddity
from atp_tui.engine.json_text import canonical, loads
from atp_tui.engine.ledger import RecordedLedger
from atp_tui.engine.line_text import read_value, split_pair
from atp_tui.engine.oracle.recorded_state import RecordedStates, known_state
from atp_tui.engine.oracle.state import TransferState
from atp_tui.engine.pack_format import read_document, read_record, render, write_record
from atp_tui.engine.query import Query
from atp_tui.engine.trace import BrokenEvent, TraceEvent
from atp_tui.engine.trace_text import read_events

Parser = Callable[[bytes], object]


def text_of(data: bytes) -> str:
    """The bytes as the readers of text files are given them."""
    return data.decode("utf-8", "replace")


def read_journal(data: bytes) -> None:
    """Read a journal, and write what it says anew."""
    found = journal.read(text_of(data))
    assert journal.read(journal.write(found.results)).results == found.results
    assert all(is_clean(fault.place) and fault.expected and fault.found for fault in found.faults)


def read_manifest(data: bytes) -> None:
    """Read a manifest."""
    found = manifest.read(text_of(data))
    assert all(0 <= seed < 2**64 for seed in found.seeds.values())
    assert all(fault.expected and fault.found for fault in found.faults)


def read_digest(data: bytes) -> None:
    """Read journal.digest, and write it anew."""
    found = JournalDigest.read(text_of(data))
    assert found is None or found.write().encode() == data


def read_ledger(data: bytes) -> None:
    """Read a ledger and each entry of it."""
    for entry in RecordedLedger.read(data).entries:
        assert entry.log10_bf is None or isinstance(entry.log10_bf, float)


def read_trace(data: bytes) -> None:
    """Read a trace: each element is an event with a line, or says why it is none."""
    for event in read_events(data):
        if isinstance(event, BrokenEvent):
            assert event.expected
            assert event.found
        else:
            assert "\n" not in event.line
            assert (oddity(event.raw) is not None) is is_odd(event.raw)
            assert TraceEvent.read(event.raw) == event
            assert event.lanes is not None


def read_whole_record(data: bytes) -> None:
    """Read a record in one document; what is one can be written as nine files and read again."""
    pack, events = read_document(data)
    for result in pack.oracle_results:
        known_state(result, None)
    if not any(isinstance(event, BrokenEvent) for event in events):
        whole = read_record(data)
        render(whole)
        assert read_record(write_record(whole)) == whole


def read_states(data: bytes) -> None:
    """Read the states of a pack."""
    RecordedStates.read(data)


def read_state(data: bytes) -> None:
    """Read the state of one transfer."""
    TransferState.read(loads(data))


def read_further(data: bytes) -> None:
    """Look at additional JSON files, of which the fault is told and not raised."""
    for name in json_artifacts.READERS:
        fault = json_artifacts.fault(name, [data])
        assert fault is None or (fault.expected and fault.found)


def read_json(data: bytes) -> None:
    """Read any JSON in both ways; what the strict one takes, the other takes too."""
    value = loads(data)
    assert loads(canonical(data)) == value


def read_line(data: bytes) -> None:
    """Read a text or pair on a line of journal or manifest."""
    read_value(text_of(data))
    split_pair(text_of(data))


def read_query(data: bytes) -> None:
    """Read what somebody typed into the filter."""
    text = text_of(data)
    query = Query.parse(text)
    query.matches(text, text)
    assert all(0 <= begin <= end <= len(text) for begin, end in query.spans(text))


PARSERS: Final[Mapping[str, Parser]] = {
    "journal": read_journal,
    "manifest": read_manifest,
    "digest": read_digest,
    "ledger": read_ledger,
    "trace": read_trace,
    "record": read_whole_record,
    "states": read_states,
    "state": read_state,
    "further": read_further,
    "json": read_json,
    "line": read_line,
    "query": read_query,
}
"""The readers of the engine by name."""

FUZZED: Final = {
    "journal": artifacts.JOURNAL,
    "manifest": artifacts.MANIFEST,
    "ledger": artifacts.LEDGER,
    "trace": artifacts.TRACE,
    "record": "",
}
"""The readers that the fuzzer is set upon, each with the file of a pack that it reads."""


def told(parser: Parser, data: bytes) -> str:
    """Let a reader read, and return the error that it may raise as text, empty where it raised none."""
    try:
        parser(data)
    except CrashpackError as error:
        text = str(error)
        assert is_clean(text)
        return text
    return ""
