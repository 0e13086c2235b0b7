"""What the bytes of plain pages tell of a search is what decoding every event tells."""

import os
from collections.abc import Sequence

import numpy as np
import pytest
import stringzilla as sz
from hypothesis import given
from hypothesis import strategies as st

from atp_tui.engine.query import Query
from atp_tui.engine.trace import Lane
from atp_tui.store.trace import search as trace_search
from atp_tui.store.trace.file import TraceFile
from atp_tui.store.trace.index import PAGE, TraceIndex
from atp_tui.store.trace.pages import TracePages
from atp_tui.store.trace.plain_pages import SMALL, Needle, exact_needle
from atp_tui.store.trace.search import search
from tests.examples import examples
from tests.store.strategies import BAD_EVENTS, GOOD_EVENTS, ODD_DATA, OTHER_ELEMENTS, VALID_PIECES, WORDS, pretty_events
from tests.store.trace.test_search import KIND_TERMS, is_query, truth
from tests.store.trace_on_disk import many, on_disk, pages_of

OBJECTS = st.one_of(
    st.sampled_from(
        [
            '{\n      "kind": "Poll",\n      "seq": 7\n    }',
            '{\n      "x": 1,\n    "kind": "Poll"\n    }',
            '{\n      "x": 1,\n    "kind": "Poll",\n    "data": "path"\n    }',
            '{\n      "x": [\n  {\n    "seq": 5\n  }]\n    }',
            '{\n      "Time": {\n        "data": {\n          "Message": "udp"\n        }\n      }\n    }',
            '{\n      "seq": 120,\n      "message": true\n    }',
            '{\n      "Message": "x",\n      "other": "packet"\n    }',
            '{\n      "n": [\n-7,\r-0,\t0012]\n    }',
            '{\n      "n": [\n-7,\r-1.5e3]\n    }',
        ]
    ),
    st.sampled_from(WORDS).map(lambda word: f'{{\n      "{word}": "x"\n    }}'),
    st.lists(st.sampled_from(VALID_PIECES), max_size=5).map(lambda texts: f'{{\n      "a": "{"".join(texts)}"\n    }}'),
)
KINDS = st.sampled_from(
    ["Poll", "poll", "POLLED", "Log", "", "é", "kind", "Time-out*", "timexout_", "po\u212al", "a b"]
)
SMALL_NUMBERS = st.one_of(st.integers(0, 200), st.sampled_from([0, 7, 10, 120, 2**63, 10**18])).map(str)
TEXTS = st.lists(
    st.sampled_from([*WORDS, " ", "\\n", "\\\\", '\\"', "\\/", "é", "✓", "a", "7", "\x7f", "\u2028", "\u017f"]),
    max_size=5,
).map("".join)
PLAIN = pretty_events(
    SMALL_NUMBERS,
    KINDS.map(lambda kind: f'"{kind}"'),
    st.one_of(
        TEXTS.map(lambda text: f'"{text}"'),
        TEXTS.map(lambda text: f'{{\n      "Message": "{text}"\n    }}'),
        st.sampled_from(WORDS).map(lambda word: f'{{\n      "{word}": "x"\n    }}'),
        st.sampled_from(['{\n      "seq": 120,\n      "message": true\n    }', '{\n      "n": [\n-7,\r-1.5e3]\n    }']),
    ),
)
HOSTILE = pretty_events(SMALL_NUMBERS, KINDS.map(lambda kind: f'"{kind}"'), st.one_of(OBJECTS, ODD_DATA))
LONG = st.sampled_from([1_200, 70_000]).map(
    lambda size: f'  {{\n    "seq": 1,\n    "time": 2,\n    "kind": "Log",\n    "data": "{"udp " * size}"\n  }}'
)


@st.composite
def long_traces(draw: st.DrawFn) -> bytes:
    """Traces over several pages, most of them plain, with some other elements in between."""
    usual = draw(st.lists(st.one_of(PLAIN, PLAIN, PLAIN, GOOD_EVENTS), min_size=1, max_size=6))
    events = [usual[number % len(usual)] for number in range(draw(st.sampled_from([65, 128, 130, 200, 320])))]
    for _ in range(draw(st.sampled_from([0, 0, 0, 1, 1, 2]))):
        place = draw(st.integers(0, len(events) - 1))
        events[place] = draw(st.one_of(GOOD_EVENTS, HOSTILE, BAD_EVENTS, OTHER_ELEMENTS, LONG))
    newline = draw(st.sampled_from(["\n"] * 7 + ["\r\n"]))
    comma = draw(st.sampled_from([",\n"] * 6 + [", \n", ",\n\n"]))
    text = "[\n" + comma.join(events) + draw(st.sampled_from(["\n]", "\n]\n", ",\n", "", "\n]x"]))
    return text.replace("\n", newline).encode("utf-8", "surrogatepass")


TERMS = st.one_of(
    st.sampled_from([*WORDS, *(f"!{word}" for word in WORDS if " " not in word), *KIND_TERMS]),
    st.sampled_from(
        ["kind", "Time", "e", "message", "seq", "data", "none", "poll", "0", "7", "12", "012", "120", "0000", "-", "-7"]
    ),
    st.sampled_from(["-1.5e3", "1.5", "*", "time-out*", "timexout_", "o*", "@", "é", "É", "k", "\u212a", "aa", "xx"]),
    st.sampled_from(
        ["udp.", "fec)", "$", "^", "n", "nu", "u00", "pol", "quicq", '"poll 7"', '"a udp b"', '"x":', "[7"]
    ),
    st.sampled_from(["/udp|fec/", "/^0000/", "/p.th$/", "/path[^x]*b/", "/(?s)udp.*/", "/[^z]+udp/", "/packet\\s/"]),
    st.sampled_from(
        ['kind:"poll', 'kind:"a b"', "kind:time-", "kind:timexout_", 'kind:poll",', "kind:poll\\", "kind:é"]
    ),
)
TYPED = st.one_of(TERMS, TERMS, st.lists(TERMS, min_size=2, max_size=3).map(" ".join)).filter(is_query)


def found(pages: TracePages, typed: str, lane: Lane | None = None) -> list[int]:
    return [n for part in search(pages, Query.parse(typed), lane) for n in part.events]


@pytest.mark.parametrize("room", [1, 9_000, 1 << 16])
@examples(250)
@given(data=long_traces(), queries=st.lists(TYPED, min_size=3, max_size=6), lane=st.sampled_from([None, None, *Lane]))
def test_a_search_over_plain_pages_finds_what_decoding_finds(
    room: int, data: bytes, queries: Sequence[str], lane: Lane | None
) -> None:
    with on_disk(data) as trace, pytest.MonkeyPatch.context() as patch:
        patch.setattr(trace_search, "_FIRST_WINDOW", room)
        pages = pages_of(trace)
        for typed in queries:
            assert found(pages, typed, lane) == truth(data, Query.parse(typed), lane), typed


def event(data: str, kind: str = "Log", seq: int = 7) -> str:
    return f'  {{\n    "seq": {seq},\n    "time": 1,\n    "kind": "{kind}",\n    "data": {data}\n  }}'


def message(text: str) -> str:
    return f'{{\n      "Message": "{text}"\n    }}'


def pages_with(special: str, place: int, count: int = 200) -> bytes:
    rows = [event(message("nothing"), seq=777) for _ in range(count)]
    rows[place] = special
    return ("[\n" + ",\n".join(rows) + "\n]").encode()


@pytest.mark.parametrize("place", [0, 63, 64, 100, 127, 191, 199])
@pytest.mark.parametrize(
    ("special", "typed", "is_found"),
    [
        (event(message("a Packet lost")), "packet", True),
        (event(message("x"), kind="PacketLost"), "packet", True),
        (event('{\n      "packet": 1\n    }'), "packet", True),
        (event(message("pac\\u006bet")), "packet", True),
        (event(message("pac\u212aet")), "packet", False),
        (event(message("new\\npacket")), "npacket", True),
        (event(message("a\\tb")), "tb", True),
        (event(message("a_b")), "a_b", True),
        (event(message("a\x7fb")), "u007f", True),
        (event(message("a\x7fb")), "/a.u007fb/", True),
        (event(message("a\x7fb")), "/a.b/", False),
        (event(message("a\x7fb")), "\x7f", False),
        (event(message("a\u2028b")), "a\u2028b", False),
        (event(message("x"), kind="a\u2028b"), "kind:a\u2028", True),
        (event(message("pac\u212aet")), "/packet/", True),
        (event(message("a\x7fb")), "a_b", False),
        (event(message("É")), "é", False),
        (event(message("^a~a~")), "~a~", True),
        (event(message("^a~a^")), "~a~", False),
        (event(message("x")).replace('"time"', '"packet": 1,\n    "time"'), "packet", False),
        (event(message("x")).replace('"kind"', '"Packet": "",\n    "kind"'), "packet", False),
        (event('{\n      "n": [\n*1]\n    }'.replace("*", "\r")), "-1", False),
        (event('{\n      "n": [\n*-1]\n    }'.replace("*", "\r")), "-1", True),
        ('  {\n    "packet": nothing\n  }', "packet", False),
        (event(message("x"), seq=12), "12", True),
        (event(message("x"), seq=12), "0012", True),
        (event(message("x"), kind="Poll"), "kind:po", True),
        (event(message("x"), kind="Poll"), 'kind:"po"', False),
        (event('{\n      "x": 1,\n    "kind": "Poll"\n    }'), "kind:poll", False),
        (event('{\n      "kind": "Poll"\n    }'), "kind:poll", False),
        (event(message('\\n    \\"kind\\": \\"Poll')), "kind:poll", False),
        (event(message("x"), kind="P\\u006fll"), "kind:poll", True),
        (event(message("packet 5")), '"log packet"', True),
        (event(message("packet 59 lost")), "/packet [0-9]+9 lost$/", True),
        (event(message("packet 59\\nlost")), "/packet [0-9]+9 lost$/", False),
        (event(message("packet 59")), "/packet[^x]+777/", False),
    ],
)
def test_one_event_among_plain_pages(place: int, special: str, typed: str, is_found: bool) -> None:
    data = pages_with(special, place)
    with on_disk(data) as trace:
        assert found(pages_of(trace), typed) == [place] * is_found
    assert truth(data, Query.parse(typed), None) == [place] * is_found


@pytest.mark.parametrize("typed", ["udp", "kind:log", "/ud[p-q]/", "fec kind:lo"])
def test_a_file_that_is_cut_after_it_was_indexed_costs_the_events_that_are_gone(typed: str) -> None:
    data = many(1_000)
    with on_disk(data) as trace:
        pages = pages_of(trace)
        whole = found(pages, typed)
        os.ftruncate(trace.fd, len(data) // 2)
        left = found(pages, typed)
    assert left == whole[: len(left)]
    kept = data[: len(data) // 2].count(b"\n  },\n") // PAGE * PAGE
    assert kept > PAGE
    assert [number for number in left if number < kept] == [number for number in whole if number < kept]


def test_pages_whose_events_moved_are_not_counted_by_their_bytes() -> None:
    data = many(300)
    with on_disk(data) as trace:
        pages = pages_of(trace)
        os.pwrite(trace.fd, data.replace(b"udp fec", b"\n  {udp"), 0)
        assert not set(found(pages, "udp")).difference(range(300))


@pytest.mark.parametrize(
    ("typed", "is_exact"),
    [
        ("packet", True),
        ("PacKet", True),
        ("12", True),
        ("é", True),
        ("kind:poll", True),
        ('kind:"Poll"', True),
        ('kind:"a b"', True),
        ("!packet", False),
        ("/packet/", False),
        ("!kind:poll", False),
        ("kind:/poll/", False),
        ("level:error", False),
        ("012", False),
        ("a/b", False),
        ('"a b"', False),
        ("tim", False),
        ("ESSAGE", False),
        ("kind:a\\", False),
        ('kind:a"', False),
    ],
)
def test_the_terms_of_which_bytes_alone_tell(typed: str, is_exact: bool) -> None:
    (term,) = Query.parse(typed).terms
    assert (exact_needle(term) is not None) is is_exact


@examples(300)
@given(
    st.text(st.sampled_from("aAbB@`[{*\n-\r_\x7f1\x11é\xc9 "), max_size=40),
    st.text(st.sampled_from("ab@*-_1é"), min_size=1, max_size=3),
)
def test_hits_are_true_where_the_text_is_and_nowhere_else(text: str, needle: str) -> None:
    data, small = text.encode(), needle.encode()
    array = np.frombuffer(data, dtype=np.uint8)
    hits = Needle(small).hits(sz.Str(bytes(byte | SMALL for byte in data)), array)
    lowered = data.lower()
    for place, is_true in zip(hits.places.tolist(), hits.are_true.tolist(), strict=True):
        assert is_true == (lowered[place : place + len(small)] == small)
    if hits.are_true.all():
        assert (len(hits.places) > 0) is (small in lowered)


def test_an_index_still_being_built_is_searched_as_far_as_it_knows() -> None:
    data = many(30_000)
    with on_disk(data) as trace:
        index = TraceIndex(trace)
        pages = TracePages(TraceFile(trace.fd, trace.size), index)
        asked = iter([False, True])
        known = index.build(cancelled=lambda: next(asked)).events
        assert found(pages, "udp") == list(range(2, known, 5))
        assert known % PAGE == 0
