from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atp_tui.engine.errors import InvalidFormatError
from atp_tui.engine.event_filter import EventFilter
from atp_tui.engine.query import Query
from atp_tui.engine.relevance import Relevance
from atp_tui.engine.trace import Lane, TraceEvent
from atp_tui.engine.trace_text import read_events
from atp_tui.store.trace.pages import Event, TracePages
from atp_tui.store.trace.search import search
from tests.examples import examples
from tests.store.strategies import ANY_TRACES, WORDS
from tests.store.trace_on_disk import many, on_disk, pages_of


def is_query(typed: str) -> bool:
    """Whether a text can be searched for: a slash before a backslash begins an expression that is none."""
    try:
        Query.parse(typed)
    except InvalidFormatError:
        return False
    return True


KIND_TERMS = [
    term
    for wanted in [
        "kind:po",
        "kind:LOG",
        "kind:path",
        "kind:-",
        "kind:xxx",
        "kind:\u017f",
        "kind:k",
        "kind:s",
        'kind:"Poll"',
        'kind:"regioncreatedx"',
        'kind:"',
        'kind:""',
        'kind:"é"',
        "kind:/k|s/",
        "kind:/^p(oll|ath)$/",
        "kind:/sp.wn/",
        "kind:/pat/",
        "kind:/^$/",
        "kind:7",
        "kind:broken",
        "kind:",
    ]
    for term in (wanted, f"!{wanted}")
]
TYPED = (
    st.lists(
        st.sampled_from(
            [
                *WORDS,
                "!path",
                "!/fec|udp/",
                "/p.th/",
                "/[a-z]ath\\b/",
                "/fec$/",
                "/(fec)?symbol/",
                "k",
                "s",
                "\u017f",
                "0000",
                "0",
                "7",
                "1",
                "-",
                "------",
                "u20",
                "2028",
                "007f",
                "fe",
                "ec",
                "ffec",
                "nn",
                "\\",
                "\\n",
                '"none',
                "task",
                '"task":',
                '"a route b"',
                "broken",
                "end of",
                "é",
                "/\u212a/",
                "/k/",
                "/s/",
                "poll",
                "a/b",
                "/",
                *KIND_TERMS,
            ]
        ),
        max_size=3,
    )
    .map(" ".join)
    .filter(is_query)
)


def kind_of(event: Event) -> str | None:
    return event.fields.kind if isinstance(event, TraceEvent) else None


def truth(data: bytes, query: Query, lane: Lane | None) -> list[int]:
    def belongs(event: Event) -> bool:
        return lane is None or (isinstance(event, TraceEvent) and lane in event.lanes)

    return [
        n for n, event in enumerate(read_events(data)) if belongs(event) and query.matches(event.line, kind_of(event))
    ]


@examples(1000)
@given(ANY_TRACES, TYPED, st.sampled_from([None, *Lane]), st.integers(0, 14))
def test_search_finds_what_decoding_finds(data: bytes, typed: str, lane: Lane | None, start: int) -> None:
    query = Query.parse(typed)
    expected = truth(data, query, lane)
    with on_disk(data) as trace:
        pages = pages_of(trace)
        assert [n for part in search(pages, query, lane) for n in part.events] == expected
        assert [n for part in search(pages, query, lane, from_event=start) for n in part.events] == [
            n for n in expected if n >= start
        ]


@examples(150)
@given(ANY_TRACES, st.lists(st.sampled_from(KIND_TERMS), min_size=1, max_size=2), st.sampled_from([None, *Lane]))
def test_search_for_kinds_alone_finds_what_decoding_finds(data: bytes, terms: list[str], lane: Lane | None) -> None:
    query = Query.parse(" ".join(terms))
    whole = many(150, ",\n") + data.removeprefix(b"[\n")
    for trace_data in (data, whole):
        with on_disk(trace_data) as trace:
            found = [n for part in search(pages_of(trace), query, lane) for n in part.events]
        assert found == truth(trace_data, query, lane)


@examples(60)
@given(
    st.integers(0, 400),
    st.sampled_from(
        ["udp", "path", "xyzzy", "!path", "/^00010/", "000123", "kind:lo", "!kind:lo", "kind:/x/ udp", "!kind:x fec"]
    ),
    st.sampled_from([None, *Lane]),
    st.integers(-1, 400),
)
def test_search_over_many_pages(count: int, typed: str, lane: Lane | None, at: int) -> None:
    data = many(count)
    query = Query.parse(typed)
    expected = truth(data, query, lane)
    with on_disk(data) as trace:
        pages = pages_of(trace)
        parts = list(search(pages, query, lane))
        assert [n for part in parts for n in part.events] == expected
        assert not parts or parts[-1].until == count
        later = search(pages, query, lane, from_event=at + 1)
        assert [n for part in later for n in part.events] == [n for n in expected if n > at]


def test_a_cancelled_search_gives_nothing_more() -> None:
    with on_disk(many(5000)) as trace:
        pages = pages_of(trace)
        asked = iter([False, False, True])
        parts = list(search(pages, Query.parse("udp"), cancelled=lambda: next(asked)))
    assert len(parts) == 2
    assert 0 < parts[-1].until < 5000


@pytest.mark.parametrize("kind", ["7", "null", "[]"])
@pytest.mark.parametrize("typed", ["!kind:po", "kind:/p.ll/", "!kind:/x/", "!level:error"])
def test_a_kind_that_is_no_text_hides_no_other_event_of_its_page(kind: str, typed: str) -> None:
    rows = [f'  {{\n    "seq": {n},\n    "time": 1,\n    "kind": "Poll",\n    "data": "x"\n  }}' for n in range(150)]
    rows[70] = rows[70].replace('"Poll"', kind)
    data = ("[\n" + ",\n".join(rows) + "\n]").encode()
    with on_disk(data) as trace:
        found = [n for part in search(pages_of(trace), Query.parse(typed)) for n in part.events]
    assert found == truth(data, Query.parse(typed), None)


def test_a_query_without_terms_finds_every_event() -> None:
    with on_disk(many(200, ",\n  7\n]")) as trace:
        pages = pages_of(trace)
        assert [n for part in search(pages, Query()) for n in part.events] == list(range(201))
        quic = [n for part in search(pages, Query(), Lane.QUIC) for n in part.events]
    assert quic == [n for n in range(200) if n % 5 == 2]


def test_pages_of_plain_events_are_not_decoded_by_the_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    decoded: list[int] = []
    events = TracePages.events

    def counted(pages: TracePages, start: int, stop: int) -> list[Event]:
        decoded.append(start)
        return events(pages, start, stop)

    data = many(1_000).replace(b"\\u0070ath", b"elsewhere")
    monkeypatch.setattr(TracePages, "events", counted)
    with on_disk(data) as trace:
        found = [n for part in search(pages_of(trace), Query.parse("udp")) for n in part.events]
    assert found == list(range(2, 1_000, 5))
    assert decoded == [960], "the last page alone, which no comma ends"


@pytest.mark.parametrize(("first", "expected"), [(0, [3, 150, 199]), (7, [143, 192])])
def test_numbered_events_are_found_by_their_numbers(first: int, expected: list[int]) -> None:
    """Whether the numbers are the places or not; a number that no event has is not found."""
    rows = [f'{{"seq":{first + n},"time":0,"kind":"Log","data":{{"Message":"x"}}}}' for n in range(200)]
    wanted = EventFilter(relevance=Relevance((), numbers=(150, 3, 199, 4_000)))
    with on_disk(f"[{','.join(rows)}]".encode()) as trace:
        found = [n for part in search(pages_of(trace), wanted) for n in part.events]
    assert found == expected


def test_of_a_trace_numbered_by_place_only_the_pages_with_wanted_numbers_are_decoded(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    looked: list[int] = []
    each = TracePages.each

    def counted(pages: TracePages, page: int) -> Iterator[Event]:
        looked.append(page)
        return each(pages, page)

    monkeypatch.setattr(TracePages, "each", counted)
    wanted = EventFilter(relevance=Relevance((), numbers=(4_000, 64)))
    with on_disk(many(5_000)) as trace:
        pages = pages_of(trace)
        assert [n for part in search(pages, wanted) for n in part.events] == [64, 4_000]
    assert looked == [1, 62]
