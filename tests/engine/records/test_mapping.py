"""Mappings as TOML documents."""

import re
from contextlib import suppress
from pathlib import Path as File

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atp_tui.engine.errors import CrashpackError, InvalidFormatError
from atp_tui.engine.records.builtin import DOCUMENTS, builtin
from atp_tui.engine.records.mapping import FIELDS, Path, read_mapping
from atp_tui.engine.records.names import NAMES
from atp_tui.engine.trace import Lane
from tests.structured_logs import lines, read

DOCUMENT = """
name = "ours"
unit = "ms"
order = "time"
violation_levels = ["fatal"]
[fields]
time = ["at", "time"]
message = "said"
[spans]
open = "begin"
[lanes]
quic = ["net", "udp"]
[levels]
7 = "error"
"""


def test_a_document_states_a_mapping() -> None:
    found = read_mapping(DOCUMENT, "file.toml")
    assert (found.name, found.title, found.unit, found.order) == ("ours", "ours", "ms", "time")
    assert [path.text for path in found.time] == ["at", "time"]
    assert found.turns == {"begin": "open"}
    assert found.lanes == (("net", Lane.QUIC), ("udp", Lane.QUIC))
    assert (dict(found.levels), found.violation_levels) == ({"7": "ERROR"}, frozenset({"FATAL"}))


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ("fields = 3", "fields: expected a table, found a number"),
        ("[fields]\ntime = 3", "fields.time: expected a list of texts, found a number"),
        ("[fields]\nmessage = ['a', 3]", "fields.message: expected a text, found a number"),
        ("[fields]\ntime = 'ts'", "fields.message: expected the field of the message or of the kind, found neither"),
        ("[fields]\nmesage = 'msg'", f"fields.mesage: expected one of {', '.join(FIELDS)}, found the key 'mesage'"),
        ("unit = 'h'\n[fields]\nmessage = 'a'", "unit: expected one of auto, rfc3339, s, ms, us, ns, found 'h'"),
        ("order = 'any'\n[fields]\nmessage = 'a'", "order: expected one of file, time, found 'any'"),
        (
            "[fields]\nmessage = 'a'\n[spans]\nopne = 'b'",
            "spans.opne: expected one of open, close, enter, exit, fields",
        ),
        ("[fields]\nmessage = 'a'\n[lanes]\ntcp = 'b'", "lanes.tcp: expected one of path, quic, repair, found the key"),
        ("[fields]\nmessage = 'a'\n[levels]\n5 = 5", "levels.5: expected a text, found a number"),
        ("feilds = {}", "feilds: expected one of name, title, "),
        ("[fields", "expected TOML, found "),
    ],
)
def test_what_is_wrong_with_one_is_told_by_its_key(document: str, said: str) -> None:
    with pytest.raises(CrashpackError) as raised:
        read_mapping(document, "file.toml")
    assert said in str(raised.value)


@given(st.text(max_size=80))
def test_any_text_is_a_mapping_or_a_fault(text: str) -> None:
    with suppress(CrashpackError):
        assert read_mapping(text, "file.toml").message


@pytest.mark.parametrize(
    ("path", "found"),
    [("a", 1), ("b.c", 2), ("b.c.d", None), ("log.level", 3), ("l.-1", 6), ("l.-2", 5), ("l.-3", None), ("e.-1", None)],
)
def test_a_path_leads_into_a_record(path: str, found: object) -> None:
    record = {"a": 1, "b": {"c": 2}, "log.level": 3, "log": {"level": 4}, "l": [5, 6], "e": []}
    assert Path.of(path).find(record) == found


def test_the_names_are_those_of_the_documents() -> None:
    assert tuple(DOCUMENTS) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_what_ships_is_what_a_person_could_write(name: str) -> None:
    found = builtin(name)
    assert (found.name, found.document) == (name, DOCUMENTS[name])
    assert found.title != name
    assert found.recognize


def test_a_key_is_clean_in_an_error() -> None:
    with pytest.raises(InvalidFormatError) as raised:
        read_mapping('"\\u001b[2J" = 1', "file.toml")
    assert "\x1b" not in str(raised.value)


def test_the_example_of_the_documents_reads_its_records() -> None:
    page = (File(__file__).resolve().parents[3] / "docs" / "structured-logs.md").read_text(encoding="utf-8")
    (document,) = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)
    begin = {"at": 1_795_908_865_000, "req": "r1", "step": "begin", "route": "GET /block"}
    (record,) = re.findall(r'^\{"at": .*', page, re.MULTILINE)
    _, events = read(lines([begin]) + record.encode(), read_mapping(document, "ours.toml"))
    assert [(each.name, each.time_ns, each.message) for each in events] == [
        ("RegionCreated", 0, "region s1 opened: GET /block"),
        ("WARN", 10_000_000, "slow answer part=net.udp n=3 [region s1]"),
    ]
