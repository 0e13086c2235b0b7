from typing import cast

import pytest
from aioquic.quic.connection import QuicConnection

from atp_tui.lab.dice import Dice
from atp_tui.lab.endpoint import ATTENTION, BURST, OUTBOX, TIMER_SLACK, Endpoint
from atp_tui.lab.errors import LabError
from atp_tui.lab.link import Link
from atp_tui.lab.mailbox import Mailbox
from atp_tui.lab.message import Mark, Seal, Symbol
from atp_tui.lab.system_randomness import seeded_system
from atp_tui.lab.trace import Recorder

DELAY = 0.01


class Wire:
    """A link whose datagrams all arrive, ten milliseconds later."""

    def __init__(self) -> None:
        self.to_sender, self.to_replica = Mailbox(), Mailbox()
        with seeded_system(Dice(1, "wire")):
            self.link = Link(0, 0, self.to_sender, self.to_replica, Recorder())
            self.link.connect(0.0)
        self.now = 0.0
        self.symbols: list[Symbol] = []

    def shuttle(self, turns: int) -> None:
        """Let time pass: both ends send, receive and fire their timers in turns."""
        with seeded_system(Dice(2, "wire")):
            for _ in range(turns):
                for end, other in ((self.link.near, self.link.far), (self.link.far, self.link.near)):
                    datagrams, symbols = end.flush(self.now)
                    self.symbols += symbols
                    self.now += DELAY
                    for datagram in datagrams:
                        other.receive(datagram, self.now)
                    end.fire_timer(self.now)


async def test_a_handshake_opens_both_ends_and_messages_race_through() -> None:
    wire = Wire()
    assert wire.link.far.flush(0.0) == ([], [])
    wire.link.near.tell(1, Mark(3, 0))
    wire.shuttle(4)
    assert wire.link.near.is_usable
    assert wire.link.far.is_usable
    wire.link.far.tell(1, Seal())
    wire.shuttle(2)
    assert [letter.content for letter in await wire.to_replica.letters()] == [Mark(3, 0)]
    assert [letter.content for letter in await wire.to_sender.letters()] == [Seal()]


async def test_symbols_arrive_as_they_were_sent_and_wait_for_the_handshake() -> None:
    wire = Wire()
    sent = [Symbol(5, bytes([0, 0, 0, number]) + bytes(1000)) for number in range(OUTBOX + BURST)]
    wire.link.near.push(sent)
    wire.shuttle(1)
    assert wire.symbols == []
    wire.shuttle(30)
    assert wire.symbols == sent
    assert [letter.content for letter in await wire.to_replica.letters()] == sent


def test_symbols_of_a_block_can_be_taken_out_of_the_line() -> None:
    wire = Wire()
    wire.link.near.push([Symbol(block, bytes(8)) for block in (1, 2, 1, 3)])
    wire.link.near.withdraw(1)
    wire.shuttle(8)
    assert [symbol.block for symbol in wire.symbols] == [2, 3]


def test_a_connection_that_is_closed_takes_no_messages() -> None:
    wire = Wire()
    wire.shuttle(4)
    wire.link.near.close()
    wire.shuttle(100)
    assert not wire.link.far.is_usable
    wire.link.far.tell(1, Seal())
    assert wire.link.far.flush(wire.now)[0] == []


def test_a_timer_is_waited_for_a_little_longer_than_aioquic_asks() -> None:
    wire = Wire()
    wire.link.near.flush(0.0)
    asked = wire.link.near.connection.get_timer()
    assert asked is not None
    assert wire.link.near.timer == asked + TIMER_SLACK
    assert not wire.link.near.fire_timer(asked)
    assert wire.link.near.fire_timer(asked + TIMER_SLACK)


def test_an_open_end_answers_within_its_attention() -> None:
    wire = Wire()
    wire.shuttle(6)
    wire.link.near.tell(1, Seal())
    for datagram in wire.link.near.flush(wire.now)[0]:
        wire.link.far.receive(datagram, wire.now + DELAY)
    assert wire.link.far.timer is not None
    assert wire.link.far.timer <= wire.now + DELAY + ATTENTION + TIMER_SLACK


def test_an_aioquic_without_the_private_name_is_refused() -> None:
    nothing = cast("QuicConnection", object())
    with pytest.raises(LabError, match="aioquic: expected an aioquic that counts its waiting DATAGRAM frames"):
        Endpoint(nothing, name="a", peer=("b", 1), deliver=lambda _, __: None, is_server=False)
