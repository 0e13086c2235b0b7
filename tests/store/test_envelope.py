"""Envelopes as JSON, and what is no envelope."""

import base64
import json
from typing import Any

import pytest

from atp_tui.engine.errors import AgentProofError
from atp_tui.store.envelope import Envelope, Signature, is_envelope, read_envelope

ENVELOPE = Envelope(b"hello world", "http://example.com/HelloWorld", (Signature("k", b"\xfb\xff"), Signature("", b"")))


def document(**changes: object) -> dict[str, Any]:
    return {**json.loads(ENVELOPE.write()), **changes}


def test_the_signed_bytes_are_those_of_the_protocol() -> None:
    assert ENVELOPE.signed == b"DSSEv1 29 http://example.com/HelloWorld 11 hello world"
    assert Envelope("é".encode(), "é", ()).signed == b"DSSEv1 2 \xc3\xa9 2 \xc3\xa9"


def test_an_envelope_is_read_as_it_was_written() -> None:
    assert read_envelope(document()) == ENVELOPE
    assert document() == {
        "payload": "aGVsbG8gd29ybGQ=",
        "payloadType": "http://example.com/HelloWorld",
        "signatures": [{"keyid": "k", "sig": "+/8="}, {"keyid": "", "sig": ""}],
    }


def test_both_alphabets_of_base64_are_read_and_a_key_needs_no_name() -> None:
    (signature,) = read_envelope(document(signatures=[{"sig": "-_8="}])).signatures
    assert signature == Signature("", base64.b64decode("+/8="))


@pytest.mark.parametrize(
    ("changes", "place", "expected", "found"),
    [
        ({"signatures": []}, "signatures", "at least one signature", "an empty array"),
        ({"signatures": {}}, "signatures", "at least one signature", "an object"),
        ({"signatures": None}, "signatures", "at least one signature", "null"),
        ({"signatures": [{"sig": ""}, 7]}, "signatures[1]", "an object", "a number"),
        ({"signatures": [{}]}, "signatures[0].sig", "a text", "null"),
        ({"signatures": [{"sig": "a"}]}, "signatures[0].sig", "base64", "1 characters that are not"),
        ({"signatures": [{"sig": "", "keyid": 1}]}, "signatures[0].keyid", "a text", "a number"),
        ({"payload": "é==="}, "payload", "base64", "4 characters that are not"),
        ({"payload": []}, "payload", "a text", "an array"),
        ({"payloadType": True}, "payloadType", "a text", "a boolean"),
    ],
)
def test_what_is_no_envelope_is_told_with_its_place(
    changes: dict[str, object], place: str, expected: str, found: str
) -> None:
    with pytest.raises(AgentProofError) as raised:
        read_envelope(document(**changes))
    assert (raised.value.place, raised.value.expected, raised.value.found) == (place, expected, found)


@pytest.mark.parametrize(("value", "expected"), [({"payload": 1}, True), ({"a": 1}, False), ("payload", False)])
def test_what_has_a_payload_is_meant_as_an_envelope(value: object, expected: bool) -> None:
    assert is_envelope(value) is expected
