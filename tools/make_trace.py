"""Write a large trace to measure with, and tell as JSON how many events it has in each lane.

    python tools/make_trace.py EVENTS FILE [--compact] [--seed N] [--logs DIRECTORY]

The trace tells of an object that is sent in blocks over four paths: packets, losses, repair symbols, hand-overs,
tasks. It has the format's own fields and layout, or stands on one line with --compact; the same seed gives the same
bytes. One event, the tenth from the end, says "heisenbug"; no other does. The lanes are counted while writing, from the
words that went into each event, and not by reading them back. With --logs the three logs are written as well.
"""

import argparse
import json
import random
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import IO, NamedTuple

LANES = ("path", "quic", "repair")
RARE = "heisenbug"
PATH_KINDS = (
    "Spawn",
    "Schedule",
    "Yield",
    "Wake",
    "Poll",
    "Complete",
    "RegionCreated",
    "RegionCloseComplete",
    "Checkpoint",
)
OTHER_KINDS = ("TimerSet", "FrameOut", "FrameIn", "BlockStored", "Note", "LossDetected", "KeyUpdate")
RARE_PLACE = 10


class Sentence(NamedTuple):
    """A message with holes, and the lanes that its words put it into."""

    text: str
    lanes: frozenset[str]


def says(text: str, *lanes: str) -> Sentence:
    """A sentence whose lanes are given by hand."""
    return Sentence(text, frozenset(lanes))


SENTENCES = (
    says("block {a} of object {b} handed to path {c}", "path"),
    says("Racing {a} against {c}: winner after {d} ns", "path"),
    says("new ROUTE over replica {c}, cost {b}", "path"),
    says("QUIC stream {a} opened towards replica {c}", "quic"),
    says("packet {d} lost, {a} in flight", "quic"),
    says("UDP payload limit now {b} bytes", "quic"),
    says("Connection ID {d} retired on path {c}", "path", "quic"),
    says("repair symbol {a} asked for block {b}", "repair"),
    says("RaptorQ decode of block {b}: {a} symbols, {c} rounds", "repair"),
    says("Fec overhead {a} per mille", "repair"),
    says("clock moved on by {d} ns"),
    says("window {b} of {d} acknowledged"),
    says('label "{a}" kept as C:\\objects\\{b}\\{c}'),
    says("first line {a}\n\tsecond line {b}"),
    says("größe {b}: gespeichert ✓"),
    says("waiting for permit {a}"),
)


class Made(NamedTuple):
    """One event, ready to be written."""

    kind: str
    data: str | dict[str, object]
    lanes: frozenset[str]

    @property
    def shown(self) -> str:
        """What its display line says of data."""
        if isinstance(self.data, dict) and "Message" in self.data:
            text = str(self.data["Message"])
            return text.replace("\n", "\\n").replace("\t", "\\t")
        return json.dumps(self.data, ensure_ascii=False, separators=(",", ":"))


def events(count: int, dice: random.Random) -> Iterator[Made]:
    """Give so many events."""
    for number in range(count):
        if number == max(count - RARE_PLACE, 0):
            yield Made("Note", {"Message": f"here is the {RARE}"}, frozenset())
            continue
        is_path = dice.random() < 0.3  # noqa: PLR2004 - how often the scheduler speaks
        kind = dice.choice(PATH_KINDS if is_path else OTHER_KINDS)
        lanes = frozenset({"path"}) if is_path else frozenset()
        chance = dice.random()
        a, b, c, d = dice.randrange(100), dice.randrange(2000), dice.randrange(4), dice.randrange(10**6)
        if chance < 0.6:  # noqa: PLR2004 - how many events say something
            sentence = dice.choice(SENTENCES)
            yield Made(kind, {"Message": sentence.text.format(a=a, b=b, c=c, d=d)}, lanes | sentence.lanes)
        elif chance < 0.85:  # noqa: PLR2004 - how many are about a task
            yield Made(kind, {"Task": {"task": f"T{d}", "region": f"R{b}"}}, lanes)
        else:
            yield Made(kind, "None", lanes)


def write(
    out: IO[str], made: Iterator[Made], dice: random.Random, logs: dict[str, IO[str]], *, compact: bool
) -> dict[str, int]:
    """Write the trace and its logs, and return how many events are in each lane and in all."""
    counts = dict.fromkeys(("events", *LANES), 0)
    time = 0
    out.write("[")
    for seq, event in enumerate(made):
        time += dice.randrange(1, 4000)
        record = {"seq": seq, "time": time, "kind": event.kind, "data": event.data}
        if compact:
            text = json.dumps(record, ensure_ascii=False, separators=(",", ":"))
        else:
            text = "\n  " + json.dumps(record, ensure_ascii=False, indent=2).replace("\n", "\n  ")
        out.write(("," if seq else "") + text)
        counts["events"] += 1
        for lane in event.lanes:
            if lane in logs:
                logs[lane].write(("\n" if counts[lane] else "") + f"{seq:06d} {time} {event.kind} {event.shown}")
            counts[lane] += 1
    out.write("]" if compact or not counts["events"] else "\n]")
    return counts


def main() -> None:
    """Read the arguments and write the trace."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("events", type=int)
    parser.add_argument("file", type=Path)
    parser.add_argument("--compact", action="store_true")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--logs", type=Path)
    options = parser.parse_args()
    dice = random.Random(options.seed)  # noqa: S311 - a trace to measure with, no secret
    with ExitStack() as stack:
        out = stack.enter_context(options.file.open("w", encoding="utf-8", newline="\n", buffering=1 << 20))
        logs = {
            lane: stack.enter_context((options.logs / f"{lane}log").open("w", encoding="utf-8", newline="\n"))
            for lane in LANES
            if options.logs
        }
        counts = write(out, events(options.events, dice), dice, logs, compact=options.compact)
    print(json.dumps(counts))


if __name__ == "__main__":
    main()
