"""What is removed from the texts of an import."""

import pytest

from atp_tui.engine.redaction import REMOVED, Private, is_message, redactor


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (Private.IP, "192.0.2.17"),
        (Private.IP, "2001:db8::1"),
        (Private.IP, "::1"),
        (Private.TOKEN, "c8f1e2a3b4c5d6e7"),
        (Private.TOKEN, "0xdeadbeef"),
        (Private.HEADER, "https://example.org/x?cookie=1"),
        (Private.HEADER, "www.example.org"),
        (Private.HEADER, "a.person@example.org"),
    ],
)
def test_each_kind_of_private_text_is_removed_wherever_it_is(kind: Private, text: str) -> None:
    assert redactor({kind})(f"before {text} after") == f"before {REMOVED} after"
    assert redactor(set())(text) == text


@pytest.mark.parametrize("text", ["1RTT packet 17 sent: stream 0, 1200 bytes", "smoothed RTT 64.177", "10:30"])
def test_the_sentences_of_events_stay(text: str) -> None:
    assert redactor(set(Private))(text) == text


def test_text_of_the_application_is_known_by_the_name_of_its_event() -> None:
    assert is_message("loglevel:info")
    assert not is_message("transport:packet_sent")
