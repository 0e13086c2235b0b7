"""Packets found in the datagrams of the relay's list, by their lengths."""

from tools.real_stacks.relay import TO_SERVER, Datagram
from tools.real_stacks.sent import Packet, fates

INITIAL, HANDSHAKE, APPLICATION = "initial", "handshake", "application"


def came(*datagrams: tuple[int, str]) -> list[Datagram]:
    return [Datagram(TO_SERVER, number, 0.0, size, fate) for number, (size, fate) in enumerate(datagrams)]


def test_coalesced_packets_share_the_fate_of_their_datagram() -> None:
    sent = [Packet(INITIAL, 0, 100), Packet(HANDSHAKE, 0, 1100), Packet(APPLICATION, 0, 50)]
    assert fates(sent, came((1200, "loss"), (50, "passed"))) == {
        (INITIAL, 0): {"loss"},
        (HANDSHAKE, 0): {"loss"},
        (APPLICATION, 0): {"passed"},
    }


def test_padding_behind_the_last_packet_is_allowed_in_a_first_datagram() -> None:
    sent = [Packet(INITIAL, 0, 500), Packet(INITIAL, 1, 40), Packet(HANDSHAKE, 2, 60), Packet(APPLICATION, 3, 1100)]
    found = fates(sent, came((1200, "loss"), (1200, "passed")))
    assert found is not None
    assert found[INITIAL, 0] == {"loss"}
    assert found[INITIAL, 1] == found[HANDSHAKE, 2] == found[APPLICATION, 3] == {"passed"}


def test_a_datagram_that_no_log_has_is_passed_over() -> None:
    retry, sent = (118, "passed"), [Packet(APPLICATION, 0, 50)]
    assert fates(sent, came(retry, (50, "dark"))) == {(APPLICATION, 0): {"dark"}}


def test_lists_that_do_not_fit_give_nothing() -> None:
    sent = [Packet(APPLICATION, number, 50) for number in range(20)]
    assert fates(sent, came(*[(60, "passed")] * 20)) is None
