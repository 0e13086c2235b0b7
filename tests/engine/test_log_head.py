"""Logs of real runs recognized by their first bytes."""

from pathlib import Path

import pytest

from atp_tui.engine.log_head import HEAD, is_log
from tests.typed_logs import client, sequence

PACKS = Path(__file__).resolve().parents[1] / "packs"


@pytest.mark.parametrize(
    "head",
    [
        sequence(client(), "client"),
        b'\xef\xbb\xbf{"qlog_version": "0.3", "traces": []}',
        b'{\n  "qlog_format": "JSON",\n',
        b'{"file_schema":"urn:ietf:params:qlog:file:sequential","trace":{}}\n',
        b'{"connectionid": "0x1", "starttime": 1, "fields": [], "events": []}',
        b'{"time": 0.1, "name": "transport:packet_sent", "data": {}}\n',
        b"\x1e{",
    ],
)
def test_a_log_is_recognized(head: bytes) -> None:
    assert is_log(head[:HEAD])


@pytest.mark.parametrize("head", [b"", b"{}", b"[]", b"text", b'{"a": 1}', b"\x00" * 50, b'{"name": "x"}'])
def test_what_is_no_log_is_not(head: bytes) -> None:
    assert not is_log(head)


@pytest.mark.parametrize("path", sorted(PACKS.glob("*.json")), ids=lambda path: path.name)
def test_a_record_is_not_a_log(path: Path) -> None:
    assert not is_log(path.read_bytes()[:HEAD])


def test_a_record_that_speaks_of_a_trace_is_not_a_log() -> None:
    assert not is_log(b'{"schema_version": 1, "oracle_results": [], "metadata": {"trace": "x"}}')
