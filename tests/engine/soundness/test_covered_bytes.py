"""Every byte that a check covers: changed, taken out or put in, it is told.

The suite tries one change in seven, which is one or two at each place; `make soak` tries all.
"""

import json
from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest

from atp_tui.engine import (
    Crashpack,
    Finding,
    OracleResult,
    OracleStats,
    Severity,
    TraceEvent,
    Violation,
    examine,
    is_sound,
    render,
)
from tests.foreign import BULK, failed, findings_of, reading_of, survey_of

VIOLATION = Violation(violation_type="t", description="d: é", severity=Severity.HIGH, evidence={"k": "1", "o": " v"})
PACK = Crashpack(
    oracle_results=(
        OracleResult(
            oracle_name="a b",
            violations=(VIOLATION,),
            stats=OracleStats(events_recorded=5, entities_tracked=1),
            passed=False,
        ),
        OracleResult(oracle_name="edge", passed=True),
    ),
    trace_events=(
        TraceEvent.message(0, 7, "Spawn", "quic repair é"),
        TraceEvent.message(1, 9, "Log", "path udp symbol\n"),
    ),
    seeds={"lab": 10, "x: y": 0},
    artifact_paths=("notes/run.txt",),
    metadata={"host": "r", "k:": ""},
)
FILES = render(PACK)
SURVEY = survey_of(FILES)


def examined(name: str, content: bytes) -> tuple[Finding, ...]:
    """What the checks find when one file of the pack has another content."""
    files = FILES | {name: content}
    return findings_of(files) if name in BULK else examine(reading_of(files), SURVEY)


def changes(content: bytes) -> Iterator[bytes]:
    """*content* with one byte changed, taken out, or put in, at every place."""
    for place in range(len(content) + 1):
        before, after = content[:place], content[place:]
        for piece in (b"0", b" ", b"\n", b"\xff", b"\x00"):
            yield before + piece + after
        if after:
            yield before + after[1:]
            for mask in (0x01, 0x04, 0x20, 0x80):
                yield before + bytes([after[0] ^ mask]) + after[1:]


def is_indentation(manifest: bytes) -> bool:
    """Whether *manifest* differs from the pack's in nothing but how far its lines are indented."""
    lines = [[line.lstrip(b" \t") for line in text.split(b"\n")] for text in (manifest, FILES["manifest"])]
    return lines[0] == lines[1] and manifest.endswith(b"\n")


SPREAD = pytest.mark.parametrize("step", [7, pytest.param(1, marks=pytest.mark.soak)], ids=["one in seven", "all"])


def test_the_pack_is_sound() -> None:
    assert failed(findings_of(FILES)) == []
    assert all(FILES.values())


@SPREAD
@pytest.mark.parametrize(
    "name", ["journal", "journal.digest", "replay_command.sh", "pathlog", "quiclog", "repairlog", "manifest"]
)
def test_a_byte_changed_taken_out_or_put_in_is_told(name: str, step: int) -> None:
    wrong = []
    for content in [*dict.fromkeys(changes(FILES[name]))][::step]:
        is_free = content == FILES[name] or (name == "manifest" and is_indentation(content))
        if is_sound(examined(name, content)) != is_free:
            wrong.append(content)
    assert wrong == []


@SPREAD
def test_a_byte_of_the_ledger_changed_or_taken_out_is_told_unless_its_values_stay(step: int) -> None:
    ledger = FILES["evidence-ledger.json"]
    wrong = []
    for place, flip in [*product(range(len(ledger)), (False, True))][::step]:
        piece = bytes([ledger[place] ^ 1]) if flip else b""
        content = ledger[:place] + piece + ledger[place + 1 :]
        try:
            is_free = json.loads(content) == json.loads(ledger)
        except ValueError:
            is_free = False
        if is_sound(examined("evidence-ledger.json", content)) != is_free:
            wrong.append(content)
    assert wrong == []


def places(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:  # noqa: ANN401 - JSON
    """The path of every value inside a JSON value."""
    if path:
        yield path
    if isinstance(value, dict | list):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from places(inner, (*path, key))


def with_value(path: tuple[str | int, ...], *new: object) -> bytes:
    """The ledger with another value at *path*, or none."""
    document = json.loads(FILES["evidence-ledger.json"])
    *inner, last = path
    holder = document
    for key in inner:
        holder = holder[key]
    if new:
        holder[last] = new[0]
    else:
        del holder[last]
    return json.dumps(document).encode()


def others(value: object) -> list[object]:
    """Values that are not *value* though some are close to it."""
    found: list[object] = [None, [], {}, "", "other", 2, True, False, -0.5]
    if isinstance(value, str):
        found += [f"{value} ", value.upper() + "!", value[:-1] or "x"]
    elif isinstance(value, dict | list):
        found += [[*value, *value], [value]]
    elif isinstance(value, float):
        found += [-value, value + 1e-12, str(value)]
    return [other for other in found if type(other) is not type(value) or other != value]


PLACES = list(places(json.loads(FILES["evidence-ledger.json"])))


@pytest.mark.parametrize("path", PLACES, ids=lambda path: ".".join(map(str, path)))
def test_a_value_of_the_ledger_changed_or_taken_out_is_told(path: tuple[str | int, ...]) -> None:
    value: Any = json.loads(FILES["evidence-ledger.json"])
    for key in path:
        value = value[key]
    assert not is_sound(examined("evidence-ledger.json", with_value(path)))
    for other in others(value):
        assert not is_sound(examined("evidence-ledger.json", with_value(path, other))), other


@pytest.mark.parametrize("path", [path for path in PLACES if path[0] == "entries" and path[-1] != "evidence_lines"])
def test_a_further_field_of_an_entry_is_no_fault(path: tuple[str | int, ...]) -> None:
    value: Any = json.loads(FILES["evidence-ledger.json"])
    for key in path:
        value = value[key]
    if isinstance(value, dict):
        assert is_sound(examined("evidence-ledger.json", with_value(path, value | {"recorded_at": 1})))


@pytest.mark.parametrize("key", ["seeds", "metadata"])
def test_a_further_seed_or_text_in_the_ledger_is_told(key: str) -> None:
    value = json.loads(FILES["evidence-ledger.json"])[key]
    assert not is_sound(
        examined("evidence-ledger.json", with_value((key,), value | {"new": next(iter(value.values()))}))
    )


@pytest.mark.parametrize("cut", range(0, len(FILES["evidence-ledger.json"]), 17))
def test_a_ledger_cut_anywhere_is_told(cut: int) -> None:
    assert "ledger_form" in failed(examined("evidence-ledger.json", FILES["evidence-ledger.json"][:cut]))
