"""The framing of a source is known by its content, and records are found whatever is between them."""

import pytest

from atp_tui.engine.qlog.event import FaultKind, Framing
from atp_tui.engine.qlog.framing import framing_of
from atp_tui.engine.qlog.window import Window
from tests.engine.qlog import logs

EVENT = b'{"time":1,"name":"a:b","data":{}}'
HEAD = b'{"qlog_version":"0.3","trace":{}}'


@pytest.mark.parametrize(
    ("source", "framing"),
    [
        (b"\x1e" + HEAD, Framing.SEQUENCE),
        (b"\n \x1e{\n", Framing.SEQUENCE),
        (b'e":1}\n\x1e' + EVENT, Framing.SEQUENCE),
        (HEAD + b"\n" + EVENT + b"\n", Framing.LINES),
        (HEAD, Framing.LINES),
        (EVENT, Framing.LINES),
        (b'{"qlog_format":"NDJSON"}\n{"trace":{}}\n', Framing.LINES),
        (b'{"time":1,"na\n' + EVENT + b"\n", Framing.LINES),
        (b'ame":"a"}\n' + EVENT + b"\n", Framing.LINES),
        (b'{"traces":[]}', Framing.CONTAINED),
        (b'{"traces":[]}\n' + EVENT, Framing.CONTAINED),
        (b'{"qlog_version":"0.3","traces":[{"events":[' + EVENT + b",\n" + EVENT, Framing.CONTAINED),
        (b'{\n"qlog_version":"0.1",\n"events": [\n' + EVENT + b"\n]}", Framing.CONTAINED),
        (b'{"a":1}', Framing.CONTAINED),
        (b"[" + EVENT + b"]", Framing.CONTAINED),
        (b'{\n"time":1,"name":"a"\n}\n{\n"time":2,"name":"a"\n}', Framing.VALUES),
        (b"", None),
        (b"\xef\xbb\xbf \n", None),
    ],
)
def test_framing(source: bytes, framing: Framing | None) -> None:
    assert framing_of(Window([source])) is framing
    assert framing_of(Window(source[place : place + 1] for place in range(len(source)))) is framing


@pytest.mark.parametrize(
    ("records", "count", "kinds"),
    [
        (b"\x1e" + EVENT + EVENT, 2, [FaultKind.DAMAGED]),
        (b"\x1e" + EVENT + b"\n" + EVENT + b"\n", 2, [FaultKind.DAMAGED]),
        (b"\x1e\x1e\n\x1e" + EVENT + b"\r\n", 1, []),
        (b"\x1e" + EVENT[:-3] + b"\n" + EVENT + b"\n", 1, [FaultKind.DAMAGED]),
        (b"\x1e" + EVENT[:-3], 0, [FaultKind.CUT]),
        (b"\x1e" + EVENT[:-3] + b"\n\x1e" + EVENT, 1, [FaultKind.DAMAGED]),
        (b"\x1enull\n\x1e17\n\x1e" + EVENT, 1, [FaultKind.DAMAGED, FaultKind.DAMAGED]),
        (
            b"\x1e" + b'{"time":1,"name":"a","data":{"x":"\x1e"}}\n\x1e' + EVENT,
            1,
            [FaultKind.DAMAGED, FaultKind.DAMAGED],
        ),
    ],
)
def test_records_of_a_sequence(records: bytes, count: int, kinds: list[FaultKind]) -> None:
    source = b"\x1e" + HEAD + b"\n" + records
    found = logs.read(source)
    assert len(found.events) == count
    assert [fault.kind for fault in found.faults if fault.kind is not FaultKind.EMPTY] == kinds
    for _, event in found.events:
        assert source[event.offset : event.offset + event.length] == EVENT


def test_blank_and_foreign_lines_between_events() -> None:
    source = HEAD + b"\n\n  " + EVENT + b"\r\n" + b"INFO started\n" + EVENT
    found = logs.read(source)
    assert [event.offset for _, event in found.events] == [len(HEAD) + 4, len(source) - len(EVENT)]
    assert [(fault.kind, fault.offset) for fault in found.faults] == [(FaultKind.DAMAGED, source.index(b"INFO"))]


def test_values_that_span_lines_go_on_behind_other_text() -> None:
    value = b'{\n"time":1,\n"name":"a"\n}'
    found = logs.read(value + value + b"\nnoise\n" + value + b"\n" + value[:-3])
    assert len(found.events) == len("abc")
    assert [fault.kind for fault in found.faults] == [FaultKind.DAMAGED, FaultKind.CUT]
