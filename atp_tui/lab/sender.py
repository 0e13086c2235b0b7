"""The sender: offers an object, races its blocks, seals, retires the paths and asks what came of them."""

import trio

from atp_tui.lab.mailbox import Letter, Mailbox
from atp_tui.lab.message import Acknowledged, Ask, Offer, Report, Retire, Seal, Sealed, Short
from atp_tui.lab.race import Race
from atp_tui.lab.raptorq import Entry
from atp_tui.lab.region import Region
from atp_tui.lab.world import World


class Sender:
    """Sends one object to all replicas.

    Args:
        world: The run.
        blocks: The object, cut into blocks.
        entries: The manifest.
        mailbox: Takes what arrives from the replicas.
    """

    def __init__(self, world: World, blocks: tuple[bytes, ...], entries: tuple[Entry, ...], mailbox: Mailbox) -> None:
        self._world = world
        self._blocks = blocks
        self._entries = entries
        self._mailbox = mailbox
        self._races: dict[int, Race] = {}
        self._free = trio.Semaphore(world.options.window)
        self._sealed = [trio.Event() for _ in world.channels]
        self._reported = [trio.Event() for _ in world.channels]
        self._carried = [0] * world.options.paths
        self.delivered = 0
        """Blocks that all replicas have."""

    async def run(self) -> None:
        """Send the object; returns when every replica has reported."""
        self._tell_all(Offer(self._world.options.symbol_size, tuple(self._entries)))
        async with Region(self._world.recorder) as region:
            region.start(self._listen)
            await self._send_blocks()
            async with Region(self._world.recorder) as ending:
                for replica in range(len(self._world.channels)):
                    ending.start(self._finish, replica)

    async def _send_blocks(self) -> None:
        async with Region(self._world.recorder) as region:
            for block, data in enumerate(self._blocks):
                await self._free.acquire()
                self._races[block] = Race(self._world, block, data)
                region.start(self._send_block, block)

    async def _send_block(self, block: int) -> None:
        await self._races[block].run()
        del self._races[block]
        self.delivered += 1
        self._free.release()

    async def _finish(self, replica: int) -> None:
        """Bring the transfer to one replica to its end."""
        channel, operations = self._world.channels[replica], self._world.operations
        operations.begin(f"seal replica {replica}")
        channel.tell(Seal())
        self._retire(replica)
        operations.begin(f"report of replica {replica}")
        channel.tell(Ask())
        await self._sealed[replica].wait()
        operations.done(f"seal replica {replica}")
        await self._reported[replica].wait()
        operations.done(f"report of replica {replica}")

    def _retire(self, replica: int) -> None:
        """Send a replica the outcome of every path."""
        most = max(self._carried)
        for path in range(len(self._carried)):
            outcome = "won" if path == self._carried.index(most) else "drained"
            if not any(link.near.is_usable for link in self._world.paths[path].links):
                outcome = "failed"
            if not self._world.faults.strikes("split-outcome", path=path, replica=replica):
                self._world.channels[replica].tell(Retire(path, outcome))

    async def _listen(self) -> None:
        """Read what the replicas say until all have reported."""
        while not all(event.is_set() for event in self._reported):
            for letter in await self._mailbox.letters():
                self._read(letter)

    def _read(self, letter: Letter) -> None:
        replica = letter.replica
        match letter.content:
            case Acknowledged() as message if message.block in self._races:
                self._carried = [had + new for had, new in zip(self._carried, message.paths, strict=True)]
                self._races[message.block].acknowledge(replica, message)
            case Short() as message if message.block in self._races:
                self._races[message.block].reinforce(replica, message)
            case Sealed() if not self._world.faults.strikes("stuck-operation", replica=replica):
                self._sealed[replica].set()
            case Report():
                self._reported[replica].set()
            case _:
                pass

    def _tell_all(self, message: Offer) -> None:
        for channel in self._world.channels:
            channel.tell(message)
