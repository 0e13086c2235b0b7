"""Which mapping fits a log, and that no log in the qlog format is taken for a structured one."""

import json
from pathlib import Path

import pytest
from hypothesis import given

from atp_tui.engine.log_head import HEAD, is_log
from atp_tui.engine.records.guess import guessed, is_structured
from tests.strategies import json_values
from tests.structured_logs import FOLDER, WRITTEN, lines, log, span, spans
from tests.typed_logs import client, sequence, several

ROOT = Path(__file__).resolve().parents[3]
QLOGS = sorted(path for path in (ROOT / "tests" / "logs").rglob("*") if path.is_file() and path.parent != FOLDER)
PACKS = sorted(path for path in (ROOT / "sample_packs").rglob("*") if path.is_file())


@pytest.mark.parametrize("name", WRITTEN)
def test_each_log_is_recognized_and_its_mapping_guessed(name: str) -> None:
    data = log(name)
    assert is_structured(data[:HEAD])
    found = guessed(data.split(b"\n")[:20])
    assert found is not None
    assert found.name == WRITTEN[name]


@pytest.mark.parametrize("path", [*QLOGS, *PACKS], ids=lambda path: path.name)
def test_no_qlog_and_no_file_of_a_pack_is_taken_for_one(path: Path) -> None:
    with path.open("rb") as file:
        assert not is_structured(file.read(HEAD))


def test_a_qlog_of_lines_stays_one() -> None:
    event = {"time": 1, "name": "transport:packet_sent", "data": {"level": "info", "msg": "x", "message": "y"}}
    header = {"qlog_version": "0.3", "qlog_format": "NDJSON", "level": "info", "time": "x", "msg": "y"}
    for data in (lines([event]), lines([header, event]), sequence(client(), "client"), several(2)):
        assert is_log(data[:HEAD])
        assert not is_structured(data[:HEAD])


@pytest.mark.parametrize(
    ("record", "name"),
    [
        ({"time": "2026-11-28T23:34:39Z", "level": "INFO", "msg": "a", "name": "b", "data": {}}, "slog"),
        ({"ts": 1.5, "level": "info", "msg": "a", "trace": "b"}, "zap"),
        ({"time": 1_795_908_865_000, "level": 30, "msg": "a", "pid": 1}, "lines"),
        ({"@timestamp": "2026-11-28T23:34:39Z", "log.level": "info", "message": "a"}, "lines"),
        (spans(span(1)), "otlp"),
        ({"resourceLogs": []}, "otlp"),
    ],
)
def test_a_record_says_by_its_fields_what_it_is(record: dict[str, object], name: str) -> None:
    data = lines([record])
    assert is_structured(data)
    found = guessed([data])
    assert found is not None
    assert found.name == name


def test_a_first_line_that_is_longer_than_the_head_is_recognized_by_its_names() -> None:
    long = {"resourceSpans": [{"scopeSpans": [{"spans": [dict(span(n)) for n in range(100)]}]}]}
    record = {"level": "info", "ts": 1.5, "msg": "m", "stacktrace": "x" * HEAD}
    for each in (long, record):
        assert is_structured(lines([each])[:HEAD])


def test_the_mapping_that_fits_most_lines_is_taken() -> None:
    found = guessed([b"starting", *log("zap").split(b"\n")[:2], *log("slog").split(b"\n")[:5]])
    assert found is not None
    assert found.name == "slog"


@pytest.mark.parametrize(
    "head", [b"", b"text\n", b"{}", b"[1]", b'{"a": 1}\n{"b": 2}', b"\x00\xff\n", b'{"level": "info']
)
def test_what_says_too_little_is_none(head: bytes) -> None:
    assert not is_structured(head)
    assert guessed(head.split(b"\n")) is None


@given(json_values)
def test_any_value_is_recognized_or_not(value: object) -> None:
    assert is_structured(json.dumps(value).encode()) in (True, False)
