"""One record becomes the fields of an event, also where it only nearly is JSON."""

from decimal import Decimal
from typing import Any

import pytest

from atp_tui.engine.qlog.clock import DELTA, PLAIN, RELATIVE
from atp_tui.engine.qlog.record import Fields, Header, OtherFields, Records, read_object


def decode(text: str | bytes, *, is_doubtful: bool = False, columns: object = None) -> Any:  # noqa: ANN401 - what is tested
    records = Records()
    records.arrange(columns)
    return records.decode(text.encode() if isinstance(text, str) else text, is_doubtful)


def test_usual_event() -> None:
    assert decode('{"time":1744082002713.08281,"name":"a:b","data":{"x":[1.5]}}') == Fields(
        "a:b", Decimal("1744082002713.08281"), {"x": [1.5]}
    )
    assert decode('{"name":"a","time":"1"}') == Fields("a", Decimal(1), {})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            '{"time":1,"name":"quic:packet_sent","path_id":2}',
            OtherFields("transport:packet_sent", Decimal(1), PLAIN, {}, {"path_id": 2}),
        ),
        (
            '{"relative_time":1.25,"category":"recovery","event":"metric_update","data":null}',
            OtherFields("recovery:metrics_updated", Decimal("1.25"), RELATIVE, {}, {}),
        ),
        (
            '{"delta_time":"2","category":"x","type":"y","data":[1]}',
            OtherFields("x:y", Decimal(2), DELTA, {"data": [1]}, {}),
        ),
        ('{"name":"a"}', OtherFields("a", None, PLAIN, {}, {})),
        ('{"name":"a","time":null}', OtherFields("a", None, PLAIN, {}, {})),
        ('{"name":"a","time":1,"data":{"x":1e400}}', OtherFields("a", Decimal(1), PLAIN, {"x": None}, {}, True)),
        (
            '{"name":"a","time":1744082002713.08281,"x":0}',
            OtherFields("a", Decimal("1744082002713.08281"), PLAIN, {}, {"x": 0}),
        ),
        (
            '{"name":"a","time":1,"data":{"x":NaN,"y":"\\ud800"}}',
            OtherFields("a", Decimal(1), PLAIN, {"x": None, "y": "\ufffd"}, {}, True),
        ),
        ('{"name":"a","time":1,"data":{"x":"\x00"}}', OtherFields("a", Decimal(1), PLAIN, {"x": "\x00"}, {}, True)),
        (b'{"name":"a","time":1,"data":{"x":"\xff"}}', OtherFields("a", Decimal(1), PLAIN, {"x": "\ufffd"}, {}, True)),
    ],
)
def test_other_events(text: str | bytes, expected: OtherFields) -> None:
    assert decode(text) == expected


def test_duplicate_keys_give_the_last() -> None:
    assert decode('{"name":"a","name":"b","time":1,"time":2}') == Fields("b", Decimal(2), {})


COLUMNS = ["relative_time", "path_id", "CATEGORY", "event_type", "data"]


@pytest.mark.parametrize("columns", [COLUMNS, None])
@pytest.mark.parametrize("time", ["12.5", '"12.5"'])
def test_array_in_the_stated_order_or_by_its_types(columns: object, time: str) -> None:
    found = decode(f'[{time},3,"TRANSPORT","PACKET_SENT",{{"x":1}}]', columns=columns)
    assert found == OtherFields(
        "transport:packet_sent", Decimal("12.5"), RELATIVE, {"x": 1}, {"path_id": 3} if columns else {}
    )


def test_array_that_is_short_or_long_keeps_what_it_has() -> None:
    assert decode('[1,0,"transport","packet_sent"]', columns=COLUMNS) == OtherFields(
        "transport:packet_sent", Decimal(1), RELATIVE, {}, {"path_id": 0}
    )
    assert decode('[1,0,"transport","packet_sent",{},7]', columns=COLUMNS).data == {}


@pytest.mark.parametrize("columns", ["x", {}, [1, None], ["time"], ["a"] * 1000])
def test_columns_that_name_no_event_are_no_fault(columns: object) -> None:
    decode('[1,"a","b",{}]', columns=columns)


@pytest.mark.parametrize("text", ['{"qlog_version":"0.3"}', '{"trace":{"time":1}}', '{"file_schema":1}'])
def test_header(text: str) -> None:
    assert isinstance(decode(text), Header)
    assert decode(text, is_doubtful=True) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "1",
        "null",
        '"a"',
        "{}",
        "[]",
        "[[]]",
        "{",
        '{"time":1}',
        '{"name":1}',
        "\x00",
        '{"name":"a"}x',
        "[" * 5000,
    ],
)
def test_no_event(text: str) -> None:
    assert decode(text) is None


def test_doubtful_text_needs_name_and_time() -> None:
    assert decode('{"name":"a"}', is_doubtful=True) is None
    assert decode('{"name":"a","time":1}', is_doubtful=True) is not None
    assert decode('{"name":"a","time":1,"x":1}', is_doubtful=True) is not None


def test_depth_and_number_of_values_are_bounded() -> None:
    deep = '{"name":"a","time":1,"data":{"x":' + "[" * 126 + "]" * 126 + "}}"
    assert decode(deep) is not None
    assert decode(deep.replace("[]", "[[[]]]")) is None
    many = '{"name":"a","time":1,"data":{"x":[' + "0," * 200_000 + "0]}}"
    assert decode(many) is None
    wide = '{"name":"a","time":1,"data":{"x":[' + '"[[",' * 300 + "0]}}"
    assert decode(wide) is not None


def test_header_text_that_is_no_object_is_empty() -> None:
    assert read_object(b"[1]") == {}
    assert read_object(b'{"a"') == {}
    assert read_object(b'{"a":NaN}') == {"a": None}
    assert read_object(b'{"a":' + b"[" * 1000 + b"]" * 1000 + b"}") == {}
