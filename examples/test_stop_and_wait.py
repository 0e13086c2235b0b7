"""Stop-and-wait over datagrams, and a test of it in simulated worlds: docs/testing.md tells the story.

Each message is sent until it is acknowledged, and has a number by which the receiver knows a repeated one.
"""

from collections.abc import Callable, Sequence

import pytest
import trio

from atp_tui.lab.testing import Address, Socket, World, simulated

TIMEOUT = 0.1
"""Seconds after which a message is sent again."""


async def send(socket: Socket, receiver: Address, messages: Sequence[bytes], numbers: int) -> None:
    """Send messages one after the other, numbered modulo *numbers*."""
    for count, message in enumerate(messages):
        number, is_acknowledged = count % numbers, False
        while not is_acknowledged:
            await socket.sendto(bytes([number]) + message, receiver)
            with trio.move_on_after(TIMEOUT):
                while not is_acknowledged:
                    answer, _ = await socket.recvfrom()
                    is_acknowledged = answer[0] == number


async def receive(socket: Socket, deliver: Callable[[bytes], None], numbers: int) -> None:
    """Deliver each message once, in order, and acknowledge whatever comes."""
    expected = 0
    while True:
        datagram, sender = await socket.recvfrom()
        number, message = datagram[0], datagram[1:]
        if number == expected:
            deliver(message)
            expected = (expected + 1) % numbers
        await socket.sendto(bytes([number]), sender)


@simulated(seeds=100)
@pytest.mark.parametrize("numbers", [2, 256])
async def test_delivery(world: World, numbers: int) -> None:
    network = world.network(delay=(0.01, 0.03), loss=0.05, reorder=0.005, duplicate=0.01)
    messages = [f"message {count}".encode() for count in range(20)]
    delivered: list[bytes] = []

    def deliver(message: bytes) -> None:
        world.log("Delivered", message.decode())
        delivered.append(message)

    async with trio.open_nursery() as nursery:
        nursery.start_soon(receive, network.socket("receiver"), deliver, numbers)
        await send(network.socket("sender"), "receiver", messages, numbers)
        nursery.cancel_scope.cancel()
    world.check("delivered once and in order", delivered == messages, f"{len(delivered)} of {len(messages)} delivered")
