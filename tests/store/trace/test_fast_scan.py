"""What is known of events in the format's own layout is right, and plain ones are known."""

import random

import numpy as np
import pytest

from atp_tui.engine.trace import PATH_KINDS, SCHEDULER_KINDS, BrokenEvent, Lane
from atp_tui.engine.trace_text import read_event
from atp_tui.store.trace.facts import DOUBT, FOREIGN, LANE_FLAG, ODD, PLAIN, PLAIN_LENGTH, SCHEDULER, TIMED, facts
from atp_tui.store.trace.fast_scan import PrettyEvents, scan
from atp_tui.store.trace.object_shapes import Shapes
from atp_tui.store.trace.words import Window

NEXT = b"  {\n"
PATH, QUIC, REPAIR = (LANE_FLAG[lane] for lane in (Lane.PATH, Lane.QUIC, Lane.REPAIR))
TASK = '{\n      "Task": {\n        "task": "T1",\n        "region": "R1"\n      }\n    }'


def event(data: str = '"None"', seq: object = 1, time: object = 2, kind: str = "Log") -> bytes:
    return f'  {{\n    "seq": {seq},\n    "time": {time},\n    "kind": "{kind}",\n    "data": {data}\n  }},\n'.encode()


def message(text: str) -> str:
    return f'{{\n      "Message": "{text}"\n    }}'


def scanned(text: bytes) -> PrettyEvents | None:
    """What is found in a text that follows a newline."""
    whole = b"\n" + text
    window = Window(len(whole))
    window.store[: len(whole)] = np.frombuffer(whole, dtype=np.uint8)
    return scan(window, len(whole), Shapes())


def told(*events: bytes) -> list[tuple[bool, int, int]]:
    found = scanned(b"".join(events) + NEXT)
    assert found is not None
    assert found.places.tolist() == [1 + sum(map(len, events[:count])) for count in range(len(events) + 1)]
    assert (found.flags & PLAIN != 0).tolist() == found.is_known.tolist()
    return list(
        zip(
            found.is_known.tolist(),
            (found.flags & np.uint16(0xFFFF ^ PLAIN)).tolist(),
            found.times.tolist(),
            strict=True,
        )
    )


@pytest.mark.parametrize(
    ("one", "flags"),
    [
        (event(), TIMED),
        (event('{\n      "a": 1\n    }'), TIMED),
        (event(TASK), TIMED),
        (event('"path"'), TIMED),
        (event(message("a Route b")), TIMED | PATH),
        (event(message("UDP")), TIMED | QUIC),
        (event(message("fec path quic")), TIMED | PATH | QUIC | REPAIR),
        (event(message("")), TIMED),
        (event(message("\\\\path")), TIMED | PATH),
        (event(message("\\fec")), TIMED),
        (event(message('\\"path\\"')), TIMED | PATH),
        (event(message("\u2028")), TIMED | DOUBT),
        (event(message("é")), TIMED),
        *((event(kind=kind), TIMED | PATH | SCHEDULER) for kind in sorted(SCHEDULER_KINDS)),
        *((event(TASK, kind=kind), TIMED | PATH | SCHEDULER) for kind in sorted(SCHEDULER_KINDS)),
        *((event(message("a poll"), kind=kind), TIMED | PATH) for kind in sorted(PATH_KINDS)),
        (event(kind="Checkpoint"), TIMED | PATH),
        *((event(kind=f"{kind}s"), TIMED) for kind in sorted(PATH_KINDS)),
        (event(TASK.replace("region", "task")), TIMED | ODD),
        (event('{\n      "a": 1,\n      "a": 2\n    }'), TIMED | ODD),
        (event('{\n      "Message ": "path"\n    }'), TIMED),
        (event(kind="x" * 63), TIMED),
    ],
)
def test_plain_events_are_known(one: bytes, flags: int) -> None:
    assert told(event(), one, event('"x"', time=7)) == [(True, TIMED, 2), (True, flags, 2), (True, TIMED, 7)]


@pytest.mark.parametrize(
    "one",
    [
        event(seq="01"),
        event(seq="-1"),
        event(time="1.5"),
        event(time="1" * 20),
        event(kind="x" * 64),
        event(kind="a\\u0062"),
        event(kind='a"b'),
        event(kind="a\nb"),
        event(message("\\u0070ath")),
        event(message("\\x")),
        event(message('a"b')),
        event(message("a\tb")),
        event(message("ends\\")),
        event('"'),
        event("{}"),
        event("7"),
        event(""),
        event('{\n      "a": 01\n    }'),
        event('{\n      "a": "\\n"\n    }'),
        event(f'{{\n      "a": "{"x" * PLAIN_LENGTH}"\n    }}'),
        event(message("path")).replace(b'"data"', b'"date"'),
        event().replace(b"  },\n", b"   },\n"),
        event().replace(b"},\n", b"} ,\n"),
    ],
)
def test_other_events_are_left_to_be_decoded_and_their_neighbours_are_known(one: bytes) -> None:
    assert [is_known for is_known, _, _ in told(event(message("udp")), one, event('"x"'))] == [True, False, True]


@pytest.mark.parametrize("byte", [b"\n", b"\t", b"\x00"])
@pytest.mark.parametrize("further", [b"", event(message('a"b'))])
def test_a_control_character_in_an_object_of_a_known_shape_is_found(byte: bytes, further: bytes) -> None:
    bad = event(TASK).replace(b"T1", byte)
    rows = told(event(TASK), bad, event(TASK), *([further] if further else []))
    assert [is_known for is_known, _, _ in rows[:3]] == [True, False, True]


def test_a_byte_that_is_no_utf8_leaves_no_more_than_the_events_with_such_bytes() -> None:
    broken = event(message("?")).replace(b"?", b"\xff")
    rows = told(event(), event(message("é")), broken, event(TASK))
    assert [rows[place][0] for place in (0, 2, 3)] == [True, False, True]


@pytest.mark.parametrize("size", [0, 1])
def test_the_last_event_is_left_for_the_next_window(size: int) -> None:
    text = event() * size + event(time=9)[:-5]
    found = scanned(text)
    assert (found is None) is (size == 0)
    if found is not None:
        assert (found.is_known.tolist(), found.times.tolist()) == ([True], [2])


def test_objects_up_to_the_bound_are_known() -> None:
    frame = len('{\n      "a": ""\n    }')
    sizes = [PLAIN_LENGTH - frame - 1, PLAIN_LENGTH - frame]
    rows = told(*(event(f'{{\n      "a": "{"x" * size}"\n    }}') for size in sizes))
    assert [is_known for is_known, _, _ in rows] == [True, False]


def test_whatever_byte_is_changed_what_is_known_is_what_the_engine_says() -> None:
    whole = event(message("a udp\\n"), time=33) + event(TASK, kind="Poll") + event('"fec"') + NEXT
    changes = [(place, byte) for place in range(len(whole)) for byte in b'"\\\n }0\xff']
    for place, byte in random.Random(3).sample(changes, 300):
        text = whole[:place] + bytes([byte]) + whole[place + 1 :]
        found = scanned(text)
        if found is None or found.places[0] != 1:
            continue
        bounds = found.places.tolist()
        # From an event that is not known on, nothing says that an element begins where a brace does.
        for number in range(int(np.argmin([*found.is_known, False]))):
            raw = text[bounds[number] - 1 : bounds[number + 1] - 1].strip(b" \n,")
            read = read_event(raw)
            assert not isinstance(read, BrokenEvent)
            expected = facts(raw, read)
            assert not expected.flags & FOREIGN
            assert int(found.flags[number]) & ~DOUBT == expected.flags & ~DOUBT | PLAIN
            assert int(found.times[number]) == expected.time
