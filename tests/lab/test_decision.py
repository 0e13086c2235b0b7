import pytest
from hypothesis import given
from hypothesis import strategies as st

from atp_tui.lab.decision import (
    MAX_DATAGRAM,
    MAX_DELAY_NS,
    Decision,
    DecisionLog,
    Delayed,
    Fate,
    Fired,
    ForcedOutside,
    Lost,
    Place,
    read_decisions,
    write_decisions,
)
from atp_tui.lab.errors import LabError

links = st.text(st.characters(codec="utf-8"))
datagrams = st.integers(0, MAX_DATAGRAM)
parts = st.none() | st.integers(0, 2**32 - 1)
decisions = st.one_of(
    st.builds(Lost, links, datagrams),
    st.builds(Delayed, links, datagrams, st.integers(1, MAX_DELAY_NS)),
    st.builds(Fired, links, st.builds(Place, path=parts, replica=parts, record=parts, from_us=parts)),
)


@given(st.lists(decisions))
def test_what_is_written_reads_back(made: list[Decision]) -> None:
    assert read_decisions(write_decisions(made)) == tuple(made)
    assert dict.fromkeys(made, 1).keys() == set(made)


def test_the_lines_are_json_objects_that_tell_their_kind() -> None:
    made: list[Decision] = [
        Lost("path 0 to replica 1", 17),
        Delayed("path 0 to replica 1", 18, 5),
        Fired("torn-journal", Place(record=2)),
    ]
    assert write_decisions(made).decode().splitlines() == [
        '{"decision":"lost","link":"path 0 to replica 1","datagram":17}',
        '{"decision":"delayed","link":"path 0 to replica 1","datagram":18,"ns":5}',
        '{"decision":"fault","fault":"torn-journal","place":{"record":2}}',
    ]


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"[]",
        b"\xff",
        b"[" * 5000,
        b'{"decision":"eaten","link":"a","datagram":1}',
        b'{"decision":"lost","link":"a"}',
        b'{"decision":"lost","link":"a","datagram":-1}',
        b'{"decision":"lost","link":"a","datagram":1,"more":1}',
        b'{"decision":"delayed","link":"a","datagram":1,"ns":0}',
        b'{"decision":"fault","fault":"x","place":{"attic":1}}',
    ],
)
def test_a_line_that_is_no_decision_is_named(line: bytes) -> None:
    good = write_decisions([Lost("a", 1)])
    with pytest.raises(LabError) as caught:
        read_decisions(good + line + b"\n" + good)
    assert str(caught.value).startswith("decisions.jsonl: line 2: expected ")


def test_a_list_decides_what_it_names_and_nothing_else() -> None:
    outside = ForcedOutside([Lost("a", 1), Delayed("a", 2, 70), Fired("blackout", Place(path=1))])
    assert outside.fate("a", 1, 0.0) == Fate(lost=True)
    assert outside.fate("a", 2, 1.0) == Fate(delay_ns=70)
    assert outside.fate("b", 1, 1.0) == Fate()
    assert outside.places() == {"blackout": Place(path=1)}


def test_a_log_keeps_what_is_out_of_the_ordinary_in_order() -> None:
    made: list[Decision] = [Lost("a", 1), Delayed("a", 2, 70)]
    log = DecisionLog(ForcedOutside(made))
    for number in range(4):
        log.fate("a", number, 0.0)
    log.fired("blackout", Place(path=0))
    assert log.made == (*made, Fired("blackout", Place(path=0)))


def test_a_place_tells_its_parts() -> None:
    assert str(Place(replica=1, record=3)) == "replica 1, record 3"
