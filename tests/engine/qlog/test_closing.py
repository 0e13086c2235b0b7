"""How a connection was closed, over the forms that ages and writers of qlog have."""

from typing import Any

import pytest
from hypothesis import given

from atp_tui.engine.qlog.closing import close_of_event, close_of_frame, is_closing_state
from tests.engine.qlog.anything import OBJECTS
from tests.examples import examples


@pytest.mark.parametrize(
    ("frame", "words"),
    [
        ({"error_space": "application", "error_code": 256, "raw_error_code": 256}, "no error"),
        ({"error_space": "application", "error_code": 0}, "no error"),
        # pcap2qlog
        ({"error_space": "transport_error", "error_code": "http_no_error", "raw_error_code": "0"}, "no error"),
        ({"error_space": "transport", "error_code": "no_error"}, "no error"),
        ({}, "no error"),
        # aioquic
        ({"error_space": "transport", "error_code": 298}, "transport error 0x12a (TLS alert 42)"),
        ({"error_space": "application", "error_code": 268}, "application error 0x10c"),
        ({"error_space": "transport", "error_code": "flow_control_error"}, "transport error flow_control_error"),
        ({"error_space": "transport", "error_code": "unknown", "raw_error_code": "53247"}, "transport error 0xcfff"),
        ({"frame_type": "application_close", "error_code": 7}, "application error 0x7"),
        # 0.4 and later
        ({"error_space": "application", "error": "unknown", "error_code": 9}, "application error 0x9"),
        ({"error_space": "transport", "error": "protocol_violation"}, "transport error protocol_violation"),
        ({"error_space": 3, "error_code": "\x1b[2J"}, "error with a name that is not readable"),
    ],
)
def test_frames(frame: dict[str, Any], words: str) -> None:
    found = close_of_frame(frame, "remote")
    assert found.by == "remote"
    assert found.words == words
    assert found.is_error == (words != "no error")


@pytest.mark.parametrize(
    ("data", "by", "words"),
    [
        ({"owner": "local", "application_code": 256, "reason": ""}, "local", "no error"),
        ({"owner": "remote", "connection_code": "no_error"}, "remote", "no error"),
        ({"owner": "remote", "connection_code": 298}, "remote", "transport error 0x12a (TLS alert 42)"),
        ({"trigger": "idle_timeout"}, "", "idle timeout"),
        ({"owner": "local", "trigger": "stateless_reset"}, "local", "stateless reset"),
        ({"initiator": "local", "application_error": "h3_no_error"}, "local", "no error"),
        ({"initiator": "remote", "connection_error": "unknown", "error_code": 53}, "remote", "transport error 0x35"),
        ({"trigger": "clean"}, "", "no error"),
        ({"trigger": "application", "code": 0x101}, "", "error 0x101"),
        ({"src_id": "1b51237b269288d6"}, "", "no error"),
        ({"owner": ["x"], "trigger": {}}, "", "no error"),
    ],
)
def test_events(data: dict[str, Any], by: str, words: str) -> None:
    found = close_of_event(data)
    assert (found.by, found.words) == (by, words)
    assert found.is_error == (words != "no error")


def test_states() -> None:
    assert is_closing_state({"old": "handshake_confirmed", "new": "draining"})
    assert not is_closing_state({"new": "handshake_confirmed"})


@examples(400)
@given(OBJECTS)
def test_data_of_any_type_never_raises(data: dict[str, Any]) -> None:
    for found in (close_of_event(data), close_of_frame(data, "local")):
        assert isinstance(found.words, str)
    is_closing_state(data)
