"""The relay over sockets of loopback."""

import asyncio
import socket

import msgspec

from tools.real_stacks.plan import Options
from tools.real_stacks.relay import HOST, TO_CLIENT, TO_SERVER, Relay, bound_socket

OPTIONS = Options(stack="aioquic", scenario="clean", seed=1, delay_ms=0.0)


async def exchange(relay: Relay, server: socket.socket, client: socket.socket, count: int) -> list[bytes]:
    """Sends *count* datagrams to the server, which answers each; returns the answers."""
    loop, answers = asyncio.get_running_loop(), []
    for number in range(count):
        await loop.sock_sendto(client, b"%d" % number, (HOST, relay.port))
        try:
            data, sender = await asyncio.wait_for(loop.sock_recvfrom(server, 100), 0.2)
            await loop.sock_sendto(server, data * 2, sender)
            answers.append(await asyncio.wait_for(loop.sock_recv(client, 100), 0.2))
        except TimeoutError:
            continue
    return answers


async def run(options: Options, count: int, *, rebind: bool = False, faulty: bool = False) -> tuple[Relay, list[bytes]]:
    with bound_socket() as server, bound_socket() as client:
        relay = Relay(options, server.getsockname())
        relay.faulty = faulty
        answers = await exchange(relay, server, client, count)
        if rebind:
            relay.rebind()
            answers += await exchange(relay, server, client, count)
        relay.close()
    return relay, answers


async def test_it_passes_both_ways_and_lists_each_datagram() -> None:
    relay, answers = await run(OPTIONS, 2)
    assert answers == [b"00", b"11"]
    assert [(each.direction, each.place, each.size, each.fate) for each in relay.list] == [
        (TO_SERVER, 0, 1, "passed"),
        (TO_CLIENT, 0, 2, "passed"),
        (TO_SERVER, 1, 1, "passed"),
        (TO_CLIENT, 1, 2, "passed"),
    ]
    assert relay.dropped() == []
    assert relay.bytes == 6


async def test_it_answers_after_a_rebinding() -> None:
    relay, answers = await run(OPTIONS, 1, rebind=True)
    assert answers == [b"00", b"00"]
    assert len(relay.client_ports()) == 1


async def test_a_dark_path_drops_all() -> None:
    relay, answers = await run(msgspec.structs.replace(OPTIONS, scenario="dark"), 1, faulty=True)
    assert answers == []
    assert [each.fate for each in relay.list] == ["dark"]


async def test_a_cut_drops_what_one_end_sends() -> None:
    relay, answers = await run(msgspec.structs.replace(OPTIONS, scenario="cut", fault_end="server"), 1, faulty=True)
    assert answers == []
    assert [(each.direction, each.fate) for each in relay.list] == [(TO_SERVER, "passed"), (TO_CLIENT, "cut")]


async def test_losses_are_drawn_from_the_seed() -> None:
    options = msgspec.structs.replace(OPTIONS, loss=0.5)
    (first, _), (again, _) = await run(options, 6), await run(options, 6)
    sent = [[each.fate for each in relay.list if each.direction == TO_SERVER] for relay in (first, again)]
    assert sent[0] == sent[1]
    assert set(sent[0]) == {"passed", "loss"}
