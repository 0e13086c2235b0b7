"""Hypothesis strategies: text that hurts, records, events and traces."""

import json
from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from atp_tui.engine import Crashpack, OracleResult, OracleStats, Severity, Tally, TraceEvent, Violation

U32_MAX = 2**32 - 1
U64_MAX = 2**64 - 1

KEYWORDS = (
    *("oracle", "events_recorded", "entities_tracked", "passed", "violations", "type", "severity", "description"),
    *("evidence", "schema_version", "journal_digest", "metadata", "metadata.", "seeds", "artifact_paths"),
)
"""The words by which journal and manifest are read."""

NASTY = (
    *KEYWORDS,
    *(f"{word}:" for word in KEYWORDS),
    *(f"{word}: x" for word in KEYWORDS),
    *("- type: x", "- type:", "- ", "-", "#", "# ATP Journal Digest", ":", ": ", "::", "a: b: c", "a:b"),
    *("", " ", "  ", "\t", "\n", "\r", "\r\n", "a\nb", "x\ny: z", "\noracle: forged", "\x00", "\x1b[31mred", "\x7f"),
    *("\x1c", "\x1f", "\x85", "a\x85b", "\u2028", "\u2029", "\ufeff", "\xa0pad\xa0", "\u3000wide", " lead", "trail "),
    *('"', '""', '"a"', '"a', 'a"', '"\\', '"\\n"', '"\\ud800"', '"a": b', '"a": "b"', "\\", "\\n", "\\u0000", "'"),
    *("'\"'\"'", "$(id)", "`id`", "; rm x", "a b", "*", "~", "[bold]x[/]", "é", "e\u0301", "\u0301", "z\u0335" * 9),
    *("\u202e rtl", "\u2066iso\u2069", "\u200b", "🙂", "👩\u200d👩\u200d👧", "\U0010ffff", "\ufdd0", "ключ", "7"),
)
"""Text that breaks readers which are not careful."""

utf8_characters = st.characters(exclude_categories=["Cs"])

texts: SearchStrategy[str] = st.one_of(
    st.sampled_from(NASTY),
    st.lists(st.sampled_from(NASTY), max_size=3).map("".join),
    st.text(st.sampled_from("aB1 _-#:\"'\\\t\n\x00\x7f\x85\u2028\u2029\xa0é🙂"), max_size=6),
    st.text(utf8_characters, max_size=8),
)
"""Any text that UTF-8 can carry, mostly nasty."""

u64s = st.one_of(st.sampled_from([0, 1, 2**32, 2**53 + 1, U64_MAX]), st.integers(0, U64_MAX))

text_maps: SearchStrategy[Mapping[str, str]] = st.dictionaries(texts, texts, max_size=4)

violations = st.builds(
    Violation,
    violation_type=texts,
    description=texts,
    severity=st.sampled_from(Severity),
    evidence=text_maps,
)

oracle_results = st.builds(
    OracleResult,
    oracle_name=texts,
    violations=st.lists(violations, max_size=3).map(tuple),
    stats=st.builds(OracleStats, entities_tracked=u64s, events_recorded=u64s),
    passed=st.booleans(),
)

json_scalars = st.one_of(
    st.none(), st.booleans(), st.integers(-(2**63), U64_MAX), st.integers(-99, 99).map(lambda n: n / 10), texts
)

json_values: SearchStrategy[Any] = st.recursive(
    json_scalars,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(texts, inner, max_size=3)),
    max_leaves=6,
)

LANE_TEXTS = ("path", "Routes", "RACING", "quic", "UDP", "packets", "Connection ID", "repair", "RaptorQ", "feckless")

kinds = st.one_of(st.sampled_from(["Spawn", "Checkpoint", "RegionCancelled", "spawn", "Log", "path", "quic"]), texts)

event_data: SearchStrategy[Any] = st.one_of(
    st.just("None"),
    st.one_of(texts, st.sampled_from(LANE_TEXTS)).map(lambda text: {"Message": text}),
    st.builds(lambda tag, value: {tag: value}, texts, json_values),
)

own_events = st.builds(TraceEvent.of, u64s, u64s, kinds, event_data)
"""Events with the four fields of version 1."""


def written(value: object) -> TraceEvent:
    """Return the event that another writer's JSON gives."""
    return TraceEvent.read(json.dumps(value, ensure_ascii=False, indent=1).encode())


foreign_events = st.builds(
    lambda known, further: written(known | further),
    st.fixed_dictionaries(
        {},
        optional={
            "seq": st.one_of(u64s, json_scalars),
            "time": st.one_of(u64s, json_values),
            "kind": st.one_of(kinds, json_scalars),
            "data": st.one_of(event_data, json_values),
        },
    ),
    st.dictionaries(texts, json_values, max_size=2),
)
"""Any JSON objects."""

events = st.one_of(own_events, foreign_events)

crashpacks = st.builds(
    Crashpack,
    oracle_results=st.lists(oracle_results, max_size=3).map(tuple),
    trace_events=st.lists(events, max_size=5).map(tuple),
    seeds=st.dictionaries(texts, u64s, max_size=4),
    artifact_paths=st.lists(texts, max_size=4).map(tuple),
    metadata=text_maps,
)

own_crashpacks = st.builds(
    lambda pack, found: pack.changed(trace_events=tuple(found)), crashpacks, st.lists(own_events, max_size=5)
)
"""Crashpacks whose trace has this format's own fields."""

tallies = st.integers(1, 10**6).flatmap(lambda runs: st.builds(Tally, fired=st.integers(0, runs), runs=st.just(runs)))
"""Counts of up to a million runs."""


@st.composite
def cut(draw: st.DrawFn, whole: bytes) -> list[bytes]:
    """Return *whole* in pieces, some of them empty."""
    places = sorted(draw(st.lists(st.integers(0, len(whole)), max_size=8)))
    return [whole[begin:end] for begin, end in zip([0, *places], [*places, len(whole)], strict=True)]


@st.composite
def damaged(draw: st.DrawFn, whole: bytes) -> bytes:
    """Return *whole* after a few bytes were changed, put in, taken out, or the end was cut off."""
    content = bytearray(whole)
    for _ in range(draw(st.integers(1, 4))):
        place = draw(st.integers(0, len(content)))
        piece = draw(st.one_of(st.sampled_from([*b'[]{},:"\\\n\x00\xff']), st.integers(0, 255)))
        end = draw(st.sampled_from([place, place + 1, place + 5, len(content)]))
        content[place:end] = bytes([piece]) if draw(st.booleans()) else b""
    return bytes(content)
