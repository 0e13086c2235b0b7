"""What is written: data to stdout, messages to stderr, nothing that acts on a terminal."""

import gc
import json
from pathlib import Path
from types import MappingProxyType, ModuleType

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from atp_tui.cli import check, diff
from atp_tui.cli.output import _json_parts, print_json, print_line, say, visible_json
from atp_tui.engine import (
    NINE_FILES,
    CrashpackBuilder,
    OracleResult,
    Severity,
    TraceEvent,
    Violation,
    render,
    write_record,
)
from atp_tui.garbage import OBJECTS
from tests.cli.conftest import Call
from tests.growth import lines_run
from tests.hostile import PAYLOADS, acting
from tests.program import FOREIGN, PACKS, run

COMMANDS = (
    ("check",),
    ("check", "-q"),
    ("check", "-v"),
    ("check", "--format", "json"),
    ("open",),
    ("logs", "--lane", "all"),
    ("logs", "--lane", "path"),
    ("logs", "--lane", "quic", "--count"),
)
"""The commands that show what a pack says; export gives its bytes and is looked at on a terminal."""


def hostile_record(payload: str) -> CrashpackBuilder:
    """A record with *payload* in each of its texts."""
    violation = Violation(
        violation_type=payload, description=payload, severity=Severity.LOW, evidence={payload: payload, "key": payload}
    )
    builder = CrashpackBuilder().oracle_result(OracleResult(oracle_name=payload, violations=(violation,), passed=False))
    events = (
        TraceEvent.message(0, 0, "Log", f"path quic {payload}"),
        TraceEvent.of(1, 1, payload, {payload: {payload: payload}}),
        TraceEvent.read(json.dumps({"kind": "Poll", payload: payload, "data": payload}).encode()),
    )
    builder.trace(events).seed(payload, 7).metadata(payload, payload).metadata("key", payload)
    return builder.artifact_path(payload).artifact_path(f"notes/{payload}")


@pytest.mark.parametrize("payload", PAYLOADS.values(), ids=PAYLOADS)
def test_no_text_of_a_record_acts_on_the_terminal(call: Call, tmp_path: Path, payload: str) -> None:
    pack = hostile_record(payload).build()
    document = tmp_path / "record.json"
    document.write_bytes(write_record(pack))
    assert call("emit", document, tmp_path / "pack").code == 0
    for path in (tmp_path / "pack", document):
        for command in COMMANDS:
            outcome = call(*command, path)
            assert outcome.code in (0, 1, 3)
            assert outcome.out
            assert acting(outcome.out + outcome.err) == []
    assert call("export", tmp_path / "pack").out == document.read_bytes()
    assert json.loads(call("check", "--format", "json", document).out)["violations"][0]["description"] == payload


@pytest.mark.parametrize("step", [3, pytest.param(1, marks=pytest.mark.soak)], ids=["one file in three", "all files"])
@pytest.mark.parametrize("payload", PAYLOADS.values(), ids=PAYLOADS)
def test_no_text_in_a_file_acts_on_the_terminal(call: Call, tmp_path: Path, payload: str, step: int) -> None:
    files = render(hostile_record("x").build())
    # Each file gets a third of the texts, and each text comes into a third of the files.
    first = [*PAYLOADS.values()].index(payload) % step
    for place, name in enumerate(NINE_FILES[first::step]):
        pack = tmp_path / str(place)
        pack.mkdir()
        for other, content in files.items():
            changed = content.replace(b"x", payload.encode()) + payload.encode() if other == name else content
            (pack / other).write_bytes(changed)
        (pack / f"further {payload.replace('/', '').replace(chr(0), '')[:50]}").touch()
        for command in (*COMMANDS[:2], COMMANDS[3], ("export",)):
            outcome = call(*command, pack)
            assert outcome.code in (0, 1, 3)
            shown = outcome.err if command == ("export",) else outcome.out + outcome.err
            assert acting(shown) == []


@pytest.mark.parametrize("payload", PAYLOADS.values(), ids=PAYLOADS)
def test_no_argument_acts_on_the_terminal(call: Call, tmp_path: Path, payload: str) -> None:
    state = tmp_path / "state.json"
    state.write_bytes(b"{}")
    bad = tmp_path / "bad.json"
    bad.write_text(json.dumps({payload: payload}), encoding="utf-8")
    clean_pack = PACKS / "clean"
    for arguments, code in {
        (payload,): 4 if "/" in payload else 2,
        (f"--{payload}",): 2,
        ("check", f"--{payload}"): 2,
        ("check", "--format", payload, clean_pack): 2,
        ("check", f"nothing {payload}"): 4,
        ("check", bad): 4,
        ("open", f"nothing {payload}"): 4,
        ("logs", clean_pack, "--lane", payload): 2,
        ("logs", clean_pack, "--lane", "all", "--grep", payload): 0,
        ("oracle", state, "--without", payload): 2,
        ("oracle", state, "--name", payload): 0,
        ("oracle", state, "--name", payload, "--format", "json"): 0,
        ("oracle", bad): 4,
        ("emit", bad, f"{tmp_path}/{payload}"): 4,
        ("emit", f"nothing {payload}", "x"): 4,
        ("export", f"nothing {payload}"): 4,
    }.items():
        outcome = call(*arguments)
        assert outcome.code == code, arguments
        assert acting(outcome.out + outcome.err) == []
        is_opened = arguments[0] == "open" or arguments == (payload,)
        assert len(outcome.told) == (code != 0) + (is_opened and code == 4)


def test_bytes_that_are_no_text_in_an_argument_are_told(call: Call) -> None:
    outcome = call("check", "nothing\udcff\udc9b")
    assert (outcome.code, acting(outcome.err)) == (4, [])
    assert "nothing<U+DCFF><U+DC9B>" in outcome.told[0]


@pytest.mark.parametrize("name", FOREIGN)
def test_no_foreign_pack_acts_on_the_terminal(call: Call, name: str) -> None:
    for command in COMMANDS:
        outcome = call(*command, PACKS / name)
        assert acting(outcome.out + outcome.err) == []


@pytest.mark.parametrize("command", COMMANDS[:4])
def test_the_hostile_pack_does_not_act_on_the_terminal_of_the_program(command: tuple[str, ...]) -> None:
    ended = run(*command, PACKS / "hostile-text")
    assert ended.stdout
    assert acting(ended.stdout + ended.stderr) == []


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text() | st.sampled_from([*PAYLOADS.values()]))
def test_whatever_is_printed_is_one_line_and_clean(capfdbinary: pytest.CaptureFixture[bytes], text: str) -> None:
    capfdbinary.readouterr()
    print_line(text)
    say(text)
    for output in capfdbinary.readouterr():
        assert output.count(b"\n") == 1
        assert output.endswith(b"\n")
        assert acting(output) == []


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.sampled_from([*PAYLOADS.values()]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(json_values)
def test_printed_json_is_whole_and_clean(capfdbinary: pytest.CaptureFixture[bytes], value: object) -> None:
    capfdbinary.readouterr()
    print_json(value)
    output = capfdbinary.readouterr().out
    assert json.loads(output) == value
    assert acting(output) == []


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(json_values)
def test_printed_json_has_the_layout_of_an_indent_of_two(
    capfdbinary: pytest.CaptureFixture[bytes], value: object
) -> None:
    capfdbinary.readouterr()
    print_json({"value": value, "listed": iter(([value], [], {}))})
    whole = json.dumps({"value": value, "listed": [[value], [], {}]}, ensure_ascii=False, indent=2)
    assert capfdbinary.readouterr().out.decode() == visible_json(whole) + "\n"


@pytest.mark.parametrize(
    "member",
    [
        {"number": float("nan"), "text": "a"},
        {"listed": (1, [2.5, 1e400], -(10**30))},
        {"within": MappingProxyType({"a": MappingProxyType({})}), "text": "\ud800 \x7f"},
    ],
    ids=["not a number", "large numbers", "read-only maps"],
)
def test_a_member_of_a_list_is_printed_as_value_by_value(
    capfdbinary: pytest.CaptureFixture[bytes], member: dict[str, object]
) -> None:
    print_json([member, {"later": iter([member, 1])}])
    whole = json.dumps([member, {"later": [member, 1]}], ensure_ascii=False, indent=2, default=dict)
    assert capfdbinary.readouterr().out.decode() == visible_json(whole) + "\n"


def test_a_small_member_of_a_list_is_encoded_in_one_piece(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    def printed(values: int) -> int:
        listed = [{"a": [*range(values)]}] * 10
        return lines_run(lambda: print_json({"listed": listed}))

    assert (printed(900) - printed(100)) / 8_000 <= 2
    assert capfdbinary.readouterr().out.count(b" 899") == 10


@given(json_values)
def test_encoded_json_is_written_as_its_value_is(value: object) -> None:
    encoded = msgspec.Raw(json.dumps(value, ensure_ascii=False).encode())
    told, said = ({"a": each, "b": [[each], {"c": each}, each]} for each in (encoded, value))
    for put, meant in ((encoded, value), (told, said)):
        assert b"".join(_json_parts(put)).decode() == visible_json(json.dumps(meant, indent=2, ensure_ascii=False))


def test_a_large_member_of_a_list_is_never_held_as_one_text() -> None:
    value = {"runs": [{"results": [{"number": number} for number in range(20_000)]}]}
    parts = [*_json_parts(value)]
    assert b"".join(parts).decode() == json.dumps(value, indent=2)
    assert max(map(len, parts)) < 1_000


def test_json_that_can_be_seen_stays_as_it_is() -> None:
    text = '{\n  "a": "é字🙂"\n}'
    assert visible_json(text) == text
    assert visible_json('"\x7f\u202e\U000e0041"') == '"\\u007f\\u202e\\udb40\\udc41"'


@pytest.mark.parametrize(("module", "name"), [(check, "report_of"), (diff, "fact_tables")])
def test_garbage_is_collected_less_often_while_a_report_is_made(
    call: Call, monkeypatch: pytest.MonkeyPatch, module: ModuleType, name: str
) -> None:
    seen = []
    made = getattr(module, name)

    def watched(*given: object) -> object:
        seen.append(gc.get_threshold()[0])
        return made(*given)

    monkeypatch.setattr(module, name, watched)
    pack, kept = PACKS / "clean", gc.get_threshold()
    gc.set_threshold(700)
    try:
        call(module.__name__.rpartition(".")[2], *([pack] if module is check else [pack, pack]))
        assert (set(seen), gc.get_threshold()[0]) == ({OBJECTS}, 700)
    finally:
        gc.set_threshold(*kept)
