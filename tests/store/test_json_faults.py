"""What readers of JSON disagree about is told with file and place, by every reader, and the rest is shown."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Final

import msgspec
import pytest

from atp_tui.cli.state_file import read_state
from atp_tui.engine.errors import CrashpackError
from atp_tui.engine.oracle.state import TransferState
from atp_tui.engine.proof.statement import write_statement
from atp_tui.engine.soundness.finding import Finding
from atp_tui.lab.decision import read_decisions
from atp_tui.store.open import open_pack
from atp_tui.store.pack import examine_pack
from atp_tui.store.proof_file import open_proof
from tests.program import PACKS, copy_of
from tests.proofs import bundle

Spoil = Callable[[bytes], bytes]


def inside(text: bytes) -> Spoil:
    """Put a further pair at the front of the last object."""
    return lambda good: (b'{"further": ' + text + b", ").join(good.rsplit(b"{", 1))


FAULTS: Final[dict[str, tuple[Spoil, str]]] = {
    "deep": (inside(b"[" * 200 + b"]" * 200), "more levels"),
    "long number": (inside(b"1" * 5000), "a number of 5000 digits"),
    "key twice": (lambda good: inside(b"1")(inside(b"2")(good)), 'the key "further" twice in one object'),
    "escaped key twice": (inside(b'1, "\\u0066urther": 2'), 'the key "further" twice in one object'),
    "NaN": (inside(b"NaN"), "the constant NaN"),
    "Infinity": (inside(b"[1, Infinity]"), "the constant Infinity"),
    "minus Infinity": (inside(b"-Infinity"), "the constant -Infinity"),
    "lone surrogate": (inside(b'"\\uDC00"'), "the lone surrogate U+DC00"),
    "cut pair": (inside(b'"\\ud83dx"'), "the lone surrogate U+D83D"),
    "surrogate in a key": (inside(b'{"\\ud800": 1}'), "the lone surrogate U+D800"),
    "byte order mark": (lambda good: b"\xef\xbb\xbf" + good, "a byte order mark"),
    "UTF-16": (lambda good: good.decode().encode("utf-16"), "the byte order mark of UTF-16"),
    "UTF-16 without mark": (lambda good: good.decode().encode("utf-16-le"), "a NUL byte"),
    "other bytes": (inside(b'"\xff"'), "the byte 0xff"),
    "surrogate in bytes": (inside(b'"\xed\xa0\x80"'), "the byte 0xed"),
    "cut": (lambda good: good.rstrip()[:-1], "the end of the text"),
    "cut in a text": (lambda good: good.split(b'"')[0] + b'"' + good.split(b'"')[1], "the end of the text in '\""),
    "NUL": (inside(b'"a\0b"'), "a NUL byte"),
    "NUL behind": (lambda good: good.rstrip() + b"\0", "a NUL byte"),
    "trailing": (lambda good: good.rstrip() + b" {}", "more after it: '{}'"),
    "control character": (inside(b'"\x1b[2J"'), "a control character in a text: "),
    "single quotes": (inside(b"'a'"), "'a"),
}
"""How a good object is spoiled, and what must be said of it."""

IN_EVENTS: Final = {
    name: fault for name, fault in FAULTS.items() if name not in ("long number", "cut", "cut in a text")
}
"""In an event a number is kept as it stands, so none is too long; an event that is cut takes the rest of the array."""


def findings(path: Path, check: str) -> list[Finding]:
    return [finding for finding in examine_pack(open_pack(str(path))).findings if finding.check == check]


def is_whole(path: Path) -> bool:
    """Whether all but the spoiled file is shown."""
    pack, good = open_pack(str(path)), open_pack(f"{PACKS}/five-violations")
    return pack.crashpack == good.crashpack and pack.events.count() >= 0


@pytest.mark.parametrize(("spoil", "told"), FAULTS.values(), ids=FAULTS)
def test_the_ledger(spoil: Spoil, told: str, tmp_path: Path) -> None:
    pack = copy_of("five-violations", tmp_path)
    ledger = pack / "evidence-ledger.json"
    ledger.write_bytes(spoil(ledger.read_bytes()))
    found = [*findings(pack, "ledger_form"), *findings(pack, "files")]
    assert any(told in finding.found and finding.ok is False for finding in found), found
    assert is_whole(pack)


@pytest.mark.parametrize(("spoil", "told"), FAULTS.values(), ids=FAULTS)
@pytest.mark.parametrize(
    ("name", "good"),
    [
        ("transfer-state.json", b'{"transfer": {"journal_gaps": 3}}'),
        ("decisions.jsonl", b'{"decision": "lost", "link": "path 0 to replica 1", "datagram": 7}'),
        ("removed-decisions.jsonl", b'{"decision": "lost", "link": "path 0 to replica 1", "datagram": 7}'),
        ("agent-proof.json", write_statement(bundle(), is_signed=False)),
    ],
)
def test_a_further_file(name: str, good: bytes, spoil: Spoil, told: str, tmp_path: Path) -> None:
    pack = copy_of("five-violations", tmp_path)
    (pack / name).write_bytes(good)
    assert findings(pack, "json_artifacts") == []
    (pack / name).write_bytes(spoil(good))
    (finding,) = findings(pack, "json_artifacts")
    assert finding.ok is None
    assert finding.found.startswith(f"{name}: expected ")
    assert told in finding.found
    assert is_whole(pack)


def test_the_place_in_a_further_file_is_told(tmp_path: Path) -> None:
    pack = copy_of("clean", tmp_path)
    (pack / "decisions.jsonl").write_bytes(b'{}\n{"a": x}\n')
    (pack / "transfer-state.json").symlink_to("journal")
    (pack / "agent-proof.json").write_bytes(b"[]")
    (pack / "removed-decisions.jsonl").write_bytes(b"{}\n\n7\n")
    assert [finding.found for finding in findings(pack, "json_artifacts")] == [
        "transfer-state.json: expected a plain file, found a symbolic link",
        "decisions.jsonl: expected line 2 column 7: a JSON value, found line 2 column 7: 'x}'",
        "removed-decisions.jsonl: expected line 2 column 1: JSON, found line 2 column 1: the end of the text",
        "agent-proof.json: expected an object, found an array",
    ]


@pytest.mark.parametrize(("spoil", "told"), IN_EVENTS.values(), ids=IN_EVENTS)
def test_an_event_of_a_trace(spoil: Spoil, told: str, tmp_path: Path) -> None:
    pack = copy_of("five-violations", tmp_path)
    good = b'{"seq": 2, "time": 3, "kind": "Poll", "data": "None"}'
    (pack / "transfer.atp-trace").write_bytes(b"[" + good + b"," + spoil(good) + b"," + good + b"]")
    found = [*findings(pack, "trace"), *findings(pack, "trace_oddities"), *findings(pack, "files")]
    assert any(told in finding.found for finding in found), found
    assert is_whole(pack)


WHOLE: Final = {
    "byte order mark": "the byte order mark of UTF-8",
    "UTF-16": "the byte order mark of UTF-16",
    "UTF-16 without mark": "event 0: a NUL byte",
    "cut": "the end of the file",
    "cut in a text": "the end of the file",
    "NUL behind": r"event 400: '\x00'",
    "trailing": "event 400: '{}'",
}


@pytest.mark.parametrize(("name", "told"), WHOLE.items())
def test_a_trace_as_a_whole(name: str, told: str, tmp_path: Path) -> None:
    spoil, _ = FAULTS[name]
    pack = copy_of("five-violations", tmp_path)
    trace = pack / "transfer.atp-trace"
    trace.write_bytes(spoil(trace.read_bytes()))
    found = [*findings(pack, "trace"), *findings(pack, "files")]
    assert any(told in finding.found and finding.ok is False for finding in found), found
    assert is_whole(pack)


@pytest.mark.parametrize(("spoil", "told"), FAULTS.values(), ids=FAULTS)
def test_a_record_a_state_and_a_proof_are_refused_with_their_name(spoil: Spoil, told: str, tmp_path: Path) -> None:
    record = (PACKS / "five-violations.record.json").read_bytes()
    path = tmp_path / "file.json"
    for good, read in (
        (record, lambda: open_pack(str(path))),
        (b'{"journal_gaps": 3}', lambda: read_state(str(path), TransferState)),
        (write_statement(bundle(), is_signed=False), lambda: open_proof(str(path))),
    ):
        path.write_bytes(spoil(good))
        with pytest.raises(CrashpackError) as raised:
            read()
        assert str(raised.value).startswith(f"{path}: ")
        assert told in str(raised.value)


@pytest.mark.parametrize(("spoil", "told"), FAULTS.values(), ids=FAULTS)
def test_a_decision_is_refused_with_its_line(spoil: Spoil, told: str) -> None:
    good = b'{"decision": "lost", "link": "path 0 to replica 1", "datagram": 7}'
    assert len(read_decisions(good + b"\n" + good)) == 2
    with pytest.raises(CrashpackError, match=re.escape(told)) as raised:
        read_decisions(good + b"\n" + spoil(good))
    assert str(raised.value).startswith("decisions.jsonl: line 2: ")


@pytest.mark.parametrize("name", ["trace_events", "seeds", "oracle_results", "metadata"])
def test_a_field_that_stands_twice_in_a_record_is_named(name: str, tmp_path: Path) -> None:
    path = tmp_path / "record.json"
    record = (PACKS / "clean.record.json").read_bytes()
    path.write_bytes(record.replace(b"{", b'{"' + name.encode() + b'": [],', 1))
    with pytest.raises(CrashpackError, match=f"found the key '{name}' twice"):
        open_pack(str(path))


def test_a_bad_event_of_a_record_costs_one_row(tmp_path: Path) -> None:
    document = json.loads((PACKS / "clean.record.json").read_bytes())
    count = len(document["trace_events"])
    document["trace_events"][1:1] = [7, json.loads(b"[" * 200 + b"]" * 200)]
    path = tmp_path / "record.json"
    path.write_text(json.dumps(document))
    pack = open_pack(str(path))
    assert pack.events.count() == count + 2
    assert pack.crashpack == open_pack(f"{PACKS}/clean.record.json").crashpack
    assert [finding.found for finding in findings(path, "trace")] == [
        "event 1: 7",
        "event 2: more levels",
    ]


@pytest.mark.parametrize(
    ("name", "before", "after", "check"),
    [
        ("manifest", b"metadata.host:", b'metadata."a: x\nmetadata.host:', "manifest_form"),
        ("manifest", b"metadata.host: ", b'metadata.host: "\\ud800', "manifest_form"),
        ("manifest", b"  lab: 7", b"  lab: 18446744073709551616", "manifest_form"),
        ("manifest", b"  lab: 7", b"  lab: 7\n  lab: 8", "manifest_form"),
        ("manifest", b"  lab: 7", b"  lab: NaN", "manifest_form"),
        ("journal", b"events_recorded: ", b"events_recorded: 99999999999999999999", "journal_form"),
        ("journal", b"gap_count: 2", b"gap_count: 2\n        gap_count: 3", "journal_form"),
        ("journal", b"oracle: transfer", b'oracle: "tr\\u0061nsfer"', "journal_form"),
        ("journal.digest", b"bytes: ", b"bytes: 99999999999999999999", "digest_form"),
    ],
)
def test_text_files_name_the_line(name: str, before: bytes, after: bytes, check: str, tmp_path: Path) -> None:
    pack = copy_of("five-violations", tmp_path)
    content = (pack / name).read_bytes()
    assert before in content
    (pack / name).write_bytes(content.replace(before, after, 1))
    (finding,) = [finding for finding in findings(pack, check) if finding.ok is False][:1]
    assert name == "journal.digest" or finding.found.startswith(f"{name} line ")


ODD_EVENTS: Final = {
    b'{"seq":1,"seq":1,"time":2,"kind":"Log","data":"None"}': 'expected each key once, found the key "seq" twice',
    b'{"seq":1,"time":2,"kind":"Log","data":{"a":{"b":1,"c":[{"x":1,"x":2}]}}}': 'found the key "x" twice',
    b'{"seq":1,"time":2,"kind":"Log","data":{"b\\u002fc":1e999,"b/c":2}}': 'found the key "b/c" twice',
    b'{"seq":1,"time":2,"kind":"Log","data":{"\xc3\xa9":1,"\\u00e9":2}}': 'found the key "é" twice',
    b'{"seq":18446744073709551616,"time":2,"kind":"Log","data":"None"}': "found 18446744073709551616",
    b'{"seq":1,"time":99999999999999999999,"kind":"Log","data":"None"}': "time of at most 18446744073709551615",
    b'{"seq":1,"time":' + b"9" * 5000 + b',"kind":"Log","data":"None"}': "found a number of 5000 digits",
    b'{"seq":1,"time":2,"kind":"Log","data":{"Task":{"task":"T1","task":"R1"}}}': 'found the key "task" twice',
    b'{"seq":1,"time":2,"kind":"Log","data":{"Task":{"task":"T1"},"Task":1}}': 'found the key "Task" twice',
    b'{"seq":1,"time":2,"kind":"Log","data":{"Message":"a","Message":"b"}}': 'found the key "Message" twice',
}
PLAIN_EVENTS: Final = (
    b'{"seq":1,"time":2,"kind":"Log","data":{"a":{"x":"a:b"},"b":{"x":":"},"c:":1e999}}',
    b'{"seq":18446744073709551615,"time":2,"kind":"Log","data":{"n":99999999999999999999999,"f":1.50}}',
    b'{"seq":1,"time":2,"kind":"Log","data":{"Task":{"task":"T1","region":"a: \\"task\\":"}}}',
)


def trace_of(events: list[bytes], *, is_pretty: bool) -> bytes:
    if not is_pretty:
        return b"[" + b",".join(events) + b"]"
    laid = [msgspec.json.format(event, indent=2).replace(b"\n", b"\n  ") for event in events]
    return b"[\n  " + b",\n  ".join(laid) + b"\n]"


@pytest.mark.parametrize("is_pretty", [False, True])
def test_what_readers_disagree_about_in_an_event_is_told(tmp_path: Path, *, is_pretty: bool) -> None:
    pack = copy_of("clean", tmp_path)
    events = [event for odd in ODD_EVENTS for event in (odd, *PLAIN_EVENTS)]
    (pack / "transfer.atp-trace").write_bytes(trace_of(events, is_pretty=is_pretty))
    found = findings(pack, "trace_oddities")
    assert [finding.found.split(":")[0] for finding in found] == [f"event {4 * n}" for n in range(len(ODD_EVENTS))]
    for finding, told in zip(found, ODD_EVENTS.values(), strict=True):
        assert told in finding.found
        assert finding.ok is None
    assert findings(pack, "trace")[0].ok is True


@pytest.mark.parametrize("is_pretty", [False, True])
def test_an_event_nested_too_deeply_is_broken_however_short_it_is(tmp_path: Path, *, is_pretty: bool) -> None:
    pack = copy_of("clean", tmp_path)
    good = b'{"seq":1,"time":2,"kind":"Log","data":{"a":1}}'
    deep = good.replace(b"1}", b"[" * 200 + b"]" * 200 + b"}")
    fits = good.replace(b"1}", b"[" * 126 + b"]" * 126 + b"}")
    (pack / "transfer.atp-trace").write_bytes(trace_of([good, deep, fits, good], is_pretty=is_pretty))
    assert [finding.found for finding in findings(pack, "trace")] == ["event 1: more levels"]


def test_many_odd_events_are_counted(tmp_path: Path) -> None:
    pack = copy_of("clean", tmp_path)
    (pack / "transfer.atp-trace").write_bytes(trace_of([next(iter(ODD_EVENTS))] * 30, is_pretty=True))
    assert findings(pack, "trace_oddities")[-1].found == "10 more such events"
