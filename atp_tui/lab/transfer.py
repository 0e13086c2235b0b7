"""One transfer as it runs: everything is set up, brought to its end or to the deadline, and measured."""

from typing import Final

import trio

from atp_tui.lab.clock import LabClock
from atp_tui.lab.decision import DecisionLog, Outside
from atp_tui.lab.faults import Faults, checked_places
from atp_tui.lab.link import Channel, Link
from atp_tui.lab.mailbox import Mailbox
from atp_tui.lab.options import LabOptions
from atp_tui.lab.path import Path
from atp_tui.lab.permits import Operations, Permits
from atp_tui.lab.raptorq import cut, entry_of
from atp_tui.lab.region import Region
from atp_tui.lab.replica import Replica
from atp_tui.lab.sender import Sender
from atp_tui.lab.trace import NS, Recorder
from atp_tui.lab.world import World

PATIENCE_S: Final = 0.010
"""Seconds that a replica waits for a symbol beyond what latency and jitter explain."""

_LIGHT: Final = {True: "dark", False: "lit again"}

US: Final = 1_000_000
"""Microseconds in a second."""


class Transfer:
    """One transfer of an object from the sender to all replicas.

    Args:
        options: What it is made from.
        payload: The object.
        outside: Where the outside decisions come from.
        with_qlogs: Keep the log of every connection.
    """

    def __init__(self, options: LabOptions, payload: bytes, outside: Outside, *, with_qlogs: bool = True) -> None:
        self.recorder = Recorder()
        self.clock = LabClock()
        self.decisions = DecisionLog(outside)
        faults = Faults(checked_places(outside, options.ground), self.decisions, self.recorder)
        permits, operations = Permits(self.recorder), Operations(self.recorder)
        self.world = World(options, self.recorder, self.decisions, faults, permits, operations)
        to_sender = Mailbox()
        boxes = [Mailbox() for _ in range(options.replicas)]
        for number in range(options.paths):
            path = Path(number, options, self.recorder, self.decisions, faults, self.clock)
            for replica, box in enumerate(boxes):
                path.add(Link(number, replica, to_sender, box, self.recorder if with_qlogs else None))
            self.world.paths.append(path)
        self.replicas = [self._replica(number, box) for number, box in enumerate(boxes)]
        self.blocks = cut(payload, options.block_size)
        self.entries = tuple(entry_of(block) for block in self.blocks)
        self.sender = Sender(self.world, self.blocks, self.entries, to_sender)

    @property
    def links(self) -> list[Link]:
        """All links, path by path."""
        return [link for path in self.world.paths for link in path.links]

    def _replica(self, number: int, box: Mailbox) -> Replica:
        options, links = self.world.options, self.world.links_to(number)
        self.world.channels.append(Channel([link.near for link in links]))
        slowest = max(options.latency_ns(path, number) for path in range(options.paths)) / NS
        patience = 4 * (slowest + options.jitter_ms / 1_000) + PATIENCE_S
        return Replica(self.world, number, box, Channel([link.far for link in links]), patience)

    async def run(self) -> bool:
        """Run to the end and return True; the caller's deadline cancels what takes too long."""
        self.recorder.begin(trio.lowlevel.current_task())
        async with Region(self.recorder) as outside:
            outside.start(self._blackout)
            outside.start(self._heavy_loss)
            async with Region(self.recorder) as roads:
                for path in self.world.paths:
                    roads.start(path.run)
                for link in self.links:
                    roads.start(self._open, link)
                async with Region(self.recorder) as receivers:
                    for replica in self.replicas:
                        receivers.start(replica.run)
                    await self.sender.run()
                await self._hang_up()
                roads.cancel()
            outside.cancel()
        return True

    def note_deadline(self) -> None:
        """Write down what is pending when the deadline ends the transfer."""
        pending = self.world.operations.pending()
        self.recorder.say("Deadline", f"deadline reached with {len(pending)} operations pending: {', '.join(pending)}")

    async def _open(self, link: Link) -> None:
        """See to it that the handshake of a link is done, or given up when the transfer ends without it."""
        operation = f"open {link.name}"
        self.world.operations.begin(operation)
        try:
            await link.near.opened.wait()
        except trio.Cancelled:
            self.world.operations.give_up(operation)
            raise
        self.world.operations.done(operation)

    async def _hang_up(self) -> None:
        """Close all connections and wait until the last word has arrived."""
        for link in self.links:
            link.near.close()
        options = self.world.options
        ways = [options.latency_ns(link.path, link.replica) for link in self.links]
        await trio.sleep(max(ways) / NS + options.jitter_ms / 1_000)

    async def _blackout(self) -> None:
        place = self.world.faults.place("blackout")
        if place is None:
            return
        await trio.sleep_until((place.from_us or 0) / US)
        self.world.faults.fire("blackout")
        first = place.path or 0
        paths = self.world.paths[first : first + (place.paths or 1)]
        self._darken(paths, is_dark=True)
        await trio.sleep((place.for_us or 0) / US)
        self._darken(paths, is_dark=False)

    def _darken(self, paths: list[Path], *, is_dark: bool) -> None:
        for path in paths:
            path.is_dark = is_dark
            self.recorder.say("PathDark" if is_dark else "PathLit", f"path {path.number} is {_LIGHT[is_dark]}")

    async def _heavy_loss(self) -> None:
        place = self.world.faults.place("heavy-loss")
        if place is None:
            return
        replica = place.replica or 0
        await self.world.channels[replica].open()
        self.world.faults.fire("heavy-loss")
        for path in self.world.paths:
            path.storm(replica)
