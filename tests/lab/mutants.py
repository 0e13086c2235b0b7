"""Faults in the code of the lab, applied while it runs: what a fingerprint has to tell apart beside injected faults.

Each replaces one method of the lab and breaks one invariant. They are for measuring; no fingerprint was designed on
them, so keep it that way: see benchmarks/fleet_score.py.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

import trio

from atp_tui.lab.journal import Journal
from atp_tui.lab.link import Link
from atp_tui.lab.message import Retire, Short, Symbol
from atp_tui.lab.permits import Permit
from atp_tui.lab.race import Race
from atp_tui.lab.raptorq import PAYLOAD_ID, BlockEncoder
from atp_tui.lab.region import checkpoint
from atp_tui.lab.sender import Sender


@dataclass(frozen=True)
class Mutant:
    """A fault in the code of the lab."""

    name: str
    sentence: str
    """What is wrong, in a few words."""
    violation_type: str
    """What the oracle should say."""
    owner: type
    method: str
    patched: Callable[..., Any]

    @contextmanager
    def applied(self) -> Iterator[None]:
        """Run the lab with this fault."""
        whole = getattr(self.owner, self.method)
        setattr(self.owner, self.method, self.patched)
        try:
            yield
        finally:
            setattr(self.owner, self.method, whole)


_sync: Final = Journal.sync
_repair: Final = BlockEncoder.repair
_retire: Final = Sender._retire


def _newest_first(journal: Journal) -> None:
    journal._cache.reverse()
    _sync(journal)


async def _forgotten_permit(race: Race, link: Link, permit: Permit) -> None:
    world, block = race._world, race._block
    with trio.CancelScope(shield=True):
        link.near.withdraw(block)
        await checkpoint(world.recorder, f"{link.name} leaves the race of block {block}")
        # Only the first path settles; the others are taken to have nothing left to settle.
        if link.path == 0:
            world.permits.settle(permit, "the race is over")


def _one_sided_retire(sender: Sender, replica: int) -> None:
    if replica == 0:
        _retire(sender, replica)
    else:
        sender._world.channels[replica].tell(Retire(0, "won"))


def _shifted_repair(encoder: BlockEncoder, first: int, count: int) -> list[Symbol]:
    symbols = _repair(encoder, first, count)
    payloads = [symbol.packet[PAYLOAD_ID:] for symbol in symbols]
    shifted = [*payloads[-1:], *payloads[:-1]]
    return [
        Symbol(symbol.block, symbol.packet[:PAYLOAD_ID] + payload)
        for symbol, payload in zip(symbols, shifted, strict=True)
    ]


def _lost_wakeup(race: Race, replica: int, letter: Short) -> None:
    lane = race._lanes[replica]
    if letter.round != lane.round or lane.acknowledged.is_set():
        return
    symbols = race._encoder.repair(lane.repaired, letter.missing)
    if not symbols:
        text = f"repair budget of block {letter.block} for replica {replica} is spent"
        race._world.recorder.say("RepairSpent", text)
        return
    lane.repaired += len(symbols)
    lane.round += 1
    lane.queue.extend(symbols)


async def _any_for_all(sender: Sender) -> None:
    while not any(event.is_set() for event in sender._reported):
        for letter in await sender._mailbox.letters():
            sender._read(letter)


_MUTANTS: Final = (
    Mutant(
        "newest-first",
        "records that are synced together reach the disk newest first",
        "journal_consistency",
        Journal,
        "sync",
        _newest_first,
    ),
    Mutant(
        "forgotten-permit",
        "only the first path settles its permit when a race is over",
        "obligation_leak",
        Race,
        "_clean_up",
        _forgotten_permit,
    ),
    Mutant(
        "one-sided-retire",
        "only the first replica is told what came of each path",
        "path_consistency",
        Sender,
        "_retire",
        _one_sided_retire,
    ),
    Mutant(
        "shifted-repair",
        "each repair symbol carries the payload of another one",
        "manifest_integrity",
        BlockEncoder,
        "repair",
        _shifted_repair,
    ),
    Mutant(
        "lost-wakeup",
        "repair symbols are queued without waking the paths that should send them",
        "quiescence",
        Race,
        "reinforce",
        _lost_wakeup,
    ),
    Mutant(
        "any-for-all",
        "the sender stops listening once any replica has reported, not all",
        "quiescence",
        Sender,
        "_listen",
        _any_for_all,
    ),
)

MUTANTS: Final[Mapping[str, Mutant]] = {mutant.name: mutant for mutant in _MUTANTS}
"""The mutants by name."""
