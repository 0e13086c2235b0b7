"""Logs to read in tests: the typed files, and generated ones in every framing."""

import json
from itertools import pairwise
from pathlib import Path
from typing import Any, Final, NamedTuple

from hypothesis import strategies as st

from atp_tui.engine.qlog.event import Connection, LogEvent, LogFault
from atp_tui.engine.qlog.read import read_log

LOGS: Final = Path(__file__).resolve().parents[2] / "logs"
TYPED: Final = sorted(path for path in LOGS.iterdir() if path.is_file())
"""Logs typed from the specification and from the sources of the writers."""


class Read(NamedTuple):
    """All that a reader yields."""

    events: list[tuple[int, LogEvent]]
    """Each with the number of its connection."""
    connections: tuple[Connection, ...]
    faults: tuple[LogFault, ...]


def read(source: bytes, *cuts: int) -> Read:
    """Read a source, in chunks that are cut at places of it."""
    places = [0, *sorted(cut % (len(source) + 1) for cut in cuts), len(source)]
    reader = read_log(source[start:stop] for start, stop in pairwise(places))
    events = [(connection.number, event) for connection, event in reader]
    return Read(events, reader.connections, reader.faults)


NAMES: Final = ("transport:packet_sent", "quic:packet_lost", "recovery:metrics_updated", "x:y", "new")
texts = st.text(st.sampled_from('a"\\{}[],: \n\x1e\x00é\u2028/'), max_size=6)
values: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)
data = st.dictionaries(
    st.sampled_from(("frames", "header", "time", "name", "events", "trace")) | texts, values, max_size=3
)
events = st.fixed_dictionaries(
    {"time": st.integers(0, 10**6).map(lambda micro: micro / 1000), "name": st.sampled_from(NAMES), "data": data}
)
HEAD: Final = {"qlog_version": "0.3"}
TRACE: Final = {"vantage_point": {"type": "server"}, "common_fields": {"group_id": "a1", "time_format": "relative"}}


class Written(NamedTuple):
    """A generated log."""

    source: bytes
    ends: list[int]
    """Where the text of each event ends."""


def write(listed: list[dict[str, Any]], framing: str) -> Written:
    """Write events in a framing."""
    indent = 2 if framing.startswith("pretty") else None
    rows = framing.endswith("arrays")
    ends: list[int] = []
    if framing in ("seq", "pretty seq", "lines"):
        begin = b"" if framing == "lines" else b"\x1e"
        source = begin + json.dumps({**HEAD, "trace": TRACE}, indent=indent).encode() + b"\n"
        for event in listed:
            source += begin + json.dumps(event, indent=indent).encode()
            ends.append(len(source))
            source += b"\n"
        return Written(source, ends)
    fields = {"event_fields": ["relative_time", "category", "event", "data"]} if rows else {}
    source = json.dumps({**HEAD, "traces": [{**TRACE, **fields, "events": []}]}, indent=indent).encode()
    before, _, after = source.rpartition(b"[]")
    source = before + b"["
    for place, event in enumerate(listed):
        category, _, name = event["name"].partition(":")
        written = [event["time"], category, name, event["data"]] if rows else event
        source += (b",\n " if place else b"") + json.dumps(written, indent=indent).encode()
        ends.append(len(source))
    return Written(source + b"]" + after, ends)


FRAMINGS: Final = ("seq", "pretty seq", "lines", "contained", "pretty contained", "arrays", "pretty arrays")
