import pytest

from atp_tui.lab.decision import Delayed, Duplicated, Fate, Lost, fates_of, write_decisions
from atp_tui.lab.errors import LabError
from atp_tui.lab.testing.decisions import Dark, Decision, Happened, Torn, Unwritten, read_decisions, sentence

ALL: dict[Decision, str] = {
    Lost("network: a to b", 3): "datagram 3 on network: a to b is lost",
    Delayed("network: a to b", 4, 1_500_000): "datagram 4 on network: a to b is 1.500 ms late",
    Duplicated("network: a to b", 5, 7): "datagram 5 on network: a to b arrives twice",
    Dark("network", 2_000_000_000, 500_000_000): "network is dark from 2.000 s to 2.500 s",
    Unwritten("disk", 6): "write 6 on disk is lost in a power cut",
    Torn("disk", 7, 3): "write 7 on disk is torn after 3 bytes",
    Happened("crash", 2): "crash happens, time 2",
}


def test_decisions_come_back_from_their_lines() -> None:
    assert read_decisions(write_decisions(ALL)) == tuple(ALL)


@pytest.mark.parametrize("decision", ALL)
def test_each_decision_has_its_sentence(decision: Decision) -> None:
    assert sentence(decision) == ALL[decision]


@pytest.mark.parametrize(
    "line",
    [
        b'{"decision":"fault","fault":"blackout","place":{}}',
        b'{"decision":"torn","disk":"d","write":-1,"kept":0}',
        b'{"decision":"dark","network":"n","from_ns":1,"for_ns":99999999999999999999}',
        b'{"decision":"happened","event":"x","number":1,"more":1}',
        b"[]",
        b"\xff",
        b"",
    ],
)
def test_a_line_that_is_no_decision_is_named(line: bytes) -> None:
    with pytest.raises(LabError, match=r"decisions\.jsonl: line 2: expected"):
        read_decisions(write_decisions([Happened("x", 0)]) + line + b"\n")


def test_of_two_fates_of_a_datagram_a_loss_counts_and_else_the_first() -> None:
    link = "a"
    assert fates_of([Delayed(link, 0, 5), Delayed(link, 0, 9), Duplicated(link, 0, 1), Duplicated(link, 0, 2)]) == {
        (link, 0): Fate(delay_ns=5, copy_ns=1)
    }
    assert fates_of([Delayed(link, 0, 5), Lost(link, 0), Delayed(link, 0, 6)]) == {(link, 0): Fate(lost=True)}


def test_a_fate_gives_the_decisions_that_give_it() -> None:
    for fate in (Fate(), Fate(lost=True), Fate(delay_ns=4), Fate(copy_ns=0), Fate(delay_ns=4, copy_ns=3)):
        assert fates_of(fate.decisions("a", 1)).get(("a", 1), Fate()) == fate
