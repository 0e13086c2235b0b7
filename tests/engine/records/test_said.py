"""What a record says, in one line."""

import pytest

from atp_tui.engine.records.mapping import read_mapping
from atp_tui.engine.records.said import consumed_by, cut, fields_of, in_lane, in_words, label_of, lane_of
from atp_tui.engine.trace import Lane

MAPPING = read_mapping(
    "body = ['fields']\nomit = ['caller', 'fields.hidden']\n"
    "[fields]\nmessage = ['fields.m', 'm']\ntime = 't'\nlane = 'who'\nspan = 'span.id'\n[lanes]\nquic = 'net'\n",
    "ours",
)


def test_what_the_mapping_consumes_is_not_shown_again() -> None:
    record = {"t": 1, "caller": 2, "fields": {"m": 3, "n": 4, "hidden": 5}, "span": {"id": 6}, "who": 7}
    assert fields_of(record, MAPPING, consumed_by(MAPPING)) == [("n", 4), ("who", 7)]


def test_objects_are_shown_as_their_members() -> None:
    deep = {"a": {"b": {"c": {"d": {"e": {"f": 1}}}}}}
    assert in_words({"x": {}, "y": {"z": [1, "b"]}, **deep}.items()) == 'x={} y.z=[1,"b"] a.b.c.d.e={"f":1}'
    assert in_words([("a", ""), ("b", 'say "x"'), ("c", None), ("d", "one"), ("e", "a b")]) == (
        'a="" b="say \\"x\\"" c=null d=one e="a b"'
    )


def test_long_values_and_many_fields_are_cut() -> None:
    assert len(in_words([("a", "x" * 5_000)])) == 302
    assert in_words((str(number), number) for number in range(99)).count("=") == 60
    assert cut("abcdef", 4) == "abc…"


@pytest.mark.parametrize(
    ("identity", "name", "label"),
    [
        ({"name": "get", "n": 1}, "get", "get n=1"),
        ("r1", "GET /", "GET /"),
        ("r1", None, "r1"),
        (7, None, "7"),
        ({"to": "replica 2"}, None, 'to="replica-2"'),
    ],
)
def test_what_a_span_is_called(identity: object, name: object, label: str) -> None:
    assert label_of(identity, name) == label


def test_a_lane_is_named_in_the_message_unless_it_says_a_word_of_it() -> None:
    assert lane_of("net::udp", MAPPING) is Lane.QUIC
    assert lane_of("disk", MAPPING) is None
    assert lane_of(5, MAPPING) is None
    assert in_lane("sent", Lane.QUIC) == "quic: sent"
    assert in_lane("a Packet", Lane.QUIC) == "a Packet"
    assert in_lane("sent", None) == "sent"
