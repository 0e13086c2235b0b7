"""The race of one block: its symbols over all paths to all replicas, until every replica has it."""

from collections import deque
from typing import Final

import trio

from atp_tui.lab.link import Link
from atp_tui.lab.message import Acknowledged, Mark, Short, Symbol
from atp_tui.lab.permits import Permit
from atp_tui.lab.raptorq import BlockEncoder
from atp_tui.lab.region import Region, checkpoint
from atp_tui.lab.world import World

BATCH: Final = 4
"""Symbols that a racing path takes at a time."""


class _Lane:
    """What is still to be sent of a block to one replica."""

    def __init__(self, source: list[Symbol]) -> None:
        self.queue = deque(source)
        self.repaired = 0
        """Repair symbols taken from the budget."""
        self.refill = trio.lowlevel.ParkingLot()
        self.acknowledged = trio.Event()
        self.round = 0


class Race:
    """The delivery of one block to all replicas.

    Every replica has its own line of symbols, from which the paths take: a path that has room takes the next ones, so a
    faster path carries more, and a dark one soon nothing.
    """

    def __init__(self, world: World, block: int, data: bytes) -> None:
        self._world = world
        self._block = block
        options = world.options
        self._encoder = BlockEncoder(block, data, options.symbol_size, options.repair_budget(block))
        place = world.faults.place("flipped-bit")
        if place is not None and world.faults.strikes("flipped-bit", block=block):
            self._encoder.flip(place.symbol or 0, place.bit or 0)
        self._lanes = [_Lane(self._encoder.source) for _ in range(options.replicas)]

    async def run(self) -> None:
        """Race until every replica has acknowledged the block."""
        world = self._world
        permit = world.permits.open(f"block {self._block}")
        async with Region(world.recorder) as region:
            for replica in range(world.options.replicas):
                region.start(self._deliver, replica)
        world.permits.settle(permit, "all replicas have it")

    async def _deliver(self, replica: int) -> None:
        operation = f"deliver block {self._block} to replica {replica}"
        self._world.operations.begin(operation)
        async with Region(self._world.recorder) as region:
            for link in self._world.links_to(replica):
                region.start(self._carry, link)
            await self._lanes[replica].acknowledged.wait()
            region.cancel()
        self._world.operations.done(operation)

    async def _carry(self, link: Link) -> None:
        """Carry symbols over one link until the race is over."""
        permit = self._world.permits.open(f"block {self._block} on {link.name}")
        lane = self._lanes[link.replica]
        try:
            await link.near.opened.wait()
            while True:
                await link.near.room()
                if not lane.queue:
                    await lane.refill.park()
                    continue
                batch = [lane.queue.popleft() for _ in range(min(BATCH, len(lane.queue)))]
                link.near.push(batch)
                if not lane.queue:
                    self._world.channels[link.replica].tell(Mark(self._block, lane.round))
        finally:
            await self._clean_up(link, permit)

    async def _clean_up(self, link: Link, permit: Permit) -> None:
        place = {"path": link.path, "replica": link.replica, "block": self._block}
        is_shielded = not self._world.faults.strikes("unshielded-cleanup", **place)
        with trio.CancelScope(shield=is_shielded):
            link.near.withdraw(self._block)
            await checkpoint(self._world.recorder, f"{link.name} leaves the race of block {self._block}")
            self._world.permits.settle(permit, "the race is over")

    def acknowledge(self, replica: int, letter: Acknowledged) -> None:
        """End the race to one replica."""
        self._lanes[replica].acknowledged.set()
        self._world.recorder.say("BlockAcknowledged", f"block {letter.block} acknowledged by replica {replica}")

    def reinforce(self, replica: int, letter: Short) -> None:
        """Send repair symbols to a replica that is short of some, as far as the budget goes."""
        lane = self._lanes[replica]
        if letter.round != lane.round or lane.acknowledged.is_set():
            return
        symbols = self._encoder.repair(lane.repaired, letter.missing)
        if not symbols:
            text = f"repair budget of block {letter.block} for replica {replica} is spent"
            self._world.recorder.say("RepairSpent", text)
            return
        lane.repaired += len(symbols)
        lane.round += 1
        lane.queue.extend(symbols)
        lane.refill.unpark_all()
