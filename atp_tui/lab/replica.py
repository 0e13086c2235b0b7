"""A replica: decodes blocks, checks and stores them, keeps a journal, and tells what came of every path."""

from typing import Final

import trio

from atp_tui.lab.journal import Journal
from atp_tui.lab.link import Channel
from atp_tui.lab.mailbox import Letter, Mailbox
from atp_tui.lab.message import Acknowledged, Ask, Mark, Offer, Report, Retire, Seal, Sealed, Short, Symbol
from atp_tui.lab.raptorq import BlockDecoder, Entry, entry_of, manifest_hash
from atp_tui.lab.region import Region
from atp_tui.lab.world import World

SYNC_EVERY_S: Final = 0.003
"""Seconds for which journal records are gathered before they are synced together."""

RACING: Final = "racing"
"""The outcome of a path that was not retired."""


class _Block:
    """What a replica knows of a block that is not complete."""

    def __init__(self, decoder: BlockDecoder, paths: int) -> None:
        self.decoder = decoder
        self.paths = [0] * paths
        """Symbols that each path brought."""
        self.round = -1
        """The last round whose mark has arrived."""
        self.last = 0.0
        """Lab time in seconds at which the last symbol or mark came."""
        self.complete = trio.Event()
        self.marked = trio.Event()


class Replica:
    """One replica.

    Args:
        world: The run.
        number: Its number.
        mailbox: Takes what arrives from the sender.
        channel: Its way back to the sender.
        patience: Seconds without a symbol after which no more are expected.
    """

    def __init__(self, world: World, number: int, mailbox: Mailbox, channel: Channel, patience: float) -> None:
        self._world = world
        self._recorder = world.recorder
        self.number = number
        self.journal = Journal(number, world.recorder, world.faults)
        self.stored: dict[int, bytes] = {}
        """The blocks on its disk."""
        self.offer: tuple[Entry, ...] = ()
        """The manifest as it was offered, empty while it is not."""
        self.outcomes = [RACING] * world.options.paths
        """What came of every path, as it was told."""
        self._mailbox = mailbox
        self._channel = channel
        self._patience = patience
        self._symbol_size = 0
        self._blocks: dict[int, _Block] = {}
        self._early: list[Letter] = []
        self._to_acknowledge: list[Acknowledged] = []
        self._appended = trio.lowlevel.ParkingLot()
        self._has_reported = False

    def measured_manifest_hash(self) -> str:
        """Return the hash of its manifest, measured anew from what is stored.

        A block that is not stored keeps the line that was offered: it is not wrong, it is pending. A replica without an
        offer has no manifest.
        """
        if not self.offer:
            return ""
        lines = (
            entry_of(self.stored[number]) if number in self.stored else entry for number, entry in enumerate(self.offer)
        )
        return manifest_hash(lines)

    async def run(self) -> None:
        """Receive until the sender has asked for the report."""
        async with Region(self._recorder) as region:
            region.start(self._keep_journal)
            while not self._has_reported:
                for letter in await self._mailbox.letters():
                    self._read(letter, region)
            region.cancel()

    def _read(self, letter: Letter, region: Region) -> None:
        match letter.content:
            case Offer() as offer:
                self.offer = tuple(Entry(*entry) for entry in offer.blocks)
                self._symbol_size = offer.symbol_size
                early, self._early = self._early, []
                for kept in early:
                    self._read(kept, region)
            case Symbol() | Mark() if not self.offer:
                self._early.append(letter)
            case Symbol() as symbol:
                self._take(letter.path, symbol, region)
            case Mark() as mark:
                self._mark(mark, region)
            case Retire() as retire:
                self.outcomes[retire.path] = retire.outcome
                self._recorder.say(
                    "PathRetired", f"path {retire.path} retired on replica {self.number}: {retire.outcome}"
                )
            case Seal():
                self._seal()
            case Ask():
                self._report()
            case _:
                pass

    def _seal(self) -> None:
        """Bring everything to the disk and check the manifest against what is there."""
        self.journal.shut()
        self._acknowledge()
        self._recorder.say("ManifestChecked", f"manifest on replica {self.number}: {self.measured_manifest_hash()}")
        self._channel.tell(Sealed())

    def _report(self) -> None:
        """Report the outcome of every path."""
        outcomes = ", ".join(f"path {path} {outcome}" for path, outcome in enumerate(self.outcomes))
        self._recorder.say("OutcomesReported", f"outcomes reported by replica {self.number}: {outcomes}")
        self._channel.tell(Report(tuple(self.outcomes)))
        self._has_reported = True

    def _block(self, number: int, region: Region) -> _Block:
        """A block that is not complete; what it is short of is watched from the first time on."""
        block = self._blocks.get(number)
        if block is None:
            decoder = BlockDecoder(self.offer[number].length, self._symbol_size)
            block = self._blocks[number] = _Block(decoder, self._world.options.paths)
            region.start(self._watch_shortage, number, block)
        return block

    def _take(self, path: int, symbol: Symbol, region: Region) -> None:
        if symbol.block in self.stored:
            return
        block = self._block(symbol.block, region)
        block.paths[path] += 1
        block.last = self._recorder.now
        self._recorder.say(
            "SymbolReceived",
            f"symbol {symbol.number} of block {symbol.block} received on replica {self.number} over path {path}",
        )
        data = block.decoder.add(symbol)
        if data is not None:
            self._store(symbol.block, block, data)

    def _store(self, number: int, block: _Block, data: bytes) -> None:
        count = len(block.decoder.seen)
        self._recorder.say("BlockDecoded", f"block {number} decoded on replica {self.number} from {count} symbols")
        if len(data) != self.offer[number].length:
            return
        self.stored[number] = data
        self.journal.append(number, entry_of(data).sha256)
        self._to_acknowledge.append(Acknowledged(number, tuple(block.paths)))
        self._appended.unpark()
        block.complete.set()
        block.marked.set()
        del self._blocks[number]

    def _mark(self, mark: Mark, region: Region) -> None:
        if mark.block not in self.stored:
            block = self._block(mark.block, region)
            block.round = mark.round
            block.last = self._recorder.now
            block.marked.set()

    async def _watch_shortage(self, number: int, block: _Block) -> None:
        """Report a shortage whenever a round is over and no more symbols come."""
        reported = -1
        while not block.complete.is_set():
            if block.round == reported:
                await block.marked.wait()
                block.marked = trio.Event()
            with trio.move_on_at(block.last + self._patience):
                await block.complete.wait()
            is_late = self._recorder.now >= block.last + self._patience
            if is_late and block.round > reported and not block.complete.is_set():
                reported = block.round
                self._report_shortage(number, block)

    def _report_shortage(self, number: int, block: _Block) -> None:
        missing = block.decoder.missing
        self._recorder.say("BlockShort", f"block {number} short of {missing} symbols on replica {self.number}")
        self._channel.tell(Short(number, block.round, missing))

    async def _keep_journal(self) -> None:
        """Sync what was appended, and acknowledge it then."""
        while True:
            while not self._to_acknowledge:
                await self._appended.park()
            await trio.sleep(SYNC_EVERY_S)
            self.journal.sync()
            self._acknowledge()

    def _acknowledge(self) -> None:
        for letter in self._to_acknowledge:
            self._channel.tell(letter)
        self._to_acknowledge.clear()
