from collections.abc import Awaitable, Callable
from itertools import pairwise

import pytest
import trio

from atp_tui.lab.testing.network import Network, Socket
from atp_tui.lab.testing.run import Simulation, simulate
from atp_tui.lab.testing.world import World


def passes(test: Callable[[World], Awaitable[None]], seed: int = 0) -> Simulation:
    run = simulate(test, seed=seed)
    if run.error is not None:
        raise run.error
    return run


async def arrived(socket: Socket, seconds: float = 10) -> list[tuple[float, bytes]]:
    """What arrives within a time, each with the time at which it does."""
    got: list[tuple[float, bytes]] = []
    with trio.move_on_after(seconds):
        while True:
            datagram, _ = await socket.recvfrom()
            got.append((trio.current_time(), datagram))
    return got


async def sent(network: Network, count: int, pause: float = 0.0) -> list[tuple[float, bytes]]:
    """What arrives of some numbered datagrams."""
    sender, receiver = network.socket("a"), network.socket("b")
    for number in range(count):
        assert await sender.sendto(bytes([number]), "b") == 1
        await trio.sleep(pause)
    return await arrived(receiver)


def test_a_datagram_arrives_after_the_delay_with_the_address_of_its_sender() -> None:
    async def test(world: World) -> None:
        network = world.network(delay=0.25)
        sender, receiver = network.socket(("10.0.0.1", 4433)), network.socket("b")
        await sender.sendto(b"hello", "b")
        assert await receiver.recvfrom(4) == (b"hell", ("10.0.0.1", 4433))
        assert trio.current_time() == 0.25
        assert receiver.getsockname() == "b"

    run = passes(test)
    assert run.decisions == ()
    assert "network: 10.0.0.1:4433 to b" in next(e.line for e in run.events if e.fields.kind == "DatagramSent")


def test_delays_are_within_their_range_and_keep_no_order() -> None:
    async def test(world: World) -> None:
        got = await sent(world.network(delay=(0.1, 0.3)), 50)
        assert all(0.1 <= at <= 0.3 for at, _ in got)
        assert [number for _, number in got] != sorted(number for _, number in got)
        assert len(got) == 50

    passes(test)


def test_datagrams_are_lost_and_doubled_and_overtaken_about_as_often_as_is_said() -> None:
    async def test(world: World) -> None:
        got = await sent(world.network("lossy", loss=0.3), 200)
        assert 100 < len(got) < 180
        got = await sent(world.network("doubling", duplicate=0.3), 200)
        assert 220 < len(got) < 300
        got = await sent(world.network("reordering", reorder=0.2), 200, 0.001)
        overtaken = sum(one > other for (_, one), (_, other) in pairwise(got))
        assert 10 < overtaken < 100

    run = passes(test)
    kinds = {type(decision).__name__ for decision in run.decisions}
    assert kinds == {"Lost", "Duplicated", "Delayed"}


def test_a_dark_period_loses_what_is_sent_in_it_and_is_one_decision() -> None:
    async def test(world: World) -> None:
        got = await sent(world.network(dark=(0.5, 0.2)), 200, 0.01)
        assert 100 < len(got) < 199

    run = passes(test)
    assert {type(decision).__name__ for decision in run.decisions} == {"Dark"}
    lost = [event for event in run.events if event.fields.kind == "DatagramLost"]
    assert len(lost) > len(run.decisions)
    assert len(set(run.decisions)) == len(run.decisions)
    assert simulate(test, decisions=run.decisions).chain == run.chain


def test_a_path_that_is_cut_loses_everything_both_ways_until_it_is_restored() -> None:
    async def test(world: World) -> None:
        network = world.network()
        one, other, third = network.socket("a"), network.socket("b"), network.socket("c")
        network.cut("a", "b")
        await one.sendto(b"1", "b")
        await other.sendto(b"2", "a")
        await third.sendto(b"3", "b")
        network.restore("b", "a")
        await one.sendto(b"4", "b")
        assert [datagram for _, datagram in await arrived(other)] == [b"3", b"4"]
        assert await arrived(one) == []

    assert passes(test).decisions == ()


def test_a_closed_socket_receives_nothing_and_frees_its_address() -> None:
    async def test(world: World) -> None:
        network = world.network()
        sender = network.socket("a")
        with network.socket("b") as receiver:
            await sender.sendto(b"late", "b")
        with pytest.raises(trio.ClosedResourceError):
            await receiver.recvfrom()
        with pytest.raises(trio.ClosedResourceError):
            await receiver.sendto(b"", "a")
        receiver.close()
        await trio.sleep(1)
        again = network.socket("b")
        assert await arrived(again) == []
        with pytest.raises(OSError, match="network: the address b is in use"):
            network.socket("b")

    assert any(event.fields.kind == "DatagramRefused" for event in passes(test).events)


def test_closing_a_socket_wakes_who_waits_for_it() -> None:
    async def test(world: World) -> None:
        socket = world.network().socket("a")
        async with trio.open_nursery() as nursery:

            async def close() -> None:
                await trio.sleep(1)
                socket.close()

            nursery.start_soon(close)
            with pytest.raises(trio.ClosedResourceError):
                await socket.recvfrom()

    passes(test)


def test_datagrams_are_handed_to_receivers_one_each() -> None:
    async def test(world: World) -> None:
        network = world.network()
        sender, socket = network.socket("a"), network.socket("b")
        got: list[bytes] = []

        async def take() -> None:
            datagram, _ = await socket.recvfrom()
            got.append(datagram)

        async with trio.open_nursery() as nursery:
            for _ in range(3):
                nursery.start_soon(take)
            for number in range(3):
                await sender.sendto(bytes([number]), "b")
        assert sorted(got) == [b"\0", b"\1", b"\2"]

    passes(test)


def test_a_datagram_is_as_large_as_udp_carries_at_most() -> None:
    async def test(world: World) -> None:
        socket = world.network().socket("a")
        await socket.sendto(bytes(65_507), "b")
        with pytest.raises(OSError, match="a datagram of 65508 bytes; UDP carries 65507 at most"):
            await socket.sendto(bytes(65_508), "b")

    passes(test)


def test_a_receiver_that_is_cancelled_loses_no_datagram() -> None:
    async def test(world: World) -> None:
        network = world.network(delay=1.0)
        sender, receiver = network.socket("a"), network.socket("b")
        await sender.sendto(b"x", "b")
        with trio.move_on_after(1.0):
            await trio.sleep_forever()
        with trio.CancelScope() as scope:
            scope.cancel()
            await receiver.recvfrom()
        assert await receiver.recvfrom() == (b"x", "a")

    passes(test)
